"""A file in a window of its own."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from client.registry.file_columns import Item
from client.registry.file_preview import FilePreview
from client.shell.workplace import Workplace
from common.kernel.ids import AttachmentId


class FileLook(QDialog):
    def __init__(
        self, workplace: Workplace, attachment_id: AttachmentId, item: Item, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(item.name)
        self.preview = FilePreview(workplace)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.preview)
        QShortcut(QKeySequence("Ctrl+Shift+E"), self, self.preview.save)
        self.resize(900, 720)
        self.preview.show_item(attachment_id, item)
