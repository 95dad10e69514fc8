"""The people of the administration: narrowed while one types, opened by Enter."""

from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QBrush, QGuiApplication
from PySide6.QtWidgets import QToolButton

from client.core.calls import Call
from client.shell.register_page import RegisterPage
from client.shell.workplace import Workplace
from client.staff.holdings import HoldingForm
from client.staff.passwords import PasswordGiving
from client.staff.person_form import PersonForm
from client.staff.substitutions import SubstitutionForm
from client.widgets.filter_line import FilterLine
from client.widgets.lookup import Suggestion
from client.widgets.messages import Notice, said
from client.widgets.paged_model import Column
from common.kernel.changes import Kind
from common.kernel.ids import PersonId
from common.kernel.paging import Page
from common.kernel.wording import day
from common.rpc.errors import CallError
from common.staff import EmployeeRow, PersonCard

REST = 250  # ms of rest in typing before the server is asked
ROLES = 3  # the column that takes what width is left


class PeopleRegister(RegisterPage):
    """Ins adds a person, Ctrl+R gives a role, Ctrl+T names a deputy, Ctrl+Shift+W gives a password."""

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
        self.command(self.tr("Пароль…"), "Ctrl+Shift+W", self.give_password, picture="lock")
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
        form = PersonForm(self.workplace, None, self)
        form.saved.connect(self._offer_password)
        form.open()

    def give_role(self) -> None:
        HoldingForm(self.workplace, self, self._current()).open()

    def give_password(self) -> None:
        row: EmployeeRow | None = self.view.current_row()
        if row is not None:
            self._give_password(row.id, row.name, row.login)

    def _offer_password(self, person_id: PersonId) -> None:
        """Whoever has got a login needs a password to use it."""
        form = self.sender()
        if isinstance(form, PersonForm) and (draft := form.draft()).login:
            self._give_password(person_id, f"{draft.surname} {draft.first_name}", draft.login)

    def _give_password(self, person_id: PersonId, name: str, login: str) -> None:
        if not login:
            self.notice.say(
                self.tr("У сотрудника нет имени входа: откройте карточку (Enter), впишите его и выдайте пароль."),
                self.tr("&Понятно"),
            )
            return
        dialog = PasswordGiving(self.workplace, person_id, name, login, self)
        dialog.saved.connect(self._given)
        dialog.open()

    def _given(self, _nothing: None) -> None:
        self.notice.say(
            self.tr("Пароль выдан. При первом входе программа попросит придумать свой."), self.tr("&Понятно")
        )

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
