"""Access sets: who sees a document by the organisation; and tallies that count documents without reading them."""

from datetime import date

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from common.registry.classes import DocumentClass, DocumentState
from server.core.db import Base

NOBODY = 1  # the set without members: of restricted documents, and of what only people in person see
UNDATED = date(1, 1, 1)  # the month of documents that are not registered


class AccessSet(Base):
    """A set of principals (units, or everybody), shared by all documents that these see; never changed once made."""

    __tablename__ = "access_set"
    __table_args__ = (Index(None, "members", postgresql_using="gin"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    members: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), unique=True)


class Guarded:
    """What decides who sees a row: the place where its registrars see it (0: none), the file whose readers see it
    (empty: none), its set, and the people who see it in person (negative: nobody in their stead).
    """

    open_place_id: Mapped[int] = mapped_column(server_default="0", default=0)
    open_file: Mapped[str] = mapped_column(server_default="", default="")
    access_id: Mapped[int] = mapped_column(server_default=str(NOBODY), default=NOBODY)
    readers: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))


class PlaceTally(Base):
    """How many documents a place shows, by kind, state and month; the sum over the rows counts, each is a change."""

    __tablename__ = "place_tally"
    __table_args__ = (Index(None, "document_class", "state", "open_place_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    open_place_id: Mapped[int]
    document_class: Mapped[DocumentClass]
    kind: Mapped[str]
    state: Mapped[DocumentState]
    organisational: Mapped[bool]  # units see it too
    month: Mapped[date]
    documents: Mapped[int]


class ReaderTally(Base):
    """How many documents a person sees in person, beside whatever else shows them; summed as above."""

    __tablename__ = "reader_tally"
    __table_args__ = (Index(None, "reader", "document_class", "state"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    reader: Mapped[int]
    open_place_id: Mapped[int]
    to_all: Mapped[bool]
    document_class: Mapped[DocumentClass]
    state: Mapped[DocumentState]
    month: Mapped[date]
    documents: Mapped[int]


class SetTally(Base):
    """How many documents a set shows, by place, class, state and month; summed as above."""

    __tablename__ = "set_tally"
    __table_args__ = (
        Index(None, "access_id", "document_class", "state", postgresql_include=["open_place_id", "month", "documents"]),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    access_id: Mapped[int] = mapped_column(ForeignKey(AccessSet.id))
    open_place_id: Mapped[int]
    document_class: Mapped[DocumentClass]
    state: Mapped[DocumentState]
    month: Mapped[date]
    documents: Mapped[int]


class UnitTally(Base):
    """How many documents a unit (or everybody) sees, by place, class, state and month; summed as above."""

    __tablename__ = "unit_tally"
    __table_args__ = (Index(None, "unit", "document_class", "state"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    unit: Mapped[int]
    open_place_id: Mapped[int]
    document_class: Mapped[DocumentClass]
    state: Mapped[DocumentState]
    month: Mapped[date]
    documents: Mapped[int]


KEYS = {
    PlaceTally: "open_place_id, document_class, kind, state, organisational, month",
    ReaderTally: "reader, open_place_id, to_all, document_class, state, month",
    SetTally: "access_id, open_place_id, document_class, state, month",
    UnitTally: "unit, open_place_id, document_class, state, month",
}
COMPACTED = {
    table.__tablename__: text(f"""
        WITH double AS (
            SELECT {keys} FROM {table.__tablename__} GROUP BY {keys} HAVING count(*) > 1 OR sum(documents) = 0
        ), old AS (
            DELETE FROM {table.__tablename__} AS t USING double AS d
            WHERE {" AND ".join(f"t.{key.strip()} = d.{key.strip()}" for key in keys.split(","))} RETURNING t.*
        ), added AS (
            INSERT INTO {table.__tablename__} ({keys}, documents)
            SELECT {keys}, sum(documents) FROM old GROUP BY {keys} HAVING sum(documents) <> 0
        )
        SELECT count(*) FROM old
    """)  # noqa: S608 -- names of our own
    for table, keys in KEYS.items()
}
