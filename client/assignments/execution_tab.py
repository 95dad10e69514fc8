"""The tree of a document's assignments: who does what by when, what was reported, what may be done about it."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from client.assignments.assignment_details import AssignmentDetails
from client.assignments.assignment_tree import AssignmentTree
from client.assignments.report_form import ExecutionReportForm
from client.assignments.resolution_form import ResolutionForm
from client.core.calls import Call
from client.shell.workplace import Workplace
from client.widgets.flow_layout import FlowLayout
from client.widgets.form_dialog import FormDialog
from client.widgets.messages import EmptyState, ErrorState, LoadingState
from client.widgets.reason_dialog import ReasonDialog
from common.assignments import AssignmentCard, Status
from common.kernel.changes import Change, Kind
from common.kernel.ids import DocumentId
from common.kernel.rights import Right
from common.rpc.errors import CallError


class ExecutionTab(QWidget):
    def __init__(self, workplace: Workplace, document_id: DocumentId) -> None:
        super().__init__()
        self._work, self._document_id = workplace, document_id
        self._api = workplace.apis.assignments
        self.tree, self.details = AssignmentTree(), AssignmentDetails(workplace)
        self._loading, self._error = LoadingState(), ErrorState()
        self._empty = EmptyState(
            self.tr("Резолюций пока нет"), self.tr("Поручения появятся здесь, когда руководитель их вынесет."), "gavel"
        )
        self._make_buttons()
        self._lay_out()
        self.tree.current_changed.connect(self._follow)
        self._error.retry.connect(self.load)
        workplace.calls.changed.connect(self._note_changes)
        self._follow(None)
        self.load()

    def load(self) -> None:
        self._work.calls(self, self._api.of_document, self._document_id).then(self._show).fails(self._refuse)

    def resolve(self) -> None:
        self._open(ResolutionForm(self._work, self._document_id, parent=self))

    def hand_down(self) -> None:
        """The responsible executor gives a part on; its deadline may not pass this one's."""
        card = self.tree.current()
        if card is not None:
            self._open(ResolutionForm(self._work, self._document_id, card.row.id, self))

    def report(self) -> None:
        card = self.tree.current()
        if card is not None:
            self._open(ExecutionReportForm(self._work, card, self))

    def release(self) -> None:
        self._ask(self.tr("Снять с контроля"), self.tr("Примечание"), self._release, may_be_empty=True)

    def send_back(self) -> None:
        self._ask(self.tr("Вернуть на доработку"), self.tr("Причина"), self._send_back)

    def cancel(self) -> None:
        self._ask(self.tr("Отозвать поручение"), self.tr("Причина"), self._cancel)

    def _make_buttons(self) -> None:
        self.resolve_button = self._button(self.tr("Ре&золюция…"), self.resolve)
        self.hand_down_button = self._button(self.tr("&Подпоручение…"), self.hand_down)
        self.report_button = self._button(self.tr("О&тчёт…"), self.report)
        self.release_button = self._button(self.tr("Снять с &контроля…"), self.release)
        self.send_back_button = self._button(self.tr("&Вернуть на доработку…"), self.send_back)
        self.cancel_button = self._button(self.tr("&Отозвать…"), self.cancel)

    def _button(self, text: str, slot: object) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(slot)
        return button

    def _lay_out(self) -> None:
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.addWidget(self.tree)
        halves.addWidget(self.details)
        halves.setSizes([220, 200])
        halves.setChildrenCollapsible(False)
        self._stack = QStackedWidget()
        for page in (self._loading, halves, self._empty, self._error):
            self._stack.addWidget(page)
        self._halves = halves
        buttons = QWidget()
        row = FlowLayout(buttons, spacing=6, greedy=False)
        row.setContentsMargins(8, 6, 8, 6)
        for button in (
            self.resolve_button,
            self.report_button,
            self.release_button,
            self.send_back_button,
            self.hand_down_button,
            self.cancel_button,
        ):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(buttons)
        column.addWidget(self._stack, 1)
        self.setFocusProxy(self.tree)

    def _show(self, cards: list[AssignmentCard]) -> None:
        self.tree.show_cards(cards)
        self._stack.setCurrentWidget(self._halves if cards else self._empty)
        self._follow(self.tree.current())

    def _follow(self, card: AssignmentCard | None) -> None:
        """Only what may be done with the chosen assignment is offered."""
        self.details.show_card(card)
        self.resolve_button.setVisible(self._work.may(Right.RESOLVE))
        self.report_button.setVisible(card is not None and card.may_report)
        self.hand_down_button.setVisible(card is not None and card.may_hand_down)
        self.release_button.setVisible(card is not None and card.may_release)
        self.release_button.setEnabled(card is not None and not card.blocks_release)
        self.release_button.setToolTip(card.blocks_release if card else "")
        self.send_back_button.setVisible(card is not None and card.may_release and card.row.status is Status.REPORTED)
        self.cancel_button.setVisible(card is not None and card.may_cancel)

    def _refuse(self, error: CallError) -> None:
        self._error.show_error(error)
        self._stack.setCurrentWidget(self._error)

    def _note_changes(self, changes: list[Change]) -> None:
        known = {Change(Kind.ASSIGNMENT, card.row.id) for card in self.tree.cards()}
        if Change(Kind.DOCUMENT, self._document_id) in changes or known & set(changes):
            self.load()

    def _ask(self, title: str, caption: str, act: object, *, may_be_empty: bool = False) -> None:
        card = self.tree.current()
        if card is not None and callable(act):
            self._open(ReasonDialog(title, caption, title, partial(act, card), self, may_be_empty=may_be_empty))

    def _release(self, card: AssignmentCard, note: str) -> Call[None]:
        return self._work.calls(self, self._api.release, card.row.id, card.version, note)

    def _send_back(self, card: AssignmentCard, reason: str) -> Call[None]:
        return self._work.calls(self, self._api.send_back, card.row.id, card.version, reason)

    def _cancel(self, card: AssignmentCard, reason: str) -> Call[None]:
        return self._work.calls(self, self._api.cancel, card.row.id, card.version, reason)

    def _open(self, dialog: FormDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.saved.connect(self._reload)
        dialog.open()

    def _reload(self, _saved: object) -> None:
        self.load()
