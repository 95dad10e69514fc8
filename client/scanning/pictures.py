"""Pictures of pages as they are shown: no larger than they are seen, fetched when they come in sight."""

from collections import OrderedDict
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QImageReader

from client.core.background import Work
from client.shell.workplace import Workplace
from client.widgets.pdf_view import flat
from common.kernel.ids import FileId

LEAST = QSize(336, 472)  # so large they are read however small they are shown
BUDGET = 128 * 2**20  # bytes of small pictures in memory: of one in colour 616 KB, in shades of grey 154 KB
AT_ONCE = 6
WAITING = 80  # more are asked for again when they are seen again


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


class Kept(NamedTuple):
    image: QImage
    within: QSize  # what it was read for


class Pictures(QObject):
    """Small pictures of pages; `of` is asked while painting, so that nothing begins there: that may paint anew.

    What is in sight is kept whatever it weighs, or it would be fetched for ever.
    """

    arrived = Signal(object)  # FileId

    def __init__(self, workplace: Workplace, parent: QObject, budget: int = BUDGET) -> None:
        super().__init__(parent)
        self._work, self._budget = workplace, budget
        self._within = LEAST
        self._kept: OrderedDict[FileId, Kept] = OrderedDict()
        self._in_sight: set[FileId] = set()
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
        self._within = max(size, LEAST, key=QSize.width)
        for file_id, kept in self._kept.items():
            self._kept[file_id] = _no_larger(kept, self._within)
        self._weight = sum(kept.image.sizeInBytes() for kept in self._kept.values())

    def see_anew(self) -> None:
        """All that is in sight is asked for from now on."""
        self._in_sight.clear()

    def of(self, file_id: FileId) -> QImage | None:
        self._in_sight.add(file_id)
        kept = self._kept.get(file_id)
        if kept is not None:
            self._kept.move_to_end(file_id)
        if (kept is None or kept.within.width() < self._within.width()) and file_id not in self._under_way:
            self._wanted[file_id] = None
            self._wanted.move_to_end(file_id)
            self._soon.start()
        return kept.image if kept is not None else None

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
        self._let_go(file_id)
        self._kept[file_id] = kept = _no_larger(Kept(image, within), self._within)
        self._weight += kept.image.sizeInBytes()
        for gone_id in [each for each in self._kept if each not in self._in_sight]:
            if self._weight > self._budget:
                self._let_go(gone_id)
        self._forget(file_id)
        self.arrived.emit(file_id)

    def _let_go(self, file_id: FileId) -> None:
        if file_id in self._kept:
            self._weight -= self._kept.pop(file_id).image.sizeInBytes()

    def _forget(self, file_id: FileId, _error: object = None) -> None:
        self._under_way.discard(file_id)
        self._soon.start()


def _no_larger(kept: Kept, within: QSize) -> Kept:
    if kept.within.width() <= within.width():
        return kept
    image, keep = kept.image, Qt.AspectRatioMode.KeepAspectRatio
    if image.width() > within.width() or image.height() > within.height():
        smaller = image.scaled(within, keep, Qt.TransformationMode.SmoothTransformation)
        image = smaller.convertToFormat(image.format())
    return Kept(image, within)
