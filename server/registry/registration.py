"""Registration: checks, the search for a twin, the number, all in one transaction."""

import hashlib
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Row, Select, any_, bindparam, case, func, select, union
from sqlalchemy.dialects.postgresql import ARRAY, insert

from common.correspondents import CorrespondentKind, CorrespondentRow
from common.kernel.changes import Kind
from common.kernel.ids import CorrespondentId, DocumentId
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.registry.card import FileRole
from common.registry.classes import DocumentClass, DocumentState, RecordForm
from common.registry.document import DocumentDraft, DocumentRow, Registered
from common.registry.ledger import IN_TURN, NumberChoice
from common.registry.numbers import number_key, number_order
from common.registry.rules import Action
from common.rpc.errors import Invalid, NotAllowed, Stale, Twin
from server.access.sight import Shape, shape_of
from server.core.events import DocumentRegistered, DocumentRegistering, PracticeRegistered
from server.core.service import Service
from server.correspondents.queries import family, now_standing_for
from server.identity.models import Person, Unit
from server.registry.checkouts import check_none_taken
from server.registry.control import put_on_control
from server.registry.drafts import STALE, Drafts, differences
from server.registry.indexing import names_on, put_in_index
from server.registry.kinds import kind_draft, kind_of
from server.registry.models import AttachmentRow, DictionaryEntry, Dispatch, Document, DocumentKind
from server.registry.numbering import Numbering
from server.registry.participants import demand, let_in
from server.registry.queries import document_row, document_rows, is_registered
from server.registry.readers import audience_of_place, openable_to, opened_document, opening_of
from server.search.service import SearchService

Known = dict[CorrespondentId, CorrespondentRow]  # the entries that those named stand for by now
TWINS_SHOWN = 5
WAITING = {DocumentState.DRAFT, DocumentState.AWAITING}


