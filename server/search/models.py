"""The index of words: one narrow row a document, with all that a search needs to filter and order."""

from datetime import date

from sqlalchemy import Index, func, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from common.kernel.ids import DocumentId
from server.access.models import Guarded
from server.core.db import Base


class SearchEntry(Guarded, Base):
    """What is found of a document: words of its card and of its texts, and who may find it.

    Access, kind and state follow the document by a trigger.
    """

    __tablename__ = "search_entry"
    __table_args__ = (
        Index(None, "words", postgresql_using="gin"),
        Index("ix_search_entry_newest", text("on_date DESC"), text("document_id DESC")),
    )
    # The registry stands above search, so this is its id without a foreign key.
    document_id: Mapped[DocumentId] = mapped_column(primary_key=True, autoincrement=False)
    on_date: Mapped[date]
    kind: Mapped[str] = mapped_column(server_default="")
    state: Mapped[str] = mapped_column(server_default="registered")
    title: Mapped[str]
    summary: Mapped[str]
    card: Mapped[str]
    body: Mapped[str] = mapped_column(server_default="")
    words: Mapped[str] = mapped_column(TSVECTOR)


CONFIGURATION = "russian"


def words_of(card: object, body: object) -> object:
    """The index of both texts; a word of the card weighs more than one of the body."""
    return func.setweight(func.to_tsvector(CONFIGURATION, fold(card)), "A").op("||")(
        func.setweight(func.to_tsvector(CONFIGURATION, fold(body)), "B")
    )


def fold(expression: object) -> object:
    """ё is е to a reader who searches."""
    return func.translate(expression, "ёЁ", "еЕ")
