"""Profiles of scanning: how paper is fed and drawn at a place of registration, shared by all who register there."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.kernel.ids import PlaceId, ProfileId
from common.kernel.rights import Right
from common.kernel.validation import Problem, require
from common.rpc.api import Api, reads, writes

RESOLUTIONS = (200, 300, 400, 600)
USUAL_INK = 12
TEN_THOUSAND = 10_000
INKS = (0, 4, 8, USUAL_INK, 20, 30, 50)  # ten-thousandths of a side; paper that shows through needs more


class Feed(StrEnum):
    FEEDER = "feeder"
    FLATBED = "flatbed"

    @property
    def label(self) -> str:
        return FEEDS[self]


FEEDS = {Feed.FEEDER: "Автоподатчик", Feed.FLATBED: "Стекло"}


class SheetSize(StrEnum):
    """What of the glass or of the feeder's width is drawn."""

    WHOLE = "whole"
    A5 = "a5"
    A4 = "a4"
    A3 = "a3"

    @property
    def label(self) -> str:
        return SIZES[self][0]

    @property
    def tenths_mm(self) -> tuple[int, int]:
        """Width and height; nothing of the whole sheet is known."""
        return SIZES[self][1]


SIZES: dict[SheetSize, tuple[str, tuple[int, int]]] = {
    SheetSize.WHOLE: ("Сколько берёт сканер", (0, 0)),
    SheetSize.A5: ("А5", (1480, 2100)),
    SheetSize.A4: ("А4", (2100, 2970)),
    SheetSize.A3: ("А3", (2970, 4200)),
}


class ProfileDraft(Struct, frozen=True, kw_only=True):
    """`blank_ink` is how much ink a side may bear and still be blank, in ten-thousandths; at 0 none is.

    With `clean_copy` the searchable copy shows no specks and no shadow of the edge; the original keeps them.
    """

    place_id: PlaceId
    title: Annotated[str, Meta(max_length=100)]
    paper: Feed = Feed.FEEDER
    dpi: int = 300
    colour: bool = False
    duplex: bool = False
    size: SheetSize = SheetSize.WHOLE
    blank_ink: int = USUAL_INK
    clean_copy: bool = False
    closed: bool = False

    def problems(self) -> Iterator[Problem]:
        yield from require("title", self.title.strip(), "Название")
        if not self.place_id:
            yield Problem("place_id", "Выберите место регистрации.")
        if self.dpi not in RESOLUTIONS:
            yield Problem("dpi", "Выберите разрешение из списка.")
        if self.blank_ink not in INKS:
            yield Problem("blank_ink", "Выберите порог из списка.")
        if self.duplex and self.paper is Feed.FLATBED:
            yield Problem("duplex", "Со стекла обе стороны сразу не сканируются.")


class ProfileRow(Struct, frozen=True, kw_only=True):
    id: ProfileId
    version: int
    draft: ProfileDraft
    place: str


class ProfilesApi(Api, Protocol):
    @reads(Right.SCAN)
    def offered(self) -> list[ProfileRow]:
        """The profiles in use at the caller's places of registration."""
        ...

    @reads(Right.ADMINISTER)
    def profiles(self) -> list[ProfileRow]:
        """Those of all places, the closed ones too."""
        ...

    @writes(Right.ADMINISTER)
    def put(self, profile_id: ProfileId | None, version: int, draft: ProfileDraft) -> ProfileId:
        """Adds or changes a profile; batches scanned with it name it as it is called now. Raises Invalid, Stale."""
        ...
