"""The ledger of numbers: the next value of a journal, gapless, in the transaction of the registration."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from common.kernel.ids import PersonId
from common.registry.card import DocumentClass, Restriction
from common.registry.ledger import NumberState
from common.registry.numbers import NumberTemplate
from common.rpc.errors import Invalid
from server.registry.models import Document, Journal, NumberCounter, NumberLedger

# Built once: the counter is locked while they run.
NEXT_VALUE = (
    insert(NumberCounter)
    .on_conflict_do_update(
        index_elements=[NumberCounter.journal_id, NumberCounter.year], set_={"last": NumberCounter.last + 1}
    )
    .returning(NumberCounter.last)
)
LEDGER_ENTRY = insert(NumberLedger)
JOURNAL = select(Journal).where(
    Journal.place_id == bindparam("place_id"), Journal.document_class == bindparam("document_class")
)


def journal_of(session: Session, document: Document) -> Journal:
    """The journal of the document's place and class; raises Invalid when there is none."""
    values = {"place_id": document.place_id, "document_class": DocumentClass(document.document_class)}
    found = session.scalars(JOURNAL, values).one_or_none()
    if found is None:
        raise Invalid("Для места регистрации не заведён журнал. Обратитесь к администратору.")
    return found


def issue(session: Session, journal: Journal, document: Document, person_id: PersonId, at: datetime, year: int) -> str:
    """Spends the next value on the document and gives its number.

    The counter's row stays locked until the commit: call it last. A rolled back registration spends nothing.
    """
    connection = session.connection()
    value = connection.execute(NEXT_VALUE, {"journal_id": journal.id, "year": year, "last": 1}).scalar_one()
    number = NumberTemplate(journal.template).render(value, tokens_of(journal, document, year))
    entry = {
        "journal_id": journal.id, "year": year, "value": value, "state": NumberState.ISSUED, "number": number,
        "document_id": document.id, "person_id": person_id, "at": at, "reason": "",
    }  # fmt: skip
    connection.execute(LEDGER_ENTRY, entry)
    return number


def tokens_of(journal: Journal, document: Document, year: int) -> dict[str, str]:
    return {
        "журнал": journal.code,
        "место": journal.code,
        "дело": document.case_file,
        "вид": document.kind,
        "гг": f"{year % 100:02d}",
        "гггг": str(year),
        "дсп": "" if document.restriction is Restriction.NONE else "-дсп",
    }
