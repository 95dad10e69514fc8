"""Links between documents, seen from both ends, and the chain of a whole correspondence."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.kernel.ids import DocumentId, JournalId
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.registry.classes import DocumentClass, DocumentState
from common.rpc.api import Api, reads, writes

Reason = Annotated[str, Meta(max_length=1000)]
LONGEST_CHAIN = 300


class LinkType(StrEnum):
    """Read from the later document to the earlier one."""

    REPLY = "reply"
    REPEATED = "repeated"
    EXECUTION = "execution"
    AMENDS = "amends"
    REPEALS = "repeals"
    COPY = "copy"
    RELATED = "related"

    @property
    def label(self) -> str:
        return LINK_TYPES[self][0]

    @property
    def reverse(self) -> str:
        """The same link read from the other end."""
        return LINK_TYPES[self][1]


LINK_TYPES = {
    LinkType.REPLY: ("В ответ на", "Ответ"),
    LinkType.REPEATED: ("Повторно к", "Повторный"),
    LinkType.EXECUTION: ("Во исполнение", "Исполняется документом"),
    LinkType.AMENDS: ("Изменяет", "Изменён документом"),
    LinkType.REPEALS: ("Отменяет", "Отменён документом"),
    LinkType.COPY: ("Копия документа", "Имеет копию"),
    LinkType.RELATED: ("Связан с", "Связан с"),
}


CHANGES_FORCE = frozenset({LinkType.AMENDS, LinkType.REPEALS})
LETTERS = {DocumentClass.INCOMING: "Входящий", DocumentClass.OUTGOING: "Исходящий"}


class End(Struct, frozen=True):
    """What a link is judged by: `on` is the day that the document itself bears, none while it is a project.

    Within a day `order` tells which number of a journal came first.
    """

    document_class: DocumentClass
    state: DocumentState
    number: str
    on: date | None
    journal_id: JournalId | None = None
    order: str = ""

    def is_before(self, other: "End") -> bool:
        if not self.on or not other.on or self.on != other.on:
            return bool(self.on and other.on and self.on < other.on)
        return self.journal_id is not None and self.journal_id == other.journal_id and self.order < other.order


def objections(link_type: LinkType, later: End, earlier: End) -> Iterator[Problem]:
    """Why a link of that type says something that cannot be."""
    if link_type is LinkType.REPLY:
        yield from _no_reply(later, earlier)
    if link_type in CHANGES_FORCE:
        yield from _no_change(later, earlier)


def _no_reply(later: End, earlier: End) -> Iterator[Problem]:
    letter = LETTERS.get(later.document_class)
    if letter and later.document_class is earlier.document_class:
        yield Problem(
            "type", f"{letter} документ не отвечает на {letter.lower()}: выберите «Повторно к» или «Связан с»."
        )
    if later.on and earlier.on and later.on < earlier.on:
        yield Problem(
            "other",
            f"Ответ от {later.on:%d.%m.%Y} раньше документа, на который он отвечает ({earlier.on:%d.%m.%Y}):"
            " проверьте даты и направление связи.",
        )


def _no_change(later: End, earlier: End) -> Iterator[Problem]:
    acts = DocumentClass.ACT
    if later.document_class is not acts or earlier.document_class is not acts:
        yield Problem("type", "Изменять и отменять могут только правовые акты — и только правовые акты.")
    elif earlier.state is not DocumentState.REGISTERED:
        yield Problem("other", "Акт, который изменяют или отменяют, должен быть зарегистрирован.")
    elif later.is_before(earlier):
        yield Problem(
            "other",
            f"Акт № {earlier.number} принят позже ({earlier.on:%d.%m.%Y}): изменить или отменить его может только акт,"
            " принятый после него.",
        )


class Linked(Struct, frozen=True):
    """A document at the other end."""

    link_id: int
    document_id: DocumentId
    type: LinkType
    forward: bool  # from the document that was asked about
    document_class: DocumentClass
    title: str
    summary: str
    on: date | None

    @property
    def label(self) -> str:
        return self.type.label if self.forward else self.type.reverse


class Links(Struct, frozen=True):
    """`unseen` links lead to documents that the person may not see."""

    rows: list[Linked]
    unseen: int


class ChainDocument(Struct, frozen=True):
    id: DocumentId
    document_class: DocumentClass
    title: str
    summary: str
    with_whom: str
    on: date | None


class ChainLink(Struct, frozen=True):
    later: DocumentId
    earlier: DocumentId
    type: LinkType


class Chain(Struct, frozen=True):
    """A whole correspondence, oldest first; `longer` when there is more than LONGEST_CHAIN."""

    documents: list[ChainDocument]
    links: list[ChainLink]
    unseen: int
    longer: bool


class LinksApi(Api, Protocol):
    @reads(Right.READ_DOCUMENTS)
    def of(self, document_id: DocumentId) -> Links: ...

    @reads(Right.READ_DOCUMENTS)
    def chain(self, document_id: DocumentId) -> Chain:
        """All documents that can be reached by links through documents which the person may see."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def link(self, document_id: DocumentId, other_id: DocumentId, link_type: LinkType) -> int:
        """Links a document to an earlier one; an amending or repealing act changes the force of the other.

        Raises Invalid, with the field, for a link to itself, one that is there from either end, for what `objections`
        names, and for replies in a circle.
        """
        ...

    @writes(Right.READ_DOCUMENTS)
    def unlink(self, link_id: int, reason: Reason) -> None: ...

    @writes(Right.DRAFT)
    def answer(self, document_id: DocumentId) -> DocumentId:
        """A project of the answer: addressed to the sender, linked, with the same file and topic."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def copy(self, document_id: DocumentId) -> DocumentId:
        """«Новый как копия»: a new card with the same values, without number, dates and files."""
        ...

    @writes(Right.DRAFT)
    def follow(self, document_id: DocumentId, kind: str) -> DocumentId:
        """«Связанный документ»: a new project of that kind, linked as related."""
        ...
