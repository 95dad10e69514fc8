"""The recognised text of a paper, as search knows it."""

from sqlalchemy import select

from common.kernel.ids import DocumentId
from server.core.service import Context
from server.scanning.models import PageRow
from server.search.service import SearchService


def index_texts(context: Context, document_id: DocumentId) -> None:
    """Gives search the text of all pages read; an unregistered paper has no entry yet, and nothing happens."""
    texts = context.session.scalars(
        select(PageRow.plain).where(PageRow.document_id == document_id).order_by(PageRow.number)
    )  # fmt: skip
    body = "\n".join(text for text in texts if text)
    if body:
        SearchService(context).put_body(document_id, body)
