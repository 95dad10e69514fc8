"""A registered letter with a resolution on it, and the people whom it concerns."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import Engine, text

from common.assignments.cards import AssignmentCard
from common.assignments.orders import ReportDraft, ResolutionDraft
from common.kernel.deadlines import Count, DeadlineRule
from common.kernel.ids import AssignmentId, DocumentId
from tests.city import City, Signed

TEN_DAYS = DeadlineRule(title="«Оперативно»", count=Count.CALENDAR, amount=10, norm="prompt")


@dataclass
class Resolved:
    """A resolution of the mayor to one executor under control."""

    mayor: Signed
    executor: Signed
    controller: Signed
    document_id: DocumentId
    id: AssignmentId

    def seen_by(self, person: Signed, assignment_id: AssignmentId | None = None) -> AssignmentCard:
        wanted = assignment_id or self.id
        cards = person.api.assignments.of_document(self.document_id)
        return next(card for card in cards if card.row.id == wanted)

    def report(self, person: Signed, assignment_id: AssignmentId | None = None, **changes: object) -> None:
        card = self.seen_by(person, assignment_id)
        values = {"assignment_id": card.row.id, "version": card.version, "text": "Ответ направлен", **changes}
        person.api.assignments.report(ReportDraft(**values))

    def release(self, person: Signed, assignment_id: AssignmentId | None = None) -> None:
        card = self.seen_by(person, assignment_id)
        person.api.assignments.release(card.row.id, card.version)

    def delegate(self, person: Signed, **changes: object) -> AssignmentId:
        """A child of the resolution."""
        values = {
            "document_id": self.document_id, "parent_id": self.id, "text": "Собрать сведения", "rule": TEN_DAYS,
            "responsible_id": self.executor.me.id, "controlled": False,
        }  # fmt: skip
        return person.api.assignments.resolve(ResolutionDraft(**{**values, **changes}))


@pytest.fixture
def resolve(city: City) -> Callable[..., Resolved]:
    """Registers a letter and writes a resolution; `letter` are fields of the card, the rest of the resolution."""

    def written(letter: dict[str, object] | None = None, **changes: object) -> Resolved:
        mayor, executor, controller = (city.sign_in(login) for login in ("mayor", "executor", "controller"))
        document_id = city.sign_in("registrar").register(**(letter or {}))
        values = {
            "document_id": document_id, "text": "Подготовить ответ", "responsible_id": executor.me.id,
            "rule": TEN_DAYS, "controller_id": controller.me.id,
        }  # fmt: skip
        assignment_id = mayor.api.assignments.resolve(ResolutionDraft(**{**values, **changes}))
        return Resolved(mayor, executor, controller, document_id, assignment_id)

    return written


@pytest.fixture
def resolved(resolve: Callable[..., Resolved]) -> Resolved:
    return resolve()


@pytest.fixture
def on_leave(city: City, engine: Engine) -> tuple[Signed, Signed]:
    """An executor on leave today, and the deputy."""
    logins = text(
        "SELECT a.login AS absent, d.login AS deputy FROM substitution s"
        " JOIN account a ON a.person_id = s.absent_id JOIN account d ON d.person_id = s.deputy_id"
    )
    with engine.connect() as connection:
        row = connection.execute(logins).one()
    return city.sign_in(row.absent), city.sign_in(row.deputy)


@pytest.fixture
def days_pass(engine: Engine) -> Callable[[AssignmentId, date], None]:
    """Moves an assignment's deadline, as if it had been issued long ago."""

    def moved(assignment_id: AssignmentId, due: date) -> None:
        with engine.begin() as connection:
            values = {"id": assignment_id, "due": due}
            connection.execute(text("UPDATE assignment SET due = :due WHERE id = :id"), values)
            connection.execute(text("UPDATE assignment_executor SET due = :due WHERE assignment_id = :id"), values)

    return moved
