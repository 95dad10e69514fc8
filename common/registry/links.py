"""Links between documents, seen from both ends, and the chain of a whole correspondence."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.kernel.ids import DocumentId
from common.kernel.rights import Right
from common.registry.classes import DocumentClass
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

        Raises Invalid for a link to itself, one that is there, and for acts on what is no legal act.
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
