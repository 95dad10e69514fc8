"""The folder «Уведомления»: what one was told, the unread in bold."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QCheckBox, QWidget

from client.core.calls import Call
from client.core.city_time import moment
from client.notifications.choices_dialog import ChoicesDialog
from client.shell.register_page import RegisterPage
from client.shell.told import about, open_told
from client.shell.workplace import Workplace
from client.widgets.paged_model import Column
from common.kernel.changes import Kind
from common.kernel.ids import NotificationId
from common.kernel.paging import Page
from common.kernel.wording import day
from common.notifications import NotificationRow

SUMMARY = 3  # the column that takes what width is left


def who(row: NotificationRow) -> str:
    """Who did it; a deputy also reads in whose stead he or she is told."""
    return " ".join(part for part in (row.by, f"(вы за: {row.absent})" if row.absent else "") if part)


def weight(row: NotificationRow) -> QFont | None:
    if row.read:
        return None
    font = QGuiApplication.font()
    font.setBold(True)
    return font


class NoticesPage(RegisterPage):
    """Enter opens the document, at the assignment that is meant, and marks its notice read."""

    def __init__(self, workplace: Workplace) -> None:
        self.unread = QCheckBox(self.tr("Только &непрочитанные"))
        super().__init__(workplace, "notifications.inbox", frozenset({Kind.NOTIFICATION}))
        self.stretch(SUMMARY)
        self.unread.toggled.connect(self.model.reload)
        self.add_to_bar(self.unread)
        self.command(self.tr("&Прочитано"), "Ctrl+M", self.mark, picture="check")
        self.command(self.tr("Прочитать &все"), "Ctrl+Shift+M", self.mark_all, picture="checks")
        self.command(self.tr("На&стройка…"), "", self.choose, picture="settings")
        self.add_to_bar(QWidget(), 1)

    def empty_words(self) -> tuple[str, str, str]:
        words = self.tr("Здесь появляется всё, что касается вас: поручения, визы, подписи, сроки, ежедневная сводка.")
        return self.tr("Уведомлений нет"), words, "bell"

    def columns(self) -> tuple[Column, ...]:
        bold: dict[int, Callable[[Any], Any]] = {int(Qt.ItemDataRole.FontRole): weight}
        return (
            Column(self.tr("Когда"), lambda row: moment(row.at), 124, roles=bold),
            Column(self.tr("Событие"), lambda row: row.title, 232, tooltip=lambda row: row.title, roles=bold),
            Column(self.tr("Документ"), lambda row: row.document, 200, tooltip=lambda row: row.document, roles=bold),
            Column(self.tr("Содержание"), about, 300, tooltip=about, roles=bold),
            Column(self.tr("Срок"), lambda row: day(row.due) if row.due else "", 84, roles=bold),
            Column(self.tr("Кто"), who, 150, tooltip=who, roles=bold),
        )

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        api = self.workplace.apis.notifications
        return self.workplace.calls(owner, api.register, self.unread.isChecked(), offset)

    def open_row(self, row: NotificationRow) -> None:
        open_told(self.workplace, self, row)

    def mark(self) -> None:
        row = self.model.row(self.view.currentIndex())
        if row is not None and not row.read:
            self._mark([row.id])

    def mark_all(self) -> None:
        self._mark([])

    def choose(self) -> None:
        ChoicesDialog(self.workplace, self).open()

    def _mark(self, ids: Sequence[NotificationId]) -> None:
        self.workplace.calls(self, self.workplace.apis.notifications.mark_read, list(ids)).then(self._marked)

    def _marked(self, _nothing: None) -> None:
        self.model.refresh()
