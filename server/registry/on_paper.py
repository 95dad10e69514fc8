"""What a paper about a document says in its upper margin."""

from common.kernel.wording import day
from common.registry.card import Restriction
from server.registry.control import known_as
from server.registry.models import Document
from server.reports.sheet import Margin


def margin_of(document: Document) -> Margin:
    on = f" от {day(document.registered)}" if document.registered else ""
    subject = f"№ {document.number}{on}" if document.number else known_as(document)
    return Margin(subject=subject, restriction=restriction_of(document))


def restriction_of(document: Document) -> list[str]:
    """What a paper says that carries the words of a restricted document, and of which copy it speaks."""
    if document.restriction is Restriction.NONE:
        return []
    copy = f"Экз. № {document.copy_number}" if document.copy_number else ""
    return [line for line in (Restriction(document.restriction).label, copy) if line]
