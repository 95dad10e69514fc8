"""Which journals may be marked for practice: empty ones, beside those that number for the city."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.kernel.validation import Problem
from common.registry.classes import DocumentClass
from common.registry.ledger import JournalDraft
from server.registry.models import Journal
from server.registry.number_models import NumberLedger

FOR_EVER = "Журнал «{0}» учебный навсегда: его номера в книгу города не войдут."
NOT_EMPTY = "Журнал «{0}» уже выдавал номера: учебным делают пустой. Заведите для учёбы новый."
ONLY_ONE = "Других журналов «{0}» у этого места нет, настоящие документы остались бы без номеров: заведите новый."


def unmarkable(session: Session, journal: Journal, draft: JournalDraft) -> Iterator[Problem]:
    """A mark put on a journal with numbers would take them out of the city's book; one taken off would bring numbers
    into it from nowhere.
    """
    if journal.practice and not draft.practice:
        yield Problem("practice", FOR_EVER.format(journal.title))
    elif draft.practice and not journal.practice:
        given = select(NumberLedger.value).where(NumberLedger.journal_id == journal.id).limit(1)
        if session.scalar(given) is not None:
            yield Problem("practice", NOT_EMPTY.format(journal.title))
        elif not _has_another(session, journal):
            yield Problem("practice", ONLY_ONE.format(DocumentClass(journal.document_class).plural))


def _has_another(session: Session, journal: Journal) -> bool:
    if journal.kind or journal.closed:
        return True
    others = (
        select(Journal.id)
        .where(Journal.place_id == journal.place_id, Journal.document_class == journal.document_class)
        .where(Journal.kind == "", ~Journal.practice, ~Journal.closed, Journal.id != journal.id)
    )
    return session.scalar(others.limit(1)) is not None
