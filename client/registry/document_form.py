"""The card of a document: the fields of its class in their order, and those that its kind adds."""

from collections.abc import Mapping
from datetime import date

import msgspec
from PySide6.QtCore import QObject, Qt, Signal

from client.core.apis import Apis
from client.core.calls import Call, Calls
from client.registry.card_fields import COUNTS, CardFields
from client.registry.correspondent_form import one_line, unlisted
from client.registry.kind_fields import KindFields
from client.registry.last_correspondents import LastCorrespondents
from client.registry.paper_form import PaperForm
from client.shell.people import People
from client.widgets.field import Proposed
from client.widgets.fields import FlagField
from client.widgets.form import Form
from client.widgets.lookup import (
    Suggestion,
    correspondent_suggestion,
    folded,
    person_suggestion,
)
from client.widgets.pickers import PeopleField
from common.correspondents import CorrespondentRow
from common.kernel.deadlines import DayOff
from common.kernel.ids import CorrespondentId, PersonId
from common.registry.card import Restriction
from common.registry.classes import (
    AS_SIGNED,
    CLASSES,
    MARK,
    NUMBERED,
    DocumentClass,
    DocumentState,
    RecordForm,
    label_of,
)
from common.registry.document import Dictionaries, DocumentCard, DocumentDraft
from common.registry.kinds import KindDraft
from common.rpc.errors import CallError
from common.scanning.recognition import Proposal, ProposedField

END = (
    COUNTS, ("case_file",), ("place_id", "control_due"), ("restriction", "copy_number"), ("restriction_basis",),
    ("form", "paper_place"), ("form_basis",),
)  # fmt: skip
PREPARED = (("signatory_id", "executor_id"), ("cosignatory_ids",), ("unit_id",), ("register_when_signed",))
ROWS: dict[DocumentClass, tuple[tuple[str, ...], ...]] = {
    DocumentClass.INCOMING: (
        ("correspondent_id",), ("their_number", "their_date"), ("signatory",), ("addressee_ids",), ("summary",),
        ("kind", "topic"), ("received", "delivery"), *END, ("recipient_ids",), ("redirected", "drawn_up_at"),
        ("remark",),
    ),
    DocumentClass.OUTGOING: (
        ("kind", "topic"), ("correspondent_id",), ("recipient_ids",), ("summary",), *PREPARED,
        ("delivery", "drawn_up_at"), *END, ("joint_numbers",), ("remark",),
    ),
    DocumentClass.INTERNAL: (
        ("kind", "topic"), ("addressee_ids",), ("summary",), ("body",), *PREPARED, *END, ("redirected",), ("remark",),
    ),
    DocumentClass.ACT: (
        ("kind", "topic"), ("summary",), ("points",), ("controller_id",), *PREPARED, ("addressee_ids",),
        ("in_force", "published"), ("publication",), ("normative", "open_to_all"), *END,
        ("joint_numbers", "drawn_up_at"), ("remark",),
    ),
}  # fmt: skip
ABOVE_EXTRA = {"summary", "body", "points", "controller_id"}  # what the kind adds stands below these
ROOM = 24  # rows that it may take
CONDITIONAL = ("restriction_basis", "copy_number", "form_basis", "paper_place")


