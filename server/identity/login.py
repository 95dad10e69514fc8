"""Passwords and sessions: signing in, knowing again, locking out."""

import hashlib
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from msgspec import Struct
from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from common.identity import SignedIn
from common.kernel.ids import PersonId
from common.rpc.errors import NotAllowed, NotSignedIn, Unavailable
from server.core.audit import Actor
from server.core.clock import Clock
from server.core.dispatcher import Request
from server.core.service import Caller
from server.core.settings import Settings
from server.identity.models import Account, IdentityVersion, Person, UserSession
from server.identity.organisation import Organisation, organisation
from server.identity.profile import Profile, profile_of

FAILURES = 5
LOCKED = timedelta(minutes=15)
SEEN_EVERY = timedelta(minutes=1)
HASHES_AT_ONCE = 2  # a storm of 2,300 sign-ins at nine must leave a core to the rest
HASHES_WAITING = 8  # and threads of the server; who is told to come again does so by itself
LONGEST_WAIT = 5.0
CROWD = "Слишком много входов одновременно. Повторите через несколько секунд."


class Passwords:
    """Argon2id, a few at a time; raises Unavailable when too many wait for it."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._queue = threading.BoundedSemaphore(HASHES_AT_ONCE + HASHES_WAITING)
        self._room = threading.BoundedSemaphore(HASHES_AT_ONCE)
        self._nobody = self._hasher.hash(secrets.token_hex())

    def hash(self, password: str) -> str:
        with self._turn():
            return self._hasher.hash(password)

    def match(self, stored: str | None, password: str) -> bool:
        """Takes the same time for an unknown login."""
        with self._turn():
            try:
                return self._hasher.verify(stored or self._nobody, password) and stored is not None
            except VerificationError:
                return False

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._queue.acquire(blocking=False):
            raise Unavailable(CROWD)
        try:
            if not self._room.acquire(timeout=LONGEST_WAIT):
                raise Unavailable(CROWD)
            try:
                yield
            finally:
                self._room.release()
        finally:
            self._queue.release()


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(
    session: Session, person_id: PersonId, settings: Settings, now: datetime, today: date, actor: Actor
) -> SignedIn:
    token = secrets.token_urlsafe(32)
    expires = now + timedelta(hours=settings.session_hours)
    opened = UserSession(
        person_id=person_id, token_hash=token_hash(token), started=now, seen=now, expires=expires,
        address=actor.address, workplace=actor.workplace,
    )  # fmt: skip
    session.add(opened)
    return SignedIn(token, expires, profile_of(organisation(session), person_id, today).me)


def check_lock(account: Account | None, now: datetime) -> None:
    if account and account.locked_until and account.locked_until > now:
        minutes = int((account.locked_until - now).total_seconds() // 60) + 1
        raise NotSignedIn(f"Вход закрыт после {FAILURES} неудачных попыток. Повторите через {minutes} мин.")


# Asked by every call, so built once: building it costs more than running it.
OPEN_SESSION = (
    select(UserSession.id, UserSession.person_id, UserSession.seen, IdentityVersion.version)
    .join_from(UserSession, IdentityVersion, IdentityVersion.id == 1)
    .join(Person, Person.id == UserSession.person_id)
    .where(UserSession.token_hash == bindparam("token"))
    .where(UserSession.ended.is_(None), UserSession.expires > bindparam("now"))
    .where(or_(Person.dismissed.is_(None), Person.dismissed > bindparam("today")))
)


class Kept(Struct, frozen=True):
    """The organisation at a version, with the profiles that were asked for since."""

    version: int
    day: date
    organisation: Organisation
    profiles: dict[PersonId, Profile]


class Authenticator:
    """Knows a person again by the token; the organisation is kept until anything about people changes."""

    def __init__(self) -> None:
        self._kept: Kept | None = None

    def __call__(self, session: Session, settings: Settings, clock: Clock, request: Request) -> Caller | None:
        now = clock.now()
        values = {"token": token_hash(request.token), "now": now, "today": clock.today()}
        found = session.execute(OPEN_SESSION, values).one_or_none()
        if found is None:
            return None
        self._touch(session, found, now)
        profile = self._profile(session, found.person_id, found.version, clock.today())
        actor = Actor(
            found.person_id, profile.me.name, session_id=found.id, address=request.address, workplace=request.workplace
        )
        return known_by(profile, actor)

    def _touch(self, session: Session, found: Any, now: datetime) -> None:
        if now - found.seen > SEEN_EVERY:
            session.execute(update(UserSession).where(UserSession.id == found.id).values(seen=now))
            session.commit()

    def _profile(self, session: Session, person_id: PersonId, version: int, today: date) -> Profile:
        kept = self._kept  # one reading: another thread may start anew meanwhile
        if kept is None or (kept.version, kept.day) != (version, today):
            kept = self._kept = Kept(version, today, organisation(session), {})
        profile = kept.profiles.get(person_id)
        if profile is None:
            profile = kept.profiles[person_id] = profile_of(kept.organisation, person_id, today)
        return profile


def known_by(profile: Profile, actor: Actor) -> Caller:
    return Caller(actor, profile.me, profile.grants, profile.rights, profile.roles)


def dismissed(session: Session, person_id: PersonId, today: date) -> bool:
    day = session.execute(select(Person.dismissed).where(Person.id == person_id)).scalar_one()
    return day is not None and day <= today


def caller_of(session: Session, person_id: PersonId, today: date) -> Caller:
    """A person as a caller without a session, for work in the background; raises NotAllowed for a dismissed one."""
    if dismissed(session, person_id, today):
        raise NotAllowed("Сотрудник, который дал это задание, уволен: оно не выполняется.")
    profile = profile_of(organisation(session), person_id, today)
    return known_by(profile, Actor(person_id, profile.me.name))
