"""The tree of a document's assignments: who does what by when, what was reported, what may be done about it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from client.assignments.assignment_details import AssignmentDetails
from client.assignments.assignment_tree import AssignmentTree
from client.assignments.commands import AssignmentCommands
from client.shell.manifest import ActingTab
from client.shell.workplace import Workplace
from client.widgets.fitting_tabs import FittingTabs
from client.widgets.flow_layout import FlowLayout
from client.widgets.messages import EmptyState, ErrorState, LoadingState, Notice, said
from common.assignments.cards import AssignmentCard, PointRow
from common.kernel.changes import Change, Kind
from common.kernel.ids import AssignmentId, DocumentId
from common.kernel.rights import Right
from common.rpc.errors import CallError

OF_THE_DOCUMENT = ("resolve", "prepare")  # wherever in its window one stands


class ExecutionTab(ActingTab):
    def __init__(self, workplace: Workplace, document_id: DocumentId) -> None:
        super().__init__()
        self._work, self._document_id = workplace, document_id
        self._wanted: AssignmentId | None = None
        self.tree, self.details = AssignmentTree(), AssignmentDetails(workplace)
        self.acts = AssignmentCommands(workplace, document_id, self.tree, self)
        self.commands = tuple(self.acts.actions[name] for name in OF_THE_DOCUMENT)
        self._loading, self._error, self.notice = LoadingState(), ErrorState(), Notice()
        resolves = workplace.may(Right.RESOLVE)
        how = (
            self.tr("Вынести резолюцию — F3.") if resolves else self.tr("Они появятся, когда руководитель их вынесет.")
        )
        self._empty = EmptyState(self.tr("Резолюций пока нет"), how, "gavel")
        self._lay_out()
        self.acts.done.connect(self._show_done)
        self.acts.failed.connect(self._say)
        self.tree.current_changed.connect(self._follow)
        self.notice.first.connect(self.acts.points)
        self._error.retry.connect(self.load)
        workplace.calls.changed.connect(self._note_changes)
        workplace.navigator.assignment_wanted.connect(self._come_forward)
        self._follow(None)
        self.load()

    def _show_done(self) -> None:
        """Also what was written while another tab was in front."""
        FittingTabs.bring(self)
        self.load()

    def load(self) -> None:
        self.notice.hide()
        asked = self._work.calls(self, self._work.apis.assignments.of_document, self._document_id)
        asked.then(self._show).fails(self._refuse)
        points = self._work.calls(self, self._work.apis.assignments.points, self._document_id)
        points.then(self._show_points).beside_a_card()

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
        for button in (*self.acts.buttons.values(), self.acts.more):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (buttons, self.notice):
            column.addWidget(widget)
        column.addWidget(self._stack, 1)
        self.setFocusProxy(self.tree)

    def _show(self, cards: list[AssignmentCard]) -> None:
        self.tree.show_cards(cards)
        self._choose_wanted()
        self._stack.setCurrentWidget(self._halves if cards else self._empty)
        self._follow(self.tree.current())

    def _come_forward(self, document_id: DocumentId, assignment_id: AssignmentId) -> None:
        if document_id != self._document_id:
            return
        self._wanted = assignment_id
        FittingTabs.bring(self)
        self._choose_wanted()
        self.setFocus()

    def _choose_wanted(self) -> None:
        """Once its cards are there."""
        if self._wanted is not None and self.tree.choose(self._wanted):
            self._wanted = None

    def _show_points(self, points: list[PointRow]) -> None:
        """What the act orders and nobody was given yet stands above the tree."""
        self.acts.has_points = bool(points)
        lacking = [point.number for point in points if point.is_open]
        if lacking:
            self.notice.say(self.tr("Пункты без поручения: {0}").format(", ".join(lacking)), self.tr("&Показать…"))
        self._follow(self.tree.current())

    def _follow(self, card: AssignmentCard | None) -> None:
        self.details.show_card(card)
        self.acts.follow(card)

    def _say(self, error: CallError) -> None:
        self.notice.say(said(error), alarm=True)

    def _refuse(self, error: CallError) -> None:
        self._error.show_error(error)
        self._stack.setCurrentWidget(self._error)

    def _note_changes(self, changes: list[Change]) -> None:
        known = {Change(Kind.ASSIGNMENT, card.row.id) for card in self.tree.cards()}
        if Change(Kind.DOCUMENT, self._document_id) in changes or known & set(changes):
            self.load()
