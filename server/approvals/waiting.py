"""What waits for the caller's visa or signature, with what he decides by: terms, stages, how it was agreed."""

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, or_, select, true
from sqlalchemy.orm import aliased
from sqlalchemy.sql.selectable import LateralFromClause as Lateral

from common.approvals.api import ApprovalState
from common.approvals.course import Visa
from common.approvals.waiting import Agreement, Desk, Remark, WaitingApi, WaitingCount, WaitingFilter, WaitingRow
from common.kernel.deadlines import Deadline
from common.kernel.ids import DocumentId
from common.kernel.paging import PAGE_SIZE, Page
from common.registry.card import Restriction
from common.registry.classes import DocumentState
from common.registry.document import DocumentFilter
from server.approvals.models import Approval, ApprovalVisa
from server.core.models import AuditEvent
from server.core.service import Caller, Service
from server.correspondents.models import Correspondent
from server.identity.models import Person, Unit
from server.registry.conditions import conditions_of
from server.registry.models import Document, DocumentKind
from server.registry.queries import initials, sight

STATES = {Desk.VISA: DocumentState.APPROVAL, Desk.SIGNATURE: DocumentState.SIGNING}
CAME = ("sent_for_signing", "approved")  # acts after which a project lies before its signatory
Initiator, Prepared, Whose = aliased(Person), aliased(Person), aliased(Person)


class WaitingService(Service, WaitingApi):
    def folder(self, chosen: WaitingFilter, offset: int = 0, limit: int = PAGE_SIZE) -> Page[WaitingRow]:
        turn, last = _turn(self.caller), _last_approval()
        found = self._found(chosen, turn, last)
        total = self.session.execute(select(func.count()).select_from(found.subquery())).scalar_one()
        came = _came() if chosen.desk is Desk.SIGNATURE else turn.c.arrived
        asked = _columns(found, turn, last, came).order_by(turn.c.due.nulls_last(), came.nulls_last(), Document.id)
        rows = self.session.execute(asked.offset(offset).limit(limit))
        return Page(total, [self._row(row, chosen.desk) for row in rows])

    def counts(self) -> list[WaitingCount]:
        turn, last = _turn(self.caller), _last_approval()
        late = func.count().filter(turn.c.due < self.today)
        found = []
        for desk in Desk:
            asked = self._found(WaitingFilter(desk=desk), turn, last).with_only_columns(func.count(), late)
            found.append(WaitingCount(desk, *self.session.execute(asked).one()))
        return found

    def remarks(self, document_ids: list[DocumentId]) -> list[Remark]:
        later, its = aliased(ApprovalVisa), aliased(Approval)
        last_word = (
            select(later.visa).join(its, its.id == later.approval_id).where(its.document_id == Approval.document_id)
            .where(later.person_id == ApprovalVisa.person_id, later.decided > ApprovalVisa.decided)
            .order_by(later.decided.desc()).limit(1).scalar_subquery()
        )  # fmt: skip
        rows = self.session.execute(
            select(Approval.document_id, ApprovalVisa, ApprovalVisa.visa, Person, last_word)
            .join(Approval, Approval.id == ApprovalVisa.approval_id).join(Person, Person.id == ApprovalVisa.person_id)
            .join(Document, Document.id == Approval.document_id)
            .where(Approval.document_id.in_(document_ids), ApprovalVisa.visa != Visa.AGREED, sight(self.caller))
            .order_by(Approval.document_id, ApprovalVisa.decided, ApprovalVisa.id)
        )  # fmt: skip
        return [
            Remark(document_id=document_id, person=person.name, visa=visa, text=row.text, taken=row.taken,
                   answer=row.answer, later=Visa(after) if after else None)
            for document_id, row, visa, person, after in rows if visa is not None
        ]  # fmt: skip

    def _found(self, chosen: WaitingFilter, turn: Lateral, last: Lateral) -> Select[Any]:
        waits = DocumentFilter(document_class=None, states=(STATES[chosen.desk],), awaits_me=True, kind=chosen.kind)
        asked = conditions_of(self.session, self.caller, waits, self.today)
        if chosen.text:
            texts = (Document.summary, Correspondent.name, Prepared.surname, Initiator.surname)
            asked.append(or_(*(each.icontains(chosen.text.strip(), autoescape=True) for each in texts)))
        if chosen.overdue:
            asked.append(turn.c.due < self.today)
        if chosen.with_remarks:
            asked.append(_agreement(last) == Agreement.WITH_REMARKS)
        return (
            select(Document.id).outerjoin(turn, true()).outerjoin(last, true())
            .outerjoin(Prepared, Prepared.id == Document.executor_id)
            .outerjoin(Initiator, Initiator.id == func.coalesce(turn.c.initiator_id, last.c.initiator_id))
            .outerjoin(Whose, Whose.id == turn.c.person_id)
            .outerjoin(Correspondent, Correspondent.id == Document.correspondent_id)
            .where(sight(self.caller), *asked)
        )  # fmt: skip

    def _row(self, row: Row[Any], desk: Desk) -> WaitingRow:
        late = (self.today - row.due).days if row.due else 0
        stage = (
            f"{row.stage} из {row.stages}" + (f". {row.stage_title}" if row.stage_title else "") if row.stage else ""
        )
        signs_for = next((each.name for each in self.caller.me.stands_in if each.id == row.signatory_id), "")
        replaced = row.whose or "" if row.person_id != self.caller.me.id else ""
        return WaitingRow(
            id=row.id, kind=row.kind or "", correspondent=row.correspondent or "", summary=row.summary,
            restricted=row.restriction != Restriction.NONE, prepared=row.prepared or "", unit=row.unit or "",
            arrived=row.came, whose=signs_for if desk is Desk.SIGNATURE else replaced,
            initiator=row.initiator or "", due=row.due,
            deadline=msgspec.convert(row.deadline, Deadline | None), overdue_days=max(late, 0), stage=stage,
            cycle=row.cycle or 0, agreement=Agreement(row.agreement),
        )  # fmt: skip


