"""A sending costs the same number of statements for two people as for the whole city."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event, func, select, text
from sqlalchemy.orm import Session

from common.distribution.api import SendDraft, SheetFilter
from common.distribution.lists import Reach, UnitTarget
from common.kernel.changes import Kind
from common.kernel.ids import DocumentId
from common.registry.classes import DocumentClass, DocumentState
from server.core.clock import HeldClock
from server.core.events import AcquaintanceAsked
from server.core.service import Context
from server.core.settings import Settings
from server.distribution.service import DistributionService
from server.identity.login import caller_of
from server.identity.models import Account, Person, PersonRole, Unit
from server.registry.models import Document
from tests.city import TODAY

CROWD = 2_000


@pytest.fixture
def statements(engine: Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture(scope="module")
def crowded(engine: Engine) -> None:
    """As many people as a big city has."""
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO person (unit_id, surname, first_name, patronymic, post, takes_letters)"
                 " SELECT (SELECT max(id) FROM unit), 'Работников', 'Ян', '', 'специалист', false"
                 " FROM generate_series(1, :people)"), {"people": CROWD},
        )  # fmt: skip


@pytest.fixture
def context(engine: Engine, settings: Settings, crowded: None) -> Iterator[Context]:
    """A call of the registrar, with those who are told of what happens."""
    with Session(engine) as session:
        clerk = session.scalars(select(Account.person_id).where(Account.login == "registrar")).one()
        told: list[AcquaintanceAsked] = []
        reactions = {AcquaintanceAsked: (lambda _context, asked: told.append(asked),)}
        context = Context(
            session, settings, HeldClock(TODAY), reactions, caller=caller_of(session, clerk, TODAY.date())
        )  # fmt: skip
        context.told = told  # type: ignore[attr-defined]
        yield context


def acts(context: Context) -> list[DocumentId]:
    assert context.caller is not None
    place = select(PersonRole.place_id).where(PersonRole.person_id == context.caller.me.id)
    found = select(Document.id).where(
        Document.document_class == DocumentClass.ACT, Document.state == DocumentState.REGISTERED,
        Document.place_id.in_(place),
    )  # fmt: skip
    return list(context.session.scalars(found.order_by(Document.id).limit(2)))


def test_a_sending_to_everybody_is_as_many_statements_as_to_two(context: Context, statements: list[str]) -> None:
    service, session = DistributionService(context), context.session
    few, many = acts(context)
    two = list(session.scalars(select(Person.id).where(Person.dismissed.is_(None)).order_by(Person.id).limit(2)))
    top = session.scalars(select(Unit.id).where(Unit.parent_id.is_(None))).one()
    statements.clear()
    service.send([few], SendDraft(person_ids=two, days=2))
    for_two = len(statements)
    statements.clear()
    service.send([many], SendDraft(units=[UnitTarget(top, Reach.BRANCH)], days=2))
    for_all = len(statements)
    everybody = session.scalars(select(func.count()).select_from(Person).where(Person.dismissed.is_(None))).one()
    assert everybody > CROWD
    assert [len(each.person_ids) for each in context.told] == [2, everybody]  # type: ignore[attr-defined]
    assert for_all <= for_two + 1
    assert for_all < 40
    notes = [note for note in context.notes if note.change.kind is Kind.ACQUAINTANCE]
    assert len(notes) == 2
    statements.clear()
    page = service.sheet(many, SheetFilter())
    assert (page.total, len(page.rows)) == (everybody, 100)
    assert len(statements) == 3
    session.rollback()
