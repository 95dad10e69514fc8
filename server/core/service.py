"""What a service works with: one call, one transaction, one person."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy.orm import Session

from common.identity import Me, StandIn
from common.kernel.changes import Change, Kind
from common.kernel.ids import POSTS, UNITS, PersonId, PlaceId
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.rpc.errors import Invalid, NotAllowed
from server.core.audit import Actor, Entry
from server.core.clock import Clock
from server.core.events import Event, Reactions
from server.core.settings import Settings

EVERYBODY = 0  # a principal that every caller carries: of acts that are open to all


def unit_principal(unit_id: int) -> int:
    return UNITS + unit_id


def post_principal(post_id: int) -> int:
    return POSTS + post_id


class Grant(Struct, frozen=True, kw_only=True):
    """What a caller sees on one ground; without kinds and states it is not limited.

    `people` names everybody in whose name documents are seen, a negative one as a reader in person.
    """

    places: tuple[int, ...] = ()
    units: tuple[int, ...] = ()
    files: tuple[str, ...] = ()
    people: tuple[int, ...] = ()
    everywhere: bool = False  # the units are all there are
    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()

    @property
    def is_limited(self) -> bool:
        return bool(self.kinds or self.states)


class RoleGrant(Struct, frozen=True, kw_only=True):
    """The rights of one role; no place, kinds or states mean all of them. A lent one is an absent person's."""

    rights: frozenset[Right]
    place_id: PlaceId | None = None
    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    in_stead_of: PersonId | None = None

    def fits(self, kind: str, state: str) -> bool:
        return (not self.kinds or kind in self.kinds) and (not self.states or state in self.states)


AT_PLACE_ONLY = frozenset({Right.REGISTER, Right.BACKDATE, Right.RELEASE_FILES})


class Caller(Struct, frozen=True):
    """The signed-in person of a call; the first of the grants is the one without limits."""

    actor: Actor
    me: Me
    grants: tuple[Grant, ...]
    rights: frozenset[Right]
    roles: tuple[RoleGrant, ...] = ()

    @property
    def hears(self) -> frozenset[int]:
        """What the audience of a change is compared with."""
        whole = self.grants[0]
        return frozenset((*whole.places, *whole.units, *whole.people, self.me.id))

    def rights_on(self, place_id: int, kind: str, state: str) -> frozenset[Right]:
        """The rights as far as the roles reach to documents of that place, kind and state."""
        found = {Right.SIGNED_IN}
        for role in self.roles:
            if role.fits(kind, state):
                elsewhere = role.place_id is not None and role.place_id != place_id
                found |= role.rights - AT_PLACE_ONLY if elsewhere else role.rights
        return frozenset(found)

    def registers(self, place_id: int, kind: str, state: str) -> bool:
        """Whether a role makes the caller a registrar of that place for documents of that kind and state."""
        return any(role.place_id == place_id and role.fits(kind, state) for role in self.roles)

    def standing_in_for(self, absent: StandIn | None) -> "Caller":
        """The caller with one of the absent only, or with nobody: in person."""
        lender = absent.id if absent else None
        roles = tuple(role for role in self.roles if role.in_stead_of in {None, lender})
        return replace(self, me=replace(self.me, stands_in=[absent] if absent else []), roles=roles)

    def selves(self, kind: str, *, signing: bool = False) -> set[PersonId]:
        """In whose name the caller acts (or signs) on documents of a kind: in person, and for those absent today."""
        standing_in = (each for each in self.me.stands_in if (each.signs if signing else each.acts))
        return {self.me.id, *(each.id for each in standing_in if not each.kinds or kind in each.kinds)}


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
        self.in_stead: dict[int, str] = {}  # document → the absent person by whose part the caller acts on it

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
        """Leaves an act for the audit; on a document it says by itself in whose stead the caller acts."""
        if kind == "document" and object_id is not None:
            acting_for = acting_for or self.context.in_stead.get(object_id, "")
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
