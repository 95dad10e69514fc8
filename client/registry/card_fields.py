"""Every field that the card of any class may have; a form takes those of its own class."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject

from client.core.calls import Call
from client.registry.points_field import PointsField
from client.shell.people import People
from client.widgets.date_field import DateField, Lean
from client.widgets.days_off import AskDaysOff
from client.widgets.field import Field
from client.widgets.fields import ChoiceField, CountField, FlagField, MultilineField, TextField
from client.widgets.lookup import CallLookup, ListLookup, Suggestion, correspondent_suggestion
from client.widgets.pickers import KeyField, PeopleField, PickField
from common.correspondents import CorrespondentKind, CorrespondentRow
from common.kernel.ids import CorrespondentId, PlaceId
from common.registry.card import Restriction
from common.registry.classes import DocumentClass, RecordForm, label_of
from common.rpc.errors import CallError

Find = Callable[[QObject, str], Call[Any]]
Members = Callable[[QObject, CorrespondentId], Call[list[CorrespondentRow]]]
COUNTS = ("sheets", "copies", "appendices", "appendix_sheets")

FLAGS = {"normative", "open_to_all", "register_when_signed"}
DATES = {"in_force", "published"}
ROWS_OF_TEXT = {"body": 6, "remark": 1}


class RecipientsField(PeopleField):
    """Correspondents beside the first; a group opens into its members, the first of the card left out."""

    def __init__(self, find: Find, members: Members, first: Callable[[], Any]) -> None:
        super().__init__(CallLookup(find, correspondent_suggestion), _tr("название, ИНН или группа"))
        self._members, self._first, self._opening = members, first, 0

    def misread(self) -> str:
        return self.tr("Группа ещё раскрывается: подождите немного.") if self._opening else super().misread()

    def _take(self, suggestion: Suggestion) -> None:
        row = suggestion.row
        if isinstance(row, CorrespondentRow) and row.kind is CorrespondentKind.GROUP:
            self.line.clear()
            self._opening += 1
            self._members(self, row.id).then(self._add_members).fails(self._give_up)
        else:
            super()._take(suggestion)

    def _give_up(self, error: CallError) -> None:
        self._opening -= 1
        self.show_problem(error.message)

    def _add_members(self, rows: list[CorrespondentRow]) -> None:
        self._opening -= 1
        self.add([correspondent_suggestion(row) for row in rows if row.id != self._first()])


class ControlField(DateField):
    """Left empty, it is filled at registration when the kind has a norm."""

    def __init__(self, today: date) -> None:
        super().__init__(today, Lean.AHEAD)

    def show_norm(self, *, counts: bool) -> None:
        self.line.setPlaceholderText(self.tr("по норме вида") if counts else self.tr("дд.мм.гггг"))


class CardFields:
    def __init__(
        self, document_class: DocumentClass, today: date, correspondents: Find, people: People, recipients: Find,
        members: Members, days_off: AskDaysOff,
    ) -> None:  # fmt: skip
        self._class, self._today, self._people = document_class, today, people
        self.leaders = ListLookup()
        lookup = CallLookup(correspondents, correspondent_suggestion)
        self.correspondent = PickField(lookup, _tr("Создать «{0}»…"), _tr("начните вводить название или ИНН"))
        self.recipients = RecipientsField(recipients, members, self.correspondent.value)
        self.their_number, self.their_date = TextField(), DateField(today, Lean.BEHIND)
        self.signatory = TextField(_tr("должность, фамилия и инициалы"))
        incoming = document_class is DocumentClass.INCOMING
        self.addressees = people.several(_tr("фамилия"), self.leaders if incoming else None)
        self.summary, self.kind, self.topic = MultilineField(rows=3), ChoiceField(), KeyField()
        self.control_due = ControlField(today)
        self.received, self.delivery = DateField(today, Lean.BEHIND), ChoiceField(may_be_empty=True)
        self.case_file, self.place = KeyField(), ChoiceField(nothing=PlaceId(0))
        self.restriction = ChoiceField([(each, each.label) for each in Restriction])
        self.record_form = ChoiceField([(each, each.label) for each in RecordForm])
        self.unit = ChoiceField(may_be_empty=True, nothing=None)
        self.signer = self._person_field()
        self.executor = self._person_field()
        self.controller = self._person_field()
        self.points = PointsField(people, days_off, today)
        self._fields: dict[str, Field] = {
            "correspondent_id": self.correspondent, "recipient_ids": self.recipients,
            "their_number": self.their_number,
            "their_date": self.their_date, "signatory": self.signatory, "addressee_ids": self.addressees,
            "summary": self.summary, "kind": self.kind, "topic": self.topic,
            "received": self.received, "control_due": self.control_due, "delivery": self.delivery,
            "case_file": self.case_file, "place_id": self.place,
            "restriction": self.restriction, "form": self.record_form, "unit_id": self.unit,
            "signatory_id": self.signer, "executor_id": self.executor, "controller_id": self.controller,
            "points": self.points,
        }  # fmt: skip

    def field(self, name: str) -> Field:
        """The field of that name; plain ones are made as they are needed."""
        if name in self._fields:
            return self._fields[name]
        if name in FLAGS:
            return FlagField(label_of(self._class, name))
        if name == "cosignatory_ids":
            return self._people.several(_tr("фамилия"))
        if name in ROWS_OF_TEXT:
            return MultilineField(rows=ROWS_OF_TEXT[name])
        if name in DATES:
            return DateField(self._today)
        return CountField() if name in COUNTS else TextField(_hint(name))

    def _person_field(self) -> PickField:
        return self._people.one(_tr("фамилия"))


def _hint(name: str) -> str:
    return _tr("знак № — место нашего номера: №/45-р") if name == "joint_numbers" else ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("CardFields", text)
