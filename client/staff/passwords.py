"""Passwords: one for a colleague's first sign-in, and another one for oneself."""

import secrets
from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from client.core.calls import Call
from client.shell.workplace import Workplace
from client.widgets.fields import TextField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.messages import label
from common.identity import PASSWORD_RULES, password_problems
from common.kernel.ids import PersonId
from common.kernel.validation import Problem

PLAIN = "abcdefghijkmnpqrstuvwxyz23456789"  # nothing that is misread on paper
GROUPS, LETTERS = 3, 4


def invented() -> str:
    """«k7fm-w2qp-9xtr»: easily read aloud and copied from paper."""
    return "-".join("".join(secrets.choice(PLAIN) for _ in range(LETTERS)) for _ in range(GROUPS))


class PasswordGiving(FormDialog):
    """The password stands readable: it is handed over, and good for one sign-in."""

    def __init__(self, workplace: Workplace, person_id: PersonId, name: str, login: str, parent: QWidget) -> None:
        self._work, self._person_id, self._login = workplace, person_id, login
        form = Form(None, ["new"])
        super().__init__(self.tr("Пароль: {0}").format(name), form, self.tr("&Выдать"), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.new = TextField()
        words = self.tr(
            "Имя входа: {0}. Передайте пароль лично. При первом входе программа попросит придумать свой; все сеансы"
            " сотрудника будут завершены."
        )
        form.add_wide(label(words.format(login), "", wrap=True), 0)
        form.add("new", self.tr("Пароль"), self.new, 1, span=2)
        form.add_wide(label(PASSWORD_RULES, "hint", wrap=True), 2)
        form.close_up(3)
        self.new.show_value(invented())
        self.resize(460, 170)
        self.new.line.selectAll()
        self.new.editor.setFocus()

    def problems(self) -> Iterable[Problem]:
        return password_problems(self.new.value(), self._login)

    def send(self) -> Call[None]:
        return self._work.calls(self, self._work.apis.staff.give_password, self._person_id, self.new.value())


class PasswordChange(FormDialog):
    """One's own password; the other sessions of the person end."""

    def __init__(self, workplace: Workplace, parent: QWidget) -> None:
        self._work = workplace
        form = Form(None, ["old", "new", "repeat"])
        super().__init__(self.tr("Смена пароля"), form, self.tr("&Сменить"), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.old, self.new, self.repeat = TextField(), TextField(), TextField()
        fields = (
            ("old", self.tr("Текущий"), self.old),
            ("new", self.tr("Новый"), self.new),
            ("repeat", self.tr("Ещё раз"), self.repeat),
        )
        for row, (name, title, field) in enumerate(fields):
            field.line.setEchoMode(QLineEdit.EchoMode.Password)
            form.add(name, title, field, row, span=2)
        form.add_wide(label(PASSWORD_RULES, "hint", wrap=True), len(fields))
        form.close_up(len(fields) + 1)
        self.resize(420, 190)
        self.old.editor.setFocus()

    def problems(self) -> Iterable[Problem]:
        if not self.old.line.text():
            yield Problem("old", self.tr("Введите текущий пароль."))
        yield from password_problems(self.new.line.text(), "", self.old.line.text())
        if self.new.line.text() != self.repeat.line.text():
            yield Problem("repeat", self.tr("Новый пароль и повтор различаются."))

    def send(self) -> Call[None]:
        change = self._work.apis.identity.change_password
        return self._work.calls(self, change, self.old.line.text(), self.new.line.text())


def change_password(workplace: Workplace, window: QWidget) -> None:
    PasswordChange(workplace, window).open()
