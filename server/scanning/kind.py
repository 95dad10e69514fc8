"""The kind of an incoming letter, as letters of such words and such a sender mostly had it."""

from collections.abc import Sequence

from common.registry.card import Restriction
from common.registry.classes import DocumentClass, DocumentState
from common.scanning.learning import Question
from common.scanning.recognition import Box, Proposal, ProposedField
from server.core.service import Context
from server.registry.models import Document, DocumentKind
from server.scanning.guessing import SURE, best, confidence, reasons
from server.scanning.words import words_of

TOP = Box(left=0, top=0, right=1, bottom=0.3)


def proposed_kind(context: Context, document: Document, read: Sequence[Proposal]) -> list[Proposal]:
    """Only one that differs from what the card has: who agrees need not say so."""
    if document.document_class is not DocumentClass.INCOMING or document.state is not DocumentState.DRAFT:
        return []
    if document.restriction is not Restriction.NONE:
        return []
    found = {each.field: each for each in read}
    summary, sender = (found.get(field) for field in (ProposedField.SUMMARY, ProposedField.CORRESPONDENT))
    correspondent_id = int(sender.value) if sender and sender.value.isdecimal() else None
    words = words_of(context.session, document.id, summary.value if summary else "", correspondent_id)
    guessed = best(
        context.session, Question.KIND, list(words), today=context.clock.today(), place=document.place_id
    )  # fmt: skip
    if guessed is None or guessed.label == document.kind:
        return []
    sure = confidence(context.session, Question.KIND, guessed)
    if sure < SURE[Question.KIND]:
        return []
    why = [each.word for each in reasons(context.session, Question.KIND, guessed.label, words)]
    kind = context.session.get_one(DocumentKind, guessed.label)
    return [
        Proposal(
            field=ProposedField.KIND, value=kind.key, name=kind.title, text=", ".join(why),
            page=summary.page if summary else 1, box=summary.box if summary else TOP, confidence=round(sure, 3),
        )
    ]  # fmt: skip
