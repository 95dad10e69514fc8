"""The form of an entry: an organisation, a citizen, an official, a group."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from client.core.calls import Call
from client.correspondents.documents import DocumentsDialog
from client.shell.workplace import Workplace
from client.widgets.date_field import DateField
from client.widgets.fields import ChoiceField, MultilineField, TextField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.lookup import CallLookup, Suggestion, correspondent_suggestion
from client.widgets.messages import label
from client.widgets.pickers import PeopleField, PickField
from common.correspondents import (
    FIELDS,
    LABELS,
    CorrespondentCard,
    CorrespondentDraft,
    CorrespondentKind,
    CorrespondentRow,
    DirectoryFilter,
    DirectoryRow,
)
from common.kernel.paging import Page
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.kernel.wording import day

PLACES = {  # row, column, how many columns
    "kind": (0, 0, 1), "closed": (0, 1, 1), "name": (1, 0, 2), "post": (2, 0, 2), "organisation_id": (3, 0, 2),
    "short_name": (4, 0, 2), "tax_number": (5, 0, 1), "tax_reason": (5, 1, 1), "state_number": (6, 0, 1),
    "address": (7, 0, 2), "phone": (8, 0, 1), "email": (8, 1, 1), "exchange_address": (9, 0, 2),
    "dative": (10, 0, 2), "group_ids": (11, 0, 2), "member_ids": (12, 0, 2), "note": (13, 0, 2),
}  # fmt: skip


class EntryForm(FormDialog):
    """Whoever may not edit the directory reads; a new entry may be added by everybody who prepares documents."""

    def __init__(self, workplace: Workplace, card: CorrespondentCard | None, parent: QWidget | None = None) -> None:
        self._work, self._card = workplace, card
        form = Form(CorrespondentDraft, mandatory=("name", "post", "kind"))
        title = self.tr("Новый корреспондент") if card is None else card.printed
        super().__init__(title, form, self.tr("Со&здать") if card is None else self.tr("Со&хранить"), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._put_fields()
        self.names = label(self._former_names(), "caption", wrap=True)
        form.add_wide(self.names, 14)
        self.names.setVisible(bool(self.names.text()))
        form.close_up(15)
        self._show(card)
        self.kind.changed.connect(self._show_kind)
        self._show_kind()
        self._add_buttons()
        self.resize(720, 520)
        self.name.editor.setFocus()

    def draft(self) -> CorrespondentDraft:
        kept = FIELDS[self.kind.value()]
        values = self.form.values()
        own = {name: value for name, value in values.items() if name in kept}
        return CorrespondentDraft(kind=values["kind"], **own)

    def problems(self) -> Iterable[Problem]:
        return self.draft().problems()

    def send(self) -> Call[int]:
        api = self._work.apis.correspondents
        if self._card is None:
            return self._work.calls(self, api.create, self.draft())
        return self._work.calls(self, api.update, self._card.id, self._card.version, self.draft())

    def show_documents(self) -> None:
        if self._card is not None:
            DocumentsDialog(self._work, self._card.id, self._card.printed, self).open()

    def _put_fields(self) -> None:
        kinds = [(kind, kind.label) for kind in CorrespondentKind]
        if self._card is not None:
            is_group = self._card.draft.kind is CorrespondentKind.GROUP
            kinds = [(kind, title) for kind, title in kinds if (kind is CorrespondentKind.GROUP) is is_group]
        self.kind = ChoiceField(kinds)
        self.name, self.short_name, self.post = TextField(), TextField(), TextField()
        self.organisation = PickField(self._lookup(CorrespondentKind.ORGANISATION), placeholder=self.tr("название"))
        self.groups = PeopleField(self._lookup(CorrespondentKind.GROUP), self.tr("название группы"))
        self.members = PeopleField(CallLookup(self._find, correspondent_suggestion), self.tr("название или ИНН"))
        own = {
            "kind": self.kind, "name": self.name, "short_name": self.short_name, "post": self.post,
            "closed": DateField(self._work.today()), "organisation_id": self.organisation, "group_ids": self.groups,
            "member_ids": self.members, "note": MultilineField(rows=2),
            "dative": TextField(self.tr("например: Прокурору города Кострову Д. П.")),
        }  # fmt: skip
        for name, (row, column, span) in PLACES.items():
            self.form.add(name, LABELS[name], own.get(name) or TextField(), row, column, span)

    def _lookup(self, kind: CorrespondentKind) -> CallLookup:
        return CallLookup(partial(self._find_of_kind, kind), _suggested)

    def _find_of_kind(self, kind: CorrespondentKind, owner: QObject, text: str) -> Call[Page[DirectoryRow]]:
        chosen = DirectoryFilter(text=text, kind=kind)
        return self._work.calls(owner, self._work.apis.correspondents.directory, chosen, 0, 20)

    def _find(self, owner: QObject, text: str) -> Call[list[CorrespondentRow]]:
        return self._work.calls(owner, self._work.apis.correspondents.like, text)

    def _show(self, card: CorrespondentCard | None) -> None:
        self.form.show_values(card.draft if card else CorrespondentDraft(name=""))
        if card is None:
            return
        if card.organisation is not None:
            self.organisation.show_value(correspondent_suggestion(card.organisation))
        self.groups.show_value([correspondent_suggestion(group) for group in card.groups])
        self.members.show_value([correspondent_suggestion(member) for member in card.members])

    def _show_kind(self) -> None:
        kind = self.kind.value()
        for name in PLACES:
            self.form.show_field(name, visible=name == "kind" or name in FIELDS[kind])
        person = kind in {CorrespondentKind.PERSON, CorrespondentKind.OFFICIAL}
        self.form.rename("name", self.tr("Фамилия, имя, отчество") if person else LABELS["name"])

    def _former_names(self) -> str:
        former = [each for each in (self._card.names if self._card else []) if each.until is not None]
        words = [f"«{each.name}» — {self.tr('до')} {day(each.until.date())}" for each in former if each.until]
        merged = self._card.merged_into if self._card else None
        lines = [self.tr("Прежние названия: {}").format("; ".join(words))] if words else []
        if merged is not None:
            lines.append(self.tr("Объединена с записью «{}».").format(merged.name))
        return "\n".join(lines)

    def _add_buttons(self) -> None:
        may = self._work.may(Right.EDIT_CORRESPONDENTS if self._card else Right.DRAFT)
        merged = self._card is not None and self._card.merged_into is not None
        if not may or merged:
            self.form.set_read_only(read_only=True)
            self.save_button.hide()
        if self._card is not None:
            documents = QPushButton(self.tr("&Документы"))
            documents.setToolTip("F6")
            documents.setShortcut("F6")
            documents.setAutoDefault(False)
            documents.clicked.connect(self.show_documents)
            self.buttons.addButton(documents, self.buttons.ButtonRole.ActionRole)


def _suggested(row: DirectoryRow) -> Suggestion:
    return Suggestion(row.id, row.name, " · ".join(part for part in (row.tax_number, row.address) if part), row)
