"""The other journals of the place into which a registered document can move, with the numbers that it would get."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.kernel.validation import Problem
from common.registry.classes import DocumentClass
from common.registry.ledger import Destination
from common.rpc.errors import Invalid
from server.registry.kinds import kind_of
from server.registry.models import Document, DocumentKind, Journal
from server.registry.number_models import NumberCounter
from server.registry.numbering import JOURNAL, raw_of, scope_of, template_of, tokens_of


def destinations(session: Session, document: Document) -> list[Destination]:
    kinds = session.scalars(
        select(DocumentKind).order_by(DocumentKind.position)
        .where(DocumentKind.document_class == document.document_class, DocumentKind.key != document.kind)
        .where(DocumentKind.closed.is_(False))
    )  # fmt: skip
    return [each for kind in kinds for each in _destination(session, document, kind)]


def _destination(session: Session, document: Document, kind: DocumentKind) -> Iterator[Destination]:
    """None for a kind of the journal in which the document stands, and for one that has no journal."""
    journal = _journal(session, document, kind)
    on = document.registered
    if journal is None or journal.id == document.journal_id or on is None:
        return
    template = template_of(journal, kind)
    raw = raw_of(session, document, kind, template)
    series = (journal.id, on.year, scope_of(journal, raw, on))
    counter = session.get(NumberCounter, series) if journal.id else None
    number = template.render((counter.last if counter else 0) + 1, tokens_of(journal, raw, on))
    yield Destination(kind.key, kind.title, journal.title, number)


def _journal(session: Session, document: Document, kind: DocumentKind) -> Journal | None:
    """As `journal_of` finds it, but one that does not yet exist is only imagined."""
    of_class = DocumentClass(document.document_class)
    values = {"place_id": document.place_id, "document_class": of_class, "kind": kind.key}
    found = session.scalars(JOURNAL, values).one_or_none()
    if kind.own_series and (found is None or not found.kind):
        return Journal(kind=kind.key, title=kind.title, code=kind.code, template=kind.template, scope="journal")
    return found


def destined(session: Session, document: Document, key: str) -> DocumentKind:
    """The kind, when it has another journal. Raises Invalid."""
    kind = kind_of(session, key)
    if kind.document_class is not document.document_class:
        raise Invalid("Этот вид — другого класса.", [Problem("kind", "Выберите вид того же класса.")])
    if key == document.kind:
        raise Invalid("Документ уже этого вида.", [Problem("kind", "Выберите другой вид.")])
    if not any(each.kind == key for each in destinations(session, document)):
        said = f"«{kind.title}» — вид того же журнала: номер остаётся. Измените вид на карточке документа."
        raise Invalid(said, [Problem("kind", said)])
    return kind
