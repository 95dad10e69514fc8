"""The manual under F1."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSplitter, QTextBrowser, QVBoxLayout, QWidget

FILE = Qt.ItemDataRole.UserRole


class HelpWindow(QWidget):
    """Chapters at the left, the text at the right; links between chapters work."""

    def __init__(self, manual: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(self.tr("Гриф — руководство пользователя"))
        self.resize(920, 640)
        self.chapters = QListWidget()
        self.chapters.setAccessibleName(self.tr("Главы"))
        self.text = QTextBrowser()
        self.text.setSearchPaths([str(manual)])
        self.text.setOpenExternalLinks(True)
        self.text.document().setDocumentMargin(20)
        splitter = QSplitter()
        splitter.addWidget(self.chapters)
        splitter.addWidget(self.text)
        splitter.setSizes([230, 690])
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

    def _open(self, item: QListWidgetItem) -> None:
        address = QUrl.fromLocalFile(str(item.data(FILE)))
        self.text.setSource(address, QTextDocument.ResourceType.MarkdownResource)


def chapters(manual: Path) -> list[Path]:
    """In the order in which the first page names them."""
    files, first = sorted(manual.glob("*.md")), manual / "index.md"
    text = first.read_text(encoding="utf-8") if first in files else ""
    return sorted(files, key=lambda file: (file != first, text.find(f"({file.name})") % (len(text) + 1)))


def title_of(chapter: Path) -> str:
    """The first heading of a chapter, else its file name."""
    for line in chapter.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            return line[2:].strip()
    return chapter.stem
