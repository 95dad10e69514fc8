"""Recognition broken off: by the death of its worker, or because somebody has cancelled it."""

import os
import signal
from collections.abc import Callable, Iterator
from threading import Barrier

import pytest
from sqlalchemy import Engine, select, text

from common.jobs import JobState
from common.kernel.ids import BatchId, DocumentId, JobId
from common.registry.card import FileRole
from common.scanning.batches import BatchState
from common.scanning.recognition import PageState
from server import app
from server.core.settings import Settings
from server.jobs.models import Job
from server.jobs.service import JobService
from server.jobs.work import Cancelled, GaveWay, Turns, Work
from server.scanning.bench_jobs import LookOver
from server.scanning.jobs import ReadPaper
from server.scanning.order import LOOK, READ, BatchOrder, ReadingOrder
from server.scanning.raster import PageImage
from server.scanning.reading import ReadPage, read
from tests.city import City
from tests.integration.scanning.bench import Bench, page, separator
from tests.integration.scanning.papers import Desk, numbers, saved, sheet
from tests.serving import Served

PAGES = 8
LINES = [(f"Страница {number}", "о ремонте кровли дома") for number in range(1, PAGES + 1)]
PAPER = ("Дело.pdf", saved([sheet(*lines) for lines in LINES], "PDF"))


@pytest.fixture
def working(served: Served) -> Iterator[Served]:
    """A server with a worker of the test's own."""
    served.start_worker()
    yield served
    bury(served)


def bury(served: Served) -> None:
    """Kills the workers with all that they have started."""
    for worker in served.workers:
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
    served.workers.clear()


def writings(engine: Engine, document_id: int) -> dict[int, int]:
    """Which transaction has written each page that is read."""
    statement = text(
        "SELECT number, xmin::text::bigint AS writing FROM scanned_page WHERE document_id = :id AND state = 'read'"
    )
    with engine.connect() as connection:
        return {row.number: row.writing for row in connection.execute(statement, {"id": document_id})}


def pass_lease(engine: Engine) -> None:
    """As if the worker had been silent for longer than it is believed alive."""
    with engine.begin() as connection:
        connection.execute(text("UPDATE job SET lease = now() - interval '1 second' WHERE state = 'running'"))


def test_another_worker_goes_on_where_the_killed_one_stopped_and_reads_nothing_twice(
    working: Served, desk: Desk, engine: Engine
) -> None:
    document_id = desk.scan(PAPER)
    desk.read(document_id, pages=2)
    bury(working)
    done = writings(engine, document_id)
    seen = desk.seen(document_id)
    assert 2 <= len(done) < PAGES
    assert (seen.job_id is not None, seen.total, seen.message) == (True, PAGES, "Распознавание")
    pass_lease(engine)
    working.start_worker()
    ended = desk.ended(document_id)
    assert (ended.done, ended.total) == (PAGES, PAGES)
    assert numbers(ended, PageState.READ) == list(range(1, PAGES + 1))
    assert done.items() <= writings(engine, document_id).items()
    assert [words.splitlines()[0] for words in desk.words(document_id, range(1, PAGES + 1))] == [
        first for first, _ in LINES
    ]
    roles = [file.role for file in desk.clerk.api.registry.card(document_id).attachments]
    assert roles.count(FileRole.SEARCHABLE) == 1


def test_a_worker_that_is_only_slow_keeps_its_paper(working: Served, desk: Desk, engine: Engine) -> None:
    document_id = desk.scan(PAPER)
    desk.read(document_id, pages=1)
    working.start_worker()
    ended = desk.ended(document_id)
    assert numbers(ended, PageState.READ) == list(range(1, PAGES + 1))
    with engine.connect() as connection:
        attempts = text("SELECT attempts FROM job JOIN recognition r ON r.job_id = job.id WHERE r.document_id = :id")
        assert connection.execute(attempts, {"id": document_id}).scalar_one() == 1


def test_a_worker_believed_dead_that_wakes_up_lets_go_of_the_paper(engine: Engine, settings: Settings) -> None:
    works = app.works(settings, engine=engine)
    with works.transaction() as context:
        job_id = JobService(context).order("scanning.read", "Распознавание", ReadingOrder(DocumentId(1)))
    with works.transaction() as context:
        taken = context.session.get_one(Job, job_id)
        taken.state, taken.attempts = JobState.RUNNING, 1
    work = Work(works, taken, None, Turns([]))
    work.progress(1, 8)
    with works.transaction() as context:
        context.session.get_one(Job, job_id).attempts = 2  # another worker has taken it over
    with pytest.raises(Cancelled):
        work.progress(2, 8)
    assert work.is_cancelled()
    with works.transaction() as context:
        context.session.get_one(Job, job_id).state = JobState.DONE


