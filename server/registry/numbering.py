"""Giving numbers: the next value of a journal, one by hand or from the reserve, in the transaction of the document."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from common.kernel.ids import DocumentId, PersonId
from common.kernel.validation import Problem
from common.registry.card import Restriction
from common.registry.classes import DocumentClass, DocumentState
from common.registry.document import OURS
from common.registry.ledger import IN_TURN, OFF_TEMPLATE, NumberChoice, NumberState, Scope
from common.registry.links import LinkType
from common.registry.numbers import NumberTemplate, number_key, read_as_digits, sensible
from common.rpc.errors import Invalid
from server.core.clock import Clock
from server.correspondents.models import Correspondent
from server.identity.models import Person, RegistrationPlace, Unit
from server.registry.models import Document, DocumentKind, DocumentLink, Journal
from server.registry.number_models import NumberCounter, NumberLedger

WIDEST_GAP = 1000  # a number by hand that leaves more values behind is a slip of the hand
FREE = {NumberState.RELEASED, NumberState.SKIPPED}

# Built once: the counter is locked while they run.
SERIES = [NumberCounter.journal_id, NumberCounter.year, NumberCounter.scope]
_first = insert(NumberCounter)
NEXT_VALUE = _first.on_conflict_do_update(
    index_elements=SERIES, set_={"last": NumberCounter.last + _first.excluded.last}
).returning(NumberCounter.last)
LEDGER_ENTRY = insert(NumberLedger)
JOURNAL = (
    select(Journal)
    .where(Journal.place_id == bindparam("place_id"), Journal.document_class == bindparam("document_class"))
    .where(Journal.kind.in_(["", bindparam("kind")]), Journal.closed.is_(False))
    .where(Journal.practice == bindparam("practice"))
    .order_by(Journal.kind.desc()).limit(1)
)  # fmt: skip


class Raw(Struct, frozen=True, kw_only=True):
    """What the tokens of a template are made of."""

    case_file: str = ""
    restricted: bool = False
    unit: str = ""
    kind: str = ""
    signatory: str = ""
    correspondent: str = ""
    repeated: int = 0


class Given(Struct, frozen=True):
    """A number with the series that it belongs to."""

    journal: Journal
    number: str
    on: date


def initials(first_name: str, surname: str) -> str:
    """«ИЛ» of Иванов Лев… as numbers show who has signed."""
    return (first_name[:1] + surname[:1]).upper()


def journal_of(
    session: Session, place_id: int, kind: DocumentKind, document_class: DocumentClass, *, practice: bool = False
) -> Journal:
    """The journal of the kind at the place, or else of its class; a kind with numbers of its own gets its own.

    What is for practice is numbered in a journal for practice or not at all.
    """
    values = {"place_id": place_id, "document_class": DocumentClass(document_class), "kind": kind.key}
    found = session.scalars(JOURNAL, {**values, "practice": practice}).one_or_none()
    if found is None and practice:
        raise Invalid("В этом месте регистрации учебного журнала такого класса нет. Обратитесь к администратору.")
    if kind.own_series and not practice and (found is None or not found.kind):
        return _own_journal(session, place_id, kind)
    if found is None:
        raise Invalid(
            f"Для места регистрации не заведён журнал «{document_class.plural}». Обратитесь к администратору."
        )
    return found


def _own_journal(session: Session, place_id: int, kind: DocumentKind) -> Journal:
    """Two clerks who need it first at once get the same one."""
    place = session.get_one(RegistrationPlace, place_id)
    session.execute(
        insert(Journal)
        .values(place_id=place_id, document_class=kind.document_class, kind=kind.key, version=1,
                title=f"{kind.title}: {place.title}", code=kind.code, template=kind.template)
        .on_conflict_do_nothing()
    )  # fmt: skip
    values = {"place_id": place_id, "document_class": DocumentClass(kind.document_class), "kind": kind.key}
    found = session.scalars(JOURNAL, {**values, "practice": False}).one()
    if not found.kind:
        raise Invalid(f"Журнал вида «{kind.title}» закрыт. Откройте его или выберите другой вид.")
    return found


def template_of(journal: Journal, kind: DocumentKind) -> NumberTemplate:
    """A journal of one kind writes by its own template, as one for practice does; one of a class by the kind's."""
    own = journal.kind or journal.practice or not kind.template
    return NumberTemplate(journal.template if own else kind.template)


