"""The stages of a route: a short list, each stage in a dialog of its own."""

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtWidgets import QDialog, QWidget

from client.shell.people import People
from client.widgets.entry_dialog import EntryDialog
from client.widgets.fields import ChoiceField, CountField, TextField
from client.widgets.form import Form
from client.widgets.lookup import Suggestion, person_suggestion
from client.widgets.messages import label
from client.widgets.paged_model import Column
from client.widgets.rows_field import RowsField
from common.approvals.api import Stage, stage_problems
from common.approvals.course import Order
from common.identity import PersonRow
from common.kernel.ids import PersonId
from common.kernel.validation import Problem


class StagesField(RowsField):
    """Alt with an arrow changes the order of the stages."""

    def __init__(self, known: People) -> None:
        self._known = known
        self._people: dict[PersonId, PersonRow] = {}
        super().__init__(
            (
                Column(self.tr("Этап"), lambda stage: stage.title or self.tr("без названия"), 150),
                Column(self.tr("Согласующие"), self.people_of, 260, tooltip=self.people_of),
                Column(self.tr("Визы"), _order, 100),
                Column(self.tr("Срок"), lambda stage: _days(stage.days), 70),
            ),
            stretch=1,
            height=168,
        )

    def show_people(self, people: Sequence[PersonRow]) -> None:
        self._people.update({person.id: person for person in people})

    def person(self, person_id: PersonId) -> PersonRow | None:
        return self._people.get(person_id)

    def blank(self) -> Stage:
        return Stage(days=2)

    def edited_row(self, row: Stage) -> Stage | None:
        named = [self._people.get(each) or each for each in row.person_ids]
        dialog = StageDialog(row, [_suggestion(each) for each in named], self._known, self)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return None
        self.show_people([each.row for each in dialog.people.people() if isinstance(each.row, PersonRow)])
        return dialog.stage()

    def people_of(self, stage: Stage) -> str:
        names = [self._people[each].name if each in self._people else f"№ {each}" for each in stage.person_ids]
        return ", ".join(names)


class StageDialog(EntryDialog):
    """Enter walks from field to field; the people approve in the order in which they are named."""

    def __init__(
        self, stage: Stage, people: Sequence[Suggestion], known: People, parent: QWidget | None = None
    ) -> None:
        super().__init__(self.tr("Этап согласования"), Form(Stage, ["person_ids"]), parent)
        self.title = TextField(self.tr("например, Юридическая экспертиза"))
        self.people = known.several(self.tr("фамилия, должность, подразделение"))
        self.order = ChoiceField([(each, each.label) for each in Order], nothing=Order.IN_TURN)
        self.days = CountField(60)
        self.form.add("person_ids", self.tr("Согласующие"), self.people, 0, span=2)
        self.form.add("title", self.tr("Название"), self.title, 1, span=2)
        self.form.add("order", self.tr("Визы"), self.order, 2)
        self.form.add("days", self.tr("Срок, рабочих дней"), self.days, 2, 1)
        hint = self.tr("Срок считается каждому согласующему с поступления к нему; пусто — без срока.")
        self.form.add_wide(label(hint, "hint", wrap=True), 3)
        self.form.close_up(4)
        self.form.show_values(
            {"title": stage.title, "order": stage.order, "days": stage.days, "person_ids": list(people)}
        )
        self.resize(600, 210)
        self.people.editor.setFocus()

    def stage(self) -> Stage:
        return Stage(**self.form.values())

    def problems(self) -> Iterable[Problem]:
        return (Problem("person_ids", problem.text) for problem in stage_problems([self.stage()]))


def absences(stages: Sequence[Stage], people: Mapping[PersonId, PersonRow]) -> list[PersonRow]:
    """Those on the route who are away today."""
    named = dict.fromkeys(each for stage in stages for each in stage.person_ids)
    return [people[each] for each in named if each in people and people[each].absent_until is not None]


def _suggestion(person: PersonRow | PersonId) -> Suggestion:
    return person_suggestion(person) if isinstance(person, PersonRow) else Suggestion(person, f"№ {person}")


def _order(stage: Stage) -> str:
    return stage.order.label.lower() if len(stage.person_ids) > 1 else ""


def _days(days: int) -> str:
    return f"{days} р. д." if days else ""
