"""What search knows of a card."""

from typing import Any

from sqlalchemy import BigInteger, DateTime, Row, Select, Text, bindparam, func, select
from sqlalchemy.orm import Session

from common.kernel.ids import DocumentId
from common.registry.classes import DocumentState
from server.core.service import Context
from server.correspondents.models import Correspondent
from server.correspondents.queries import all_names, printed_name
from server.identity.models import Person, Unit
from server.registry.kinds import kind_draft, kind_of
from server.registry.models import ActPoint, DictionaryEntry, Document, DocumentRecipient
from server.registry.number_models import NumberLedger
from server.registry.queries import INITIALS, addressees_of
from server.search.service import SearchService

Names = Row[Any]


def _given(name: str, kind: Any = BigInteger) -> Any:
    return bindparam(name, type_=kind)


def _names() -> Select[Any]:
    """Each name by itself: what is given is known before the document is written, and joins nothing."""
    document_id, correspondent_id = _given("document_id"), _given("correspondent_id")
    recipients = select(func.string_agg(all_names(DocumentRecipient.correspondent_id), "; "))
    topic = select(DictionaryEntry.title).where(DictionaryEntry.dictionary == "topic")
    parts = {
        "name": select(printed_name(_given("at", DateTime(timezone=True)))).where(Correspondent.id == correspondent_id),
        "recipients": recipients.where(DocumentRecipient.document_id == document_id),
        "signatory": select(INITIALS).where(Person.id == _given("signatory_id")),
        "executor": select(INITIALS).where(Person.id == _given("executor_id")),
        "controller": select(INITIALS).where(Person.id == _given("controller_id")),
        "addressees": addressees_of(document_id),
        "points": select(func.string_agg(ActPoint.text, "; ")).where(ActPoint.document_id == document_id),
        "unit": select(Unit.short_title).where(Unit.id == _given("unit_id")),
        "topic": topic.where(DictionaryEntry.key == _given("topic_key", Text)),
    }
    asked = [part.scalar_subquery().label(name) for name, part in parts.items()]
    return select(*asked, all_names(correspondent_id).label("all_names"))


NAMES = _names()


def names_on(session: Session, document: Document) -> Names:
    """What the references of a card are called; its lists have been written, its own row need not have been."""
    values = {
        "document_id": document.id, "correspondent_id": document.correspondent_id, "at": document.registered_at,
        "signatory_id": document.signatory_id, "executor_id": document.executor_id, "unit_id": document.unit_id,
        "topic_key": document.topic, "controller_id": document.controller_id,
    }  # fmt: skip
    return session.execute(NAMES, values).one()


def put_in_index(context: Context, document: Document, named: Names) -> None:
    """Indexes the card of a document: all that is written on it, the names of correspondents first."""
    if document.practice:  # search knows nothing of it
        return
    kind = kind_draft(kind_of(context.session, document.kind))
    extra = [field.searched(document.extra.get(field.key, "")) for field in kind.fields if field.in_search]
    others = "; ".join(name for name in (named.all_names or "").split("; ") if name != named.name)
    card = "; ".join(
        text for text in (
            named.name, named.recipients, document.signatory, named.signatory, named.executor, named.controller,
            named.addressees, document.body, named.points, document.remark, others, *extra, kind.title, named.unit,
            named.topic, document.case_file, document.joint_numbers, document.publication,
        ) if text
    )  # fmt: skip
    SearchService(context).put(document.id, card=card, document=document)


def index_card(context: Context, document: Document) -> None:
    """Indexes the card of a document that stands written; it is found by the numbers that it bore before, too."""
    put_in_index(context, document, names_on(context.session, document))
    if not document.number or document.practice:
        return
    borne = select(NumberLedger.number).where(NumberLedger.document_id == document.id, NumberLedger.number != "")
    for former in context.session.scalars(borne.where(NumberLedger.number != document.number)).all():
        SearchService(context).add_number(document, former)


def put_texts(context: Context, document_id: DocumentId, texts: str) -> None:
    """Indexes the texts of a document's files; a paper that nobody has touched yet gets its place by them."""
    search = SearchService(context)
    if texts and not search.has(document_id):
        document = context.session.get_one(Document, document_id, with_for_update={"key_share": True})
        if document.state is DocumentState.DISCARDED or document.practice:
            return
        index_card(context, document)
    search.put_body(document_id, texts)
