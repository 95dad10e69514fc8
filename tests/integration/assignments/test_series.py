"""Periodic assignments are made by the worker, each exactly once, also when it is killed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from common.assignments.orders import ResolutionDraft
from common.assignments.rules import Status
from common.assignments.series import Pattern, SeriesDraft, due_on
from common.kernel.deadlines import ProductionCalendar
from common.kernel.ids import DocumentId, ExecutorId
from common.rpc.errors import Invalid, Missing, NotAllowed
from server import app
from server.assignments.jobs import MakeOccurrences, order_occurrences
from server.assignments.series import SeriesService
from server.core.clock import Clock, HeldClock
from server.core.service import Context
from server.core.settings import Settings
from server.identity.login import caller_of
from server.jobs.work import Work
from tests.city import City


@pytest.fixture
def document(city: City) -> DocumentId:
    return city.sign_in("registrar").register()


def next_working(day: date) -> date:
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


@pytest.fixture
def begun(city: City, document: DocumentId) -> list[date]:
    """Three chosen dates within the year of the calendar, made on their own days."""
    days = [next_working(Clock().today() + timedelta(days=days)) for days in (1, 6, 12)]
    resolution = ResolutionDraft(
        document_id=document, text="Представить сводку", responsible_id=ExecutorId(city.sign_in("executor").me.id),
        controlled=False,
    )  # fmt: skip
    draft = SeriesDraft(resolution=resolution, pattern=Pattern.DATES, dates=days, ahead=0)
    city.sign_in("mayor").api.series.begin(draft)
    return days


@pytest.fixture
def on_day(settings: Settings, engine: Engine) -> Callable[[date], int]:
    """Lets a worker do all there is to do on a day; gives how many jobs it ran."""

    def worked(day: date) -> int:
        clock = HeldClock(datetime.combine(day, datetime.min.time(), Clock().now().tzinfo) + timedelta(hours=8))
        with app.works(settings, clock, engine).transaction() as context:
            order_occurrences(context)
        worker, ran = app.worker(settings, clock, engine), 0
        while worker.run_one():
            ran += 1
        return ran

    return worked


def made(city: City, document: DocumentId) -> list[date]:
    cards = city.sign_in("mayor").api.assignments.of_document(document)
    assert all(card.row.status is Status.ISSUED for card in cards)
    return sorted(card.row.due for card in cards)


def test_each_occurrence_is_made_on_its_day_and_only_once(
    city: City, document: DocumentId, begun: list[date], on_day: Callable[[date], int]
) -> None:
    on_day(Clock().today())
    assert made(city, document) == []
    on_day(begun[0])
    on_day(begun[0])
    assert made(city, document) == begun[:1]
    on_day(begun[2])  # the worker was off meanwhile: what was missed is made too, its day being today's
    assert made(city, document) == [begun[0], begun[2], begun[2]]
    [row] = city.sign_in("executor").api.series.of_document(document)
    assert (row.made, row.next_due, row.may_end) == (3, None, False)


def test_what_should_have_been_made_by_today_is_made_when_the_series_begins(city: City, document: DocumentId) -> None:
    """Not in an hour: whoever has ordered it sees it in the tree at once."""
    resolution = ResolutionDraft(
        document_id=document, text="Представить отчёт", responsible_id=ExecutorId(city.sign_in("executor").me.id),
        controlled=False,
    )  # fmt: skip
    days = [next_working(Clock().today() + timedelta(days=days)) for days in (6, 90)]
    mayor = city.sign_in("mayor").api
    mayor.series.begin(SeriesDraft(resolution=resolution, pattern=Pattern.DATES, dates=days, ahead=20))
    assert made(city, document) == days[:1]
    [row] = mayor.series.of_document(document)
    assert (row.made, row.next_due) == (1, due_on(ProductionCalendar({}), days[1]))


def test_a_worker_that_dies_over_it_leaves_nothing_half_made(
    city: City, document: DocumentId, begun: list[date], settings: Settings, engine: Engine,
    on_day: Callable[[date], int], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """It dies after the assignment is written and before the commit, then after the commit and before its word."""
    whole = SeriesService.make_next

    def dies_inside(self: SeriesService, series_id: int) -> bool:
        whole(self, series_id)
        raise SystemExit

    monkeypatch.setattr(SeriesService, "make_next", dies_inside)
    with pytest.raises(SystemExit):
        on_day(begun[0])
    assert made(city, document) == []
    monkeypatch.setattr(SeriesService, "make_next", whole)

    def dies_after(self: Work, done: int, total: int, message: str = "") -> None:
        raise SystemExit

    monkeypatch.setattr(Work, "progress", dies_after)
    with engine.begin() as connection:
        connection.execute(text("UPDATE job SET state = 'queued', run_at = '2020-01-01' WHERE state = 'running'"))
    with pytest.raises(SystemExit):
        on_day(begun[0])
    assert made(city, document) == begun[:1]
    monkeypatch.undo()
    with engine.begin() as connection:
        connection.execute(text("UPDATE job SET state = 'queued', run_at = '2020-01-01' WHERE state = 'running'"))
    on_day(begun[0])
    assert made(city, document) == begun[:1]


def test_two_workers_at_once_make_one(
    city: City, document: DocumentId, begun: list[date], settings: Settings, engine: Engine
) -> None:
    clock = HeldClock(datetime.combine(begun[0], datetime.min.time(), Clock().now().tzinfo) + timedelta(hours=8))
    works = app.works(settings, clock, engine)
    with engine.connect() as connection:
        series = connection.execute(
            text("SELECT id, author_id FROM assignment_series WHERE document_id = :id"), {"id": document}
        ).one()

    def make(_: int) -> bool:
        with works.transaction() as context:
            context.caller = caller(context, series.author_id)
            return SeriesService(context).make_next(series.id)

    with ThreadPoolExecutor(4) as rivals:
        assert sum(rivals.map(make, range(4))) == 1
    assert made(city, document) == begun[:1]
    assert MakeOccurrences.code == "assignments.series"


def caller(context: Context, person_id: int):
    return caller_of(context.session, person_id, context.clock.today())


def test_an_ended_series_makes_no_more(
    city: City, document: DocumentId, begun: list[date], on_day: Callable[[date], int]
) -> None:
    mayor = city.sign_in("mayor")
    [row] = mayor.api.series.of_document(document)
    assert (row.may_end, row.next_due) == (True, begun[0])
    with pytest.raises(Invalid, match="Причина"):
        mayor.api.series.end(row.id, row.version, " ")
    with pytest.raises((NotAllowed, Missing)):
        city.sign_in("affairs").api.series.end(row.id, row.version, "Не нужно")
    mayor.api.series.end(row.id, row.version, "Сводка больше не нужна")
    on_day(begun[2])
    assert made(city, document) == []


def test_who_may_not_resolve_begins_no_series(city: City, document: DocumentId, begun: list[date]) -> None:
    resolution = ResolutionDraft(document_id=document, text="Сводка", responsible_id=ExecutorId(1), controlled=False)
    with pytest.raises(NotAllowed):
        city.sign_in("executor").api.series.begin(
            SeriesDraft(resolution=resolution, pattern=Pattern.DATES, dates=begun, ahead=0)
        )
