"""What is asked before an assignment is moved, extended, reassigned or recalled."""

from collections.abc import Iterable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from client.assignments.deadline_field import DeadlineField
from client.assignments.due_line import DueLine
from client.assignments.executor_fields import executor_field, executor_suggestion, executors_field
from client.core.calls import Call
from client.shell.workplace import Workplace
from client.widgets.date_field import shown
from client.widgets.fields import ChoiceField, FlagField, MultilineField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.lookup import CallLookup, Suggestion
from client.widgets.messages import label
from client.widgets.pickers import PickField
from common.assignments.cards import AssignmentCard
from common.assignments.orders import Executing, TermDraft
from common.assignments.rules import Action
from common.kernel.paging import Page
from common.kernel.validation import Problem, require
from common.kernel.wording import day
from common.registry.document import DocumentFilter, DocumentRow


class TermDialog(FormDialog):
    """A new deadline by whoever may give one, or a request for it by the executor."""

    def __init__(
        self, workplace: Workplace, card: AssignmentCard, *, asking: bool, parent: QWidget | None = None
    ) -> None:  # fmt: skip
        form = Form(TermDraft, ("rule", "reason"))
        self._work, self._card, self._asking = workplace, card, asking
        self.rule, self.reason = DeadlineField(workplace.today(), extends=True), MultilineField(rows=3)
        self.basis = PickField(CallLookup(self._find, _document), placeholder=self.tr("номер документа"))
        title = self.tr("Запрос о продлении срока") if asking else self.tr("Перенос срока")
        super().__init__(title, form, self.tr("&Просить") if asking else self.tr("&Перенести"), parent)
        self.due_line = DueLine(workplace, self.rule, self, card.first_due)
        moved = self.tr(" · переносов: {0}, первоначально {1}").format(card.row.moves, shown(card.first_due))
        now = self.tr("Срок сейчас: {0}").format(shown(card.row.due)) + (moved if card.row.moves else "")
        form.grid.addWidget(label(now, "caption"), 1, 1, 1, 3)
        form.add("rule", self.tr("Новый срок"), self.rule, 1, span=2)
        self.due_line.put(form, 4)
        form.add("reason", self.tr("Обоснование") if asking else self.tr("Причина"), self.reason, 5, span=2)
        form.add("basis_id", self.tr("Документ-основание"), self.basis, 6, span=2)
        form.close_up(7)
        form.show_values(TermDraft())
        self.resize(620, 330)
        self.rule.editor.setFocus()

    def draft(self) -> TermDraft:
        return TermDraft(**self.form.values())

    def problems(self) -> Iterable[Problem]:
        return self.draft().problems()

    def send(self) -> Call[None]:
        terms = self._work.apis.terms
        act = terms.ask if self._asking else terms.move
        return self._work.calls(self, act, self._card.row.id, self._card.version, self.draft())

    def _find(self, owner: QObject, text: str) -> Call[Page[DocumentRow]]:
        chosen = DocumentFilter(document_class=None, number=text)
        return self._work.calls(owner, self._work.apis.registry.documents, chosen, 0, 20)


def _document(row: DocumentRow) -> Suggestion:
    on = f" от {row.registered:%d.%m.%Y}" if row.registered else ""
    detail = " · ".join(part for part in (row.kind, row.correspondent, row.summary) if part)
    return Suggestion(row.id, f"№ {row.number}{on}", detail, row)


