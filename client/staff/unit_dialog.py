"""One organisational change: what is wanted, what it would do, and only then the doing."""

from collections.abc import Iterable, Sequence

from PySide6.QtWidgets import QWidget

from client.core.calls import Call
from client.shell.register_page import grouped
from client.shell.workplace import Workplace
from client.staff.lookups import UnitField, unit_suggestion
from client.widgets.checks_field import ChecksField
from client.widgets.fields import TextField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.lookup import Suggestion
from client.widgets.messages import label, restyle
from client.widgets.pickers import PeopleField, PickField
from common.kernel.paging import Page
from common.kernel.validation import Problem
from common.staff import Effect, EmployeeRow, UnitAction, UnitChange, UnitPart, UnitRow

PEOPLE_SHOWN = 500
EXPLAINED = {
    UnitAction.CREATE: "Новое подразделение войдёт в выбранное. Документы переведённых сотрудников остаются там, где"
    " их готовили.",
    UnitAction.RENAME: "В уже зарегистрированных документах остаётся прежнее название.",
    UnitAction.MOVE: "Руководители новой ветви увидят документы подразделения, прежней — перестанут.",
    UnitAction.MERGE: "Подразделение закроется; люди, места регистрации, подчинённые и документы перейдут преемнику.",
    UnitAction.SPLIT: "Подразделение закроется. Документы увидят руководители обоих новых; люди, которых вы не"
    " отметите, места регистрации и подчинённые перейдут первому.",
}


class UnitDialog(FormDialog):
    """The first press shows the effect, the second carries the change out; any edit begins anew."""

    def __init__(
        self, workplace: Workplace, action: UnitAction, unit: UnitRow | None, units: Sequence[UnitRow],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        form = Form(None)
        self._work, self._action, self._unit = workplace, action, unit
        self._shown: UnitChange | None = None
        title = action.label if unit is None or action is UnitAction.CREATE else f"{action.label}: {unit.title}"
        super().__init__(title, form, "", parent)
        form.add_wide(label(EXPLAINED[action], "caption", wrap=True), 0)
        self._row = 1
        self._put_fields(units)
        self.effect = label("", "", wrap=True)
        form.add_wide(self.effect, self._row)
        form.close_up(self._row + 1)
        form.changed.connect(self._begin_anew)
        self._begin_anew()
        self.resize(660, 170 + 32 * self._row)

    def change(self) -> UnitChange:
        values = self.form.values()
        parts = [
            UnitPart(
                title=values[f"title_{number}"], short_title=values[f"short_title_{number}"],
                code=values[f"code_{number}"], head_id=values[f"head_id_{number}"],
                person_ids=values.get(f"person_ids_{number}", []),
            )
            for number in (1, 2) if f"title_{number}" in values
        ]  # fmt: skip
        unit_id = self._unit.id if self._unit and self._action is not UnitAction.CREATE else None
        return UnitChange(action=self._action, unit_id=unit_id, into_id=values.get("into_id"), parts=parts)

    def problems(self) -> Iterable[Problem]:
        return self.change().problems()

    def save(self) -> None:
        if self._shown == self.change():
            super().save()
        elif self.save_button.isEnabled() and self.form.check(self.problems()):
            self._set_busy(True)
            call = self._work.calls(self, self._work.apis.staff.effect, self.change())
            call.then(self._show_effect).fails(self.refuse)

    def send(self) -> Call[Effect]:
        return self._work.calls(self, self._work.apis.staff.reorganise, self.change())

    def _put_fields(self, units: Sequence[UnitRow]) -> None:
        action, unit = self._action, self._unit
        if action in {UnitAction.CREATE, UnitAction.MOVE, UnitAction.MERGE}:
            self._put_into(units)
        if action in {UnitAction.CREATE, UnitAction.RENAME, UnitAction.SPLIT}:
            self._put_part(1, unit if action is UnitAction.RENAME else None)
        if action is UnitAction.CREATE:
            people = self._work.people.several(self.tr("кто переходит сюда"))
            self._add("person_ids_1", self.tr("Сотрудники"), people)
        if action is UnitAction.SPLIT and unit is not None:
            self._put_part(2, None)
            self.people = ChecksField(rows=6)
            self._add("person_ids_2", self.tr("Кто переходит во второе"), self.people)
            call = self._work.calls(
                self, self._work.apis.staff.people, "", False, unit.id, 0, PEOPLE_SHOWN
            )  # fmt: skip
            call.then(self._offer_people).fails(self.refuse)

    def _put_into(self, units: Sequence[UnitRow]) -> None:
        into = UnitField(self.tr("название или код"))
        own = {self._unit.id} if self._unit and self._action is not UnitAction.CREATE else set()
        into.offer(unit for unit in units if unit.id not in own)
        captions = {UnitAction.CREATE: self.tr("Входит в"), UnitAction.MOVE: self.tr("Теперь входит в"),
                    UnitAction.MERGE: self.tr("Присоединяется к")}  # fmt: skip
        self._add("into_id", captions[self._action], into)
        if self._action is UnitAction.CREATE and self._unit is not None and self._unit.closed is None:
            into.show_value(unit_suggestion(self._unit))

    def _put_part(self, number: int, known: UnitRow | None) -> None:
        which = ("", self.tr(" первого"), self.tr(" второго"))[number if self._action is UnitAction.SPLIT else 0]
        head = self._work.people.one(self.tr("фамилия"))
        self._add(f"title_{number}", self.tr("Название") + which, TextField())
        fields = (("short_title", self.tr("Сокращение")), ("code", self.tr("Код")))
        for column, (name, caption) in enumerate(fields):
            self.form.add(f"{name}_{number}", caption, TextField(), self._row, column, mandatory=True)
        self._row += 1
        self._add(f"head_id_{number}", self.tr("Руководитель"), head, mandatory=False)
        if known is not None:
            self.form.show_values(
                {f"{name}_{number}": getattr(known, name) for name in ("title", "short_title", "code")}
            )
            head.show_value(Suggestion(known.head_id, known.head) if known.head_id else None)

    def _add(self, name: str, caption: str, field: TextField | PickField | PeopleField | ChecksField, *,
             mandatory: bool = True) -> None:  # fmt: skip
        self.form.add(name, caption, field, self._row, span=2, mandatory=mandatory)
        self._row += 1

    def _offer_people(self, page: Page[EmployeeRow]) -> None:
        self.people.show_choices([(row.id, f"{row.name}, {row.post}") for row in page.rows])

    def _begin_anew(self) -> None:
        self._shown = None
        self.effect.hide()
        self.save_button.setText(self.tr("&Что изменится"))

    def _show_effect(self, effect: Effect) -> None:
        self._set_busy(False)
        self._shown = self.change()
        self.effect.setText(self._said(effect))
        self.effect.show()
        restyle(self.effect)
        self.save_button.setText(self.tr("&Выполнить"))
        self.save_button.setFocus()

    def _said(self, effect: Effect) -> str:
        lines = [
            self.tr("Документы, доступ к которым изменится: {0}.").format(grouped(effect.documents)),
            self.tr("Перейдут сотрудники: {0}.").format(grouped(effect.moved)) if effect.moved else "",
            self.tr("Увидят больше: {0}").format(", ".join(effect.gained)) if effect.gained else "",
            self.tr("Перестанут видеть часть документов: {0}").format(", ".join(effect.lost)) if effect.lost else "",
        ]
        if not effect.gained and not effect.lost:
            lines.append(self.tr("Никто не увидит ни больше, ни меньше прежнего."))
        return "\n".join(line for line in lines if line)
