"""What regulates the course of an assignment: taking up, deadlines, executors, recall, taking up again."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from client.assignments.course_dialogs import (
    DecisionDialog,
    ExtensionDialog,
    MoveDueDialog,
    ReassignDialog,
    RecallDialog,
)
from client.core.calls import Call
from client.shell.workplace import Workplace
from client.widgets.form_dialog import FormDialog
from client.widgets.icons import icon
from client.widgets.reason_dialog import ReasonDialog
from common.assignments.assignment import AssignmentCard
from common.assignments.rules import Action


class CourseButton(QPushButton):
    """«Ход исполнения»: what may not be done now says why."""

    done = Signal(object)

    def __init__(self, workplace: Workplace, owner: QWidget) -> None:
        super().__init__(icon("calendar-due"), self.tr("&Ход исполнения"))
        self._work, self._owner = workplace, owner
        self._card: AssignmentCard | None = None
        self._api = workplace.apis.assignments
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self.actions_of: dict[Action, QAction] = {}
        for action, text, keys, slot in (
            (Action.TAKE, self.tr("Принять к исполнению"), "Ctrl+Alt+1", self.take),
            (Action.ASK_EXTENSION, self.tr("Попросить продления срока…"), "Ctrl+Alt+2", self.ask_extension),
            (Action.DECIDE_EXTENSION, self.tr("Решить о продлении…"), "Ctrl+Alt+3", self.decide),
            (Action.MOVE_DUE, self.tr("Перенести срок…"), "Ctrl+Alt+4", self.move_due),
            (Action.REASSIGN, self.tr("Заменить исполнителей…"), "Ctrl+Alt+5", self.reassign),
            (Action.CANCEL, self.tr("Отозвать поручение…"), "Ctrl+Alt+6", self.recall),
            (Action.REOPEN, self.tr("Возобновить исполнение…"), "Ctrl+Alt+7", self.reopen),
        ):
            made = self.actions_of[action] = menu.addAction(text, slot)
            made.setShortcut(QKeySequence(keys))
            made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            owner.addAction(made)
        self.setMenu(menu)

    def show_card(self, card: AssignmentCard | None) -> None:
        self._card = card
        self.setVisible(card is not None)
        for action, made in self.actions_of.items():
            made.setEnabled(card is not None and card.may(action))
            made.setToolTip(card.refusals.get(action, "") if card else "")

    def take(self) -> None:
        if card := self._card:
            self._work.calls(self._owner, self._api.take, card.row.id, card.version).then(self.done.emit)

    def ask_extension(self) -> None:
        if self._card:
            self._open(ExtensionDialog(self._work, self._card, self._owner))

    def decide(self) -> None:
        if self._card and self._card.asked:
            self._open(DecisionDialog(self._work, self._card, self._card.asked, self._owner))

    def move_due(self) -> None:
        if self._card:
            self._open(MoveDueDialog(self._work, self._card, self._owner))

    def reassign(self) -> None:
        if self._card:
            self._open(ReassignDialog(self._work, self._card, self._owner))

    def recall(self) -> None:
        if self._card:
            self._open(RecallDialog(self._work, self._card, self._owner))

    def reopen(self) -> None:
        if card := self._card:
            title = self.tr("Возобновить исполнение")
            self._open(ReasonDialog(title, self.tr("Причина"), title, partial(self._reopen, card), self._owner))

    def _reopen(self, card: AssignmentCard, reason: str) -> Call[None]:
        return self._work.calls(self._owner, self._api.reopen, card.row.id, card.version, reason)

    def _open(self, dialog: FormDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.saved.connect(self.done)
        dialog.open()
