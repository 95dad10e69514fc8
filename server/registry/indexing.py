"""What search knows of a card."""

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from server.core.service import Context
from server.correspondents.models import Correspondent
from server.correspondents.queries import all_names
from server.registry.kinds import kind_draft, kind_of
from server.registry.models import ActPoint, DictionaryEntry, Document, DocumentRecipient
from server.registry.queries import document_rows
from server.search.service import SearchService

Recipient = aliased(Correspondent)
RECIPIENTS = (
    select(func.string_agg(Recipient.name, "; "))
    .join_from(DocumentRecipient, Recipient, Recipient.id == DocumentRecipient.correspondent_id)
    .where(DocumentRecipient.document_id == Document.id).correlate(Document).scalar_subquery()
)  # fmt: skip
POINTS = (
    select(func.string_agg(ActPoint.text, "; ")).where(ActPoint.document_id == Document.id)
    .correlate(Document).scalar_subquery()
)  # fmt: skip
TOPIC = (
    select(DictionaryEntry.title).where(DictionaryEntry.dictionary == "topic", DictionaryEntry.key == Document.topic)
    .correlate(Document).scalar_subquery()
)  # fmt: skip
NAMED = (
    document_rows()
    .add_columns(all_names(Document.correspondent_id).label("all_names"), RECIPIENTS.label("recipients"),
                 POINTS.label("points"), TOPIC.label("topic"))
    .where(Document.id == bindparam("document_id"))
)  # fmt: skip


def index_card(context: Context, document: Document) -> None:
    """Indexes the card of a registered document: all that is written on it, the names of correspondents first."""
    named = context.session.execute(NAMED, {"document_id": document.id}).one()
    kind = kind_draft(kind_of(context.session, document.kind))
    extra = [text for field in kind.fields if field.in_search and (text := document.extra.get(field.key, ""))]
    others = "; ".join(name for name in (named.all_names or "").split("; ") if name != named.name)
    card = "; ".join(
        text for text in (
            named.name, named.recipients, document.signatory, named.signatory, named.executor, named.addressees,
            document.body, named.points, document.remark, others, *extra, kind.title, named.unit, named.topic,
            document.case_file, document.joint_numbers, document.publication,
        ) if text
    )  # fmt: skip
    SearchService(context).put(document.id, card=card, document=document)
