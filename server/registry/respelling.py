"""The mark «дсп» at the number of a document that was restricted, or freed, after it had been registered."""

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import Session

from common.registry.classes import DocumentState
from common.registry.document import OURS
from common.registry.ledger import NumberState
from common.registry.numbers import number_key, number_order
from common.rpc.errors import Invalid
from server.core.service import Context
from server.registry.kinds import kind_of
from server.registry.models import Document, Journal
from server.registry.number_models import NumberLedger
from server.registry.numbering import raw_of, template_of, tokens_of


class Respelled(Struct, frozen=True):
    """The same value of the ledger as the template writes it now."""

    entry: NumberLedger
    number: str
    whole: str  # among the numbers of the co-authors


def respelled(session: Session, document: Document) -> Respelled | None:
    """The number that differs from the one borne by the mark and by nothing else."""
    journal = session.get(Journal, document.journal_id or 0)
    if journal is None or document.state is not DocumentState.REGISTERED or document.shares_id is not None:
        return None
    kind, on = kind_of(session, document.kind), document.registered
    template = template_of(journal, kind)
    if "дсп" not in template.tokens or on is None:
        return None
    entry = session.scalars(
        select(NumberLedger)
        .where(NumberLedger.document_id == document.id, NumberLedger.state == NumberState.ISSUED)
        .where(NumberLedger.journal_id == journal.id)
    ).one_or_none()  # fmt: skip
    if entry is None or entry.value < 1:
        return None
    raw = raw_of(session, document, kind, template)
    before = template.render(entry.value, tokens_of(journal, replace(raw, restricted=not raw.restricted), on))
    if number_key(before) != entry.number_key:
        return None
    number = template.render(entry.value, tokens_of(journal, raw, on))
    return Respelled(entry, number, document.joint_numbers.replace(OURS, number) or number)


def respell(context: Context, document: Document, reason: str) -> None:
    """The value is not spent anew: its line in the ledger says what it was before. Raises Invalid."""
    other = respelled(context.session, document)
    if other is None or document.registered is None:
        raise Invalid("Пометка ДСП в номере уже такая, какой должна быть. Обновите карточку (F5).")
    assert context.caller is not None
    entry = other.entry
    entry.reason = f"{reason}; прежде {entry.number}"
    entry.person_id, entry.at = context.caller.me.id, context.clock.now()
    entry.number, entry.number_key = other.number, number_key(other.number)
    document.number, document.number_key = other.whole, number_key(other.whole)
    document.number_order = number_order(other.whole, document.registered.year)
    context.session.flush()
