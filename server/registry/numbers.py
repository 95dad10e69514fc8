"""The ledger of numbers as its Api: journals, reserves, and acts that change a number once given."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import msgspec
from msgspec.structs import asdict
from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from common.kernel.changes import Kind
from common.kernel.ids import DocumentId, JournalId, PersonId, PlaceId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.registry.classes import DocumentClass, DocumentState
from common.registry.document import Registered
from common.registry.ledger import (
    Destination,
    Happened,
    JournalDraft,
    JournalRow,
    LedgerFilter,
    LedgerRow,
    NumberChoice,
    NumbersApi,
    NumberState,
    Scope,
)
from common.registry.numbers import NumberTemplate, number_key
from common.registry.rules import Action
from common.rpc.errors import Invalid, Missing, NotAllowed, Stale
from server.core.service import Context, Service
from server.identity.models import Person, RegistrationPlace, Unit, short_name
from server.registry.chosen_people import strangers
from server.registry.destinations import Carried, destinations, destined
from server.registry.drafts import Drafts
from server.registry.indexing import index_card
from server.registry.inside import SHARED, Inside
from server.registry.kind_journals import last_value, sample
from server.registry.kinds import kind_of
from server.registry.link_sense import check_registered
from server.registry.links import LinkService
from server.registry.models import DictionaryEntry, Document, DocumentKind, Journal
from server.registry.number_models import SERIES, NumberEvent, NumberLedger
from server.registry.numbering import LEDGER_ENTRY, NEXT_VALUE, Raw, tokens_of, void
from server.registry.participants import let_in
from server.registry.practice_journals import unmarkable
from server.registry.queries import initials
from server.registry.readers import audience, visible_document
from server.registry.registration import Registration, registered
from server.registry.respelling import respell


class NumberService(Service, NumbersApi):
    def journals(self) -> list[JournalRow]:
        rows = self.session.execute(
            select(
                Journal, RegistrationPlace.title.label("place"), DocumentKind.title.label("kind"),
                last_value(self.today.year).label("last"),
            )
            .join(RegistrationPlace, RegistrationPlace.id == Journal.place_id)
            .outerjoin(DocumentKind, DocumentKind.key == Journal.kind)
            .where(self.of_own_places())
            .order_by(Journal.closed, Journal.place_id, Journal.document_class, Journal.kind)
        )  # fmt: skip
        return [self._journal_row(row.Journal, row.place, row.kind or "", row.last or 0) for row in rows]

    def put_journal(self, journal_id: JournalId | None, version: int, draft: JournalDraft) -> JournalId:
        self.check(draft.problems())
        if journal_id is None:
            journal = Journal(**asdict(draft))
            self.session.add(journal)
        else:
            journal = self.session.get_one(Journal, journal_id, with_for_update=True)
            if journal.version != version:
                raise Stale("Журнал уже изменил другой администратор. Откройте его заново.")
            self._check_fixed(journal, draft)
            self.check(unmarkable(self.session, journal, draft))
            for name, value in asdict(draft).items():
                setattr(journal, name, value)
        try:
            self.session.flush()  # the id, and its uniqueness
        except IntegrityError as error:
            text = "Такой журнал у этого места уже есть. Измените его или выберите другой вид."
            raise Invalid(text, [Problem("kind", text)]) from error
        self.record("journal_defined", "journal", journal.id, name=draft.title, template=draft.template)
        self.changed(Kind.DICTIONARY, journal.id)
        return journal.id

    def _check_fixed(self, journal: Journal, draft: JournalDraft) -> None:
        """A journal that has given numbers stays with its place, its class and its way of counting."""
        given = self.session.scalar(select(NumberLedger.value).where(NumberLedger.journal_id == journal.id).limit(1))
        if given is None:
            return
        for name, title in (("place_id", "место"), ("document_class", "класс"), ("scope", "счёт")):
            if getattr(draft, name) != getattr(journal, name):
                raise Invalid(f"Журнал уже выдавал номера: {title} не меняется. Закройте его и заведите новый.")

    def ledger(self, chosen: LedgerFilter, offset: int = 0, limit: int = PAGE_SIZE) -> Page[LedgerRow]:
        fits = and_(self.of_the_book(), *_conditions(chosen))
        entries = select(func.count()).select_from(NumberLedger).join(Journal, Journal.id == NumberLedger.journal_id)
        total = self.session.execute(entries.where(fits)).scalar_one()
        order = (NumberLedger.at.desc(), NumberLedger.value.desc())
        rows = self.session.execute(ledger_rows().where(fits).order_by(*order).offset(offset).limit(limit))
        return Page(total, [ledger_row(row) for row in rows])

    def reserve(
        self, journal_id: JournalId, count: int, until: date | None, reason: str, scope: str = ""
    ) -> list[LedgerRow]:
        journal = self._own_journal(journal_id)
        if not reason.strip():
            raise Invalid("Укажите причину.", [Problem("reason", "Укажите, для чего нужны номера.")])
        if until is not None and until < self.today:
            raise Invalid("Этот день уже прошёл.", [Problem("until", "Укажите сегодняшний или будущий день.")])
        self._check_scope(journal, scope)
        series = {"journal_id": journal.id, "year": self.today.year, "scope": scope}
        last = self.session.connection().execute(NEXT_VALUE, {**series, "last": count}).scalar_one()
        day = date(self.today.year, int(scope), 1) if journal.scope is Scope.MONTH else self.today
        tokens = tokens_of(journal, Raw(unit=scope, case_file=scope), day)
        values, at = range(last - count + 1, last + 1), self.now
        for value in values:
            number = NumberTemplate(journal.template).render(value, tokens)
            entry = {
                **series, "value": value, "state": NumberState.RESERVED, "number": number,
                "number_key": number_key(number), "document_id": None, "person_id": self.caller.me.id, "at": at,
                "until": until, "reason": reason,
            }  # fmt: skip
            self.session.connection().execute(LEDGER_ENTRY, entry)
        self.record("numbers_reserved", "journal", journal.id, count=count, number=number, reason=reason)
        of_series = [getattr(NumberLedger, name) == value for name, value in series.items()]
        rows = self.session.execute(
            ledger_rows().where(*of_series, NumberLedger.value.in_(values)).order_by(NumberLedger.value)
        )
        return [ledger_row(row) for row in rows]

    def _check_scope(self, journal: Journal, scope: str) -> None:
        """A counter of the journal: that of a unit, of a file, of a month, or the only one."""
        kind = Scope(journal.scope)
        match kind:
            case Scope.JOURNAL:
                fits = not scope
            case Scope.UNIT:
                fits = self.session.scalar(select(Unit.id).where(Unit.code == scope)) is not None
            case Scope.CASE_FILE:
                fits = self.session.get(DictionaryEntry, ("case_file", scope)) is not None
            case Scope.MONTH:
                fits = re.fullmatch(r"0[1-9]|1[0-2]", scope) is not None
        if not fits:
            text = f"Укажите {kind.named_by}." if kind.named_by else "Оставьте поле пустым."
            raise Invalid(f"У журнала {kind.label}. {text}", [Problem("scope", text)])

    def release(self, journal_id: JournalId, year: int, scope: str, value: int, reason: str) -> None:
        journal = self._own_journal(journal_id)
        if not reason.strip():
            raise Invalid("Укажите причину.", [Problem("reason", "Укажите, почему номер больше не нужен.")])
        entry = self.session.get(NumberLedger, (journal.id, year, scope, value), with_for_update=True)
        if entry is None or entry.state is not NumberState.RESERVED:
            raise Invalid("Этот номер уже не в резерве. Обновите список.")
        entry.state, entry.person_id, entry.at = NumberState.RELEASED, self.caller.me.id, self.now
        entry.reason, entry.until = reason, None
        self.record("number_released", "journal", journal.id, number=entry.number, reason=reason)

    def renumber(self, document_id: DocumentId, version: int, choice: NumberChoice) -> Registered:
        document = Drafts(self.context).for_action(document_id, Action.RENUMBER, version)
        self._demand_reason(choice.reason)
        self.check(choice.problems())
        if choice.number and number_key(choice.number) == number_key(document.number):
            said = f"№ {document.number} и есть номер этого документа: менять нечего."
            raise Invalid(said, [Problem("number", said)])
        return self._give_again(document, kind_of(self.session, document.kind), choice, "renumbered")

    def destinations(self, document_id: DocumentId) -> list[Destination]:
        return destinations(self.session, self.caller, visible_document(self.session, self.caller, document_id))

    def change_journal(
        self, document_id: DocumentId, version: int, kind: str, reason: str, place_id: PlaceId | None = None,
        extra: dict[str, str] | None = None,
    ) -> Registered:  # fmt: skip
        document = Drafts(self.context).for_action(document_id, Action.CHANGE_JOURNAL, version)
        self._demand_reason(reason)
        before, to = document.place_id, place_id or document.place_id
        of_kind = destined(self.session, self.caller, document, kind, to)
        self._become(document, of_kind, extra or {})
        if to == before:
            return self._give_again(document, of_kind, NumberChoice(reason=reason), "journal_changed")
        for each in filter(None, (document, Inside(self.context).of(document))):
            each.place_id = to
            let_in(self.session, each, keep=True)
            self.changed(Kind.DOCUMENT, each.id, [before])
        return self._give_again(document, of_kind, NumberChoice(reason=reason), "place_changed")

    def _become(self, document: Document, kind: DocumentKind, extra: Mapping[str, str]) -> None:
        """The kind changes with all of its fields filled; what it has no field for stays in the history."""
        carried, given = Carried.of(self.session, document, kind), {key: value for key, value in extra.items() if value}
        self.check(carried.filled(given))
        self.check(strangers(self.session, carried.kind, given, carried.values))
        if kind.key == document.kind:
            return
        if carried.signed:
            titles = ", ".join(f"«{title}»" for title in carried.signed)
            raise Invalid(f"Документ подписан с полем {titles}, у вида «{kind.title}» его нет: отмените регистрацию.")
        values = carried.values | given
        self.check(carried.kind.problems_of(values))
        lost = {"lost": "; ".join(carried.lost)} if carried.lost else {}
        changes: dict[str, Any] = {"kind": [document.kind, kind.key]} | ({"extra": [{}, given]} if given else {})
        self.record("kind_changed", "document", document.id, changes=changes, **lost)
        document.kind, document.extra = kind.key, values

    def _give_again(self, document: Document, kind: DocumentKind, choice: NumberChoice, act: str) -> Registered:
        assert document.registered is not None
        old, copy = document.number, Inside(self.context).of(document)
        if choice.same_value:
            respell(self.context, document, choice.reason)
        else:
            registration = Registration(self.context)
            on = registration.day_of(choice, document) if choice.on else document.registered
            void(self.session, document.id, self.caller.me.id, self.now, choice.reason)
            registration.number(document, kind, on, choice)
            if choice.on:
                check_registered(self.session, document, self.today)
        if copy is not None:
            for name in SHARED:
                setattr(copy, name, getattr(document, name))
            self.session.flush()
        for each in filter(None, (document, copy)):
            index_card(self.context, each)
            self.record(act, "document", each.id, number=each.number, before=old, reason=choice.reason)
            self.changed(Kind.DOCUMENT, each.id, audience(self.session, each))
        return registered(document)

    def cancel(self, document_id: DocumentId, version: int, reason: str) -> None:
        document = Drafts(self.context).for_action(document_id, Action.CANCEL, version)
        self._demand_reason(reason)
        cancelled = [each for each in (document, Inside(self.context).of(document)) if each is not None]
        if any(each.unexecuted for each in cancelled):
            where = "По документу" if document.unexecuted else "По внутренней копии документа"
            raise Invalid(f"{where} есть неисполненные поручения. Сначала отзовите их или снимите с контроля.")
        for each in cancelled:
            each.state = DocumentState.CANCELLED
            if each.document_class is DocumentClass.ACT:
                LinkService(self.context).tell_changed(each.id)
        void(self.session, document.id, self.caller.me.id, self.now, reason)
        self.session.flush()
        for each in cancelled:
            index_card(self.context, each)
            self.record("registration_cancelled", "document", each.id, number=each.number, reason=reason)
            self.changed(Kind.DOCUMENT, each.id, audience(self.session, each))

    def copy_inside(self, document_id: DocumentId, addressee_ids: list[PersonId]) -> DocumentId:
        source = Drafts(self.context).for_action(document_id, Action.COPY_INSIDE)
        return Inside(self.context).make(source, addressee_ids).id

    def _demand_reason(self, reason: str) -> None:
        if not reason.strip():
            raise Invalid("Укажите причину.", [Problem("reason", "Укажите причину: она остаётся в книге номеров.")])

    def of_own_places(self) -> ColumnElement[bool]:
        if Right.ADMINISTER in self.caller.rights:
            return Journal.id.is_not(None)
        return Journal.place_id.in_([place.id for place in self.caller.me.places])

    def of_the_book(self) -> ColumnElement[bool]:
        """The journals whose numbers are the city's: those for practice are in no book."""
        return and_(self.of_own_places(), ~Journal.practice)

    def _own_journal(self, journal_id: JournalId) -> Journal:
        journal = self.session.get(Journal, journal_id)
        if journal is None:
            raise Missing("Такого журнала нет.")
        if journal.place_id not in [place.id for place in self.caller.me.places]:
            raise NotAllowed("Журнал ведёт другое место регистрации: резерв заводит его делопроизводитель.")
        if journal.practice:
            raise NotAllowed("В учебном журнале номеров не резервируют: он ведётся не для города.")
        return journal

    def _journal_row(self, journal: Journal, place: str, kind: str, last: int) -> JournalRow:
        draft = JournalDraft(
            place_id=journal.place_id, document_class=journal.document_class, kind=journal.kind, title=journal.title,
            code=journal.code, template=journal.template, scope=journal.scope, closed=journal.closed,
            practice=journal.practice,
        )  # fmt: skip
        following = sample(journal, last, journal.code, self.today)
        return JournalRow(journal.id, journal.version, draft, place, kind, last, following)


