"""What scanning does when it hears of events."""

from sqlalchemy import bindparam, delete, exists, or_, select

from server.core.events import (
    DocumentRegistered,
    DocumentRestored,
    PracticeWiped,
    Reactions,
    ResolutionIssued,
    TextRead,
)
from server.core.service import Context
from server.jobs.service import JobService
from server.registry.filing import documents_with, texts_of
from server.scanning.models import BatchPaper, CardEffort, Lesson, PageRow, ProposalOutcome, RecognitionRow
from server.scanning.order import INDEX, LEARN, ReadingOrder
from server.scanning.outcomes import keep_outcomes
from server.scanning.texts import index_texts

OF_DOCUMENT = (PageRow, RecognitionRow, ProposalOutcome, CardEffort, Lesson, BatchPaper)
READ = select(
    or_(
        exists().where(RecognitionRow.document_id == bindparam("document_id")),
        texts_of(bindparam("document_id")).exists(),
    )
)


def index_registered(context: Context, event: DocumentRegistered | DocumentRestored) -> None:
    """Texts are mostly read before their document has its place in the index; they must not hold up the number."""
    if context.session.execute(READ, {"document_id": event.document_id}).scalar_one():
        JobService(context).order(INDEX, "Текст документа для поиска", ReadingOrder(event.document_id))


def index_read(context: Context, event: TextRead) -> None:
    for document_id in documents_with(context.session, event.file_id):
        index_texts(context, document_id)


def learn_from(context: Context, event: DocumentRegistered | ResolutionIssued) -> None:
    """Counting has its turn behind others' counting; nobody waits for it with a number or a resolution."""
    JobService(context).order(LEARN, "Обучение предложений", ReadingOrder(event.document_id))


def forget_wiped(context: Context, event: PracticeWiped) -> None:
    """What was read of them, and that a batch has become them: its pages have gone nowhere."""
    for table in OF_DOCUMENT:
        context.session.execute(delete(table).where(table.document_id.in_(event.document_ids)))


REACTIONS: Reactions = {
    DocumentRestored: (index_registered,),
    DocumentRegistered: (index_registered, keep_outcomes, learn_from),
    ResolutionIssued: (learn_from,),
    TextRead: (index_read,),
    PracticeWiped: (forget_wiped,),
}
