"""The strip in place of an image that is not there: invites files, unfolds by a click."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame

WIDTH, MARGIN = 26, 14


class SightStrip(QFrame):
    clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self.setFixedWidth(WIDTH)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.words = ""
        self.take(files=True)

    def take(self, *, files: bool) -> None:
        """Invites only who may bring a file."""
        opens = self.tr("Щелчок открывает место образа.")
        self.words = self.tr("Образа нет — перетащите файл сюда") if files else self.tr("Образа нет")
        self.setAccessibleName(self.words)
        self.setToolTip(self.tr("Файл, перетащенный сюда, встанет в документ. {0}").format(opens) if files else opens)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(self.palette().placeholderText().color())
        painter.translate(0, self.height())
        painter.rotate(-90)
        place = QRect(0, 0, self.height() - MARGIN, WIDTH)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.words)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()
