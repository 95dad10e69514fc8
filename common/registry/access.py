"""Why somebody sees a document or does not; and the numbered copies of restricted documents."""

from datetime import date, datetime
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.identity import PersonRow
from common.kernel.ids import DocumentId, PersonId
from common.kernel.rights import Right
from common.rpc.api import Api, reads, writes

Text = Annotated[str, Meta(max_length=200)]
Reason = Annotated[str, Meta(max_length=2000)]


class Ground(Struct, frozen=True):
    """One ground on which a document may be seen: whether it holds, and in words why or what is lacking."""

    holds: bool
    text: str


class Explanation(Struct, frozen=True):
    """The answer for a person and a document on a day; it tells nothing of what the document says."""

    visible: bool
    person: str
    document: str
    on: date
    grounds: list[Ground]
    advice: str

    @property
    def verdict(self) -> str:
        return f"{self.person} {'видит' if self.visible else 'не видит'} документ: {self.document}"


class CopyRow(Struct, frozen=True):
    """A numbered copy: in whose hands from when until when, and how often its holder has looked at the document."""

    number: int
    person_id: PersonId
    holder: str
    basis: str
    since: datetime
    until: datetime | None
    views: int
    last_view: datetime | None


class ViewRow(Struct, frozen=True):
    at: datetime
    person: str
    acting_for: str
    workplace: str


class Copies(Struct, frozen=True):
    """Who holds copies of a document and who has looked at it; empty of a document that is not restricted."""

    restricted: bool
    rows: list[CopyRow]
    views: list[ViewRow]
    all_views: int
    may_keep: bool = False  # the person hands copies out and takes them back


class AccessApi(Api, Protocol):
    @reads(Right.EXPLAIN_ACCESS)
    def why(self, person_id: PersonId, document_id: DocumentId, on: date | None = None) -> Explanation:
        """Raises Missing when there is no such document, Invalid about a day to come."""
        ...

    @reads(Right.EXPLAIN_ACCESS)
    def why_number(self, person_id: PersonId, number: Text, on: date | None = None) -> list[Explanation]:
        """For every document of that number, the newest first; raises Missing when there is none."""
        ...

    @reads(Right.EXPLAIN_ACCESS)
    def people(self, text: Text) -> list[PersonRow]:
        """People whose surname, post or unit begins with the text, those dismissed too: the question may be of then."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def why_me(self, document_id: DocumentId) -> Explanation:
        """On which grounds the caller sees the document today and on which not. Raises Missing."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def copies(self, document_id: DocumentId) -> Copies: ...

    @writes(Right.REGISTER)
    def lift(self, document_id: DocumentId, version: int, reason: Reason) -> int:
        """Takes the restriction off a registered document; returns the new version. Raises NotAllowed, Invalid, Stale.

        Whoever has a copy goes on seeing it; the numbers of the copies stay on account.
        """
        ...

    @writes(Right.READ_DOCUMENTS)
    def hand_copy(self, document_id: DocumentId, person_id: PersonId, basis: Text) -> int:
        """Gives one more person the next numbered copy; raises NotAllowed, Invalid."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def take_copy_back(self, document_id: DocumentId, number: int, reason: Text) -> None:
        """From then on its holder does not see the document; raises NotAllowed, Invalid."""
        ...
