"""What a service works with: one call, one transaction, one person."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy.orm import Session

from common.identity import Me
from common.kernel.changes import Change, Kind
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.rpc.errors import Invalid, NotAllowed
from server.core.audit import Actor, Entry
from server.core.clock import Clock
from server.core.events import Event, Reactions
from server.core.settings import Settings


class Caller(Struct, frozen=True):
    """The signed-in person of a call; `principals` are all in whose name documents may be seen."""

    actor: Actor
    me: Me
    principals: list[int]
    rights: frozenset[Right]

    @property
    def mine(self) -> list[int]:
        """What a list of readers is compared with: everybody (0), the principals, the caller in person (negative)."""
        return [0, *self.principals, -self.me.id]


class Note(Struct, frozen=True):
    change: Change
    audience: list[int] | None


class Context:
    """One call: its transaction, its caller, and what it leaves behind for audit and push."""

    def __init__(
        self, session: Session, settings: Settings, clock: Clock, reactions: Reactions, call: str = "",
        caller: Caller | None = None, actor: Actor | None = None,
    ) -> None:  # fmt: skip
        self.session = session
        self.settings = settings
        self.clock = clock
        self.reactions = reactions
        self.call = call
        self.caller = caller
        self.actor = caller.actor if caller else actor or Actor(None, "Система")
        self.entries: list[Entry] = []
        self.notes: list[Note] = []
        self.refusal_stays = False
        self.wakes: set[str] = set()  # channels to be notified after the commit

    def change(self, kind: Kind, object_id: int, audience: Iterable[int] | None = None) -> None:
        """Leaves a note for open windows; without an audience everybody hears it."""
        heard_by = None if audience is None else sorted(set(audience))
        self.notes.append(Note(Change(kind, object_id), heard_by))

    def keep_refusal(self) -> None:
        """What the call has written stays although it ends in a refusal, as a failed sign-in does."""
        self.refusal_stays = True

    def tell(self, event: Event) -> None:
        for reaction in self.reactions.get(type(event), ()):
            reaction(self, event)


class Service:
    """Base of all services; a method is one transaction that its caller opens and commits."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.session = context.session

    @property
    def caller(self) -> Caller:
        if self.context.caller is None:
            raise NotAllowed("Действие доступно только после входа в систему.")
        return self.context.caller

    @property
    def now(self) -> datetime:
        return self.context.clock.now()

    @property
    def today(self) -> date:
        return self.context.clock.today()

    def record(
        self, action: str, kind: str = "", object_id: int | None = None, acting_for: str = "", **details: Any
    ) -> None:
        """Leaves an act for the audit."""
        self.context.entries.append(Entry(action, kind, object_id, details, acting_for))

    def changed(self, kind: Kind, object_id: int, audience: Iterable[int] | None = None) -> None:
        """Leaves a note for open windows; without an audience everybody hears it."""
        self.context.change(kind, object_id, audience)

    def check(self, problems: Iterable[Problem]) -> None:
        """Raises Invalid with all the problems, if there are any."""
        if found := list(problems):
            raise Invalid(found[0].text if len(found) == 1 else f"Исправьте поля: {len(found)}.", found)

    def demand(self, right: Right, message: str) -> None:
        if right not in self.caller.rights:
            raise NotAllowed(message)
