"""What is read beside the card: the scan of what has come, the text of ours for whoever decides, registers, looks."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QPlainTextEdit, QStackedWidget, QToolButton

from client.registry.file_preview import FilePreview
from client.registry.scan_pane import ScanPane
from client.registry.sight_strip import SightStrip
from client.shell.workplace import Workplace
from client.widgets.icons import icon
from common.kernel.ids import DocumentId
from common.kernel.rights import Right
from common.registry.attachments import DocumentFiles, FileRow
from common.registry.card import FileRole
from common.registry.classes import NUMBERED, DocumentClass, DocumentState
from common.registry.document import DocumentCard
from common.registry.rules import Action

ON_ITS_WAY = {DocumentState.APPROVAL, DocumentState.SIGNING, DocumentState.SIGNED, DocumentState.AWAITING}
READ = ON_ITS_WAY | NUMBERED
FOLDED, VACANT = "document/sight", "document/no_image"
WIDE = 1400  # where a registered document shows its text unless somebody has folded it


class SightPane(QStackedWidget):
    """A scan goes first; a document of ours shows its main file, once signed the copy with the mark; else its text."""

    found = Signal()  # there is something to see, or no longer

    def __init__(self, workplace: Workplace, document_id: DocumentId) -> None:
        super().__init__()
        self._work, self._document_id = workplace, document_id
        self._card: DocumentCard | None = None
        self._has_text = False
        self._main: FileRow | None = None
        self._open: bool | None = None  # as somebody has folded or unfolded it here
        self.scan = ScanPane(
            document_id, workplace.apis.scanning, workplace.calls, workplace.transfers,
            may_register=workplace.may(Right.REGISTER),
        )  # fmt: skip
        self.file, self.body = FilePreview(workplace, takes_focus=False), QPlainTextEdit()
        self.body.setReadOnly(True)
        self.body.setAccessibleName(self.tr("Текст документа"))
        self.body.setProperty("role", "page")
        for page in (self.scan, self.file, self.body):
            self.addWidget(page)
        self.scan.found.connect(self.settle)
        self.strip = SightStrip()
        self.strip.clicked.connect(self._unfold)
        self.strip.hide()
        self.fold_action = QAction(icon("file-text"), self.tr("Текст рядом"), self, checkable=True)
        self.fold_action.setShortcut(QKeySequence("Ctrl+Shift+O"))
        self.fold_action.triggered.connect(self._fold)
        self.fold_button = QToolButton()
        self.fold_button.setDefaultAction(self.fold_action)
        self.fold_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.fold_button.setToolTip(self.tr("Текст документа рядом с карточкой (Ctrl+Shift+O)"))

    def show_card(self, card: DocumentCard) -> None:
        self._card = card
        self.strip.take(files=card.may(Action.ATTACH))
        if card.state in READ and card.draft.document_class is not DocumentClass.INCOMING:
            call = self._work.calls(self, self._work.apis.attachments.files, self._document_id)
            call.then(self._choose).fails(self._show_body)
        else:
            self._has_text = False
        self.settle()

    def settle(self) -> None:
        """A document with nothing to read leaves the place to its card; a letter without an image leaves a strip."""
        scanned = self.scan.page_count() > 0
        incoming = self._card is None or self._card.draft.document_class is DocumentClass.INCOMING
        if scanned or not self._has_text:
            self.setCurrentWidget(self.scan)
        vacant = incoming and self.scan.is_read and not scanned and not self._has_text
        foldable = vacant or (self._has_text and not scanned)
        is_open = foldable and self._is_open(vacant=vacant)
        self.fold_action.setEnabled(foldable)
        self.fold_action.setChecked(is_open)
        self.fold_button.setVisible(foldable and not vacant)
        if is_open and self._main is not None:
            self.file.show_item(self._main.id, self._main)
        self.strip.setVisible(vacant and not is_open)
        self.setVisible(is_open or scanned or (incoming and not foldable))
        self.found.emit()

    def _is_open(self, *, vacant: bool) -> bool:
        """Who decides or registers has it before him; else it stands as was chosen last."""
        if self._open is not None:
            return self._open
        if vacant:
            return self._work.settings.text(VACANT) == "open"
        if self._card is None or self._card.state not in NUMBERED:
            return True
        kept = self._work.settings.text(FOLDED)
        return kept == "open" if kept else self.window().width() >= WIDE

    def _unfold(self) -> None:
        self._fold(opened=True)

    def _fold(self, opened: bool) -> None:
        self._open = opened
        if not self._has_text:
            self._work.settings.keep_text(VACANT, "open" if opened else "folded")
        elif self._card is not None and self._card.state in NUMBERED:
            self._work.settings.keep_text(FOLDED, "open" if opened else "folded")
        self.settle()

    def _choose(self, files: DocumentFiles) -> None:
        marked = (row for row in files.rows if row.role is FileRole.MARKED)
        self._main = next(marked, next((row for row in files.rows if row.is_main), None))
        if self._main is None:
            self._show_body()
            return
        self._has_text = True
        self.setCurrentWidget(self.file)
        self.settle()

    def _show_body(self, _error: object = None) -> None:
        body = self._card.draft.body.strip() if self._card else ""
        self._has_text = bool(body)
        if body:
            self.body.setPlainText(body)
            self.setCurrentWidget(self.body)
        self.settle()
