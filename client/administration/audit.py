"""The audit: who did what, when and from where, and whether the chain of events is whole."""

from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QLineEdit, QPushButton

from client.core.calls import Call
from client.core.city_time import moment
from client.shell.register_page import RegisterPage, grouped
from client.shell.workplace import Workplace
from client.widgets.icons import icon
from client.widgets.messages import label, restyle
from client.widgets.paged_model import Column
from common.administration import AuditRow, ChainState
from common.kernel.changes import Kind
from common.kernel.paging import Page
from common.rpc.errors import CallError

REST = 300  # ms
DETAILS = 5  # the column that takes what width is left


class AuditRegister(RegisterPage):
    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, "administration.audit", frozenset(Kind))
        self.stretch(DETAILS)
        self.text = QLineEdit()
        self.text.setPlaceholderText(self.tr("Сотрудник, действие, объект"))
        self.text.setAccessibleName(self.tr("Отбор событий"))
        self.text.setMaxLength(100)
        self.text.setClearButtonEnabled(True)
        self.verify = QPushButton(icon("shield-check"), self.tr("Проверить цепочку"))
        self.verdict = label("", "caption")
        self.add_to_bar(self.text, 2)
        self.add_to_bar(self.verify)
        self.add_to_bar(self.verdict, 3)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.model.reload)
        self.text.textChanged.connect(self._rest.start)
        self.verify.clicked.connect(self._verify)

    def empty_words(self) -> tuple[str, str, str]:
        return self.tr("Событий не найдено"), self.tr("Измените условие отбора."), "history"

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Время"), lambda row: moment(row.at), 116),
            Column(self.tr("Сотрудник"), lambda row: row.person, 130),
            Column(self.tr("За кого"), lambda row: row.acting_for, 100),
            Column(self.tr("Действие"), lambda row: row.action, 170, tooltip=lambda row: row.action),
            Column(self.tr("Объект"), lambda row: row.object, 140, tooltip=lambda row: row.object),
            Column(self.tr("Подробности"), lambda row: row.details, 280, tooltip=lambda row: row.details),
            Column(self.tr("Компьютер"), lambda row: row.workplace, 110),
            Column(self.tr("Адрес"), lambda row: row.address, 100),
        )

    def open_row(self, row: AuditRow) -> None:
        self.verdict.setText(row.details)

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        text = self.text.text().strip()
        return self.workplace.calls(owner, self.workplace.apis.administration.audit, text, offset)

    def _verify(self) -> None:
        self._say(self.tr("Проверяется…"), "caption")
        self.verify.setEnabled(False)
        call = self.workplace.calls(self, self.workplace.apis.administration.verify)
        call.then(self._show_chain).fails(self._refuse)

    def _show_chain(self, chain: ChainState) -> None:
        self.verify.setEnabled(True)
        if chain.broken_at is None:
            self._say(self.tr("Цепочка цела, событий: {}").format(grouped(chain.events)), "good")
        else:
            words = self.tr("Цепочка нарушена на событии {0}: {1}")
            self._say(words.format(chain.broken_at, chain.reason), "problem")

    def _refuse(self, error: CallError) -> None:
        self.verify.setEnabled(True)
        self._say(error.message, "problem")

    def _say(self, words: str, role: str) -> None:
        self.verdict.setText(words)
        self.verdict.setToolTip(words)
        self.verdict.setProperty("role", role)
        restyle(self.verdict)
