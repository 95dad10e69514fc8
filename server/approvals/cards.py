"""The approvals of a document as its tab shows them, with what may be done about each visa."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import select

from common.approvals.api import ApprovalCard, ApprovalState, SeenFile, VisaRow
from common.approvals.course import kind_of_route, waited
from common.identity import PersonRow
from common.kernel.deadlines import Deadline
from common.kernel.ids import ApprovalId, DocumentId, PersonId, VisaId
from common.kernel.rights import Right
from common.registry.classes import DocumentState
from common.registry.rules import Action
from server.approvals.models import Approval, ApprovalRoute, ApprovalVisa
from server.approvals.queries import current_files, files_seen, people_of, rows_of, seen_last, turns_of, versions_in
from server.core.service import Service
from server.registry.models import Document
from server.registry.participants import refusals_of


class ApprovalCards(Service):
    def of_document(self, document: Document) -> list[ApprovalCard]:
        approvals = list(
            self.session.scalars(
                select(Approval).where(Approval.document_id == document.id).order_by(Approval.id.desc())
            )
        )
        rows = rows_of(self.session, [each.id for each in approvals])
        by_approval: dict[ApprovalId, list[ApprovalVisa]] = {each.id: [] for each in approvals}
        for row in rows:
            by_approval[row.approval_id].append(row)
        named = people_of(self.session, _named(approvals, rows), self.today)
        files = files_seen(self.session, [row.id for row in rows])
        return [self._card(document, each, by_approval[each.id], named, files) for each in approvals]

    def _card(
        self, document: Document, approval: Approval, rows: Sequence[ApprovalVisa], named: dict[PersonId, PersonRow],
        files: dict[VisaId, list[SeenFile]],
    ) -> ApprovalCard:  # fmt: skip
        now = [row for row in rows if row.cycle == approval.cycle]
        runs = approval.state is ApprovalState.RUNNING and document.state is DocumentState.APPROVAL
        waiting = {now[place].id for place in waited(turns_of(now))} if runs else set()
        own = self.is_initiator(document, approval)
        refusals = refusals_of(self.session, self.caller, document)
        returned = approval.state is ApprovalState.RETURNED
        shown = [self._row(document, row, named, files.get(row.id, []), waits=row.id in waiting, own=own)
                 for row in rows]  # fmt: skip
        absent = approval.in_stead_of_id
        return ApprovalCard(
            id=approval.id, version=approval.version, state=approval.state, type=type_of_route(rows),
            initiator=named[approval.initiator_id].name + (f" за {named[absent].name}" if absent else ""),
            route=self._route(approval), restart=approval.restart, cycle=approval.cycle, started=approval.started,
            ended=approval.ended, reason=approval.reason, due=max((row.due for row in now if row.due), default=None),
            visas=shown, may_change=runs and own, may_resend=returned and not refusals[Action.SEND_FOR_APPROVAL],
            changed_since=returned and self._has_changed(document.id, approval),
        )  # fmt: skip

    def _row(
        self, document: Document, row: ApprovalVisa, named: dict[PersonId, PersonRow], files: list[SeenFile], *,
        waits: bool, own: bool,
    ) -> VisaRow:  # fmt: skip
        person = named[row.person_id]
        mine = waits and row.person_id in self.caller.selves(document.kind, signing=True)
        by = named[row.by_id].name if row.by_id else ""
        values: dict[str, Any] = {
            name: getattr(row, name)
            for name in "id cycle stage stage_title days person_id arrived due visa decided text taken answer answered"
            .split()
        }  # fmt: skip
        return VisaRow(
            **values, deadline=msgspec.convert(row.deadline, Deadline | None),
            order=row.stage_order, person=person.name, post=person.post,
            added_by=named[row.added_by_id].name if row.added_by_id else "",
            by=by if row.by_id == row.person_id or not by else f"{by} за {person.name}",
            answered_by=named[row.answered_by_id].name if row.answered_by_id else "", files=files, waits=waits,
            overdue_days=max(0, (self._last_day(row) - row.due).days) if row.due else 0,
            absent=absence(person) if waits else "", may_visa=mine,
            may_add=mine and Right.ADD_APPROVERS in self.caller.rights,
            may_answer=own and row.visa is not None and row.visa.asks_for_text,
        )  # fmt: skip

    def _last_day(self, row: ApprovalVisa) -> Any:
        """Until when the visa took its time: the day it was put, or today."""
        return self.context.clock.local(row.decided).date() if row.decided else self.today

    def is_initiator(self, document: Document, approval: Approval) -> bool:
        return bool(entitled(document, approval) & self.caller.selves(document.kind))

    def _route(self, approval: Approval) -> str:
        route = self.session.get(ApprovalRoute, approval.route_id) if approval.route_id else None
        return route.title if route else ""

    def _has_changed(self, document_id: DocumentId, approval: Approval) -> bool:
        return versions_in(current_files(self.session, document_id)) != seen_last(self.session, approval)


def entitled(document: Document, approval: Approval) -> set[PersonId]:
    """Who answers remarks and changes the route: the initiator and those who prepare the document."""
    people = (approval.initiator_id, approval.in_stead_of_id, document.author_id, document.executor_id)
    return {person for person in people if person}


def absence(person: PersonRow) -> str:
    if person.absent_until is None:
        return ""
    deputy = f", замещает {person.deputy}" if person.deputy else ""
    return f"отсутствует до {person.absent_until:%d.%m.%Y}{deputy}"


def type_of_route(rows: Sequence[ApprovalVisa]) -> str:
    """By the first cycle in which each stage was asked."""
    stages: dict[int, set[PersonId]] = {}
    orders = {row.stage: row.stage_order for row in rows}
    for row in rows:
        stages.setdefault(row.stage, set()).add(row.person_id)
    return kind_of_route([(orders[stage], len(stages[stage])) for stage in sorted(stages)])


def _named(approvals: Sequence[Approval], rows: Sequence[ApprovalVisa]) -> set[PersonId]:
    found = {person for each in approvals for person in (each.initiator_id, each.in_stead_of_id)}
    for row in rows:
        found |= {row.person_id, row.added_by_id, row.by_id, row.answered_by_id}
    return {person for person in found if person}
