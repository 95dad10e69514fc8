"""What the administrator decides of notifications: limits, offsets, escalation; and the letters that did not leave."""

import re
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QIntValidator, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QTabWidget, QVBoxLayout, QWidget

from client.core.calls import Call
from client.core.city_time import moment
from client.notifications.matrix import LimitModel, MatrixView, by_key
from client.shell.desk import Refreshable
from client.shell.register_page import RegisterPage
from client.shell.workplace import Workplace
from client.widgets.fields import QuietComboBox
from client.widgets.icons import icon
from client.widgets.messages import Notice, label, said
from client.widgets.paged_model import Column
from common.kernel.changes import Kind
from common.kernel.paging import Page
from common.notifications import Choices, LetterRow, LetterState, RulesDraft
from common.rpc.errors import CallError

LONGEST = 60  # days
ERROR = 6  # the column that takes what width is left


class RulesPage(QWidget):
    """Edits stay on the page until «Сохранить»."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._work, self._read, self._version = workplace, False, 0
        self.matrix = LimitModel()
        self.view = MatrixView(self.matrix)
        self.view.setProperty("frame", "none")
        self.offsets = QLineEdit(maxLength=40)
        self.offsets.setToolTip(self.tr("Рабочие дни до срока через запятую; 0 — в день срока"))
        self.escalation, self.hour = number_line(1, 60), number_line(0, 23)
        self.notice = Notice()
        self.save_button = QPushButton(icon("device-floppy"), self.tr("&Сохранить  Ctrl+S"))
        self.save_button.setShortcut("Ctrl+S")
        self.save_button.clicked.connect(self.save)
        self._lay_out()
        self.setFocusProxy(self.view)

    def refresh(self) -> None:
        self._work.calls(self, self._work.apis.notifications.rules).then(self._show).fails(self._refuse)

    def draft(self) -> RulesDraft | None:
        """Nothing, when the days are not written as days."""
        days = [part for part in re.split(r"[\s,;]+", self.offsets.text()) if part]
        written = all(part.isdecimal() and int(part) <= LONGEST for part in days)
        if not (written and self.escalation.hasAcceptableInput() and self.hour.hasAcceptableInput()):
            return None
        return RulesDraft(
            version=self._version, cells=list(self.matrix.cells.values()), offsets=[int(part) for part in days],
            escalation_days=int(self.escalation.text()), morning_hour=int(self.hour.text()),
        )  # fmt: skip

    def save(self) -> None:
        draft = self.draft()
        if draft is None:
            words = self.tr("Дни напоминаний пишутся числами от 0 до 60 через запятую, например: 3, 1, 0.")
            more = self.tr("Дни просрочки — от 1 до 60, час — от 0 до 23.")
            self.notice.say(f"{words} {more}", alarm=True)
            self.offsets.setFocus()
            return
        call = self._work.calls(self, self._work.apis.notifications.put_rules, draft)
        call.then(self._saved).fails(self._refuse)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._read:
            self._read = True
            self.refresh()

    def _lay_out(self) -> None:
        bar = QFrame()
        bar.setProperty("role", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(8, 5, 6, 5)
        fields = (
            (self.tr("&Напоминать за, рабочих дней"), self.offsets, 90),
            (self.tr("&Руководителю — после просрочки на, рабочих дней"), self.escalation, 56),
            (self.tr("&Утро начинается в, час"), self.hour, 56),
        )
        for words, field, width in fields:
            title = label(words)
            title.setBuddy(field)
            field.setFixedWidth(width)
            row.addWidget(title)
            row.addWidget(field)
            row.addSpacing(10)
        row.addStretch(1)
        row.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addWidget(bar)
        column.addWidget(self.view, 1)

    def _show(self, rules: RulesDraft) -> None:
        self._version = rules.version
        self.matrix.show_cells(by_key(rules.cells))
        self.offsets.setText(", ".join(map(str, rules.offsets)))
        self.escalation.setText(str(rules.escalation_days))
        self.hour.setText(str(rules.morning_hour))

    def _saved(self, version: int) -> None:
        self._version = version
        self.notice.say(self.tr("Правила сохранены."))

    def _refuse(self, error: CallError) -> None:
        self.notice.say(said(error), alarm=True)


def number_line(least: int, most: int) -> QLineEdit:
    line = QLineEdit(maxLength=2)
    line.setValidator(QIntValidator(least, most, line))
    return line


class LettersRegister(RegisterPage):
    """Letters on their way and those that did not leave; their contents are not shown."""

    def __init__(self, workplace: Workplace) -> None:
        self.state = QuietComboBox()
        super().__init__(workplace, "notifications.letters", frozenset({Kind.JOB}))
        self.stretch(ERROR)
        self.state.addItem(self.tr("Все письма"), None)
        for state in LetterState:
            self.state.addItem(state.label, state)
        self.state.setAccessibleName(self.tr("Состояние"))
        self.state.setToolTip(self.tr("Состояние"))
        self.state.currentIndexChanged.connect(self._narrow)
        self.add_to_bar(self.state)
        self.again_button = self.command(self.tr("&Отправить ещё раз"), "Ctrl+Return", self.send_again, picture="send")
        self.again_button.setEnabled(False)
        self.view.selectionModel().currentRowChanged.connect(self._follow)
        self.model.changed_state.connect(self._follow)
        self.mail_words = label("", "warning")
        self.add_to_bar(self.mail_words, 1)
        workplace.calls(self, workplace.apis.notifications.choices).then(self._tell_of_mail).fails(_let_be)

    def empty_words(self) -> tuple[str, str, str]:
        if self._state() is not None:
            return self.tr("Таких писем нет"), self.tr("Выберите другое состояние."), "mail"
        return self.tr("Писем ещё не было"), self.tr("Здесь видно, что отправлено и что не удалось отправить."), "mail"

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Когда"), lambda row: moment(row.queued), 124),
            Column(self.tr("Кому"), lambda row: row.person, 150, tooltip=lambda row: row.person),
            Column(self.tr("Событие"), lambda row: row.happening.label, 240, tooltip=lambda row: row.happening.label),
            Column(self.tr("Состояние"), lambda row: row.state.label, 140),
            Column(self.tr("Попыток"), lambda row: str(row.attempts or ""), 66, right=True),
            Column(self.tr("Следующая попытка"), next_try, 130),
            Column(self.tr("Ошибка"), lambda row: row.error, 260, tooltip=lambda row: row.error),
        )

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        return self.workplace.calls(owner, self.workplace.apis.notifications.letters, self._state(), offset)

    def _state(self) -> LetterState | None:
        kept = self.state.currentData()
        return LetterState(kept) if kept else None

    def _narrow(self, _index: int) -> None:
        self.model.reload()

    def _follow(self, *_: object) -> None:
        self.again_button.setEnabled(self.view.current_row() is not None)

    def _tell_of_mail(self, choices: Choices) -> None:
        if not choices.mails:
            self.mail_words.setText(self.tr("Почтовый сервер не настроен (GRIF_MAIL_SERVER): письма не отправляются."))

    def open_row(self, row: LetterRow) -> None:
        if row.state is LetterState.FAILED:
            self._send([row.id])

    def send_again(self) -> None:
        row = self.model.row(self.view.currentIndex())
        if row is not None:
            self._send([row.id])

    def _send(self, ids: list[int]) -> None:
        self.workplace.calls(self, self.workplace.apis.notifications.send_again, ids).then(self._sent)

    def _sent(self, _nothing: None) -> None:
        self.model.refresh()


def _let_be(_error: CallError) -> None:
    """The register itself says what is wrong."""


def next_try(row: LetterRow) -> str:
    return moment(row.next_try) if row.state is LetterState.WAITING and row.next_try else ""


class NotificationPages(QTabWidget):
    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.setDocumentMode(True)
        self.rules, self.letters = RulesPage(workplace), LettersRegister(workplace)
        self.addTab(self.rules, icon("bell"), self.tr("&Правила"))
        self.addTab(self.letters, icon("mail"), self.tr("П&исьма"))
        self.setFocusProxy(self.rules)

    def refresh(self) -> None:
        page = self.currentWidget()
        if isinstance(page, Refreshable):
            page.refresh()
