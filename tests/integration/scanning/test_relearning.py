"""The worker learns from the past by itself: an archive at once, the rest at night, never twice at once."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from common.jobs import JobState
from common.kernel.ids import DocumentId
from common.registry.document import QueueFilter
from common.scanning.recognition import Box, Proposal, ProposedField
from server import app
from server.core.clock import HeldClock
from server.core.service import Context
from server.core.settings import Settings
from server.jobs.models import Job
from server.scanning import relearning
from server.scanning.anew import propose_anew, tell_queue, waiting
from server.scanning.learning_jobs import AT_HAND, order_soon
from server.scanning.likely import FEW
from server.scanning.models import RecognitionRow
from server.scanning.order import PROPOSE_ANEW
from server.scanning.relearning import EDITION, GROWN, learn_when_due, order_learning
from tests.city import City
from tests.serving import Served

NOON, NIGHT = datetime(2026, 11, 23, 6, tzinfo=UTC), datetime(2026, 11, 23, 20, 30, tzinfo=UTC)  # 12:00, 2:30 there


@pytest.fixture
def at(settings: Settings, engine: Engine) -> Iterator[Callable[[datetime], Context]]:
    """A transaction of the worker at that moment, given up at the end of the test."""
    opened = []

    def begin(moment: datetime) -> Context:
        transaction = app.works(settings, HeldClock(moment), engine).transaction()
        opened.append((transaction, context := transaction.__enter__()))
        return context

    yield begin
    for transaction, context in opened:
        context.session.rollback()
        transaction.__exit__(None, None, None)


def never_learned(context: Context) -> Context:
    for table in ("relearning", "lesson"):
        context.session.execute(text(f"DELETE FROM {table}"))
    return context


def learned(context: Context, edition: int = EDITION, cards: int = 400, ended: str = JobState.DONE.value) -> Context:
    """As if all letters had taught something by an order of the evening before."""
    values = {"edition": edition, "cards": cards, "ended": ended, "queued": context.clock.now() - timedelta(hours=9)}
    never_learned(context).session.execute(
        text(
            "WITH j AS (INSERT INTO job (code, title, payload, state, queued, attempts, done, total, message)"
            " VALUES ('scanning.relearn', '', '{}', :ended, :queued, 1, 0, 0, '') RETURNING id)"
            " INSERT INTO relearning (job_id, cards, edition) SELECT id, :cards, :edition FROM j"
        ),
        values,
    )
    context.session.execute(text("INSERT INTO lesson (document_id, question) SELECT id, 'kind' FROM document"))
    return context


def ordered(context: Context) -> bool:
    return bool(learn_when_due(context))


def lessons(context: Context) -> int:
    return context.session.execute(text("SELECT count(*) FROM lesson")).scalar_one()


def test_an_archive_that_has_taught_nothing_is_learned_at_once_and_by_one_order(at, monkeypatch) -> None:
    monkeypatch.setattr(relearning, "ARCHIVE", 300)
    context = never_learned(at(NOON))
    assert ordered(context)
    assert not ordered(context), "it is being done"


def test_few_letters_wait_for_the_night(at) -> None:
    assert not ordered(never_learned(at(NOON)))


def test_few_letters_are_learned_at_night(at) -> None:
    assert ordered(never_learned(at(NIGHT)))


def test_what_was_learned_by_the_way_of_counting_of_today_is_left_alone(at) -> None:
    assert not ordered(learned(at(NIGHT)))


def test_what_an_older_edition_has_counted_is_forgotten_and_learned_anew(at) -> None:
    context = learned(at(NIGHT), edition=EDITION - 1)
    assert ordered(context)
    assert lessons(context) == 0


def test_by_day_nothing_is_forgotten_only_what_taught_nothing_is_learned(at, monkeypatch) -> None:
    monkeypatch.setattr(relearning, "ARCHIVE", 100)
    context = learned(at(NOON), edition=EDITION - 1, cards=50)
    letters = "SELECT id FROM document WHERE document_class = 'incoming' AND state = 'registered' ORDER BY id LIMIT 150"
    context.session.execute(text(f"DELETE FROM lesson WHERE document_id IN ({letters})"))
    before = lessons(context)
    assert ordered(context)
    assert lessons(context) == before
    done = "UPDATE job SET state = 'done', queued = queued - interval '1 day' WHERE code = 'scanning.relearn'"
    context.session.execute(text(done))
    context.clock = HeldClock(NIGHT)
    assert ordered(context)
    assert lessons(context) == 0, "what the older way has counted is still learned anew at night"


def test_a_past_grown_by_much_is_learned_anew(at, monkeypatch) -> None:
    monkeypatch.setattr(relearning, "GROWN", 300)
    context = learned(at(NIGHT), cards=50)
    assert ordered(context)
    assert lessons(context) == 0
    assert GROWN > 300


@pytest.mark.parametrize("ended", [JobState.FAILED, JobState.CANCELLED])
def test_an_order_that_came_to_nothing_is_repeated_the_next_night_and_not_the_next_hour(at, ended: JobState) -> None:
    context = learned(at(NIGHT), edition=EDITION - 1, ended=ended.value)
    assert not ordered(context)
    later = text("UPDATE job SET queued = queued - interval '1 day' WHERE code = 'scanning.relearn'")
    context.session.execute(later)
    assert ordered(context)


@pytest.fixture
def read(city: City, engine: Engine) -> DocumentId:
    """A letter read before anything was learned of its matter."""
    document_id = city.sign_in("registrar").paper(b"%PDF-1.4 skates")
    box = Box(left=0, top=0.2, right=1, bottom=0.3)
    about = Proposal(
        field=ProposedField.SUMMARY, value="Об устройстве ледового катка у школы", text="", page=1, box=box,
        confidence=1,
    )  # fmt: skip
    sender = Proposal(
        field=ProposedField.CORRESPONDENT, value="ООО «Снежная королева»", text="", page=1, box=box, confidence=1,
    )  # fmt: skip
    early = Proposal(field=ProposedField.KIND, value="", text=FEW, page=1, box=box, confidence=0)
    with Session(engine) as session:
        session.add(job := Job(code="scanning.read", title="", payload={}, state=JobState.DONE))
        session.flush()
        proposals = msgspec.to_builtins([sender, about, early])
        session.add(RecognitionRow(document_id=document_id, job_id=job.id, proposals=proposals))
        session.commit()
    return document_id


def test_a_letter_that_was_read_before_gets_what_was_learned_since(
    working: Served, city: City, read: DocumentId, eventually: Callable[..., object]
) -> None:
    clerk, admin = city.sign_in("registrar"), city.sign_in("admin")

    def proposed() -> dict[ProposedField, str]:
        return {each.field: each.value for each in clerk.api.scanning.recognition(read).proposals}

    assert proposed()[ProposedField.KIND] == ""
    for number in range(6):
        clerk.register(summary=f"О заливке катка {number}", kind="request", case_file="05-07")
    job_id = admin.api.learning.relearn()
    eventually(lambda: admin.api.jobs.job(job_id).state is JobState.DONE)
    eventually(lambda: proposed().get(ProposedField.KIND) == "request")
    assert proposed()[ProposedField.CASE_FILE] == "05-07"
    assert proposed()[ProposedField.SUMMARY] == "Об устройстве ледового катка у школы", "what was read stays"
    job, learned = admin.api.jobs.job(job_id), admin.api.learning.learned()
    assert job.done == job.total == learned.relearned_from == learned.cards
    assert job.message == f"Учтено карточек: {learned.cards}."


def test_an_order_that_only_adds_leaves_what_was_counted_anew_to_be_outgrown(
    working: Served, city: City, at: Callable[[datetime], Context], eventually: Callable[..., object]
) -> None:
    clerk, admin = city.sign_in("registrar"), city.sign_in("admin")
    anew = admin.api.learning.relearn()
    eventually(lambda: admin.api.jobs.job(anew).state is JobState.DONE)
    before = admin.api.learning.learned()
    clerk.register(summary="О побелке бордюров")
    eventually(lambda: admin.api.learning.learned().cards > before.cards)
    context = at(NOON)
    added = order_learning(context, anew=False)
    context.session.commit()
    assert added
    eventually(lambda: admin.api.jobs.job(added).state is JobState.DONE)
    after = admin.api.learning.learned()
    assert (after.relearned, after.relearned_from) == (before.relearned, before.relearned_from)


def test_the_letters_that_stand_first_in_the_queue_get_new_proposals_first(
    city: City, engine: Engine, read: DocumentId, at: Callable[[datetime], Context]
) -> None:
    context = at(NOON)
    context.session.execute(
        text("UPDATE document SET created = created - interval '9 years' WHERE id = :id"), {"id": read}
    )
    assert waiting(context.session, 1) == [read]
    page = city.sign_in("registrar").api.registry.unregistered(0, 500, QueueFilter())
    mine = set(waiting(context.session, None)) - {read}
    assert [each for each in waiting(context.session, None) if each in mine] == [
        row.id for row in page.rows if row.id in mine
    ]


def test_the_queue_tells_whose_letter_it_is_and_about_what_until_the_card_says_so(
    city: City, read: DocumentId, at: Callable[[datetime], Context]
) -> None:
    clerk = city.sign_in("registrar")

    def told(words: str) -> list[tuple[str, str, str, str]]:
        rows = clerk.api.registry.unregistered(0, 100, QueueFilter(text=words)).rows
        return [
            (row.correspondent, row.sender_read, row.summary, row.summary_read) for row in rows if row.id == read
        ]  # fmt: skip

    assert told("катка") == []
    context = at(NOON)
    propose_anew(context, read)
    context.session.commit()
    both = ("", "ООО «Снежная королева»", "", "Об устройстве ледового катка у школы")
    assert told("катка") == told("снежная ледового") == [both]
    card = clerk.api.registry.card(read)
    clerk.api.registry.save(read, card.version, clerk.letter(summary="О заливке катка"))
    [(who, *rest)] = told("заливке катка")
    assert who
    assert rest == ["", "О заливке катка", ""]
    assert told("снежная") == told("ледового") == [], "of what its row does not show nothing is found"


def test_going_over_the_queue_again_writes_nothing_and_tells_only_what_is_new(
    read: DocumentId, at: Callable[[datetime], Context]
) -> None:
    context = at(NOON)

    def version() -> str:
        place = text("SELECT ctid::text FROM document WHERE id = :id")
        return context.session.execute(place, {"id": read}).scalar_one()

    untold = version()
    before = msgspec.convert(context.session.get_one(RecognitionRow, read).proposals, list[Proposal])
    assert tell_queue(context, read, before), "read before the queue told anything: open ones hear of it"
    assert (told := version()) != untold
    propose_anew(context, read)
    assert version() == told, "the clerk who has the card open is in nobody's way"


def test_many_that_taught_something_have_the_nearest_of_the_queue_gone_over_once_and_some_minutes_later(
    read: DocumentId, at: Callable[[datetime], Context]
) -> None:
    context = at(NOON)
    context.session.execute(text("DELETE FROM job WHERE code = 'scanning.propose_anew'"))
    for _ in range(3):
        order_soon(context)
    [job] = context.session.scalars(select(Job).where(Job.code == PROPOSE_ANEW)).all()
    assert job.run_at > NOON
    assert job.payload == {"most": AT_HAND}


def test_the_city_of_the_tests_is_learned_by_no_worker_whatever_the_hour_even_after_an_order(at) -> None:
    context = at(NIGHT)
    assert not ordered(context)
    done = order_learning(context, anew=True)
    context.session.execute(text("UPDATE job SET state = 'done' WHERE id = :id"), {"id": done})
    assert not ordered(context)
