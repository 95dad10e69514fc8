"""Whatever can be asked that is no document for practice itself answers the same before and after somebody practises.

The questions are made from the Apis: a new list, count, search or report is asked here without anybody thinking of it.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from common.kernel.ids import PRACTICE, CorrespondentId, DocumentId, PersonId, PlaceId
from common.kernel.rights import Right
from common.registry.classes import DocumentClass, DocumentState
from common.registry.document import DocumentFilter
from common.registry.ledger import NumberChoice
from common.registry.views import View
from common.rpc.errors import CallError
from server import app
from server.core.clock import HeldClock
from server.core.service import Context
from server.core.settings import Settings
from server.identity.login import caller_of
from server.identity.models import Account
from server.registry.jobs import index_unnumbered, used_correspondents
from server.reports.report import Report, Row, Section
from server.scanning.learned import not_learned
from tests.city import TODAY, City, Signed
from tests.factories.practice import WORDS, Practising
from tests.factories.questions import Questions, answer

PEOPLE = ("registrar", "mayor", "controller", "auditor", "admin", "executor")
OTHERWISE = {
    "administration.audit": "acts stay in the audit, whatever they were on",
    "administration.verify": "its chain has grown",
    "numbers.journals": "the journal itself says which number comes next in it",
    "jobs.register": "files are read and stamps drawn by jobs",
    "jobs.job": "the same",
    "identity.sessions": "who is signed in since when",
    "checkouts.mine": "whoever has taken a file of his own practice brings it back from there",
    "registry.history": "of one document, who has asked about it",
    "registry.compare": "the same",
    "registry.touched": "whose act was the last within the past minutes, which go by",
    **dict.fromkeys(
        ("registry.label", "codes.printed", "batches.separators", "assignments.sheet"),
        "a sheet knows when it was drawn",
    ),
}
"""What may answer otherwise, and why."""
BY = "document_class, state, sum(documents) FROM"
TALLIES = text(
    f"SELECT 'place', open_place_id::text, {BY} place_tally WHERE open_place_id > 0 GROUP BY 2, 3, 4"
    f" UNION ALL SELECT 'unit', unit::text, {BY} unit_tally GROUP BY 2, 3, 4"
    f" UNION ALL SELECT 'set', access_id::text, {BY} set_tally WHERE access_id > 1 GROUP BY 2, 3, 4"
    f" UNION ALL SELECT 'reader', reader::text, {BY} reader_tally WHERE reader < {PRACTICE} GROUP BY 2, 3, 4"
    " ORDER BY 1, 2, 3, 4"
)
LEARNT = text(
    "SELECT 'outcome', count(*) FROM proposal_outcome UNION ALL SELECT 'effort', count(*) FROM card_effort"
    " UNION ALL SELECT 'lesson', count(*) FROM lesson UNION ALL SELECT 'notice', count(*) FROM notification"
    " UNION ALL SELECT 'mail', count(*) FROM outgoing_mail UNION ALL SELECT 'found', count(*) FROM search_entry"
    " UNION ALL SELECT 'word', count(*) FROM search_word UNION ALL SELECT 'fresh', count(*) FROM search_fresh"
    " UNION ALL SELECT 'link', count(*) FROM document_link UNION ALL SELECT 'dispatch', count(*) FROM dispatch"
    " UNION ALL SELECT 'copy', count(*) FROM document_copy ORDER BY 1"
)
CASES = {"since": "2020-01-01", "until": "2030-12-31", "year": "2026", "day": "2026-12-31", "as_of": "2026-12-31"}


@pytest.fixture(scope="module")
def template(whole: str) -> str:
    return whole


def practise(practising: Practising) -> list[DocumentId]:
    """Everything that one may do there."""
    clerk = practising.clerk
    begun = [practising.begun(each) for each in DocumentClass]
    done = [practising.registered(each) for each in DocumentClass for _ in range(3)]
    saved = practising.begun()
    clerk.api.registry.save(saved, 1, clerk.letter(summary=WORDS))
    binned = practising.begun()
    clerk.api.registry.discard(binned, 1, "Ошибка")
    card = practising.card(done[0])
    clerk.api.registry.save(done[0], card.version, replace(card.draft, control_due=date(2026, 12, 25), summary=WORDS))
    clerk.api.numbers.renumber(done[1], practising.card(done[1]).version, NumberChoice(reason="Ещё раз"))
    clerk.api.numbers.cancel(done[2], practising.card(done[2]).version, "Ошибка")
    clerk.api.registry.attach(done[0], clerk.bring(WORDS.encode(), f"{WORDS}.txt"))
    return [*begun, *done, saved, binned]


def asked_over(city: City, questions: Questions) -> dict[tuple[str, str, str], bytes]:
    return {
        (login, name, repr(values)): answer(city.sign_in(login), name, values)
        for login in PEOPLE for name, values in questions.asked()
    }  # fmt: skip


def questions_of(clerk: Signed, document_id: DocumentId) -> Questions:
    known: dict[Any, Any] = {
        DocumentId: document_id, PersonId: clerk.me.id, PlaceId: clerk.place,
        CorrespondentId: clerk.api.correspondents.like("прокуратура")[0].id,
    }  # fmt: skip
    return Questions(known, WORDS)


def test_every_list_count_and_search_answers_the_same(practising: Practising, city: City, engine: Engine) -> None:
    clerk = practising.clerk
    real = clerk.register()
    questions = questions_of(clerk, real)
    first = asked_over(city, questions)
    before, learnt, tallies = asked_over(city, questions), rows(engine, LEARNT), rows(engine, TALLIES)
    stable = {key for key in before if before[key] == first[key]}
    assert {name for _, name, _ in before.keys() - stable} <= OTHERWISE.keys()
    ids = practise(practising)
    after = asked_over(city, questions)
    changed = {key[1] for key in stable if after[key] != before[key]}
    assert changed <= OTHERWISE.keys(), changed
    for key, said in after.items():
        echo = WORDS.encode() in before[key]  # of the question
        assert WORDS.encode() not in said or echo or key[1] in OTHERWISE, key
    assert rows(engine, LEARNT) == learnt
    assert rows(engine, TALLIES) == tallies
    assert {row.id for row in practising.rows()} >= set(ids)
    clerk.api.practice.wipe()
    wiped = asked_over(city, questions)
    assert {key[1] for key in stable if wiped[key] != before[key]} <= OTHERWISE.keys()
    assert rows(engine, TALLIES) == tallies


def test_the_questions_are_many_and_most_are_answered(practising: Practising) -> None:
    clerk = practising.clerk
    names: dict[str, list[bytes]] = {}
    for name, values in questions_of(clerk, clerk.register()).asked():
        names.setdefault(name, []).append(answer(clerk, name, values))
    assert len(names) > 120
    refused = (b"Invalid", b"Missing", b"NotAllowed", b"Failed")
    answered = {name for name, said in names.items() if any(not each.startswith(refused) for each in said)}
    assert {"registry.documents", "registry.counts", "registry.groups", "search.find", "search.count",
            "registry.registered_today", "numbers.ledger", "views.fresh", "shelf.rows", "links.of", "registry.twins",
            "waiting.counts", "assignments.counts", "distribution.counts", "notifications.fresh", "boards.boards",
            "registry.unregistered", "papers.dispatch_register", "papers.outstanding", "checkouts.mine",
            "registry.documents_of", "batches.batches"} <= answered  # fmt: skip


def rows(engine: Engine, statement: Any) -> list[Any]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(statement)]


@pytest.fixture
def contexts(engine: Engine, settings: Settings) -> Iterator[list[Context]]:
    """Calls of the people, within the server."""
    sessions = []
    made = []
    for login in PEOPLE:
        session = Session(engine)
        sessions.append(session)
        person_id = session.query(Account.person_id).filter(Account.login == login).scalar()
        caller = caller_of(session, person_id, TODAY.date())
        made.append(Context(session, settings, HeldClock(TODAY), {}, caller=caller))
    yield made
    for session in sessions:
        session.close()


def parameters_of(report: Report[Any], context: Context, clerk: Signed) -> dict[str, Any] | None:
    """As the form of the report offers them, over all time; a list as it is taken away."""
    every = DocumentFilter(document_class=None, states=tuple(DocumentState))
    view = View(title="", register="registry.all", columns=["number", "summary"], chosen=every)
    given = {"view": msgspec.json.encode(view).decode(), "groups": "kind", "chosen": "{}", "document": None}
    offered = {each.name: each.default for each in report.form(context)} if report.listed else {}
    names = [field.name for field in msgspec.structs.fields(report.parameters)]
    found = {name: CASES.get(name, given.get(name, offered.get(name))) for name in names}
    return {name: value for name, value in found.items() if value not in {None, ""}}


def made(report: Report[Any], context: Context, clerk: Signed) -> list[Any]:
    try:
        parameters = msgspec.convert(parameters_of(report, context, clerk), report.parameters, strict=False)
        lines = report.rows(context, parameters)  # type: ignore[attr-defined]
        return [line if isinstance(line, Section) else repr(line.cells if isinstance(line, Row) else line)
                for line in lines]  # fmt: skip
    except (CallError, msgspec.ValidationError, AttributeError, AssertionError) as fault:
        return [type(fault).__name__]


def test_every_report_reads_the_same(practising: Practising, contexts: list[Context]) -> None:
    clerk, read = practising.clerk, {}
    reports = app.all_reports()
    for context in contexts:
        for report in reports:
            read[context.caller.me.id, report.code] = made(report, context, clerk)
        context.session.rollback()
    assert sum(len(lines) > 1 for lines in read.values()) > len(reports)
    practise(practising)
    for context in contexts:
        for report in reports:
            assert made(report, context, clerk) == read[context.caller.me.id, report.code], report.code
        context.session.rollback()


def test_what_works_beneath_rights_leaves_it_out(practising: Practising, engine: Engine, settings: Settings) -> None:
    with Session(engine) as session:
        context = Context(session, settings, HeldClock(TODAY), {})
        index_unnumbered(context)
        used = used_correspondents(context)
        uses = session.execute(text("SELECT id, used FROM correspondent ORDER BY id")).all()
        ids = practise(practising)
        assert index_unnumbered(context) == 0
        assert used_correspondents(context) == used
        assert session.execute(text("SELECT id, used FROM correspondent ORDER BY id")).all() == uses
        assert not set(not_learned(session, DocumentId(0), 100_000)) & set(ids)
        session.rollback()
    assert Right.READ_DOCUMENTS in practising.clerk.me.rights
