"""What the card of a document shows."""

from typing import Any, cast

import msgspec
from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from common.correspondents import CorrespondentRow
from common.identity import PersonRow, Place
from common.kernel.deadlines import Deadline
from common.kernel.ids import CorrespondentId, DocumentId, PersonId
from common.registry.card import Attachment, Choice, HistoryRow
from common.registry.document import Dictionaries, Difference, DocumentCard, DocumentDraft, Rivalry, UnitChoice
from common.registry.rules import Action
from server.core import acts
from server.core.events import StepsOffered
from server.core.models import AuditEvent
from server.core.service import Caller, Context
from server.correspondents.models import Correspondent
from server.files.models import Content
from server.identity.models import Person, RegistrationPlace, Unit, short_name
from server.registry.drafts import Drafts
from server.registry.force import force_on
from server.registry.kinds import all_kinds
from server.registry.models import (
    AttachmentRow,
    DictionaryEntry,
    Document,
    DocumentKind,
    DocumentRecipient,
    Journal,
)
from server.registry.participants import refusals_of
from server.registry.queries import WHO, names_of
from server.registry.respelling import respelled
from server.registry.telling import Telling

HISTORY_SHOWN = 500
LOOKS = ("viewed", "access_explained")  # acts that change nothing

NAME = (Person.surname, Person.first_name, Person.patronymic)
OF_DOCUMENT: BindParameter[Any] = bindparam("document_id")
NAMED = (
    select(
        Correspondent.id,
        WHO,
        Correspondent.tax_number,
        Correspondent.address,
        *NAME,
        RegistrationPlace.title.label("place"),
        Unit.title.label("unit"),
        DocumentKind.title.label("kind"),
        Journal.title.label("journal"),
    )
    .select_from(Document)
    .join(RegistrationPlace, RegistrationPlace.id == Document.place_id)
    .outerjoin(Correspondent, Correspondent.id == Document.correspondent_id)
    .outerjoin(Person, Person.id == Document.registrar_id)
    .outerjoin(Unit, Unit.id == Document.unit_id)
    .outerjoin(DocumentKind, DocumentKind.key == Document.kind)
    .outerjoin(Journal, Journal.id == Document.journal_id)
    .where(Document.id == OF_DOCUMENT)
)
ATTACHMENTS = (
    select(
        AttachmentRow.id, AttachmentRow.file_id, AttachmentRow.name, AttachmentRow.role, Content.size,
        Content.media_type, Content.sha256,
    )
    .join_from(AttachmentRow, Content).where(AttachmentRow.document_id == OF_DOCUMENT)
    .order_by(AttachmentRow.position, AttachmentRow.id)
)  # fmt: skip


def card(context: Context, caller: Caller, document: Document) -> DocumentCard:
    session, here = context.session, {"document_id": document.id}
    draft = Drafts(context).draft_of(document)
    force, since = force_on(context.clock.today())
    named = session.execute(NAMED.add_columns(force.label("force"), since.label("force_since")), here).one()
    refusals = refusals_of(session, caller, document)
    advised: list[Action] = []
    context.tell(StepsOffered(document.id, cast("dict[str, str]", refusals), cast("list[str]", advised)))
    other = respelled(session, document) if not refusals[Action.RENUMBER] else None
    return DocumentCard(
        id=document.id,
        version=document.version,
        state=document.state,
        number=document.number,
        registered=document.registered,
        registered_at=document.registered_at,
        registrar=short_name(*named[4:7]) if document.registrar_id else "",
        draft=draft,
        correspondent=CorrespondentRow(*named[:4]) if document.correspondent_id else None,
        addressees=names_of(session, _people(draft)),
        attachments=attachments(session, document.id),
        executed=document.resolutions > 0 and document.unexecuted == 0,
        recipients=recipients_of(session, document.id) if draft.recipient_ids else {},
        place=named.place,
        unit=named.unit or "",
        kind_title=named.kind or "",
        force=named.force,
        force_since=named.force_since,
        journal=named.journal or "",
        control_deadline=_deadline(document),
        signed=document.signed_at is not None,
        signed_extra=document.signed_extra,
        advised=advised,
        refusals=refusals,
        respelled=other.whole if other else "",
        copy_of=document.number if document.shares_id is not None else "",
        practice=document.practice,
        name=document.name,
    )


