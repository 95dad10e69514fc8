"""Readers of files: who reads every document of a file of the nomenclature."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from client.core.calls import Call
from client.shell.list_page import ListPage
from client.shell.workplace import Workplace
from client.staff.ending import EndDialog
from client.widgets.date_field import DateField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.messages import label
from client.widgets.paged_model import Column
from client.widgets.pickers import KeyField
from common.kernel.changes import Kind
from common.kernel.validation import Problem, require
from common.kernel.wording import day
from common.registry.card import Choice
from common.staff import FileReaderRow, in_order

FILE = 1


class FileReadersPage(ListPage):
    """Ins lets somebody read, Enter ends it."""

    def __init__(self, workplace: Workplace) -> None:
        self._titles: dict[str, str] = {}
        self._today = workplace.today()
        super().__init__(workplace, frozenset({Kind.STAFF}), FILE)
        workplace.calls(self, workplace.apis.staff.case_files).then(self._name_files).fails(self._refuse)

    def empty_words(self) -> tuple[str, str, str]:
        words = self.tr("Сотрудник, которому открыто дело, видит все его документы, кроме ДСП. Ins — открыть дело.")
        return self.tr("Дела никому не открыты"), words, "folder-open"

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Сотрудник"), lambda row: row.person, 200),
            Column(self.tr("Дело"), self._file, 420, tooltip=self._file),
            Column(self.tr("С"), lambda row: day(row.since), 86),
            Column(self.tr("По"), lambda row: day(row.until), 86),
            Column(self.tr("Состояние"), self._state, 110),
        )

    def fetch(self) -> Call[list[Any]]:
        return self.workplace.calls(self, self.workplace.apis.staff.file_readers)

    def add(self) -> None:
        dialog = FileReaderForm(self.workplace, self)
        dialog.saved.connect(self.refresh)
        dialog.open()

    def open_row(self, row: FileReaderRow) -> None:
        def act(until: date) -> Call[Any]:
            return self.workplace.calls(self, self.workplace.apis.staff.end_reading, row.id, until)

        words = self.tr("{0} читает дело {1}.").format(row.person, self._file(row))
        dialog = EndDialog(self.workplace, self.tr("Закрыть дело для сотрудника"), words, act, self)
        dialog.saved.connect(self.refresh)
        dialog.open()

    def _file(self, row: FileReaderRow) -> str:
        return self._titles.get(row.case_file, row.case_file)

    def _state(self, row: FileReaderRow) -> str:
        if row.until is not None and row.until < self._today:
            return self.tr("закончилось")
        return self.tr("открыто") if row.since <= self._today else self.tr("предстоит")

    def _name_files(self, files: list[Choice]) -> None:
        self._titles = {each.key: each.title for each in files}
        self.view.viewport().update()


class FileReaderForm(FormDialog):
    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        form = Form(None, ["case_file", "person_id", "since"])
        self._work = workplace
        today = workplace.today()
        self.case_file = KeyField(self.tr("индекс или заголовок дела"))
        self.person = workplace.people.one(self.tr("фамилия"))
        self.since, self.until = DateField(today), DateField(today)
        super().__init__(self.tr("Открыть дело для чтения"), form, self.tr("&Открыть"), parent)
        form.add("case_file", self.tr("Дело"), self.case_file, 0, span=2)
        form.add("person_id", self.tr("Сотрудник"), self.person, 1, span=2)
        form.add("since", self.tr("С"), self.since, 2)
        form.add("until", self.tr("По"), self.until, 2, 1)
        words = self.tr("Виден каждый документ дела, теперь и впредь, кроме документов ДСП.")
        form.add_wide(label(words, "caption", wrap=True), 3)
        form.close_up(4)
        self.since.show_value(today)
        workplace.calls(self, workplace.apis.staff.case_files).then(self.case_file.show_choices).fails(self.refuse)
        self.resize(620, 210)
        self.case_file.editor.setFocus()

    def problems(self) -> Iterable[Problem]:
        yield from require("case_file", self.case_file.value(), self.tr("Дело"))
        yield from require("person_id", self.person.value(), self.tr("Сотрудник"))
        yield from require("since", self.since.value(), self.tr("С"))
        yield from in_order(self.since.value(), self.until.value())

    def send(self) -> Call[int]:
        since = self.since.value()
        assert since is not None
        return self._work.calls(
            self, self._work.apis.staff.let_read_file, self.case_file.value(), self.person.value(), since,
            self.until.value(),
        )  # fmt: skip
