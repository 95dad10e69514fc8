"""«Анализ исполнительской дисциплины»: every figure is the assignments that it counts, and their sums agree."""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothetically
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from common.assignments.rules import OPEN, Status
from server.assignments.discipline import DisciplineReport, OfExecutors
from server.assignments.models import Assignment, ExecutionReportRow
from server.core.clock import Clock
from server.core.service import Context
from server.core.settings import Settings
from server.identity.login import caller_of
from server.identity.models import Account
from server.registry.models import Document
from server.registry.readers import visible
from server.reports.dataset import Dataset, Role
from server.reports.report import Figure, Heading

TODAY = Clock().today()
ALL, DONE, LATE, UNREPORTED, REPORTED, RELEASED, UNDONE, BARE, ANSWERED = range(2, 11)
MOMENT = datetime(2026, 11, 29, 12, 0, tzinfo=Clock().zone)


@pytest.fixture
def contexts(engine: Engine, settings: Settings) -> Iterator[Callable[[str], Context]]:
    with Session(engine) as session:

        def of(login: str) -> Context:
            person = session.scalars(select(Account.person_id).where(Account.login == login)).one()
            return Context(session, settings, Clock(), {}, caller=caller_of(session, person, TODAY))

        yield of


def gathered(context: Context, period: OfExecutors, path: Path) -> Dataset:
    heading = Heading("Администрация", "", [], MOMENT, "Мэр\nШелест С. Н.")
    DisciplineReport().gather(context, period, path, heading, lambda *_: None)
    return Dataset(path)


def counted_one_by_one(context: Context, period: OfExecutors) -> dict[int, list[int]]:
    """The same by looking at every assignment in turn."""
    assert context.caller is not None
    rows = context.session.execute(
        select(Assignment).join(Document, Document.id == Assignment.document_id)
        .where(visible(context.caller), Assignment.controlled)
    ).scalars()  # fmt: skip
    found: dict[int, list[int]] = {place: [] for place in range(ALL, ANSWERED + 1)}
    ended = datetime.combine(period.until + timedelta(days=1), time(), context.clock.zone)
    reports = context.session.scalars(select(ExecutionReportRow).where(ExecutionReportRow.final))
    reported = {each.assignment_id for each in reports if each.at < ended and each.accepted is not False}
    for each in rows:
        if each.status is Status.DONE and period.since <= each.done_on <= period.until:
            places = [ALL, DONE, RELEASED, REPORTED if each.id in reported else UNREPORTED]
            places += [LATE] if each.done_on > each.due else []
        elif each.due <= period.until and (
            each.status in OPEN or (each.status is Status.DONE and each.done_on > period.until)
        ):
            places = [ALL, UNDONE, ANSWERED if each.id in reported else BARE]
        else:
            continue
        for place in places:
            found[place].append(each.id)
    return found


@pytest.mark.parametrize("login", ["mayor", "controller", "affairs"])
@hypothetically(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(begins=st.integers(0, 700), days=st.integers(0, 400))
def test_every_figure_is_what_it_counts_and_the_sums_agree(
    contexts: Callable[[str], Context], tmp_path: Path, login: str, begins: int, days: int
) -> None:
    since = TODAY - timedelta(days=begins)
    period = OfExecutors(since, since + timedelta(days=days))
    context = contexts(login)
    dataset = gathered(context, period, tmp_path / "dataset")
    expected = counted_one_by_one(context, period)
    lines = list(dataset)
    rows = [line for line in lines if line.role is Role.ROW]
    for place, ids in expected.items():
        figures = [line.cells[place] for line in rows]
        assert all(isinstance(figure, Figure) and figure.number == len(figure.ids) for figure in figures)
        assert sorted(each for figure in figures for each in figure.ids) == sorted(ids)
        totals = [line.cells[place] for line in lines if line.role is Role.TOTAL]
        assert totals == ([len(ids)] if rows else [])
        assert sum(line.cells[place] for line in lines if line.role is Role.SUBTOTAL) == len(ids)
        if rows:
            assert sorted(dataset.behind(len(lines) - 1, place)) == sorted(ids)
    for line in (line for line in lines if line.role is not Role.SECTION):
        number = [cell.number if isinstance(cell, Figure) else cell for cell in line.cells]
        assert number[ALL] == number[DONE] + number[UNDONE]
        assert number[DONE] == number[UNREPORTED] + number[REPORTED] == number[RELEASED]
        assert number[UNDONE] == number[BARE] + number[ANSWERED]
        assert number[11] == (round(100 * number[UNDONE] / number[ALL], 1) if number[ALL] else "")
        assert number[12] == (round(100 * number[LATE] / number[DONE], 1) if number[DONE] else "")


def test_of_a_unit_only_its_executors_and_those_below_it_are_told(
    contexts: Callable[[str], Context], tmp_path: Path
) -> None:
    context, affairs = contexts("mayor"), contexts("affairs").caller
    period = OfExecutors(TODAY - timedelta(days=400), TODAY)
    whole = [line.cells[0] for line in gathered(context, period, tmp_path / "all") if line.role is Role.SECTION]
    of_unit = OfExecutors(period.since, period.until, str(affairs.me.unit_id))
    part = [line.cells[0] for line in gathered(context, of_unit, tmp_path / "part") if line.role is Role.SECTION]
    assert affairs.me.unit in part
    assert set(part) < set(whole)
