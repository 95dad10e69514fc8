"""Approval (согласование): a project sent along its route, the visas on it, the remarks and what became of them."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.approvals.course import Order, Restart, Visa
from common.approvals.routes import MOST_APPROVERS, MOST_STAGES, Days, Title, repeated
from common.identity import PersonRow
from common.kernel.deadlines import Deadline
from common.kernel.ids import ApprovalId, AttachmentId, DocumentId, PersonId, RouteId, VisaId
from common.kernel.rights import Right
from common.kernel.validation import Problem, require
from common.registry.bulk import MOST_AT_ONCE, BulkOutcome
from common.rpc.api import Api, reads, writes

Text = Annotated[str, Meta(max_length=4000)]


class ApprovalState(StrEnum):
    RUNNING = "running"
    RETURNED = "returned"  # refused: the initiator answers the remarks and sends it again
    AGREED = "agreed"
    STOPPED = "stopped"

    @property
    def label(self) -> str:
        return STATES[self]


STATES = {
    ApprovalState.RUNNING: "Идёт согласование",
    ApprovalState.RETURNED: "Не согласован, возвращён инициатору",
    ApprovalState.AGREED: "Согласован",
    ApprovalState.STOPPED: "Согласование прекращено",
}


class Stage(Struct, frozen=True, kw_only=True):
    """A stage as the initiator sends it; `days` are working days for each approver, none without a deadline."""

    title: Title = ""
    order: Order = Order.IN_TURN
    days: Days = 0
    person_ids: Annotated[list[PersonId], Meta(max_length=MOST_APPROVERS)] = []


Stages = Annotated[list[Stage], Meta(max_length=MOST_STAGES)]


def stage_problems(stages: list[Stage]) -> Iterator[Problem]:
    if not stages:
        yield Problem("stages", "Укажите, кто согласует проект.")
    for number, stage in enumerate(stages, start=1):
        name = stage.title or f"Этап {number}"
        if not stage.person_ids:
            yield Problem("stages", f"{name}: некому согласовывать. Добавьте согласующего или удалите этап.")
        if repeated(stage.person_ids):
            yield Problem("stages", f"{name}: один согласующий назван дважды.")


def again(stages: Sequence[Stage]) -> dict[PersonId, list[str]]:
    """Who stands in more than one stage, with the titles of his stages."""
    places: dict[PersonId, list[str]] = {}
    for number, stage in enumerate(stages, start=1):
        for person in dict.fromkeys(stage.person_ids):
            places.setdefault(person, []).append(stage.title.strip() or f"Этап {number}")
    return {person: titles for person, titles in places.items() if len(titles) > 1}


class SendDraft(Struct, frozen=True, kw_only=True):
    route_id: RouteId | None = None
    stages: Stages = []
    restart: Restart = Restart.WHOLE

    def problems(self) -> Iterator[Problem]:
        yield from stage_problems(self.stages)


class VisaDraft(Struct, frozen=True, kw_only=True):
    """A visa on a project; without `visa_id` it is the caller's own one, or that of somebody for whom he acts."""

    visa: Visa
    text: Text = ""
    visa_id: VisaId | None = None

    def problems(self) -> Iterator[Problem]:
        if self.visa.asks_for_text:
            yield from require("text", self.text.strip(), "Замечания")


class AnswerDraft(Struct, frozen=True, kw_only=True):
    """What the initiator did about a remark: «учтено» or «отклонено», which asks for the motives."""

    visa_id: VisaId
    taken: bool
    text: Text = ""

    def problems(self) -> Iterator[Problem]:
        if not self.taken:
            yield from require("text", self.text.strip(), "Мотивы отклонения")


class AdditionDraft(Struct, frozen=True, kw_only=True):
    """One more approver beside the one whose visa is waited for: before or after him."""

    visa_id: VisaId
    person_id: PersonId | None = None
    before: bool = True
    days: Days = 0

    def problems(self) -> Iterator[Problem]:
        yield from require("person_id", self.person_id, "Согласующий")


