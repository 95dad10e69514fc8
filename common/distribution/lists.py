"""Distribution lists: people, posts, units and outside organisations that get documents together."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.kernel.ids import CorrespondentId, DistributionListId, PersonId, PostId, UnitId
from common.kernel.rights import Right
from common.kernel.validation import Problem, require
from common.rpc.api import Api, reads, writes

MOST_MEMBERS = 500


class Reach(StrEnum):
    """Who of a unit is meant, as it stands on the day of sending."""

    HEAD = "head"
    HEADS = "heads"
    UNIT = "unit"
    BRANCH = "branch"

    @property
    def label(self) -> str:
        return REACHES[self]

    @property
    def goes_below(self) -> bool:
        return self in {Reach.HEADS, Reach.BRANCH}


REACHES = {
    Reach.HEAD: "Руководитель",
    Reach.HEADS: "Руководители, с нижестоящими",
    Reach.UNIT: "Все сотрудники",
    Reach.BRANCH: "Все сотрудники, с нижестоящими",
}


class UnitTarget(Struct, frozen=True):
    unit_id: UnitId
    reach: Reach


People = Annotated[list[PersonId], Meta(max_length=MOST_MEMBERS)]
Units = Annotated[list[UnitTarget], Meta(max_length=MOST_MEMBERS)]
Posts = Annotated[list[PostId], Meta(max_length=MOST_MEMBERS)]
Organisations = Annotated[list[CorrespondentId], Meta(max_length=MOST_MEMBERS)]


class ListDraft(Struct, frozen=True, kw_only=True):
    """A shared list is offered to everybody who sends; another one only to its owner. A closed one to nobody.

    A post stands for whoever does its work on the day of sending: its holder, of a vacant one the head of its unit.
    """

    title: Annotated[str, Meta(max_length=200)] = ""
    shared: bool = False
    closed: bool = False
    person_ids: People = []
    post_ids: Posts = []
    units: Units = []
    correspondent_ids: Organisations = []

    def problems(self) -> Iterator[Problem]:
        yield from require("title", self.title.strip(), "Название")
        if not (self.person_ids or self.post_ids or self.units or self.correspondent_ids):
            yield Problem("person_ids", "Список пуст: добавьте сотрудников, должности, подразделения или организации.")
        if len({*self.post_ids}) < len(self.post_ids):
            yield Problem("post_ids", "Одна должность названа дважды.")
        yield from twice(self.person_ids, self.units, self.correspondent_ids)


def twice(people: list[PersonId], units: list[UnitTarget], organisations: list[CorrespondentId]) -> Iterator[Problem]:
    if len({*people}) < len(people):
        yield Problem("person_ids", "Один сотрудник назван дважды.")
    if len({*units}) < len(units):
        yield Problem("units", "Одно подразделение названо дважды.")
    if len({*organisations}) < len(organisations):
        yield Problem("correspondent_ids", "Одна организация названа дважды.")


class ListCard(Struct, frozen=True, kw_only=True):
    """A list with the names of all that it holds; `gone` are members who have left since."""

    id: DistributionListId
    version: int
    draft: ListDraft
    owner: str
    people: dict[PersonId, str]
    posts: dict[PostId, str]
    units: dict[UnitId, str]
    organisations: dict[CorrespondentId, str]
    gone: list[str]
    may_change: bool


class UnitRow(Struct, frozen=True):
    """A unit in its place in the tree; people are those at work in it."""

    id: UnitId
    title: str
    depth: int
    people: int


class PostChoice(Struct, frozen=True):
    """A post with its holder, and in which unit it is."""

    id: PostId
    title: str
    detail: str


class ListsApi(Api, Protocol):
    @reads(Right.DISTRIBUTE)
    def all(self) -> list[ListCard]:
        """The shared lists and the caller's own, closed ones last."""
        ...

    @reads(Right.DISTRIBUTE)
    def units(self) -> list[UnitRow]:
        """The units at work, each below the one that it belongs to."""
        ...

    @reads(Right.DISTRIBUTE)
    def posts(self, text: Annotated[str, Meta(max_length=200)]) -> list[PostChoice]:
        """The open posts whose title or unit has words that begin so."""
        ...

    @writes(Right.DISTRIBUTE)
    def define(self, list_id: DistributionListId | None, version: int, draft: ListDraft) -> DistributionListId:
        """Adds or changes a list. Raises NotAllowed for a shared one without the right, Invalid, Stale, Missing."""
        ...
