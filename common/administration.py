"""What administrators and auditors ask: the audit of everything."""

from datetime import datetime
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.rights import Right
from common.rpc.api import Api, reads


class AuditRow(Struct, frozen=True):
    id: int
    at: datetime
    person: str
    acting_for: str
    action: str
    object: str
    details: str
    address: str
    workplace: str


class ChainState(Struct, frozen=True):
    """Whether the audit is whole; `broken_at` is the first event that does not follow from the one before."""

    events: int
    head: str
    broken_at: int | None
    reason: str


class AdministrationApi(Api, Protocol):
    @reads(Right.READ_AUDIT)
    def audit(
        self,
        text: Annotated[str, Meta(max_length=100)] = "",
        offset: Annotated[int, Meta(ge=0)] = 0,
        limit: Annotated[int, Meta(ge=1, le=500)] = PAGE_SIZE,
    ) -> Page[AuditRow]: ...

    @reads(Right.READ_AUDIT)
    def verify(self) -> ChainState: ...
