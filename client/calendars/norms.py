"""Norms of deadlines, kept in order by an administrator."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from client.core.calls import Call, Latest
from client.shell.list_page import ListPage
from client.shell.workplace import Workplace
from client.widgets.date_field import shown
from client.widgets.fields import ChoiceField, CountField, FlagField, TextField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.icons import icon
from client.widgets.messages import Question, label, said
from client.widgets.paged_model import Column
from common.calendars import Norm
from common.kernel.changes import Kind
from common.kernel.deadlines import Area, Count, Deadline, DeadlineRule, Shift, Since
from common.kernel.validation import Problem
from common.rpc.errors import CallError

TITLE = 1
COUNTED = [count for count in Count if count is not Count.DATE]


class NormsPage(ListPage):
    """Del removes a norm by which no kind of documents counts."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, frozenset({Kind.DICTIONARY}), TITLE)
        self.remove_button = QPushButton(icon("trash"), self.tr("&Удалить  Del"))
        self.remove_button.setShortcut(Qt.Key.Key_Delete)
        self.remove_button.clicked.connect(self.remove)
        self.add_to_bar(self.remove_button)
        self.question = Question()
        self.add_over_list(self.question)

    def empty_words(self) -> tuple[str, str, str]:
        return self.tr("Норм нет"), self.tr("Добавьте норму: по ней считаются сроки поручений и документов."), "clock"

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Для чего"), lambda row: row.area.label, 150, tooltip=lambda row: row.area.label),
            Column(self.tr("Норма"), lambda row: row.rule.title, 300, tooltip=lambda row: row.rule.title),
            Column(self.tr("Срок"), lambda row: str(row.rule.amount), 50, right=True),
            Column(self.tr("Счёт"), lambda row: row.rule.count.label, 140, tooltip=lambda row: row.rule.count.label),
            Column(self.tr("Отсчёт от события"), lambda row: row.rule.since.label, 126),
            Column(self.tr("Перенос"), lambda row: row.rule.shift.label, 100, tooltip=lambda row: row.rule.shift.label),
            Column(self.tr("Основание"), lambda row: row.rule.source, 150, tooltip=lambda row: row.rule.source),
        )

    def fetch(self) -> Call[list[Any]]:
        return self.workplace.calls(self, self.workplace.apis.calendars.norms)

    def add(self) -> None:
        self._open_form(None)

    def open_row(self, row: Norm) -> None:
        self._open_form(row)

    def remove(self) -> None:
        row = self.model.row(self.view.currentIndex())
        if row is not None:
            text = self.tr("Удалить норму «{0}»? Сроки, которые по ней уже посчитаны, останутся.")
            self.question.ask(
                text.format(row.rule.title), (self.tr("&Удалить"), lambda: self._remove(row.key)),
                (self.tr("&Оставить"), self.question.hide),
            )  # fmt: skip

    def _remove(self, key: str) -> None:
        self.question.hide()
        call = self.workplace.calls(self, self.workplace.apis.calendars.remove_norm, key)
        call.then(self._removed).fails(self._refuse_removal)

    def _removed(self, _nothing: None) -> None:
        self.refresh()

    def _refuse_removal(self, error: CallError) -> None:
        self.question.ask(said(error), alarm=True)

    def _open_form(self, row: Norm | None) -> None:
        dialog = NormDialog(self.workplace, row, self)
        dialog.saved.connect(self.refresh)
        dialog.open()


class NormDialog(FormDialog):
    """Shows at once what the norm would give from today on."""

    def __init__(self, workplace: Workplace, row: Norm | None, parent: QWidget | None = None) -> None:
        form = Form(DeadlineRule, ["title", "count", "amount"])
        self._work, self._key = workplace, row.key if row else ""
        self._example = Latest[Deadline]()
        self.title, self.source, self.amount = TextField(), TextField(), CountField(3650)
        self.count = ChoiceField([(each, each.label) for each in COUNTED], nothing=Count.CALENDAR)
        self.since = ChoiceField([(each, each.label) for each in Since], nothing=Since.REGISTERED)
        self.shift = ChoiceField([(each, each.label) for each in Shift], nothing=Shift.BACK)
        self.area = ChoiceField([(each, each.label) for each in Area], nothing=Area.OTHER)
        self.short_of = FlagField(self.tr("«До» исключительно: последний день — накануне"))
        self.example = label("", "caption", wrap=True)
        super().__init__(self.tr("Норма срока"), form, self.tr("&Сохранить"), parent)
        form.add("title", self.tr("Название"), self.title, 0, span=2)
        form.add("area", self.tr("Для чего"), self.area, 1, span=2)
        form.add("amount", self.tr("Срок"), self.amount, 2)
        form.add("count", self.tr("Счёт"), self.count, 2, 1)
        form.add("since", self.tr("Отсчёт от события"), self.since, 3)
        form.add("shift", self.tr("Перенос"), self.shift, 3, 1)
        form.add("short_of", "", self.short_of, 4, span=2)
        form.add("source", self.tr("Основание"), self.source, 5, span=2)
        form.add_wide(self.example, 6)
        form.close_up(7)
        self.resize(760, 370)
        rule = row.rule if row else DeadlineRule(title="", count=Count.CALENDAR)
        form.show_values(rule)
        self.area.show_value(row.area if row else Area.OTHER)
        form.changed.connect(self._try)
        self._try()
        self.title.editor.setFocus()

    def draft(self) -> DeadlineRule:
        return DeadlineRule(**{name: value for name, value in self.form.values().items() if name != "area"})

    def problems(self) -> Iterable[Problem]:
        return self.draft().problems()

    def send(self) -> Call[str]:
        return self._work.calls(self, self._work.apis.calendars.put_norm, self._key, self.draft(), self.area.value())

    def _try(self) -> None:
        self._example.cancel()
        rule = self.draft()
        if all(problem.field == "title" for problem in rule.problems()):
            call = self._work.calls(self, self._work.apis.calendars.deadline, rule, self._work.today())
            self._example.be(call).then(self._show_example).fails(self._show_no_example)
        else:
            self.example.clear()

    def _show_example(self, deadline: Deadline) -> None:
        lines = deadline.explanation().splitlines()[1:]
        text = self.tr("Если событие сегодня, срок — {0}. {1}")
        self.example.setText(text.format(shown(deadline.due), "; ".join(lines)))

    def _show_no_example(self, error: CallError) -> None:
        self.example.setText(said(error))
