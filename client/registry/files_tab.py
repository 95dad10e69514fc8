"""The computer files of a document: to look at, to save, to add."""

from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from client.core.transfer import Transfer
from client.shell.workplace import Workplace
from client.widgets.file_saving import FileSaving
from client.widgets.list_model import ListModel, list_view
from client.widgets.messages import Notice, ProgressLine, said
from client.widgets.paged_model import Column
from client.widgets.pdf_window import PdfWindow
from common.files import StoredFile
from common.kernel.changes import Change, Kind
from common.kernel.ids import DocumentId
from common.registry.card import Attachment
from common.rpc.errors import CallError

PDF = "application/pdf"


class FilesTab(QWidget):
    def __init__(self, workplace: Workplace, document_id: DocumentId) -> None:
        super().__init__()
        self._document_id, self._api = document_id, workplace.apis.registry
        self._calls, self._transfers = workplace.calls, workplace.transfers
        self.model = ListModel(
            [
                Column(self.tr("Файл"), _name, 260),
                Column(self.tr("Что это"), _role, 190),
                Column(self.tr("Размер"), _size, 80, right=True, tooltip=_sha256),
            ]
        )
        self._view, self._notice, self._progress = list_view(self.model), Notice(), ProgressLine()
        self._view.doubleClicked.connect(self.open_current)
        QShortcut(QKeySequence(Qt.Key.Key_Return), self._view, self.open_current)
        self._transfer: Transfer | None = None
        self._progress.cancelled.connect(self._cancel)
        self._open = self._button(self.tr("&Открыть"), self.open_current)
        self._save = self._button(self.tr("&Сохранить как…"), self.save_current)
        self._add = self._button(self.tr("&Добавить файл…"), self.choose_file)
        row = QHBoxLayout()
        row.setContentsMargins(8, 0, 8, 0)
        for button in (self._open, self._save, self._add):
            row.addWidget(button)
        row.addWidget(self._progress, 1)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.addWidget(self._notice)
        column.addWidget(self._view, 1)
        column.addLayout(row)
        self.setFocusProxy(self._view)
        self._calls.changed.connect(self._note_changes)
        self.load()

    def load(self) -> None:
        self._calls(self, self._api.attachments, self._document_id).then(self._show).fails(self._refuse)

    def open_current(self) -> None:
        attachment = self._current()
        if attachment is None:
            return
        if attachment.media_type != PDF:
            self.save_current()
            return
        window = PdfWindow(attachment.name, self)
        self._fetch(attachment).done.connect(window.show_file)

    def save_current(self) -> None:
        attachment = self._current()
        if attachment is not None:
            FileSaving(attachment.name, self).ask_for(self._fetch, attachment)

    def choose_file(self) -> None:
        dialog = QFileDialog(self, self.tr("Добавить файл к документу"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.add_file)
        dialog.open()

    def add_file(self, file: str) -> None:
        self._follow(self._transfers.upload(self, Path(file))).done.connect(self._attach)

    def _button(self, text: str, slot: object) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(slot)
        return button

    def _current(self) -> Attachment | None:
        index = self._view.currentIndex()
        return self.model.row(index if index.isValid() else self.model.index(0, 0))

    def _fetch(self, attachment: Attachment) -> Transfer:
        transfer = self._transfers.download(self, attachment.file_id, attachment.name, attachment.sha256)
        return self._follow(transfer)

    def _follow(self, transfer: Transfer) -> Transfer:
        self._transfer = transfer
        transfer.progress.connect(self._show_progress)
        transfer.failed.connect(self._refuse)
        transfer.over.connect(self._progress.hide)
        return transfer

    def _cancel(self) -> None:
        if self._transfer is not None:
            self._transfer.cancel()

    def _show_progress(self, done: int, total: int) -> None:
        text = self._transfer.title if self._transfer else ""
        self._progress.show_progress(text, done * 100 // total if total else 0, 100 if total else 0)

    def _attach(self, stored: StoredFile) -> None:
        self._calls(self, self._api.attach, self._document_id, stored.id).then(self._reload).fails(self._refuse)

    def _reload(self, _attachment: object) -> None:
        self.load()

    def _show(self, attachments: list[Attachment]) -> None:
        self.model.show_rows(attachments)
        for button in (self._open, self._save):
            button.setEnabled(bool(attachments))
        if attachments:
            self._view.setCurrentIndex(self.model.index(0, 0, QModelIndex()))

    def _refuse(self, error: CallError) -> None:
        self._notice.say(said(error), alarm=True)

    def _note_changes(self, changes: list[Change]) -> None:
        if Change(Kind.DOCUMENT, self._document_id) in changes or Change(Kind.SCAN, self._document_id) in changes:
            self.load()


def _name(attachment: Attachment) -> str:
    return attachment.name


def _role(attachment: Attachment) -> str:
    return attachment.role.label


def _sha256(attachment: Attachment) -> str:
    return f"SHA-256 {attachment.sha256}"


def _size(attachment: Attachment) -> str:
    if attachment.size >= 2**20:
        return f"{attachment.size / 2**20:.1f} МБ".replace(".", ",")
    return f"{max(1, attachment.size // 1024)} КБ"
