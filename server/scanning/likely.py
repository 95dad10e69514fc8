"""What no letter says of itself: its kind, its file, how it came; as letters of such words and such a sender had it."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from common.registry.card import Restriction
from common.registry.classes import DocumentClass, DocumentState
from common.scanning.learning import Question
from common.scanning.recognition import Box, Proposal, ProposedField
from server.core.service import Context
from server.registry.models import DictionaryEntry, Document, DocumentKind
from server.scanning.guessing import REASONS, SURE, Reason, are_few, best, confidence, is_borne_out, reasons
from server.scanning.words import SAME_SENDER, body_of, words_of

TOP = Box(left=0, top=0, right=1, bottom=0.3)
FIELDS = {
    ProposedField.KIND: Question.KIND,
    ProposedField.CASE_FILE: Question.CASE_FILE,
    ProposedField.DELIVERY: Question.DELIVERY,
}
UNMET = "похожие письма ещё не регистрировались"
FEW = "похожих писем зарегистрировано ещё мало"
DIVIDED = "похожие письма регистрировались по-разному"
AS_IS = "в карточке уже то, что бывает у похожих писем"


def likely(context: Context, document: Document, read: Sequence[Proposal]) -> list[Proposal]:
    """For fields that the card has not got yet; every card begins as a letter, which is no choice.

    Where the past is not sure there is no value, and the text says why.
    """
    if document.document_class is not DocumentClass.INCOMING or document.state is not DocumentState.DRAFT:
        return []
    if document.restriction is not Restriction.NONE:
        return []
    found = {each.field: each for each in read}
    summary, sender = (found.get(field) for field in (ProposedField.SUMMARY, ProposedField.CORRESPONDENT))
    correspondent_id = int(sender.value) if sender and sender.value.isdecimal() else None
    body = body_of(context.session, document.id)
    words = words_of(context.session, summary.value if summary else "", body, correspondent_id)
    asked = [field for field in FIELDS if field is ProposedField.KIND or not getattr(document, field.on_card)]
    return [_likely(context, document, field, words, summary) for field in asked]


def _likely(
    context: Context, document: Document, field: ProposedField, words: Mapping[str, str], summary: Proposal | None
) -> Proposal:
    question = FIELDS[field]
    guessed = best(context.session, question, list(words), today=context.clock.today(), place=document.place_id)
    sure = confidence(context.session, question, guessed) if guessed else 0.0
    page, box = (summary.page, summary.box) if summary else (1, TOP)
    spoken = {token: word or SAME_SENDER for token, word in words.items()}
    why = reasons(context.session, question, guessed.label, spoken) if guessed else []
    told = sure >= SURE[question] and is_borne_out(why)
    if guessed is None or not told or guessed.label == getattr(document, field.on_card):
        text = AS_IS if told else _silent(why, sure) if guessed else UNMET  # who agrees with the card proposes nothing
        return Proposal(field=field, value="", text=text, page=page, box=box, confidence=round(sure, 3))
    return Proposal(
        field=field, value=guessed.label, name=_title(context, field, guessed.label),
        text=", ".join(each.word for each in why[:REASONS]), page=page, box=box, confidence=round(sure, 3),
    )  # fmt: skip


def _silent(why: Sequence[Reason], sure: float) -> str:
    return DIVIDED if sure and not are_few(why) else FEW


def _title(context: Context, field: ProposedField, key: str) -> str:
    if field is ProposedField.KIND:
        return context.session.get_one(DocumentKind, key).title
    entry = select(DictionaryEntry.title).where(DictionaryEntry.dictionary == field.on_card, DictionaryEntry.key == key)
    return context.session.scalars(entry).one()
