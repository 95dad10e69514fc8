"""Who else has a document open: a hint for people, never a lock."""

from datetime import datetime, timedelta
from typing import Protocol

from msgspec import Struct

from common.kernel.ids import DocumentId, PersonId
from common.kernel.rights import Right
from common.rpc.api import Api, writes

LEASE = timedelta(seconds=90)  # a window that says nothing for so long is gone
BEAT = timedelta(seconds=30)  # how often an open window speaks up


class Present(Struct, frozen=True):
    """A colleague before the same document; `editing` since when there are changes that he has not saved."""

    person_id: PersonId
    name: str
    since: datetime
    editing: datetime | None = None


class PresenceApi(Api, Protocol):
    @writes(Right.READ_DOCUMENTS, repeatable=True)
    def look(self, document_id: DocumentId, editing: bool) -> list[Present]:
        """Says that the caller has the document open and for how long he is to be believed; gives the others.

        Those who see it only. Raises Missing.
        """
        ...

    @writes(Right.READ_DOCUMENTS, repeatable=True)
    def leave(self, document_id: DocumentId) -> None:
        """The window is closed."""
        ...
