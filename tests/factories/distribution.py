"""Documents sent for acquaintance, and the people who get them."""

from typing import Any

from common.distribution.api import FolderFilter, SendDraft, SheetFilter, SheetRow
from common.kernel.ids import DocumentId
from tests.city import Signed


def to(*people: Signed, **changes: Any) -> SendDraft:
    return SendDraft(person_ids=[person.me.id for person in people], **changes)


def sent(sender: Signed, document_id: DocumentId, draft: SendDraft) -> str:
    """Sends one document; what was done, or the refusal."""
    [outcome] = sender.api.distribution.send([document_id], draft)
    return outcome.done or outcome.refusal


def folder(person: Signed, *, overdue: bool = False) -> list[SheetRow]:
    """«На ознакомлении», whose counter must say the same."""
    page = person.api.distribution.folder(FolderFilter(overdue=overdue), 0, 500)
    counted = person.api.distribution.counts()
    assert page.total == len(page.rows) == (counted.overdue if overdue else counted.count)
    return page.rows


def waits_for(person: Signed, document_id: DocumentId) -> bool:
    return document_id in [row.document_id for row in folder(person)]


def confirm(person: Signed, document_id: DocumentId, comment: str = "") -> str:
    """«Ознакомлен» on what waits on the document; what was done, or the refusal."""
    row = person.api.distribution.summary(document_id).mine[0]
    [outcome] = person.api.distribution.confirm([row.id], comment)
    return outcome.done or outcome.refusal


def sheet(person: Signed, document_id: DocumentId, **chosen: Any) -> list[SheetRow]:
    return person.api.distribution.sheet(document_id, SheetFilter(**chosen), 0, 500).rows
