"""Issuing: a resolution becomes an assignment that its executors see, or a draft that nobody else does."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

import msgspec
from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from common.assignments.orders import ResolutionDraft, directed_up
from common.assignments.rules import OPEN, UNISSUED, Action, Status
from common.identity import StandIn
from common.kernel.changes import Kind
from common.kernel.deadlines import Count, Deadline, DeadlineRule
from common.kernel.ids import POSTS, UNITS, AssignmentId, DocumentId, ExecutorId, PersonId, PostId
from common.kernel.validation import Problem
from common.notifications import Happening
from common.registry.classes import DocumentState
from common.rpc.errors import Invalid, Missing, Stale
from server.assignments.direction import above
from server.assignments.executors import at_work
from server.assignments.models import Assignment, AssignmentExecutor, AssignmentStep
from server.assignments.offers import TermOffers
from server.assignments.standing import ancestors, demand, executors_of, people_of, readers_of
from server.assignments.telling import tell_executors
from server.calendars.service import CalendarService
from server.core.events import ResolutionIssued
from server.core.service import Service
from server.identity.posts import put_to_work
from server.registry.models import ActPoint, Document
from server.registry.queries import names_of
from server.registry.readers import visible
from server.registry.service import RegistryService

HIMSELF = "Автор не поручает сам себе: назовите другого исполнителя."
STALE = "Поручение уже изменил другой сотрудник. Обновите карточку и повторите действие."


# Points of an act that name somebody or a day, and for which no assignment was ever given.
NOT_GIVEN = select(func.count()).select_from(ActPoint).where(
    ActPoint.document_id == bindparam("document"), or_(ActPoint.executor_id.is_not(None), ActPoint.due.is_not(None)),
    ~select(Assignment.id).where(
        Assignment.document_id == ActPoint.document_id, Assignment.act_point == ActPoint.position
    ).exists(),
)  # fmt: skip


class Issuing(Service):
    """What all services of the slice do with an assignment."""

    def for_action(
        self, assignment_id: AssignmentId, version: int, action: Action
    ) -> tuple[Assignment, StandIn | None]:
        """The assignment, locked, and in whose stead the caller takes the action."""
        assignment = self.session.scalars(
            select(Assignment).join(Document, Document.id == Assignment.document_id)
            .where(Assignment.id == assignment_id, visible(self.caller)).with_for_update(of=Assignment)
        ).one_or_none()  # fmt: skip
        if assignment is None or not self.may_know_of(assignment):
            raise Missing("Поручение не найдено или недоступно вам.")
        if assignment.version != version:
            raise Stale(STALE)
        return assignment, demand(self, assignment, action)

    def may_know_of(self, assignment: Assignment) -> bool:
        """What is not issued yet concerns its author and who has prepared it."""
        if assignment.status not in UNISSUED:
            return True
        document = self.session.get_one(Document, assignment.document_id)
        named = {assignment.author_id, assignment.in_stead_of_id, assignment.drafted_by_id}
        return bool(named & self.caller.selves(document.kind))

    def with_term(self, draft: ResolutionDraft) -> ResolutionDraft:
        """The draft with the term that it names in the words of the directory of norms. Raises Invalid."""
        return msgspec.structs.replace(draft, rule=TermOffers(self.context).entered(draft))

    def fresh(
        self, draft: ResolutionDraft, author_id: PersonId, absent: StandIn | None, status: Status, *, past: bool = False
    ) -> Assignment:
        """A row with its executors; not told to anybody yet. `past` lets it be overdue from the beginning."""
        deadline = self.deadline(draft.rule, self._parent_of(draft), wait=past or status in UNISSUED)
        if status not in UNISSUED:
            deadline = self.as_of_document(deadline, draft.document_id)
        assignment = Assignment(
            document_id=draft.document_id, parent_id=draft.parent_id, author_id=author_id,
            in_stead_of_id=absent.id if absent else None, issued_at=self.now, status=status,
            drafted_by_id=self.caller.me.id if status in UNISSUED else None, act_point=self._point_of(draft),
            **self._entered(draft), due=deadline.due, first_due=deadline.due,
            deadline=msgspec.to_builtins(deadline),
        )  # fmt: skip
        self.session.add(assignment)
        self.session.flush()  # the id
        self.put_executors(assignment, draft.responsible_id, draft.co_executor_ids)
        return assignment

    def rewrite(self, assignment: Assignment, draft: ResolutionDraft) -> None:
        """Another content of what is not issued yet."""
        deadline = self.deadline(draft.rule, self._parent_of(draft), wait=True)
        for name, value in self._entered(draft).items():
            setattr(assignment, name, value)
        assignment.due = assignment.first_due = deadline.due
        assignment.deadline = msgspec.to_builtins(deadline)
        self.put_executors(assignment, draft.responsible_id, draft.co_executor_ids)

    def _entered(self, draft: ResolutionDraft) -> dict[str, object]:
        return {
            "text": draft.text.strip(), "point": draft.point.strip(), "comment": draft.comment.strip(),
            "controlled": draft.controlled, "controller_id": draft.controller_id if draft.controlled else None,
            "urgent": draft.urgent, "special": draft.special and draft.controlled,
        }  # fmt: skip

    def _point_of(self, draft: ResolutionDraft) -> int | None:
        """The point of the act that the resolution carries out; one point, one assignment."""
        if draft.act_point is None:
            return None
        RegistryService(self.context).lock(draft.document_id)  # two leaders with one point take turns
        if self.session.get(ActPoint, (draft.document_id, draft.act_point)) is None:
            raise Invalid("Такого пункта в акте нет: обновите список пунктов.")
        held = select(Assignment.id).where(
            Assignment.document_id == draft.document_id, Assignment.act_point == draft.act_point,
            Assignment.status != Status.CANCELLED,
        )  # fmt: skip
        if self.session.scalar(held) is not None:
            raise Invalid("По этому пункту поручение уже выдано или готовится: обновите список пунктов.")
        return draft.act_point

    def _parent_of(self, draft: ResolutionDraft) -> Assignment | None:
        """The assignment of which a part is handed down, locked."""
        if draft.parent_id is None:
            return None
        parent = self.session.get(Assignment, draft.parent_id, with_for_update=True)
        if parent is None or parent.document_id != draft.document_id or parent.status is not Status.ISSUED:
            raise Invalid("Подчинённое поручение даётся только по действующему поручению этого документа.")
        return parent

    def deadline(
        self, rule: DeadlineRule | None, parent: Assignment | None, *, wait: bool = False, base: date | None = None
    ) -> Deadline:
        """Counted from today; `wait` lets a draft keep a date that its approval will look at again."""
        assert rule is not None
        deadline = CalendarService(self.context).deadline(rule, base or self.today)
        if deadline.due < self.today and not wait:
            shifted = f" (с учётом нерабочих дней — {deadline.due:%d.%m.%Y})" * (deadline.due != deadline.unshifted)
            self.check([Problem("rule", f"Срок {deadline.unshifted:%d.%m.%Y}{shifted} уже прошёл. Выберите другой.")])
        if parent is not None and deadline.due > parent.due:
            text = f"Срок не может быть позже срока вышестоящего поручения: {parent.due:%d.%m.%Y}."
            self.check([Problem("rule", text)])
        return deadline

    def as_of_document(self, deadline: Deadline, document_id: DocumentId) -> Deadline:
        """The control term of the document, where that is the date that was named: with its base, norm and shifts."""
        document = self.session.get_one(Document, document_id)
        named = deadline.rule.count is Count.DATE and deadline.due == document.control_due
        if named and document.control_deadline is not None:
            return msgspec.convert(document.control_deadline, Deadline)
        return deadline

    def put_executors(
        self, assignment: Assignment, responsible: ExecutorId | None, others: Sequence[ExecutorId]
    ) -> None:
        assert responsible is not None
        executors = list(dict.fromkeys([responsible, *others]))
        self._check_direction(assignment, executors)
        self._check_above(assignment, responsible, executors[1:])
        self._check_control(assignment, executors)
        self._check_at_work([*executors, *([assignment.controller_id] if assignment.controller_id else [])])
        self.session.execute(delete(AssignmentExecutor).where(AssignmentExecutor.assignment_id == assignment.id))
        rows = [
            {"assignment_id": assignment.id, "executor_id": each,
             "unit_id": each - UNITS if UNITS < each < POSTS else None,
             "post_id": each - POSTS if each > POSTS else None,
             "due": assignment.due, "open": assignment.status in OPEN, "responsible": each == responsible}
            for each in executors
        ]  # fmt: skip
        self.session.execute(insert(AssignmentExecutor), rows)
        put_to_work(self.session, [PostId(each - POSTS) for each in executors if each > POSTS])

    def _check_direction(self, assignment: Assignment, executors: Sequence[ExecutorId]) -> None:
        """An assignment goes down: to nobody who gives it, or who has given one that it was handed down from."""
        people = set(people_of(self.session, executors))
        if people & {assignment.author_id, assignment.in_stead_of_id}:
            raise Invalid(HIMSELF)
        for giver in ancestors(self.session, assignment):
            if given_by := people & {giver.author_id, giver.in_stead_of_id}:
                names = ", ".join(names_of(self.session, [each for each in given_by if each]).values())
                raise Invalid(f"Поручение вернулось бы к тому, кто дал вышестоящее ({names}): назовите другого.")

    def _check_above(self, assignment: Assignment, responsible: ExecutorId, others: Sequence[ExecutorId]) -> None:
        """Points of an act are the will of the act, and what is handed down is somebody's above already."""
        if assignment.parent_id is None and assignment.act_point is None:
            superiors = above(self.session, assignment.in_stead_of_id or assignment.author_id)
            titles = {each: row.title for each, row in superiors.items()}
            self.check(directed_up(responsible, others, titles))

    def _check_control(self, assignment: Assignment, executors: Sequence[ExecutorId]) -> None:
        """Nobody is named twice or controls himself, be it as the head of a unit or in a post."""
        people = [person for each in executors for person in people_of(self.session, [each])]
        if twice := sorted({each for each in people if people.count(each) > 1}):
            names = ", ".join(names_of(self.session, twice).values())
            text = f"Дважды назван один сотрудник, сам, как руководитель или по должности: {names}. Уберите лишнее."
            raise Invalid(text, [Problem("co_executor_ids", text)])
        if assignment.controller_id in people:
            raise Invalid(
                "Контролёр сам исполняет: как руководитель подразделения или по должности. Назначьте другого."
            )

    def _check_at_work(self, named: Collection[int]) -> None:
        executors = [ExecutorId(each) for each in named]
        gone = set(executors) - at_work(self.session, executors, self.today)
        if any(each < UNITS for each in gone):
            raise Invalid("Один из названных сотрудников уволен или неизвестен. Выберите исполнителей заново.")
        if any(each < POSTS for each in gone):
            raise Invalid("Одно из названных подразделений закрыто или без руководителя. Назовите сотрудника.")
        if gone:
            raise Invalid("Одна из названных должностей закрыта, или она вакантна, а у подразделения нет руководителя.")

    def issued(self, assignment: Assignment, absent: StandIn | None) -> None:
        """Lets in everybody whom the assignment concerns, tells them and leaves the act."""
        document = self.session.get_one(Document, assignment.document_id)
        if document.state is not DocumentState.REGISTERED:
            raise Invalid("Резолюция выносится по зарегистрированному документу: сначала присвойте номер.")
        named = [assignment.author_id, assignment.controller_id, assignment.in_stead_of_id]
        executors = executors_of(self.session, [assignment.id])[assignment.id]
        involved = [*readers_of(self.session, executors), *(person for person in named if person)]
        RegistryService(self.context).let_read(document.id, involved)
        self.settled(assignment, people_of(self.session, executors))
        tell_executors(self.context, Happening.ASSIGNED, assignment)
        if assignment.parent_id is None:
            self.context.tell(ResolutionIssued(document.id))
        self.record(
            "resolution_issued", "document", document.id, name_of(absent), assignment=assignment.id,
            text=assignment.text, due=f"{assignment.due:%d.%m.%Y}",
        )  # fmt: skip

    def settled(self, assignment: Assignment, involved: Iterable[PersonId] = ()) -> None:
        """Brings what is kept beside the assignment up to its state, and tells those it concerns."""
        self.session.flush()
        registry = RegistryService(self.context)
        registry.lock(assignment.document_id)  # who counts next counts this one too
        self.session.execute(
            update(AssignmentExecutor).where(AssignmentExecutor.assignment_id == assignment.id)
            .values(open=assignment.status in OPEN, due=assignment.due)
        )  # fmt: skip
        of_document = select(func.count()).select_from(Assignment).where(
            Assignment.document_id == assignment.document_id,
            Assignment.status.not_in([Status.CANCELLED, *UNISSUED]),
        )  # fmt: skip
        resolutions = self.session.execute(of_document).scalar_one()
        unexecuted = self.session.execute(of_document.where(Assignment.status.in_(OPEN))).scalar_one()
        unexecuted += self.session.execute(NOT_GIVEN, {"document": assignment.document_id}).scalar_one()
        registry.note_execution(assignment.document_id, resolutions, unexecuted)
        executors = executors_of(self.session, [assignment.id])[assignment.id]
        named = {assignment.author_id, assignment.in_stead_of_id, assignment.controller_id, *involved}
        self.told(assignment, {*people_of(self.session, executors), *named})

    def told(self, assignment: Assignment, people: Iterable[PersonId | None]) -> None:
        self.changed(Kind.ASSIGNMENT, assignment.id, {person for person in people if person})

    def act(
        self, action: str, assignment: Assignment, absent: StandIn | None, text: str = "", **details: object
    ) -> None:
        """Leaves an act on the document in the audit."""
        said = {"text": text} if text else {}
        self.record(
            action, "document", assignment.document_id, name_of(absent), assignment=assignment.id, **said, **details
        )

    def step(
        self, assignment: Assignment, action: Action, absent: StandIn | None, text: str = "", **rest: object
    ) -> None:
        """Leaves a line of the assignment's own history."""
        self.session.add(
            AssignmentStep(
                assignment_id=assignment.id, at=self.now, action=action, person_id=self.caller.me.id,
                in_stead_of_id=absent.id if absent else None, text=text.strip(), **rest,
            )
        )  # fmt: skip


def name_of(absent: StandIn | None) -> str:
    """As the audit has it."""
    return absent.name if absent else ""