def test_pages_of_a_paper_are_read_side_by_side_and_each_is_kept_in_its_place(
    desk: Desk, engine: Engine, settings: Settings
) -> None:
    document_id = desk.scan(PAPER)
    works = app.works(settings, engine=engine)
    together = Barrier(2, timeout=60)

    def meet(page: PageImage, *, stop: Callable[[], bool]) -> ReadPage:
        together.wait()  # nobody comes to the other when they are read one by one
        return read(page, stop=stop)

    with works.transaction() as context:
        job = context.session.scalars(select(Job).where(Job.state == JobState.QUEUED, Job.code == READ)).one()
        job.state, job.attempts = JobState.RUNNING, 1
    message = ReadPaper(many=2, reader=meet).run(Work(works, job, None, Turns([])), ReadingOrder(document_id))
    assert message == f"Распознано страниц: {PAGES}."
    assert [words.splitlines()[0] for words in desk.words(document_id, range(1, PAGES + 1))] == [
        first for first, _ in LINES
    ]
    with works.transaction() as context:
        context.session.get_one(Job, job.id).state = JobState.DONE


def test_a_paper_that_gives_way_keeps_what_it_has_begun(desk: Desk, engine: Engine, settings: Settings) -> None:
    document_id = desk.scan(PAPER)
    works = app.works(settings, engine=engine)
    with works.transaction() as context:
        job = context.session.scalars(select(Job).where(Job.state == JobState.QUEUED, Job.code == READ)).one()
        job.state, job.attempts = JobState.RUNNING, 1
    urgent: list[JobId] = []

    def order_something(page: PageImage, *, stop: Callable[[], bool]) -> ReadPage:
        if not urgent:
            with works.transaction() as context:
                urgent.append(JobService(context).order(LOOK, "Просмотр", BatchOrder(BatchId(0))))
        return read(page, stop=stop)

    work = Work(works, job, None, Turns([LookOver()]))
    with pytest.raises(GaveWay):
        ReadPaper(many=3, reader=order_something).run(work, ReadingOrder(document_id))
    assert 1 <= len(numbers(desk.seen(document_id), PageState.READ)) <= 3
    with works.transaction() as context:
        for job_id in (job.id, *urgent):
            context.session.get_one(Job, job_id).state = JobState.DONE


def test_a_paper_that_kills_every_worker_is_given_up_and_may_be_ordered_again(
    served: Served, desk: Desk, engine: Engine
) -> None:
    document_id = desk.scan(PAPER)
    with engine.begin() as connection:
        connection.execute(text("UPDATE job SET state = 'running', attempts = 3, lease = now() WHERE state = 'queued'"))
    pass_lease(engine)
    served.start_worker()
    ended = desk.ended(document_id)
    assert ended.message == "Не получилось, попыток: 3. Повторите; если не поможет, сообщите администратору."
    assert desk.clerk.api.scanning.read(document_id)
    assert len(numbers(desk.ended(document_id), PageState.READ)) == PAGES
    bury(served)


def test_a_cancelled_recognition_keeps_what_was_read_and_goes_on_when_ordered_again(
    working: Served, desk: Desk, engine: Engine
) -> None:
    document_id = desk.scan(PAPER)
    seen = desk.read(document_id, pages=2)
    assert seen.job_id is not None
    desk.clerk.api.jobs.cancel(seen.job_id)
    ended = desk.ended(document_id)
    assert ended.message == "Задание отменено. Сделанное сохранено: повторите его, чтобы закончить."
    later = desk.scan(("Следующее.png", saved([sheet("Первая")], "PNG")))
    desk.ended(later)  # the worker has put the cancelled paper away
    kept = writings(engine, document_id)
    assert 2 <= len(kept) < PAGES
    assert desk.words(document_id, [1])[0].startswith("Страница 1")
    desk.clerk.api.scanning.read(document_id)
    assert numbers(desk.ended(document_id), PageState.READ) == list(range(1, PAGES + 1))
    assert kept.items() <= writings(engine, document_id).items()


def test_a_release_goes_on_where_the_killed_worker_stopped_and_makes_nothing_twice(
    working: Served, city: City, eventually: Callable[..., object], engine: Engine
) -> None:
    bench = Bench(city.sign_in("registrar"), eventually)
    stack = [each for number in range(6) for each in (page(f"Письмо {number}"), separator())]
    batch_id = bench.lay(*stack)
    batch = bench.seen(batch_id)
    bench.clerk.api.batches.release(batch_id, batch.version)
    eventually(lambda: len(bench.clerk.api.batches.batch(batch_id).documents) >= 2)
    bury(working)
    made = bench.clerk.api.batches.batch(batch_id)
    pass_lease(engine)
    working.start_worker()

    def over() -> bool:
        return bench.clerk.api.batches.batch(batch_id).state is BatchState.RELEASED

    eventually(over)
    documents = bench.clerk.api.batches.batch(batch_id).documents
    assert documents[: len(made.documents)] == made.documents
    assert len(set(documents)) == len(documents) == 6


def test_a_long_paper_gives_way_to_the_clerk_who_waits_at_the_bench(
    working: Served, city: City, desk: Desk, eventually: Callable[..., object]
) -> None:
    document_id = desk.scan(PAPER)
    desk.read(document_id, pages=1)
    bench = Bench(city.sign_in("registrar"), eventually)
    bench.released(bench.lay(page("Спешное")))
    between = len(numbers(desk.seen(document_id), PageState.READ))
    assert between < PAGES
    assert len(numbers(desk.ended(document_id), PageState.READ)) == PAGES
