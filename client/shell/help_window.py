"""The manual under F1."""

import re
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QResizeEvent, QTextCharFormat, QTextCursor, QTextDocument, QTextFormat
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QSplitter, QTextBrowser, QVBoxLayout, QWidget

FILE = Qt.ItemDataRole.UserRole
SHOWN_FOR = re.compile(r"<!-- F1: (.+) -->")  # the pages that a chapter is about, by the beginnings of their keys
MARGIN = 20


class Chapter(QTextBrowser):
    """A picture is as wide as the text at the most."""

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        loaded = super().loadResource(kind, name)
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return loaded
        path = self.source().resolved(QUrl(name) if isinstance(name, str) else name).toLocalFile()
        picture, ratio = QImage(path), self.devicePixelRatioF()
        width = round((self.viewport().width() - 2 * MARGIN) * ratio)
        if picture.width() > width > 0:
            picture = picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        picture.setDevicePixelRatio(ratio)
        return picture

    def doSetSource(
        self, name: QUrl | str, kind: QTextDocument.ResourceType = QTextDocument.ResourceType.UnknownResource
    ) -> None:
        """Qt writes a paragraph that begins bold below a heading in the heading's size."""
        super().doSetSource(name, kind)
        plain = QTextCharFormat()
        plain.setProperty(QTextFormat.Property.FontSizeAdjustment, 0)
        block = self.document().begin()
        while block.isValid():
            if not block.blockFormat().headingLevel():
                cursor = QTextCursor(block)
                cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
                cursor.mergeCharFormat(plain)
            block = block.next()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width() and self.source().isValid():
            self.reload()


class HelpWindow(QWidget):
    """Chapters at the left, the text at the right; links between chapters work."""

    def __init__(self, manual: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(self.tr("Гриф — руководство пользователя"))
        self.resize(1020, 680)
        self.chapters = QListWidget()
        self.chapters.setWordWrap(True)
        self.chapters.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.chapters.setResizeMode(QListView.ResizeMode.Adjust)
        self.chapters.setAccessibleName(self.tr("Главы"))
        self.text = Chapter()
        self.text.setSearchPaths([str(manual)])
        self.text.setOpenExternalLinks(True)
        self.text.document().setDocumentMargin(MARGIN)
        splitter = QSplitter()
        splitter.addWidget(self.chapters)
        splitter.addWidget(self.text)
        splitter.setSizes([310, 710])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)
        for file in chapters(manual):
            item = QListWidgetItem(title_of(file))
            item.setData(FILE, str(file))
            self.chapters.addItem(item)
        self.chapters.currentItemChanged.connect(self._open)
        if self.chapters.count():
            self.chapters.setCurrentRow(0)
        else:
            self.text.setPlainText(self.tr("Руководство не установлено вместе с программой."))

    def show_for(self, key: str) -> None:
        """The chapter about that page, the one that names it most exactly; what none is about leaves all as it is."""
        files = [Path(self.chapters.item(row).data(FILE)) for row in range(self.chapters.count())]
        named = [
            (len(start), row) for row, file in enumerate(files) for start in shown_for(file) if key.startswith(start)
        ]
        if named:
            self.chapters.setCurrentRow(max(named)[1])

    def _open(self, item: QListWidgetItem) -> None:
        address = QUrl.fromLocalFile(str(item.data(FILE)))
        self.text.setSource(address, QTextDocument.ResourceType.MarkdownResource)


def chapters(manual: Path) -> list[Path]:
    """In the order in which the first page names them."""
    files, first = sorted(manual.glob("*.md")), manual / "index.md"
    text = first.read_text(encoding="utf-8") if first in files else ""
    return sorted(files, key=lambda file: (file != first, text.find(f"({file.name})") % (len(text) + 1)))


def shown_for(chapter: Path) -> list[str]:
    found = SHOWN_FOR.search(chapter.read_text(encoding="utf-8"))
    return found.group(1).split() if found else []


def title_of(chapter: Path) -> str:
    """The first heading of a chapter, else its file name."""
    for line in chapter.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            return line[2:].strip()
    return chapter.stem
