"""The document: what a clerk enters, what a register shows, what the card opens."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from common.correspondents import CorrespondentRow
from common.identity import PersonRow, Place
from common.kernel.deadlines import Deadline
from common.kernel.ids import CorrespondentId, DocumentId, FileId, PersonId, PlaceId, UnitId
from common.kernel.validation import Problem, require, sensible_date
from common.registry.card import Attachment, Choice, Restriction
from common.registry.classes import (
    CLASSES,
    DocumentClass,
    DocumentState,
    Force,
    RecordForm,
    label_of,
)
from common.registry.kinds import Kind, KindDraft
from common.registry.rules import Action
from common.registry.selection import EXTRA, Condition, Period, Sort

ShortText = Annotated[str, Meta(max_length=200)]
Number = Annotated[str, Meta(max_length=60)]
Summary = Annotated[str, Meta(max_length=2000)]
Body = Annotated[str, Meta(max_length=20_000)]
Count = Annotated[int, Meta(ge=0, le=100_000)]
People = Annotated[list[PersonId], Meta(max_length=500)]
Extra = Annotated[dict[str, str], Meta(max_length=40)]
OURS = "№"  # stands for our number among those of the co-authors


class Point(Struct, frozen=True, kw_only=True):
    """A point of a legal act; with an executor it can become an assignment."""

    number: Annotated[str, Meta(max_length=20)]
    text: Summary
    executor_id: PersonId | None = None
    due: date | None = None


class DocumentDraft(Struct, frozen=True, kw_only=True):
    """A card as typed; the fields of domain §1.1 and §1.3, empty until filled. Its class says which of them count."""

    document_class: DocumentClass = DocumentClass.INCOMING
    place_id: PlaceId = PlaceId(0)
    kind: ShortText = "letter"
    correspondent_id: CorrespondentId | None = None
    recipient_ids: Annotated[list[CorrespondentId], Meta(max_length=500)] = []
    signatory: ShortText = ""
    signatory_id: PersonId | None = None
    cosignatory_ids: People = []
    executor_id: PersonId | None = None
    unit_id: UnitId | None = None
    their_number: Number = ""
    their_date: date | None = None
    received: date | None = None
    delivery: ShortText = ""
    addressee_ids: People = []
    redirected: ShortText = ""
    summary: Summary = ""
    body: Body = ""
    topic: ShortText = ""
    drawn_up_at: ShortText = ""
    points: Annotated[list[Point], Meta(max_length=500)] = []
    controller_id: PersonId | None = None
    normative: bool = False
    in_force: date | None = None
    published: date | None = None
    publication: ShortText = ""
    open_to_all: bool = False
    register_when_signed: bool = True
    joint_numbers: Number = ""
    sheets: Count = 0
    copies: Count = 1
    appendices: Count = 0
    appendix_sheets: Count = 0
    form: RecordForm = RecordForm.ELECTRONIC
    form_basis: ShortText = ""
    paper_place: ShortText = ""
    restriction: Restriction = Restriction.NONE
    restriction_basis: ShortText = ""
    copy_number: ShortText = ""
    control_due: date | None = None
    case_file: ShortText = ""
    remark: Summary = ""
    extra: Extra = {}

    def problems(self, today: date, kind: KindDraft | None = None) -> Iterator[Problem]:
        """What stops registration on that day; the kind says which extra fields there must be."""
        for field in CLASSES[self.document_class].mandatory:
            yield from require(field, getattr(self, field), label_of(self.document_class, field))
        yield from sensible_date("their_date", self.their_date, not_after=today)
        yield from sensible_date("received", self.received, not_after=today)
        for field in ("control_due", "in_force", "published"):
            yield from sensible_date(field, getattr(self, field))
        yield from self.contradictions()
        if self.control_due and self.control_due < today:
            yield Problem("control_due", "Контрольный срок уже прошёл.")
        if self.restriction is not Restriction.NONE and not (self.copy_number and self.restriction_basis):
            yield Problem("copy_number", "У документа ДСП укажите номер экземпляра и основание ограничения.")
        yield from self._copies_at_odds()
        if self.form is RecordForm.PAPER:
            yield from require("form_basis", self.form_basis, label_of(self.document_class, "form_basis"))
            yield from require("paper_place", self.paper_place, label_of(self.document_class, "paper_place"))
        if kind is not None:
            yield from kind.problems_of(self.extra)

    def _copies_at_odds(self) -> Iterator[Problem]:
        """Of an incoming letter as many copies came as are named; of ours none is beyond those made."""
        if self.restriction is Restriction.NONE or not self.copy_number:
            return
        named = numbers_of_copies(self.copy_number)
        if not named:
            yield Problem("copy_number", "Номера экземпляров пишут цифрами: «1», «1, 3» или «2–4».")
        elif self.document_class is DocumentClass.INCOMING and len(named) != self.copies:
            said = f"Экземпляров с номерами {len(named)}, а «Экземпляров» — {self.copies}: исправьте одно из двух."
            yield Problem("copy_number", said)
        elif self.document_class is not DocumentClass.INCOMING and max(named) > self.copies:
            said = f"Экземпляра № {max(named)} нет: «Экземпляров» — {self.copies}. Исправьте одно из двух."
            yield Problem("copy_number", said)

    def uncontrolled(self) -> list[Point]:
        """The points that become assignments of an act for whose execution nobody is named."""
        if self.document_class is not DocumentClass.ACT or self.controller_id is not None:
            return []
        return [point for point in self.points if point.executor_id is not None and point.due is not None]

    def contradictions(self) -> Iterator[Problem]:
        """What cannot be kept even in an unfinished card."""
        if self.their_date and self.received and self.their_date > self.received:
            yield Problem("received", "Письмо не могло поступить раньше, чем написано: проверьте обе даты.")
        if self.joint_numbers and OURS not in self.joint_numbers:
            yield Problem("joint_numbers", f"Знак {OURS} показывает место нашего номера: «{OURS}/45-р».")
        if any(not point.text.strip() for point in self.points):
            yield Problem("points", "У каждого пункта должен быть текст.")
        if self.open_to_all and self.restriction is not Restriction.NONE:
            yield Problem("open_to_all", "Документ ДСП не может быть общедоступным.")


def numbers_of_copies(text: str) -> list[int]:
    """«1», «№ 1, 3», «экз. 2–4»; empty for what is not numbers of copies."""
    if not re.fullmatch(r"(?i:экз\.?)?[№\s]*\d{1,4}(\s*[,;\-–—]\s*\d{1,4})*\s*", text):
        return []
    spans = [[int(each) for each in re.findall(r"\d+", part)] for part in re.split(r"[,;]", text)]
    return [each for span in spans for each in range(span[0], span[-1] + 1)]


class DocumentRow(Struct, frozen=True):
    id: DocumentId
    number: str
    registered: date | None
    kind: str
    correspondent: str
    their_number: str
    their_date: date | None
    summary: str
    addressees: str
    control_due: date | None
    place: str
    restricted: bool
    document_class: DocumentClass = DocumentClass.INCOMING
    state: DocumentState = DocumentState.REGISTERED
    signatory: str = ""
    executor: str = ""
    unit: str = ""
    force: Force = Force.NONE
    force_since: date | None = None
    form: RecordForm = RecordForm.ELECTRONIC
    extra: dict[str, str] = {}
    received: date | None = None
    case_file: str = ""
    sheets: int = 0
    remark: str = ""
    controller: str = ""
    discarded: str = ""  # of one in the bin: when, by whom and why


class UnregisteredRow(Struct, frozen=True):
    """A paper in the queue of the unregistered, or a signed project that waits for its number.

    `sender_read` and `summary_read` are proposed by the text of the image, while the card has none.
    """

    id: DocumentId
    received: datetime
    source: str
    name: str
    pages: int
    correspondent: str
    summary: str
    recognition: str
    document_class: DocumentClass = DocumentClass.INCOMING
    kind: str = ""
    sender_read: str = ""
    summary_read: str = ""


class QueueFilter(Struct, frozen=True, kw_only=True):
    """What narrows the queue of the unregistered: words of what stands in its rows; what came after a document."""

    text: ShortText = ""
    after: DocumentId | None = None


class Difference(Struct, frozen=True):
    """A field that reads one way on the card as it is kept and another way in a draft."""

    field: str  # of the card, or «extra.» with the key of one of its kind
    label: str
    kept: str
    given: str


class Rivalry(Struct, frozen=True):
    """How a draft differs from the card, and who has changed that last."""

    by: str
    at: datetime
    differences: list[Difference]
    own: bool = False  # it was the caller himself, in another window


class Touch(Struct, frozen=True):
    """What another person has just done with a document; `fields` are the labels of those changed on its card."""

    by: str
    at: datetime
    act: str
    fields: list[str]


class DocumentFilter(Struct, frozen=True, kw_only=True):
    """Which documents a register shows; each filter that is given narrows."""

    document_class: DocumentClass | None = DocumentClass.INCOMING
    states: tuple[DocumentState, ...] = (DocumentState.REGISTERED,)
    kind: ShortText = ""
    since: date | None = None
    until: date | None = None
    number: Number = ""
    correspondent: ShortText = ""
    summary: ShortText = ""
    place_id: PlaceId | None = None
    period: Period = Period.ALL
    on_control: bool = False
    unexecuted: bool = False
    without_resolution: bool = False
    to_me: bool = False
    mine: bool = False  # prepared or signed by me
    awaits_me: bool = False  # my approval or signature, or that of somebody for whom I act
    correspondent_id: CorrespondentId | None = None  # under all entries that were merged into it
    words: Annotated[str, Meta(max_length=300)] = ""  # in the card, its texts and files
    conditions: Annotated[list[Condition], Meta(max_length=40)] = []
    sort: Sort = Sort.REGISTERED
    rising: bool = False
    sort_field: ShortText = ""  # of an order by an extra field

    def problems(self) -> Iterator[Problem]:
        if (self.sort is Sort.EXTRA) != self.sort_field.startswith(EXTRA):
            yield Problem("sort", "Назовите поле, по которому сортировать.")
        for condition in self.conditions:
            yield from condition.problems()


class DocumentCard(Struct, frozen=True, kw_only=True):
    """A document as the card opens it; `version` goes back with every write.

    `refusals` says of every action why the person may not take it now; an empty text means that it may be taken.
    `advised` are those that come before the others.
    """

    id: DocumentId
    version: int
    state: DocumentState
    number: str
    registered: date | None  # the date that stands beside the number
    registered_at: datetime | None  # when it was entered
    registrar: str
    draft: DocumentDraft
    correspondent: CorrespondentRow | None
    addressees: dict[PersonId, str]
    attachments: list[Attachment]
    executed: bool = False
    recipients: dict[CorrespondentId, str] = {}
    place: str = ""
    unit: str = ""
    kind_title: str = ""
    force: Force = Force.NONE
    force_since: date | None = None
    journal: str = ""
    control_deadline: Deadline | None = None  # how the control date came about, when a norm has counted it
    signed: bool = False
    signed_extra: Sequence[str] = ()  # keys of the kind's fields that were filled when it was signed
    refusals: dict[Action, str] = {}
    advised: list[Action] = []
    respelled: str = ""  # the number with or without «дсп» as the card says by now, when the one borne disagrees
    copy_of: str = ""  # the number of the outgoing document whose internal copy this is
    practice: bool = False  # it lies in a practice journal and counts nowhere
    name: str = ""  # what its scan or its file was called when it came

    def may(self, action: Action) -> bool:
        return not self.refusals.get(action, "нет")

    @property
    def awaits_number(self) -> bool:
        """A number is what comes next: not for an electronic project, which is signed before, except in practice."""
        return self.practice or self.state is not DocumentState.PROJECT or self.draft.form is not RecordForm.ELECTRONIC


class Registered(Struct, frozen=True):
    id: DocumentId
    number: str
    registered_at: datetime
    version: int


class DraftFiles(Struct, frozen=True, kw_only=True):
    """Computer files that make a new paper in the queue; the first is the main one."""

    file_ids: Annotated[list[FileId], Meta(min_length=1, max_length=1000)]
    place_id: PlaceId
    source: ShortText
    name: ShortText


class UnitChoice(Struct, frozen=True):
    id: UnitId
    title: str
    short_title: str = ""


class Dictionaries(Struct, frozen=True):
    """All that a card offers to choose from."""

    kinds: list[Kind]
    deliveries: list[Choice]
    topics: list[Choice]
    case_files: list[Choice]
    places: list[Place]
    addressees: list[PersonRow]
    all_places: list[Place] = []
    units: list[UnitChoice] = []