def _deadline(document: Document) -> Deadline | None:
    return msgspec.convert(document.control_deadline, Deadline) if document.control_deadline else None


def _people(draft: DocumentDraft) -> list[PersonId]:
    """Everybody whom the card names."""
    found = [draft.signatory_id, draft.executor_id, draft.controller_id, *draft.addressee_ids, *draft.cosignatory_ids]
    return [person for person in [*found, *(point.executor_id for point in draft.points)] if person]


def recipients_of(session: Session, document_id: DocumentId) -> dict[CorrespondentId, str]:
    rows = session.execute(
        select(Correspondent.id, WHO)
        .join_from(DocumentRecipient, Correspondent).join(Document, Document.id == DocumentRecipient.document_id)
        .where(DocumentRecipient.document_id == document_id).order_by(DocumentRecipient.position)
    )  # fmt: skip
    return {row.id: row.name for row in rows}


def attachments(session: Session, document_id: DocumentId) -> list[Attachment]:
    return [Attachment(*row) for row in session.execute(ATTACHMENTS, {"document_id": document_id})]


def dictionaries(context: Context, caller: Caller) -> Dictionaries:
    session = context.session
    entries: dict[str, list[Choice]] = {"delivery": [], "topic": [], "case_file": []}
    for row in session.scalars(select(DictionaryEntry).order_by(DictionaryEntry.position)):
        entries.setdefault(row.dictionary, []).append(Choice(row.key, row.title))
    people = session.execute(
        select(Person, Unit.title).join(Unit, Unit.id == Person.unit_id)
        .where(Person.takes_letters, Person.dismissed.is_(None)).order_by(Person.surname, Person.id)
    )  # fmt: skip
    places = session.execute(select(RegistrationPlace.id, RegistrationPlace.title).order_by(RegistrationPlace.id))
    units = session.execute(select(Unit.id, Unit.title, Unit.short_title).order_by(Unit.code))
    return Dictionaries(
        kinds=all_kinds(session), deliveries=entries["delivery"], topics=entries["topic"],
        case_files=entries["case_file"], places=caller.me.places, all_places=[Place(*row) for row in places],
        addressees=[PersonRow(row.Person.id, row.Person.name, row.Person.post, row.title) for row in people],
        units=[UnitChoice(*row) for row in units],
    )  # fmt: skip


def history(session: Session, document: Document) -> list[HistoryRow]:
    """The acts on the document as the audit has them, newest first."""
    events = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.kind == "document", AuditEvent.object_id == document.id)
        .order_by(AuditEvent.id.desc()).limit(HISTORY_SHOWN)
    ).all()  # fmt: skip
    telling = Telling(session, document, [event.details for event in events])
    return [
        HistoryRow(
            event.at, event.person, event.acting_for, acts.label(event.action),
            acts.in_words(telling.told(event.details)),
            " · ".join(part for part in (event.workplace, event.address) if part),
        )
        for event in events
    ]  # fmt: skip


def rivalry(session: Session, caller: Caller, document: Document, changes: dict[str, Any]) -> Rivalry:
    """The changes in words; whoever did the last act on the document is the rival, but not who only looked at it."""
    telling = Telling(session, document, [{"changes": changes}])
    last = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.kind == "document", AuditEvent.object_id == document.id, AuditEvent.action.not_in(LOOKS))
        .order_by(AuditEvent.id.desc()).limit(1)
    ).one()  # fmt: skip
    told = [
        Difference(field, label, acts.shown(kept), acts.shown(given))
        for field, label, (kept, given) in telling.fields(changes)
    ]
    return Rivalry(last.person, last.at, told, last.person_id == caller.me.id)
