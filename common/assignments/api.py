"""What can be asked of assignments, and done with them."""

from typing import Annotated, Protocol

from msgspec import Meta

from common.assignments.assignment import (
    AssignmentCard,
    AssignmentRow,
    DueChange,
    ExtensionDraft,
    Folder,
    FolderCount,
    Reassignment,
    ReportDraft,
    ResolutionDraft,
    Text,
)
from common.kernel.ids import AssignmentId, DocumentId, ReportId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.rights import Right
from common.rpc.api import Api, reads, writes


class AssignmentsApi(Api, Protocol):
    @reads(Right.READ_ASSIGNMENTS)
    def folder(
        self,
        folder: Folder,
        offset: Annotated[int, Meta(ge=0)] = 0,
        limit: Annotated[int, Meta(ge=1, le=500)] = PAGE_SIZE,
    ) -> Page[AssignmentRow]: ...

    @reads(Right.READ_ASSIGNMENTS)
    def counts(self) -> list[FolderCount]: ...

    @reads(Right.READ_DOCUMENTS)
    def of_document(self, document_id: DocumentId) -> list[AssignmentCard]:
        """The tree of the document's assignments, parents before children; raises Missing."""
        ...

    @writes(Right.RESOLVE)
    def resolve(self, draft: ResolutionDraft) -> AssignmentId:
        """Issues a resolution on a registered document; a child's deadline may not pass its parent's."""
        ...

    @writes(Right.EXECUTE)
    def report(self, draft: ReportDraft) -> ReportId:
        """Reports on an assignment; by an executor of it. Raises Stale, NotAllowed, Invalid."""
        ...

    @writes(Right.READ_ASSIGNMENTS)
    def release(self, assignment_id: AssignmentId, version: int, note: Text = "") -> None:
        """Releases from control after a final report; by the author or the controller."""
        ...

    @writes(Right.READ_ASSIGNMENTS)
    def send_back(self, assignment_id: AssignmentId, version: int, reason: Text) -> None:
        """Returns a final report for rework with the reason."""
        ...

    @writes(Right.READ_ASSIGNMENTS)
    def cancel(self, assignment_id: AssignmentId, version: int, reason: Text, with_branch: bool = True) -> None:
        """Recalls an open assignment, with what was handed down of it or without; by the author."""
        ...

    @writes(Right.EXECUTE)
    def take(self, assignment_id: AssignmentId, version: int) -> None:
        """Marks that an executor has begun."""
        ...

    @writes(Right.READ_ASSIGNMENTS)
    def move_due(self, change: DueChange) -> None:
        """Another deadline, within that of the assignment above and not before those below; the first one is kept."""
        ...

    @writes(Right.EXECUTE)
    def ask_extension(self, draft: ExtensionDraft) -> None:
        """Asks whoever gave the assignment for a later deadline, before it is over; one request at a time."""
        ...

    @writes(Right.READ_ASSIGNMENTS)
    def decide_extension(self, assignment_id: AssignmentId, version: int, granted: bool, answer: Text = "") -> None:
        """Grants the request that waits, which moves the deadline, or refuses it with the reason."""
        ...

    @writes(Right.READ_ASSIGNMENTS)
    def reassign(self, change: Reassignment) -> None:
        """Puts other executors in the place of those there are; whoever is named no more has it no longer to do."""
        ...

    @writes(Right.READ_ASSIGNMENTS)
    def reopen(self, assignment_id: AssignmentId, version: int, reason: Text) -> None:
        """Takes an executed assignment up again; the reason is kept with it."""
        ...
