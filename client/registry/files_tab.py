"""The computer files of a document in their order: to look at, to save, to add, to bring new versions of."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QMenu, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from client.registry.edit_commands import EditCommands
from client.registry.file_columns import Standing, file_columns
from client.registry.file_commands import FileCommands
from client.registry.file_fetching import FileFetching
from client.registry.signed_files import SignedFiles
from client.shell.workplace import Workplace
from client.widgets.icons import icon
from client.widgets.list_model import ListModel, list_view
from client.widgets.messages import EmptyState, Notice, said
from common.kernel.changes import Change, Kind
from common.kernel.ids import AttachmentId, DocumentId
from common.registry.attachments import DocumentFiles, FileRow
from common.registry.rules import Action
from common.rpc.errors import CallError
from common.signatures import DocumentSignatures


class FilesTab(QWidget):
    def __init__(self, workplace: Workplace, document_id: DocumentId) -> None:
        super().__init__()
        self._work, self._document_id = workplace, document_id
        self._files: DocumentFiles | None = None
        self.signed = SignedFiles()
        self.model = ListModel(file_columns(Standing(workplace.me.id, workplace.editing), self.signed), self)
        self.view, self.notice = list_view(self.model), Notice()
        self.view.setAccessibleName(self.tr("Файлы документа"))
        self.view.setProperty("frame", "none")
        header = self.view.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)  # who has a file is read whole
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.fetching = FileFetching(workplace.transfers)
        self.commands = FileCommands(workplace, document_id, self.fetching, self)
        self.edits = EditCommands(workplace, self)
        self._invitation = self.tr("Добавьте файл (Ins), создайте по шаблону (Ctrl+T) или перетащите его сюда.")
        self._empty = EmptyState(self.tr("Файлов нет"), self._invitation, "paperclip")
        self._lay_out()
        self.setFocusProxy(self.view)
        self.view.doubleClicked.connect(self.commands.open.trigger)
        self.view.selectionModel().currentRowChanged.connect(self._follow)
        self.fetching.failed.connect(self.refuse)
        self.commands.failed.connect(self.refuse)
        self.commands.add.triggered.connect(self.notice.hide)
        self.edits.failed.connect(self.refuse)
        workplace.editing.changed.connect(self._repaint)
        workplace.calls.changed.connect(self._note_changes)
        self.load()

    def load(self) -> None:
        api = self._work.apis.attachments
        self._work.calls(self, api.files, self._document_id).then(self._show).fails(self.refuse)
        signatures = self._work.apis.signatures
        self._work.calls(self, signatures.of_document, self._document_id).then(self._mark).fails(self.refuse)

    def current(self) -> FileRow | None:
        return self.model.row(self.view.currentIndex())

    def refuse(self, error: CallError) -> None:
        self.notice.say(said(error), alarm=True)

    def _lay_out(self) -> None:
        bar = QFrame()
        bar.setProperty("role", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(6, 3, 6, 3)
        row.setSpacing(2)
        commands, edits = self.commands, self.edits
        for action in (
            commands.open, edits.edit, edits.bring_back, commands.versions, commands.add, commands.by_template,
        ):  # fmt: skip
            row.addWidget(_button(action))
        row.addStretch(1)
        row.addWidget(self._more())
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self.notice)
        column.addWidget(self._stack, 1)
        column.addWidget(self.fetching)
        self.fetching.setContentsMargins(8, 4, 8, 4)

    def _more(self) -> QToolButton:
        """What is needed less often, also under the right button of the mouse."""
        menu = self._menu = QMenu(self)
        menu.setToolTipsVisible(True)
        commands = self.commands
        menu.addActions([commands.save, commands.revise])
        menu.addSeparator()
        menu.addActions([self.edits.give_up, self.edits.release])
        menu.addSeparator()
        menu.addActions([commands.main, commands.up, commands.down])
        button = QToolButton()
        button.setText(self.tr("Ещё"))
        button.setIcon(icon("dots"))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(menu)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._pop_up)
        return button

    def _pop_up(self, place: QPoint) -> None:
        self._menu.popup(self.view.viewport().mapToGlobal(place))

    def _show(self, files: DocumentFiles) -> None:
        chosen = self.current()
        self._files = files
        self.model.show_rows(files.rows)
        self._stack.setCurrentWidget(self.view if files.rows else self._empty)
        self._choose(chosen.id if chosen else None)
        self._follow()

    def _mark(self, found: DocumentSignatures) -> None:
        self.signed.show(found.rows)
        self.view.viewport().update()

    def _choose(self, attachment_id: AttachmentId | None) -> None:
        ids = [row.id for row in self._files.rows] if self._files else []
        place = ids.index(attachment_id) if attachment_id in ids else 0
        self.view.setCurrentIndex(self.model.index(place, 0))

    def _follow(self) -> None:
        if self._files is not None:
            refusal = self._files.refusals[Action.ATTACH]
            self._empty.text.setText(refusal or self._invitation)
            self.commands.follow(self._files, self.current())
            self.edits.follow(self._files, self.current())

    def _repaint(self) -> None:
        self._follow()
        self.view.viewport().update()

    def _note_changes(self, changes: list[Change]) -> None:
        if Change(Kind.DOCUMENT, self._document_id) in changes or Change(Kind.SCAN, self._document_id) in changes:
            self.load()


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return button
