"""Approvals as their Api: sent along a route, visas put, remarks answered, the route changed on the way."""

from collections.abc import Collection

from sqlalchemy import delete, update

from common.approvals.api import (
    AdditionDraft,
    AnswerDraft,
    ApprovalCard,
    ApprovalsApi,
    ApprovalState,
    Offer,
    SendDraft,
    Stage,
    VisaDraft,
    again,
    stage_problems,
)
from common.approvals.course import waited
from common.identity import PersonRow, StandIn
from common.kernel.changes import Kind
from common.kernel.ids import ApprovalId, DocumentId, PersonId, VisaId
from common.kernel.validation import Problem
from common.registry.bulk import BulkOutcome
from common.registry.classes import RecordForm
from common.registry.rules import NOT_APPROVED, Action
from common.rpc.errors import CallError, Invalid, Missing, NotAllowed, Stale
from server.approvals.cards import ApprovalCards, entitled
from server.approvals.course import Course
from server.approvals.models import Approval, ApprovalRoute, ApprovalVisa
from server.approvals.queries import (
    current_files,
    deputies_of,
    files_seen,
    open_approval,
    people_of,
    rows_of,
    turns_of,
    versions_in,
)
from server.approvals.routes import RouteService, people_in
from server.core.service import Service
from server.registry.drafts import Drafts
from server.registry.models import Document
from server.registry.readers import audience, opened_document, visible_document
from server.registry.service import RegistryService

STALE = "Согласование уже продвинулось: обновите вкладку и повторите действие."
NOT_WAITED = "Ваша виза на этом проекте сейчас не ожидается: она уже поставлена или очередь до вас не дошла."
OWN_ONLY = "Проект согласует только тот, кто его готовил: добавьте хотя бы ещё одного согласующего."
ONCE = "Этот сотрудник уже согласует проект в этапе «{0}» этого круга: вторая виза не нужна."
TWICE = "{0} назван в этапах {1}: в одном круге согласующий ставит одну визу. Оставьте его в одном из них."
NOTHING = "Согласовывать нечего: приложите файл проекта или напишите текст."
UNCHANGED = "Файлы с тех пор прежние: напишите, что изменено, или сначала добавьте новую версию."
UNANSWERED = "Без решения остались замечания: {0}. Отметьте по каждому, учтено оно или отклонено."


