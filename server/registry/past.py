"""What became of documents and their numbers, as the audit has it, in words."""

from collections.abc import Iterable, Iterator

from msgspec import Struct
from sqlalchemy import select

from common.kernel.ids import DocumentId
from server.core.models import AuditEvent
from server.core.service import Context

CANCELLED = "registration_cancelled"
DISCARDED = "discarded"
MOVED = {"renumbered": "документ перенумерован", "journal_changed": "документ перенесён в другой журнал",
         "place_changed": "документ перенесён в журнал другого места"}  # fmt: skip


class Past(Struct, frozen=True):
    """A number that a document bore, the one that replaced it, and how that came about."""

    number: str
    act: str
    by: str
    circumstances: str

    @property
    def said(self) -> str:
        return f"{self.act}, новый № {self.by} ({self.circumstances})"


def cancellations(context: Context, document_ids: Iterable[DocumentId]) -> dict[DocumentId, str]:
    """«регистрация отменена 28.11.2026, Щукина Ж. Ё.: поступило по ошибке», the last one where there are several."""
    return {
        document_id: f"регистрация отменена {_circumstances(context, event)}"
        for document_id, event in _events(context, document_ids, [CANCELLED])
    }


def discards(context: Context, document_ids: Iterable[DocumentId]) -> dict[DocumentId, str]:
    """When, by whom and why each was put into the bin last."""
    return {
        document_id: _circumstances(context, event)
        for document_id, event in _events(context, document_ids, [DISCARDED])
    }


def renumberings(context: Context, document_ids: Iterable[DocumentId]) -> dict[DocumentId, list[Past]]:
    """The earliest first."""
    found: dict[DocumentId, list[Past]] = {}
    for document_id, event in _events(context, document_ids, list(MOVED)):
        past = Past(
            event.details["before"], MOVED[event.action], event.details["number"], _circumstances(context, event)
        )
        found.setdefault(document_id, []).append(past)
    return found


def _events(
    context: Context, document_ids: Iterable[DocumentId], actions: list[str]
) -> Iterator[tuple[DocumentId, AuditEvent]]:
    ids = list(document_ids)
    if not ids:
        return
    found = context.session.scalars(
        select(AuditEvent).order_by(AuditEvent.id)
        .where(AuditEvent.kind == "document", AuditEvent.object_id.in_(ids), AuditEvent.action.in_(actions))
    )  # fmt: skip
    yield from ((DocumentId(event.object_id or 0), event) for event in found)


def _circumstances(context: Context, event: AuditEvent) -> str:
    who = f"{event.person} (за {event.acting_for})" if event.acting_for else event.person
    return f"{context.clock.local(event.at):%d.%m.%Y}, {who}: {event.details.get('reason', '')}"
