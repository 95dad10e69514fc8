"""How a hit is drawn: title and date, summary, and the snippet with the found words marked."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from client.search.hits import HIT
from client.shell.register_page import day
from client.widgets.theme import Tones, tones_of
from common.search import MARK_END, MARK_START, Hit

SIDE, TOP, GAP = 12, 7, 2
SNIPPET_LINES = 2


@dataclass(frozen=True)
class Marked:
    """A text and the places of the found words in it."""

    text: str
    spans: list[tuple[int, int]]


def marked(snippet: str) -> Marked:
    text, spans, start = "", [], None
    for char in snippet.replace("\n", " "):
        if char == MARK_START:
            start = len(text)
        elif char == MARK_END:
            if start is not None:
                spans.append((start, len(text) - start))
            start = None
        else:
            text += char
    return Marked(text, spans)


class HitDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        line = option.fontMetrics.lineSpacing()
        return QSize(200, 2 * TOP + 2 * GAP + (2 + SNIPPET_LINES) * line)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        hit: Hit = index.data(HIT)
        tones = tones_of(option.palette)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(tones.selection))
        painter.setPen(QColor(tones.line))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        room = option.rect.adjusted(SIDE, TOP, -SIDE, -TOP)
        top = self._paint_title(painter, room, hit, tones, option.font)
        painter.setFont(option.font)
        painter.setPen(QColor(tones.text))
        metrics = option.fontMetrics
        summary = metrics.elidedText(hit.summary.replace("\n", " "), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(QPointF(room.left(), top + GAP + metrics.ascent()), summary)
        snippet_top = top + 2 * GAP + metrics.lineSpacing()
        paint_snippet(painter, QRect(room.left(), snippet_top, room.width(), 0), hit.snippet, tones, option.font)
        painter.restore()

    def _paint_title(self, painter: QPainter, room: QRect, hit: Hit, tones: Tones, font: QFont) -> int:
        bold = QFont(font)
        bold.setBold(True)
        metrics = QFontMetrics(bold)
        on = day(hit.on)
        date_width = QFontMetrics(font).horizontalAdvance(on) + 12
        title = metrics.elidedText(hit.title, Qt.TextElideMode.ElideRight, room.width() - date_width)
        baseline = room.top() + metrics.ascent()
        painter.setFont(bold)
        painter.setPen(QColor(tones.link))
        painter.drawText(QPointF(room.left(), baseline), title)
        painter.setFont(font)
        painter.setPen(QColor(tones.faint))
        painter.drawText(QPointF(room.right() - date_width + 12, baseline), on)
        return room.top() + metrics.lineSpacing()


def paint_snippet(painter: QPainter, room: QRect, snippet: str, tones: Tones, font: QFont) -> None:
    text = marked(snippet)
    layout = QTextLayout(text.text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats([highlight(start, length, tones) for start, length in text.spans])
    layout.beginLayout()
    height = 0.0
    for _ in range(SNIPPET_LINES):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(room.width())
        line.setPosition(QPointF(0, height))
        height += line.height()
    layout.endLayout()
    painter.setPen(QColor(tones.faint))
    layout.draw(painter, QPointF(room.topLeft()))


def highlight(start: int, length: int, tones: Tones) -> QTextLayout.FormatRange:
    found = QTextCharFormat()
    found.setBackground(QColor(tones.proposal))
    found.setForeground(QColor(tones.text))
    found.setFontWeight(QFont.Weight.Bold)
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = start, length, found
    return made
