"""Asks for a reason, then does what needed it."""

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtWidgets import QWidget

from client.core.calls import Call
from client.widgets.fields import MultilineField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from common.kernel.validation import Problem


class ReasonDialog(FormDialog):
    """`act` gets the reason and makes the call; `leave` is another word for «Отмена» where that would be ambiguous."""

    def __init__(
        self,
        title: str,
        caption: str,
        action: str,
        act: Callable[[str], Call[Any]],
        parent: QWidget | None = None,
        *,
        may_be_empty: bool = False,
        leave: str = "",
    ) -> None:
        form = Form()
        self.reason = MultilineField(rows=3)
        self.reason.limit(2000)
        super().__init__(title, form, action, parent)
        if leave:
            self.leave_button.setText(leave)
        self._act, self._caption, self._may_be_empty = act, caption, may_be_empty
        form.add("reason", caption, self.reason, 0, span=2, mandatory=not may_be_empty)
        form.close_up(1)
        self.resize(480, 170)
        self.reason.editor.setFocus()

    def problems(self) -> Iterable[Problem]:
        if not self._may_be_empty and not self.reason.value():
            yield Problem("reason", self.tr("Заполните поле «{0}».").format(self._caption))

    def send(self) -> Call[Any]:
        return self._act(self.reason.value())
