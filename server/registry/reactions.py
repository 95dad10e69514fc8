"""What the registry does when it hears of events, its own among them."""

from sqlalchemy import select

from common.kernel.ids import DocumentId
from common.registry.card import FileRole
from common.registry.classes import DocumentClass, DocumentState
from common.rpc.errors import Invalid
from server.core.events import (
    CalendarChanged,
    CorrespondentRenamed,
    DocumentFiled,
    DocumentPassed,
    DocumentRegistered,
    DocumentRegistering,
    NormRemoved,
    PracticeRegistered,
    Reactions,
)
from server.core.service import Context
from server.files.service import FileService
from server.jobs.service import JobService
from server.registry.checkouts import check_none_taken
from server.registry.control import recount
from server.registry.jobs import IndexCorrespondent, IndexOrder, StampCopy, StampOrder
from server.registry.link_sense import check_registered
from server.registry.links import LinkService
from server.registry.models import AttachmentRow, Document, DocumentKind

SCANNED = frozenset({"application/pdf", "image/jpeg", "image/png", "image/tiff"})


def stamp_registered(context: Context, event: DocumentRegistered | PracticeRegistered) -> None:
    _order(context, event.document_id)


def check_linked(context: Context, event: DocumentRegistered) -> None:
    """A date gone by is before none of what the document answers or changes."""
    check_registered(context.session, context.session.get_one(Document, event.document_id), context.clock.today())


def change_force(context: Context, event: DocumentRegistered) -> None:
    if context.session.get_one(Document, event.document_id).document_class is DocumentClass.ACT:
        LinkService(context).tell_changed(event.document_id)


def stamp_recognised(context: Context, event: DocumentFiled) -> None:
    """The text layer may be ready only after the registration."""
    if event.role == FileRole.SEARCHABLE:
        document = context.session.get_one(Document, event.document_id)
        if document.state is DocumentState.REGISTERED:
            _order(context, event.document_id)


def read_filed(context: Context, event: DocumentFiled) -> None:
    """The words of what is attached are searched for; images of papers are read by recognition."""
    files = FileService(context)
    is_image = files.content(event.file_id).media_type in SCANNED
    if event.role == FileRole.ATTACHMENT or (event.role == FileRole.ORIGINAL and not is_image):
        name = context.session.get_one(AttachmentRow, event.attachment_id).name
        files.order_text(event.file_id, name)


def hold_back_edited(context: Context, event: DocumentPassed | DocumentRegistering) -> None:
    """What somebody is editing goes neither to approval and signature nor under a number."""
    if isinstance(event, DocumentRegistering) or event.after != DocumentState.PROJECT:
        check_none_taken(context, event.document_id)


def index_renamed(context: Context, event: CorrespondentRenamed) -> None:
    """Search finds documents by every name of their correspondent."""
    JobService(context).order(
        IndexCorrespondent.code, "Поиск по новому названию корреспондента", IndexOrder(event.correspondent_id)
    )


def _order(context: Context, document_id: DocumentId) -> None:
    JobService(context).order(StampCopy.code, "Штамп регистрации на копии", StampOrder(document_id))


def keep_named_norm(context: Context, event: NormRemoved) -> None:
    """A norm by which kinds of documents count stays."""
    named = select(DocumentKind.title).where(DocumentKind.deadline_norm == event.key, DocumentKind.closed.is_(False))
    if titles := context.session.scalars(named.order_by(DocumentKind.title)).all():
        raise Invalid(f"По этой норме считают срок виды: {', '.join(titles)}. Сначала назначьте им другую.")


REACTIONS: Reactions = {
    CalendarChanged: (recount,),
    NormRemoved: (keep_named_norm,),
    DocumentPassed: (hold_back_edited,),
    DocumentRegistering: (hold_back_edited,),
    DocumentRegistered: (check_linked, stamp_registered, change_force),
    PracticeRegistered: (stamp_registered,),
    DocumentFiled: (stamp_recognised, read_filed),
    CorrespondentRenamed: (index_renamed,),
}
