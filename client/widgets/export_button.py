"""«Выгрузить»: in which form the whole register is taken away."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from client.widgets.icons import icon
from common.reports import Format

KEYS = "Ctrl+E"


class ExportButton(QToolButton):
    wanted = Signal(object)  # Format

    def __init__(self) -> None:
        super().__init__()
        self.setIcon(icon("file-export"))
        self.setIconSize(QSize(16, 16))
        self.setText(self.tr("Выгрузить"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        menu = QMenu(self)
        for form, title in ((Format.XLSX, self.tr("&Таблица XLSX")), (Format.PDF, self.tr("&Печатный список PDF"))):
            action = QAction(title, menu)
            action.setData(form)
            menu.addAction(action)
        menu.triggered.connect(self._choose)
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setShortcut(KEYS)
        self.setToolTip(self.tr("Выгрузить всё, что в списке ({0})").format(KEYS))

    def _choose(self, action: QAction) -> None:
        if action.data() is not None:
            self.wanted.emit(Format(action.data()))  # Qt hands an enum of strings back as a string
