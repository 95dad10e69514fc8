"""How a hit is drawn: number, kind and correspondent; summary; a snippet where what was found stands further inside."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from client.search.hits import CANCELLED, HIT
from client.widgets.theme import Tones, tones_of
from common.kernel.wording import day
from common.registry.numbers import numbered
from common.search import MARK_END, MARK_START, Hit

SIDE, TOP, GAP = 12, 6, 2
MOST_LINES = 2


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
    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        hit: Hit = index.data(HIT)
        metrics = option.fontMetrics
        width = self._view.viewport().width() - 2 * SIDE
        lines = 1 + sum(lines_of(text, metrics, width) for text in texts_of(hit))
        return QSize(200, 2 * TOP + len(texts_of(hit)) * GAP + lines * metrics.lineSpacing())

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
        top = paint_heading(painter, room, hit, tones, option.font) + GAP
        for text, tone in zip(texts_of(hit), (tones.text, tones.faint), strict=False):
            place = QRect(room.left(), top, room.width(), 0)
            top += paint_marked(painter, place, marked(text), tones, QColor(tone), option.font) + GAP
        painter.restore()


def texts_of(hit: Hit) -> list[str]:
    return [text for text in (hit.summary, hit.snippet) if text]


def lines_of(text: str, metrics: QFontMetrics, width: int) -> int:
    return 1 if metrics.horizontalAdvance(marked(text).text) <= width else MOST_LINES


def heading(hit: Hit) -> Iterator[tuple[str, str]]:
    """The pieces of the first line, each with the tone that it is drawn in."""
    if hit.number:
        yield numbered(hit.document_class.sign, hit.number, "№\u00a0"), "link"
        yield f" от {day(hit.on)}", "text"
    else:
        yield hit.state.label, "link"
        yield "  ·  без номера", "faint"
    if hit.former:
        yield f"  ·  прежний номер {hit.former}", "faint"
    if hit.cancelled:
        yield f"  ·  {CANCELLED}", "problem"
    yield f"  ·  {hit.kind}", "faint"
    if hit.correspondent:
        yield f"  ·  {hit.correspondent}", "text"
    if hit.their_number:
        yield f"  ·  исх. № {hit.their_number}", "faint"
    if hit.restricted:
        yield "  ·  ДСП", "problem"


def paint_heading(painter: QPainter, room: QRect, hit: Hit, tones: Tones, font: QFont) -> int:
    """One line, cut where the room ends; gives its lower edge."""
    whole, formats = "", []
    for text, tone in heading(hit):
        piece = marked(text)
        look = QTextCharFormat()
        look.setForeground(QColor(getattr(tones, tone)))
        look.setFontWeight(QFont.Weight.Bold if tone == "link" else QFont.Weight.Normal)
        formats.append(_range(len(whole), len(piece.text), look))
        formats += [highlight(len(whole) + start, length, tones) for start, length in piece.spans]
        whole += piece.text
    layout = _layout(whole, font, formats, QTextOption.WrapMode.NoWrap)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(room.width())
    layout.endLayout()
    painter.save()
    painter.setClipRect(room.adjusted(0, -2, 0, 2))
    layout.draw(painter, QPointF(room.topLeft()))
    painter.restore()
    return room.top() + int(line.height())


def paint_marked(painter: QPainter, room: QRect, text: Marked, tones: Tones, tone: QColor, font: QFont) -> int:
    """At most MOST_LINES lines; gives their height."""
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(
        text.text, Qt.TextElideMode.ElideRight, room.width() * lines_of(text.text, metrics, room.width()) - SIDE * 2
    )
    whole = text.text if metrics.horizontalAdvance(text.text) <= room.width() else shown
    spans = [highlight(start, length, tones) for start, length in text.spans if start + length <= len(whole)]
    layout = _layout(whole, font, spans, QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.beginLayout()
    height = 0.0
    for _ in range(MOST_LINES):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(room.width())
        line.setPosition(QPointF(0, height))
        height += line.height()
    layout.endLayout()
    painter.setPen(tone)
    layout.draw(painter, QPointF(room.topLeft()))
    return int(height)


def _layout(text: str, font: QFont, formats: list[QTextLayout.FormatRange], wrap: QTextOption.WrapMode) -> QTextLayout:
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(wrap)
    layout.setTextOption(option)
    layout.setFormats(formats)
    return layout


def highlight(start: int, length: int, tones: Tones) -> QTextLayout.FormatRange:
    found = QTextCharFormat()
    found.setBackground(QColor(tones.proposal))
    found.setForeground(QColor(tones.text))
    found.setFontWeight(QFont.Weight.Bold)
    return _range(start, length, found)


def _range(start: int, length: int, look: QTextCharFormat) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = start, length, look
    return made
