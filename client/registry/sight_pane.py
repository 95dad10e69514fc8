"""What is read beside the card: the scan of what has come, the text of ours for whoever decides, registers, looks."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QPlainTextEdit, QStackedWidget, QToolButton

from client.registry.file_preview import FilePreview
from client.registry.scan_pane import ScanPane
from client.shell.workplace import Workplace
from client.widgets.icons import icon
from common.kernel.ids import DocumentId
from common.registry.attachments import DocumentFiles, FileRow
from common.registry.classes import NUMBERED, DocumentClass, DocumentState
from common.registry.document import DocumentCard

ON_ITS_WAY = {DocumentState.APPROVAL, DocumentState.SIGNING, DocumentState.SIGNED, DocumentState.AWAITING}
READ = ON_ITS_WAY | NUMBERED
FOLDED = "document/sight"
WIDE = 1400  # where a registered document shows its text unless somebody has folded it


class SightPane(QStackedWidget):
    """A scan goes first; a document of ours shows its main file, or the text of its card; it can be folded."""

    found = Signal()  # there is something to see, or no longer

    def __init__(self, workplace: Workplace, document_id: DocumentId) -> None:
        super().__init__()
        self._work, self._document_id = workplace, document_id
        self._card: DocumentCard | None = None
        self._has_text = False
        self._main: FileRow | None = None
        self._open: bool | None = None  # as somebody has folded or unfolded it here
        self.scan = ScanPane(document_id, workplace.apis.scanning, workplace.calls, workplace.transfers)
        self.file, self.body = FilePreview(workplace, takes_focus=False), QPlainTextEdit()
        self.body.setReadOnly(True)
        self.body.setAccessibleName(self.tr("Текст документа"))
        self.body.setProperty("role", "page")
        for page in (self.scan, self.file, self.body):
            self.addWidget(page)
        self.scan.found.connect(self.settle)
        self.fold_action = QAction(icon("file-text"), self.tr("Текст рядом"), self, checkable=True)
        self.fold_action.setShortcut(QKeySequence("Ctrl+Shift+O"))
        self.fold_action.triggered.connect(self._fold)
        self.fold_button = QToolButton()
        self.fold_button.setDefaultAction(self.fold_action)
        self.fold_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.fold_button.setToolTip(self.tr("Текст документа рядом с карточкой (Ctrl+Shift+O)"))

    def show_card(self, card: DocumentCard) -> None:
        self._card = card
        if card.state in READ and card.draft.document_class is not DocumentClass.INCOMING:
            call = self._work.calls(self, self._work.apis.attachments.files, self._document_id)
            call.then(self._choose).fails(self._show_body)
        else:
            self._has_text = False
        self.settle()

    def settle(self) -> None:
        """A document of ours with nothing to read leaves the place to its card."""
        scanned = self.scan.page_count() > 0
        incoming = self._card is None or self._card.draft.document_class is DocumentClass.INCOMING
        if scanned or not self._has_text:
            self.setCurrentWidget(self.scan)
        foldable = self._has_text and not scanned
        is_open = foldable and self._is_open()
        self.fold_action.setEnabled(foldable)
        self.fold_action.setChecked(is_open)
        self.fold_button.setVisible(foldable)
        if is_open and self._main is not None:
            self.file.show_item(self._main.id, self._main)
        self.setVisible(incoming or scanned or is_open)
        self.found.emit()

    def _is_open(self) -> bool:
        """Who decides or registers has it before him; a registered document shows it as was chosen last."""
        if self._open is not None:
            return self._open
        if self._card is None or self._card.state not in NUMBERED:
            return True
        kept = self._work.settings.text(FOLDED)
        return kept == "open" if kept else self.window().width() >= WIDE

    def _fold(self, opened: bool) -> None:
        self._open = opened
        if self._card is not None and self._card.state in NUMBERED:
            self._work.settings.keep_text(FOLDED, "open" if opened else "folded")
        self.settle()

    def _choose(self, files: DocumentFiles) -> None:
        self._main = next((row for row in files.rows if row.is_main), None)
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
