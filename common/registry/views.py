"""Views of the registers: which documents, which columns, in which order; one's own and those shared with all."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.kernel.ids import ViewId
from common.kernel.rights import Right
from common.kernel.validation import Problem, require
from common.registry.classes import DocumentState
from common.registry.document import DocumentFilter
from common.registry.selection import Comparison, Condition, Grouping, Period, Sort
from common.rpc.api import Api, reads, writes

Key = Annotated[str, Meta(max_length=60)]


class View(Struct, frozen=True, kw_only=True):
    """A register as somebody likes to see it; «мне» and «мои» in it mean whoever looks."""

    title: Annotated[str, Meta(max_length=100)]
    register: Key
    chosen: DocumentFilter = DocumentFilter()
    columns: Annotated[list[Key], Meta(max_length=60)] = []  # empty: those of the register
    grouping: Grouping = Grouping.NONE
    shared: bool = False

    def problems(self) -> Iterator[Problem]:
        yield from require("title", self.title.strip(), "Название")
        yield from self.chosen.problems()


class ViewRow(Struct, frozen=True):
    """`fresh` documents have come into the view since the subscriber last looked."""

    id: ViewId
    version: int
    view: View
    owner: str
    mine: bool
    subscribed: bool
    seen: datetime | None


class ViewsApi(Api, Protocol):
    @reads(Right.READ_DOCUMENTS)
    def all(self) -> list[ViewRow]:
        """One's own views and the shared ones, by their titles."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def put(self, view_id: ViewId | None, version: int, view: View) -> ViewId:
        """Keeps a view; raises Invalid, Stale, NotAllowed for another's view and for sharing without the right."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def remove(self, view_id: ViewId) -> None:
        """Takes a view of one's own away, from all who share it."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def subscribe(self, view_id: ViewId, wanted: bool) -> None:
        """From now on what is new in the view is counted for the caller, or is no longer."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def note_seen(self, view_id: ViewId) -> None:
        """The subscriber has looked: the count of what is new begins again."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def fresh(self) -> dict[ViewId, int]:
        """How many documents have come into each view that the caller has subscribed to."""
        ...


def standard(register: str, base: DocumentFilter) -> list[View]:
    """The views that users of such registers know (domain §1.7); they begin from what the register shows."""

    def view(title: str, grouping: Grouping = Grouping.NONE, **changes: object) -> View:
        values = {name: getattr(base, name) for name in DocumentFilter.__struct_fields__}
        return View(title=title, register=register, chosen=DocumentFilter(**{**values, **changes}), grouping=grouping)

    numbered = base.states == (DocumentState.REGISTERED,)
    cancelled = [view("Отменённые", states=(DocumentState.CANCELLED,))] if numbered else []
    from_us = Condition(field="correspondent", comparison=Comparison.FILLED)
    return [
        view("Все"),
        view("По номеру", sort=Sort.NUMBER),
        view("По дате", Grouping.MONTH),
        view("По виду", Grouping.KIND),
        view("По подписи", Grouping.SIGNATORY),
        view("По корреспонденту", Grouping.CORRESPONDENT, conditions=[from_us]),
        view("По адресату", Grouping.ADDRESSEE),
        view("По подразделению", Grouping.UNIT),
        view("По делу", Grouping.CASE_FILE),
        view("Контрольные", on_control=True, sort=Sort.CONTROL_DUE, rising=True),
        view("Неисполненные", unexecuted=True),
        view("Без резолюций", without_resolution=True),
        view("Поступили мне", to_me=True),
        view("Мои", mine=True),
        view("За 30 дней", period=Period.MONTH),
        *cancelled,
    ]
