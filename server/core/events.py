"""What a lower slice tells the higher ones, in the same transaction."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from common.calendars import Moved
from common.kernel.deadlines import ProductionCalendar
from common.kernel.ids import AttachmentId, CorrespondentId, DocumentId, FileId, PersonId, ReportRunId


class Event(Struct, frozen=True):
    """Base of what can be told."""


class DocumentFiled(Event, frozen=True):
    """A computer file now belongs to a document."""

    document_id: DocumentId
    attachment_id: AttachmentId
    file_id: FileId
    role: str


class DocumentPassed(Event, frozen=True):
    """A project has gone a step: to approval, signature, registration or back. A reaction may refuse it."""

    document_id: DocumentId
    action: str
    before: str
    after: str
    reason: str = ""


class StepsOffered(Event, frozen=True):
    """A card is opened: a reaction adds why a step that the rules allow cannot be taken yet, and which comes first."""

    document_id: DocumentId
    refusals: dict[str, str]
    advised: list[str]


class PartsSought(Event, frozen=True):
    """Somebody asks why a document is seen: a reaction adds what people, units and posts are to it, in words.

    Of what has come about at `until` or later it keeps silent.
    """

    document_id: DocumentId
    until: datetime | None
    parts: dict[int, list[tuple[str, str]]]  # of each principal: the ground, and in words what it stands on

    def add(self, principal: int, ground: str, words: str) -> None:
        self.parts.setdefault(principal, []).append((ground, words))


class DocumentRegistering(Event, frozen=True):
    """The document gets its number next; a reaction may refuse it. What can be done now does not hold up the counter.

    The document is not written yet: a reaction must not flush.
    """

    document_id: DocumentId


class DocumentRestored(Event, frozen=True):
    """Taken out of the bin."""

    document_id: DocumentId


class DocumentRegistered(Event, frozen=True):
    document_id: DocumentId
    number: str


class PracticeRegistered(Event, frozen=True):
    """A document of a practice journal has got its number: only what is drawn on its own copies follows."""

    document_id: DocumentId


class PracticeWiped(Event, frozen=True):
    """These documents for practice go for good; who keeps rows of theirs removes them."""

    document_ids: tuple[DocumentId, ...]


class ResolutionIssued(Event, frozen=True):
    """An assignment that was not handed down from another; its executors know of it from now on."""

    document_id: DocumentId


class AddresseesAdded(Event, frozen=True):
    """A registered document has more addressees than before."""

    document_id: DocumentId
    person_ids: list[PersonId]


class AcquaintanceAsked(Event, frozen=True):
    """A registered document was sent to people for acquaintance; all of them at once."""

    document_id: DocumentId
    person_ids: tuple[PersonId, ...]
    due: date | None


class AcquaintanceReminded(Event, frozen=True):
    """Somebody reminds those who have not confirmed yet."""

    document_id: DocumentId
    person_ids: tuple[PersonId, ...]


class FileReleased(Event, frozen=True):
    """A file was taken from whoever edits it."""

    document_id: DocumentId
    person_id: PersonId


class ReportHandedOver(Event, frozen=True):
    """People have got a report who had not got it before."""

    run_id: ReportRunId
    person_ids: tuple[PersonId, ...]
    note: str = ""


class ScheduleTroubled(Event, frozen=True):
    """A report of a schedule was not made or not handed over; a `stopped` one makes no more until somebody sees to it.

    Without an owner it is the administrators' alone.
    """

    owner_id: PersonId | None
    words: str
    stopped: bool


class TextRead(Event, frozen=True):
    """The text of a computer file is known now."""

    file_id: FileId


class CorrespondentRenamed(Event, frozen=True):
    """An entry of the directory has another name, or leads to another entry, than before."""

    correspondent_id: CorrespondentId


class CalendarChanged(Event, frozen=True):
    """Days are not what they were; who keeps deadlines adds those that move. A trial leaves them where they are."""

    days: frozenset[date]
    calendar: ProductionCalendar
    moved: list[Moved]
    trial: bool


class NormRemoved(Event, frozen=True):
    """A norm is no longer offered. A reaction may refuse it."""

    key: str


Reaction = Callable[[Any, Any], None]  # the context of the call, the event
Reactions = Mapping[type[Event], tuple[Reaction, ...]]
