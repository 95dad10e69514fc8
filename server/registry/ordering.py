"""In which order a register stands: by an index where there is one, else by what is read in the column (0031)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Numeric, case, cast, func, select
from sqlalchemy.sql.operators import asc_op, nulls_last_op

from common.registry.classes import NUMBERED, DocumentClass, DocumentState, Force, RecordForm
from common.registry.document import DocumentFilter
from common.registry.selection import EXTRA, Sort
from server.correspondents.models import Correspondent
from server.correspondents.queries import printed_name
from server.identity.models import Person, RegistrationPlace, Unit
from server.registry.conditions import NUMERAL
from server.registry.force import force_on
from server.registry.models import Document, DocumentAddressee, DocumentKind

Columns = Callable[[DocumentFilter, date], list[Any]]
DATES = {Sort.THEIR_DATE, Sort.CONTROL_DUE}


def order_of(chosen: DocumentFilter, today: date) -> list[Any]:
    """The order of the register; what has nothing in the column comes last, the id makes it one order."""
    if chosen.sort in READ:
        read = [_way(each, chosen).nulls_last() for each in READ[chosen.sort](chosen, today)]
        return [*read, _way(Document.id, chosen)]
    numbered = NUMBERED.issuperset(chosen.states)
    columns: dict[Sort, list[Any]] = {
        Sort.REGISTERED: [Document.registered, Document.registered_at] if numbered else [],
        Sort.NUMBER: [Document.number_order],
        Sort.THEIR_DATE: [Document.their_date],
        Sort.CONTROL_DUE: [Document.control_due],
    }
    ordered = [_way(each, chosen) for each in (*columns[chosen.sort], Document.id)]
    return [ordered[0].nulls_last(), *ordered[1:]] if chosen.sort in DATES else ordered


def _way(column: Any, chosen: DocumentFilter) -> Any:
    return column.asc() if chosen.rising else column.desc()


def reversed_way(ordered: Any) -> Any:
    """The same column from its other end."""
    if ordered.modifier is nulls_last_op:
        return reversed_way(ordered.element).nulls_first()
    return ordered.element.desc() if ordered.modifier is asc_op else ordered.element.asc()


def _text(column: Any) -> Any:
    """As the alphabet has it: «ё» beside «е»; what is empty is nothing."""
    return func.replace(func.lower(func.nullif(column, "")), "ё", "е")


def _named(title: Any, condition: ColumnElement[bool]) -> Any:
    return _text(select(title).where(condition).correlate(Document).scalar_subquery())


def _person(person_id: Any) -> Any:
    return _named(Person.surname + " " + Person.first_name + " " + Person.patronymic, Person.id == person_id)


def _labels(column: Any, labels: dict[Any, str]) -> Any:
    return case(*((column == each, label.lower()) for each, label in labels.items()))


def _first_addressee() -> Any:
    first = (
        select(Person.surname + " " + Person.first_name).join_from(DocumentAddressee, Person)
        .where(DocumentAddressee.document_id == Document.id)
        .order_by(DocumentAddressee.position).limit(1).correlate(Document).scalar_subquery()
    )  # fmt: skip
    return _text(first)


def _extra(chosen: DocumentFilter, _today: date) -> list[Any]:
    """Numbers by their value; days stand in the order of their texts."""
    value = Document.extra[chosen.sort_field.removeprefix(EXTRA)].astext
    return [case((value.regexp_match(NUMERAL), cast(value, Numeric))), _text(value)]


def _force(_chosen: DocumentFilter, today: date) -> list[Any]:
    return [_labels(force_on(today)[0], {each: each.label for each in Force if each is not Force.NONE})]


def _by(*columns: Any) -> Columns:
    return lambda _chosen, _today: list(columns)


READ: dict[Sort, Columns] = {
    Sort.CORRESPONDENT: _by(
        _named(printed_name(Document.registered_at), Correspondent.id == Document.correspondent_id)
    ),
    Sort.THEIR_NUMBER: _by(_text(Document.their_number)),
    Sort.SUMMARY: _by(_text(Document.summary)),
    Sort.ADDRESSEES: _by(_first_addressee()),
    Sort.SIGNATORY: _by(_person(Document.signatory_id)),
    Sort.EXECUTOR: _by(_person(Document.executor_id)),
    Sort.CONTROLLER: _by(_person(Document.controller_id)),
    Sort.UNIT: _by(_named(Unit.short_title, Unit.id == Document.unit_id)),
    Sort.KIND: _by(_named(DocumentKind.title, DocumentKind.key == Document.kind)),
    Sort.PLACE: _by(_named(RegistrationPlace.title, RegistrationPlace.id == Document.place_id)),
    Sort.DOCUMENT_CLASS: _by(_labels(Document.document_class, {each: each.label for each in DocumentClass})),
    Sort.STATE: _by(_labels(Document.state, {each: each.label for each in DocumentState})),
    Sort.FORCE: _force,
    Sort.FORM: _by(_labels(Document.form, {each: each.label for each in RecordForm})),
    Sort.RECEIVED: _by(Document.received),
    Sort.CASE_FILE: _by(_text(Document.case_file)),
    Sort.SHEETS: _by(func.nullif(Document.sheets, 0)),
    Sort.REMARK: _by(_text(Document.remark)),
    Sort.EXTRA: _extra,
}  # fmt: skip
