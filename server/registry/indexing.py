"""What search knows of a card."""

from sqlalchemy import bindparam

from common.registry.classes import DocumentState
from server.core.service import Context
from server.registry.kinds import kind_draft, kind_of
from server.registry.models import Document
from server.registry.queries import document_rows
from server.search.service import SearchService

NAMED = document_rows().where(Document.id == bindparam("document_id"))


def index_card(context: Context, document: Document) -> None:
    """Indexes the card of a registered document under a title like «Письмо № 01-26/000123 от 12.03.2026»."""
    named = context.session.execute(NAMED, {"document_id": document.id}).one()
    kind = kind_draft(kind_of(context.session, document.kind))
    extra = [text for field in kind.fields if field.in_search and (text := document.extra.get(field.key, ""))]
    card = "; ".join(
        text for text in (
            document.number, document.summary, document.body, named.name, document.their_number, document.signatory,
            named.signatory, named.executor, named.addressees, document.remark, *extra,
        ) if text
    )  # fmt: skip
    assert document.registered is not None
    mark = " (регистрация отменена)" if document.state is DocumentState.CANCELLED else ""
    SearchService(context).put(
        document.id, title=f"{kind.title} № {document.number} от {document.registered:%d.%m.%Y}{mark}",
        summary=document.summary, card=card, on_date=document.registered, guarded=document,
    )  # fmt: skip