class ApprovalService(Service, ApprovalsApi):
    def of_document(self, document_id: DocumentId) -> list[ApprovalCard]:
        return ApprovalCards(self.context).of_document(opened_document(self.session, self.caller, document_id))

    def offer(self, document_id: DocumentId) -> Offer:
        document = visible_document(self.session, self.caller, document_id, stays=NOT_APPROVED)
        routes = RouteService(self.context).offered(document)
        people = {person for route in routes for stage in route.stages for person in stage.person_ids}
        cards = ApprovalCards(self.context).of_document(document)
        returned = next((card for card in cards if card.state is ApprovalState.RETURNED), None)
        return Offer(
            routes=routes, people=list(people_of(self.session, people, self.today).values()),
            deputies=deputies_of(self.session, people, self.today), returned=returned,
            unanswered=len([row for row in returned.visas if row.may_answer and row.taken is None]) if returned else 0,
        )  # fmt: skip

    def deputies(self, person_ids: list[PersonId]) -> dict[PersonId, PersonRow]:
        return deputies_of(self.session, person_ids, self.today)

    def send(self, document_id: DocumentId, version: int, draft: SendDraft) -> ApprovalId:
        document = Drafts(self.context).for_action(document_id, Action.SEND_FOR_APPROVAL, version)
        self.check(
            [*draft.problems(), *self._unknown(draft.stages), *self._twice(draft.stages),
             *self._left_out(document, draft)]
        )  # fmt: skip
        electronic = document.form is RecordForm.ELECTRONIC
        if electronic and not document.body and not current_files(self.session, document.id):
            raise Invalid(NOTHING)
        if draft.stages and people_in(draft.stages) <= self._preparing(document):
            self.check([Problem("stages", OWN_ONLY)])
        if draft.route_id is not None and self.session.get(ApprovalRoute, draft.route_id) is None:
            raise Invalid("Такого типового маршрута нет. Откройте окно отправки заново.")
        course, earlier = Course(self.context), open_approval(self.session, document.id)
        if earlier is not None:
            self._check_answered(earlier)
            course.stop(earlier, document, "Начато новое согласование.")
            self.session.flush()
        RegistryService(self.context).take_step(document, Action.SEND_FOR_APPROVAL)
        approval = course.begin(document, draft, self._absent_id(document))
        self._changed(document)
        return approval.id

    def resend(self, document_id: DocumentId, version: int) -> ApprovalId:
        document = Drafts(self.context).for_action(document_id, Action.SEND_FOR_APPROVAL, version)
        approval = open_approval(self.session, document.id)
        if approval is None:
            raise Invalid("Возвращённого согласования нет: отправьте проект по маршруту.")
        self._check_answered(approval)
        RegistryService(self.context).take_step(document, Action.SEND_FOR_APPROVAL)
        Course(self.context).next_cycle(approval, document)
        self.record("approval_resent", "document", document.id, approval=approval.id, cycle=approval.cycle)
        self._changed(document)
        return approval.id

    def put_visa(self, document_id: DocumentId, draft: VisaDraft) -> None:
        self.check(draft.problems())
        document = Drafts(self.context).for_action(document_id, Action.APPROVE)
        approval, row, absent = self._own(document, draft.visa_id)
        course = Course(self.context)
        course.decide(row, draft.visa, draft.text)
        self.record(
            "visa_put", "document", document.id, absent.name if absent else "", visa=draft.visa.label,
            text=row.text, approval=approval.id,
        )  # fmt: skip
        course.proceed(approval, document)
        self._changed(document)

    def put_visas(self, document_ids: list[DocumentId], draft: VisaDraft) -> list[BulkOutcome]:
        self.check(draft.problems())
        return [self._put_one(document_id, draft) for document_id in dict.fromkeys(document_ids)]

    def answer(self, draft: AnswerDraft) -> None:
        self.check(draft.problems())
        row = self._row(draft.visa_id)
        approval = self.session.get_one(Approval, row.approval_id)
        document = visible_document(self.session, self.caller, approval.document_id, lock=True)
        absent = self._for_whom(document, entitled(document, approval), "Решение по замечанию принимает инициатор.")
        if row.visa is None or not row.visa.asks_for_text:
            raise Invalid("Замечаний в этой визе нет.")
        if draft.taken and not draft.text.strip() and not self._revised(row):
            self.check([Problem("text", UNCHANGED)])
        row.taken, row.answer = draft.taken, draft.text.strip()
        row.answered, row.answered_by_id = self.now, self.caller.me.id
        decision = "учтено" if draft.taken else "отклонено"
        self.record("remark_answered", "document", document.id, absent.name if absent else "", decision=decision,
                    text=row.answer)  # fmt: skip
        self._changed(document)

    def add_approver(self, draft: AdditionDraft) -> VisaId:
        self.check(draft.problems())
        beside = self._row(draft.visa_id)
        document_id = self.session.get_one(Approval, beside.approval_id).document_id
        document = Drafts(self.context).for_action(document_id, Action.APPROVE)
        approval, row, absent = self._own(document, draft.visa_id)
        cycle = rows_of(self.session, [approval.id], approval.cycle)
        assert draft.person_id is not None
        for each in cycle:
            if each.person_id == draft.person_id:
                self.check([Problem("person_id", ONCE.format(each.stage_title or f"Этап {each.stage}"))])
        self.check(self._unknown([Stage(person_ids=[draft.person_id])], "person_id"))
        position = row.position if draft.before else row.position + 1
        self.session.execute(
            update(ApprovalVisa)
            .where(ApprovalVisa.approval_id == approval.id, ApprovalVisa.cycle == approval.cycle)
            .where(ApprovalVisa.stage == row.stage, ApprovalVisa.position >= position)
            .values(position=ApprovalVisa.position + 1)
        )  # fmt: skip
        added = ApprovalVisa(
            approval_id=approval.id, cycle=approval.cycle, stage=row.stage, position=position,
            stage_title=row.stage_title, stage_order=row.stage_order, days=draft.days, person_id=draft.person_id,
            added_by_id=row.person_id, after_id=row.after_id if draft.before else row.id,
        )  # fmt: skip
        self.session.add(added)
        self.session.flush()  # the id
        if draft.before:
            row.after_id, row.arrived, row.due, row.deadline = added.id, None, None, None
            self.session.flush()
        named = people_of(self.session, [added.person_id], self.today)[added.person_id].name
        self.record("approver_added", "document", document.id, absent.name if absent else "", person=named)
        Course(self.context).proceed(approval, document)
        self._changed(document)
        return added.id

    def change_stages(self, approval_id: ApprovalId, version: int, stages: list[Stage]) -> None:
        approval = self.session.get(Approval, approval_id)
        if approval is None:
            raise Missing("Такого согласования нет. Обновите вкладку.")
        document = visible_document(self.session, self.caller, approval.document_id, lock=True)
        absent = self._for_whom(document, entitled(document, approval), "Следующие этапы меняет инициатор.")
        self.session.refresh(approval)
        if approval.state is not ApprovalState.RUNNING or approval.version != version:
            raise Stale(STALE)
        self.check([*(stage_problems(stages) if stages else ()), *self._unknown(stages)])
        rows = rows_of(self.session, [approval.id], approval.cycle)
        begun = max(rows[place].stage for place in waited(turns_of(rows)))
        later = [row.id for row in rows if row.stage > begun]
        self.session.execute(delete(ApprovalVisa).where(ApprovalVisa.id.in_(later)))
        course = Course(self.context)
        kept = [_as_stage([row for row in rows if row.stage == number], number) for number in range(1, begun + 1)]
        self.check(self._twice([*kept, *stages]))
        course.put_stages(approval, stages, begun + 1)
        draft = SendDraft(stages=[_as_stage(rows_of(self.session, [approval.id]))])
        self.check(self._left_out(document, draft))
        course.proceed(approval, document)
        self.record("approval_changed", "document", document.id, absent.name if absent else "", approval=approval.id)
        self._changed(document)

    def _put_one(self, document_id: DocumentId, draft: VisaDraft) -> BulkOutcome:
        """What is refused leaves no trace but its reason."""
        acts, notes, title = len(self.context.entries), len(self.context.notes), f"№ {document_id}"
        try:
            with self.session.begin_nested():
                title = _title(visible_document(self.session, self.caller, document_id))
                self.put_visa(document_id, draft)
                self.session.flush()
                return BulkOutcome(document_id, title, draft.visa.label.lower(), "")
        except CallError as error:
            del self.context.entries[acts:], self.context.notes[notes:]
            return BulkOutcome(document_id, title, "", error.message)

    def _own(self, document: Document, visa_id: VisaId | None) -> tuple[Approval, ApprovalVisa, StandIn | None]:
        """The visa that is waited for from the caller, one in person before one for somebody absent."""
        approval = open_approval(self.session, document.id)
        if approval is None or approval.state is not ApprovalState.RUNNING:
            raise Invalid(NOT_WAITED)
        rows = rows_of(self.session, [approval.id], approval.cycle)
        open_now = [rows[place] for place in waited(turns_of(rows))]
        selves, me = self.caller.selves(document.kind, signing=True), self.caller.me
        mine = [row for row in open_now if row.person_id in selves and visa_id in {None, row.id}]
        if not mine:
            raise NotAllowed(NOT_WAITED)
        row = min(mine, key=lambda each: each.person_id != me.id)
        absent = next((each for each in me.stands_in if each.id == row.person_id), None)
        return approval, row, absent if row.person_id != me.id else None

    def _row(self, visa_id: VisaId) -> ApprovalVisa:
        row = self.session.get(ApprovalVisa, visa_id)
        if row is None:
            raise Missing("Такой визы нет. Обновите вкладку.")
        return row

    def _for_whom(self, document: Document, people: Collection[PersonId], refusal: str) -> StandIn | None:
        """Whom the caller stands in for among those entitled; nobody when entitled in person. Raises NotAllowed."""
        me = self.caller.me
        if me.id in people:
            return None
        selves = self.caller.selves(document.kind) & set(people)
        if not selves:
            raise NotAllowed(refusal)
        return next(each for each in me.stands_in if each.id in selves)

    def _absent_id(self, document: Document) -> PersonId | None:
        absent = self._for_whom(document, self._preparing(document), "")
        return absent.id if absent else None

    def _preparing(self, document: Document) -> set[PersonId]:
        return {person for person in (document.author_id, document.executor_id) if person}

    def _revised(self, row: ApprovalVisa) -> bool:
        """Whether the files are others than those that stood before the approver."""
        document_id = self.session.get_one(Approval, row.approval_id).document_id
        seen = files_seen(self.session, [row.id]).get(row.id, [])
        return versions_in(seen) != versions_in(current_files(self.session, document_id))

    def _check_answered(self, approval: Approval) -> None:
        rows = rows_of(self.session, [approval.id], approval.cycle)
        left = [row for row in rows if row.visa is not None and row.visa.asks_for_text and row.taken is None]
        if left:
            raise Invalid(UNANSWERED.format(len(left)))

    def _unknown(self, stages: list[Stage], field: str = "stages") -> list[Problem]:
        people = people_in(stages)
        if len(RouteService(self.context).at_work(people)) == len(people):
            return []
        return [Problem(field, "Один из согласующих уволен или неизвестен: выберите другого.")]

    def _twice(self, stages: list[Stage]) -> list[Problem]:
        """One visa of a person in one cycle says all that he has to say; the next cycle asks him anew."""
        twice = again(stages)
        names = people_of(self.session, twice, self.today)
        return [
            Problem("stages", TWICE.format(names[person].name, " и ".join(f"«{title}»" for title in titles)))
            for person, titles in twice.items() if person in names
        ]  # fmt: skip

    def _left_out(self, document: Document, draft: SendDraft) -> list[Problem]:
        """Whom a mandatory route of the kind names and the sent one does not."""
        sent = {person for stage in draft.stages for person in stage.person_ids}
        routes = [route for route in RouteService(self.context).offered(document) if route.mandatory]
        if not routes or any(sent >= people_in(route.stages) for route in routes):
            return []
        lacking = people_in(routes[0].stages) - sent
        names = ", ".join(sorted(row.name for row in people_of(self.session, lacking, self.today).values()))
        text = f"Маршрут «{routes[0].title}» обязателен для этого вида, а в отправляемом нет: {names}."
        return [Problem("stages", text)]

    def _changed(self, document: Document) -> None:
        self.changed(Kind.DOCUMENT, document.id, audience(self.session, document))


def _as_stage(rows: list[ApprovalVisa], number: int = 1) -> Stage:
    """Everybody among the rows, whatever the stage."""
    title = rows[0].stage_title if rows else ""
    return Stage(title=title or f"Этап {number}", person_ids=[row.person_id for row in rows])


def _title(document: Document) -> str:
    return document.summary[:80] or document.name or f"№ {document.id}"
