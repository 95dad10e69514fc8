"""Roles: named sets of rights."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtWidgets import QWidget

from client.core.calls import Call
from client.shell.list_page import ListPage
from client.shell.register_page import grouped
from client.shell.workplace import Workplace
from client.widgets.checks_field import ChecksField
from client.widgets.fields import TextField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.messages import label
from client.widgets.paged_model import Column
from common.kernel.changes import Kind
from common.kernel.ids import RoleId
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.staff import RoleDraft, RoleRow

RIGHTS = 1
GRANTED = [right for right in Right if right is not Right.SIGNED_IN]  # that one comes with the session


class RolesPage(ListPage):
    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, frozenset({Kind.STAFF}), RIGHTS)

    def empty_words(self) -> tuple[str, str, str]:
        return self.tr("Ролей нет"), self.tr("Добавьте роль: без неё сотрудник ничего не может."), "shield-check"

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Роль"), lambda row: row.title, 220),
            Column(self.tr("Права"), _rights, 500, tooltip=_rights_in_lines),
            Column(self.tr("Сотрудников"), lambda row: grouped(row.people), 92, right=True),
        )

    def fetch(self) -> Call[list[Any]]:
        return self.workplace.calls(self, self.workplace.apis.staff.roles)

    def add(self) -> None:
        self._open_form(None)

    def open_row(self, row: RoleRow) -> None:
        self._open_form(row)

    def _open_form(self, row: RoleRow | None) -> None:
        dialog = RoleForm(self.workplace, row, self)
        dialog.saved.connect(self.refresh)
        dialog.open()


class RoleForm(FormDialog):
    def __init__(self, workplace: Workplace, row: RoleRow | None, parent: QWidget | None = None) -> None:
        form = Form(RoleDraft, ["title"])
        self._work, self._row = workplace, row
        self.title = TextField(self.tr("Делопроизводитель"))
        self.rights = ChecksField([(right, right.label) for right in GRANTED], rows=len(GRANTED))
        super().__init__(self.tr("Роль") if row is None else row.title, form, self.tr("&Сохранить"), parent)
        form.add("title", self.tr("Название"), self.title, 0, span=2)
        form.add("rights", self.tr("Права"), self.rights, 1, span=2)
        words = self.tr(
            "Какие документы сотрудник видит, решает не роль, а участие, место регистрации и подчинённость."
            " Изменение роли действует для всех, у кого она есть, со следующего их действия."
        )
        form.add_wide(label(words, "caption", wrap=True), 2)
        form.close_up(3)
        form.show_values({"title": row.title, "rights": row.rights} if row else {})
        self.resize(560, 520)
        self.title.editor.setFocus()

    def draft(self) -> RoleDraft:
        return RoleDraft(**self.form.values())

    def problems(self) -> Iterable[Problem]:
        return self.draft().problems()

    def send(self) -> Call[RoleId]:
        known = self._row.id if self._row else None
        return self._work.calls(self, self._work.apis.staff.put_role, known, self.draft())


def _rights(row: RoleRow) -> str:
    return ", ".join(right.label.lower() for right in row.rights)


def _rights_in_lines(row: RoleRow) -> str:
    return "\n".join(right.label for right in row.rights)
