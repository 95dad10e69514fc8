"""The stop before an act goes on whose points have terms and whose execution nobody would control."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from client.shell.people import People
from client.widgets.form import Form
from client.widgets.lookup import Suggestion
from client.widgets.messages import label, restyle
from common.kernel.validation import Problem
from common.registry.document import Point

MOST_NAMED = 8


class ControlStop(QDialog):
    """Takes the controller, or the consent to none, or leads back."""

    controller_named = Signal(object)  # Suggestion
    left_uncontrolled = Signal()

    def __init__(
        self, points: Sequence[Point], people: People,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setWindowTitle(self.tr("Контроль исполнения не назначен"))
        numbers = ", ".join(point.number for point in points[:MOST_NAMED]) + (" …" if len(points) > MOST_NAMED else "")
        said = self.tr("В акте есть пункты со сроком ({0}), а «Контроль исполнения» не назван: их поручения выйдут без"
                       " контроля.")  # fmt: skip
        self.controller = people.one(self.tr("фамилия"))
        self.form = Form(None, ["controller_id"])
        self.form.add("controller_id", self.tr("Контроль исполнения"), self.controller, 0, span=2)
        self.form.sent.connect(self._name)
        self.controller.walked.connect(self._name)
        column = QVBoxLayout(self)
        column.addWidget(label(said.format(numbers), "", wrap=True))
        column.addWidget(self.form)
        column.addLayout(self._buttons())
        self.resize(560, 170)
        self.controller.editor.setFocus()

    def _buttons(self) -> QHBoxLayout:
        self.name_button = QPushButton(self.tr("&На контроль и дальше"))
        self.leave_button = QPushButton(self.tr("&Без контроля"))
        self.back_button = QPushButton(self.tr("&Вернуться"))
        self.name_button.setProperty("primary", True)
        restyle(self.name_button)
        row = QHBoxLayout()
        row.addWidget(self.leave_button)
        row.addStretch(1)
        for button, slot in (
            (self.name_button, self._name), (self.leave_button, self._leave), (self.back_button, self.reject),
        ):  # fmt: skip
            button.setAutoDefault(False)
            button.clicked.connect(slot)
        row.addWidget(self.name_button)
        row.addWidget(self.back_button)
        return row

    def _name(self) -> None:
        wanting = Problem("controller_id", self.tr("Назовите контролёра или выберите «Без контроля»."))
        if self.form.check([] if self.controller.value() else [wanting]):
            self.accept()
            self.controller_named.emit(Suggestion(self.controller.value(), self.controller.line.text()))

    def _leave(self) -> None:
        self.accept()
        self.left_uncontrolled.emit()
