"""A resolution: what is to be done, by whom, by when, under whose control."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from client.assignments.deadline_field import DeadlineField
from client.core.calls import Call
from client.shell.workplace import Workplace
from client.widgets.date_field import shown
from client.widgets.fields import FlagField, MultilineField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.lookup import CallLookup, person_suggestion
from client.widgets.messages import label
from client.widgets.pickers import PeopleField, PickField
from common.assignments import ResolutionDraft
from common.calendars import Norm
from common.identity import PersonRow
from common.kernel.deadlines import WEEKDAYS, Deadline
from common.kernel.ids import AssignmentId, DocumentId
from common.kernel.validation import Problem
from common.rpc.errors import CallError

COUNT_AFTER = 120  # ms of rest before the deadline is counted


class ResolutionForm(FormDialog):
    """The due date stands on the form, with its reasons, before anything is issued."""

    def __init__(
        self,
        workplace: Workplace,
        document_id: DocumentId,
        parent_id: AssignmentId | None = None,
        parent: QWidget | None = None,
    ) -> None:
        form = Form(ResolutionDraft, ("text", "responsible_id", "rule"))
        self._work, self._document_id, self._parent_id = workplace, document_id, parent_id
        self.text = MultilineField(rows=4)
        self.responsible = self._person()
        self.co_executors = PeopleField(self._people())
        self.rule = DeadlineField(workplace.today())
        self.due, self.reasons = label("", "title"), label("", "hint", wrap=True)
        self.controlled, self.controller = FlagField(self.tr("На контроле")), self._person()
        self.urgent = FlagField(self.tr("Срочно"))
        self._counted: Call[Deadline] | None = None
        title = self.tr("Поручение исполнителям") if parent_id else self.tr("Резолюция")
        super().__init__(title, form, self.tr("&Вынести резолюцию"), parent)
        self._lay_out()
        self._counting = QTimer(self, singleShot=True, interval=COUNT_AFTER)
        self._counting.timeout.connect(self._count)
        self.rule.changed.connect(self._counting.start)
        self.controlled.changed.connect(self._show_control)
        form.show_values(ResolutionDraft(document_id=document_id, parent_id=parent_id))
        self._show_control()
        self._work.calls(self, self._work.apis.calendars.norms).then(self._show_norms).fails(self.refuse)
        self.resize(720, 430)
        self.text.editor.setFocus()

    def draft(self) -> ResolutionDraft:
        values = self.form.values()
        if not values["controlled"]:
            values["controller_id"] = None
        return ResolutionDraft(document_id=self._document_id, parent_id=self._parent_id, **values)

    def problems(self) -> Iterable[Problem]:
        return self.draft().problems()

    def send(self) -> Call[AssignmentId]:
        return self._work.calls(self, self._work.apis.assignments.resolve, self.draft())

    def _lay_out(self) -> None:
        form = self.form
        form.add("text", self.tr("Текст"), self.text, 0, span=2)
        form.add("responsible_id", self.tr("Ответственный"), self.responsible, 1, span=2)
        form.add("co_executor_ids", self.tr("Соисполнители"), self.co_executors, 2, span=2)
        form.add("rule", self.tr("Срок"), self.rule, 3, span=2)
        form.grid.addWidget(self.due, 5, 1, 1, 3)
        form.grid.addWidget(self.reasons, 6, 1, 1, 3)
        form.add("controlled", "", self.controlled, 6)
        form.add("controller_id", self.tr("Контролёр"), self.controller, 6, 1)
        form.add("urgent", "", self.urgent, 7)
        form.close_up(8)

    def _person(self) -> PickField:
        return PickField(self._people(), placeholder=self.tr("фамилия, должность или подразделение"))

    def _people(self) -> CallLookup:
        return CallLookup(self._find_people, person_suggestion)

    def _find_people(self, owner: QObject, text: str) -> Call[list[PersonRow]]:
        return self._work.calls(owner, self._work.apis.identity.people, text)

    def _show_norms(self, norms: list[Norm]) -> None:
        self.rule.show_norms(norms)

    def _show_control(self) -> None:
        self.form.show_field("controller_id", visible=self.controlled.value())

    def _count(self) -> None:
        if self._counted is not None:
            self._counted.cancel()
            self._counted = None
        rule = self.rule.value()
        if rule is None:
            self._show_reasons("", "")
            return
        call = self._work.calls(self, self._work.apis.calendars.deadline, rule, self._work.today())
        self._counted = call.then(self._show_due).fails(self._show_no_due)

    def _show_due(self, deadline: Deadline) -> None:
        self._counted = None
        day = f"{shown(deadline.due)}, {WEEKDAYS[deadline.due.weekday()]}"
        self._show_reasons(day, deadline.explanation())

    def _show_no_due(self, error: CallError) -> None:
        self._counted = None
        self._show_reasons("", error.message)

    def _show_reasons(self, day: str, reasons: str) -> None:
        self.due.setText(day)
        self.reasons.setText(reasons)
        for line in (self.due, self.reasons):
            line.setToolTip(reasons)
            line.setVisible(bool(line.text()))
