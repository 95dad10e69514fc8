"""The other journals into which a registered document can move, with the numbers that it would get there."""

from collections.abc import Iterator, Mapping

from msgspec import Struct
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from common.kernel.ids import PlaceId
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.registry.classes import DocumentClass
from common.registry.kinds import ExtraField, KindDraft
from common.registry.ledger import Destination
from common.rpc.errors import Invalid, NotAllowed
from server.core.service import Caller
from server.identity.models import RegistrationPlace
from server.registry.kinds import kind_draft, kind_of
from server.registry.models import Document, DocumentKind, Journal
from server.registry.number_models import NumberCounter
from server.registry.numbering import JOURNAL, raw_of, scope_of, template_of, tokens_of


def destinations(session: Session, caller: Caller, document: Document) -> list[Destination]:
    kinds = session.scalars(
        select(DocumentKind).order_by(DocumentKind.position)
        .where(DocumentKind.document_class == document.document_class)
        .where(or_(DocumentKind.closed.is_(False), DocumentKind.key == document.kind))
    ).all()  # fmt: skip
    places = sorted(_places(session, caller, document), key=lambda place: (place.id != document.place_id, place.id))
    return [each for place in places for kind in kinds for each in _destination(session, document, kind, place)]


def _places(session: Session, caller: Caller, document: Document) -> Iterator[RegistrationPlace]:
    """Where the caller may register such a document."""
    for place in session.scalars(select(RegistrationPlace)):
        scope = (place.id, document.kind, document.state.value)
        if caller.registers(*scope) and Right.REGISTER in caller.rights_on(*scope):
            yield place


def _destination(
    session: Session, document: Document, kind: DocumentKind, place: RegistrationPlace
) -> Iterator[Destination]:
    """None for a kind of the journal in which the document stands, and for one that has no journal."""
    journal = _journal(session, document, kind, place.id)
    on = document.registered
    if journal is None or journal.id == document.journal_id or on is None:
        return
    template = template_of(journal, kind)
    raw = raw_of(session, document, kind, template)
    series = (journal.id, on.year, scope_of(journal, raw, on))
    counter = session.get(NumberCounter, series) if journal.id else None
    number = template.render((counter.last if counter else 0) + 1, tokens_of(journal, raw, on))
    other = place.title if place.id != document.place_id else ""
    carried = Carried.of(session, document, kind)
    yield Destination(kind.key, kind.title, journal.title, number, place.id, other, carried.wanted, carried.lost)


class Carried(Struct, frozen=True):
    """What of the extra fields of a document goes with it into the kind to which it moves."""

    kind: KindDraft
    values: dict[str, str]
    wanted: list[ExtraField]  # what the other kind demands and the document lacks
    lost: list[str]  # in words
    signed: list[str]  # of the lost ones the titles of those that were signed

    @classmethod
    def of(cls, session: Session, document: Document, kind: DocumentKind) -> "Carried":
        """Within one kind all goes as it stands, whatever the kind demands by now."""
        if kind.key == document.kind:
            return cls(kind_draft(kind), dict(document.extra), [], [], [])
        before, after = kind_draft(kind_of(session, document.kind)), kind_draft(kind)
        values = after.carried(document.extra, before)
        gone = {key: value for key, value in document.extra.items() if value and key not in values}
        titles = {field.key: field.title for field in before.fields}
        return cls(
            after, values, after.lacking(values), [f"{title}: {value}" for title, value in before.shown(gone)],
            [titles.get(key, key) for key in document.signed_extra if key in gone],
        )  # fmt: skip

    def filled(self, extra: Mapping[str, str]) -> Iterator[Problem]:
        """What is wrong with values given at the move: they fill what is lacking and change nothing."""
        titles = {field.key: field.title for field in self.kind.fields}
        wanted = {field.key for field in self.wanted}
        for key in extra:
            if key in titles and key not in wanted:
                said = f"«{titles[key]}» при переносе не меняется: перенесите документ и исправьте карточку."
                yield Problem(f"extra.{key}", said)
        yield from self.kind.contradictions_of({**self.values, **extra}, self.values)


def _journal(session: Session, document: Document, kind: DocumentKind, place_id: int) -> Journal | None:
    """As `journal_of` finds it, but one that does not yet exist is only imagined."""
    of_class = DocumentClass(document.document_class)
    values = {"place_id": place_id, "document_class": of_class, "kind": kind.key}
    found = session.scalars(JOURNAL, {**values, "practice": document.practice}).one_or_none()
    if kind.own_series and not document.practice and (found is None or not found.kind):
        return Journal(kind=kind.key, title=kind.title, code=kind.code, template=kind.template, scope="journal")
    return found


def stands_in_journal_of(session: Session, document: Document, kind: DocumentKind) -> bool:
    """Whether the kind of a registered document can become this one while its number stays."""
    if document.shares_id is not None:
        return True  # its number is that of the outgoing document, whatever its kind
    journal = _journal(session, document, kind, document.place_id)
    return journal is not None and journal.id == document.journal_id


def destined(session: Session, caller: Caller, document: Document, key: str, place_id: PlaceId) -> DocumentKind:
    """The kind, when it has another journal. Raises Invalid, and NotAllowed for a place that is not the caller's."""
    kind = kind_of(session, key)
    if kind.document_class is not document.document_class:
        raise Invalid("Этот вид — другого класса.", [Problem("kind", "Выберите вид того же класса.")])
    if place_id not in {place.id for place in _places(session, caller, document)}:
        raise NotAllowed("Вы не регистратор этого места: переносит тот, кто регистрирует в обоих местах.")
    if key == document.kind and place_id == document.place_id:
        raise Invalid("Документ уже этого вида.", [Problem("kind", "Выберите другой вид.")])
    if any((each.kind, each.place_id) == (key, place_id) for each in destinations(session, caller, document)):
        return kind
    if place_id != document.place_id:
        said = f"В этом месте для вида «{kind.title}» не заведён журнал. Обратитесь к администратору."
    else:
        said = f"«{kind.title}» — вид того же журнала: номер остаётся. Измените вид на карточке документа."
    raise Invalid(said, [Problem("kind", said)])
