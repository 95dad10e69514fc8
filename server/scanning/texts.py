"""The texts of a document, as search knows them: of its recognised pages and of its files."""

from sqlalchemy import select

from common.kernel.ids import DocumentId
from server.core.service import Context
from server.registry.filing import texts_of_files
from server.scanning.models import PageRow
from server.search.service import SearchService


def index_texts(context: Context, document_id: DocumentId) -> None:
    """Gives search all texts; an unregistered document has no entry yet, and nothing happens."""
    texts = context.session.scalars(
        select(PageRow.plain).where(PageRow.document_id == document_id).order_by(PageRow.number)
    )  # fmt: skip
    everything = (*texts, *texts_of_files(context.session, document_id))
    SearchService(context).put_body(document_id, "\n".join(text for text in everything if text))
