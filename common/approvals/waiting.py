"""What waits for somebody's visa or signature: the folders «На согласовании» and «На подписи»."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.approvals.course import Visa
from common.kernel.deadlines import Deadline
from common.kernel.ids import DocumentId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.rights import Right
from common.registry.bulk import MOST_AT_ONCE
from common.rpc.api import Api, reads


class Desk(StrEnum):
    """Whose turn it is: an approver's or a signatory's."""

    VISA = "visa"
    SIGNATURE = "signature"

    @property
    def label(self) -> str:
        return DESKS[self]


DESKS = {Desk.VISA: "На согласовании", Desk.SIGNATURE: "На подписи"}


class Agreement(StrEnum):
    """How the last approval of a project ended, for whoever is to sign it."""

    NONE = "none"
    AGREED = "agreed"
    WITH_REMARKS = "with_remarks"
    UNFINISHED = "unfinished"

    @property
    def label(self) -> str:
        return AGREEMENTS[self]


AGREEMENTS = {
    Agreement.NONE: "Без согласования",
    Agreement.AGREED: "Согласован",
    Agreement.WITH_REMARKS: "С замечаниями",
    Agreement.UNFINISHED: "Не завершено",
}


class WaitingFilter(Struct, frozen=True, kw_only=True):
    """`text` is looked for in the summary, the correspondent and the names of who prepared and who sent it."""

    desk: Desk
    text: Annotated[str, Meta(max_length=200)] = ""
    kind: Annotated[str, Meta(max_length=200)] = ""
    overdue: bool = False
    with_remarks: bool = False


class WaitingRow(Struct, frozen=True, kw_only=True):
    """A project on one's desk; `initiator` has sent it along its route, `prepared` is its executor."""

    id: DocumentId
    kind: str
    correspondent: str
    summary: str
    restricted: bool
    prepared: str
    unit: str
    arrived: datetime | None
    whose: str  # for whom absent one decides
    initiator: str = ""
    due: date | None = None
    deadline: Deadline | None = None
    overdue_days: int = 0
    stage: str = ""
    cycle: int = 0
    agreement: Agreement = Agreement.NONE


class WaitingCount(Struct, frozen=True):
    desk: Desk
    count: int
    overdue: int


class Remark(Struct, frozen=True, kw_only=True):
    """What an approver had to say on the way to the signature, and what was decided about it."""

    document_id: DocumentId
    person: str
    visa: Visa
    text: str
    taken: bool | None
    answer: str
    later: Visa | None = None  # the last word of the same approver after it

    def said(self) -> str:
        decided = "решения нет" if self.taken is None else "учтено" if self.taken else "отклонено"
        answer = f": {self.answer}" if self.answer else ""
        unasked = "; больше не спрашивали" if self.visa is Visa.REFUSED else ""
        after = f"; позже: {self.later.label.lower()}" if self.later else unasked
        return f"{self.visa.label}: {self.person} — {self.text} → {decided}{answer}{after}"


class WaitingApi(Api, Protocol):
    @reads(Right.READ_DOCUMENTS)
    def folder(
        self,
        chosen: WaitingFilter,
        offset: Annotated[int, Meta(ge=0)] = 0,
        limit: Annotated[int, Meta(ge=1, le=500)] = PAGE_SIZE,
    ) -> Page[WaitingRow]:
        """What waits for the caller and for those whom he replaces: the nearest term first, then the oldest."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def counts(self) -> list[WaitingCount]: ...

    @reads(Right.READ_DOCUMENTS)
    def remarks(self, document_ids: Annotated[list[DocumentId], Meta(max_length=MOST_AT_ONCE)]) -> list[Remark]:
        """All remarks on the documents that the caller sees, of every approval and cycle, in the order they came."""
        ...