class SeenFile(Struct, frozen=True):
    """The version of a file that stood before the approver."""

    attachment_id: AttachmentId
    number: int
    name: str
    sha256: str


class VisaRow(Struct, frozen=True, kw_only=True):
    """One approver's turn; a visa of an earlier cycle stays as it was given. Overdue is computed, never kept."""

    id: VisaId
    cycle: int
    stage: int
    stage_title: str
    order: Order
    days: int
    person_id: PersonId
    person: str
    post: str
    added_by: str
    arrived: datetime | None
    due: date | None
    visa: Visa | None
    decided: datetime | None
    by: str  # who put it, «за …» included
    text: str
    taken: bool | None
    answer: str
    answered: datetime | None
    answered_by: str
    files: list[SeenFile]
    waits: bool
    overdue_days: int
    absent: str  # «в отъезде до 04.12.2026, замещает Петров П. П.»
    may_visa: bool
    may_add: bool
    may_answer: bool
    deadline: Deadline | None = None  # how `due` came about


class ApprovalCard(Struct, frozen=True, kw_only=True):
    id: ApprovalId
    version: int
    state: ApprovalState
    type: str
    initiator: str
    route: str
    restart: Restart
    cycle: int
    started: datetime
    ended: datetime | None
    reason: str
    due: date | None
    visas: list[VisaRow]
    may_change: bool  # the stages that have not begun
    may_resend: bool
    changed_since: bool  # files have new versions since the refusal


class OfferedRoute(Struct, frozen=True, kw_only=True):
    """A typical route as it would run for this document today."""

    id: RouteId
    title: str
    restart: Restart
    mandatory: bool
    stages: list[Stage]
    passed_by: list[str]  # the stages whose conditions do not hold
    vacant: list[str]  # the posts that nobody holds
    merged: list[str] = []  # who stands in a later stage too and is asked in the first one only


class Offer(Struct, frozen=True, kw_only=True):
    """What the dialog of sending begins with; `people` are all whom the routes name, with their absences."""

    routes: list[OfferedRoute]
    people: list[PersonRow]
    deputies: dict[PersonId, PersonRow]  # of those absent today
    returned: ApprovalCard | None
    unanswered: int


class ApprovalsApi(Api, Protocol):
    @reads(Right.READ_DOCUMENTS)
    def of_document(self, document_id: DocumentId) -> list[ApprovalCard]:
        """All approvals of the document, the newest first."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def offer(self, document_id: DocumentId) -> Offer: ...

    @reads(Right.READ_DOCUMENTS)
    def deputies(
        self, person_ids: Annotated[list[PersonId], Meta(max_length=MOST_APPROVERS)]
    ) -> dict[PersonId, PersonRow]:
        """Who stands in today for those of the people who are absent."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def send(self, document_id: DocumentId, version: int, draft: SendDraft) -> ApprovalId:
        """Sends a project along a route. Raises NotAllowed by the rules, Stale, Invalid."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def resend(self, document_id: DocumentId, version: int) -> ApprovalId:
        """Begins the next cycle of a returned project, once every remark has its answer."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def put_visa(self, document_id: DocumentId, draft: VisaDraft) -> None:
        """Raises NotAllowed when no visa of the caller is waited for."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def put_visas(
        self,
        document_ids: Annotated[list[DocumentId], Meta(min_length=1, max_length=MOST_AT_ONCE)],
        draft: VisaDraft,
    ) -> list[BulkOutcome]:
        """The same visa on several projects: each is done or refused for itself."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def answer(self, draft: AnswerDraft) -> None: ...

    @writes(Right.ADD_APPROVERS)
    def add_approver(self, draft: AdditionDraft) -> VisaId: ...

    @writes(Right.READ_DOCUMENTS)
    def change_stages(self, approval_id: ApprovalId, version: int, stages: Stages) -> None:
        """Replaces the stages that have not begun; by the initiator."""
        ...
