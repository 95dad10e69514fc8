"""What the card of a document shows."""

from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from common.correspondents import CorrespondentRow
from common.identity import PersonRow
from common.kernel.ids import DocumentId, PersonId
from common.registry.card import Attachment, Choice, Dictionaries, HistoryRow, Restriction
from common.registry.incoming import IncomingCard
from server.core import acts
from server.core.models import AuditEvent
from server.core.service import Caller, Context
from server.correspondents.models import Correspondent
from server.files.models import Content
from server.identity.models import Person, Unit, short_name
from server.registry.drafts import draft_of
from server.registry.models import AttachmentRow, DictionaryEntry, Document, DocumentAddressee

HISTORY_SHOWN = 500

NAME = (Person.surname, Person.first_name, Person.patronymic)
OF_DOCUMENT: BindParameter[Any] = bindparam("document_id")
ADDRESSEES = (
    select(Person.id, *NAME)
    .join_from(DocumentAddressee, Person)
    .where(DocumentAddressee.document_id == OF_DOCUMENT)
    .order_by(DocumentAddressee.position)
)
NAMED = (
    select(Correspondent.id, Correspondent.name, Correspondent.tax_number, Correspondent.address, *NAME)
    .select_from(Document)
    .outerjoin(Correspondent, Correspondent.id == Document.correspondent_id)
    .outerjoin(Person, Person.id == Document.registrar_id)
    .where(Document.id == OF_DOCUMENT)
)
ATTACHMENTS = (
    select(
        AttachmentRow.id, AttachmentRow.file_id, AttachmentRow.name, AttachmentRow.role, Content.size,
        Content.media_type, Content.sha256,
    )
    .join_from(AttachmentRow, Content).where(AttachmentRow.document_id == OF_DOCUMENT).order_by(AttachmentRow.id)
)  # fmt: skip


def is_restricted(document: Document) -> bool:
    return document.restriction is not Restriction.NONE


def card(session: Session, document: Document) -> IncomingCard:
    here = {"document_id": document.id}
    people = {row.id: short_name(*row[1:]) for row in session.execute(ADDRESSEES, here)}
    named = session.execute(NAMED, here).one()
    return IncomingCard(
        id=document.id,
        version=document.version,
        state=document.state,
        number=document.number,
        registered_at=document.registered_at,
        registrar=short_name(*named[4:]) if document.registrar_id else "",
        draft=draft_of(document, list(people)),
        correspondent=CorrespondentRow(*named[:4]) if document.correspondent_id else None,
        addressees=people,
        attachments=attachments(session, document.id),
        executed=document.resolutions > 0 and document.unexecuted == 0,
    )


def addressees(session: Session, document_id: DocumentId) -> list[PersonId]:
    statement = (
        select(DocumentAddressee.person_id)
        .where(DocumentAddressee.document_id == document_id).order_by(DocumentAddressee.position)
    )  # fmt: skip
    return list(session.scalars(statement))


def attachments(session: Session, document_id: DocumentId) -> list[Attachment]:
    return [Attachment(*row) for row in session.execute(ATTACHMENTS, {"document_id": document_id})]


def dictionaries(context: Context, caller: Caller) -> Dictionaries:
    entries: dict[str, list[Choice]] = {"kind": [], "delivery": [], "topic": [], "case_file": []}
    for row in context.session.scalars(select(DictionaryEntry).order_by(DictionaryEntry.position)):
        entries[row.dictionary].append(Choice(row.key, row.title))
    people = context.session.execute(
        select(Person, Unit.title).join(Unit, Unit.id == Person.unit_id)
        .where(Person.takes_letters, Person.dismissed.is_(None)).order_by(Person.surname, Person.id)
    )  # fmt: skip
    return Dictionaries(
        kinds=entries["kind"], deliveries=entries["delivery"], topics=entries["topic"],
        case_files=entries["case_file"], places=caller.me.places,
        addressees=[PersonRow(row.Person.id, row.Person.name, row.Person.post, row.title) for row in people],
    )  # fmt: skip


def history(session: Session, document: Document) -> list[HistoryRow]:
    """The acts on the document as the audit has them, newest first."""
    events = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.kind == "document", AuditEvent.object_id == document.id)
        .order_by(AuditEvent.id.desc()).limit(HISTORY_SHOWN)
    )  # fmt: skip
    return [
        HistoryRow(
            event.at, event.person, event.acting_for, acts.label(event.action), acts.in_words(event.details),
            " · ".join(part for part in (event.workplace, event.address) if part),
        )
        for event in events
    ]  # fmt: skip
