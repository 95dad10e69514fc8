"""The audit as auditors read it."""

from sqlalchemy import ColumnElement, func, or_, select, true

from common.administration import AdministrationApi, AuditRow, ChainState
from common.kernel.paging import PAGE_SIZE, Page
from server.core import acts, audit
from server.core.models import AuditEvent
from server.core.service import Service

OBJECTS = {
    "document": "Документ",
    "file": "Файл",
    "person": "Сотрудник",
    "job": "Задание",
    "correspondent": "Корреспондент",
    "report": "Отчёт",
}


class AdministrationService(Service, AdministrationApi):
    def audit(self, text: str = "", offset: int = 0, limit: int = PAGE_SIZE) -> Page[AuditRow]:
        fits = _fits(text)
        total = self.session.execute(select(func.count()).select_from(AuditEvent).where(fits)).scalar_one()
        events = self.session.scalars(
            select(AuditEvent).where(fits).order_by(AuditEvent.id.desc()).offset(offset).limit(limit)
        )
        return Page(total, [_row(event) for event in events])

    def verify(self) -> ChainState:
        return audit.verify(self.session.connection())


def _fits(text: str) -> ColumnElement[bool]:
    """Events by person, by act, or by the number of an object."""
    wanted = text.strip()
    if not wanted:
        return true()
    actions = [action for action, label in acts.ACTS.items() if wanted.lower() in label.lower()]
    ways = [AuditEvent.person.icontains(wanted, autoescape=True), AuditEvent.action.in_(actions)]
    if wanted.isdigit():
        ways.append(AuditEvent.object_id == int(wanted))
    return or_(*ways)


def _row(event: AuditEvent) -> AuditRow:
    named = OBJECTS.get(event.kind, event.kind)
    details = acts.in_words(event.details, private=event.kind != "document")[:500]
    return AuditRow(
        event.id, event.at, event.person, event.acting_for, acts.label(event.action),
        f"{named} № {event.object_id}" if event.object_id is not None else named, details, event.address,
        event.workplace,
    )  # fmt: skip