def raw_of(session: Session, document: Document, kind: DocumentKind, template: NumberTemplate) -> Raw:
    """Asks the database only for what the template needs."""
    tokens = template.tokens
    signatory = session.get(Person, document.signatory_id or 0) if "инициалы_подп" in tokens else None
    correspondent = session.get(Correspondent, document.correspondent_id or 0) if "буква_заявителя" in tokens else None
    repeats = select(func.count()).where(DocumentLink.later_id == document.id, DocumentLink.type == LinkType.REPEATED)
    unit = session.get(Unit, document.unit_id or 0) if "подр" in tokens else None
    return Raw(
        case_file=document.case_file, restricted=document.restriction is not Restriction.NONE,
        unit=unit.code if unit else "", kind=kind.code,
        signatory=initials(signatory.first_name, signatory.surname) if signatory else "",
        correspondent=correspondent.name if correspondent else "",
        repeated=(session.scalar(repeats) or 0) if "повтор" in tokens else 0,
    )  # fmt: skip


def tokens_of(journal: Journal, raw: Raw, on: date) -> dict[str, str]:
    return {
        "журнал": journal.code,
        "место": journal.code,
        "дело": raw.case_file,
        "подр": raw.unit,
        "вид": raw.kind,
        "гг": f"{on.year % 100:02d}",
        "гггг": str(on.year),
        "мм": f"{on.month:02d}",
        "инициалы_подп": raw.signatory,
        "буква_заявителя": next((letter for letter in raw.correspondent.upper() if letter.isalpha()), ""),
        "повтор": f"/{raw.repeated + 1}" if raw.repeated else "",
        "дсп": "-дсп" if raw.restricted else "",
    }


def scope_of(journal: Journal, raw: Raw, on: date) -> str:
    """Which of the journal's counters counts."""
    return {
        Scope.JOURNAL: "", Scope.UNIT: raw.unit, Scope.CASE_FILE: raw.case_file, Scope.MONTH: f"{on.month:02d}",
    }[Scope(journal.scope)]  # fmt: skip


