"""What scanning does when it hears of events."""

from sqlalchemy import select

from server.core.events import DocumentRegistered, Reactions
from server.core.service import Context
from server.jobs.service import JobService
from server.scanning.models import RecognitionRow
from server.scanning.order import INDEX, ReadingOrder


def index_registered(context: Context, event: DocumentRegistered) -> None:
    """A paper is mostly read before it has its place in the index; long texts must not hold up the number."""
    known = select(RecognitionRow.document_id).where(RecognitionRow.document_id == event.document_id)
    if context.session.scalars(known).one_or_none() is not None:
        JobService(context).order(INDEX, "Текст документа для поиска", ReadingOrder(event.document_id))


REACTIONS: Reactions = {DocumentRegistered: (index_registered,)}