class Registration(Service):
    def register(
        self, document_id: DocumentId, version: int, draft: DocumentDraft, twin_reason: str,
        choice: NumberChoice = IN_TURN,
    ) -> Registered:  # fmt: skip
        document = opened_document(self.session, self.caller, document_id, lock=True)
        if document.state is DocumentState.REGISTERED:
            raise Invalid(f"Документ уже зарегистрирован под № {document.number}.")
        demand(self.context, self.caller, document, Action.REGISTER)
        if document.version != version:
            raise Stale(STALE)
        self._check_signed(document, draft)
        known = self._correspondents(draft)
        draft = _followed(draft, known)
        kind = kind_of(self.session, draft.kind)
        on = self.day_of(choice, draft)
        self.check([*draft.problems(on, kind_draft(kind)), *self.unknown(draft, known), *choice.problems()])
        if document.document_class is DocumentClass.INCOMING:
            self._stop_twin(document, draft, twin_reason)
        why = {"twin_reason": twin_reason, "reason": choice.reason}
        self._enter(document, draft, kind, on, choice, {name: text for name, text in why.items() if text})
        return registered(document)

    def at_signing(self, document: Document) -> None:
        """The number in the step of the signature, where the kind says so; what lacks something waits for its clerk."""
        kind = kind_of(self.session, document.kind)
        if document.state is not DocumentState.AWAITING or not kind.number_when_signed:
            return
        acts, notes = len(self.context.entries), len(self.context.notes)
        try:
            with self.session.begin_nested():
                draft = Drafts(self.context).draft_of(document)
                self.check([*draft.problems(self.today, kind_draft(kind)), *self.unknown(draft)])
                self._enter(document, draft, kind, self.today, IN_TURN, {"reason": "при подписании"})
        except Invalid:
            del self.context.entries[acts:], self.context.notes[notes:]

    def _enter(
        self, document: Document, draft: DocumentDraft, kind: DocumentKind, on: date, choice: NumberChoice,
        why: dict[str, str],
    ) -> None:  # fmt: skip
        drafts = Drafts(self.context)
        before = drafts.draft_of(document) if document.is_ours else draft
        with self.session.no_autoflush:  # the row is written once, with its number
            drafts.fill(document, draft)
            document.state, document.registrar_id = DocumentState.REGISTERED, self.caller.me.id
            put_on_control(self.context, document, kind, on)
            let_in(self.session, document)
            names = names_on(self.session, document)
            SearchService(self.context).forget(document.id)  # its texts come back by the job, and hold no counter
            self._announce(document)
            self.number(document, kind, on, choice)
        if document.practice:  # nobody hears of it
            self.context.tell(PracticeRegistered(document.id))
        else:
            self._address(document, draft)
            put_in_index(self.context, document, names)
            self.context.tell(DocumentRegistered(document.id, document.number))
        self.record("registered", "document", document.id, number=document.number, **why, **_changed(before, draft))
        self.changed(Kind.DOCUMENT, document.id, audience_of_place(self.session, document))

    def _announce(self, document: Document) -> None:
        """The number is next: what may refuse does it now."""
        if document.practice:
            check_none_taken(self.context, document.id)
        else:
            self.context.tell(DocumentRegistering(document.id))

    def number(self, document: Document, kind: DocumentKind, on: date, choice: NumberChoice) -> None:
        """The counter is locked from here to the commit: only what needs the number itself comes after."""
        numbering = Numbering(self.session, document, kind, self.caller.me.id, self.context.clock)
        given = numbering.give(on, choice)
        document.number = given.number
        document.number_key, document.number_order = number_key(given.number), number_order(given.number, on.year)
        document.journal_id = given.journal.id
        document.registered, document.registered_at = on, document.registered_at or self.now
        self.session.flush()

    def day_of(self, choice: NumberChoice, letter: DocumentDraft | Document) -> date:
        """Today, or an earlier day for those who have the right to it: no day before the letter was there."""
        if choice.on is None or choice.on == self.today:
            return self.today
        if choice.on > self.today:
            raise Invalid("Будущей датой не регистрируют: укажите сегодняшнюю или прошедшую.")
        if choice.on.year < self.today.year - 1:
            raise Invalid("Прошедшей датой регистрируют в текущем и прошлом году: счёт более ранних лет закрыт.")
        if Right.BACKDATE not in self.caller.rights:
            raise NotAllowed("Для регистрации прошедшей датой нужно право «Регистрация прошедшей датой».")
        told = ((letter.their_date, "написано"), (letter.received, "поступило"))
        if later := [f"{word} {day:%d.%m.%Y}" for day, word in told if day and day > choice.on]:
            said = f"Письмо {' и '.join(later)}: раньше его не регистрируют."
            raise Invalid(said, [Problem("on", said)])
        return choice.on

    def _check_signed(self, document: Document, draft: DocumentDraft) -> None:
        """A project gets its number after it is signed; one that is signed on paper names its form."""
        if (
            document.state not in WAITING
            and draft.form is RecordForm.ELECTRONIC
            and document.signed_at is None
            and not document.practice
        ):
            text = "Сначала документ подписывают. Если он подписан на бумаге, укажите форму ведения и основание."
            raise Invalid(text, [Problem("form", text)])

    def _address(self, document: Document, draft: DocumentDraft) -> None:
        """Each addressee of an outgoing letter waits to be sent to."""
        if document.document_class is not DocumentClass.OUTGOING:
            return
        to = dict.fromkeys([draft.correspondent_id, *draft.recipient_ids])
        rows: list[dict[str, Any]] = [
            {"document_id": document.id, "correspondent_id": each, "delivery": draft.delivery} for each in to if each
        ]
        self.session.execute(insert(Dispatch).on_conflict_do_nothing(), rows)

    def _correspondents(self, draft: DocumentDraft) -> Known:
        return now_standing_for(self.session, _companies(draft))

    def unknown(self, draft: DocumentDraft, known: Known | None = None) -> Iterator[Problem]:
        """References that lead nowhere; `known` are the draft's correspondents when they have been read already."""
        known = self._correspondents(draft) if known is None else known
        rows = list(known.values())
        if not set(_companies(draft)) <= {*known, *(row.id for row in rows)}:
            yield Problem("correspondent_id", "Такого корреспондента нет в справочнике.")
        for row in rows:
            if row.kind is CorrespondentKind.GROUP:
                field = "correspondent_id" if row.id == draft.correspondent_id else "recipient_ids"
                yield Problem(field, f"«{row.name}» — группа: выберите её в подсказке, она раскроется в участников.")
        people = {
            draft.signatory_id,
            draft.executor_id,
            draft.controller_id,
            *draft.addressee_ids,
            *draft.cosignatory_ids,
        } - {None}
        people |= {point.executor_id for point in draft.points} - {None}
        if people and self.session.execute(PEOPLE, {"people": list(people)}).scalar_one() != len(people):
            yield Problem("addressee_ids", "Среди сотрудников карточки есть неизвестный.")
        if draft.unit_id is not None and self.session.get(Unit, draft.unit_id) is None:
            yield Problem("unit_id", "Такого подразделения нет.")
        entries = set(self.session.execute(ENTRIES))
        for dictionary in ("delivery", "topic", "case_file"):
            key = getattr(draft, dictionary)
            if key and (dictionary, key) not in entries:
                yield Problem(dictionary, "Такого значения нет в справочнике: выберите из списка.")

    def twins(self, document_id: DocumentId, draft: DocumentDraft) -> list[DocumentRow]:
        document = opened_document(self.session, self.caller, document_id)
        return self._twins(document, draft)

    def _stop_twin(self, document: Document, draft: DocumentDraft, reason: str) -> None:
        """Two clerks with the same letter take turns here, so the second sees the first's registration."""
        mark = f"{draft.correspondent_id} {number_key(draft.their_number)} {draft.their_date}"
        lock = int.from_bytes(hashlib.sha256(mark.encode()).digest()[:8], "big", signed=True)
        self.session.execute(TURN, {"lock": lock})
        twins = self._twins(document, draft)
        if twins and not reason.strip():
            twin = twins[0]
            raise Twin(
                f"Такое письмо уже зарегистрировано: № {twin.number} от {twin.registered:%d.%m.%Y}, {twin.place}.",
                twin=twin.id,
            )

    def _twins(self, document: Document, draft: DocumentDraft) -> list[DocumentRow]:
        values = {
            "document_id": document.id, "correspondent_id": draft.correspondent_id,
            "their_number_key": number_key(draft.their_number), "their_date": draft.their_date,
            "practises": document.author_id if document.practice else None,
        }  # fmt: skip
        alike = self.session.scalars(ALIKE, values).all()
        if not alike:
            return []
        shown = {"alike": alike, **opening_of(self.caller)}
        return [
            document_row(row) if row.seen else _unseen(row)
            for row in self.session.execute(_twin_rows(shape_of(self.caller)), shown)
        ]


