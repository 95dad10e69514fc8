"""The offer to bring the mark «дсп» into a number, or out of it, once the card says otherwise than the number."""

from collections.abc import Callable

from client.shell.manifest import said, worded
from client.widgets.messages import Question
from common.registry.card import Restriction
from common.registry.document import DocumentCard

MARKED = worded("Документ ДСП, а в номере пометки нет: {0} → {1}.")
FREED = worded("Гриф снят, а в номере осталась пометка: {0} → {1}.")


def offer_mark(notice: Question, renumber: Callable[[], object], card: DocumentCard) -> None:
    if not card.respelled:
        return
    words = said(FREED if card.draft.restriction is Restriction.NONE else MARKED)
    notice.ask(
        words.format(card.number, card.respelled), (notice.tr("&Изменить номер…"), renumber),
        (notice.tr("&Оставить"), notice.hide),
    )  # fmt: skip
