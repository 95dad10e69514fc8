"""The page in hand, as large as the window allows; enlarged, it is the original in full sharpness."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAction, QImage, QKeySequence, QTransform
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from client.core.background import Work
from client.core.transfer import Transfer
from client.scanning.bench_model import PageRow, Row
from client.scanning.pictures import read_picture
from client.shell.workplace import Workplace
from client.widgets.icons import icon
from client.widgets.messages import label
from client.widgets.picture_view import ImageView
from common.kernel.ids import FileId

LARGE = QSize(1600, 2200)
SHARP = QSize(2500, 3600)  # 300 dots an inch of A4: an original of more shows nothing that an eye would miss
SHARPER = 2.0  # an original is seen as if it had twice the points of its small picture an inch
PAUSE = 150  # ms: whoever leafs through enlarged pages fetches no originals
Shown = tuple[FileId, int]  # the small picture and how far it is turned


class PagePreview(QWidget):
    """The small picture stays until the original is there; nothing of a page gone by is shown any more."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._work = workplace
        self._row: PageRow | None = None
        self._shown: Shown | None = None
        self._here = False  # the small picture of the page in hand
        self._sharp: Transfer | None = None
        self._sharp_of: FileId | None = None
        self._asked = False  # for the original of the page in hand
        self._soon = QTimer(self, singleShot=True, interval=PAUSE)
        self._soon.timeout.connect(self._fetch_original)
        self.view = ImageView()
        self.view.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # the keys of the pages stay with the pages
        self.view.setAccessibleName(self.tr("Образ страницы"))
        self.view.lacking.connect(self._want_original)
        self._name = label("", "caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar())
        column.addWidget(self.view, 1)

    def show_row(self, row: Row | None) -> None:
        page = row if isinstance(row, PageRow) and row.page.preview_id is not None else None
        self._row = page
        self._name.setText(self.tr("Страница {0}").format(row.page.number) if isinstance(row, PageRow) else "")
        if page is None or page.page.preview_id is None:
            self._turn_to(None)
            self.view.clear()
            return
        shown = (page.page.preview_id, page.placed.turned)
        if shown != self._shown:
            self._turn_to(shown)
            transfer = self._work.transfers.download(self, page.page.preview_id)
            transfer.done.connect(partial(self._read, shown))

    def _turn_to(self, shown: Shown | None) -> None:
        """A file on its way goes on coming while one leafs through its pages."""
        self._shown, self._here, self._asked = shown, False, False
        self._soon.stop()
        if self._sharp is not None and (self._row is None or self._row.page.file_id != self._sharp_of):
            self._sharp.cancel()
            self._sharp = None

    def _read(self, shown: Shown, file: Path) -> None:
        Work(partial(read_picture, file, LARGE), self).done.connect(partial(self._show, shown))

    def _show(self, shown: Shown, image: QImage) -> None:
        if shown == self._shown:
            self._here = True
            self.view.show_image(_turned(image, shown), SHARPER)

    def _want_original(self) -> None:
        if self._here and not self._asked:
            self._soon.start()

    def _fetch_original(self) -> None:
        page = self._row.page if self._row is not None else None
        if page is None or page.file_id is None:
            return
        self._asked = True
        if self._sharp is None:
            self._sharp_of = page.file_id
            self._sharp = self._work.transfers.download(self, page.file_id, sha256=page.sha256)
            self._sharp.done.connect(self._read_original)
            self._sharp.failed.connect(self._lack_original)

    def _read_original(self, file: Path) -> None:
        self._sharp = None
        if self._asked and self._row is not None and self._shown is not None:
            work = Work(partial(read_picture, file, SHARP, self._row.page.in_file), self)
            work.done.connect(partial(self._sharpen, self._shown))

    def _lack_original(self, _error: object) -> None:
        self._sharp = None

    def _sharpen(self, shown: Shown, image: QImage) -> None:
        if shown == self._shown and not image.isNull():
            self.view.sharpen(_turned(image, shown))

    def _bar(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("role", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(8, 2, 6, 2)
        row.setSpacing(2)
        row.addWidget(self._name, 1)
        for picture, text, keys, slot in (
            ("zoom-out", self.tr("Образ мельче"), ("Ctrl+-",), self.view.zoom_out),
            ("zoom-in", self.tr("Образ крупнее"), ("Ctrl+=", "Ctrl++"), self.view.zoom_in),
            ("file", self.tr("Страница целиком"), ("Ctrl+0",), self.view.fit),
            ("search", self.tr("Вблизи"), ("Ctrl+Alt+0",), self.view.come_close),
        ):
            action = QAction(icon(picture), text, self)
            action.setShortcuts([QKeySequence(each) for each in keys])
            action.setToolTip(f"{text} ({keys[0]})")
            action.triggered.connect(slot)
            self.addAction(action)
            button = QToolButton()
            button.setDefaultAction(action)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.addWidget(button)
        return bar


def _turned(image: QImage, shown: Shown) -> QImage:
    return image.transformed(QTransform().rotate(shown[1])) if shown[1] else image
