"""Patient work gives way to what would be taken before it, and to nothing else."""

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import Engine, text

from server import app
from server.core.settings import Settings
from server.core.unit_of_work import Works
from server.jobs.service import JobService
from server.jobs.work import JobKind, Work
from server.jobs.worker import Worker


class Order(msgspec.Struct, frozen=True):
    """Something to do."""


class Learning(JobKind[Order]):
    """Half of it is done when something else is ordered."""

    code = "test.learning"
    payload = Order
    patience = timedelta(days=1)

    def __init__(self, done: list[str], orders: str) -> None:
        self._done, self._orders = done, orders

    def run(self, work: Work, payload: Order) -> str:
        self._done.append(self.code)
        if self._done == [self.code]:
            with work.transaction() as context:
                JobService(context).order(self._orders, "", payload)
        work.give_way()
        self._done.append("learned")
        return ""


class Board(JobKind[Order]):
    code = "test.board"
    payload = Order
    patience = timedelta(minutes=10)

    def __init__(self, done: list[str]) -> None:
        self._done = done

    def run(self, work: Work, payload: Order) -> str:
        self._done.append(self.code)
        return ""


class Report(Board):
    code = "test.report"
    patience = timedelta(0)


class Later(Board):
    code = "test.later"
    patience = timedelta(days=2)


@pytest.fixture
def works(settings: Settings, engine: Engine) -> Works:
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM job WHERE code LIKE 'test.%'"))
    return app.works(settings, engine=engine)


def done_when_ordered_meanwhile(works: Works, code: str) -> list[str]:
    """What a worker has done, one after the other; `code` was ordered while it learned."""
    done: list[str] = []
    kinds = (Learning(done, code), Board(done), Report(done), Later(done))
    worker = Worker(works, kinds, lambda _session, _person_id: pytest.fail("nobody has ordered it"))
    with works.transaction() as context:
        JobService(context).order(Learning.code, "", Order())
    for _ in range(4):
        worker.run_one()
    return done


@pytest.mark.parametrize("first", [Report.code, Board.code])
def test_learning_gives_way_to_what_is_taken_before_it_be_it_patient_itself(works: Works, first: str) -> None:
    assert done_when_ordered_meanwhile(works, first) == [Learning.code, first, Learning.code, "learned"]


def test_learning_goes_on_before_work_that_is_more_patient(works: Works) -> None:
    assert done_when_ordered_meanwhile(works, Later.code) == [Learning.code, "learned", Later.code]


def test_learning_does_not_wait_for_work_that_this_worker_does_not_know(works: Works) -> None:
    assert done_when_ordered_meanwhile(works, "test.of_a_newer_release") == [Learning.code, "learned"]
