"""What search knows of a card."""

from sqlalchemy import bindparam

from server.core.service import Context
from server.registry.models import Document
from server.registry.queries import incoming_rows
from server.search.service import SearchService

NAMED = incoming_rows().where(Document.id == bindparam("document_id"))


def index_card(context: Context, document: Document) -> None:
    """Indexes the card of a registered document under a title like «Письмо № 01-26/000123 от 12.03.2026»."""
    named = context.session.execute(NAMED, {"document_id": document.id}).one()
    card = "; ".join(
        text for text in (
            document.number, document.summary, named.name, document.their_number, document.signatory,
            named.addressees, document.remark,
        ) if text
    )  # fmt: skip
    assert document.registered is not None
    kind = named.kind or document.document_class.label
    SearchService(context).put(
        document.id, title=f"{kind} № {document.number} от {document.registered:%d.%m.%Y}", summary=document.summary,
        card=card, on_date=document.registered, readers=document.readers,
    )  # fmt: skip
