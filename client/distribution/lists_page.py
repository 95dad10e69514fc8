"""Distribution lists: those that are shared and those of one's own, and the definition of one of them."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtWidgets import QWidget

from client.core.calls import Call
from client.distribution.recipient_fields import (
    UnitsField,
    named,
    organisations_field,
    posts_field,
    units_of,
)
from client.shell.list_page import ListPage
from client.shell.workplace import Workplace
from client.widgets.fields import FlagField, TextField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.messages import label
from client.widgets.paged_model import Column
from common.distribution.lists import ListCard, ListDraft, UnitRow
from common.kernel.changes import Kind
from common.kernel.ids import DistributionListId
from common.kernel.rights import Right
from common.kernel.validation import Problem

MEMBERS = 1  # the column that takes what width is left


class ListsPage(ListPage):
    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, frozenset({Kind.DICTIONARY, Kind.STAFF}), MEMBERS)

    def empty_words(self) -> tuple[str, str, str]:
        words = self.tr("Список собирают один раз, а разослать по нему можно любой документ.")
        return self.tr("Списков рассылки нет"), words, "users"

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Список"), lambda row: row.draft.title, 240, tooltip=lambda row: row.draft.title),
            Column(self.tr("Кому"), members, 420, tooltip=members),
            Column(self.tr("Доступ"), self._access, 92),
            Column(self.tr("Ведёт"), lambda row: row.owner, 130),
            Column(self.tr("Требует правки"), lambda row: ", ".join(row.gone), 150,
                   tooltip=lambda row: self.tr("Больше не действуют: {0}").format(", ".join(row.gone))
                   if row.gone else ""),
            Column(self.tr("Закрыт"), lambda row: self.tr("закрыт") if row.draft.closed else "", 64),
        )  # fmt: skip

    def fetch(self) -> Call[list[Any]]:
        return self.workplace.calls(self, self.workplace.apis.lists.all)

    def add(self) -> None:
        self._open_form(None)

    def open_row(self, row: ListCard) -> None:
        self._open_form(row)

    def _access(self, row: ListCard) -> str:
        return self.tr("общий") if row.draft.shared else self.tr("свой")

    def _open_form(self, card: ListCard | None) -> None:
        dialog = ListForm(self.workplace, card, self)
        dialog.saved.connect(self.refresh)
        dialog.open()


class ListForm(FormDialog):
    """A shared list is only read by those who may not change it."""

    def __init__(self, workplace: Workplace, card: ListCard | None, parent: QWidget | None = None) -> None:
        form = Form(ListDraft, ["title"])
        self._work, self._card = workplace, card
        self.title = TextField(self.tr("например, Руководители департаментов"))
        self.people = workplace.people.several(self.tr("фамилия, должность, подразделение"))
        self.posts = posts_field(workplace, self.tr("название должности или подразделения"))
        self.units = UnitsField(self.tr("название подразделения"))
        self.organisations = organisations_field(workplace, self.tr("организация или группа справочника"))
        self.shared = FlagField(self.tr("Общий: предлагается всем, кто рассылает"))
        self.closed = FlagField(self.tr("Закрыт: больше не предлагается"))
        super().__init__(self.tr("Список рассылки"), form, self.tr("&Сохранить"), parent)
        form.add("title", self.tr("Название"), self.title, 0, span=2)
        form.add("person_ids", self.tr("Сотрудники"), self.people, 1, span=2)
        form.add("post_ids", self.tr("Должности"), self.posts, 2, span=2)
        form.add("units", self.tr("Подразделения"), self.units, 3, span=2)
        form.add("correspondent_ids", self.tr("Организации"), self.organisations, 4, span=2)
        form.add("shared", "", self.shared, 5, span=2)
        form.add("closed", "", self.closed, 6, span=2)
        hint = self.tr(
            "Сотрудники подразделения и занимающие должности берутся на день рассылки: новых добавлять не нужно."
            " За вакантную должность получает руководитель подразделения."
        )
        form.add_wide(label(hint, "hint", wrap=True), 7)
        form.close_up(8)
        self._show(card)
        workplace.calls(self, workplace.apis.lists.units).then(self._offer).fails(self.refuse)
        self.resize(720, 360)
        self.title.editor.setFocus()

    def draft(self) -> ListDraft:
        return ListDraft(**self.form.values())

    def problems(self) -> Iterable[Problem]:
        return self.draft().problems()

    def send(self) -> Call[DistributionListId]:
        known, version = (self._card.id, self._card.version) if self._card else (None, 0)
        return self._work.calls(self, self._work.apis.lists.define, known, version, self.draft())

    def _show(self, card: ListCard | None) -> None:
        may_share = self._work.may(Right.EDIT_LISTS)
        self.form.show_field("closed", visible=card is not None)
        self.form.show_field("shared", visible=may_share)
        if card is None:
            self.shared.show_value(may_share)
            return
        values = {
            "title": card.draft.title, "shared": card.draft.shared, "closed": card.draft.closed,
            "person_ids": named(card.people), "post_ids": named(card.posts),
            "units": units_of(card.draft.units, card.units),
            "correspondent_ids": named(card.organisations),
        }  # fmt: skip
        self.form.show_values(values)
        if not card.may_change:
            self.form.set_read_only(True)
            self.save_button.setEnabled(False)
            self.save_button.setToolTip(self.tr("Общие списки меняет тот, у кого есть право «Общие списки рассылки»."))
        elif card.gone:
            self.notice.say(self.tr("Больше не действуют: {0}. Уберите их из списка.").format(", ".join(card.gone)))

    def _offer(self, units: list[UnitRow]) -> None:
        self.units.show_units(units)


def members(card: ListCard) -> str:
    """Units first: they are the most people."""
    units = [f"{card.units[target.unit_id]} ({target.reach.label.lower()})" for target in card.draft.units]
    return ", ".join([*units, *card.posts.values(), *card.people.values(), *card.organisations.values()])
