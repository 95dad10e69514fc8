"""Registration: checks, the search for a twin, the number, all in one transaction."""

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import BigInteger, Row, Select, bindparam, func, select, union

from common.kernel.changes import Kind
from common.kernel.ids import DocumentId
from common.kernel.validation import Problem
from common.registry.card import DocumentState, FileRole
from common.registry.incoming import IncomingDraft, IncomingRow, Registered
from common.registry.numbers import number_key
from common.rpc.errors import Invalid, Twin
from server.core.events import DocumentRegistered
from server.core.service import Service
from server.correspondents.models import Correspondent
from server.identity.models import Person
from server.registry.drafts import Drafts
from server.registry.indexing import index_card
from server.registry.models import AttachmentRow, DictionaryEntry, Document
from server.registry.numbering import issue, journal_of
from server.registry.queries import incoming_row, incoming_rows, is_incoming
from server.registry.readers import VISIBLE, readers_of, visible_document

TWINS_SHOWN = 5


class Registration(Service):
    def register(self, document_id: DocumentId, version: int, draft: IncomingDraft, twin_reason: str) -> Registered:
        drafts = Drafts(self.context)
        document = drafts.for_writing(document_id, version)
        if document.state is DocumentState.REGISTERED:
            raise Invalid(f"Документ уже зарегистрирован под № {document.number}.")
        self.check([*draft.problems(self.today), *self.unknown(draft)])
        self._stop_twin(document, draft, twin_reason)
        with self.session.no_autoflush:  # the row is written once, with its number
            drafts.fill(document, draft)
            document.readers = readers_of(document, [self.caller.me.id, document.author_id, *draft.addressee_ids])
            self._number(document)
        index_card(self.context, document)
        self.context.tell(DocumentRegistered(document.id, document.number))
        self.record(
            "registered", "document", document.id, number=document.number,
            **({"twin_reason": twin_reason} if twin_reason else {}),
        )  # fmt: skip
        self.changed(Kind.DOCUMENT, document.id, [*document.readers, document.place_id])
        assert document.registered_at is not None
        return Registered(document.id, document.number, document.registered_at, document.version)

    def _number(self, document: Document) -> None:
        """The counter is locked from here to the commit: only what needs the number itself comes after."""
        journal = journal_of(self.session, document)
        document.registrar_id = self.caller.me.id
        document.number = issue(self.session, journal, document, self.caller.me.id, self.now, self.today.year)
        document.number_key = number_key(document.number)
        document.journal_id = journal.id
        document.registered, document.registered_at = self.today, self.now
        document.state = DocumentState.REGISTERED
        self.session.flush()

    def unknown(self, draft: IncomingDraft) -> Iterator[Problem]:
        """References that lead nowhere."""
        if draft.correspondent_id and self.session.get(Correspondent, draft.correspondent_id) is None:
            yield Problem("correspondent_id", "Такого корреспондента нет в справочнике.")
        known = self.session.scalar(select(func.count(Person.id)).where(Person.id.in_(draft.addressee_ids)))
        if known != len(set(draft.addressee_ids)):
            yield Problem("addressee_ids", "Среди адресатов есть неизвестный сотрудник.")
        entries = set(self.session.execute(select(DictionaryEntry.dictionary, DictionaryEntry.key)))
        for dictionary in ("kind", "delivery", "topic", "case_file"):
            key = getattr(draft, dictionary)
            if key and (dictionary, key) not in entries:
                yield Problem(dictionary, "Такого значения нет в справочнике: выберите из списка.")

    def twins(self, document_id: DocumentId, draft: IncomingDraft) -> list[IncomingRow]:
        document = visible_document(self.session, self.caller, document_id)
        return self._twins(document, draft)

    def _stop_twin(self, document: Document, draft: IncomingDraft, reason: str) -> None:
        """Two clerks with the same letter take turns here, so the second sees the first's registration."""
        mark = f"{draft.correspondent_id} {number_key(draft.their_number)} {draft.their_date}"
        lock = int.from_bytes(hashlib.sha256(mark.encode()).digest()[:8], "big", signed=True)
        self.session.execute(select(func.pg_advisory_xact_lock(lock)))
        twins = self._twins(document, draft)
        if twins and not reason.strip():
            twin = twins[0]
            raise Twin(
                f"Такое письмо уже зарегистрировано: № {twin.number} от {twin.registered:%d.%m.%Y}, {twin.place}.",
                twin=twin.id,
            )

    def _twins(self, document: Document, draft: IncomingDraft) -> list[IncomingRow]:
        values = {
            "document_id": document.id, "correspondent_id": draft.correspondent_id, "mine": self.caller.mine,
            "their_number_key": number_key(draft.their_number), "their_date": draft.their_date,
        }  # fmt: skip
        return [incoming_row(row) if row.seen else _unseen(row) for row in self.session.execute(TWINS, values)]


def _twins() -> Select[Any]:
    """The newest letters with the same correspondent, number and date, or with one of the same files."""
    own = bindparam("document_id", type_=BigInteger)
    same_letter = select(Document.id).where(
        Document.state == DocumentState.REGISTERED,  # as the index of twins is made
        Document.correspondent_id == bindparam("correspondent_id"),
        Document.their_number_key == bindparam("their_number_key"),
        Document.their_date == bindparam("their_date"),
    )
    own_files = select(AttachmentRow.file_id).where(
        AttachmentRow.document_id == own, AttachmentRow.role == FileRole.ORIGINAL
    )
    same_file = select(AttachmentRow.document_id).where(AttachmentRow.file_id.in_(own_files))
    alike = union(same_letter, same_file).subquery()
    return (
        incoming_rows().add_columns(VISIBLE.label("seen"))
        .join(alike, alike.c.id == Document.id).where(is_incoming(), Document.id != own)
        .order_by(Document.id.desc()).limit(TWINS_SHOWN)
    )  # fmt: skip


TWINS = _twins()


def _unseen(row: Row[Any]) -> IncomingRow:
    """A twin that the caller may not see: enough to know that it is there, and where to ask."""
    return IncomingRow(
        id=row.id, number=row.number, registered=row.registered, kind="", correspondent="", their_number="",
        their_date=None, summary="Карточка вам недоступна: обратитесь в место регистрации.", addressees="",
        control_due=None, place=row.place, restricted=True,
    )  # fmt: skip
