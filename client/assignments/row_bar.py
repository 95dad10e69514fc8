"""What can be done with the rows of a folder without opening their documents."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QPushButton

from client.assignments.card_in_hand import CardInHand
from client.assignments.commands import AssignmentCommands
from client.core.calls import Call
from client.shell.bulk_account import BulkAccount
from client.shell.workplace import Workplace
from client.widgets.flow_layout import FlowLayout
from client.widgets.reason_dialog import ReasonDialog
from client.widgets.register_view import RegisterView
from common.assignments.cards import AssignmentCard, AssignmentRow, Folder
from common.assignments.rules import Status
from common.assignments.selection import AssignmentMark
from common.registry.bulk import MOST_AT_ONCE, BulkOutcome

KEYS = "Ctrl+Shift+B"
OFFERED: Mapping[Folder, Sequence[str]] = {
    Folder.TO_EXECUTE: ("accept", "report", "forward", "hand_down", "ask"),
    Folder.DRAFTS: ("approve", "return_draft", "submit", "edit"),
    Folder.ISSUED_BY_ME: ("release", "send_back", "decide", "move", "watch", "cancel"),
    Folder.ON_CONTROL: ("release", "send_back", "move", "watch", "print"),
    Folder.OVERDUE: ("accept", "report", "release", "send_back", "move"),
}
RELEASED_FROM = frozenset({Folder.ISSUED_BY_ME, Folder.ON_CONTROL, Folder.OVERDUE})


class RowBar(QFrame):
    """Commands for the row that one stands on, also by the menu of the row; several rows are released at once."""

    def __init__(self, workplace: Workplace, folder: Folder, view: RegisterView) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self._work, self._view = workplace, view
        self.hand = CardInHand(workplace, view)
        self.commands = AssignmentCommands(workplace, None, self.hand, view, OFFERED[folder])
        self.many = QPushButton()
        self.many.setShortcut(KEYS)
        self.many.clicked.connect(self.release_chosen)
        self._lay_out(OFFERED[folder])
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._offer)
        self._releases = folder in RELEASED_FROM
        self.hand.changed.connect(self._follow)
        view.chosen_changed.connect(self._count)
        self.commands.done.connect(self.hand.read_again)
        self.commands.failed.connect(workplace.calls.refused)
        self._follow(None)
        self._count()

    def release_chosen(self) -> None:
        """All rows have their versions only on the server."""
        if self._view.all_chosen:
            self._view.paged.read_all(self._ask)
        else:
            self._ask(self.hand.chosen())

    def _ask(self, rows: Sequence[AssignmentRow]) -> None:
        marks = [AssignmentMark(row.id, row.version) for row in rows]
        title = self.tr("Снять с контроля: {0}").format(len(marks))
        send = partial(self._release, marks)
        dialog = ReasonDialog(
            title, self.tr("Примечание"), self.tr("Снять с контроля"), send, self.window(), may_be_empty=True
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.saved.connect(self._account)
        dialog.open()
        if early := sum(row.status is not Status.REPORTED for row in rows):
            words = self.tr("С отчётом об исполнении: {0}. Без отчёта: {1} — они останутся на контроле.")
            dialog.notice.say(words.format(len(rows) - early, early))

    def _release(self, marks: list[AssignmentMark], note: str) -> Call[list[BulkOutcome]]:
        return self._work.calls(self, self._work.apis.assignments.release_all, marks, note)

    def _account(self, outcomes: list[BulkOutcome]) -> None:
        BulkAccount(self._work, outcomes, self.window()).open()

    def _lay_out(self, offered: Sequence[str]) -> None:
        row = FlowLayout(self, spacing=4, greedy=False)
        row.setContentsMargins(8, 4, 8, 4)
        for button in (*(self.commands.buttons[name] for name in offered), self.commands.more, self.many):
            row.addWidget(button)

    def _follow(self, card: AssignmentCard | None) -> None:
        self.commands.follow(card)

    def _count(self) -> None:
        paged = self._view.paged
        count = paged.total if self._view.all_chosen else len(self._view.selectionModel().selectedRows())
        self.many.setVisible(self._releases and count > 1)
        self.many.setEnabled(count <= MOST_AT_ONCE)
        self.many.setText(self.tr("Снять с контроля выбранные ({0})…").format(count))
        self.many.setShortcut(KEYS)  # the text has taken it away
        many = self.tr("За один раз — не больше {0} поручений: выберите их мышью или стрелками с Shift.")
        self.many.setToolTip(many.format(MOST_AT_ONCE) if count > MOST_AT_ONCE else KEYS)

    def _offer(self, at: QPoint) -> None:
        if self._view.indexAt(at).isValid():
            self.commands.menu.popup(self._view.viewport().mapToGlobal(at))