def registered(document: Document) -> Registered:
    assert document.registered_at is not None
    return Registered(document.id, document.number, document.registered_at, document.version)


def _changed(before: DocumentDraft, draft: DocumentDraft) -> dict[str, Any]:
    """What the registrar has set right on a project while registering it."""
    changes = differences(before, draft)
    return {"changes": changes} if changes else {}


def _companies(draft: DocumentDraft) -> list[CorrespondentId]:
    return [each for each in (draft.correspondent_id, *draft.recipient_ids) if each is not None]


def _followed(draft: DocumentDraft, known: Known) -> DocumentDraft:
    """The card with the entries that its correspondents stand for after mergers."""

    def now(asked: CorrespondentId) -> CorrespondentId:
        return known[asked].id if asked in known else asked

    first = draft.correspondent_id
    return msgspec.structs.replace(
        draft, correspondent_id=now(first) if first else None,
        recipient_ids=list(dict.fromkeys(map(now, draft.recipient_ids))),
    )  # fmt: skip


def _alike() -> Select[Any]:
    """The newest letters with the same correspondent, number and date, or with one of the same files."""
    own, practises = (bindparam(name, type_=BigInteger) for name in ("document_id", "practises"))
    same_letter = select(Document.id).where(
        Document.state == DocumentState.REGISTERED,  # as the index of twins is made
        Document.correspondent_id.in_(family(bindparam("correspondent_id", type_=BigInteger))),
        Document.their_number_key == bindparam("their_number_key"),
        Document.their_date == bindparam("their_date"),
    )
    own_files = select(AttachmentRow.file_id).where(
        AttachmentRow.document_id == own, AttachmentRow.role == FileRole.ORIGINAL
    )
    same_file = select(AttachmentRow.document_id).where(AttachmentRow.file_id.in_(own_files))
    alike = union(same_letter, same_file).subquery()
    return (
        select(Document.id).join(alike, alike.c.id == Document.id)
        .where(is_registered(DocumentClass.INCOMING), Document.id != own)
        .where(case((Document.practice, Document.author_id)).is_not_distinct_from(practises))  # like with like
        .order_by(Document.id.desc()).limit(TWINS_SHOWN)
    )  # fmt: skip


# Built once: they are asked for every letter.
ALIKE = _alike()
ENTRIES = select(DictionaryEntry.dictionary, DictionaryEntry.key)
PEOPLE = select(func.count(Person.id)).where(Person.id == any_(bindparam("people", type_=ARRAY(BigInteger))))
TURN = select(func.pg_advisory_xact_lock(bindparam("lock", type_=BigInteger)))


@cache
def _twin_rows(shape: Shape) -> Select[Any]:
    return (
        document_rows().add_columns(openable_to(shape).label("seen"))
        .where(Document.id == any_(bindparam("alike", type_=ARRAY(BigInteger)))).order_by(Document.id.desc())
    )  # fmt: skip


def _unseen(row: Row[Any]) -> DocumentRow:
    """A twin that the caller may not see: enough to know that it is there, and where to ask."""
    return DocumentRow(
        id=row.id, number=row.number, registered=row.registered, kind="", correspondent="", their_number="",
        their_date=None, summary="Карточка вам недоступна: обратитесь в место регистрации.", addressees="",
        control_due=None, place=row.place, restricted=True,
    )  # fmt: skip