class Numbering:
    """Gives one document its number. The counter's row stays locked until the commit: call `give` last."""

    def __init__(
        self, session: Session, document: Document, kind: DocumentKind, person_id: PersonId, clock: Clock
    ) -> None:
        self._session, self._document, self._person_id = session, document, person_id
        self._at, self._clock = clock.now(), clock
        self._journal = journal_of(
            session, document.place_id, kind, DocumentClass(document.document_class), practice=document.practice
        )
        self._template = template_of(self._journal, kind)
        self._raw = raw_of(session, document, kind, self._template)

    def give(self, on: date, choice: NumberChoice = IN_TURN) -> Given:
        """Spends a value on the document; a rolled back registration spends nothing."""
        series = self._series(on)
        tokens = tokens_of(self._journal, self._raw, on)
        if choice.reserved is not None:
            own = self._from_reserve(series, choice)
        elif choice.number:
            own = self._by_hand(series, tokens, choice)
        else:
            value = self._session.connection().execute(NEXT_VALUE, {**series, "last": 1}).scalar_one()
            own = self._template.render(value, tokens)
            self._enter(series, value, own, choice.reason)
        joint = self._document.joint_numbers
        return Given(self._journal, joint.replace(OURS, own) if joint else own, on)

    def _series(self, on: date) -> dict[str, Any]:
        return {"journal_id": self._journal.id, "year": on.year, "scope": scope_of(self._journal, self._raw, on)}

    def _from_reserve(self, series: dict[str, Any], choice: NumberChoice) -> str:
        entry = self._entry(series, choice.reserved or 0)
        if entry is None or entry.state is not NumberState.RESERVED:
            text = f"В резерве журнала «{self._journal.title}» такого номера нет: он взят или из другого журнала."
            raise Invalid(text, [Problem("reserved", text)])
        self._take(entry, choice.reason or f"из резерва: {entry.reason}", entry.number)
        return entry.number

    def _by_hand(self, series: dict[str, Any], tokens: Mapping[str, str], choice: NumberChoice) -> str:
        """A free value of the template, or a number that no template makes and that nobody has."""
        number = choice.number.strip()
        last = self._locked_last(series)
        value = self._template.value_of(number, tokens)
        if value is None:
            self._refuse_odd(number, tokens)
            self._refuse_foreign(number, series["year"])
            self._refuse_known(series, number)
            if not choice.off_template:
                following = self._template.render(last + 1, tokens)
                said = f"Журнал пишет номера иначе, например {following}. Исправьте номер или отметьте «Не по шаблону»."
                raise Invalid(said, [Problem("off_template", said)])
            lowest = select(func.min(NumberLedger.value)).where(*_same(series))
            value = min(self._session.scalar(lowest) or 0, 0) - 1
            self._enter(series, value, number, f"{OFF_TEMPLATE}: {choice.reason}")
            return number
        own = self._template.render(value, tokens)
        if value < 1:
            raise _not_given(f"Счёт начинается с 1: номера {own} не бывает.")
        entry = self._entry(series, value)
        if entry is not None:
            self._take_free(entry, own, choice)
        elif value > last + WIDEST_GAP:
            raise _not_given(f"Номер {own} опережает счёт: последний — {last}. Проверьте, нет ли опечатки.")
        else:
            self._refuse_jump(range(last + 1, value), tokens, choice)
            self._skip(series, range(last + 1, value), tokens, f"номер {own} присвоен вручную: {choice.reason}")
            self._enter(series, value, own, choice.reason)
            self._session.connection().execute(NEXT_VALUE, {**series, "last": max(value - last, 0)})
        return own

    def _refuse_jump(self, passed: range, tokens: Mapping[str, str], choice: NumberChoice) -> None:
        if passed and not choice.skips:
            first, last = (self._template.render(value, tokens) for value in (passed[0], passed[-1]))
            span = first if len(passed) == 1 else f"{first} … {last}"
            text = f"Будет пропущено {len(passed)}: {span}. Если так и нужно, отметьте «Пропустить номера»."
            raise Invalid(text, [Problem("skips", text)])

    def _take_free(self, entry: NumberLedger, own: str, choice: NumberChoice) -> None:
        if entry.state is NumberState.RESERVED:
            raise _not_given(f"Номер {entry.number} в резерве ({entry.reason}). Выберите его из резерва.")
        if entry.state not in FREE:
            raise _not_given(f"Номер {entry.number} занят: {entry.state.label.lower()} {self._day(entry.at)}.")
        self._take(entry, choice.reason, own)

    def _day(self, at: datetime) -> str:
        return f"{self._clock.local(at):%d.%m.%Y}"

    def _take(self, entry: NumberLedger, reason: str, number: str) -> None:
        """The document itself is written later, once it has its number."""
        key = [entry.journal_id, entry.year, entry.scope, entry.value]
        columns = [NumberLedger.journal_id, NumberLedger.year, NumberLedger.scope, NumberLedger.value]
        taken = update(NumberLedger).where(*(column == value for column, value in zip(columns, key, strict=True)))
        self._session.connection().execute(
            taken.values(
                state=NumberState.ISSUED, document_id=self._document.id, reason=reason, number=number,
                number_key=number_key(number), person_id=self._person_id, at=self._at, until=None,
            )
        )  # fmt: skip

    def _refuse_odd(self, number: str, tokens: Mapping[str, str]) -> None:
        """What is no number, or a number of the template with other signs between its parts."""
        if not sensible(number):
            raise _not_given(f"«{number}» — не номер: нужна цифра; кроме букв и цифр бывают только знаки - / . , ( ).")
        if meant := self._template.meant_by(number, tokens):
            raise _not_given(f"Это номер {meant}, написанный иначе: укажите его так, как его пишет журнал.")

    def _refuse_foreign(self, number: str, year: int) -> None:
        """A number that the template makes in another year belongs to the count of that year."""
        for other in (year - 1, year + 1):
            tokens = tokens_of(self._journal, self._raw, date(other, 12, 31))
            if self._template.value_of(number, tokens) is not None:
                raise _not_given(
                    f"Номер {number} — из счёта {other} года. Укажите номер {year} года или дату того года."
                )

    def _refuse_known(self, series: dict[str, Any], number: str) -> None:
        """No document of the place bears it, whatever the journal and the year, nor has one borne it this year."""
        bearer = (
            select(Document.registered, Journal.title).join(Journal, Journal.id == Document.journal_id)
            .where(Document.place_id == self._journal.place_id, Document.number_key.in_(_keys(number)))
            .where(Document.practice == self._document.practice)
            .where(Document.state == DocumentState.REGISTERED)  # as the index of numbers is made
        )  # fmt: skip
        known = self._session.execute(bearer.limit(1)).one_or_none()
        if known is not None:
            raise _not_given(f"Номер {number} уже есть: {known.registered:%d.%m.%Y}, «{known.title}». Укажите другой.")
        spent = select(NumberLedger.at).where(
            NumberLedger.journal_id == series["journal_id"], NumberLedger.year == series["year"],
            NumberLedger.state != NumberState.ISSUED, NumberLedger.number_key.in_(_keys(number)),
        )  # fmt: skip
        at = self._session.scalars(spent.limit(1)).one_or_none()
        if at is not None:
            raise _not_given(f"Номер {number} уже был и аннулирован {self._day(at)}. Укажите другой.")

    def _locked_last(self, series: dict[str, Any]) -> int:
        """The last value of the series, its row locked."""
        return self._session.connection().execute(NEXT_VALUE, {**series, "last": 0}).scalar_one()

    def _entry(self, series: dict[str, Any], value: int) -> NumberLedger | None:
        return self._session.scalars(
            select(NumberLedger).where(*_same(series), NumberLedger.value == value).with_for_update()
        ).one_or_none()

    def _skip(self, series: dict[str, Any], values: range, tokens: Mapping[str, str], reason: str) -> None:
        for value in values:
            self._enter(series, value, self._template.render(value, tokens), reason, NumberState.SKIPPED)

    def _enter(
        self, series: dict[str, Any], value: int, number: str, reason: str, state: NumberState = NumberState.ISSUED
    ) -> None:
        issued = state is NumberState.ISSUED
        entry = {
            **series, "value": value, "state": state, "number": number, "number_key": number_key(number),
            "document_id": self._document.id if issued else None, "person_id": self._person_id, "at": self._at,
            "reason": reason,
        }  # fmt: skip
        self._session.connection().execute(LEDGER_ENTRY, entry)


def _keys(number: str) -> set[str]:
    """The keys of a number, letters taken for zeros among them."""
    return {number_key(number), number_key(read_as_digits(number))}


def _not_given(text: str) -> Invalid:
    return Invalid(text, [Problem("number", text)])


def _same(series: Mapping[str, Any]) -> list[Any]:
    return [getattr(NumberLedger, name) == value for name, value in series.items()]


def void(session: Session, document_id: DocumentId, person_id: PersonId, at: datetime, reason: str) -> None:
    """The value of the document stays spent and leads nowhere."""
    session.execute(
        update(NumberLedger)
        .where(NumberLedger.document_id == document_id, NumberLedger.state == NumberState.ISSUED)
        .values(state=NumberState.VOID, person_id=person_id, at=at, reason=reason)
    )
