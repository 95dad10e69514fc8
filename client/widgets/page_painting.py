"""How a page of a scan is drawn: the paper stays white in every scheme, marks lie on it like a highlighter."""

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from client.widgets.theme import LIGHT, Tones

SELECTED, MARKED, INK = "#a9cdf5", "#ffeaa0", "#1b1b1b"


def sheet(painter: QPainter, rect: QRectF, tones: Tones) -> None:
    painter.fillRect(rect, QColor(Qt.GlobalColor.white))
    painter.setPen(QColor(tones.line))
    painter.drawRect(rect.adjusted(-0.5, -0.5, 0.5, 0.5))


def absence(painter: QPainter, rect: QRectF, text: str, *, failed: bool) -> None:
    """What stands on a sheet that has no picture yet, or never will."""
    painter.setPen(QColor(LIGHT.problem if failed else LIGHT.faint))
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(rect.adjusted(30, 30, -30, -30), int(flags), text)


def selection(painter: QPainter, rects: Iterable[QRectF]) -> None:
    for rect in rects:
        _highlight(painter, rect.adjusted(-2, -1, 2, 1), SELECTED)


def place(painter: QPainter, rect: QRectF, tones: Tones, told: str = "") -> None:
    """`told` stands in a tag above its right corner."""
    marked = rect.adjusted(-4, -3, 4, 3)
    _highlight(painter, marked, MARKED)
    painter.setPen(QColor(tones.place))
    painter.drawRect(marked)
    if told:
        room = painter.fontMetrics().boundingRect(told).adjusted(-4, -1, 4, 1)
        tag = QRectF(marked.right() - room.width(), marked.top() - room.height(), room.width(), room.height())
        painter.fillRect(tag, QColor(tones.place))
        painter.setPen(QColor(INK))
        painter.drawText(tag, int(Qt.AlignmentFlag.AlignCenter), told)


def _highlight(painter: QPainter, rect: QRectF, colour: str) -> None:
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
    painter.fillRect(rect, QColor(colour))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
