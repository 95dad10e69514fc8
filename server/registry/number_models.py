"""Tables of the numbers: counters, the ledger, and what its values were before."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from common.kernel.ids import DocumentId, JournalId, PersonId
from common.registry.ledger import NumberState
from server.core.db import Base
from server.identity.models import Person
from server.registry.models import Document, Journal

SERIES = ("journal_id", "year", "scope", "value")


class NumberCounter(Base):
    """The last value of a journal in a year and a scope; its row lock makes the values gapless."""

    __tablename__ = "number_counter"
    journal_id: Mapped[JournalId] = mapped_column(ForeignKey(Journal.id), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True, default="")
    last: Mapped[int]


class NumberLedger(Base):
    """What every value is: of which document, by whom, since when and why; what it was before is `number_event`."""

    __tablename__ = "number_ledger"
    __table_args__ = (
        Index("ix_number_ledger_newest", "journal_id", "year", text("at DESC")),
        Index("ix_number_ledger_missing", "journal_id", "year", "value", postgresql_where=text("state <> 'issued'")),
        Index("uq_number_ledger_number", "journal_id", "year", "number_key", unique=True,
              postgresql_where=text("state = 'issued'")),
    )  # fmt: skip
    journal_id: Mapped[JournalId] = mapped_column(ForeignKey(Journal.id), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True, default="")
    value: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[NumberState]
    number: Mapped[str]
    number_key: Mapped[str]
    document_id: Mapped[DocumentId | None] = mapped_column(ForeignKey(Document.id), index=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    at: Mapped[datetime]
    until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")


class NumberEvent(Base):
    """What a value of the ledger was before: written by the table itself at each change, never changed."""

    __tablename__ = "number_event"
    __table_args__ = (
        ForeignKeyConstraint(SERIES, [f"number_ledger.{name}" for name in SERIES], name="fk_number_event_value"),
        Index("ix_number_event_value", *SERIES),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    journal_id: Mapped[JournalId]
    year: Mapped[int]
    scope: Mapped[str]
    value: Mapped[int]
    state: Mapped[NumberState]
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    at: Mapped[datetime]
    until: Mapped[date | None]
    reason: Mapped[str]
