"""The points of a legal act: a short list that is edited on the spot."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from client.core.calls import Call
from client.widgets.date_field import DateField, shown
from client.widgets.field import Field
from client.widgets.fields import MultilineField, TextField
from client.widgets.form import Form
from client.widgets.icons import icon
from client.widgets.list_model import ListModel, list_view
from client.widgets.lookup import CallLookup, Suggestion, person_suggestion
from client.widgets.paged_model import Column
from client.widgets.pickers import PickField
from common.identity import PersonRow
from common.kernel.ids import PersonId
from common.kernel.validation import Problem
from common.registry.document import Point

Find = Callable[[QObject, str], Call[list[PersonRow]]]


class PointsField(Field):
    """Ins adds, Enter changes, Del removes, Alt with an arrow moves."""

    def __init__(self, find: Find, today: date) -> None:
        self.frame = QFrame()
        self.model = ListModel(
            (
                Column(self.tr("№"), lambda point: point.number, 40),
                Column(self.tr("Текст"), lambda point: point.text, 260, tooltip=lambda point: point.text),
                Column(self.tr("Исполнитель"), self._executor, 110),
                Column(self.tr("Срок"), lambda point: shown(point.due) if point.due else "", 92),
            )
        )
        self.view: QTableView = list_view(self.model)
        super().__init__(self.view, self.frame)
        self.model.setParent(self)
        self._find, self._today = find, today
        self._points: list[Point] = []
        self._names: dict[PersonId, str] = {}
        self._buttons: list[QToolButton] = []
        self._lay_out()
        self.view.doubleClicked.connect(self.change)
        self.show_value([])

    def value(self) -> list[Point]:
        return list(self._points)

    def show_value(self, value: Sequence[Point]) -> None:
        self._points = list(value)
        self._draw(0)
        self.changed.emit()

    def show_names(self, names: dict[PersonId, str]) -> None:
        self._names = {**self._names, **names}

    def is_empty(self) -> bool:
        return not self._points

    def fill(self, text: str) -> bool:
        """A piece of text selected on the scan becomes a point."""
        self._points.append(Point(number=str(len(self._points) + 1), text=" ".join(text.split())[:2000]))
        self._draw(len(self._points) - 1)
        self.note_edit()
        return True

    def set_read_only(self, read_only: bool) -> None:
        for button in self._buttons:
            button.setEnabled(not read_only)

    def takes_enter(self) -> bool:
        return bool(self._points)

    def add(self) -> None:
        self._edit(Point(number=str(len(self._points) + 1), text=""), len(self._points))

    def change(self) -> None:
        place = self.view.currentIndex().row()
        if 0 <= place < len(self._points) and self.isEnabled():
            self._edit(self._points[place], place)

    def remove(self) -> None:
        place = self.view.currentIndex().row()
        if 0 <= place < len(self._points):
            del self._points[place]
            self._draw(place)
            self.note_edit()

    def shift(self, step: int) -> None:
        place = self.view.currentIndex().row()
        other = place + step
        if 0 <= place < len(self._points) and 0 <= other < len(self._points):
            self._points[place], self._points[other] = self._points[other], self._points[place]
            self._draw(other)
            self.note_edit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if event.key() == Qt.Key.Key_Insert:
            self.add()
        elif event.key() == Qt.Key.Key_Delete:
            self.remove()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.change()
        elif alt and event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self.shift(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        for name, hint, slot in (
            ("plus", self.tr("Добавить пункт (Ins)"), self.add),
            ("edit", self.tr("Изменить пункт (Enter)"), self.change),
            ("trash", self.tr("Удалить пункт (Del)"), self.remove),
        ):
            button = QToolButton()
            button.setIcon(icon(name))
            button.setToolTip(hint)
            button.setAccessibleName(hint)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(slot)
            buttons.addWidget(button)
            self._buttons.append(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self.frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.view.setFixedHeight(124)
        self.view.horizontalHeader().setStretchLastSection(False)
        self.view.horizontalHeader().setSectionResizeMode(1, self.view.horizontalHeader().ResizeMode.Stretch)
        column.addWidget(self.view)
        column.addLayout(buttons)

    def _executor(self, point: Point) -> str:
        return self._names.get(point.executor_id, "") if point.executor_id else ""

    def _edit(self, point: Point, place: int) -> None:
        dialog = PointDialog(point, self._names, self._find, self._today, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._names.update(dialog.names())
            self._points[place : place + 1] = [dialog.point()]
            self._draw(place)
            self.note_edit()

    def _draw(self, current: int) -> None:
        self.model.show_rows(self._points)
        if self._points:
            self.view.selectRow(min(current, len(self._points) - 1))


class PointDialog(QDialog):
    def __init__(
        self, point: Point, names: dict[PersonId, str], find: Find, today: date, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Пункт {0}").format(point.number))
        self.form = Form(Point, ["number", "text"])
        self.number, self.text = TextField(), MultilineField(rows=4)
        self.executor = PickField(CallLookup(find, person_suggestion), placeholder=self.tr("фамилия"))
        self.due = DateField(today)
        self.form.add("number", self.tr("Номер"), self.number, 0)
        self.form.add("due", self.tr("Срок"), self.due, 0, 1)
        self.form.add("text", self.tr("Текст"), self.text, 1, span=2)
        self.form.add("executor_id", self.tr("Исполнитель"), self.executor, 2, span=2)
        self.form.close_up(3)
        self.form.show_values(point)
        if point.executor_id is not None:
            self.executor.show_value(Suggestion(point.executor_id, names.get(point.executor_id, "")))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.form, 1)
        column.addWidget(buttons)
        self.form.sent.connect(self.accept)
        self.resize(560, 250)
        self.text.editor.setFocus()

    def point(self) -> Point:
        return Point(**self.form.values())

    def names(self) -> dict[PersonId, str]:
        key = self.executor.value()
        return {key: self.executor.line.text()} if key else {}

    def accept(self) -> None:
        missing = [] if self.text.value() else [Problem("text", self.tr("Напишите текст пункта."))]
        if self.form.check(missing):
            super().accept()
