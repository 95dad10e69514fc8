"""Conditions on any field of the card, as SQL."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Numeric, Text, and_, case, cast, false, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from common.kernel.amounts import amount_of, limits_of
from common.kernel.ids import CorrespondentId
from common.kernel.periods import days_of
from common.kernel.several import joined
from common.kernel.times import span_of, time_of
from common.registry.card import Restriction
from common.registry.classes import NUMBERED, DocumentClass, DocumentState, Force, RecordForm
from common.registry.document import DocumentFilter
from common.registry.numbers import bare, number_key, number_parts, number_pattern
from common.registry.selection import EXTRA, WHOLE, Comparison, Condition, FieldType, Period
from common.registry.values import ValueType
from server.core.service import Caller
from server.correspondents.models import Correspondent
from server.correspondents.queries import family, known_by
from server.identity.models import Person, RegistrationPlace, Unit
from server.registry.force import force_on
from server.registry.models import (
    Cosignatory,
    DictionaryEntry,
    Document,
    DocumentAddressee,
    DocumentApprover,
    DocumentKind,
    DocumentRecipient,
    Journal,
)
from server.registry.readers import visible
from server.search.service import matching

DAYS = {Period.TODAY: 0, Period.WEEK: 6, Period.MONTH: 29}
NAMED_COLUMNS: dict[str, Any] = {
    "document_class": Document.document_class, "kind": Document.kind, "state": Document.state,
    "correspondent": Document.correspondent_id, "signatory_id": Document.signatory_id,
    "executor": Document.executor_id, "controller_id": Document.controller_id, "author": Document.author_id,
    "registrar": Document.registrar_id,
    "unit": Document.unit_id, "place": Document.place_id, "journal": Document.journal_id,
    "delivery": Document.delivery, "topic": Document.topic, "case_file": Document.case_file, "form": Document.form,
    "restriction": Document.restriction,
}  # fmt: skip
ENUMS: dict[str, Any] = {
    "document_class": DocumentClass, "state": DocumentState, "form": RecordForm, "restriction": Restriction,
    "force": Force,
}  # fmt: skip
NUMERAL, DAY = r"^-?[0-9]{1,20}(\.[0-9]{1,6})?$", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
BEHIND_NAME = " #[0-9]+$"  # of a person in a field of a kind
CLOCK = "^([01][0-9]|2[0-3]):[0-5][0-9]$"
COMPOSED = 2  # parts from which a number names one document rather than an ordinal
BEGINNING = {True: "(^|[^0-9])", False: ""}
NUMBERS: dict[str, Any] = {"number": Document.number_key, "their_number": Document.their_number_key}
TITLED: dict[str, tuple[Any, Sequence[Any]]] = {
    "kind": (select(DocumentKind.key), [DocumentKind.title]),
    "correspondent": (select(Correspondent.id), [Correspondent.name]),
    "recipient": (select(Correspondent.id), [Correspondent.name]),
    "unit": (select(Unit.id), [Unit.title, Unit.short_title]),
    "place": (select(RegistrationPlace.id), [RegistrationPlace.title]),
    "journal": (select(Journal.id), [Journal.title]),
}
NOTHING: dict[str, Any] = {"force": Force.NONE, "restriction": Restriction.NONE}
MANY: dict[str, tuple[Any, Any]] = {
    "addressee": (DocumentAddressee.document_id, DocumentAddressee.person_id),
    "cosignatory": (Cosignatory.document_id, Cosignatory.person_id),
    "recipient": (DocumentRecipient.document_id, DocumentRecipient.correspondent_id),
}


def conditions_of(session: Session, caller: Caller, chosen: DocumentFilter, today: date) -> list[ColumnElement[bool]]:
    """What each filter that is given asks for."""
    states, me = list(chosen.states), caller.me.id
    key = chosen.correspondent.strip()
    addressed = select(DocumentAddressee.document_id).where(
        DocumentAddressee.document_id == Document.id, DocumentAddressee.person_id == me
    )
    among = [visible(caller), Document.state.in_(states)]
    if chosen.document_class:
        among.append(Document.document_class == chosen.document_class)
    asked: list[tuple[object, Callable[[], ColumnElement[bool]]]] = [
        (states, lambda: Document.state == states[0] if len(states) == 1 else Document.state.in_(states)),
        (chosen.document_class, lambda: Document.document_class == chosen.document_class),
        (chosen.kind, lambda: Document.kind == chosen.kind),
        (chosen.since, lambda: Document.registered >= chosen.since),
        (chosen.until, lambda: Document.registered <= chosen.until),
        (first_day(chosen.period, today), lambda: Document.registered >= first_day(chosen.period, today)),
        (chosen.number, lambda: spelt(chosen.number, NUMBERS.values(), among)),
        (key, lambda: Document.correspondent_id.in_(known_by(key))),
        (chosen.correspondent_id, lambda: _of_correspondent(chosen.correspondent_id)),
        (chosen.summary, lambda: Document.summary.icontains(chosen.summary, autoescape=True)),
        (chosen.place_id, lambda: Document.place_id == chosen.place_id),
        (chosen.on_control, lambda: Document.control_due.is_not(None)),
        (chosen.unexecuted, lambda: Document.unexecuted > 0),
        (chosen.without_resolution, lambda: Document.resolutions == 0),
        (chosen.to_me, addressed.exists),
        (chosen.mine, lambda: or_(*(each == me for each in (Document.author_id, Document.executor_id,
                                                            Document.signatory_id)))),
        (chosen.awaits_me, lambda: _awaits(caller)),
        (chosen.words.strip(), lambda: _worded(session, chosen)),
    ]  # fmt: skip
    return [
        *(condition() for given, condition in asked if given),
        *(fits(each, today, among) for each in chosen.conditions),
    ]


def _awaits(caller: Caller) -> ColumnElement[bool]:
    """On the desk of the caller: to approve or to sign, in person or for somebody absent today."""
    signing = [caller.me.id, *(each.id for each in caller.me.stands_in if each.signs)]
    beside = select(Cosignatory.document_id).where(
        Cosignatory.document_id == Document.id, Cosignatory.person_id.in_(signing)
    )
    mine = [DocumentApprover.person_id == caller.me.id]
    for absent in (each for each in caller.me.stands_in if each.signs):
        of_kind = [Document.kind.in_(absent.kinds)] if absent.kinds else []
        mine.append(and_(DocumentApprover.person_id == absent.id, *of_kind))
    asked = select(DocumentApprover.document_id).where(
        DocumentApprover.document_id == Document.id, DocumentApprover.awaited, or_(*mine)
    )
    return or_(
        and_(Document.state == DocumentState.APPROVAL, asked.exists()),
        and_(Document.state == DocumentState.SIGNING, or_(Document.signatory_id.in_(signing), beside.exists())),
    )


def _of_correspondent(correspondent_id: CorrespondentId | None) -> ColumnElement[bool]:
    """First or beside the first, under any of the entries that are by now the same."""
    every = family(correspondent_id)
    beside = select(DocumentRecipient.document_id).where(DocumentRecipient.correspondent_id.in_(every))
    return or_(Document.correspondent_id.in_(every), Document.id.in_(beside))


def first_day(period: Period, today: date) -> date | None:
    """The first day of a period that moves with today."""
    if period is Period.YEAR:
        return date(today.year, 1, 1)
    return today - timedelta(days=DAYS[period]) if period in DAYS else None


def _worded(session: Session, chosen: DocumentFilter) -> ColumnElement[bool]:
    """By the index where a number may stand; lists of what has none are short and hold the bin, which none knows."""
    if NUMBERED & set(chosen.states):
        return Document.id.in_(matching(session, chosen.words))
    texts = (Document.summary, Document.body)
    words = chosen.words.replace('"', " ").split()
    return and_(*(or_(*(text.icontains(word, autoescape=True) for text in texts)) for word in words))


def spelt(text: str, columns: Iterable[Any], among: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    """Numbers that have the text at the beginning of a part: «123» finds «…/000123» and «…/001234».

    They are found in any spelling, «Вх. № 01 26 345 от 27.11.2026» too. A number of several parts finds itself only,
    with whatever is appended («-дсп», «/2»); where `among` those that could be shown there is none, it finds what it
    begins or stands in.
    """
    columns, spellings = list(columns), {text.strip(), bare(text)}
    patterns = {number_pattern(each): BEGINNING[number_key(each)[:1].isdigit()] for each in spellings}
    begins = or_(*(each.regexp_match(start + pattern) for each in columns for pattern, start in patterns.items()))
    if len(number_parts(bare(text))) < COMPOSED:
        return begins
    itself = or_(*(each.regexp_match(f"^{pattern}($|[^0-9])") for each in columns for pattern in patterns))
    there = select(Document.id).where(itself, *among).correlate(None).exists()
    return or_(itself, and_(begins, ~there))


def fits(asked: Condition, today: date, among: Sequence[ColumnElement[bool]] = ()) -> Any:
    """One condition as SQL."""
    if asked.field.startswith(EXTRA):
        return _extra(asked, today)
    if asked.field in NUMBERS and asked.comparison is Comparison.CONTAINS:
        return spelt(asked.value, [NUMBERS[asked.field]], among)
    if asked.field in NAMED_COLUMNS or asked.field in MANY or asked.field == "force":
        return _named(asked, today)
    if asked.type is FieldType.DATE and asked.comparison is Comparison.CONTAINS:
        return _in_days(getattr(Document, asked.field), days_of(asked.value, today))
    return BY_TYPE[asked.type](getattr(Document, asked.field), asked)


def _extra(asked: Condition, today: date) -> Any:
    """An extra field by the type that its kind gives it; a value that is none of that type fits nothing."""
    key = asked.field.removeprefix(EXTRA)
    value = Document.extra[key].astext
    if asked.comparison is Comparison.EMPTY:
        return func.coalesce(value, "") == ""
    filled = asked.comparison is Comparison.FILLED
    fits_value = (value != "") if filled else OF_EXTRA.get(asked.type, _of_text)(value, asked, today)
    return and_(Document.extra != {}, Document.extra.has_key(key), fits_value)  # as the index of what is filled has it


def _of_text(value: Any, asked: Condition, today: date) -> Any:
    """A condition may be older than the several values that its field holds in some kinds by now."""
    if asked.comparison not in WHOLE:
        return _text(value, asked)
    field = {"key": asked.field.removeprefix(EXTRA), "type": ValueType.SEVERAL.value}
    by_parts = Document.kind.in_(select(DocumentKind.key).where(DocumentKind.fields.contains([field])))
    return or_(_text(value, asked), and_(by_parts, _several(value, asked, today)))


def _amount(value: Any, asked: Condition, _today: date) -> Any:
    return _number(case((value.regexp_match(NUMERAL), cast(value, Numeric))), asked)


def _person(value: Any, asked: Condition, _today: date) -> Any:
    return _text(func.regexp_replace(value, BEHIND_NAME, ""), asked)


def _several(value: Any, asked: Condition, _today: date) -> Any:
    """One of the values, as a whole or by a piece."""
    if asked.comparison not in WHOLE:
        return _text(value, asked)
    return func.string_to_array(func.lower(value), joined(["", ""]), type_=ARRAY(Text)).overlap(asked.wanted)


def _time(value: Any, asked: Condition, _today: date) -> Any:
    """Times in the order of their texts, which cannot fail on what is none."""
    clock, column = value.regexp_match(CLOCK), value.collate("C")
    if asked.comparison is Comparison.CONTAINS:
        span = span_of(asked.value)
        return and_(clock, column.between(*span)) if span else false()
    time = time_of(asked.value)
    compared = {Comparison.SINCE: column >= time, Comparison.UNTIL: column <= time, Comparison.IS: column == time}
    return and_(clock, compared[asked.comparison])


def _iso_day(value: Any, asked: Condition, today: date) -> Any:
    """Days in the order of their ISO texts, which cannot fail on what is none."""
    if asked.comparison is Comparison.CONTAINS:
        days = days_of(asked.value, today)
        among = value.collate("C").between(*(each.isoformat() for each in days)) if days else false()
        return and_(value.regexp_match(DAY), among)
    return and_(value.regexp_match(DAY), _date(value.collate("C"), asked))


def _text(column: Any, asked: Condition) -> Any:
    if asked.comparison in {Comparison.EMPTY, Comparison.FILLED}:
        return (column == "") if asked.comparison is Comparison.EMPTY else (column != "")
    if asked.comparison in WHOLE:
        return func.lower(column).in_(asked.wanted)
    return column.icontains(asked.value.strip(), autoescape=True)


def _date(column: Any, asked: Condition) -> Any:
    if asked.comparison in {Comparison.EMPTY, Comparison.FILLED}:
        return column.is_(None) if asked.comparison is Comparison.EMPTY else column.is_not(None)
    day: Any = date.fromisoformat(asked.value)
    if asked.field.startswith(EXTRA):
        day = day.isoformat()
    compared = {Comparison.SINCE: column >= day, Comparison.UNTIL: column <= day, Comparison.IS: column == day}
    return compared[asked.comparison]


def _in_days(column: Any, days: tuple[date, date] | None) -> Any:
    return column.between(*days) if days else false()


def _count(column: Any, asked: Condition) -> Any:
    if asked.comparison in {Comparison.EMPTY, Comparison.FILLED}:
        return (column == 0) if asked.comparison is Comparison.EMPTY else (column > 0)
    return _number(column, asked)


def _number(column: Any, asked: Condition) -> Any:
    if asked.comparison is Comparison.CONTAINS:
        limits = limits_of(asked.value)
        return and_(*(test(column, amount) for test, amount in limits)) if limits else false()
    amount = amount_of(asked.value)
    compared = {Comparison.SINCE: column >= amount, Comparison.UNTIL: column <= amount, Comparison.IS: column == amount}
    return compared[asked.comparison]


def _named(asked: Condition, today: date) -> Any:
    if asked.field in MANY:
        document_id, key = MANY[asked.field]
        entries = select(document_id).where(document_id == Document.id)
        if asked.comparison is Comparison.EMPTY:
            return ~entries.exists()
        return (
            entries.exists() if asked.comparison is Comparison.FILLED else entries.where(_is_one(key, asked)).exists()
        )
    column = force_on(today)[0] if asked.field == "force" else NAMED_COLUMNS[asked.field]
    nothing = column.is_(None) if column.type.python_type is int else column == NOTHING.get(asked.field, "")
    if asked.comparison in {Comparison.EMPTY, Comparison.FILLED}:
        return nothing if asked.comparison is Comparison.EMPTY else ~nothing
    return _is_one(column, asked)


def _is_one(column: Any, asked: Condition) -> Any:
    """The column names an entry whose key, or title, is what is asked for."""
    if asked.field in {"correspondent", "recipient"} and asked.comparison in {Comparison.KEY, Comparison.CONTAINS}:
        by_key = asked.comparison is Comparison.KEY
        return column.in_(
            family(int(asked.value)) if by_key and asked.value.isdecimal() else known_by(asked.value.strip())
        )
    if asked.comparison is Comparison.KEY:
        try:
            return column == ENUMS.get(asked.field, column.type.python_type)(asked.value)
        except ValueError:
            return false()
    if asked.field in ENUMS:
        return column.in_([each for each in ENUMS[asked.field] if _is_called(each.label.lower(), asked)])
    return column.in_(_titled(asked))


def _is_called(title: str, asked: Condition) -> bool:
    return title in asked.wanted if asked.comparison in WHOLE else asked.wanted[0] in title


def _titled(asked: Condition) -> Any:
    """The keys of the entries whose title is, or contains, what is asked for."""
    key, titles = _titles(asked.field)
    return key.where(or_(*(_text(title, asked) for title in titles)))


def _titles(field: str) -> tuple[Any, Sequence[Any]]:
    """Where the titles of a field's entries stand; whoever is in no list is a person."""
    if field in {"delivery", "topic", "case_file"}:
        entries = select(DictionaryEntry.key).where(DictionaryEntry.dictionary == field)
        return entries, [DictionaryEntry.title, DictionaryEntry.key]
    if field in TITLED:
        return TITLED[field]
    name = Person.surname + " " + Person.first_name + " " + Person.patronymic
    initials = func.left(Person.first_name, 1) + "." + func.left(Person.patronymic, 1) + "."
    short = func.replace(Person.surname + " " + initials, "..", ".")  # not everybody has a patronymic
    return select(Person.id), [name, short, func.rtrim(func.replace(short, ".", ". "))]


BY_TYPE: dict[FieldType, Callable[[Any, Condition], Any]] = {
    FieldType.TEXT: _text, FieldType.DATE: _date, FieldType.COUNT: _count,
    FieldType.FLAG: lambda column, asked: column.is_(asked.comparison is Comparison.FILLED),
}  # fmt: skip
OF_EXTRA: dict[FieldType, Callable[[Any, Condition, date], Any]] = {
    FieldType.DATE: _iso_day, FieldType.TIME: _time, FieldType.NUMBER: _amount, FieldType.SEVERAL: _several,
    FieldType.PERSON: _person,
}  # fmt: skip
