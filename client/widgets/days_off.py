"""A date on which nobody works is said beside its field, and gives way to a working day at one key."""

from collections.abc import Callable
from datetime import date
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from client.core.calls import Call, Latest
from client.widgets.date_field import shown
from client.widgets.messages import label
from common.kernel.deadlines import DayOff

LOOK_AFTER = 120  # ms of rest before the calendar is asked
AskDaysOff = Callable[[QObject, list[date]], Call[list[DayOff]]]


class DatedField(Protocol):
    """A field of one date or several."""

    @property
    def changed(self) -> SignalInstance: ...

    def isHidden(self) -> bool: ...

    def days(self) -> list[date]: ...

    def put_day(self, day: date, other: date) -> None: ...


class DayOffLine(QWidget):
    """The warning stops nobody: a term may well be meant for a Sunday."""

    moved = Signal(object, object)  # the day off, the working day instead

    def __init__(self) -> None:
        super().__init__()
        self.text, self.button = label("", "warning", wrap=True), QPushButton(self.tr("Перенести (F8)"))
        self.button.setShortcut("F8")
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._move)
        self._off: DayOff | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)
        self.hide()

    def show_day_off(self, off: DayOff | None) -> None:
        self._off = off
        self.setVisible(off is not None)
        if off is not None:
            said = self.tr("{0} — выходной ({1}); ближайший рабочий день {2}.")
            self.text.setText(said.format(shown(off.day), off.reason, shown(off.nearest)))

    def _move(self) -> None:
        if self._off is not None:
            self.moved.emit(self._off.day, self._off.nearest)


class DaysOff(QObject):
    """Watches a field of dates for the first one that is a day off."""

    def __init__(self, field: DatedField, ask: AskDaysOff, owner: QObject) -> None:
        super().__init__(owner)
        self.line = DayOffLine()
        self._field, self._ask = field, ask
        self._asked = Latest[list[DayOff]]()
        self._days: list[date] = []
        self._rest = QTimer(self, singleShot=True, interval=LOOK_AFTER)
        self._rest.timeout.connect(self.look)
        field.changed.connect(self._rest.start)
        self.line.moved.connect(field.put_day)

    def look(self) -> None:
        """A field that is hidden warns of nothing."""
        days = [] if self._field.isHidden() else self._field.days()
        if days == self._days:
            return
        self._days = days
        self._asked.cancel()
        self.line.show_day_off(None)
        if days:
            self._asked.be(self._ask(self, days)).then(self._show)

    def _show(self, off: list[DayOff]) -> None:
        self.line.show_day_off(off[0] if off else None)
