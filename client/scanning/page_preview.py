"""The page in hand, as large as the window allows."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QTransform

from client.core.background import Work
from client.scanning.bench_model import PageRow, Row
from client.scanning.pictures import read_picture
from client.shell.workplace import Workplace
from client.widgets.picture_view import PictureView
from common.kernel.ids import FileId

LARGE = QSize(1600, 2200)
Shown = tuple[FileId, int]  # the picture and how far it is turned


class PagePreview(PictureView):
    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._work = workplace
        self._shown: Shown | None = None

    def show_row(self, row: Row | None) -> None:
        if not isinstance(row, PageRow) or row.page.preview_id is None:
            self._shown = None
            self.clear()
            return
        shown = (row.page.preview_id, row.placed.turned)
        if shown != self._shown:
            self._shown = shown
            transfer = self._work.transfers.download(self, row.page.preview_id)
            transfer.done.connect(partial(self._read, shown))

    def _read(self, shown: Shown, file: Path) -> None:
        Work(partial(read_picture, file, LARGE), self).done.connect(partial(self._show, shown))

    def _show(self, shown: Shown, image: QImage) -> None:
        if shown == self._shown:
            self.show_image(image.transformed(QTransform().rotate(shown[1])) if shown[1] else image)
