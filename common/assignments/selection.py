"""What narrows a folder of assignments, and the order in which it is read."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from common.assignments.cards import DeskPart, Folder
from common.kernel.ids import AssignmentId
from common.kernel.wording import day
from common.registry.bulk import MOST_AT_ONCE

Sought = Annotated[str, Meta(max_length=200)]


class Order(StrEnum):
    """The columns by which a folder is put in order."""

    DUE = "due"
    TEXT = "text"
    DOCUMENT = "document"
    RESPONSIBLE = "responsible"
    AUTHOR = "author"
    CONTROLLER = "controller"
    STATUS = "status"
    MOVES = "moves"


class AssignmentFilter(Struct, frozen=True, kw_only=True):
    """`text` is looked for in the assignment, in its document's summary and number; people by what their names hold."""

    part: DeskPart | None = None
    text: Sought = ""
    executor: Sought = ""
    unit: Sought = ""
    author: Sought = ""
    kind: Sought = ""
    since: date | None = None
    until: date | None = None
    overdue: bool = False
    special: bool = False
    order: Order = Order.DUE
    falling: bool = False

    def words(self) -> Iterator[str]:
        """The filter for whoever reads the list on paper; the kind is a key and is named by who knows it."""
        if self.part is not None:
            yield self.part.label.lower()
        yield from (
            f"{word} {day(value)}" for word, value in (("срок с", self.since), ("срок по", self.until)) if value
        )
        for title, text in (
            ("слова", self.text), ("исполнитель", self.executor), ("подразделение", self.unit), ("автор", self.author),
        ):  # fmt: skip
            if text:
                yield f"{title}: «{text}»"
        yield from (word for on, word in ((self.overdue, "просрочены"), (self.special, "особый контроль")) if on)


class FolderTaken(Struct, frozen=True, kw_only=True):
    """A folder as it is narrowed, to be taken away."""

    folder: Folder
    chosen: AssignmentFilter = AssignmentFilter()


GROUPS = {  # by what the assignments of a report are put together
    "unit": "Подразделение исполнителя",
    "responsible": "Ответственный",
    "author": "Автор",
    "controller": "Контролёр",
    "kind": "Вид документа",
    "due": "Месяц срока",
    "status": "Состояние",
}


class AssignmentMark(Struct, frozen=True):
    """An assignment as somebody has seen it in a list."""

    id: AssignmentId
    version: int


Marks = Annotated[list[AssignmentMark], Meta(min_length=1, max_length=MOST_AT_ONCE)]
