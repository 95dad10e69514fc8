"""The points of a legal act: a short list that is edited on the spot."""

from collections.abc import Iterable
from datetime import date

from PySide6.QtWidgets import QDialog, QWidget

from client.shell.people import People
from client.widgets.date_field import DateField, Lean, shown
from client.widgets.days_off import AskDaysOff, DaysOff
from client.widgets.entry_dialog import EntryDialog
from client.widgets.fields import MultilineField, TextField
from client.widgets.form import Form
from client.widgets.lookup import Suggestion
from client.widgets.paged_model import Column
from client.widgets.rows_field import RowsField
from common.kernel.ids import PersonId
from common.kernel.validation import Problem
from common.registry.document import Point


class PointsField(RowsField):
    def __init__(self, people: People, days_off: AskDaysOff, today: date) -> None:
        self._people, self._days_off, self._today = people, days_off, today
        self._names: dict[PersonId, str] = {}
        super().__init__(
            (
                Column("№", lambda point: point.number, 40),
                Column("Текст", lambda point: point.text, 260, tooltip=lambda point: point.text),
                Column("Исполнитель", self._executor, 110),
                Column("Срок", lambda point: shown(point.due) if point.due else "", 92),
            ),
            stretch=1,
        )

    def show_names(self, names: dict[PersonId, str]) -> None:
        self._names = {**self._names, **names}

    def blank(self) -> Point:
        return Point(number=str(len(self.value()) + 1), text="")

    def edited_row(self, row: Point) -> Point | None:
        dialog = PointDialog(row, self._names, self._people, self._days_off, self._today, self)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return None
        self._names.update(dialog.names())
        return dialog.point()

    def fill(self, text: str) -> bool:
        """A piece of text selected on the scan becomes a point."""
        place = len(self.value())
        self.put(Point(number=str(place + 1), text=" ".join(text.split())[:2000]), place)
        return True

    def _executor(self, point: Point) -> str:
        return self._names.get(point.executor_id, "") if point.executor_id else ""


class PointDialog(EntryDialog):
    def __init__(
        self, point: Point, names: dict[PersonId, str], people: People, days_off: AskDaysOff, today: date,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(self.tr("Пункт {0}").format(point.number), Form(Point, ["number", "text"]), parent)
        self.number, self.text = TextField(), MultilineField(rows=4)
        self.executor = people.one(self.tr("фамилия"))
        self.due = DateField(today, Lean.AHEAD)
        self.form.add("number", self.tr("Номер"), self.number, 0)
        self.form.add("due", self.tr("Срок"), self.due, 0, 1)
        self.days_off = DaysOff(self.due, days_off, self)
        self.form.add_wide(self.days_off.line, 1)
        self.form.add("text", self.tr("Текст"), self.text, 2, span=2)
        self.form.add("executor_id", self.tr("Исполнитель"), self.executor, 3, span=2)
        self.form.close_up(4)
        self.form.show_values(point)
        if point.executor_id is not None:
            self.executor.show_value(Suggestion(point.executor_id, names.get(point.executor_id, "")))
        self.resize(560, 250)
        self.text.editor.setFocus()

    def point(self) -> Point:
        return Point(**self.form.values())

    def names(self) -> dict[PersonId, str]:
        key = self.executor.value()
        return {key: self.executor.line.text()} if key else {}

    def problems(self) -> Iterable[Problem]:
        if not self.text.value():
            yield Problem("text", self.tr("Напишите текст пункта."))
