"""A year at a glance: twelve months, each day as the production calendar has it."""

from calendar import Calendar
from collections.abc import Mapping
from datetime import date, timedelta

from msgspec import Struct
from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from client.widgets.theme import Tones, tones_of
from common.calendars import SATURDAY, CalendarDay
from common.kernel.deadlines import WEEKDAYS, DayKind, Marked, ProductionCalendar
from common.kernel.wording import MONTHS

COLUMNS, ROWS, LINES = 4, 3, 8  # lines of a month: its title, the weekdays, six weeks
STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
CENTRE = Qt.AlignmentFlag.AlignCenter


class Look(Struct, frozen=True):
    ground: str
    ink: str
    bold: bool = False


class YearView(QWidget):
    """Arrows walk, Space turns a day into its next kind; a double click does the same."""

    walked = Signal(object)  # date
    turned = Signal(object)  # date

    def __init__(self) -> None:
        super().__init__()
        self.current = date(2000, 1, 1)
        self._days: Mapping[date, CalendarDay] = {}
        self._changed: frozenset[date] = frozenset()
        self._worked = [0] * 12
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Дни года"))

    def show_year(self, current: date, days: Mapping[date, CalendarDay], changed: frozenset[date]) -> None:
        self.current, self._days, self._changed = current, days, changed
        calendar = ProductionCalendar({day: Marked(each.kind, each.title) for day, each in days.items()})
        self._worked = [0] * 12
        day = date(current.year, 1, 1)
        while day.year == current.year:
            self._worked[day.month - 1] += calendar.works(day)
            day += timedelta(days=1)
        self.setAccessibleDescription(words_of(current, days.get(current)))
        self.update()

    @property
    def worked(self) -> int:
        """Working days of the year."""
        return sum(self._worked)

    def sizeHint(self) -> QSize:
        return QSize(COLUMNS * 170, ROWS * 160)

    def minimumSizeHint(self) -> QSize:
        return QSize(COLUMNS * 150, ROWS * 132)

    def place_of(self, day: date) -> QRectF:
        """Where the day is drawn."""
        week, weekday = divmod(day.day - 1 + day.replace(day=1).weekday(), 7)
        return self._cell(day.month, week + 2, weekday)

    def day_at(self, point: QPoint) -> date | None:
        day = date(self.current.year, 1, 1)
        while day.year == self.current.year:
            if self.place_of(day).contains(point):
                return day
            day += timedelta(days=1)
        return None

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tones = tones_of(self.palette())
        for month in range(1, 13):
            self._paint_month(painter, tones, month)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in STEPS:
            self._walk(self.current + timedelta(days=STEPS[key]))
        elif key in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            self._walk(_month_beside(self.current, -1 if key == Qt.Key.Key_PageUp else 1))
        elif key == Qt.Key.Key_Space:
            self.turned.emit(self.current)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if day := self.day_at(event.position().toPoint()):
            self._walk(day)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if day := self.day_at(event.position().toPoint()):
            self.turned.emit(day)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            day = self.day_at(event.pos())
            QToolTip.showText(event.globalPos(), words_of(day, self._days.get(day)) if day else "", self)
            return True
        return super().event(event)

    def _walk(self, day: date) -> None:
        if day.year == self.current.year:
            self.walked.emit(day)

    def _cell(self, month: int, line: int, column: int) -> QRectF:
        wide, high = self.width() / COLUMNS, self.height() / ROWS
        row, place = divmod(month - 1, COLUMNS)
        cell_wide, cell_high = (wide - 20) / 7, (high - 10) / LINES
        return QRectF(place * wide + 10 + column * cell_wide, row * high + 5 + line * cell_high, cell_wide, cell_high)

    def _paint_month(self, painter: QPainter, tones: Tones, month: int) -> None:
        heading = self._cell(month, 0, 0)
        heading.setWidth(heading.width() * 7)
        painter.setFont(_bold(self.font()))
        painter.setPen(QColor(tones.text))
        painter.drawText(heading, Qt.AlignmentFlag.AlignVCenter, MONTHS[month - 1])
        painter.setFont(self.font())
        painter.setPen(QColor(tones.faint))
        worked = self.tr("{0} раб. дн.").format(self._worked[month - 1])
        painter.drawText(heading, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, worked)
        for column, name in enumerate("Пн Вт Ср Чт Пт Сб Вс".split()):
            painter.drawText(self._cell(month, 1, column), CENTRE, name)
        for day in Calendar().itermonthdates(self.current.year, month):
            if day.month == month:
                self._paint_day(painter, tones, day)

    def _paint_day(self, painter: QPainter, tones: Tones, day: date) -> None:
        each, place = self._days.get(day), self.place_of(day).adjusted(1, 1, -1, -1)
        look = look_of(day, each, tones)
        painter.setBrush(QColor(look.ground) if look.ground else Qt.BrushStyle.NoBrush)
        edge = tones.proposal_line if day in self._changed else tones.accent
        is_edged = day == self.current or day in self._changed
        painter.setPen(QPen(QColor(edge), 2 if day == self.current else 1) if is_edged else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(place, 3, 3)
        painter.setPen(QColor(look.ink))
        painter.setFont(_bold(self.font()) if look.bold else self.font())
        mark = "*" if each is not None and each.kind is DayKind.SHORT else ""
        painter.drawText(place, CENTRE, f"{day.day}{mark}")
        if each is not None and each.regional:
            painter.setBrush(QColor(look.ink))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(place.topRight() + QPoint(-4, 4), 2, 2)


def look_of(day: date, each: CalendarDay | None, tones: Tones) -> Look:
    if each is None:
        return Look("", tones.problem if day.weekday() >= SATURDAY else tones.text)
    return {
        DayKind.OFF: Look(tones.problem_base, tones.problem, bold=True),
        DayKind.SHORT: Look(tones.proposal, tones.text),
        DayKind.WORKING: Look(tones.selection, tones.selection_text, bold=True),
    }[each.kind]


def words_of(day: date, each: CalendarDay | None) -> str:
    """«09.03.2026, понедельник: выходной — перенесён с 08.03.2026»."""
    weekday = WEEKDAYS[day.weekday()]
    text = f"{day:%d.%m.%Y}, {weekday}"
    if each is None:
        return text
    return f"{text}: {each.kind.label}" + (f" — {each.title}" if each.title else "")


def _bold(font: QFont) -> QFont:
    made = QFont(font)
    made.setBold(True)
    return made


def _month_beside(day: date, step: int) -> date:
    month = day.month + step
    return day if not 1 <= month <= 12 else day.replace(month=month, day=min(day.day, 28))
