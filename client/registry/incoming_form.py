"""The card of an incoming letter."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import QObject, Signal

from client.core.calls import Call, Calls
from client.widgets.date_field import DateField
from client.widgets.field import Field, Proposed
from client.widgets.fields import ChoiceField, CountField, MultilineField, TextField
from client.widgets.form import Form
from client.widgets.lookup import (
    CallLookup,
    ListLookup,
    Suggestion,
    correspondent_suggestion,
    folded,
    person_suggestion,
)
from client.widgets.pickers import KeyField, PeopleField, PickField
from common.correspondents import CorrespondentRow, CorrespondentsApi
from common.kernel.ids import CorrespondentId, PersonId, PlaceId
from common.registry.card import Dictionaries, Restriction
from common.registry.incoming import LABELS, MANDATORY, IncomingCard, IncomingDraft
from common.rpc.errors import CallError
from common.scanning import Proposal, ProposedField

FIELD_OF = {ProposedField.CORRESPONDENT: "correspondent_id", ProposedField.ADDRESSEE: "addressee_ids"}


class IncomingForm(Form):
    """Fields in the order in which the eye meets them on the paper."""

    create_wanted = Signal(str)

    def __init__(self, correspondents: CorrespondentsApi, calls: Calls, today: date) -> None:
        super().__init__(IncomingDraft, MANDATORY)
        self._directory, self._calls, self._today = correspondents, calls, today
        self._addressees = ListLookup()
        self._topics, self._case_files = ListLookup(), ListLookup()
        self._dictionaries: Dictionaries | None = None
        self._add_letter()
        self._add_receipt()
        self._add_filing()
        self.close_up(13)
        self.restriction.changed.connect(self._show_restriction)
        self._show_restriction()

    def _add_letter(self) -> None:
        lookup = CallLookup(self._find_correspondents, correspondent_suggestion)
        self.correspondent = PickField(lookup, self.tr("Создать «{0}»…"), self.tr("начните вводить название или ИНН"))
        self.correspondent.create_wanted.connect(self.create_wanted)
        self.their_number, self.their_date = TextField(), DateField(self._today)
        self.signatory = TextField(self.tr("должность, фамилия и инициалы"))
        self.addressees = PeopleField(self._addressees, self.tr("фамилия"))
        self.summary = MultilineField(rows=3)
        self._put("correspondent_id", self.correspondent, 0, span=2)
        self._put("their_number", self.their_number, 1)
        self._put("their_date", self.their_date, 1, 1)
        self._put("signatory", self.signatory, 2, span=2)
        self._put("addressee_ids", self.addressees, 3, span=2)
        self._put("summary", self.summary, 4, span=2)

    def _add_receipt(self) -> None:
        self.kind, self.topic = ChoiceField(), KeyField(self._topics)
        self.received, self.delivery = DateField(self._today), ChoiceField(may_be_empty=True)
        self.sheets, self.copies = CountField(), CountField()
        self.appendices, self.appendix_sheets = CountField(), CountField()
        self._put("kind", self.kind, 5)
        self._put("topic", self.topic, 5, 1)
        self._put("received", self.received, 6)
        self._put("delivery", self.delivery, 6, 1)
        counts = {
            "sheets": self.sheets,
            "copies": self.copies,
            "appendices": self.appendices,
            "appendix_sheets": self.appendix_sheets,
        }
        self.add_strip([(name, LABELS[name], field) for name, field in counts.items()], 7, span=2)

    def _add_filing(self) -> None:
        self.case_file, self.control_due = KeyField(self._case_files), DateField(self._today)
        self.place = ChoiceField(nothing=PlaceId(0))
        self.restriction = ChoiceField([(restriction, restriction.label) for restriction in Restriction])
        self.restriction_basis, self.copy_number = TextField(), TextField()
        self.remark = MultilineField(rows=1)
        self._put("case_file", self.case_file, 8, span=2)
        self._put("place_id", self.place, 9)
        self._put("control_due", self.control_due, 9, 1)
        self._put("restriction", self.restriction, 10)
        self._put("copy_number", self.copy_number, 10, 1)
        self._put("restriction_basis", self.restriction_basis, 11, span=2)
        self._put("remark", self.remark, 12, span=2)

    def draft(self) -> IncomingDraft:
        return IncomingDraft(**self.values())

    def show_dictionaries(self, dictionaries: Dictionaries) -> None:
        self._dictionaries = dictionaries
        self.kind.show_choices([(kind.key, kind.title) for kind in dictionaries.kinds])
        self.delivery.show_choices([(delivery.key, delivery.title) for delivery in dictionaries.deliveries])
        self.place.show_choices([(place.id, place.title) for place in dictionaries.places])
        for lookup, field, choices in (
            (self._topics, self.topic, dictionaries.topics),
            (self._case_files, self.case_file, dictionaries.case_files),
        ):
            lookup.suggestions = [Suggestion(choice.key, choice.title) for choice in choices]
            field.show_titles({choice.key: choice.title for choice in choices})
        self._addressees.suggestions = [person_suggestion(person) for person in dictionaries.addressees]
        self.addressees.show_value([self._person(key) for key in self.addressees.value()])

    def show_card(self, card: IncomingCard) -> None:
        self.show_draft(card.draft, card.correspondent, card.addressees)

    def show_draft(
        self, draft: IncomingDraft, correspondent: CorrespondentRow | None, names: Mapping[PersonId, str]
    ) -> None:
        """Names for the ids of a draft come from the card; what is not there is looked up in the dictionaries."""
        self.show_values(draft)
        if correspondent is not None and correspondent.id == draft.correspondent_id:
            self.correspondent.show_value(correspondent_suggestion(correspondent))
        self.addressees.show_value(
            [Suggestion(key, names[key]) if key in names else self._person(key) for key in draft.addressee_ids]
        )
        if draft.received is None:
            self.received.show_value(self._today)

    def correspondent_row(self) -> CorrespondentRow | None:
        """The chosen correspondent as far as the form knows it."""
        key = self.correspondent.value()
        return CorrespondentRow(key, self.correspondent.line.text(), "", "") if key else None

    def addressee_names(self) -> dict[PersonId, str]:
        return {person.key: person.title for person in self.addressees.people()}

    def show_correspondent(self, identifier: CorrespondentId, name: str) -> None:
        """A correspondent just created in place."""
        self.correspondent.show_value(Suggestion(identifier, name))
        self.correspondent.note_edit()
        self.their_number.editor.setFocus()

    def show_proposal(self, proposal: Proposal) -> None:
        name = FIELD_OF.get(proposal.field, proposal.field.value)
        if proposal.field is ProposedField.CORRESPONDENT and not proposal.value.isdecimal():
            Recall(self, proposal).look_up(self._find_correspondents(self, proposal.value))
        proposed = self._proposed(proposal)
        if proposed.value:
            self.propose(name, proposed)

    def know_correspondent(self, proposal: Proposal, rows: list[CorrespondentRow]) -> None:
        """A name read off the letter-head turns out to stand in the directory."""
        same = [row for row in rows if folded(row.name) == folded(proposal.value)] or rows[:1] * (len(rows) == 1)
        if same and self.correspondent.unconfirmed:
            suggestion = correspondent_suggestion(same[0])
            self.correspondent.propose(proposed_as(proposal, suggestion))

    def _proposed(self, proposal: Proposal) -> Proposed:
        if proposal.field is ProposedField.ADDRESSEE:
            return proposed_as(proposal, self._people_named(proposal.value))
        if proposal.field is ProposedField.CORRESPONDENT and proposal.value.isdecimal():
            return proposed_as(proposal, Suggestion(CorrespondentId(int(proposal.value)), one_line(proposal.text)))
        return proposed_as(proposal, proposal.value)

    def _people_named(self, value: str) -> list[Suggestion]:
        """Ids apart by commas, or a name as printed: the surname decides."""
        keys = value.replace(" ", "").split(",")
        if all(key.isdecimal() for key in keys):
            return [self._person(PersonId(int(key))) for key in keys]
        words = folded(value).replace(".", " ").split()
        same = [person for person in self._addressees.suggestions if folded(person.title) == folded(value)]
        named = [person for person in self._addressees.suggestions if folded(person.title).split()[0] in words]
        return (same or named)[:1]

    def _person(self, key: PersonId) -> Suggestion:
        known = next((person for person in self._addressees.suggestions if person.key == key), None)
        return known or Suggestion(key, f"№ {key}")

    def _find_correspondents(self, owner: QObject, text: str) -> Call[list[CorrespondentRow]]:
        return self._calls(owner, self._directory.like, text)

    def _show_restriction(self) -> None:
        restricted = self.restriction.value() is not Restriction.NONE
        for name in ("restriction_basis", "copy_number"):
            self.show_field(name, visible=restricted)

    def _put(self, name: str, field: Field, row: int, column: int = 0, span: int = 1) -> None:
        self.add(name, LABELS[name], field, row, column, span)


class Recall(QObject):
    """Looks a proposed name up in the directory, so that the clerk need not."""

    def __init__(self, form: IncomingForm, proposal: Proposal) -> None:
        super().__init__(form)
        self._form, self._proposal = form, proposal

    def look_up(self, call: Call[list[CorrespondentRow]]) -> None:
        call.then(self._know).fails(self._give_up)

    def _know(self, rows: list[CorrespondentRow]) -> None:
        self._form.know_correspondent(self._proposal, rows)
        self.deleteLater()

    def _give_up(self, _error: CallError) -> None:
        """The name stays as it was read; the clerk chooses."""
        self.deleteLater()


def proposed_as(proposal: Proposal, value: object) -> Proposed:
    return Proposed(
        value=value, text=proposal.text, page=proposal.page, box=proposal.box, confidence=proposal.confidence
    )


def one_line(text: str) -> str:
    return " ".join(text.split())
