"""Who has which role, where, for which documents and how long."""

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QBrush, QGuiApplication
from PySide6.QtWidgets import QWidget

from client.core.calls import Call
from client.shell.register_page import RegisterPage
from client.shell.workplace import Workplace
from client.staff.ending import EndDialog
from client.staff.lookups import STATES, kind_suggestions
from client.widgets.date_field import DateField
from client.widgets.fields import ChoiceField
from client.widgets.filter_line import FilterLine
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.lookup import ListLookup, Suggestion
from client.widgets.messages import label
from client.widgets.paged_model import Column
from client.widgets.pickers import PeopleField
from common.kernel.changes import Kind
from common.kernel.paging import Page
from common.kernel.validation import Problem
from common.kernel.wording import day
from common.registry.document import Dictionaries
from common.staff import HoldingDraft, HoldingRow, RoleRow

REST = 250  # ms
LIMITS = 3


class HoldingsRegister(RegisterPage):
    """Ins gives a role, Enter ends one."""

    def __init__(self, workplace: Workplace) -> None:
        self.text, self._today = FilterLine(), workplace.today()
        super().__init__(workplace, "staff.holdings", frozenset({Kind.STAFF}))
        self.stretch(LIMITS)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.model.reload)
        self.text.setPlaceholderText(self.tr("Сотрудник, подразделение, роль"))
        self.text.setAccessibleName(self.tr("Отбор назначений"))
        self.text.setMaxLength(200)
        self.text.setClearButtonEnabled(True)
        self.text.textChanged.connect(self._rest.start)
        self.text.left_down.connect(self.view.setFocus)
        self.add_to_bar(self.text, 1)
        self.command(self.tr("Прекратить…"), "Ctrl+Backspace", self.end, picture="ban")
        self.command(self.tr("Назначить"), "Ins", self.add, primary=True)

    def empty_words(self) -> tuple[str, str, str]:
        return self.tr("Назначений не найдено"), self.tr("Измените отбор или назначьте роль: Ins."), "shield-check"

    def columns(self) -> tuple[Column, ...]:
        faded: dict[int, Any] = {int(Qt.ItemDataRole.ForegroundRole): partial(faded_after, self._today)}
        return (
            Column(self.tr("Сотрудник"), lambda row: row.person, 170, roles=faded),
            Column(self.tr("Роль"), lambda row: row.role, 200, roles=faded),
            Column(self.tr("Место регистрации"), lambda row: row.place or self.tr("везде"), 230, roles=faded,
                   tooltip=lambda row: row.place),
            Column(self.tr("Для каких документов"), lambda row: row.limits or self.tr("для всех"), 260, roles=faded,
                   tooltip=lambda row: row.limits),
            Column(self.tr("С"), lambda row: day(row.since), 82, roles=faded),
            Column(self.tr("По"), lambda row: day(row.until), 82, roles=faded),
        )  # fmt: skip

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        return self.workplace.calls(owner, self.workplace.apis.staff.holdings, self.text.text().strip(), offset)

    def open_row(self, row: HoldingRow) -> None:
        def act(until: date) -> Call[Any]:
            return self.workplace.calls(self, self.workplace.apis.staff.end_role, row.id, until)

        words = self.tr("{0}: роль «{1}»{2}.").format(row.person, row.role, f", {row.place}" if row.place else "")
        EndDialog(self.workplace, self.tr("Прекратить роль"), words, act, self).open()

    def end(self) -> None:
        if (row := self.view.current_row()) is not None:
            self.open_row(row)

    def add(self) -> None:
        HoldingForm(self.workplace, self).open()


class HoldingForm(FormDialog):
    """Without a place, kinds and states the role holds for all of them."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None, person: Suggestion | None = None) -> None:
        form = Form(HoldingDraft, ["person_id", "role_id"])
        self._work = workplace
        self.person = workplace.people.one(self.tr("фамилия"))
        self.role = ChoiceField(nothing=None)
        self.place = ChoiceField(may_be_empty=True, nothing=None)
        self._known_kinds = ListLookup()
        self.kinds = PeopleField(self._known_kinds, self.tr("все виды документов"))
        self.states = PeopleField(ListLookup(STATES), self.tr("все состояния"))
        today = workplace.today()
        super().__init__(self.tr("Назначить роль"), form, self.tr("&Назначить"), parent)
        form.add("person_id", self.tr("Сотрудник"), self.person, 0, span=2)
        form.add("role_id", self.tr("Роль"), self.role, 1, span=2)
        form.add("place_id", self.tr("Место регистрации"), self.place, 2, span=2)
        form.add("kinds", self.tr("Виды"), self.kinds, 3, span=2)
        form.add("states", self.tr("Состояния"), self.states, 4, span=2)
        form.add("since", self.tr("С"), DateField(today), 5)
        form.add("until", self.tr("По"), DateField(today), 5, 1)
        words = self.tr(
            "Пустые поля не ограничивают. Делопроизводителю укажите место: он видит документы своего места."
        )
        form.add_wide(label(words, "caption", wrap=True), 6)
        form.close_up(7)
        form.show_values(HoldingDraft(since=today))
        if person is not None:
            self.person.show_value(person)
        workplace.calls(self, workplace.apis.staff.roles).then(self._offer_roles).fails(self.refuse)
        workplace.calls(self, workplace.apis.registry.dictionaries).then(self._offer).fails(self.refuse)
        self.resize(620, 330)
        (self.role if person else self.person).editor.setFocus()

    def draft(self) -> HoldingDraft:
        return HoldingDraft(**self.form.values())

    def problems(self) -> Iterable[Problem]:
        return self.draft().problems()

    def send(self) -> Call[int]:
        return self._work.calls(self, self._work.apis.staff.give_role, self.draft())

    def _offer_roles(self, roles: list[RoleRow]) -> None:
        self.role.show_choices([(role.id, role.title) for role in roles])

    def _offer(self, dictionaries: Dictionaries) -> None:
        self.place.show_choices([(place.id, place.title) for place in dictionaries.all_places])
        self._known_kinds.suggestions = kind_suggestions(dictionaries.kinds)


def faded_after(today: date, row: Any) -> QBrush | None:
    """What has ended stands back."""
    ended = row.until is not None and row.until < today
    return QGuiApplication.palette().placeholderText() if ended else None
