"""The due date that follows from a rule, with its reasons, counted by the server while the rule is chosen."""

from datetime import date

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout

from client.assignments.deadline_field import DeadlineField
from client.core.calls import Latest
from client.shell.workplace import Workplace
from client.widgets.date_field import shown
from client.widgets.days_off import DayOffLine
from client.widgets.form import Form
from client.widgets.messages import label
from common.calendars import Norm
from common.kernel.deadlines import WEEKDAYS, Deadline, Since
from common.rpc.errors import CallError

COUNT_AFTER = 120  # ms of rest before the deadline is counted


class DueLine(QObject):
    """Lines below a field of deadlines: the day, a warning when nobody works on it, the reasons."""

    counted = Signal(object)  # Deadline, or nothing

    def __init__(
        self, workplace: Workplace, field: DeadlineField, owner: QObject, first_due: date | None = None
    ) -> None:
        super().__init__(owner)
        self._work, self._field, self._first_due = workplace, field, first_due
        self.due, self.reasons = label("", "title"), label("", "hint", wrap=True)
        self.day_off = DayOffLine()
        self.day_off.moved.connect(field.put_day)
        self.deadline: Deadline | None = None
        self._asked = Latest[Deadline]()
        self._rest = QTimer(self, singleShot=True, interval=COUNT_AFTER)
        self._rest.timeout.connect(self._count)
        field.changed.connect(self._wait)
        workplace.calls(self, workplace.apis.calendars.norms).then(self._show_norms).fails(self._show_no_due)

    def put(self, form: Form, row: int) -> None:
        lines = QVBoxLayout()
        lines.setSpacing(2)
        for line in (self.due, self.day_off):
            lines.addWidget(line)
        form.grid.addLayout(lines, row, 1, 1, 3)
        form.grid.addWidget(self.reasons, row + 1, 1, 1, 3)

    def _show_norms(self, norms: list[Norm]) -> None:
        self._field.show_norms(norms)

    def _wait(self) -> None:
        """The day of the rule before is faint until that of the new one is known."""
        self._fade(faint=True)
        self._rest.start()

    def _fade(self, *, faint: bool) -> None:
        for line in (self.due, self.reasons):
            line.setEnabled(not faint)

    def _count(self) -> None:
        self._asked.cancel()
        rule = self._field.value()
        if rule is None:
            self._show(None, "", "")
            return
        base = self._first_due if rule.since is Since.TERM and self._first_due else self._work.today()
        call = self._work.calls(self, self._work.apis.calendars.deadline, rule, base)
        self._asked.be(call).then(self._show_due).fails(self._show_no_due)

    def _show_due(self, deadline: Deadline) -> None:
        day = f"{shown(deadline.due)}, {WEEKDAYS[deadline.due.weekday()]}"
        self._show(deadline, day, deadline.explanation())

    def _show_no_due(self, error: CallError) -> None:
        self._show(None, "", error.message)

    def _show(self, deadline: Deadline | None, day: str, reasons: str) -> None:
        self.deadline = deadline
        self._fade(faint=False)
        self.day_off.show_day_off(deadline.day_off if deadline else None)
        self.due.setText(day)
        self.reasons.setText(reasons)
        for line in (self.due, self.reasons):
            line.setToolTip(reasons)
            line.setVisible(bool(line.text()))
        self.counted.emit(deadline)
