"""A date as a clerk types it: «5», «05.12», «051226», «завтра», «пт», «+10», «+10р»."""

import re
from contextlib import suppress
from datetime import date, timedelta
from enum import Enum

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QVBoxLayout, QWidget

from client.core import working_days
from client.core.working_days import Uncounted
from client.widgets.field import Field
from client.widgets.icons import icon
from common.kernel.deadlines import same_number

NEAR = {"позавчера": -2, "вчера": -1, "сегодня": 0, "завтра": 1, "послезавтра": 2}
WEEK = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
WEEK_WORDS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
RELATIVE = re.compile(r"([+-])(\d{1,3})\s*(?:(р|рд|раб|р\.?\s?д)|(н|нед)|(м|мес)|(к|кд|д|дн)?)\.?")
MONTHS_AROUND = 12 * 8 + 1  # how far a 29 February may lie
MONTHS = "янв фев мар апр мая июн июл авг сен окт ноя дек".split()


class Lean(Enum):
    """Which way a date that is not written out lies: a term lies ahead, what has happened lies behind."""

    NEITHER = "neither"  # of this month, of this year
    AHEAD = "ahead"
    BEHIND = "behind"


def read_date(text: str, today: date, lean: Lean = Lean.NEITHER) -> date | None:
    """The date that a text means on that day; raises ValueError for a text that means none."""
    text = text.strip().strip(".").lower()
    if not text:
        return None
    if lean is Lean.BEHIND and (past := _past_weekday(text, today)) is not None:
        return past
    if (near := _near(text, today)) is not None:
        return near
    parts = _parts(text)
    if not 1 <= len(parts) <= 3:
        raise ValueError(text)
    if len(parts) == 3:
        return date(_full_year(parts[2], today), parts[1], parts[0])
    if lean is Lean.NEITHER:
        return date(today.year, *(*parts, today.month)[1::-1])
    return _leaning(parts, today, 1 if lean is Lean.AHEAD else -1)


def _leaning(parts: list[int], today: date, way: int) -> date:
    """The nearest such day from today on, or up to today: of any month, or of any year."""
    for off in range(MONTHS_AROUND):
        year, month = divmod(today.year * 12 + today.month - 1 + way * off, 12)
        if len(parts) == 2 and month + 1 != parts[1]:
            continue
        with suppress(ValueError):  # that month has no such day
            found = date(year, month + 1, parts[0])
            if (found - today).days * way >= 0:
                return found
    raise ValueError(parts)


def _past_weekday(text: str, today: date) -> date | None:
    for words in (WEEK, WEEK_WORDS):
        if text in words:
            return today - timedelta(days=(today.weekday() - words.index(text)) % 7)
    return None


def _near(text: str, today: date) -> date | None:
    """Counted from today: a word, the next such day of the week, days, working days, weeks or months on or back."""
    if text in NEAR:
        return today + timedelta(days=NEAR[text])
    for words in (WEEK, WEEK_WORDS):
        if text in words:
            return today + timedelta(days=(words.index(text) - today.weekday() - 1) % 7 + 1)
    found = RELATIVE.fullmatch(text)
    if found is None:
        return None
    count = int(found[2]) * (1 if found[1] == "+" else -1)
    if found[3]:
        return working_days.after(today, count)
    if found[5]:
        return same_number(today, count)
    return today + timedelta(days=count * (7 if found[4] else 1))


def _parts(text: str) -> list[int]:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return [int(part) for part in reversed(text.split("-"))]
    if re.fullmatch(r"\d{4}|\d{6}|\d{8}", text):
        return [int(text[:2]), int(text[2:4]), *([int(text[4:])] if text[4:] else [])]
    for number, month in enumerate(MONTHS, start=1):
        text = re.sub(rf"\b{month}\w*", f" {number} ", text)
    text = re.sub(r"\bмай\b", " 5 ", re.sub(r"[«»\"]|\bгода?\b|\bг\.?$|\bот\b", " ", text))
    parts = re.split(r"[\s.,/\-]+", text.strip(" ."))
    if not all(part.isdecimal() for part in parts):
        raise ValueError(text)
    return [int(part) for part in parts]


