"""The pages of the stack as small pictures: put in order by mouse or keys, thrown out by Delete."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QImageReader, QKeyEvent, QPixmap
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from client.core.background import Work
from client.scanning.stack import StackPage
from client.widgets.pdf_view import flat

SMALL = QSize(96, 130)


class PageList(QListWidget):
    arranged = Signal(object)  # list[StackPage] in their new order
    removed = Signal(object)  # list[StackPage]

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._pictures: dict[str, QIcon] = {}
        self.setProperty("desk", True)
        self.setIconSize(SMALL)
        self.setSpacing(3)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.model().rowsMoved.connect(self._tell_order)

    def show_pages(self, pages: Sequence[StackPage]) -> None:
        chosen = self.currentRow()
        self.clear()
        first = 1
        for page in pages:
            item = QListWidgetItem(self._words(page, first))
            item.setData(Qt.ItemDataRole.UserRole, page)
            item.setToolTip(page.title)
            item.setSizeHint(QSize(SMALL.width() + 90, SMALL.height() + 8))
            self.addItem(item)
            first += page.count
            if page.file in self._pictures:
                item.setIcon(self._pictures[page.file])
            else:
                SmallPicture(self, page, self._folder / page.file)
        if pages:
            self.setCurrentRow(min(max(chosen, 0), len(pages) - 1))

    def pages(self) -> list[StackPage]:
        return [self.item(row).data(Qt.ItemDataRole.UserRole) for row in range(self.count())]

    def chosen(self) -> list[StackPage]:
        return [item.data(Qt.ItemDataRole.UserRole) for item in self.selectedItems()]

    def current_page(self) -> StackPage | None:
        pages, row = self.pages(), self.currentRow()
        return pages[row] if 0 <= row < len(pages) else None

    def show_picture(self, page: StackPage, image: QImage) -> None:
        pixmap = QPixmap.fromImage(image)
        picture = self._pictures[page.file] = QIcon(pixmap)
        picture.addPixmap(pixmap, QIcon.Mode.Selected)  # else Qt tints the paper
        for row, known in enumerate(self.pages()):
            if known.file == page.file:
                self.item(row).setIcon(self._pictures[page.file])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace} and self.chosen():
            self.removed.emit(self.chosen())
        elif alt and event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self.move_current(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def move_current(self, step: int) -> None:
        row, pages = self.currentRow(), self.pages()
        if 0 <= row < len(pages) and 0 <= row + step < len(pages):
            pages.insert(row + step, pages.pop(row))
            self.setCurrentRow(row + step)
            self.arranged.emit(pages)

    def _words(self, page: StackPage, first: int) -> str:
        if page.count == 1:
            return str(first)
        return self.tr("{0}–{1}\n{2} стр.").format(first, first + page.count - 1, page.count)

    def _tell_order(self) -> None:
        self.arranged.emit(self.pages())


class SmallPicture(QObject):
    """Drawn off the GUI thread; a PDF, whose library wants that thread, shows its first page from here."""

    def __init__(self, pages: PageList, page: StackPage, file: Path) -> None:
        super().__init__(pages)
        self._pages, self._page = pages, page
        if file.suffix.lower() == ".pdf":
            document = QPdfDocument(self)
            if document.load(str(file)) is QPdfDocument.Error.None_:
                self._show(flat(document.render(0, SMALL)))
            return
        Work(partial(read_picture, file, SMALL), self).done.connect(self._show)

    def _show(self, image: QImage) -> None:
        if not image.isNull():
            self._pages.show_picture(self._page, image)
        self.deleteLater()


def read_picture(file: Path, within: QSize) -> QImage:
    """Decoded no larger than it is shown."""
    reader = QImageReader(str(file))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(size.scaled(within, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


def count_pages(file: Path) -> int:
    """How many pages a file brings; one that cannot be opened counts as one: the server says what is wrong with it."""
    if file.suffix.lower() == ".pdf":
        document = QPdfDocument()
        document.load(str(file))
        count = document.pageCount()
        document.close()
        return max(1, count)
    return max(1, QImageReader(str(file)).imageCount())
