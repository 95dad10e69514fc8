"""Assignments as the client calls them; every method keeps the table of `rules`."""

from datetime import date
from typing import Annotated, Protocol

from msgspec import Meta

from common.assignments.cards import (
    Absence,
    AssignmentCard,
    AssignmentRow,
    DeskCount,
    ExecutorRow,
    Folder,
    FolderCount,
    PointRow,
    ResolutionTemplate,
    TermOffer,
)
from common.assignments.orders import Executing, Executors, ReportDraft, ResolutionDraft, TermDraft, Text
from common.assignments.selection import AssignmentFilter, Marks
from common.kernel.ids import AssignmentId, DocumentId, PersonId, ReportId, ResolutionTemplateId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.rights import Right
from common.registry.bulk import MOST_AT_ONCE, BulkOutcome
from common.rpc.api import Api, reads, writes

Documents = Annotated[list[DocumentId], Meta(min_length=1, max_length=MOST_AT_ONCE)]
Title = Annotated[str, Meta(max_length=120)]
Limit = Annotated[int, Meta(ge=1, le=500)]


class AssignmentsApi(Api, Protocol):
    @reads(Right.READ_ASSIGNMENTS)
    def folder(
        self,
        folder: Folder,
        offset: Annotated[int, Meta(ge=0)] = 0,
        limit: Limit = PAGE_SIZE,
        chosen: AssignmentFilter | None = None,
    ) -> Page[AssignmentRow]:
        """A folder of the day as it is narrowed, by its due dates unless another order is asked for."""
        ...

    @reads(Right.READ_ASSIGNMENTS)
    def counts(self) -> list[FolderCount]: ...

    @reads(Right.READ_ASSIGNMENTS)
    def desk(self) -> list[DeskCount]:
        """How much of what is under the caller's control is in each part of the controller's desk."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def of_document(self, document_id: DocumentId) -> list[AssignmentCard]:
        """The tree of the document's assignments, parents before children; raises Missing."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def points(self, document_id: DocumentId) -> list[PointRow]:
        """The points of a legal act, each with what has become of it; raises Missing."""
        ...

    @reads(Right.SIGNED_IN)
    def executors(
        self, text: str, limit: Annotated[int, Meta(ge=1, le=100)] = 20, groups: bool = False
    ) -> list[ExecutorRow]:
        """People, units, posts whose name, post or unit begins with the text; the caller's groups where asked for."""
        ...

    @reads(Right.SIGNED_IN)
    def absences(self, executor_ids: Executors, on: date) -> list[Absence]:
        """Those of the named, or heads of the named, who will be absent on the day."""
        ...

    @reads(Right.SIGNED_IN)
    def above(self, document_id: DocumentId, author_id: PersonId | None = None) -> list[ExecutorRow]:
        """Who may not be named in a resolution on the document: all above its author, the caller unless named."""
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
    def release_all(self, assignments: Marks, note: Text = "") -> list[BulkOutcome]:
        """Releases each that may be released, with an account of what was and what was not done."""
        ...

    @writes(Right.READ_ASSIGNMENTS)
    def send_back(self, assignment_id: AssignmentId, version: int, reason: Text) -> None:
        """Returns a final report for rework with the reason."""
        ...

    @writes(Right.EXECUTE)
    def accept(self, assignment_id: AssignmentId, version: int) -> None:
        """Marks when the responsible executor took it on."""
        ...

    @writes(Right.READ_ASSIGNMENTS)
    def cancel(self, assignment_id: AssignmentId, version: int, reason: Text, branch: bool = True) -> None:
        """Recalls an open assignment; with its branch, or leaving what was handed down to the one above."""
        ...

    @writes(Right.READ_ASSIGNMENTS)
    def reopen(self, assignment_id: AssignmentId, version: int, reason: Text) -> None:
        """Puts an executed assignment back under control with the reason."""
        ...

    @writes(Right.READ_ASSIGNMENTS)
    def replace(self, assignment_id: AssignmentId, version: int, executing: Executing, reason: Text) -> None:
        """Gives the assignment to other executors; the history says who they were."""
        ...

    @writes(Right.READ_ASSIGNMENTS)
    def watch(self, assignment_id: AssignmentId, version: int, special: bool) -> None:
        """Puts under special control, or takes off it."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def sheet(self, assignment_id: AssignmentId) -> bytes:
        """The resolution on a sheet of A6, as PDF."""
        ...


class TermsApi(Api, Protocol):
    """The terms of assignments: moved by whoever gave them, extended on request."""

    @reads(Right.READ_ASSIGNMENTS)
    def offer(self, document_id: DocumentId | None, parent_id: AssignmentId | None = None) -> TermOffer:
        """The term that a resolution begins with: on the document, on a part of an assignment, on many documents."""
        ...

    @writes(Right.READ_ASSIGNMENTS)
    def move(self, assignment_id: AssignmentId, version: int, term: TermDraft) -> None:
        """Another deadline; the first one is kept. Raises Invalid for one after the parent's or before a child's."""
        ...

    @writes(Right.EXECUTE)
    def ask(self, assignment_id: AssignmentId, version: int, term: TermDraft) -> None:
        """Requests a later deadline, before the present one has passed."""
        ...

    @writes(Right.READ_ASSIGNMENTS)
    def decide(self, assignment_id: AssignmentId, version: int, granted: bool, answer: Text = "") -> None:
        """Answers the request in hand; granting moves the deadline. A refusal says why."""
        ...


class ResolutionsApi(Api, Protocol):
    """Draft resolutions: prepared by an assistant, approved by the leader."""

    @reads(Right.DRAFT)
    def authors(self, document_id: DocumentId) -> list[ExecutorRow]:
        """For whom a resolution on the document may be prepared: leaders who may resolve on it, one's own first."""
        ...

    @writes(Right.DRAFT)
    def prepare(self, draft: ResolutionDraft) -> AssignmentId: ...

    @writes(Right.READ_ASSIGNMENTS)
    def save(self, assignment_id: AssignmentId, version: int, draft: ResolutionDraft) -> int:
        """Gives the new version."""
        ...

    @writes(Right.DRAFT)
    def submit(self, assignment_id: AssignmentId, version: int) -> None: ...

    @writes(Right.RESOLVE)
    def send_back(self, assignment_id: AssignmentId, version: int, reason: Text) -> None: ...

    @writes(Right.RESOLVE)
    def approve(self, assignment_id: AssignmentId, version: int) -> None:
        """Issues the resolution: it goes to its executors, and its term is counted from today."""
        ...

    @writes(Right.READ_ASSIGNMENTS)
    def discard(self, assignment_id: AssignmentId, version: int) -> None: ...

    @writes(Right.RESOLVE)
    def resolve_all(self, document_ids: Documents, draft: ResolutionDraft) -> list[BulkOutcome]:
        """The same resolution on several documents, with an account of what was and what was not done."""
        ...

    @reads(Right.READ_ASSIGNMENTS)
    def templates(self) -> list[ResolutionTemplate]:
        """The caller's own, in alphabetical order."""
        ...

    @writes(Right.READ_ASSIGNMENTS)
    def keep_template(self, title: Title, draft: ResolutionDraft, is_group: bool = False) -> ResolutionTemplateId:
        """Under a title that one has already it replaces what stood there."""
        ...

    @writes(Right.READ_ASSIGNMENTS)
    def remove_template(self, template_id: ResolutionTemplateId) -> None: ...
