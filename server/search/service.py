"""The index of search: what is kept of a document, and which documents have what is asked for."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    cast,
    delete,
    exists,
    func,
    literal,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import TSQUERY, Insert, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from common.kernel.ids import DocumentId
from server.core.service import Service
from server.search.models import FreshEntry, SearchEntry, numbers_of, words_of
from server.search.questions import question

TOO_LONG = "54000"  # program_limit_exceeded
LONGEST_BODY = 900_000  # PostgreSQL takes a tsvector of at most 1 MB
OF_CARD: ColumnElement[Any] = literal_column("""'{a,d}'::"char"[]""")  # the weights of cards and of numbers
ACCESS = ("open_place_id", "open_file", "access_id", "readers", "kind", "state", "journal_id", "unit_id")


def matching(session: Session, asked: str) -> Select[Any]:
    """The ids of all documents that are asked for, whoever may see them; raises Invalid when nothing is asked."""
    query = cast(question(session, asked).query, TSQUERY)
    return select(SearchEntry.document_id).where(SearchEntry.words.bool_op("@@")(query))


def _put() -> Insert:
    """A fresh entry, or the card of one that is there already, with the words of both its texts."""
    numbers = numbers_of(*(bindparam(name) for name in ("class", "number", "day", "their_number", "their_day")))
    of_card = numbers.op("||")(words_of(bindparam("both"), "A"))
    fresh = insert(SearchEntry).values(words=of_card)
    kept = {name: fresh.excluded[name] for name in ("on_date", "summary", "card", *ACCESS)}
    return fresh.on_conflict_do_update(
        index_elements=[SearchEntry.document_id],
        set_={**kept, "words": fresh.excluded.words.op("||")(words_of(SearchEntry.body, "B"))},
    )


PUT, WAITS = _put(), insert(FreshEntry)  # the words of the card are learned behind the writing


class SearchService(Service):
    def put(self, document_id: DocumentId, *, card: str, document: Any) -> None:
        """Indexes numbers and card of a document anew, under its access; the texts of its files stay.

        What has no number yet stands among the others by the day on which it was begun.
        """
        values = {
            "document_id": document_id, "on_date": document.registered or document.created.date(),
            "summary": document.summary, "card": card,
            "both": f"{document.summary}; {card}", "body": "", "class": document.document_class,
            "number": document.number, "day": document.registered, "their_number": document.their_number,
            "their_day": document.their_date, **{name: getattr(document, name) for name in ACCESS},
        }  # fmt: skip
        self.session.execute(PUT, values)
        self.session.execute(WAITS, {"document_id": document_id})

    def has(self, document_id: DocumentId) -> bool:
        return bool(self.session.scalar(select(exists().where(SearchEntry.document_id == document_id))))

    def forget(self, document_id: DocumentId) -> None:
        self.session.execute(delete(SearchEntry).where(SearchEntry.document_id == document_id))

    def add_number(self, document: Any, former: str) -> None:
        """A number that the document bore before finds it as its own does."""
        words = numbers_of(document.document_class, former, document.registered, "", None)
        self.session.execute(
            update(SearchEntry).where(SearchEntry.document_id == document.id)
            .values(words=SearchEntry.words.op("||")(words))
        )  # fmt: skip

    def put_body(self, document_id: DocumentId, body: str) -> None:
        """Indexes the texts of the document's files, as much of them as the database takes."""
        short = body[:LONGEST_BODY]
        while not self._put_body(document_id, short):
            short = short[: len(short) // 2]

    def _put_body(self, document_id: DocumentId, body: str) -> bool:
        """False when there are more different words than one index entry holds (tables of numbers)."""
        of_card = func.ts_filter(SearchEntry.words, OF_CARD)
        try:
            with self.session.begin_nested():
                self.session.execute(
                    update(SearchEntry).where(SearchEntry.document_id == document_id)
                    .values(body=body, words=of_card.op("||")(words_of(literal(body), "B")))
                )  # fmt: skip
        except DBAPIError as error:
            if getattr(error.orig, "pgcode", None) != TOO_LONG:
                raise
            return False
        return True
