"""«На ознакомлении»: what waits for one's confirmation, the most urgent first."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QBrush, QColor, QGuiApplication
from PySide6.QtWidgets import QToolButton

from client.core.calls import Call
from client.core.city_time import moment
from client.distribution.confirming import ConfirmDialog, confirm
from client.shell.bulk_account import BulkAccount
from client.shell.counter import Counter
from client.shell.manifest import Badge
from client.shell.register_page import RegisterPage
from client.shell.workplace import Workplace
from client.widgets.paged_model import Column
from client.widgets.theme import tones_of
from common.distribution.api import FolderCount, FolderFilter, Result, SheetRow
from common.kernel.changes import Kind
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.wording import day
from common.registry.bulk import MOST_AT_ONCE, BulkOutcome

FOLDER = "distribution.mine"
KINDS = frozenset({Kind.ACQUAINTANCE})
SUMMARY = 2


class AcquaintanceRegister(RegisterPage):
    """F11 confirms the chosen rows, Ctrl+F11 with a comment."""

    def __init__(self, workplace: Workplace) -> None:
        self.overdue = QToolButton()
        super().__init__(workplace, FOLDER, KINDS)
        self.stretch(SUMMARY)
        self.overdue.setText(self.tr("Просроченные"))
        self.overdue.setCheckable(True)
        self.overdue.toggled.connect(self.model.reload)
        self.confirm_button = self.command(self.tr("Ознакомлен"), "F11", self.confirm_chosen, primary=True)
        self.comment_button = self.command(self.tr("С комментарием…"), "Ctrl+F11", self.ask_comment)
        self.add_to_bar(self.overdue)
        self._bar.insertStretch(self._bar.count() - 2, 1)
        self.view.chosen_changed.connect(self._follow)
        self.model.changed_state.connect(self._follow)
        self._follow()

    def empty_words(self) -> tuple[str, str, str]:
        words = self.tr("Документы, которые вам разослали, ждут здесь вашей отметки.")
        return self.tr("Всё прочитано"), words, "circle-check"

    def columns(self) -> tuple[Column, ...]:
        late: dict[int, Callable[[Any], Any]] = {int(Qt.ItemDataRole.ForegroundRole): late_colour}
        return (
            Column(self.tr("Срок"), due_words, 136, roles=late, tooltip=due_grounds),
            Column(self.tr("Документ"), named, 224, tooltip=named),
            Column(self.tr("Краткое содержание"), lambda row: row.summary, 260, tooltip=lambda row: row.summary),
            Column(self.tr("Для чего"), lambda row: row.kind.short, 96, tooltip=lambda row: row.kind.label),
            Column(self.tr("Просят"), lambda row: row.asked, 130, tooltip=lambda row: row.asked),
            Column(self.tr("От кого"), lambda row: row.sent_by, 112, tooltip=lambda row: row.sent_by),
            Column(self.tr("Получено"), lambda row: moment(row.sent_at), 126),
            Column(self.tr("За кого"), self._whose, 100),
        )

    def open_row(self, row: SheetRow) -> None:
        self.workplace.navigator.open_acquaintance(row.document_id)

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        chosen = FolderFilter(overdue=self.overdue.isChecked())
        return self.workplace.calls(owner, self.workplace.apis.distribution.folder, chosen, offset, PAGE_SIZE)

    def chosen_rows(self) -> list[SheetRow]:
        rows = (self.model.row(index) for index in self.view.selectionModel().selectedRows())
        return [row for row in rows if row is not None][:MOST_AT_ONCE]

    def confirm_chosen(self) -> None:
        if rows := self.chosen_rows():
            self.confirm_button.setEnabled(False)
            call = confirm(self.workplace, self, rows)
            call.then(self._account).fails(self.workplace.calls.refused.emit)

    def ask_comment(self) -> None:
        if rows := self.chosen_rows():
            dialog = ConfirmDialog(self.workplace, rows, self.window())
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.saved.connect(self._account)
            dialog.open()

    def _whose(self, row: SheetRow) -> str:
        return "" if row.person_id == self.workplace.me.id else row.person

    def _account(self, outcomes: list[BulkOutcome]) -> None:
        self.refresh()
        self._follow()
        if any(each.refusal for each in outcomes):
            BulkAccount(self.workplace, outcomes, self.window()).open()

    def _follow(self, *_state: object) -> None:
        rows = bool(self.view.chosen().ids)
        self.confirm_button.setEnabled(rows)
        self.comment_button.setEnabled(rows)


class AcquaintanceCounter(Counter):
    kinds = KINDS

    def read(self) -> None:
        call = self._workplace.calls(self, self._workplace.apis.distribution.counts)
        call.then(self._count).fails(self.keep_old)

    def _count(self, found: FolderCount) -> None:
        self.counted.emit({FOLDER: Badge(found.count, found.overdue)})


def named(row: SheetRow) -> str:
    return f"{row.document_kind} № {row.number} от {day(row.registered)}"


def due_words(row: SheetRow) -> str:
    late = f" ({row.overdue_days} дн.)" if row.result is Result.OVERDUE else ""
    return day(row.due) + late


def due_grounds(row: SheetRow) -> str:
    return row.deadline.explanation() if row.deadline else due_words(row)


def late_colour(row: SheetRow) -> QBrush | None:
    if row.result is not Result.OVERDUE:
        return None
    return QBrush(QColor(tones_of(QGuiApplication.palette()).problem))
