"""The people of the administration: narrowed while one types, opened by Enter."""

from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QBrush, QGuiApplication
from PySide6.QtWidgets import QToolButton

from client.core.calls import Call
from client.shell.register_page import RegisterPage, day
from client.shell.workplace import Workplace
from client.staff.holdings import HoldingForm
from client.staff.person_form import PersonForm
from client.staff.substitutions import SubstitutionForm
from client.widgets.filter_line import FilterLine
from client.widgets.lookup import Suggestion
from client.widgets.messages import Notice, said
from client.widgets.paged_model import Column
from common.kernel.changes import Kind
from common.kernel.paging import Page
from common.rpc.errors import CallError
from common.staff import EmployeeRow, PersonCard

REST = 250  # ms of rest in typing before the server is asked
ROLES = 3  # the column that takes what width is left


class PeopleRegister(RegisterPage):
    """Ins adds a person, Ctrl+R gives a role, Ctrl+T names a deputy."""

    def __init__(self, workplace: Workplace) -> None:
        self.text, self.dismissed = FilterLine(), QToolButton()
        super().__init__(workplace, "staff.people", frozenset({Kind.STAFF}))
        self.stretch(ROLES)
        self.notice = Notice()
        self.notice.first.connect(self.notice.hide)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.model.reload)
        self._add_filters()
        self.command(self.tr("Назначить роль…"), "Ctrl+R", self.give_role, picture="shield-check")
        self.command(self.tr("Замещение…"), "Ctrl+T", self.substitute, picture="user-share")
        self.command(self.tr("Добавить"), "Ins", self.add, primary=True)
        column = self.layout()
        if column is not None:
            column.addWidget(self.notice)

    def empty_words(self) -> tuple[str, str, str]:
        return self.tr("Сотрудников не найдено"), self.tr("Измените отбор или добавьте сотрудника: Ins."), "users"

    def columns(self) -> tuple[Column, ...]:
        faded: dict[int, Any] = {int(Qt.ItemDataRole.ForegroundRole): _faded}
        return (
            Column(self.tr("Сотрудник"), lambda row: row.name, 160, roles=faded),
            Column(self.tr("Должность"), lambda row: row.post, 220, tooltip=lambda row: row.post, roles=faded),
            Column(self.tr("Подразделение"), lambda row: row.unit, 250, tooltip=lambda row: row.unit, roles=faded),
            Column(self.tr("Роли"), lambda row: row.roles, 220, tooltip=lambda row: row.roles, roles=faded),
            Column(self.tr("Имя входа"), lambda row: row.login, 96),
            Column(self.tr("Уволен"), lambda row: day(row.dismissed), 82),
        )

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        people = self.workplace.apis.staff.people
        return self.workplace.calls(owner, people, self.text.text().strip(), self.dismissed.isChecked(), None, offset)

    def open_row(self, row: EmployeeRow) -> None:
        self.workplace.calls(self, self.workplace.apis.staff.person, row.id).then(self._open).fails(self._refuse)

    def add(self) -> None:
        PersonForm(self.workplace, None, self).open()

    def give_role(self) -> None:
        HoldingForm(self.workplace, self, self._current()).open()

    def substitute(self) -> None:
        SubstitutionForm(self.workplace, self, self._current()).open()

    def _current(self) -> Suggestion | None:
        row: EmployeeRow | None = self.view.current_row()
        return None if row is None else Suggestion(row.id, row.name, row.post)

    def _open(self, card: PersonCard) -> None:
        PersonForm(self.workplace, card, self).open()

    def _refuse(self, error: CallError) -> None:
        self.notice.say(said(error), self.tr("&Понятно"), alarm=True)

    def _add_filters(self) -> None:
        self.text.setPlaceholderText(self.tr("Фамилия, должность, подразделение"))
        self.text.setAccessibleName(self.tr("Отбор сотрудников"))
        self.text.setMaxLength(200)
        self.text.setClearButtonEnabled(True)
        self.text.textChanged.connect(self._narrow)
        self.text.left_down.connect(self.view.setFocus)
        self.dismissed.setText(self.tr("Уволенные"))
        self.dismissed.setToolTip(self.tr("Показать и уволенных"))
        self.dismissed.setCheckable(True)
        self.dismissed.toggled.connect(self._narrow)
        self.add_to_bar(self.text, 1)
        self.add_to_bar(self.dismissed)

    def _narrow(self, *_: object) -> None:
        self._rest.start()


def _faded(row: EmployeeRow) -> QBrush | None:
    return QGuiApplication.palette().placeholderText() if row.dismissed else None
