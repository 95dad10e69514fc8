"""Asks for the last day of something that has had a beginning."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from client.core.calls import Call
from client.shell.workplace import Workplace
from client.widgets.date_field import DateField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.messages import label
from common.kernel.validation import Problem, require


class EndDialog(FormDialog):
    """`act` gets the last day on which it holds."""

    def __init__(
        self, workplace: Workplace, title: str, what: str, act: Callable[[date], Call[Any]], parent: QWidget
    ) -> None:
        form = Form(None, ["until"])
        self._act = act
        self.until = DateField(workplace.today())
        super().__init__(title, form, self.tr("&Прекратить"), parent)
        form.add_wide(label(what, "", wrap=True), 0)
        form.add("until", self.tr("Последний день"), self.until, 1, span=2)
        form.close_up(2)
        self.until.show_value(workplace.today())
        self.resize(460, 150)
        self.until.editor.setFocus()

    def problems(self) -> Iterable[Problem]:
        yield from require("until", self.until.value(), self.tr("Последний день"))

    def send(self) -> Call[Any]:
        day = self.until.value()
        assert day is not None
        return self._act(day)
