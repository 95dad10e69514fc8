"""Pictures of pages as they are shown: no larger than they are seen, fetched when they come in sight."""

from collections import OrderedDict
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QImageReader

from client.core.background import Work
from client.shell.workplace import Workplace
from client.widgets.pdf_view import flat
from common.kernel.ids import FileId

LARGEST = QSize(336, 472)  # as long as no larger ones are shown
BUDGET = 128 * 2**20  # bytes of small pictures in memory: of one in colour 616 KB, in shades of grey 154 KB
AT_ONCE = 6
WAITING = 80  # more are not in sight at once


def read_picture(file: Path, within: QSize, number: int = 1) -> QImage:
    """A page of the file, decoded no larger than it is shown."""
    reader = QImageReader(str(file))
    reader.setAutoTransform(True)
    if number > 1 and not reader.jumpToImage(number - 1):
        return QImage()
    size, drawn = reader.size(), bytes(reader.format().data()) == b"pdf"
    if size.isValid() and (drawn or size.width() > within.width() or size.height() > within.height()):
        reader.setScaledSize(size.scaled(within, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return flat(image) if image.hasAlphaChannel() else image  # a page of a PDF has no ground of its own


class Pictures(QObject):
    """Small pictures of pages; `of` is asked while painting, so that nothing begins there: that may paint anew."""

    arrived = Signal(object)  # FileId

    def __init__(self, workplace: Workplace, parent: QObject, budget: int = BUDGET) -> None:
        super().__init__(parent)
        self._work, self._budget = workplace, budget
        self._within = LARGEST
        self._kept: OrderedDict[FileId, QImage] = OrderedDict()
        self._coarse: set[FileId] = set()  # of those kept: smaller than they are shown by now
        self._weight = 0  # bytes of those kept
        self._wanted: OrderedDict[FileId, None] = OrderedDict()
        self._under_way: set[FileId] = set()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._fetch)

    @property
    def all_here(self) -> bool:
        return not self._wanted and not self._under_way

    def show_within(self, size: QSize) -> None:
        """They are shown so large from now on; a smaller picture stays until the larger one has come."""
        if size.width() > self._within.width():
            self._within = size
            self._coarse = set(self._kept)

    def of(self, file_id: FileId) -> QImage | None:
        image = self._kept.get(file_id)
        if image is not None:
            self._kept.move_to_end(file_id)
        if (image is None or file_id in self._coarse) and file_id not in self._under_way:
            self._wanted[file_id] = None
            self._wanted.move_to_end(file_id)
            self._soon.start()
        return image

    def _fetch(self) -> None:
        """What was seen last comes first; what was scrolled past long ago is asked for again when it is seen again."""
        while len(self._wanted) > WAITING:
            self._wanted.popitem(last=False)
        while self._wanted and len(self._under_way) < AT_ONCE:
            file_id, _ = self._wanted.popitem()
            self._under_way.add(file_id)
            transfer = self._work.transfers.download(self, file_id)
            transfer.done.connect(partial(self._read, file_id))
            transfer.failed.connect(partial(self._forget, file_id))

    def _read(self, file_id: FileId, file: Path) -> None:
        work = Work(partial(read_picture, file, self._within), self)
        work.done.connect(partial(self._keep, file_id, self._within))
        work.failed.connect(partial(self._forget, file_id))

    def _keep(self, file_id: FileId, within: QSize, image: QImage) -> None:
        before = self._kept.pop(file_id, QImage())
        self._kept[file_id] = image
        self._weight += image.sizeInBytes() - before.sizeInBytes()
        self._coarse.discard(file_id)
        if within != self._within:
            self._coarse.add(file_id)
        while self._weight > self._budget:
            gone_id, gone = self._kept.popitem(last=False)
            self._coarse.discard(gone_id)
            self._weight -= gone.sizeInBytes()
        self._forget(file_id)
        self.arrived.emit(file_id)

    def _forget(self, file_id: FileId, _error: object = None) -> None:
        self._under_way.discard(file_id)
        self._soon.start()
