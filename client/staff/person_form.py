"""The card of an employee."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from client.core.calls import Call
from client.shell.workplace import Workplace
from client.staff.lookups import UnitField
from client.widgets.date_field import DateField, Lean
from client.widgets.fields import FlagField, TextField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.lookup import Suggestion
from client.widgets.messages import label
from common.kernel.ids import PersonId
from common.kernel.validation import Problem
from common.staff import PersonCard, PersonDraft, UnitRow


class PersonForm(FormDialog):
    """Whoever moves to another unit takes rights along, and the unit's documents stay with the unit."""

    def __init__(self, workplace: Workplace, card: PersonCard | None, parent: QWidget | None = None) -> None:
        self._work, self._card = workplace, card
        form = Form(PersonDraft, ["surname", "first_name", "post", "unit_id"])
        title = self.tr("Новый сотрудник") if card is None else f"{card.draft.surname} {card.draft.first_name}"
        super().__init__(title, form, self.tr("Со&хранить"), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._put_fields(form)
        draft = card.draft if card else PersonDraft()
        form.show_values(draft)
        if card is not None:
            self.unit.show_value(Suggestion(draft.unit_id, card.unit))
        if card is not None and draft.assistant_of_id is not None:
            self.assistant_of.show_value(Suggestion(draft.assistant_of_id, card.assistant_of))
        workplace.calls(self, workplace.apis.staff.units).then(self._offer).fails(self.refuse)
        self.resize(720, 360)
        self.surname.editor.setFocus()

    def draft(self) -> PersonDraft:
        return PersonDraft(**self.form.values())

    def problems(self) -> Iterable[Problem]:
        return self.draft().problems()

    def send(self) -> Call[PersonId]:
        known = self._card.id if self._card else None
        return self._work.calls(self, self._work.apis.staff.put_person, known, self.draft())

    def _put_fields(self, form: Form) -> None:
        self.surname, self.login = TextField(), TextField(self.tr("латиницей, строчными"))
        self.unit = UnitField(self.tr("название или код"))
        self.assistant_of = self._work.people.one(self.tr("чей помощник"))
        self.dismissed = DateField(self._work.today(), Lean.BEHIND)
        form.add("surname", self.tr("Фамилия"), self.surname, 0)
        form.add("first_name", self.tr("Имя"), TextField(), 1)
        form.add("patronymic", self.tr("Отчество"), TextField(), 1, 1)
        form.add("post", self.tr("Должность"), TextField(), 2, span=2)
        form.add("unit_id", self.tr("Подразделение"), self.unit, 3, span=2)
        form.add("assistant_of_id", self.tr("Помощник"), self.assistant_of, 4, span=2)
        form.add("login", self.tr("Имя входа"), self.login, 5)
        form.add("dismissed", self.tr("Уволен с"), self.dismissed, 5, 1)
        form.add("snils", self.tr("СНИЛС"), TextField(self.tr("для проверки сертификата подписи")), 6)
        form.add("email", self.tr("Электронная почта"), TextField(self.tr("служебная, для уведомлений")), 6, 1)
        form.add("takes_letters", "", FlagField(self.tr("Ему адресуют письма (виден в списке адресатов)")), 7, span=2)
        words = self.tr("Первый пароль выдаётся после сохранения, новый — в списке: Ctrl+Shift+W.")
        form.add_wide(label(words, "caption", wrap=True), 8)
        form.close_up(9)

    def _offer(self, units: list[UnitRow]) -> None:
        self.unit.offer(units)
