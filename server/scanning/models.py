"""Tables of scanning: batches on their way to their cards, the papers being read and their pages."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import DateTime, ForeignKey, Index, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import BIT, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from common.kernel.ids import (
    BatchId,
    BatchPageId,
    CorrespondentId,
    DocumentId,
    FileId,
    JobId,
    PersonId,
    PlaceId,
    ProfileId,
)
from common.scanning.arranging import Arrangement, Paper, Placed
from common.scanning.batches import BatchState, Look
from common.scanning.learning import Question
from common.scanning.profiles import Feed, SheetSize
from common.scanning.recognition import Outcome, PageState, ProposedField
from server.core.db import Base
from server.correspondents.models import Correspondent
from server.files.models import Content
from server.identity.models import Person, RegistrationPlace
from server.jobs.models import Job
from server.registry.models import Document


class RecognitionRow(Base):
    """A paper ordered to be read, and what its text proposes for the card.

    `borne_with` is a contradiction between the two of which a clerk has said that so it is.
    """

    __tablename__ = "recognition"
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id), primary_key=True)
    job_id: Mapped[JobId] = mapped_column(ForeignKey(Job.id), index=True)
    proposals: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    borne_with: Mapped[str] = mapped_column(server_default="", default="")


class ProposalOutcome(Base):
    """What the clerk has made of a proposal; no values, so it may be kept of restricted documents too."""

    __tablename__ = "proposal_outcome"
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id), primary_key=True)
    field: Mapped[ProposedField] = mapped_column(primary_key=True)
    outcome: Mapped[Outcome]


class CardEffort(Base):
    """What a card took from its opening to its number; of whom it took it is not kept."""

    __tablename__ = "card_effort"
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id), primary_key=True)
    seconds: Mapped[int]
    keys: Mapped[int]


class DeclinedField(Base):
    """What a clerk does not want proposed."""

    __tablename__ = "declined_field"
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), primary_key=True)
    field: Mapped[ProposedField] = mapped_column(primary_key=True)


class PrintedName(Base):
    """Whom a name on a letterhead stands for, by the last word of the clerks."""

    __tablename__ = "printed_name"
    key: Mapped[str] = mapped_column(primary_key=True)
    correspondent_id: Mapped[CorrespondentId] = mapped_column(ForeignKey(Correspondent.id), index=True)
    taught: Mapped[datetime]
    person_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id), index=True)


class Lesson(Base):
    """A document whose words are counted for a question."""

    __tablename__ = "lesson"
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id), primary_key=True)
    question: Mapped[Question] = mapped_column(primary_key=True)


class LearnedLabel(Base):
    """An answer to a question (a kind, a unit, an executor, by its id) and how many documents gave it."""

    __tablename__ = "learned_label"
    question: Mapped[Question] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(primary_key=True)
    cases: Mapped[int]


class LearnedWord(Base):
    """How many documents with this answer had the word; «@» begins a correspondent, «!» who resolves."""

    __tablename__ = "learned_word"
    question: Mapped[Question] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(primary_key=True)
    cases: Mapped[int]


class LearnedTrial(Base):
    """How often guesses so far ahead of the next best were tried of late and came true."""

    __tablename__ = "learned_trial"
    question: Mapped[Question] = mapped_column(primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True)
    asked: Mapped[float]
    came_true: Mapped[float]


class Relearning(Base):
    """An order to learn from the whole past; `cards` are those from which one that was counted anew has learned."""

    __tablename__ = "relearning"
    job_id: Mapped[JobId] = mapped_column(ForeignKey(Job.id), primary_key=True)
    cards: Mapped[int] = mapped_column(server_default="0", default=0)
    edition: Mapped[int] = mapped_column(server_default="0", default=0)


class PageRow(Base):
    """A page, numbered through the paper; `in_file` is its number in the file it came in."""

    __tablename__ = "scanned_page"
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[FileId] = mapped_column(ForeignKey(Content.id), index=True)
    in_file: Mapped[int]
    state: Mapped[PageState] = mapped_column(default=PageState.WAITING)
    reason: Mapped[str] = mapped_column(default="")
    preview_id: Mapped[FileId | None] = mapped_column(ForeignKey(Content.id), index=True)
    pdf_id: Mapped[FileId | None] = mapped_column(ForeignKey(Content.id), index=True)
    confidence: Mapped[float] = mapped_column(default=0.0)
    text: Mapped[dict[str, Any] | None]
    plain: Mapped[str] = mapped_column(default="")


class ScanProfile(Base):
    """How paper is fed and drawn at a place of registration; its names are those of the draft."""

    __tablename__ = "scan_profile"
    __table_args__ = (UniqueConstraint("place_id", "title"),)
    id: Mapped[ProfileId] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    place_id: Mapped[PlaceId] = mapped_column(ForeignKey(RegistrationPlace.id), index=True)
    title: Mapped[str]
    paper: Mapped[Feed]
    dpi: Mapped[int]
    colour: Mapped[bool]
    duplex: Mapped[bool]
    size: Mapped[SheetSize]
    blank_ink: Mapped[int]
    clean_copy: Mapped[bool] = mapped_column(server_default="false", default=False)
    closed: Mapped[bool] = mapped_column(default=False)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy's way


class BatchRecord(Base):
    """A stack laid on the bench; `arrangement` is how its pages lie, `passed` which troubles were let pass by whom.

    `looking_id` is the one job that looks its pages over, none when all are.
    """

    __tablename__ = "scan_batch"
    __table_args__ = (
        Index("ix_scan_batch_open", "place_id", postgresql_where="state IN ('open', 'releasing')"),
        Index("ix_scan_batch_newest", "place_id", "id"),
    )
    id: Mapped[BatchId] = mapped_column(primary_key=True)
    place_id: Mapped[PlaceId] = mapped_column(ForeignKey(RegistrationPlace.id), index=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    title: Mapped[str]
    source: Mapped[str]
    sheets: Mapped[int | None]
    keep_blank: Mapped[bool] = mapped_column(default=False)
    profile_id: Mapped[ProfileId | None] = mapped_column(ForeignKey(ScanProfile.id), index=True)
    state: Mapped[BatchState] = mapped_column(default=BatchState.OPEN)
    version: Mapped[int] = mapped_column(default=1)
    created: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    closed: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    arrangement: Mapped[dict[str, Any]]
    passed: Mapped[dict[str, Any]]
    looking_id: Mapped[JobId | None] = mapped_column(ForeignKey(Job.id), index=True)
    job_id: Mapped[JobId | None] = mapped_column(ForeignKey(Job.id), index=True)

    @property
    def laid(self) -> Arrangement:
        return msgspec.convert(self.arrangement, Arrangement)

    def lay(self, arrangement: Arrangement) -> None:
        self.arrangement = msgspec.to_builtins(arrangement)


class BatchSide(Base):
    """A page of a batch as it came, what was found on it, which earlier one it is like, and whether it is laid down."""

    __tablename__ = "batch_page"
    __table_args__ = (UniqueConstraint("batch_id", "number"),)
    id: Mapped[BatchPageId] = mapped_column(primary_key=True)
    batch_id: Mapped[BatchId] = mapped_column(ForeignKey(BatchRecord.id), index=True)
    number: Mapped[int]
    file_id: Mapped[FileId] = mapped_column(ForeignKey(Content.id), index=True)
    in_file: Mapped[int]
    begins: Mapped[bool] = mapped_column(default=False)
    run: Mapped[str] = mapped_column(server_default="", default="")  # of the feeder; none for files
    instead_of: Mapped[BatchPageId | None] = mapped_column(ForeignKey("batch_page.id"), index=True)
    look: Mapped[Look] = mapped_column(default=Look.WAITING)
    reason: Mapped[str] = mapped_column(default="")
    preview_id: Mapped[FileId | None] = mapped_column(ForeignKey(Content.id), index=True)
    blank: Mapped[bool] = mapped_column(default=False)
    separator: Mapped[bool] = mapped_column(default=False)
    cover: Mapped[bool] = mapped_column(default=False)
    cards: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    damaged: Mapped[bool] = mapped_column(default=False)
    foreign_codes: Mapped[str] = mapped_column(server_default="", default="")  # of which make; not what they say
    turned: Mapped[int] = mapped_column(default=0)
    likeness: Mapped[str | None] = mapped_column(BIT(576))
    like_id: Mapped[BatchPageId | None] = mapped_column(ForeignKey("batch_page.id"), index=True)
    laid: Mapped[bool] = mapped_column(default=False)


class BatchStep(Base):
    """What a person has done with the pages at once; `version` is that of the batch after it."""

    __tablename__ = "batch_step"
    batch_id: Mapped[BatchId] = mapped_column(ForeignKey(BatchRecord.id), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    acts: Mapped[list[Any]] = mapped_column(JSONB)


class BatchPaper(Base):
    """What a paper of a batch has become; `pages` as they were laid when it was released."""

    __tablename__ = "batch_paper"
    batch_id: Mapped[BatchId] = mapped_column(ForeignKey(BatchRecord.id), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id), index=True)
    file_id: Mapped[FileId] = mapped_column(ForeignKey(Content.id), index=True)
    pages: Mapped[list[Any]] = mapped_column(JSONB)
    bound: Mapped[bool] = mapped_column(default=False)

    @property
    def laid(self) -> Paper:
        return Paper(pages=msgspec.convert(self.pages, list[Placed]), document_id=self.document_id)
