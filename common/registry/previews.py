"""Looking at files in the client, and comparing two versions by their text."""

from enum import StrEnum
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.files import Preview
from common.kernel.ids import AttachmentId, JobId
from common.kernel.rights import Right
from common.rpc.api import Api, writes

Number = Annotated[int, Meta(ge=1)]


class Piece(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


class Run(Struct, frozen=True):
    """Words in their order that stand in both texts, in the later one only, or in the earlier one only."""

    piece: Piece
    text: str


class Comparison(Struct, frozen=True):
    """`runs` of the two texts, or `reason` why there are none, or the works that still read them."""

    runs: list[Run] = []
    reason: str = ""
    job_ids: list[JobId] = []
    cut: bool = False  # only the beginnings of very long texts were compared


class PreviewsApi(Api, Protocol):
    @writes(Right.READ_DOCUMENTS)
    def look(self, attachment_id: AttachmentId, number: Number) -> Preview:
        """A version as the client can show it; the first look at an office file orders its preparation."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def compare(self, attachment_id: AttachmentId, earlier: Number, later: Number) -> Comparison:
        """What two versions have in common and what not, word by word; orders the reading of what is not read yet."""
        ...
