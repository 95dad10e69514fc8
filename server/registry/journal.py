"""A printed journal of a class: every number that was given in a period, whatever has become of it, in its order."""

from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec import Struct
from sqlalchemy import ColumnElement, select

from common.kernel.ids import DocumentId
from common.kernel.rights import Right
from common.registry.classes import NUMBERED, DocumentClass, DocumentState
from common.registry.ledger import NumberState
from common.registry.numbers import number_order
from common.reports import Parameter
from server.core.service import Context
from server.identity.models import RegistrationPlace
from server.registry import models
from server.registry.leaving import leaving
from server.registry.models import Document, DocumentKind
from server.registry.number_models import NumberLedger
from server.registry.past import Past, cancellations, renumberings
from server.registry.queries import document_rows
from server.registry.readers import visible
from server.reports import asking
from server.reports.journal import PeriodJournal
from server.reports.report import Period, Section

AT_ONCE = 500


class PeriodAtPlace(Period, frozen=True):
    """Registered in a period, at one place or at all."""

    place: str = ""

    def conditions(self) -> list[ColumnElement[bool]]:
        return [Document.registered.between(self.since, self.until), *at_place(self.place)]


def at_place(place: str) -> list[ColumnElement[bool]]:
    """What narrows documents to a place of registration as a form gives it: an empty one does not."""
    return [Document.place_id == int(place)] if place else []


class JournalAtPlace(PeriodJournal[PeriodAtPlace]):
    """Base of the journals for a period at a place of registration."""

    group = "Журналы"
    right = Right.RUN_REPORTS
    parameters = PeriodAtPlace
    period_title: ClassVar[str] = "Зарегистрированы с"
    by_kind: ClassVar[bool] = False  # each kind is a section, for it is numbered for itself

    def form(self, context: Context) -> list[Parameter]:
        return [*asking.period(context, self.period_title), asking.place(context)]

    def lines(self, context: Context, parameters: PeriodAtPlace) -> list[str]:
        if not parameters.place:
            return [parameters.words]
        place = context.session.get(RegistrationPlace, int(parameters.place))
        return [parameters.words, f"Место регистрации: {place.title if place else '—'}"]


class Line(Struct, frozen=True):
    """A number with its document; one that the document bears no longer has nothing but its fate to tell."""

    row: Any
    number: str
    fate: str
    former: bool
    begins: Section | None  # with this number

    @property
    def summary(self) -> str:
        return "\n".join(part for part in (self.fate, self.shown("summary", self.row.summary)) if part)

    def shown(self, field: str, text: str | None) -> str:
        """What may leave of a field of the document."""
        return "" if self.former else leaving(field, text or "", self.row.restriction) or ""


class _Place(Struct, frozen=True):
    """Where a number stands in the journal."""

    place: str
    kind: str
    position: int  # of the kind
    order: str
    document_id: DocumentId
    former: str = ""


def lines_of(
    context: Context, parameters: PeriodAtPlace, document_class: DocumentClass, *, by_kind: bool = False
) -> Iterator[list[Line]]:
    """Pages of numbers in the order of their values, under the rights of the orderer; several places are sections."""
    places = list(_places(context, parameters, document_class))
    several = len({place.place for place in places}) > 1

    def section(place: _Place) -> Section | None:
        titles = [*([place.kind] if by_kind else []), *([place.place] if several else [])]
        return Section(*titles) if titles else None

    def order(place: _Place) -> tuple[object, ...]:
        of_kind = (place.position, place.kind) if by_kind else ()
        return place.place if several else "", *of_kind, place.order, place.document_id

    places.sort(key=order)
    last: Section | None = None
    for start in range(0, len(places), AT_ONCE):
        page = places[start : start + AT_ONCE]
        ids = list({place.document_id for place in page})
        rows = {row.id: row for row in context.session.execute(document_rows().where(Document.id.in_(ids)))}
        cancelled = [each for each in ids if rows[each].state is DocumentState.CANCELLED]
        moved = [place.document_id for place in page if place.former]
        ended, past = cancellations(context, cancelled), renumberings(context, moved)
        lines = []
        for place in page:
            row = rows[place.document_id]
            replaced = _replaced(place.former, row.number, past.get(row.id, []))
            fate = replaced if place.former else ended.get(row.id, "")
            begins = here if (here := section(place)) != last else None
            last = here
            lines.append(Line(row, place.former or row.number, fate, bool(place.former), begins))
        yield lines


def _places(context: Context, parameters: PeriodAtPlace, document_class: DocumentClass) -> Iterator[_Place]:
    assert context.caller is not None
    chosen = [
        Document.document_class == document_class, Document.state.in_(NUMBERED), visible(context.caller, counting=True),
        Document.registered >= parameters.since, Document.registered <= parameters.until,
    ]  # fmt: skip
    here = at_place(parameters.place)
    # A document that has moved away leaves its number here.
    borne_here = [models.Journal.place_id == int(parameters.place)] if parameters.place else []
    told = select(DocumentKind.key, DocumentKind.title, DocumentKind.position)
    kinds = {row.key: row for row in context.session.execute(told)}
    titles = dict(context.session.execute(select(RegistrationPlace.id, RegistrationPlace.title)).all())
    bears = select(Document.number_order, Document.id, Document.place_id, Document.kind).where(*chosen, *here)
    for row in context.session.execute(bears):
        kind = kinds[row.kind]
        yield _Place(titles[row.place_id], kind.title, kind.position, row.number_order, row.id)
    borne = (
        select(NumberLedger.number, NumberLedger.year, Document.id, Document.kind, models.Journal.place_id)
        .join(Document, Document.id == NumberLedger.document_id)
        .join(models.Journal, models.Journal.id == NumberLedger.journal_id)
        .where(NumberLedger.state == NumberState.VOID, NumberLedger.number != Document.number, *chosen, *borne_here)
    )
    for void in context.session.execute(borne):
        kind, order = kinds[void.kind], number_order(void.number, void.year)
        yield _Place(titles[void.place_id], kind.title, kind.position, order, void.id, void.number)


def _replaced(number: str, now: str, past: list[Past]) -> str:
    """What the document is called since; the audit knows which number came next."""
    return next((each.said for each in past if each.number == number), f"номер аннулирован, документ под № {now}")
