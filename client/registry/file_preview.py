"""A file to look at: at once, or once the server has prepared it, or why it is not shown."""

from pathlib import Path

from PySide6.QtGui import QAction, QImageReader, QKeySequence
from PySide6.QtWidgets import QStackedWidget, QWidget

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


class FilePreview(QStackedWidget):
    """What cannot be shown says why, and can be saved all the same; `takes_focus` once there is something to read."""

    def __init__(self, workplace: Workplace, *, takes_focus: bool = True) -> None:
        super().__init__()
        self._work, self._takes_focus = workplace, takes_focus
        self._attachment_id: AttachmentId | None = None
        self._item: Item | None = None
        self._is_pdf = False
        self.pdf, self.picture = PdfView(), ImageView()
        self.waiting = LoadingState(self.tr("Файл готовится к просмотру…"))
        self.refused = EmptyState(self.tr("Файл не показывается"), " ", "eye", self.tr("&Сохранить как…"))
        self.refused.acted.connect(self.save)
        self.pdf.save_wanted.connect(self.save)
        if not takes_focus:  # the keys are the document window's
            for action in (*self.pdf.findChildren(QAction), *self.pdf.actions()):
                action.setShortcut(QKeySequence())
        for page in (self.waiting, self.pdf, self.picture, self.refused):
            self.addWidget(page)

    def show_item(self, attachment_id: AttachmentId, item: Item) -> None:
        """Another version is another thing to look at; the same one stays as it stands."""
        if self._item is not None and (attachment_id, item.number) == (self._attachment_id, self._item.number):
            return
        self._attachment_id, self._item = attachment_id, item
        self.setCurrentWidget(self.waiting)
        self.ask()

    def ask(self) -> None:
        if self._attachment_id is not None and self._item is not None:
            look = self._work.apis.previews.look
            self._work.calls(self, look, self._attachment_id, self._item.number).then(self._show).fails(self._fail)

    def save(self) -> None:
        if self._item is not None:
            FileSaving(self._item.name, self.window()).ask_for(self._fetch_original, self._item)

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
        self.setCurrentWidget(page)
        if self._takes_focus:
            page.setFocus()

    def _fail(self, error: CallError) -> None:
        self._refuse(said(error))

    def _refuse(self, reason: str) -> None:
        self.refused.text.setText(reason)
        self.setCurrentWidget(self.refused)
