"""Points of a legal act: after its registration each becomes an assignment of whoever has signed the act."""

from collections.abc import Sequence
from typing import ClassVar

import msgspec
from sqlalchemy import select

from common.assignments.cards import PointRow
from common.assignments.orders import ResolutionDraft
from common.assignments.rules import Status
from common.kernel.deadlines import Count, DeadlineRule, Shift
from common.kernel.ids import DocumentId, ExecutorId, PersonId
from common.registry.classes import DocumentClass, DocumentState
from common.registry.rules import Action
from common.rpc.errors import Invalid
from server.assignments.executors import titles_of
from server.assignments.issuing import Issuing
from server.assignments.models import Assignment
from server.core.events import DocumentPassed, DocumentRegistered
from server.core.service import Context, Service
from server.jobs.service import JobService
from server.jobs.work import JobKind, Work
from server.registry.models import ActPoint, Document
from server.registry.queries import names_of

NOT_NEEDED = "Поручения не требует: не названы ни исполнитель, ни срок."
NOBODY = "Исполнитель не назван."
OWN_POINTS = "Пункты {0} поручены тому, кто подписывает акт: назовите в них другого исполнителя или оставьте без него."
HIMSELF = "Исполнитель — сам подписавший: выдайте поручение тому, кто ему подчинён, или никому."
NO_TERM = "Срок не назван: его ставит тот, кто выдаёт поручение."


class PointsOrder(msgspec.Struct, frozen=True):
    document_id: DocumentId


class IssuePoints(JobKind[PointsOrder]):
    """Each point in a transaction of its own; after a crash those go on that are not issued yet."""

    code = "assignments.points"
    payload: ClassVar[type[PointsOrder]] = PointsOrder

    def run(self, work: Work, payload: PointsOrder) -> str:
        with work.transaction() as context:
            waiting = Points(context).to_issue(payload.document_id)
        refused: list[str] = []
        for done, position in enumerate(waiting, 1):
            try:
                with work.transaction() as context:
                    Points(context).issue(payload.document_id, position)
            except Invalid as refusal:
                refused.append(refusal.message)
            work.progress(done, len(waiting))
        return " ".join([f"Выдано поручений по пунктам: {len(waiting) - len(refused)}.", *refused])


class Points(Service):
    def rows(self, document: Document) -> list[PointRow]:
        """Every point in the order of the act, with the assignment that it has become, or why it has not."""
        points = self._points(document.id)
        executors = {ExecutorId(point.executor_id) for point in points if point.executor_id}
        names, given = titles_of(self.session, executors), self._given(document.id)
        controllers = {point.position: self._controller(document, point.executor_id) for point in points}
        named = names_of(self.session, [each for each in controllers.values() if each])
        return [
            PointRow(
                point.position, point.number, point.text, ExecutorId(point.executor_id) if point.executor_id else None,
                names.get(ExecutorId(point.executor_id), "") if point.executor_id else "", point.due,
                given.get(point.position), "" if point.position in given else self._why_not(document, point),
                controllers[point.position], named.get(controllers[point.position] or PersonId(0), ""),
            )
            for point in points
        ]  # fmt: skip

    def to_issue(self, document_id: DocumentId) -> list[int]:
        """The positions of the points that ask for an assignment and never had one."""
        document = self.session.get_one(Document, document_id)
        held = select(Assignment.act_point).where(
            Assignment.document_id == document_id, Assignment.act_point.is_not(None)
        )  # fmt: skip
        had = set(self.session.scalars(held))
        return [
            point.position for point in self._points(document_id)
            if point.position not in had and not self._why_not(document, point)
        ]  # fmt: skip

    def issue(self, document_id: DocumentId, position: int) -> None:
        """In the name of the signatory: his signature under the act has given it. Raises Invalid with its number."""
        document = self.session.get_one(Document, document_id, with_for_update=True)
        if document.state is not DocumentState.REGISTERED or position not in self.to_issue(document_id):
            return
        point = self.session.get_one(ActPoint, (document_id, position))
        author = document.signatory_id
        assert point.executor_id is not None
        assert author is not None
        controller = self._controller(document, point.executor_id)
        draft = ResolutionDraft(
            document_id=document_id, text=point.text, point=f"п. {point.number}", act_point=position,
            responsible_id=ExecutorId(point.executor_id), rule=self._term(document, point),
            controlled=controller is not None, controller_id=controller,
        )  # fmt: skip
        issuing = Issuing(self.context)
        try:
            issuing.issued(issuing.fresh(draft, author, None, Status.ISSUED, past=True), None)
        except Invalid as refusal:
            raise Invalid(f"Пункт {point.number} не выдан: {refusal.message}") from refusal

    def _points(self, document_id: DocumentId) -> Sequence[ActPoint]:
        return self.session.scalars(
            select(ActPoint).where(ActPoint.document_id == document_id).order_by(ActPoint.position)
        ).all()  # fmt: skip

    def _given(self, document_id: DocumentId) -> dict[int, Status]:
        """The state of each point's last assignment."""
        rows = self.session.execute(
            select(Assignment.act_point, Assignment.status).where(
                Assignment.document_id == document_id, Assignment.act_point.is_not(None)
            ).order_by(Assignment.id)
        )  # fmt: skip
        return {row.act_point: row.status for row in rows}

    def _why_not(self, document: Document, point: ActPoint) -> str:
        if point.executor_id is None:
            return NOBODY if point.due else NOT_NEEDED
        if point.executor_id == document.signatory_id:
            return HIMSELF
        return "" if point.due else NO_TERM

    def _controller(self, document: Document, executor: PersonId | None) -> PersonId | None:
        """Nobody controls himself: over the controller's own point stands the signatory."""
        himself = document.controller_id is not None and document.controller_id == executor
        return document.signatory_id if himself else document.controller_id

    def _term(self, document: Document, point: ActPoint) -> DeadlineRule:
        title = f"Срок пункта {point.number} акта № {document.number}"
        return DeadlineRule(title=title, count=Count.DATE, shift=Shift.NONE, fixed=point.due)


def check_points(context: Context, event: DocumentPassed) -> None:
    """An act goes to approval and signature with points that can become assignments: afterwards none is changed."""
    if event.action not in {Action.SEND_FOR_APPROVAL, Action.SEND_FOR_SIGNING}:
        return
    own = context.session.scalars(
        select(ActPoint.number).join(Document, Document.id == ActPoint.document_id)
        .where(Document.id == event.document_id, ActPoint.executor_id == Document.signatory_id)
        .order_by(ActPoint.position)
    ).all()  # fmt: skip
    if own:
        raise Invalid(OWN_POINTS.format(", ".join(own)))


def order_points(context: Context, event: DocumentRegistered) -> None:
    """The number is not kept waiting for the assignments."""
    is_act = context.session.get_one(Document, event.document_id).document_class is DocumentClass.ACT
    if is_act and Points(context).to_issue(event.document_id):
        JobService(context).order(IssuePoints.code, "Поручения по пунктам", PointsOrder(event.document_id))
