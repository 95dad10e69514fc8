"""What the person has taken to be edited and not brought back, on this computer and elsewhere."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QPushButton

from client.core.calls import Call
from client.registry.edit_commands import ask_give_up
from client.registry.file_columns import since_words
from client.registry.return_dialog import ReturnDialog
from client.shell.list_page import ListPage
from client.shell.workplace import Workplace
from client.widgets.icons import icon
from client.widgets.paged_model import Column
from common.kernel.changes import Kind
from common.registry.checkouts import MyCheckout, Taken

DOCUMENT = 1  # the column that takes what width is left


class InHandPage(ListPage):
    """Enter opens the file in its editor; what is on another computer can only be given up."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, frozenset({Kind.DOCUMENT}), DOCUMENT, may_add=False)
        self.edit_button = self._button("edit", self.tr("&Открыть  Enter"), self.edit)
        self.return_button = self._button("upload", self.tr("&Вернуть…"), self.bring_back)
        self.give_up_button = self._button("arrow-back-up", self.tr("О&тменить редактирование…"), self.give_up)
        self.document_button = self._button("file-text", self.tr("&Документ"), self.open_document)
        self.view.selectionModel().currentRowChanged.connect(self._follow)
        workplace.editing.changed.connect(self._follow)
        self._follow()

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Файл"), lambda row: row.taken.name, 240, tooltip=lambda row: row.taken.name),
            Column(self.tr("Документ"), lambda row: row.document, 260, tooltip=lambda row: row.document),
            Column(self.tr("Версия"), lambda row: str(row.taken.number), 60, right=True),
            Column(self.tr("Взят"), lambda row: since_words(row.taken.since), 120),
            Column(self.tr("Состояние"), self._standing, 320, tooltip=self._standing),
        )

    def empty_words(self) -> tuple[str, str, str]:
        text = self.tr("Взять файл: вкладка «Файлы» документа, «Редактировать» (F4).")
        return self.tr("На редактировании ничего нет"), text, "edit"

    def fetch(self) -> Call[list[Any]]:
        known = list(self.workplace.editing.taken)
        return self.workplace.calls(self, self.workplace.apis.checkouts.mine, known)

    def open_row(self, row: MyCheckout) -> None:
        if taken := self._here(row):
            self.workplace.editing.open(taken)

    def edit(self) -> None:
        if row := self.current():
            self.open_row(row)

    def bring_back(self) -> None:
        if (row := self.current()) and (taken := self._here(row)):
            ReturnDialog(self.workplace.editing, taken, self, row.ended).open()

    def give_up(self) -> None:
        row = self.current()
        if row is None:
            return
        if taken := self._here(row):
            ask_give_up(self.workplace.editing, taken, self)
        else:
            self.workplace.editing.give_up_elsewhere(row.taken.id)

    def open_document(self) -> None:
        if row := self.current():
            self.workplace.navigator.open_document(row.taken.document_id)

    def current(self) -> MyCheckout | None:
        return self.model.row(self.view.currentIndex())

    def _button(self, picture: str, text: str, slot: object) -> QPushButton:
        button = QPushButton(icon(picture), text)
        button.clicked.connect(slot)
        self.add_to_bar(button)
        return button

    def _here(self, row: MyCheckout) -> Taken | None:
        return self.workplace.editing.taken.get(row.taken.id)

    def _standing(self, row: MyCheckout) -> str:
        here = self._here(row)
        if row.ended is not None:
            return self.tr("освобождён: {0}, {1}").format(row.ended.by, row.ended.reason)
        if here is None:
            return self.tr("на компьютере {0}").format(row.workplace)
        return self.tr("есть правки") if self.workplace.editing.is_edited(here) else self.tr("без правок")

    def _show(self, rows: Sequence[Any]) -> None:
        super()._show(list(rows))
        self._follow()

    def _follow(self) -> None:
        row = self.current()
        here = row is not None and self._here(row) is not None
        for button in (self.edit_button, self.return_button):
            button.setEnabled(here)
        for button in (self.give_up_button, self.document_button):
            button.setEnabled(row is not None)
        self.view.viewport().update()