class DecisionDialog(FormDialog):
    """Answers a request for more time; a refusal says why."""

    def __init__(self, workplace: Workplace, card: AssignmentCard, parent: QWidget | None = None) -> None:
        form = Form()
        self._work, self._card = workplace, card
        self.granted = ChoiceField([(True, self.tr("Продлить срок")), (False, self.tr("Отказать"))], nothing=None)
        self.answer = MultilineField(rows=3)
        self.answer.limit(2000)
        super().__init__(self.tr("Решение по запросу о продлении"), form, self.tr("&Решить"), parent)
        request = next(step for step in reversed(card.steps) if step.action is Action.ASK)
        said = self.tr("{0} просит перенести срок с {1} на {2}: {3}").format(
            request.person, shown(card.row.due), day(request.new_due), request.text
        )
        form.grid.addWidget(label(said, "", wrap=True), 1, 0, 1, 4)
        form.add("granted", self.tr("Решение"), self.granted, 1, span=2)
        form.add("answer", self.tr("Пояснение"), self.answer, 2, span=2)
        form.close_up(3)
        self.granted.show_value(True)
        self.resize(560, 230)
        self.granted.editor.setFocus()

    def problems(self) -> Iterable[Problem]:
        if not self.granted.value():
            yield from require("answer", self.answer.value(), self.tr("Причина отказа"))

    def send(self) -> Call[None]:
        granted, answer = self.granted.value(), self.answer.value()
        return self._work.calls(
            self, self._work.apis.terms.decide, self._card.row.id, self._card.version, granted, answer
        )


class ReplaceDialog(FormDialog):
    """Other executors, or others among them; the history says who they were."""

    def __init__(self, workplace: Workplace, card: AssignmentCard, parent: QWidget | None = None) -> None:
        form = Form(None, ("responsible_id", "reason"))
        self._work, self._card = workplace, card
        self.responsible = executor_field(workplace, self.tr("фамилия, должность или подразделение"))
        self.co_executors, self.reason = executors_field(workplace), MultilineField(rows=2)
        self.reason.limit(2000)
        super().__init__(self.tr("Замена исполнителя"), form, self.tr("&Заменить"), parent)
        form.add("responsible_id", self.tr("Ответственный"), self.responsible, 0, span=2)
        form.add("co_executor_ids", self.tr("Соисполнители"), self.co_executors, 1, span=2)
        form.add("reason", self.tr("Причина"), self.reason, 2, span=2)
        form.close_up(3)
        named = {row.id: executor_suggestion(row) for row in card.executors}
        if card.executors:
            self.responsible.show_value(executor_suggestion(card.executors[0]))
        self.co_executors.show_value([named[each] for each in card.draft.co_executor_ids])
        self.resize(600, 220)
        self.responsible.editor.setFocus()
        self.responsible.line.selectAll()

    def executing(self) -> Executing:
        return Executing(responsible_id=self.responsible.value(), co_executor_ids=self.co_executors.value())

    def problems(self) -> Iterable[Problem]:
        yield from self.executing().problems()
        yield from require("reason", self.reason.value(), self.tr("Причина замены"))

    def send(self) -> Call[None]:
        return self._work.calls(
            self, self._work.apis.assignments.replace, self._card.row.id, self._card.version, self.executing(),
            self.reason.value(),
        )  # fmt: skip


class RecallDialog(FormDialog):
    """With its branch, or leaving what was handed down to the one above."""

    def __init__(
        self, workplace: Workplace, card: AssignmentCard, children: int, parent: QWidget | None = None
    ) -> None:
        form = Form()
        self._work, self._card = workplace, card
        self.reason = MultilineField(rows=3)
        self.reason.limit(2000)
        self.branch = FlagField(self.tr("Вместе с подпоручениями ({0})").format(children))
        super().__init__(self.tr("Отзыв поручения"), form, self.tr("&Отозвать"), parent)
        form.add("reason", self.tr("Причина"), self.reason, 0, span=2)
        form.add("branch", "", self.branch, 1, span=2)
        form.close_up(2)
        self.branch.show_value(True)
        form.show_field("branch", visible=children > 0)
        self.resize(520, 190)
        self.reason.editor.setFocus()

    def problems(self) -> Iterable[Problem]:
        return require("reason", self.reason.value(), self.tr("Причина"))

    def send(self) -> Call[None]:
        return self._work.calls(
            self, self._work.apis.assignments.cancel, self._card.row.id, self._card.version, self.reason.value(),
            self.branch.value(),
        )  # fmt: skip
