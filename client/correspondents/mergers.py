"""Mergers that were made, each of which can be undone."""

from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget

from client.core.calls import Call
from client.core.city_time import moment
from client.shell.register_page import RegisterPage
from client.shell.workplace import Workplace
from client.widgets.icons import icon
from client.widgets.messages import Question, said
from client.widgets.paged_model import Column
from common.correspondents import MergerRow
from common.kernel.changes import Kind
from common.kernel.paging import Page
from common.rpc.errors import CallError

STAYS = 2


class MergerRegister(RegisterPage):
    """Enter asks whether the merger is to be undone."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, "correspondents.mergers", frozenset({Kind.CORRESPONDENT}))
        self.stretch(STAYS)
        self.question = Question()
        self.undo_button = QPushButton(icon("arrow-back-up"), self.tr("Отменить объединение"))
        self.undo_button.setShortcut(QKeySequence("Ctrl+Backspace"))
        self.undo_button.setToolTip(self.tr("Восстановить обе записи (Enter)"))
        self.undo_button.clicked.connect(self.ask)
        self.add_to_bar(self.undo_button)
        self.add_to_bar(QWidget(), 1)
        column = self.layout()
        if column is not None:
            column.addWidget(self.question)
        self._wanted: MergerRow | None = None

    def empty_words(self) -> tuple[str, str, str]:
        return self.tr("Объединений ещё не было"), self.tr("Объединённые записи появятся здесь."), "git-branch"

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Когда"), lambda row: moment(row.at), 116),
            Column(self.tr("Кто"), lambda row: row.person, 120),
            Column(self.tr("Осталась запись"), lambda row: row.stays, 280, tooltip=lambda row: row.stays),
            Column(self.tr("Уступила место"), lambda row: row.goes, 260, tooltip=lambda row: row.goes),
            Column(self.tr("Взятые поля"), lambda row: row.changes, 150, tooltip=lambda row: row.changes),
            Column(self.tr("Отменено"), self._undone, 210, tooltip=self._undone),
        )

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        return self.workplace.calls(owner, self.workplace.apis.mergers.mergers, offset)

    def open_row(self, row: MergerRow) -> None:
        self._wanted = row
        if row.undone_at is None:
            words = self.tr("Восстановить запись {0}, которая объединена с {1}?")
            self.question.ask(
                words.format(row.goes, row.stays), (self.tr("&Восстановить"), self.undo), (self.tr("&Нет"), self._leave)
            )
        else:
            self.question.ask(self.tr("Это объединение уже отменено."), (self.tr("&Понятно"), self._leave))

    def ask(self) -> None:
        if (row := self.view.current_row()) is not None:
            self.open_row(row)

    def undo(self) -> None:
        if self._wanted is not None:
            call = self.workplace.calls(self, self.workplace.apis.mergers.undo, self._wanted.id)
            call.then(self._tell).fails(self._refuse)

    def _tell(self, kept: list[str]) -> None:
        words = self.tr("Обе записи восстановлены.")
        if kept:
            words += " " + self.tr("Поля изменены после объединения и оставлены: {}.").format(", ".join(kept))
        self.question.ask(words, (self.tr("&Понятно"), self._leave))

    def _undone(self, row: MergerRow) -> str:
        return f"{moment(row.undone_at)}, {row.undone_by}" if row.undone_at else ""

    def _leave(self) -> None:
        self.view.setFocus()

    def _refuse(self, error: CallError) -> None:
        self.question.ask(said(error), (self.tr("&Понятно"), self._leave), alarm=True)