class DocumentForm(Form):
    """Fields in the order in which the eye meets them on the paper."""

    create_wanted = Signal(str)

    def __init__(
        self, apis: Apis, calls: Calls, today: date, document_class: DocumentClass,
        last: LastCorrespondents | None = None,
    ) -> None:  # fmt: skip
        super().__init__(DocumentDraft, CLASSES[document_class].mandatory)
        self._apis, self._calls, self._today, self.document_class = apis, calls, today, document_class
        self._last = last
        self._draft = DocumentDraft()  # what has no field on the card stays as it was
        self._kinds: dict[str, KindDraft] = {}
        self._kind_proposed: Proposed | None = None
        self.people = People(calls, apis)
        self.known = known = CardFields(
            document_class, today, self._find_correspondents, self.people, self._find_recipients, self._members,
            self._days_off,
        )  # fmt: skip
        self.correspondent, self.recipients, self.addressees = known.correspondent, known.recipients, known.addressees
        self.correspondent.picked.connect(self._note_last)
        self.correspondent.create_wanted.connect(self.create_wanted)
        rows = ROWS[document_class]
        after = 1 + max(row for row, names in enumerate(rows) if names[0] in ABOVE_EXTRA)
        for row, names in enumerate(rows):
            self._put_row(row if row < after else row + ROOM, names)
        self.extra = KindFields(self, after, today, self.people)
        self.known.kind.changed.connect(self._show_extra)
        incoming = document_class is DocumentClass.INCOMING
        self.paper = PaperForm(known.delivery, known.record_form, self, is_open=incoming)
        for field in (known.restriction, known.record_form):
            field.changed.connect(self._show_conditional)
        self._show_conditional()
        self.close_up(len(rows) + ROOM)

    def _put_row(self, row: int, names: tuple[str, ...]) -> None:
        entries = [(name, label_of(self.document_class, name), self.known.field(name)) for name in names]
        if names == COUNTS:
            self.add_strip(entries, row, span=2)
            return
        for column, (name, text, field) in enumerate(entries):
            shown = "" if isinstance(field, FlagField) else text
            self.add(name, shown, field, row, column, span=2 if len(names) == 1 else 1)

    def draft(self) -> DocumentDraft:
        values = {name: value for name, value in self.values().items() if not name.startswith("extra.")}
        beyond = {"document_class": self.document_class, "extra": self.extra.values(known=bool(self._kinds))}
        return msgspec.structs.replace(self._draft, **values, **beyond)

    def kind_draft(self) -> KindDraft | None:
        """The definition of the kind that is chosen."""
        return self._kinds.get(self.known.kind.value())

    def show_dictionaries(self, dictionaries: Dictionaries) -> None:
        self._kinds = {kind.key: kind.draft for kind in dictionaries.kinds}
        own = [kind for kind in dictionaries.kinds if kind.draft.document_class is self.document_class]
        chosen = self.known.kind.value()
        self.known.kind.show_choices(
            [(kind.key, kind.title) for kind in own if not kind.draft.closed or kind.key == chosen]
        )
        self.known.delivery.show_choices([(delivery.key, delivery.title) for delivery in dictionaries.deliveries])
        own_places = dictionaries.places if self.document_class is DocumentClass.INCOMING else dictionaries.all_places
        here = self.known.place.value()
        places = {place.id: place.title for place in dictionaries.all_places if place.id == here}
        self.known.place.show_choices(list(({place.id: place.title for place in own_places} | places).items()))
        self.known.unit.show_choices([(unit.id, unit.title) for unit in dictionaries.units])
        self.known.topic.show_choices(dictionaries.topics)
        self.known.case_file.show_choices(dictionaries.case_files)
        self.known.leaders.suggestions = [person_suggestion(person) for person in dictionaries.addressees]
        self.addressees.show_value([self._person(key) for key in self.addressees.value()])
        self._show_extra()

    def start(self) -> None:
        """Leads to what a clerk fills first, then to what must be filled."""
        first = "correspondent_id" if self.document_class is DocumentClass.INCOMING else "summary"
        for name in (first, *(name for name in self.fields if name in CLASSES[self.document_class].mandatory)):
            field = self.fields[name]
            if field.isEnabled() and not field.isHidden() and (field.is_empty() or field.unconfirmed):
                field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.fields[first].editor.setFocus(Qt.FocusReason.OtherFocusReason)  # nothing is lacking: its top

    def show_card(self, card: DocumentCard) -> None:
        self.known.place.offer_also(card.draft.place_id, card.place)
        self.extra.signed = card.signed_extra
        self.paper.is_open = card.state is DocumentState.DRAFT
        self.show_draft(card.draft, card.correspondent, card.addressees, card.recipients)
        told = self.tr("Как у исходящего № {0}: меняется там.").format(card.copy_of) if card.copy_of else ""
        for name, may_change in changeable(card).items():
            if name in self.fields:
                self.fields[name].setEnabled(may_change)
                self.fields[name].setToolTip(told if name in MARK else "")
        reasons = card.control_deadline.explanation() if card.control_deadline else ""
        self.fields["control_due"].editor.setToolTip(reasons)

    def show_draft(
        self,
        draft: DocumentDraft,
        correspondent: CorrespondentRow | None,
        names: Mapping[PersonId, str],
        recipients: Mapping[CorrespondentId, str] | None = None,
    ) -> None:
        """Names for the ids of a draft come from the card; what is not there is looked up in the dictionaries."""
        self.extra.begin(draft.extra, same_kind=draft.kind == self.known.kind.value())
        self._draft = draft
        self.paper.hold()
        self.known.points.show_names(dict(names))
        self.show_values(draft)
        if correspondent is not None and correspondent.id == draft.correspondent_id:
            self.correspondent.show_value(correspondent_suggestion(correspondent))
        for field, ids in (
            (self.addressees, draft.addressee_ids),
            (self.fields.get("cosignatory_ids"), draft.cosignatory_ids),
        ):
            if field is not None:
                field.show_value([Suggestion(key, names[key]) if key in names else self._person(key) for key in ids])
        for person, key in (
            (self.known.signer, draft.signatory_id), (self.known.executor, draft.executor_id),
            (self.known.controller, draft.controller_id),
        ):  # fmt: skip
            person.show_value(Suggestion(key, names.get(key, f"№ {key}")) if key else None)
        known = recipients or {}
        self.recipients.show_value([Suggestion(key, known.get(key, f"№ {key}")) for key in draft.recipient_ids])
        if draft.received is None:
            self.known.received.show_value(self._today)
        self.paper.begin(draft)
        self._show_extra()

    def correspondent_row(self) -> CorrespondentRow | None:
        """The chosen correspondent as far as the form knows it."""
        key = self.correspondent.value()
        return CorrespondentRow(key, self.correspondent.line.text(), "", "") if key else None

    def addressee_names(self) -> dict[PersonId, str]:
        """The names of all people whom the card names."""
        lists = [self.addressees, self.fields.get("cosignatory_ids")]
        found = {each.key: each.title for field in lists if isinstance(field, PeopleField) for each in field.people()}
        found |= {
            field.value(): field.line.text()
            for field in (self.known.signer, self.known.executor, self.known.controller)
            if field.value()
        }
        return found

    def recipient_names(self) -> dict[CorrespondentId, str]:
        return {each.key: each.title for each in self.recipients.people()}

    def show_correspondent(self, identifier: CorrespondentId, name: str) -> None:
        """A correspondent just created in place."""
        self.correspondent.show_value(Suggestion(identifier, name))
        self.correspondent.note_edit()
        following = self.fields.get("their_number", self.known.summary)
        following.editor.setFocus()

    def show_proposal(self, proposal: Proposal) -> None:
        name = proposal.field.on_card
        if name not in self.fields:
            return
        if not proposal.value:
            self.fields[name].tell_unproposed(self.tr("Не предложено: {0}.").format(proposal.text))
            return
        if proposal.field is ProposedField.CORRESPONDENT and not proposal.value.isdecimal():
            Recall(self, proposal).look_up(self._find_correspondents(self, proposal.value))
        if proposal.letterhead is not None:
            self.correspondent.line.unlisted = unlisted(proposal.letterhead)
        proposed = self._proposed(proposal)
        if proposal.field is ProposedField.KIND:
            self._propose_kind(proposed)
        elif proposed.value:
            self.propose(name, proposed)

    def _propose_kind(self, proposed: Proposed) -> None:
        """Every card begins as a letter: that is no choice yet. What was proposed once is not proposed again."""
        untouched = self.known.kind.value() == DocumentDraft().kind
        if untouched and self._kind_proposed is None and proposed.value in self._kinds:
            self._kind_proposed = proposed
            self.known.kind.show_value("")
            self.propose("kind", proposed)

    def know_correspondent(self, proposal: Proposal, rows: list[CorrespondentRow]) -> None:
        """A name read off the letter-head turns out to stand in the directory: one that only resembles it does not."""
        only = rows[:1] if len(rows) == 1 and proposal.letterhead is None else []
        same = [row for row in rows if folded(row.name) == folded(proposal.value)] or only
        if same and self.correspondent.unconfirmed:
            suggestion = correspondent_suggestion(same[0])
            self.correspondent.propose(proposed_as(proposal, suggestion))

    def _proposed(self, proposal: Proposal) -> Proposed:
        value: object = proposal.value
        if proposal.field is ProposedField.ADDRESSEE:
            value = self._people_named(proposal.value)
        elif proposal.letterhead is not None:
            value = one_line(proposal.value)
        elif proposal.field is ProposedField.CORRESPONDENT and proposal.value.isdecimal():
            value = Suggestion(CorrespondentId(int(proposal.value)), one_line(proposal.name or proposal.text))
        return proposed_as(proposal, value)

    def _people_named(self, value: str) -> list[Suggestion]:
        """Ids apart by commas, or a name as printed: the surname decides."""
        keys = value.replace(" ", "").split(",")
        if all(key.isdecimal() for key in keys):
            return [self._person(PersonId(int(key))) for key in keys]
        words = folded(value).replace(".", " ").split()
        same = [person for person in self.known.leaders.suggestions if folded(person.title) == folded(value)]
        named = [person for person in self.known.leaders.suggestions if folded(person.title).split()[0] in words]
        return (same or named)[:1]

    def _person(self, key: PersonId) -> Suggestion:
        shown = next((person for person in self.addressees.people() if person.key == key), None)
        known = next((person for person in self.known.leaders.suggestions if person.key == key), None)
        return known or shown or Suggestion(key, f"№ {key}")

    def _note_last(self, chosen: Suggestion) -> None:
        if self._last is not None:
            self._last.note(chosen.key)

    def _find_correspondents(self, owner: QObject, text: str) -> Call[list[CorrespondentRow]]:
        """In the empty field, those whom the person has named last."""
        if not text.strip() and self._last is not None and (ids := self._last.ids()):
            return self._calls(owner, self._apis.correspondents.among, ids)
        return self._calls(owner, self._apis.correspondents.like, text)

    def _find_recipients(self, owner: QObject, text: str) -> Call[list[CorrespondentRow]]:
        return self._calls(owner, self._apis.correspondents.like, text, groups=True)

    def _members(self, owner: QObject, group_id: CorrespondentId) -> Call[list[CorrespondentRow]]:
        return self._calls(owner, self._apis.correspondents.members, group_id)

    def _days_off(self, owner: QObject, days: list[date]) -> Call[list[DayOff]]:
        return self._calls(owner, self._apis.calendars.days_off, days)

    def _show_extra(self) -> None:
        kind = self.kind_draft()
        self.known.control_due.show_norm(counts=kind is not None and bool(kind.deadline_norm))
        self.extra.show(kind.fields if kind else [])

    def _show_conditional(self) -> None:
        """What concerns restricted documents and paper only is not there otherwise."""
        restricted = self.known.restriction.value() is not Restriction.NONE
        on_paper = self.known.record_form.value() is not RecordForm.ELECTRONIC
        for name, visible in zip(CONDITIONAL, (restricted, restricted, on_paper, on_paper), strict=True):
            if name in self.fields:
                self.show_field(name, visible=visible)


def changeable(card: DocumentCard) -> dict[str, bool]:
    """Of the fields that are not always free, whether they may be changed on this card."""
    found = dict.fromkeys(AS_SIGNED, not card.signed) | dict.fromkeys(MARK, not card.copy_of)
    found["controller_id"] = not card.signed or card.draft.controller_id is None
    found["register_when_signed"] = not card.signed and card.state not in NUMBERED
    return found


class Recall(QObject):
    """Looks a proposed name up in the directory, so that the clerk need not."""

    def __init__(self, form: DocumentForm, proposal: Proposal) -> None:
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
