"""Fields that name executors, people and units alike, and what is said when one of them will be away."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from client.core.calls import Call
from client.shell.workplace import Workplace
from client.widgets.date_field import shown
from client.widgets.lookup import PAUSE, CallLookup, Suggestion
from client.widgets.messages import label
from client.widgets.pickers import PeopleField, PickField
from common.assignments.cards import Absence, ExecutorRow


def executor_suggestion(row: ExecutorRow) -> Suggestion:
    detail = row.detail
    if row.absent_until:
        detail += f" · отсутствует до {row.absent_until:%d.%m.%Y}"
        detail += f", замещает {row.deputy}" if row.deputy else ""
    return Suggestion(row.id, row.title, detail, row)


def executor_lookup(workplace: Workplace, *, groups: bool = False, pause: int = PAUSE) -> CallLookup:
    def find(owner: QObject, text: str) -> Call[list[ExecutorRow]]:
        return workplace.calls(owner, workplace.apis.assignments.executors, text, 20, groups)

    return CallLookup(find, executor_suggestion, pause)


def executor_field(workplace: Workplace, placeholder: str) -> PickField:
    return PickField(executor_lookup(workplace), placeholder=placeholder)


def executors_field(workplace: Workplace) -> "ExecutorsField":
    pasted = partial(executor_lookup, workplace, groups=True, pause=0)
    return ExecutorsField(executor_lookup(workplace, groups=True), pasted=pasted)


class ExecutorsField(PeopleField):
    """A group gives way to its members, each of whom can be taken away again."""

    def add(self, suggestions: Sequence[Suggestion]) -> None:
        members = [executor_suggestion(each) for one in suggestions if one.row for each in one.row.members]
        super().add([*(one for one in suggestions if one.key > 0), *members])
        self.tell_left_out([name for one in suggestions if one.row for name in one.row.left_out])

    def tell_left_out(self, names: Sequence[str]) -> None:
        """Who stood in a group or a template and does not execute any more."""
        if names:
            words = self.tr("Больше не исполняют и не взяты: {0}. Назовите других или обновите группу.")
            self.show_problem(words.format(", ".join(names)))


class AbsenceLines(QWidget):
    """A line for each of the named who will be away, with a button that names the deputy instead."""

    deputy_wanted = Signal(object, object)  # the id that was named, the Suggestion of the deputy

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._lines: list[QWidget] = []
        self.buttons: list[QPushButton] = []
        self.hide()

    def show_absences(self, absences: Sequence[Absence]) -> None:
        for line in self._lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines, self.buttons = [], []
        for absence in absences:
            self._add(absence)
        self.setVisible(bool(absences))

    def text(self) -> str:
        return "\n".join(line.property("said") for line in self._lines)

    def _add(self, absence: Absence) -> None:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        said = self.tr("{0}: в день срока отсутствует (с {1} по {2}).").format(
            absence.title, shown(absence.since), shown(absence.until)
        )
        line.setProperty("said", said)
        row.addWidget(label(said, "warning", wrap=True), 1)
        if absence.deputy is not None:
            button = QPushButton(self.tr("Поручить: {0}").format(absence.deputy.title))
            button.setAutoDefault(False)
            button.setToolTip(absence.deputy.detail)
            button.clicked.connect(
                partial(self.deputy_wanted.emit, absence.executor_id, executor_suggestion(absence.deputy))
            )
            row.addWidget(button)
            self.buttons.append(button)
        self._column.addWidget(line)
        self._lines.append(line)
