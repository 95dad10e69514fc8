"""The index of words: one narrow row a document, with all that a search needs to filter and order."""

from datetime import date
from typing import Any

from sqlalchemy import Index, func, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from common.kernel.ids import DocumentId, JournalId, UnitId
from server.access.models import Guarded
from server.core.db import Base


class SearchEntry(Guarded, Base):
    """What is found of a document: its numbers, words of its card and of its texts, and who may find it.

    Access, kind and state follow the document by a trigger.
    """

    __tablename__ = "search_entry"
    __table_args__ = (
        Index(None, "words", postgresql_using="gin"),
        Index("ix_search_entry_readers", "readers", postgresql_using="gin"),
        Index("ix_search_entry_access_id", "access_id", postgresql_where=text("access_id > 1")),
        Index("ix_search_entry_open_file", "open_file", postgresql_where=text("open_file <> ''")),
        Index("ix_search_entry_newest", text("on_date DESC"), text("document_id DESC")),
    )
    # The registry stands above search, so this is its id without a foreign key.
    document_id: Mapped[DocumentId] = mapped_column(primary_key=True, autoincrement=False)
    on_date: Mapped[date]
    kind: Mapped[str] = mapped_column(server_default="")
    state: Mapped[str] = mapped_column(server_default="registered")
    journal_id: Mapped[JournalId | None]
    unit_id: Mapped[UnitId | None]
    summary: Mapped[str]
    card: Mapped[str]
    body: Mapped[str] = mapped_column(server_default="")
    words: Mapped[str] = mapped_column(TSVECTOR)


class SearchWord(Base):
    """A word of the cards: what a misspelt one may have meant. `cards` counts a card each time that it is written."""

    __tablename__ = "search_word"
    __table_args__ = (
        Index("ix_search_word_trigrams", "word", postgresql_using="gin", postgresql_ops={"word": "gin_trgm_ops"}),
    )
    word: Mapped[str] = mapped_column(primary_key=True)
    cards: Mapped[int]


class FreshEntry(Base):
    """A card whose words are still to be learned."""

    __tablename__ = "search_fresh"
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[DocumentId]


CONFIGURATION = "russian"


def numbers_of(document_class: object, number: object, on: object, their_number: object, their_date: object) -> Any:
    """Numbers, the class that signs them, and their dates, as `server/search/questions.py` asks for them."""
    return func.number_words(document_class, number, on, their_number, their_date)


def words_of(words: object, weight: str) -> Any:
    """A word of the card (A) weighs more than one of a file (B)."""
    return func.setweight(func.to_tsvector(CONFIGURATION, fold(words)), weight)


def fold(expression: object) -> Any:
    """ё is е to a reader who searches."""
    return func.translate(expression, "ёЁ", "еЕ")
