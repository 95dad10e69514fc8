"""Dialogs that regulate the course of an assignment."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from client.assignments.deadline_field import DeadlineField
from client.core.calls import Call
from client.shell.workplace import Workplace
from client.widgets.date_field import DateField, shown
from client.widgets.fields import ChoiceField, FlagField, MultilineField, TextField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.lookup import CallLookup, Suggestion, person_suggestion
from client.widgets.messages import label, said
from client.widgets.pickers import PeopleField, PickField
from common.assignments.assignment import AssignmentCard, DueChange, Extension, ExtensionDraft, Reassignment
from common.calendars import Norm
from common.identity import PersonRow
from common.kernel.deadlines import Deadline
from common.kernel.validation import Problem
from common.rpc.errors import CallError


class CourseDialog(FormDialog):
    """What the assignment is stands above what is asked about it."""

    def __init__(
        self, workplace: Workplace, card: AssignmentCard, title: str, form: Form, action: str,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        self._work, self._card, self._api = workplace, card, workplace.apis.assignments
        super().__init__(title, form, action, parent)
        row = card.row
        text = self.tr("{0}: {1}. Срок {2}").format(row.responsible, row.text.rstrip("."), shown(row.due))
        if card.postponements:
            text += self.tr(", переносов: {0}, первоначально {1}").format(
                len(card.postponements), shown(card.first_due)
            )
        form.add_wide(label(text + ".", "caption", wrap=True), 0)
        self.resize(600, 300)

    @property
    def _ids(self) -> dict[str, Any]:
        return {"assignment_id": self._card.row.id, "version": self._card.version}


class MoveDueDialog(CourseDialog):
    """The new deadline explains itself before it is set."""

    def __init__(self, workplace: Workplace, card: AssignmentCard, parent: QWidget | None = None) -> None:
        form = Form(DueChange, ("rule", "reason"))
        self.rule, self.reason, self.basis = DeadlineField(workplace.today()), MultilineField(rows=3), TextField()
        self.due = label("", "caption", wrap=True)
        super().__init__(workplace, card, self.tr("Перенос срока"), form, self.tr("&Перенести"), parent)
        form.add("rule", self.tr("Новый срок"), self.rule, 1, span=2)
        form.add_wide(self.due, 2)
        form.add("reason", self.tr("Причина переноса"), self.reason, 3, span=2)
        form.add("basis", self.tr("Документ-основание"), self.basis, 4, span=2)
        form.close_up(5)
        self.rule.changed.connect(self._count)
        workplace.calls(self, workplace.apis.calendars.norms).then(self._show_norms).fails(self.refuse)
        self.rule.editor.setFocus()

    def draft(self) -> DueChange:
        return DueChange(**self._ids, **self.form.values())

    def problems(self) -> Iterable[Problem]:
        return self.draft().problems()

    def send(self) -> Call[None]:
        return self._work.calls(self, self._api.move_due, self.draft())

    def _show_norms(self, norms: list[Norm]) -> None:
        self.rule.show_norms(norms)

    def _count(self) -> None:
        rule = self.rule.value()
        if rule is None:
            self.due.clear()
            return
        call = self._work.calls(self, self._work.apis.calendars.deadline, rule, self._work.today())
        call.then(self._show_due).fails(self._show_no_due)

    def _show_due(self, deadline: Deadline) -> None:
        self.due.setText(self.tr("Станет {0}. ").format(shown(deadline.due)) + deadline.explanation())

    def _show_no_due(self, error: CallError) -> None:
        self.due.setText(said(error))


class ExtensionDialog(CourseDialog):
    def __init__(self, workplace: Workplace, card: AssignmentCard, parent: QWidget | None = None) -> None:
        form = Form(ExtensionDraft, ("until", "reason"))
        self.until, self.reason = DateField(workplace.today()), MultilineField(rows=4)
        super().__init__(workplace, card, self.tr("Просьба о продлении срока"), form, self.tr("&Отправить"), parent)
        form.add("until", self.tr("Продлить до"), self.until, 1)
        form.add("reason", self.tr("Обоснование"), self.reason, 2, span=2)
        form.close_up(3)
        self.until.editor.setFocus()

    def draft(self) -> ExtensionDraft:
        return ExtensionDraft(**self._ids, **self.form.values())

    def problems(self) -> Iterable[Problem]:
        return self.draft().problems()

    def send(self) -> Call[None]:
        return self._work.calls(self, self._api.ask_extension, self.draft())


class DecisionDialog(CourseDialog):
    """Granting moves the deadline at once; refusing wants a reason."""

    def __init__(
        self, workplace: Workplace, card: AssignmentCard, asked: Extension, parent: QWidget | None = None
    ) -> None:
        form = Form()
        self.granted = ChoiceField([(True, self.tr("продлить")), (False, self.tr("отказать"))], nothing=True)
        self.answer = MultilineField(rows=3)
        super().__init__(workplace, card, self.tr("Решение о продлении"), form, self.tr("&Решить"), parent)
        words = self.tr("{0} просит продлить до {1}: {2}").format(asked.author, shown(asked.until), asked.reason)
        form.add_wide(label(words, "", wrap=True), 1)
        form.add("granted", self.tr("Решение"), self.granted, 2)
        form.add("answer", self.tr("Пояснение"), self.answer, 3, span=2)
        form.close_up(4)
        self.granted.show_value(value=True)
        self.granted.editor.setFocus()

    def problems(self) -> Iterable[Problem]:
        if not self.granted.value() and not self.answer.value().strip():
            yield Problem("answer", self.tr("Напишите, почему продлить нельзя."))

    def send(self) -> Call[None]:
        row = self._card.row
        return self._work.calls(
            self, self._api.decide_extension, row.id, self._card.version, self.granted.value(), self.answer.value()
        )


class ReassignDialog(CourseDialog):
    def __init__(self, workplace: Workplace, card: AssignmentCard, parent: QWidget | None = None) -> None:
        form = Form(Reassignment, ("responsible_id", "reason"))
        lookup = CallLookup(self._find, person_suggestion)
        self.responsible = PickField(lookup, placeholder=self.tr("фамилия"))
        self.others, self.reason = PeopleField(lookup, self.tr("фамилия")), MultilineField(rows=3)
        super().__init__(workplace, card, self.tr("Замена исполнителей"), form, self.tr("&Заменить"), parent)
        form.add("responsible_id", self.tr("Ответственный"), self.responsible, 1, span=2)
        form.add("co_executor_ids", self.tr("Соисполнители"), self.others, 2, span=2)
        form.add("reason", self.tr("Причина"), self.reason, 3, span=2)
        form.close_up(4)
        names = card.row.co_executors.split(", ")
        self.others.show_value([Suggestion(key, name) for key, name in zip(card.executor_ids[1:], names, strict=False)])
        self.responsible.editor.setFocus()

    def draft(self) -> Reassignment:
        return Reassignment(**self._ids, **self.form.values())

    def problems(self) -> Iterable[Problem]:
        return self.draft().problems()

    def send(self) -> Call[None]:
        return self._work.calls(self, self._api.reassign, self.draft())

    def _find(self, owner: QObject, text: str) -> Call[list[PersonRow]]:
        return self._work.calls(owner, self._work.apis.identity.people, text)


class RecallDialog(CourseDialog):
    def __init__(self, workplace: Workplace, card: AssignmentCard, parent: QWidget | None = None) -> None:
        form = Form(None, ("reason",))
        self.reason = MultilineField(rows=3)
        self.with_branch = FlagField(self.tr("Вместе с подпоручениями"))
        super().__init__(workplace, card, self.tr("Отзыв поручения"), form, self.tr("&Отозвать"), parent)
        form.add("reason", self.tr("Причина"), self.reason, 1, span=2)
        form.add("with_branch", "", self.with_branch, 2, span=2)
        form.close_up(3)
        self.with_branch.show_value(value=True)
        self.reason.editor.setFocus()

    def problems(self) -> Iterable[Problem]:
        if not self.reason.value().strip():
            yield Problem("reason", self.tr("Напишите, почему поручение отзывается."))

    def send(self) -> Call[None]:
        row, with_branch = self._card.row, self.with_branch.value()
        return self._work.calls(self, self._api.cancel, row.id, self._card.version, self.reason.value(), with_branch)
