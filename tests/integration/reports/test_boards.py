"""The charts of a manager's start page: made once, kept with their moment, and every bar opens its rows."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine, text

from common.boards import Board
from common.reports import Format, LineRole
from common.rpc.errors import NotAllowed
from server.assignments.ageing import AGES
from tests.city import City, Signed

CODES = ["assignments.discipline", "assignments.overdue_ageing", "registry.flow_by_month", "approvals.bottlenecks"]


@pytest.fixture(scope="module")
def template(whole: str) -> str:
    """Documents of every class, some of them being approved."""
    return whole


@pytest.fixture
def made(working: Any, eventually: Callable[..., Any]) -> Callable[[Signed], list[Board]]:
    def wait(person: Signed) -> list[Board]:
        person.api.boards.renew()

        def all_made() -> list[Board] | None:
            found = person.api.boards.boards()
            return found if not any(each.making for each in found) else None

        return eventually(all_made)

    return wait


def test_what_is_being_made_is_not_ordered_twice(city: City, engine: Engine) -> None:
    """Two clients of one person ask at once; no worker makes anything yet."""
    controller = city.sign_in("controller")
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda _: controller.api.boards.renew(), range(2)))
    with engine.connect() as connection:
        ordered = text("SELECT code FROM report_board WHERE person_id = :me")
        assert sorted(connection.execute(ordered, {"me": controller.me.id}).scalars()) == sorted(CODES)


def test_a_manager_finds_what_was_last_made_and_every_bar_opens_its_rows(city: City, made: Callable[..., Any]) -> None:
    mayor = city.sign_in("mayor")
    assert [(each.code, each.run_id, each.stale) for each in mayor.api.boards.boards()] == [
        (code, None, True) for code in CODES
    ]
    boards = made(mayor)
    assert [each.code for each in boards] == CODES
    assert not any(each.trouble or each.stale for each in boards)
    for board in boards[:3]:
        assert board.chart is not None
        assert board.as_of is not None
        for bar in board.chart.bars:
            lines = mayor.api.reports.lines(board.run_id, bar.line, 1).rows
            assert (lines[0].role, lines[0].cells[1 if len(lines[0].cells[0]) < 3 else 0].removeprefix("Итого: ")) == (
                LineRole.SUBTOTAL, bar.label,
            )  # fmt: skip


def test_what_is_overdue_is_counted_by_its_age(city: City, made: Callable[..., Any], ended: Callable[..., Any]) -> None:
    """As many as the list of the overdue names, each under the age that its term tells."""
    controller = city.sign_in("controller")
    board = made(controller)[1]
    form = next(each for each in controller.api.reports.centre() if each.code == "assignments.overdue")
    asked = {each.name: each.default for each in form.parameters}
    listed = ended(controller, controller.api.reports.run(form.code, asked, Format.SCREEN))
    rows = [line for line in controller.api.reports.lines(listed.id, 0, 500).rows if line.role is LineRole.ROW]
    assert sum(bar.values[0] for bar in board.chart.bars) == len(rows) > 0
    today = board.as_of.date()
    for bar, age in zip(board.chart.bars, AGES, strict=True):
        behind = controller.api.reports.behind(board.run_id, bar.line, board.chart.columns[0], 0, 500)
        assert behind.total == bar.values[0]
        assert all(age.least - 1 <= (today - row.due).days <= (age.most or 10_000) + 1 for row in behind.rows)


def test_the_flow_of_half_a_year_is_told_month_by_month(city: City, made: Callable[..., Any]) -> None:
    mayor = city.sign_in("mayor")
    board = made(mayor)[2]
    assert len(board.chart.bars) == 6
    assert board.chart.series == ["Входящие", "Исходящие"]
    for bar in board.chart.bars:
        for column, value in zip(board.chart.columns, bar.values, strict=True):
            assert mayor.api.reports.behind(board.run_id, bar.line, column, 0, 1).total == value


def test_a_visa_that_waits_past_its_term_is_a_bottleneck(city: City, made: Callable[..., Any], engine: Engine) -> None:
    with engine.begin() as connection:
        waiting = connection.execute(
            text("UPDATE approval_visa v SET arrived = now(), due = current_date - 3, decided = NULL, visa = NULL"
                 " FROM approval a WHERE a.id = v.approval_id AND a.state = 'running' AND v.cycle = a.cycle"
                 " AND v.arrived IS NOT NULL RETURNING v.id")
        ).scalars().all()  # fmt: skip
    mayor = city.sign_in("mayor")
    board = made(mayor)[3]
    assert 0 < sum(bar.values[1] for bar in board.chart.bars) <= len(waiting)


def test_figures_of_the_start_page_do_not_crowd_ones_own_reports(city: City, made: Callable[..., Any]) -> None:
    controller = city.sign_in("controller")
    board = made(controller)[0]
    assert board.run_id not in [run.id for run in controller.api.reports.history().rows]
    controller.api.reports.again(board.run_id, "pdf")
    assert board.run_id in [run.id for run in controller.api.reports.history().rows]


@pytest.mark.parametrize("login", ["registrar", "executor"])
def test_a_clerk_begins_the_day_with_his_own_work(city: City, login: str) -> None:
    clerk = city.sign_in(login)
    try:
        assert clerk.api.boards.boards() == []
        with pytest.raises(NotAllowed, match="руководители"):
            clerk.api.boards.renew()
    except NotAllowed:
        assert login == "executor"  # who takes no reports at all


def test_anothers_figures_are_not_read(city: City, made: Callable[..., Any]) -> None:
    board = made(city.sign_in("mayor"))[0]
    with pytest.raises(Exception, match="не найден"):
        city.sign_in("controller").api.reports.table(board.run_id)
