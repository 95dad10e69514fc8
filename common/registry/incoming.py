"""The incoming letter: what a clerk enters, what a register shows, what the card opens."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from common.correspondents import CorrespondentRow
from common.kernel.ids import CorrespondentId, DocumentId, FileId, PersonId, PlaceId
from common.kernel.validation import Problem, require, sensible_date
from common.registry.card import Attachment, DocumentState, Restriction

ShortText = Annotated[str, Meta(max_length=200)]
Number = Annotated[str, Meta(max_length=60)]
Summary = Annotated[str, Meta(max_length=2000)]
Count = Annotated[int, Meta(ge=0, le=100_000)]

LABELS = {
    "place_id": "Место регистрации",
    "kind": "Вид документа",
    "correspondent_id": "Корреспондент",
    "signatory": "Подпись",
    "their_number": "Номер документа",
    "their_date": "Дата документа",
    "received": "Дата поступления",
    "delivery": "Способ получения",
    "addressee_ids": "Адресаты",
    "summary": "Краткое содержание",
    "topic": "Тематика",
    "sheets": "Кол-во листов",
    "copies": "Экземпляров",
    "appendices": "Приложений",
    "appendix_sheets": "Листов приложения",
    "restriction": "Гриф доступа",
    "restriction_basis": "Основание ограничения",
    "copy_number": "№ экз.",
    "control_due": "Контрольный срок",
    "case_file": "Дело",
    "remark": "Примечание",
}
MANDATORY = (
    "place_id kind correspondent_id signatory their_number their_date received delivery addressee_ids summary sheets"
    " copies case_file"
).split()


class IncomingDraft(Struct, frozen=True, kw_only=True):
    """The card of an incoming letter as typed; the fields of domain §1.1 and §1.3, empty until filled."""

    place_id: PlaceId = PlaceId(0)
    kind: ShortText = "letter"
    correspondent_id: CorrespondentId | None = None
    signatory: ShortText = ""
    their_number: Number = ""
    their_date: date | None = None
    received: date | None = None
    delivery: ShortText = ""
    addressee_ids: Annotated[list[PersonId], Meta(max_length=200)] = []
    summary: Summary = ""
    topic: ShortText = ""
    sheets: Count = 0
    copies: Count = 1
    appendices: Count = 0
    appendix_sheets: Count = 0
    restriction: Restriction = Restriction.NONE
    restriction_basis: ShortText = ""
    copy_number: ShortText = ""
    control_due: date | None = None
    case_file: ShortText = ""
    remark: Summary = ""

    def problems(self, today: date) -> Iterator[Problem]:
        """What stops registration on that day."""
        for field in MANDATORY:
            yield from require(field, getattr(self, field), LABELS[field])
        yield from sensible_date("their_date", self.their_date, not_after=today)
        yield from sensible_date("received", self.received, not_after=today)
        yield from sensible_date("control_due", self.control_due)
        yield from self.contradictions()
        if self.control_due and self.control_due < today:
            yield Problem("control_due", "Контрольный срок уже прошёл.")
        if self.restriction is not Restriction.NONE and not (self.copy_number and self.restriction_basis):
            yield Problem("copy_number", "У документа ДСП укажите номер экземпляра и основание ограничения.")

    def contradictions(self) -> Iterator[Problem]:
        """What cannot be kept even in an unfinished card."""
        if self.their_date and self.received and self.their_date > self.received:
            yield Problem("received", "Письмо не могло поступить раньше, чем написано: проверьте обе даты.")


class IncomingRow(Struct, frozen=True):
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


class UnregisteredRow(Struct, frozen=True):
    """A paper in the queue of the unregistered."""

    id: DocumentId
    received: datetime
    source: str
    name: str
    pages: int
    correspondent: str
    summary: str
    recognition: str


class IncomingFilter(Struct, frozen=True, kw_only=True):
    """Which letters a register shows; each filter that is given narrows."""

    since: date | None = None
    until: date | None = None
    number: Number = ""
    correspondent: ShortText = ""
    summary: ShortText = ""
    place_id: PlaceId | None = None
    on_control: bool = False
    without_resolution: bool = False
    to_me: bool = False


class IncomingCard(Struct, frozen=True):
    """An incoming letter as the card opens it; `version` goes back with every write."""

    id: DocumentId
    version: int
    state: DocumentState
    number: str
    registered_at: datetime | None
    registrar: str
    draft: IncomingDraft
    correspondent: CorrespondentRow | None
    addressees: dict[PersonId, str]
    attachments: list[Attachment]
    executed: bool = False


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
