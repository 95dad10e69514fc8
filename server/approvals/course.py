"""An approval on its course: turns come, cycles begin anew, the document goes on to signing or back."""

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import insert
from sqlalchemy.orm.attributes import flag_modified

from common.approvals.api import ApprovalState, SendDraft, Stage
from common.approvals.course import Outcome, Restart, Visa, asked_again, outcome, waited
from common.kernel.deadlines import Count, Deadline, DeadlineRule
from common.kernel.ids import PersonId, VisaId
from common.notifications import Happening
from common.registry.rules import Action
from server.approvals.models import Approval, ApprovalVisa, ApprovalVisaFile
from server.approvals.queries import current_files, rows_of, turns_of
from server.calendars.service import CalendarService
from server.core.service import Service
from server.notifications.telling import tell
from server.registry.models import Document
from server.registry.service import RegistryService

FROM_APPROVERS = "Не согласовано. Замечания: {0}."


class Course(Service):
    def begin(self, document: Document, draft: SendDraft, in_stead_of_id: PersonId | None) -> Approval:
        """The approval of a document that is on its way to approval already."""
        approval = Approval(
            document_id=document.id, initiator_id=self.caller.me.id, in_stead_of_id=in_stead_of_id,
            route_id=draft.route_id, restart=draft.restart, started=self.now,
        )  # fmt: skip
        self.session.add(approval)
        self.session.flush()  # the id
        self.put_stages(approval, draft.stages, 1)
        self.proceed(approval, document)
        return approval

    def put_stages(self, approval: Approval, stages: Iterable[Stage], first: int) -> None:
        for number, stage in enumerate(stages, start=first):
            self.session.add_all(
                ApprovalVisa(
                    approval_id=approval.id, cycle=approval.cycle, stage=number, position=position,
                    stage_title=stage.title.strip(), stage_order=stage.order, days=stage.days, person_id=person_id,
                )
                for position, person_id in enumerate(stage.person_ids, start=1)
            )  # fmt: skip
        self.session.flush()  # the ids

    def proceed(self, approval: Approval, document: Document) -> None:
        """After anything has happened: whose turn comes, or how it ends."""
        flag_modified(approval, "cycle")  # whoever has read the approval before is told that it has gone on
        rows = rows_of(self.session, [approval.id], approval.cycle)
        turns = turns_of(rows)
        result = outcome(turns)
        if result is Outcome.RUNNING:
            self._arrive([rows[place] for place in waited(turns)], document, rows)
            return
        self._await(document, rows, set())
        if result is Outcome.AGREED:
            approval.state, approval.ended = ApprovalState.AGREED, self.now
            self.session.flush()
            RegistryService(self.context).take_step(document, Action.APPROVE)
        else:
            approval.state = ApprovalState.RETURNED
            self.session.flush()
            said = len([row for row in rows if row.visa is not None and row.visa.asks_for_text])
            RegistryService(self.context).take_step(document, Action.SEND_BACK, FROM_APPROVERS.format(said))

    def next_cycle(self, approval: Approval, document: Document) -> None:
        """Asks anew whom the route says; who was not asked yet goes over into the new cycle."""
        rows = rows_of(self.session, [approval.id], approval.cycle)
        again = asked_again(turns_of(rows), Restart(approval.restart))
        approval.cycle, approval.state = approval.cycle + 1, ApprovalState.RUNNING
        copies: dict[VisaId, ApprovalVisa] = {}
        for place in again:
            row = rows[place]
            copies[row.id] = ApprovalVisa(
                approval_id=approval.id, cycle=approval.cycle, stage=row.stage, position=row.position,
                stage_title=row.stage_title, stage_order=row.stage_order, days=row.days, person_id=row.person_id,
                added_by_id=row.added_by_id,
            )  # fmt: skip
        self.session.add_all(copies.values())
        self.session.flush()  # the ids
        for place in again:
            before = copies.get(rows[place].after_id) if rows[place].after_id else None  # type: ignore[arg-type]
            copies[rows[place].id].after_id = before.id if before else None
        for row in rows:
            if row.visa is None:
                row.cycle = approval.cycle
                row.arrived = row.due = row.deadline = None
                row.after_id = copies[row.after_id].id if row.after_id in copies else row.after_id
        self.proceed(approval, document)

    def decide(self, row: ApprovalVisa, visa: Visa, text: str) -> None:
        row.visa, row.text, row.decided, row.by_id = visa, text.strip(), self.now, self.caller.me.id
        approval = self.session.get_one(Approval, row.approval_id)
        seen = [
            {"visa_id": row.id, "attachment_id": file.attachment_id, "number": file.number, "name": file.name,
             "sha256": file.sha256}
            for file in current_files(self.session, approval.document_id)
        ]  # fmt: skip
        if seen:
            self.session.execute(insert(ApprovalVisaFile), seen)
        self.session.flush()

    def stop(self, approval: Approval, document: Document, reason: str) -> None:
        approval.state, approval.ended, approval.reason = ApprovalState.STOPPED, self.now, reason
        self._await(document, rows_of(self.session, [approval.id], approval.cycle), set())
        self.record("approval_stopped", "document", document.id, approval=approval.id, reason=reason)

    def _arrive(self, come: Sequence[ApprovalVisa], document: Document, rows: Sequence[ApprovalVisa]) -> None:
        asked = [row for row in come if row.arrived is None]
        for row in asked:
            deadline = self._deadline(row.days)
            row.arrived, row.due = self.now, deadline.due if deadline else None
            row.deadline = msgspec.to_builtins(deadline)
        self._await(document, rows, {row.person_id for row in come})
        for row in asked:
            tell(self.context, Happening.VISA_ASKED, [row.person_id], document.id, due=row.due)

    def _await(self, document: Document, rows: Sequence[ApprovalVisa], people: set[PersonId]) -> None:
        self.session.flush()
        come = {row.person_id for row in rows if row.arrived is not None}
        RegistryService(self.context).note_approvers(document, come, people)

    def _deadline(self, days: int) -> Deadline | None:
        if not days:
            return None
        rule = DeadlineRule(title="Срок согласования", count=Count.WORKING, amount=days)
        return CalendarService(self.context).deadline(rule, self.today)
