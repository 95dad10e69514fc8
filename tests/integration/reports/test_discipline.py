"""«Анализ исполнительской дисциплины»: figures are their rows, parts add up, and rights hold behind a figure too."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pypdfium2
import pytest
from sqlalchemy import Engine, text

from common.assignments.orders import ResolutionDraft
from common.kernel.deadlines import Count, DeadlineRule
from common.kernel.ids import POSTS, UNITS
from common.kernel.named import named_value
from common.reports import Format, LineRole, ReportLine, ReportRun
from tests.city import City, Signed

DISCIPLINE = "assignments.discipline"
YEAR = {"since": "2026-01-01", "until": "2026-11-23", "unit": "", "people": ""}
TOTAL, DONE, LATE, SILENT, REPORTED, RELEASED, OPEN, UNTOUCHED, WAITING = range(2, 11)
FIGURES = range(TOTAL, WAITING + 1)
Ended = Callable[[Signed, Any], ReportRun]


def lines_of(person: Signed, run: ReportRun) -> list[ReportLine]:
    return person.api.reports.lines(run.id, 0, 500).rows


@pytest.fixture
def counted(ended: Ended) -> Callable[..., tuple[ReportRun, list[ReportLine]]]:
    def order(person: Signed, **parameters: str) -> tuple[ReportRun, list[ReportLine]]:
        run = ended(person, person.api.reports.run(DISCIPLINE, {**YEAR, **parameters}, Format.SCREEN))
        return run, lines_of(person, run)

    return order


def number(line: ReportLine, column: int) -> int:
    return int(line.cells[column])


PERIODS = [("2026-01-01", "2026-11-23"), ("2026-10-01", "2026-10-31"), ("2026-06-15", "2026-09-02"),
           ("2026-11-16", "2026-11-16")]  # fmt: skip


@pytest.mark.parametrize("login", ["controller", "registrar"])
@pytest.mark.parametrize(("since", "until"), PERIODS)
def test_every_figure_is_its_rows_and_the_parts_add_up(
    city: City, counted: Callable[..., tuple[ReportRun, list[ReportLine]]], login: str, since: str, until: str
) -> None:
    person = city.sign_in(login)
    run, lines = counted(person, since=since, until=until)
    of_section, of_all = dict.fromkeys(FIGURES, 0), dict.fromkeys(FIGURES, 0)
    for line in lines:
        if line.role is LineRole.SECTION:
            of_section = dict.fromkeys(FIGURES, 0)
            continue
        values = {column: number(line, column) for column in FIGURES}
        assert values[TOTAL] == values[DONE] + values[OPEN]
        assert values[DONE] == values[SILENT] + values[REPORTED] == values[RELEASED]
        assert values[OPEN] == values[UNTOUCHED] + values[WAITING]
        assert values[LATE] <= values[DONE]
        if line.role is LineRole.ROW:
            for column in FIGURES:
                of_section[column] += values[column]
                of_all[column] += values[column]
        else:
            assert values == (of_section if line.role is LineRole.SUBTOTAL else of_all)
    for line in (lines[-1], *lines[1:9]):
        for column in line.figures:
            behind = person.api.reports.behind(run.id, line.id, column, 0, 500)
            assert behind.total + behind.hidden == number(line, column)
            assert behind.hidden == 0
    shares = {column: lines[-1].cells[column] for column in (11, 12)}
    assert shares[11] == f"{100 * of_all[OPEN] / of_all[TOTAL]:.1f}".replace(".", ",")
    assert shares[12] == (f"{100 * of_all[LATE] / of_all[DONE]:.1f}".replace(".", ",") if of_all[DONE] else "")


def test_rows_behind_the_late_are_late(
    city: City, counted: Callable[..., tuple[ReportRun, list[ReportLine]]], engine: Engine
) -> None:
    controller = city.sign_in("controller")
    run, lines = counted(controller)
    rows = controller.api.reports.behind(run.id, lines[-1].id, LATE, 0, 500).rows
    with engine.connect() as connection:
        asked = text("SELECT count(*) FROM assignment WHERE id = ANY(:ids) AND done_on > due")
        late = connection.execute(asked, {"ids": [row.assignment_id for row in rows]}).scalar_one()
    assert late == len(rows) > 0


RULE = DeadlineRule(title="Десять дней", count=Count.CALENDAR, amount=10)


@pytest.fixture
def given(city: City, engine: Engine) -> Callable[..., int]:
    """An assignment of the mayor with that term, done on that day or not yet."""

    def give(executor_id: int, due: date, done: date | None = None) -> int:
        letter = city.sign_in("registrar").register()
        controller = city.sign_in("controller").me.id
        draft = ResolutionDraft(
            document_id=letter, text="Доложить", responsible_id=executor_id, rule=RULE, controller_id=controller
        )
        assignment = city.sign_in("mayor").api.assignments.resolve(draft)
        status = "done" if done else "issued"
        with engine.begin() as connection:
            asked = "UPDATE assignment SET due = :due, done_on = :done, status = :status WHERE id = :id"
            connection.execute(text(asked), {"due": due, "done": done, "status": status, "id": assignment})
        return assignment

    return give


def test_a_period_is_counted_as_it_stood_on_its_last_day(
    city: City, counted: Callable[..., tuple[ReportRun, list[ReportLine]]], given: Callable[..., int]
) -> None:
    executor = city.sign_in("executor")
    surname = executor.me.name.split()[0]
    december = {"since": "2030-12-01", "until": "2030-12-31", "people": named_value(executor.me.name, executor.me.id)}
    given(executor.me.id, date(2030, 12, 10), date(2030, 12, 9))  # in time
    given(executor.me.id, date(2030, 12, 10), date(2030, 12, 11))  # late
    given(executor.me.id, date(2030, 12, 10), date(2031, 1, 9))  # after the period: not executed in it
    given(executor.me.id, date(2031, 1, 10))  # its term has not come
    controller = city.sign_in("controller")
    _, before = counted(controller, since="2030-11-30", until="2030-11-30", people=surname)
    _, lines = counted(controller, **december)
    known = number(before[-1], OPEN) if before else 0  # of the sample city, open for years by then
    assert number(lines[-1], DONE) == 2
    assert number(lines[-1], LATE) == 1
    assert number(lines[-1], OPEN) == known + 1


def test_a_post_and_a_unit_stand_in_their_units(
    city: City, counted: Callable[..., tuple[ReportRun, list[ReportLine]]], given: Callable[..., int], engine: Engine
) -> None:
    with engine.connect() as connection:
        post = connection.execute(
            text("SELECT p.id, p.title, u.title AS unit, p.unit_id FROM post p JOIN unit u ON u.id = p.unit_id"
                 " WHERE p.holder_id IS NOT NULL AND u.head_id IS NOT NULL AND p.closed IS NULL AND u.closed IS NULL"
                 " ORDER BY p.id DESC LIMIT 1")
        ).one()  # fmt: skip
    given(POSTS + post.id, date(2031, 3, 10), date(2031, 3, 9))
    given(UNITS + post.unit_id, date(2031, 3, 10), date(2031, 3, 12))
    march = {"since": "2031-03-01", "until": "2031-03-31", "unit": str(post.unit_id)}
    _, lines = counted(city.sign_in("controller"), **march)
    done = {line.cells[1]: number(line, DONE) for line in lines if line.role is LineRole.ROW and line.cells[3] != "0"}
    assert next(line.cells[0] for line in lines if line.role is LineRole.SECTION) == post.unit
    assert [name for name in done if name.startswith(f"{post.title} (")]
    assert [name for name in done if name.endswith("(подразделение)")]
    assert sum(done.values()) == 2


def test_what_the_reader_may_not_see_any_longer_is_counted_as_hidden(
    city: City, counted: Callable[..., tuple[ReportRun, list[ReportLine]]], given: Callable[..., int], engine: Engine
) -> None:
    executor = city.sign_in("executor")
    assignments = [given(executor.me.id, date(2032, 5, 10), date(2032, 5, 9)) for _ in range(2)]
    controller = city.sign_in("controller")
    run, lines = counted(controller, since="2032-05-01", until="2032-05-31")
    assert number(lines[-1], DONE) == 2
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE document SET access_id = 1, open_place_id = 0, open_file = '', readers = ARRAY[-1]"
                 " WHERE id = (SELECT document_id FROM assignment WHERE id = :id)"), {"id": assignments[0]},
        )  # fmt: skip
    behind = controller.api.reports.behind(run.id, lines[-1].id, DONE)
    assert (behind.total, behind.hidden) == (1, 1)
    assert [row.assignment_id for row in behind.rows] == [assignments[1]]


def test_the_forms_for_paper_have_the_columns_the_totals_and_the_note(city: City, make: Callable[..., bytes]) -> None:
    controller = city.sign_in("controller")
    pages = [
        " ".join(page.get_textpage().get_text_range().split())
        for page in pypdfium2.PdfDocument(make(controller, DISCIPLINE, **YEAR))
    ]
    assert "контрольные резолюции и поручения со сроком исполнения за период с 01.01.2026 по 23.11.2026" in pages[0]
    assert all("С нарушением срока" in page for page in pages if "Исполнитель" in page)
    assert "ИТОГО" in " ".join(pages)
    assert "Примечание. Учтены контрольные поручения" in " ".join(pages)
    book = openpyxl.load_workbook(io.BytesIO(make(controller, DISCIPLINE, Format.XLSX, **YEAR)))
    last = next(row for row in book.active.iter_rows() if row[1].value == "ИТОГО")
    assert all(cell.value.startswith("=SUBTOTAL(9,") for cell in last[TOTAL : WAITING + 1])


@pytest.mark.parametrize(("since", "until"), PERIODS)
def test_the_summary_adds_up_and_its_figures_open_their_rows(city: City, ended: Ended, since: str, until: str) -> None:
    controller = city.sign_in("controller")
    asked = {**YEAR, "since": since, "until": until}
    run = ended(controller, controller.api.reports.run("assignments.summary", asked, Format.SCREEN))
    lines = lines_of(controller, run)
    for line in lines:
        if line.role is not LineRole.SECTION:
            every, timely, late, running, overdue, moved = (number(line, column) for column in range(2, 8))
            assert every == timely + late + running + overdue
            assert moved <= every
            done = timely + late
            assert line.cells[8] == (f"{100 * timely / done:.1f}".replace(".", ",") if done else "")
    for column in lines[-1].figures:
        behind = controller.api.reports.behind(run.id, lines[-1].id, column, 0, 500)
        assert behind.total == number(lines[-1], column)
        assert behind.hidden == 0


def test_the_summary_tells_what_is_late_from_what_is_not(
    city: City, ended: Ended, given: Callable[..., int], engine: Engine
) -> None:
    executor = city.sign_in("executor")
    terms = [(date(2033, 4, 9), date(2033, 4, 9)), (date(2033, 4, 9), date(2033, 4, 10)), (date(2033, 4, 20), None)]
    assignments = [given(executor.me.id, due, done) for due, done in terms]
    with engine.begin() as connection:
        connection.execute(text("UPDATE assignment SET moves = 1 WHERE id = :id"), {"id": assignments[1]})
    controller = city.sign_in("controller")
    asked = {"since": "2033-04-01", "until": "2033-04-30", "unit": "", "people": executor.me.name.split()[0]}
    run = ended(controller, controller.api.reports.run("assignments.summary", asked, Format.SCREEN))
    last = lines_of(controller, run)[-1]
    assert [number(last, column) for column in (3, 4)] == [1, 1]
    running = controller.api.reports.behind(run.id, last.id, 5).rows
    assert assignments[2] in [row.assignment_id for row in running]  # its term has not come, though the period is ahead
    assert last.cells[6] == "0"
    assert [row.assignment_id for row in controller.api.reports.behind(run.id, last.id, 7).rows] == [assignments[1]]
