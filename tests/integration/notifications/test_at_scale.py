"""A morning with thirty overdue assignments costs as many statements as one with three."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, func, select, text
from sqlalchemy.orm import Session

from common.approvals.api import ApprovalState
from common.assignments.rules import Status
from common.kernel.ids import PersonId
from common.notifications import Happening
from server.approvals.models import Approval, ApprovalVisa
from server.approvals.reminders import remind_of_visas
from server.assignments.models import Assignment
from server.assignments.reminders import remind_of_assignments
from server.core.clock import HeldClock
from server.core.service import Context
from server.core.settings import Settings
from server.notifications.models import Notification, OutgoingMail
from server.notifications.morning import Reminder, schedule_of
from server.notifications.telling import Telling, tell_all
from tests.city import TODAY

FEW, MANY = 3, 30


@pytest.fixture(scope="module")
def template(whole: str) -> str:
    return whole


@pytest.fixture
def statements(engine: Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def context(engine: Engine, mailing: Settings) -> Iterator[Context]:
    """A morning of a city in which everybody has an address and nobody has been told of anything."""
    with Session(engine) as session:
        session.execute(text("UPDATE person SET email = 'p' || id || '@severogorsk.example'"))
        session.execute(text("DELETE FROM notification"))
        yield Context(session, mailing, HeldClock(TODAY), {})


def counted(context: Context, statements: list[str], reminder: Reminder) -> int:
    schedule = schedule_of(context)
    context.session.expire_all()
    statements.clear()
    reminder(context, schedule, 0)
    return len(statements)


def late(context: Context, many: int) -> None:
    chosen = select(Assignment.id).where(Assignment.status == Status.ISSUED).order_by(Assignment.id).limit(many)
    ids = list(context.session.scalars(chosen))
    assert len(ids) == many
    values = {"ids": ids, "due": TODAY.date() - timedelta(days=10)}
    context.session.execute(text("UPDATE assignment SET due = due - 4000"))
    context.session.execute(text("UPDATE assignment SET due = :due WHERE id = ANY(:ids)"), values)


def test_reminders_and_escalations_are_as_many_statements_for_thirty_as_for_three(
    context: Context, statements: list[str]
) -> None:
    counts = []
    for many in (FEW, MANY):
        with context.session.begin_nested() as savepoint:
            late(context, many)
            counts.append(counted(context, statements, remind_of_assignments))
            told = context.session.scalars(select(Notification.happening).distinct()).all()
            assert set(told) == {Happening.OVERDUE, Happening.ESCALATED}
            about = select(func.count(Notification.assignment_id.distinct()))
            assert context.session.scalar(about) == many
            assert context.session.scalar(select(func.count(OutgoingMail.id)))
            savepoint.rollback()
    assert counts[0] == counts[1]


def test_visas_are_asked_for_in_the_same_number_of_statements(context: Context, statements: list[str]) -> None:
    waiting = (
        select(ApprovalVisa.id).join(Approval, Approval.id == ApprovalVisa.approval_id)
        .where(Approval.state == ApprovalState.RUNNING, ApprovalVisa.visa.is_(None), ApprovalVisa.arrived.is_not(None))
    )  # fmt: skip
    ids = list(context.session.scalars(waiting))
    assert len(ids) > 1
    counts = []
    for chosen in (ids[:1], ids):
        with context.session.begin_nested() as savepoint:
            context.session.execute(text("UPDATE approval_visa SET due = NULL, deadline = NULL"))
            context.session.execute(
                text("UPDATE approval_visa SET due = :due WHERE id = ANY(:ids)"), {"due": TODAY.date(), "ids": chosen}
            )
            counts.append(counted(context, statements, remind_of_visas))
            assert context.session.scalar(select(func.count(Notification.document_id.distinct())))
            savepoint.rollback()
    assert counts[0] == counts[1]


def test_what_has_been_told_is_no_news_to_the_next_telling(context: Context) -> None:
    assignment = context.session.scalars(select(Assignment).limit(1)).one()

    def telling(key: str) -> Telling:
        return Telling(
            happening=Happening.OVERDUE, people=[PersonId(assignment.author_id)], document_id=assignment.document_id,
            key=key,
        )  # fmt: skip

    assert tell_all(context, [telling("one")]) == {"one"}
    assert tell_all(context, [telling("one"), telling("two")]) == {"two"}
    assert tell_all(context, []) == set()
