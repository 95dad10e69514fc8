"""A file in a window of its own: at once, or once the server has prepared it; comparing two versions."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImageReader, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from client.core.transfer import Transfer
from client.registry.file_columns import Item
from client.shell.job_watch import JobWatch
from client.shell.workplace import Workplace
from client.widgets.file_saving import FileSaving
from client.widgets.messages import EmptyState, LoadingState, said
from client.widgets.pdf_view import PdfView
from client.widgets.picture_view import ImageView
from common.files import Preview, StoredFile
from common.jobs import JobRow, JobState
from common.kernel.ids import AttachmentId
from common.rpc.errors import CallError

PDF = "application/pdf"


class FileLook(QDialog):
    """What cannot be shown says why, and can be saved all the same."""

    def __init__(
        self, workplace: Workplace, attachment_id: AttachmentId, item: Item, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(item.name)
        self._work, self._attachment_id, self._item = workplace, attachment_id, item
        self._is_pdf = False
        self.pdf, self.picture = PdfView(), ImageView()
        self.waiting = LoadingState(self.tr("Файл готовится к просмотру…"))
        self.refused = EmptyState(self.tr("Файл не показывается"), " ", "eye", self.tr("&Сохранить как…"))
        self.refused.acted.connect(self.save)
        self.pdf.save_wanted.connect(self.save)
        self._stack = QStackedWidget()
        for page in (self.waiting, self.pdf, self.picture, self.refused):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        QShortcut(QKeySequence("Ctrl+Shift+E"), self, self.save)
        self.resize(900, 720)
        self.ask()

    def ask(self) -> None:
        api = self._work.apis.previews
        self._work.calls(self, api.look, self._attachment_id, self._item.number).then(self._show).fails(self._fail)

    def save(self) -> None:
        FileSaving(self._item.name, self).ask_for(self._fetch_original, self._item)

    def _fetch_original(self, item: Item) -> Transfer:
        return self._work.transfers.download(self, item.file_id, item.name, item.sha256)

    def _show(self, preview: Preview) -> None:
        if preview.shown is not None:
            self._fetch(preview.shown)
        elif preview.job_id is not None:
            watch = JobWatch(self._work, preview.job_id, self)
            watch.ended.connect(self._prepared)
            watch.failed.connect(self._fail)
        else:
            self._refuse(preview.reason)

    def _prepared(self, job: JobRow) -> None:
        if job.state is JobState.DONE:
            self.ask()
        else:
            self._refuse(job.message)

    def _fetch(self, shown: StoredFile) -> None:
        self._is_pdf = shown.media_type == PDF
        transfer = self._work.transfers.download(self, shown.id, shown.name, shown.sha256)
        transfer.done.connect(self._open)
        transfer.failed.connect(self._fail)

    def _open(self, file: Path) -> None:
        if self._is_pdf:
            readable = self.pdf.show_file(file)
            self._turn(self.pdf if readable else None)
        else:
            reader = QImageReader(str(file))
            reader.setAutoTransform(True)  # a photograph knows which side is up
            image = reader.read()
            self.picture.show_image(image)
            self._turn(None if image.isNull() else self.picture)

    def _turn(self, page: QWidget | None) -> None:
        if page is None:
            self._refuse(self.tr("Файл повреждён или закрыт паролем. Сохраните его и проверьте."))
            return
        self._stack.setCurrentWidget(page)
        page.setFocus()

    def _fail(self, error: CallError) -> None:
        self._refuse(said(error))

    def _refuse(self, reason: str) -> None:
        self.refused.text.setText(reason)
        self._stack.setCurrentWidget(self.refused)
