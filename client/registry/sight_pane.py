"""What is read beside the card: the scan of what has come, the text of a project for whoever decides about it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QStackedWidget

from client.registry.file_preview import FilePreview
from client.registry.scan_pane import ScanPane
from client.shell.workplace import Workplace
from common.kernel.ids import DocumentId
from common.registry.attachments import DocumentFiles
from common.registry.classes import DocumentClass, DocumentState
from common.registry.document import DocumentCard

DECIDED = {DocumentState.APPROVAL, DocumentState.SIGNING}


class SightPane(QStackedWidget):
    """A scan goes first; a project on its way shows its main file, or the text of its card."""

    found = Signal()  # there is something to see, or no longer

    def __init__(self, workplace: Workplace, document_id: DocumentId) -> None:
        super().__init__()
        self._work, self._document_id = workplace, document_id
        self._card: DocumentCard | None = None
        self._has_text = False
        self.scan = ScanPane(document_id, workplace.apis.scanning, workplace.calls, workplace.transfers)
        self.file, self.body = FilePreview(workplace, takes_focus=False), QPlainTextEdit()
        self.body.setReadOnly(True)
        self.body.setAccessibleName(self.tr("Текст документа"))
        self.body.setProperty("role", "page")
        for page in (self.scan, self.file, self.body):
            self.addWidget(page)
        self.scan.found.connect(self.settle)

    def show_card(self, card: DocumentCard) -> None:
        self._card = card
        if card.state in DECIDED:
            call = self._work.calls(self, self._work.apis.attachments.files, self._document_id)
            call.then(self._choose).fails(self._show_body)
        else:
            self._has_text = False
        self.settle()

    def settle(self) -> None:
        """A project of ours with nothing to read leaves the place to its card."""
        scanned = self.scan.page_count() > 0
        incoming = self._card is None or self._card.draft.document_class is DocumentClass.INCOMING
        if scanned or not self._has_text:
            self.setCurrentWidget(self.scan)
        self.setVisible(incoming or scanned or self._has_text)
        self.found.emit()

    def _choose(self, files: DocumentFiles) -> None:
        main = next((row for row in files.rows if row.is_main), None)
        if main is None:
            self._show_body()
            return
        self._has_text = True
        self.setCurrentWidget(self.file)
        self.file.show_item(main.id, main)
        self.settle()

    def _show_body(self, _error: object = None) -> None:
        body = self._card.draft.body.strip() if self._card else ""
        self._has_text = bool(body)
        if body:
            self.body.setPlainText(body)
            self.setCurrentWidget(self.body)
        self.settle()
