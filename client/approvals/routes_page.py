"""Typical routes of approval: a list that whoever has the right keeps, and the definition of one of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec.structs import asdict
from PySide6.QtWidgets import QDialog, QWidget

from client.core.calls import Call
from client.shell.list_page import ListPage
from client.shell.workplace import Workplace
from client.widgets.checks_field import ChecksField
from client.widgets.conditions_field import ConditionsField, named
from client.widgets.entry_dialog import EntryDialog
from client.widgets.fields import ChoiceField, CountField, FlagField, TextField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.lookup import Suggestion
from client.widgets.messages import label
from client.widgets.paged_model import Column
from client.widgets.rows_field import RowsField
from common.approvals.course import Order, Restart
from common.approvals.routes import CONDITIONAL, Post, RouteCard, RouteDraft, RouteStage
from common.kernel.changes import Kind as Changed
from common.kernel.ids import PersonId, RouteId
from common.kernel.validation import Problem
from common.registry.classes import DocumentClass
from common.registry.document import Dictionaries
from common.registry.extras import ExtraName, extras_of
from common.registry.selection import said

STAGES = 2  # the column that takes what width is left


class RoutesPage(ListPage):
    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, frozenset({Changed.DICTIONARY}), STAGES)

    def empty_words(self) -> tuple[str, str, str]:
        words = self.tr("Без типового маршрута инициатор сам называет согласующих.")
        return self.tr("Типовых маршрутов нет"), words, "checks"

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Маршрут"), lambda row: row.draft.title, 220),
            Column(self.tr("Виды документов"), _kinds, 260, tooltip=_kinds),
            Column(self.tr("Этапы"), _stages, 300, tooltip=_stages),
            Column(self.tr("После отказа"), lambda row: row.draft.restart.label, 210),
            Column(self.tr("Обязателен"), lambda row: self.tr("да") if row.draft.mandatory else "", 84),
            Column(self.tr("Закрыт"), lambda row: self.tr("закрыт") if row.draft.closed else "", 64),
        )

    def fetch(self) -> Call[list[Any]]:
        return self.workplace.calls(self, self.workplace.apis.routes.all)

    def add(self) -> None:
        self._open_form(None)

    def open_row(self, row: RouteCard) -> None:
        self._open_form(row)

    def _open_form(self, card: RouteCard | None) -> None:
        dialog = RouteForm(self.workplace, card, self)
        dialog.saved.connect(self.refresh)
        dialog.open()


class RouteForm(FormDialog):
    def __init__(self, workplace: Workplace, card: RouteCard | None, parent: QWidget | None = None) -> None:
        form = Form(RouteDraft, ["title", "kinds", "stages"])
        self._work, self._card = workplace, card
        self.title, self.kinds = TextField(), ChecksField(rows=5)
        self.stages = RouteStagesField(workplace, card.names if card else {})
        self.restart = ChoiceField([(each, each.label) for each in Restart], nothing=Restart.WHOLE)
        self.mandatory = FlagField(self.tr("Обязателен: без него на подпись не отправить"))
        self.closed = FlagField(self.tr("Закрыт: больше не предлагается"))
        super().__init__(self.tr("Типовой маршрут"), form, self.tr("&Сохранить"), parent)
        form.add("title", self.tr("Название"), self.title, 0, span=2)
        form.add("kinds", self.tr("Виды документов"), self.kinds, 1, span=2)
        form.add("stages", self.tr("Этапы"), self.stages, 2, span=2)
        form.add("restart", self.tr("После отказа"), self.restart, 3, span=2)
        form.add("mandatory", "", self.mandatory, 4, span=2)
        form.add("closed", "", self.closed, 5, span=2)
        form.close_up(6)
        form.show_values(card.draft if card else RouteDraft())
        workplace.calls(self, workplace.apis.registry.dictionaries).then(self._offer).fails(self.refuse)
        self.resize(820, 560)
        self.title.editor.setFocus()

    def draft(self) -> RouteDraft:
        return RouteDraft(**self.form.values())

    def problems(self) -> Iterable[Problem]:
        return self.draft().problems()

    def send(self) -> Call[RouteId]:
        known, version = (self._card.id, self._card.version) if self._card else (None, 0)
        return self._work.calls(self, self._work.apis.routes.define, known, version, self.draft())

    def _offer(self, dictionaries: Dictionaries) -> None:
        ours = [kind for kind in dictionaries.kinds if kind.draft.document_class is not DocumentClass.INCOMING]
        self.kinds.show_choices([(kind.key, kind.title) for kind in ours])
        self.kinds.show_value(self._card.draft.kinds if self._card else [])
        self.stages.show_extra(extras_of(ours))


class RouteStagesField(RowsField):
    """Alt with an arrow changes the order of the stages."""

    def __init__(self, workplace: Workplace, names: Mapping[PersonId, str]) -> None:
        self._work, self._names = workplace, dict(names)
        self._extra: dict[str, ExtraName] = {}
        super().__init__(
            (
                Column(self.tr("Этап"), lambda stage: stage.title, 150),
                Column(self.tr("Согласующие"), self._people, 220, tooltip=self._people),
                Column(self.tr("Визы"), lambda stage: stage.order.label.lower(), 100),
                Column(self.tr("Срок"), lambda stage: f"{stage.days} р. д." if stage.days else "", 60),
                Column(self.tr("Условия"), self._conditions, 190, tooltip=self._conditions),
            ),
            stretch=1,
            height=150,
        )

    def show_extra(self, extra: Mapping[str, ExtraName]) -> None:
        self._extra = dict(extra)

    def blank(self) -> RouteStage:
        return RouteStage(days=2)

    def edited_row(self, row: RouteStage) -> RouteStage | None:
        people = [Suggestion(each, self._names.get(each, f"№ {each}")) for each in row.person_ids]
        dialog = RouteStageDialog(row, people, self._extra, self._work, self)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return None
        self._names.update({each.key: each.title for each in dialog.people.people()})
        return dialog.stage()

    def _people(self, stage: RouteStage) -> str:
        posts = [post.label.lower() for post in stage.posts]
        return ", ".join([*posts, *(self._names.get(each, f"№ {each}") for each in stage.person_ids)])

    def _conditions(self, stage: RouteStage) -> str:
        return "; ".join(
            " ".join((named(each.field, self._extra), said(each.comparison, each.type), each.value)).strip()
            for each in stage.conditions
        )


class RouteStageDialog(EntryDialog):
    """Posts are resolved for each document; the conditions say to which documents the stage applies."""

    def __init__(
        self, stage: RouteStage, people: Sequence[Suggestion], extra: Mapping[str, ExtraName],
        workplace: Workplace, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(self.tr("Этап маршрута"), Form(RouteStage), parent)
        self.title = TextField(self.tr("например, Юридическая экспертиза"))
        self.posts = ChecksField([(each, each.label) for each in Post], rows=len(Post))
        self.people = workplace.people.several(self.tr("фамилия, должность, подразделение"))
        self.order = ChoiceField([(each, each.label) for each in Order], nothing=Order.IN_TURN)
        self.days = CountField(60)
        self.conditions = ConditionsField(extra, workplace.today(), CONDITIONAL, height=90)
        self.form.add("title", self.tr("Название"), self.title, 0, span=2)
        self.form.add("posts", self.tr("Должности"), self.posts, 1, span=2)
        self.form.add("person_ids", self.tr("Сотрудники"), self.people, 2, span=2)
        self.form.add("order", self.tr("Визы"), self.order, 3)
        self.form.add("days", self.tr("Срок, рабочих дней"), self.days, 3, 1)
        self.form.add("conditions", self.tr("Условия"), self.conditions, 4, span=2)
        hint = self.tr("Этап нужен, когда верны все условия; без условий он нужен всегда.")
        self.form.add_wide(label(hint, "hint", wrap=True), 5)
        self.form.close_up(6)
        self.form.show_values({**asdict(stage), "person_ids": list(people)})
        self.resize(640, 420)
        self.title.editor.setFocus()

    def stage(self) -> RouteStage:
        return RouteStage(**self.form.values())

    def problems(self) -> Iterable[Problem]:
        name = self.title.value() or self.tr("Этап")
        return (Problem("person_ids", fault) for fault in self.stage().faults(name))


def _kinds(card: RouteCard) -> str:
    return ", ".join(card.kind_titles)


def _stages(card: RouteCard) -> str:
    return " → ".join(stage.title or f"Этап {number}" for number, stage in enumerate(card.draft.stages, start=1))
