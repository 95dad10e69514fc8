"""Runs for start pages wait behind what people have ordered, and go when nobody can see them any more."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from common.jobs import JobState
from common.kernel.ids import ReportRunId
from common.reports import Format
from common.rpc.errors import Missing
from server import app
from server.core.clock import Clock, HeldClock
from server.core.settings import Settings
from server.jobs.worker import Worker
from tests.city import City, Signed

SOON, NEXT_DAY = timedelta(seconds=9), timedelta(days=1, minutes=1)
WorkerAt = Callable[[timedelta], Worker]


@pytest.fixture
def worker_at(settings: Settings, engine: Engine) -> WorkerAt:
    return lambda later: app.worker(settings, HeldClock(Clock().now() + later, settings.zone), engine)


@pytest.fixture(autouse=True)
def nothing_waits(worker_at: WorkerAt) -> None:
    worker = worker_at(SOON)
    while worker.run_one():
        continue


def made(person: Signed, worker: Worker) -> dict[str, ReportRunId]:
    """The runs that the start page shows."""
    person.api.boards.renew()
    while worker.run_one():
        continue
    return {board.code: board.run_id for board in person.api.boards.boards() if board.run_id is not None}


def swept(worker: Worker) -> None:
    worker.sweepers[1].sweep_when_due()


def datasets(engine: Engine, runs: list[ReportRunId]) -> list[str]:
    with engine.connect() as connection:
        found = "SELECT sha256 FROM content c JOIN report_run r ON r.dataset_id = c.id WHERE r.id = ANY(:runs)"
        return list(connection.execute(text(found), {"runs": runs}).scalars())


def test_what_a_clerk_has_ordered_is_made_before_the_start_page_of_a_manager(city: City, worker_at: WorkerAt) -> None:
    mayor, clerk = city.sign_in("mayor"), city.sign_in("registrar")
    mayor.api.boards.renew()
    run_id = clerk.api.reports.run("registry.missing_numbers", {"year": "this_year", "journal": ""}, Format.SCREEN)
    assert worker_at(SOON).run_one()
    assert clerk.api.reports.made(run_id).state is JobState.DONE
    assert all(board.making for board in mayor.api.boards.boards())


def test_a_start_page_that_has_waited_is_made_before_what_is_ordered_later(
    city: City, worker_at: WorkerAt, engine: Engine
) -> None:
    mayor, clerk = city.sign_in("mayor"), city.sign_in("registrar")
    mayor.api.boards.renew()
    with engine.begin() as connection:
        connection.execute(text("UPDATE job SET run_at = run_at - interval '11 minutes' WHERE state = 'queued'"))
    clerk.api.reports.run("registry.missing_numbers", {"year": "this_year", "journal": ""}, Format.SCREEN)
    assert worker_at(SOON).run_one()
    assert not all(board.making for board in mayor.api.boards.boards())


def test_figures_that_newer_ones_have_replaced_are_swept_with_their_files(
    city: City, worker_at: WorkerAt, engine: Engine, settings: Settings
) -> None:
    mayor = city.sign_in("mayor")
    worker = worker_at(SOON)
    first, last = made(mayor, worker), made(mayor, worker_at(2 * SOON))
    taken, handed, *gone = first.values()
    mayor.api.reports.again(taken, Format.XLSX)
    with engine.begin() as connection:
        given = "INSERT INTO report_delivery (run_id, person_id, by_id, note, sent) VALUES (:run, :to, :by, '', now())"
        values = {"run": handed, "to": city.sign_in("controller").me.id, "by": mayor.me.id}
        connection.execute(text(given), values)
    files = datasets(engine, gone)
    assert len(files) == len(gone) == len(first) - 2 > 0
    swept(worker)
    assert all(mayor.api.reports.table(run_id) for run_id in gone), "a window may still show them"
    swept(worker_at(NEXT_DAY))
    for run_id in gone:
        with pytest.raises(Missing):
            mayor.api.reports.table(run_id)
    assert not any((settings.files / sha[:2] / sha[2:4] / sha).exists() for sha in files)
    assert all(mayor.api.reports.table(run_id) for run_id in (taken, handed, *last.values()))


def test_an_order_in_vain_leaves_the_figures_before_it_on_the_page(
    city: City, worker_at: WorkerAt, engine: Engine
) -> None:
    mayor = city.sign_in("mayor")
    worker = worker_at(SOON)
    shown = made(mayor, worker)
    mayor.api.boards.renew()
    with engine.begin() as connection:
        connection.execute(text("UPDATE job SET state = 'failed' WHERE state = 'queued'"))
    swept(worker_at(NEXT_DAY))
    boards = mayor.api.boards.boards()
    assert {board.code: board.run_id for board in boards} == shown
    assert all(board.trouble for board in boards)


def test_of_whoever_has_left_nothing_stays(city: City, worker_at: WorkerAt, engine: Engine) -> None:
    head = city.sign_in("deputy")
    shown = made(head, worker_at(SOON))
    files = datasets(engine, list(shown.values()))
    dismissal = text("UPDATE person SET dismissed = :day WHERE id = :id")
    with engine.begin() as connection:
        connection.execute(dismissal, {"day": Clock().today(), "id": head.me.id})
    try:
        swept(worker_at(NEXT_DAY))
    finally:
        with engine.begin() as connection:
            connection.execute(dismissal, {"day": None, "id": head.me.id})
    assert len(files) == len(shown) > 0
    assert datasets(engine, list(shown.values())) == []
