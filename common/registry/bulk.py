"""One action over many documents, with an account of what was and what was not done."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from common.kernel.ids import DocumentId
from common.kernel.validation import Problem, require

MOST_AT_ONCE = 500


class Bulk(StrEnum):
    REGISTER = "register"
    FILE = "file"
    TOPIC = "topic"
    DISCARD = "discard"
    RESTORE = "restore"

    @property
    def label(self) -> str:
        return BULKS[self]


BULKS = {
    Bulk.REGISTER: "Зарегистрировать",
    Bulk.FILE: "Отнести в дело",
    Bulk.TOPIC: "Назначить тематику",
    Bulk.DISCARD: "В корзину",
    Bulk.RESTORE: "Восстановить",
}


class BulkOrder(Struct, frozen=True, kw_only=True):
    """`value` is the key of the file or the topic where the action asks for one."""

    action: Bulk
    document_ids: Annotated[list[DocumentId], Meta(min_length=1, max_length=MOST_AT_ONCE)]
    value: Annotated[str, Meta(max_length=200)] = ""
    reason: Annotated[str, Meta(max_length=1000)] = ""

    def problems(self) -> Iterator[Problem]:
        if self.action in {Bulk.FILE, Bulk.TOPIC}:
            yield from require("value", self.value, "Дело" if self.action is Bulk.FILE else "Тематика")
        if self.action is Bulk.DISCARD:
            yield from require("reason", self.reason.strip(), "Причина")


class BulkOutcome(Struct, frozen=True):
    """What became of one of the documents; `refusal` is empty when it was done."""

    document_id: DocumentId
    title: str
    done: str
    refusal: str
