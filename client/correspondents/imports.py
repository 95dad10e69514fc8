"""Imports of the directory: the register of those made, and the door to a new one."""

from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget

from client.core.calls import Call
from client.core.city_time import moment
from client.core.transfer import Transfer
from client.correspondents.import_window import ImportWindow
from client.shell.register_page import RegisterPage
from client.shell.workplace import Workplace
from client.widgets.file_saving import FileSaving
from client.widgets.icons import icon
from client.widgets.messages import restyle
from client.widgets.paged_model import Column
from common.correspondents import ImportRow
from common.kernel.changes import Kind
from common.kernel.paging import Page

FILE = 2


class ImportRegister(RegisterPage):
    """Ins brings a file, Enter takes the account of an import away."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, "correspondents.imports", frozenset({Kind.CORRESPONDENT, Kind.JOB}))
        self.stretch(FILE)
        self.bring_button = QPushButton(self.tr("Загрузить файл…"))
        self.bring_button.setShortcut(QKeySequence("Ins"))
        self.bring_button.setToolTip(self.tr("XLSX или CSV (Ins)"))
        self.bring_button.setProperty("primary", True)
        restyle(self.bring_button)
        self.save_button = QPushButton(icon("file-spreadsheet"), self.tr("Отчёт XLSX…"))
        self.save_button.setToolTip(self.tr("Что стало с каждой строкой файла (Enter)"))
        self.bring_button.clicked.connect(self.bring)
        self.save_button.clicked.connect(self.save_account)
        for button in (self.bring_button, self.save_button):
            self.add_to_bar(button)
        self.add_to_bar(QWidget(), 1)

    def empty_words(self) -> tuple[str, str, str]:
        return self.tr("Загрузок ещё не было"), self.tr("Загрузите таблицу XLSX или CSV клавишей Ins."), "upload"

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Когда"), lambda row: moment(row.at), 116),
            Column(self.tr("Кто"), lambda row: row.person, 120),
            Column(self.tr("Файл"), lambda row: row.file_name, 240, tooltip=lambda row: row.file_name),
            Column(self.tr("Режим"), lambda row: self.tr("проба") if row.trial else self.tr("загрузка"), 76),
            Column(self.tr("Состояние"), lambda row: self.tr("готово") if row.done else self.tr("не закончена"), 96),
            Column(self.tr("Добавлено"), lambda row: str(row.added), 78, right=True),
            Column(self.tr("Изменено"), lambda row: str(row.changed), 74, right=True),
            Column(self.tr("Без изменений"), lambda row: str(row.same), 98, right=True),
            Column(self.tr("Не принято"), lambda row: str(row.refused), 84, right=True),
        )

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        return self.workplace.calls(owner, self.workplace.apis.imports.register, offset)

    def open_row(self, row: ImportRow) -> None:
        if row.account_id is not None:
            name = self.tr("Отчёт о загрузке № {}.xlsx").format(row.id)
            FileSaving(name, self).ask_for(self._fetch, row)

    def bring(self) -> None:
        ImportWindow(self.workplace, self).open()

    def save_account(self) -> None:
        if (row := self.view.current_row()) is not None:
            self.open_row(row)

    def _fetch(self, row: ImportRow) -> Transfer:
        assert row.account_id is not None
        return self.workplace.transfers.download(self, row.account_id, self.tr("Отчёт о загрузке.xlsx"))
