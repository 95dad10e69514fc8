"""What the document is linked with, from both ends, and the chain of the whole correspondence."""

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QTabBar, QToolButton, QVBoxLayout, QWidget

from client.registry.chain_view import ChainView
from client.shell.workplace import Workplace
from client.widgets.icons import icon
from client.widgets.list_model import ListModel, list_view
from client.widgets.messages import EmptyState, ErrorState, label
from client.widgets.paged_model import Column
from client.widgets.reason_dialog import ReasonDialog
from common.kernel.changes import Change, Kind
from common.kernel.ids import DocumentId
from common.kernel.wording import day
from common.registry.links import Chain, Linked, Links
from common.rpc.errors import CallError


class LinksTab(QWidget):
    """Two views of the same: a list with the type of every link, and the chain drawn in time."""

    def __init__(self, workplace: Workplace, document_id: DocumentId) -> None:
        super().__init__()
        self._work, self._document_id = workplace, document_id
        self.model = ListModel(
            (
                Column(self.tr("Связь"), lambda row: row.label, 130),
                Column(self.tr("Документ"), lambda row: row.title, 260, tooltip=lambda row: row.title),
                Column(self.tr("Дата"), lambda row: day(row.on), 96),
                Column(self.tr("Содержание"), lambda row: row.summary, 220, tooltip=lambda row: row.summary),
            )
        )
        self.view = list_view(self.model)
        self.view.setAccessibleName(self.tr("Связи документа"))
        self.model.setParent(self)
        self.chain = ChainView(document_id)
        self.unseen = label("", "caption", wrap=True)
        self._empty = EmptyState(
            self.tr("Связей нет"), self.tr("Ответ, копия и связанный документ появятся здесь сами (Ctrl+R, Ctrl+L)."),
            "link",
        )  # fmt: skip
        self._error = ErrorState()
        self._lay_out()
        self.view.doubleClicked.connect(self._open_current)
        self.view.activated.connect(self._open_current)
        self.chain.opened.connect(workplace.navigator.open_document)
        workplace.calls.changed.connect(self._note_changes)
        self.load()

    def load(self) -> None:
        links, calls = self._work.apis.links, self._work.calls
        calls(self, links.of, self._document_id).then(self._show).fails(self._refuse)
        calls(self, links.chain, self._document_id).then(self._show_chain).fails(self._refuse)

    def offer(self, link: QAction) -> None:
        """The step of the document's window that links it with another, as a button here."""
        self._add.setDefaultAction(link)
        self._add.show()

    def unlink(self) -> None:
        row = self.model.row(self.view.currentIndex())
        if not isinstance(row, Linked):
            return
        dialog = ReasonDialog(
            self.tr("Удалить связь"), self.tr("Причина"), self.tr("&Удалить связь"),
            lambda reason: self._work.calls(self, self._work.apis.links.unlink, row.link_id, reason), self,
        )  # fmt: skip
        dialog.saved.connect(partial(self._offer_back, row))
        dialog.open()

    def _offer_back(self, row: Linked, _result: object) -> None:
        words = self.tr("Связь удалена: {0} — {1}").format(row.label, row.title)
        self._work.navigator.offer_undo(words, partial(self._link_again, row))

    def _link_again(self, row: Linked) -> None:
        """The tab may be closed by then."""
        ends = (self._document_id, row.document_id)
        later, earlier = ends if row.forward else ends[::-1]
        self._work.calls(self._work.calls, self._work.apis.links.link, later, earlier, row.type)

    def _lay_out(self) -> None:
        bar = QFrame()
        bar.setProperty("role", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(6, 3, 6, 3)
        self.switch = QTabBar()
        self.switch.addTab(icon("list-tree"), self.tr("Список"))
        self.switch.addTab(icon("git-branch"), self.tr("Цепочка"))
        self.switch.setDrawBase(False)
        remove = QToolButton()
        remove.setIcon(icon("unlink"))
        remove.setIconSize(QSize(16, 16))
        remove.setToolTip(self.tr("Удалить связь"))
        remove.setAccessibleName(self.tr("Удалить связь"))
        remove.clicked.connect(self.unlink)
        self._add = QToolButton()
        self._add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._add.setIconSize(QSize(16, 16))
        self._add.hide()
        row.addWidget(self.switch)
        row.addStretch(1)
        row.addWidget(self._add)
        row.addWidget(remove)
        self._stack = QStackedWidget()
        for widget in (self.view, self.chain, self._empty, self._error):
            self._stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self._stack, 1)
        column.addWidget(self.unseen)
        self.unseen.setContentsMargins(8, 4, 8, 4)
        self.unseen.hide()
        self.switch.currentChanged.connect(self._turn)
        self.setFocusProxy(self.view)

    def _turn(self) -> None:
        empty = self.model.rowCount() == 0
        shown = self.chain if self.switch.currentIndex() else self.view
        self._stack.setCurrentWidget(self._empty if empty else shown)

    def _show(self, links: Links) -> None:
        self.model.show_rows(links.rows)
        self.unseen.setVisible(links.unseen > 0)
        self.unseen.setText(self.tr("Ещё связей с документами, которые вам недоступны: {0}.").format(links.unseen))
        self._turn()

    def _show_chain(self, chain: Chain) -> None:
        self.chain.show_chain(chain)

    def _open_current(self) -> None:
        row = self.model.row(self.view.currentIndex())
        if isinstance(row, Linked):
            self._work.navigator.open_document(row.document_id)

    def _refuse(self, error: CallError) -> None:
        self._error.show_error(error)
        self._stack.setCurrentWidget(self._error)

    def _note_changes(self, changes: list[Change]) -> None:
        if Change(Kind.DOCUMENT, self._document_id) in changes:
            self.load()
