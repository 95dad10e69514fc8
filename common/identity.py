"""Who works here: people, their units and rights, and how one signs in."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.kernel.guessable import is_in_rows, repeats
from common.kernel.ids import PersonId, PlaceId, SessionId, UnitId
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.rpc.api import Api, reads, writes


class ServerCard(Struct, frozen=True):
    """What a client asks before anything else."""

    organisation: str
    version: str
    protocol: int
    oldest_protocol: int


class Place(Struct, frozen=True):
    """A place of registration (место регистрации)."""

    id: PlaceId
    title: str


class PersonRow(Struct, frozen=True):
    id: PersonId
    name: str  # «Щукина Ж. Ё.»
    post: str
    unit: str
    absent_until: date | None = None
    deputy: str = ""


class StandIn(Struct, frozen=True):
    """An absent person with what the deputy may do in his or her stead; no kinds mean documents of all kinds."""

    id: PersonId
    name: str
    until: date
    acts: bool
    signs: bool
    kinds: list[str] = []


class Me(Struct, frozen=True):
    """The signed-in person with rights, places and those for whom one acts today."""

    id: PersonId
    name: str
    post: str
    unit_id: UnitId
    unit: str
    rights: list[Right]
    places: list[Place]
    acts_for: list[PersonRow]
    stands_in: list[StandIn] = []
    zone: str = ""  # of the city: «Asia/Omsk»
    remembered: dict[str, bytes] = {}  # by the client, at whatever workplace

    def may(self, right: Right) -> bool:
        return right in self.rights


class SignedIn(Struct, frozen=True):
    token: str
    expires: datetime
    me: Me


class SessionRow(Struct, frozen=True):
    id: SessionId
    started: datetime
    last_seen: datetime
    workplace: str
    address: str
    current: bool


MOST_REMEMBERED, LONGEST_KEY, LONGEST_REMEMBERED = 500, 1000, 16 * 1024  # keys of a person; characters; bytes
RememberedKey = Annotated[str, Meta(min_length=1, max_length=LONGEST_KEY)]
RememberedValue = Annotated[bytes, Meta(max_length=LONGEST_REMEMBERED)]
Login = Annotated[str, Meta(min_length=1, max_length=100)]
Password = Annotated[str, Meta(min_length=1, max_length=500)]
SHORTEST_PASSWORD = 10
FEWEST_CHARACTERS, SHORTEST_NAME = 4, 4
PASSWORD_RULES = (
    f"Не короче {SHORTEST_PASSWORD} знаков, без имени входа и фамилии, не повтор и не ряд клавиш;"
    " лучше всего фраза из нескольких слов."
)


def password_problems(new: str, login: str, old: str = "", name: str = "") -> Iterator[Problem]:
    """What is wrong with a new password; the first fault is enough. The name is that of its owner."""
    named = [each for each in re.split(r"[\W_]+", name.lower()) if len(each) >= SHORTEST_NAME]
    if old and new == old:
        yield Problem("new", "Новый пароль совпадает с прежним. Придумайте другой.")
    elif len(new) < SHORTEST_PASSWORD:
        yield Problem("new", f"Пароль короче {SHORTEST_PASSWORD} знаков. Возьмите фразу из нескольких слов.")
    elif len(set(new)) < FEWEST_CHARACTERS:
        yield Problem("new", "Пароль почти из одного знака. Возьмите фразу из нескольких слов.")
    elif login and login.strip().lower() in new.lower():
        yield Problem("new", "Пароль содержит имя входа. Придумайте другой.")
    elif any(each in new.lower() for each in named):
        yield Problem("new", "Пароль содержит ваше имя или фамилию. Придумайте другой.")
    elif repeats(new):
        yield Problem("new", "Пароль — повторение одного и того же. Возьмите фразу из разных слов.")
    elif is_in_rows(new):
        yield Problem("new", "Пароль из соседних клавиш или слов, которые пробуют первыми. Возьмите фразу из слов.")


class IdentityApi(Api, Protocol):
    @reads(None)
    def server(self) -> ServerCard: ...

    @writes(None)
    def sign_in(self, login: Login, password: Password, new: Password | None = None) -> SignedIn:
        """Opens a session. Five failures in a row lock the account for fifteen minutes; raises NotSignedIn.

        A password given by an administrator opens none before it is replaced: Invalid names the field `new`.
        """
        ...

    @writes(Right.SIGNED_IN)
    def sign_out(self) -> None: ...

    @reads(Right.SIGNED_IN)
    def me(self) -> Me: ...

    @writes(Right.SIGNED_IN)
    def remember(
        self, values: Annotated[dict[RememberedKey, RememberedValue], Meta(max_length=MOST_REMEMBERED)]
    ) -> None:
        """Keeps what the client wants to find again at every workplace; of too many, those kept last."""
        ...

    @reads(Right.SIGNED_IN)
    def people(self, text: str, limit: Annotated[int, Meta(ge=1, le=100)] = 20) -> list[PersonRow]:
        """People whose surname, post or unit begins with the text, in alphabetical order."""
        ...

    @reads(Right.SIGNED_IN)
    def sessions(self) -> list[SessionRow]: ...

    @writes(Right.SIGNED_IN)
    def end_session(self, session_id: SessionId) -> None: ...

    @writes(Right.SIGNED_IN, secret=True)
    def change_password(self, old: Password, new: Password) -> None:
        """Ends all other sessions of the person; raises Invalid for a wrong old or a weak new password."""
        ...
