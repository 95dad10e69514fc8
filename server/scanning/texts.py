"""The texts of a document, as search knows them: of its recognised pages and of its files."""

from sqlalchemy import select

from common.kernel.ids import DocumentId
from server.core.service import Context
from server.registry.filing import texts_of_files
from server.registry.indexing import put_texts
from server.scanning.models import PageRow


def index_texts(context: Context, document_id: DocumentId) -> None:
    """Gives search all texts, those of a document without a number too."""
    texts = context.session.scalars(
        select(PageRow.plain).where(PageRow.document_id == document_id).order_by(PageRow.number)
    )  # fmt: skip
    everything = (*texts, *texts_of_files(context.session, document_id))
    put_texts(context, document_id, "\n".join(text for text in everything if text))
