"""What no letter says of itself: its kind, its file, how it came; as letters of such words and such a sender had it."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from common.registry.card import Restriction
from common.registry.classes import DocumentClass, DocumentState
from common.scanning.learning import Question
from common.scanning.recognition import Box, Proposal, ProposedField
from server.core.service import Context
from server.registry.models import DictionaryEntry, Document, DocumentKind
from server.scanning.guessing import SURE, best, confidence, reasons
from server.scanning.words import words_of

TOP = Box(left=0, top=0, right=1, bottom=0.3)
FIELDS = {
    ProposedField.KIND: Question.KIND,
    ProposedField.CASE_FILE: Question.CASE_FILE,
    ProposedField.DELIVERY: Question.DELIVERY,
}


def likely(context: Context, document: Document, read: Sequence[Proposal]) -> list[Proposal]:
    """For fields that the card has not got yet; every card begins as a letter, which is no choice."""
    if document.document_class is not DocumentClass.INCOMING or document.state is not DocumentState.DRAFT:
        return []
    if document.restriction is not Restriction.NONE:
        return []
    found = {each.field: each for each in read}
    summary, sender = (found.get(field) for field in (ProposedField.SUMMARY, ProposedField.CORRESPONDENT))
    correspondent_id = int(sender.value) if sender and sender.value.isdecimal() else None
    words = words_of(context.session, document.id, summary.value if summary else "", correspondent_id)
    asked = [field for field in FIELDS if field is ProposedField.KIND or not getattr(document, field.on_card)]
    proposals = (_likely(context, document, field, words, summary) for field in asked)
    return [each for each in proposals if each is not None]


def _likely(
    context: Context, document: Document, field: ProposedField, words: Mapping[str, str], summary: Proposal | None
) -> Proposal | None:
    question = FIELDS[field]
    guessed = best(context.session, question, list(words), today=context.clock.today(), place=document.place_id)
    if guessed is None or guessed.label == getattr(document, field.on_card):
        return None  # who agrees with the card need not say so
    sure = confidence(context.session, question, guessed)
    if sure < SURE[question]:
        return None
    why = [each.word for each in reasons(context.session, question, guessed.label, words)]
    return Proposal(
        field=field, value=guessed.label, name=_title(context, field, guessed.label), text=", ".join(why),
        page=summary.page if summary else 1, box=summary.box if summary else TOP, confidence=round(sure, 3),
    )  # fmt: skip


def _title(context: Context, field: ProposedField, key: str) -> str:
    if field is ProposedField.KIND:
        return context.session.get_one(DocumentKind, key).title
    entry = select(DictionaryEntry.title).where(DictionaryEntry.dictionary == field.on_card, DictionaryEntry.key == key)
    return context.session.scalars(entry).one()