By, Then = aliased(Person), aliased(Person)
EVENT = func.jsonb_build_object(
    "state", NumberEvent.state, "person", initials(Then), "at", NumberEvent.at, "reason", NumberEvent.reason,
    "until", NumberEvent.until,
)  # fmt: skip
BEFORE = (
    select(func.jsonb_agg(aggregate_order_by(EVENT, NumberEvent.id)))
    .join(Then, Then.id == NumberEvent.person_id)
    .where(*(getattr(NumberEvent, name) == getattr(NumberLedger, name) for name in SERIES))
    .correlate(NumberLedger).scalar_subquery()
)  # fmt: skip


def ledger_rows() -> Any:
    return (
        select(
            NumberLedger, Journal.title.label("journal"), By.surname, By.first_name, By.patronymic,
            BEFORE.label("before"),
        )
        .join(Journal, Journal.id == NumberLedger.journal_id).join(By, By.id == NumberLedger.person_id)
    )  # fmt: skip


def ledger_row(row: Any) -> LedgerRow:
    entry: NumberLedger = row.NumberLedger
    return LedgerRow(
        entry.journal_id, row.journal, entry.year, entry.scope, entry.value, entry.number, entry.state,
        entry.document_id, short_name(row.surname, row.first_name, row.patronymic), entry.at, entry.reason,
        entry.until, msgspec.convert(row.before or [], list[Happened]),
    )  # fmt: skip


def told(context: Context, events: Iterable[Happened]) -> str:
    """What a value was, for paper: «зарезервирован 12.11.2026 10:15, Щукина Ж. Ё.: для конференции»."""
    return "; ".join(
        f"{event.state.label.lower()} {context.clock.local(event.at):%d.%m.%Y %H:%M}, {event.person}"
        + (f": {event.reason}" if event.reason else "")
        for event in events
    )


def _conditions(chosen: LedgerFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if chosen.journal_id is not None:
        found.append(NumberLedger.journal_id == chosen.journal_id)
    if chosen.year is not None:
        found.append(NumberLedger.year == chosen.year)
    if chosen.states:
        found.append(NumberLedger.state.in_(chosen.states))
    if chosen.number:
        found.append(NumberLedger.number_key.contains(number_key(chosen.number), autoescape=True))
    return found
