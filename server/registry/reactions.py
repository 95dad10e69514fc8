"""What the registry does when it hears of events, its own among them."""

from common.kernel.ids import DocumentId
from common.registry.card import FileRole
from common.registry.classes import DocumentState
from server.core.events import CorrespondentRenamed, DocumentFiled, DocumentRegistered, Reactions
from server.core.service import Context
from server.jobs.service import JobService
from server.registry.jobs import IndexCorrespondent, IndexOrder, StampCopy, StampOrder
from server.registry.links import LinkService
from server.registry.models import Document


def stamp_registered(context: Context, event: DocumentRegistered) -> None:
    _order(context, event.document_id)


def change_force(context: Context, event: DocumentRegistered) -> None:
    LinkService(context).put_in_force(event.document_id)


def stamp_recognised(context: Context, event: DocumentFiled) -> None:
    """The text layer may be ready only after the registration."""
    if event.role == FileRole.SEARCHABLE:
        document = context.session.get_one(Document, event.document_id)
        if document.state is DocumentState.REGISTERED:
            _order(context, event.document_id)


def index_renamed(context: Context, event: CorrespondentRenamed) -> None:
    """Search finds documents by every name of their correspondent."""
    JobService(context).order(
        IndexCorrespondent.code, "Поиск по новому названию корреспондента", IndexOrder(event.correspondent_id)
    )


def _order(context: Context, document_id: DocumentId) -> None:
    JobService(context).order(StampCopy.code, "Штамп регистрации на копии", StampOrder(document_id))


REACTIONS: Reactions = {
    DocumentRegistered: (stamp_registered, change_force),
    DocumentFiled: (stamp_recognised,),
    CorrespondentRenamed: (index_renamed,),
}