def _columns(found: Select[Any], turn: Lateral, last: Lateral, came: ColumnElement[Any]) -> Select[Any]:
    stages = (
        select(func.max(ApprovalVisa.stage))
        .where(ApprovalVisa.approval_id == turn.c.approval_id, ApprovalVisa.cycle == turn.c.cycle).scalar_subquery()
    )  # fmt: skip
    kind = select(DocumentKind.title).where(DocumentKind.key == Document.kind).scalar_subquery()
    unit = select(Unit.short_title).where(Unit.id == Document.unit_id).scalar_subquery()
    return found.with_only_columns(
        Document.id, Document.summary, Document.restriction, Document.signatory_id, kind.label("kind"),
        unit.label("unit"), Correspondent.name.label("correspondent"), initials(Prepared).label("prepared"),
        initials(Initiator).label("initiator"), initials(Whose).label("whose"), turn.c.person_id, turn.c.due,
        turn.c.deadline, turn.c.stage, turn.c.stage_title, turn.c.cycle, stages.label("stages"), came.label("came"),
        _agreement(last).label("agreement"),
    )  # fmt: skip


def _turn(caller: Caller) -> Lateral:
    """The visa that is waited for: the caller's own before that of somebody absent."""
    mine: list[ColumnElement[bool]] = [ApprovalVisa.person_id == caller.me.id]
    for absent in (each for each in caller.me.stands_in if each.signs):
        of_kind = [Document.kind.in_(absent.kinds)] if absent.kinds else []
        mine.append(and_(ApprovalVisa.person_id == absent.id, *of_kind))
    return (
        select(
            ApprovalVisa.approval_id, ApprovalVisa.person_id, ApprovalVisa.due, ApprovalVisa.deadline,
            ApprovalVisa.arrived, ApprovalVisa.stage, ApprovalVisa.stage_title, ApprovalVisa.cycle,
            Approval.initiator_id,
        )
        .join(Approval, Approval.id == ApprovalVisa.approval_id)
        .where(Approval.document_id == Document.id, Approval.state == ApprovalState.RUNNING)
        .where(ApprovalVisa.cycle == Approval.cycle, ApprovalVisa.visa.is_(None), ApprovalVisa.arrived.is_not(None))
        .where(or_(*mine)).order_by(ApprovalVisa.person_id != caller.me.id, ApprovalVisa.id).limit(1)
        .correlate(Document).lateral("turn")
    )  # fmt: skip


def _last_approval() -> Lateral:
    remarked = exists().where(
        ApprovalVisa.approval_id == Approval.id, ApprovalVisa.cycle == Approval.cycle,
        ApprovalVisa.visa == Visa.WITH_REMARKS,
    )  # fmt: skip
    return (
        select(Approval.state, Approval.initiator_id, remarked.label("remarked"))
        .where(Approval.document_id == Document.id).order_by(Approval.id.desc()).limit(1)
        .correlate(Document).lateral("last")
    )  # fmt: skip


def _agreement(last: Lateral) -> ColumnElement[str]:
    return case(
        (last.c.state.is_(None), Agreement.NONE.value),
        (last.c.state != ApprovalState.AGREED, Agreement.UNFINISHED.value),
        (last.c.remarked, Agreement.WITH_REMARKS.value),
        else_=Agreement.AGREED.value,
    )


def _came() -> ColumnElement[Any]:
    """When it came to the signatory, by the acts of the document."""
    return (
        select(func.max(AuditEvent.at))
        .where(AuditEvent.kind == "document", AuditEvent.object_id == Document.id, AuditEvent.action.in_(CAME))
        .correlate(Document).scalar_subquery()
    )  # fmt: skip