def _full_year(year: int, today: date) -> int:
    """Two digits mean the century that lies nearest behind the next ten years."""
    if year >= 100:
        return year
    return year + (2000 if year <= today.year % 100 + 10 else 1900)


class DateField(Field):
    def __init__(self, today: date, lean: Lean = Lean.NEITHER) -> None:
        self.line = QLineEdit()
        self.line.setPlaceholderText(self.tr("дд.мм.гггг"))
        self.line.setMaxLength(40)
        self.line.setMinimumWidth(104)
        super().__init__(self.line)
        self._today, self._lean = today, lean
        self._calendar: CalendarPopup | None = None
        action = self.line.addAction(icon("calendar"), QLineEdit.ActionPosition.TrailingPosition)
        action.setToolTip(self.tr("Календарь (F4)"))
        action.triggered.connect(self.open_calendar)
        self.line.textEdited.connect(self.note_edit)

    def value(self) -> date | None:
        try:
            return read_date(self.line.text(), self._today, self._lean)
        except ValueError:
            return None

    def show_value(self, value: date | str | None) -> None:
        day = date.fromisoformat(value) if isinstance(value, str) and value else value
        self.line.setText(shown(day) if isinstance(day, date) else "")
        self.changed.emit()

    def days(self) -> list[date]:
        day = self.value()
        return [day] if day else []

    def put_day(self, _day: date, other: date) -> None:
        self.take(other)

    def misread(self) -> str:
        try:
            read_date(self.line.text(), self._today, self._lean)
        except Uncounted as error:
            return str(error)
        except (ValueError, OverflowError):
            return self.tr("Такой даты нет: «{0}». Пример: 05.12.2026, завтра, +10р.").format(self.line.text().strip())
        return ""

    def is_empty(self) -> bool:
        return not self.line.text().strip()

    def fill(self, text: str) -> bool:
        try:
            day = read_date(text, self._today, self._lean)
        except ValueError:
            return False
        self.line.setText(shown(day) if day else "")
        self.note_edit()
        return True

    def set_read_only(self, read_only: bool) -> None:
        self.line.setReadOnly(read_only)
        for action in self.line.actions():
            action.setVisible(not read_only)

    def left(self) -> None:
        day = self.value()
        if day is not None:
            self.line.setText(shown(day))
        elif self.misread():
            self.show_problem(self.misread())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and not self.line.isReadOnly():
            step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
            if event.key() == Qt.Key.Key_F4:
                self.open_calendar()
                return True
            if step and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self._step(step)
                return True
        return super().eventFilter(watched, event)

    def open_calendar(self) -> None:
        if self._calendar is None:
            self._calendar = CalendarPopup(self)
        self._calendar.open_at(self.line.mapToGlobal(QPoint(0, self.line.height())), self.value() or self._today)

    def take(self, day: date) -> None:
        self.line.setText(shown(day))
        self.note_edit()
        self.line.setFocus()

    def mark_inset(self) -> int:
        return 26

    def _step(self, days: int) -> None:
        self.line.setText(shown((self.value() or self._today) + timedelta(days=days)))
        self.note_edit()


class CalendarPopup(QWidget):
    def __init__(self, field: DateField) -> None:
        super().__init__(field, Qt.WindowType.Popup)
        self._field = field
        self._calendar = QCalendarWidget()
        self._calendar.setGridVisible(False)
        self._calendar.clicked.connect(self._take)
        self._calendar.activated.connect(self._take)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self._calendar)

    def open_at(self, corner: QPoint, day: date) -> None:
        self._calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self.move(corner)
        self.show()
        self._calendar.setFocus()

    def _take(self, day: QDate) -> None:
        self.hide()
        self._field.take(date(day.year(), day.month(), day.day()))


def shown(day: date) -> str:
    return f"{day.day:02}.{day.month:02}.{day.year:04}"
