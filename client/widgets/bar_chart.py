"""Bars by section on the screen; each of them opens the rows behind it, by mouse and by keys."""

from collections.abc import Iterator

from msgspec import Struct
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from client.widgets.theme import tones_of
from common.reports import ShownChart

LABELS, RIGHT, TOP = 290, 64, 58  # pixels at the left, at the right, above the bars
THICK, GAP = 15, 12  # of a bar; between sections
SMALL = 0.36  # of the width of a small chart go to the labels
SMALL_RIGHT, SMALL_TOP, SMALL_THICK, SMALL_GAP = 42, 26, 11, 9
SQUARE, LEGEND, NARROW = 11, 17, 260  # of the legend: its squares, its lines, what surely fits on one

LABEL = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap


class BarAsked(Struct, frozen=True):
    """A bar that somebody wants to see the rows of."""

    line: int
    column: int
    words: str
    value: float


class BarChart(QWidget):
    """Arrows move between bars, Enter or a click opens one; a small one has its title elsewhere."""

    wanted = Signal(object)  # BarAsked
    stood = Signal(object)  # QPoint: where the current bar is

    def __init__(self, *, small: bool = False) -> None:
        super().__init__()
        self._small = small
        self._thick, self._gap = (SMALL_THICK, SMALL_GAP) if small else (THICK, GAP)
        self._right = SMALL_RIGHT if small else RIGHT
        self._chart: ShownChart | None = None
        self._current = (0, 0)  # bar, series
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def show_chart(self, chart: ShownChart) -> None:
        """Newer figures leave the keyboard on its bar, as long as there is one of that name."""
        before, (number, series) = self._chart, self._current
        stood = before.bars[number].label if before is not None else ""
        again = next((place for place, bar in enumerate(chart.bars) if bar.label == stood), None)
        kept = again is not None and series < len(chart.series)
        self._chart, self._current = chart, (again or 0, series) if kept else (0, 0)
        self.setAccessibleName(chart.title)
        self.setMinimumHeight(self.sizeHint().height())
        self._tell()
        self.update()

    @property
    def current(self) -> BarAsked | None:
        if self._chart is None:
            return None
        number, series = self._current
        bar = self._chart.bars[number]
        words = f"{bar.label} — {self._chart.series[series].lower()}: {_said(bar.values[series])}"
        return BarAsked(bar.line, self._chart.columns[series], words, bar.values[series])

    def sizeHint(self) -> QSize:
        sections = len(self._chart.bars) if self._chart else 0
        return QSize(260 if self._small else 700, self._top + sections * self._section + self._gap)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._chart is None:
            return
        painter, tones = QPainter(self), tones_of(self.palette())
        painter.fillRect(event.rect(), QColor(tones.base))
        colours = (QColor(tones.accent), QColor(tones.warning))
        self._paint_heading(painter, colours)
        for number, bar in enumerate(self._chart.bars):
            painter.setPen(QColor(tones.text))
            room = self._room(number)
            painter.drawText(room, LABEL, fitted(bar.label, self.fontMetrics(), room.size()))
            for series, value in enumerate(bar.values):
                rect = self._rect(number, series)
                painter.fillRect(rect, colours[series % len(colours)])
                beside = QRect(rect.right() + 6, rect.top(), self._right, rect.height()).adjusted(0, -4, 0, 4)
                painter.drawText(beside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, _said(value))
        if self.hasFocus():
            painter.setPen(QColor(tones.text))
            painter.drawRect(self._rect(*self._current).adjusted(-2, -1, 1, 0))
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._chart is None:
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.wanted.emit(self.current)
            return
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        every = len(self._chart.series)
        place = self._current[0] * every + self._current[1] + step
        if 0 <= place < len(self._chart.bars) * every:
            self._stand(divmod(place, every))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._at(event)
        self.setCursor(Qt.CursorShape.PointingHandCursor if place else Qt.CursorShape.ArrowCursor)
        if self._chart and (words := self._words_at(event.position().toPoint(), place)):
            QToolTip.showText(event.globalPosition().toPoint(), words, self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self._at(event)
        if place:
            self._stand(place)
            self.wanted.emit(self.current)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def _words_at(self, point: QPoint, place: tuple[int, int] | None) -> str:
        """A bar with its value, the whole of a name that may be cut, all that the colours mean."""
        assert self._chart is not None
        if place:
            bar = self._chart.bars[place[0]]
            return f"{bar.label}: {_said(bar.values[place[1]])}"
        if point.y() < self._top:
            return "\n".join(self._chart.series)
        names = (bar.label for number, bar in enumerate(self._chart.bars) if self._room(number).contains(point))
        return next(names, "")

    @property
    def _top(self) -> int:
        if not self._small:
            return TOP
        return SMALL_TOP + LEGEND * (len(self._chart.series) - 1) if self._chart and self._stacked else SMALL_TOP

    @property
    def _stacked(self) -> bool:
        """Whether each name of the legend has a line of its own."""
        series = self._chart.series if self._chart else []
        return self._small and sum(self.fontMetrics().horizontalAdvance(each) for each in series) > NARROW

    def _room(self, number: int) -> QRect:
        """Where the name of a section stands: two lines of it between its neighbours."""
        top = self._top + number * self._section - self._gap // 2
        return QRect(8, top, self._labels - 16, self._section)

    @property
    def _section(self) -> int:
        return self._thick * (len(self._chart.series) if self._chart else 0) + self._gap

    @property
    def _labels(self) -> int:
        return int(self.width() * SMALL) if self._small else LABELS

    def _paint_heading(self, painter: QPainter, colours: tuple[QColor, ...]) -> None:
        assert self._chart is not None
        tones = tones_of(self.palette())
        painter.setPen(QColor(tones.text))
        if not self._small:
            font = painter.font()
            font.setBold(True)
            painter.save()
            painter.setFont(font)
            painter.drawText(LABELS, 22, self._chart.title)
            painter.restore()
        left, top = (8, 5) if self._small else (LABELS, 34)
        abreast = 1 if self._stacked else len(self._chart.series)
        room = (self.width() - left) // abreast - SQUARE - 30
        for whole, colour in zip(self._chart.series, colours, strict=False):
            name = self.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, room)
            painter.fillRect(QRect(left, top, SQUARE, SQUARE), colour)
            painter.drawText(left + SQUARE + 6, top + SQUARE - 1, name)
            if self._stacked:
                top += LEGEND
            else:
                left += SQUARE + 30 + self.fontMetrics().horizontalAdvance(name)

    def _rect(self, number: int, series: int) -> QRect:
        assert self._chart is not None
        highest = max((value for bar in self._chart.bars for value in bar.values), default=1) or 1
        room = max(self.width() - self._labels - self._right, 60)
        width = max(int(room * self._chart.bars[number].values[series] / highest), 1)
        top = self._top + number * self._section + series * self._thick
        return QRect(self._labels, top, width, self._thick - 1)

    def _places(self) -> Iterator[tuple[int, int]]:
        for number, bar in enumerate(self._chart.bars if self._chart else []):
            yield from ((number, series) for series in range(len(bar.values)))

    def _at(self, event: QMouseEvent) -> tuple[int, int] | None:
        point = event.position().toPoint()
        return next(
            (place for place in self._places() if self._rect(*place).adjusted(0, 0, 40, 1).contains(point)), None
        )

    def _stand(self, place: tuple[int, int]) -> None:
        self._current = place
        self._tell()
        self.update()
        rect = self._rect(*place)
        self.stood.emit(QPoint(rect.left(), rect.center().y()))

    def _tell(self) -> None:
        asked = self.current
        self.setAccessibleDescription(asked.words if asked else "")


def fitted(text: str, metrics: QFontMetrics, room: QSize) -> str:
    """As much of the text as stands in the room, wrapped between words; what is left out is shown by dots."""
    inside = QRect(0, 0, room.width(), 10_000)
    if metrics.height() * 2 > room.height() + 4:
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    words = text.split()
    while words:
        shown = text if len(words) == len(text.split()) else " ".join(words) + "…"
        taken = metrics.boundingRect(inside, LABEL, shown)
        if taken.height() <= metrics.height() * 2 + 2 and taken.width() <= room.width():
            return shown
        words.pop()
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())


def _said(value: float) -> str:
    return f"{value:.1f}".replace(".", ",").removesuffix(",0")
