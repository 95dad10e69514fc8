"""The audit: who did what, when and from where, append-only and hash-chained."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, insert, select, update
from sqlalchemy.orm import Session

from common.administration import ChainState
from common.kernel.ids import PersonId, SessionId
from server.core.models import AuditEvent, AuditHead

GENESIS = "0" * 64
COLUMNS = (
    "id at person_id person acting_for session_id address workplace call action kind object_id details previous"
).split()

# Built once: all writes of the city wait while they run.
LOCKED_HEAD = select(AuditHead.last_id, AuditHead.hash).with_for_update()
EVENT = insert(AuditEvent)
MOVE_HEAD = update(AuditHead).values(last_id=bindparam("last"), hash=bindparam("link"))


class Entry(msgspec.Struct, frozen=True):
    """An act before it has its place in the chain."""

    action: str
    kind: str = ""
    object_id: int | None = None
    details: dict[str, Any] = {}
    acting_for: str = ""  # the absent person in whose stead this was done


class Actor(msgspec.Struct, frozen=True):
    """Who acts, and from where."""

    person_id: PersonId | None
    person: str
    acting_for: str = ""
    session_id: SessionId | None = None
    address: str = ""
    workplace: str = ""


def link(values: dict[str, Any]) -> str:
    """The hash of an event: SHA-256 over its columns in fixed order, the hash before it among them."""
    canonical = msgspec.json.encode([_plain(values[name]) for name in COLUMNS], order="sorted")
    return hashlib.sha256(canonical).hexdigest()


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value


def append(session: Session, actor: Actor, call: str, at: datetime, entries: list[Entry]) -> None:
    """Adds the acts of a transaction; to be its last statement, for it holds the head until the commit."""
    if not entries:
        return
    session.flush()  # whatever waits for a row must wait before the head is locked
    connection = session.connection()
    head = connection.execute(LOCKED_HEAD).one()
    last, previous = head.last_id, head.hash
    rows = []
    for entry in entries:
        last += 1
        row = {
            "id": last, "at": at, "person_id": actor.person_id, "person": actor.person,
            "acting_for": entry.acting_for or actor.acting_for, "session_id": actor.session_id,
            "address": actor.address, "workplace": actor.workplace, "call": call, "action": entry.action,
            "kind": entry.kind, "object_id": entry.object_id, "details": msgspec.to_builtins(entry.details),
            "previous": previous,
        }  # fmt: skip
        row["hash"] = previous = link(row)
        rows.append(row)
    connection.execute(EVENT, rows)
    connection.execute(MOVE_HEAD, {"last": last, "link": previous})


def verify(connection: Connection) -> ChainState:
    """Walks the chain up to the head as it stood at the beginning; acts that are added meanwhile do not disturb."""
    head = connection.execute(select(AuditHead.last_id, AuditHead.hash)).one_or_none()
    expected, previous, events = 1, GENESIS, 0
    for event in _events(connection, head.last_id if head else 0):
        values = event._asdict()
        if event.id != expected:
            return ChainState(events, previous, expected, f"Пропущено событие № {expected}.")
        if event.previous != previous:
            return ChainState(events, previous, event.id, "Событие не следует из предыдущего.")
        if link(values) != event.hash:
            return ChainState(events, previous, event.id, "Содержание события изменено после записи.")
        expected, previous, events = expected + 1, event.hash, events + 1
    if head is None or head.last_id != events or head.hash != previous:
        return ChainState(events, previous, expected, "Последние события удалены: журнал не доходит до своей головы.")
    return ChainState(events, previous, None, "")


def _events(connection: Connection, last: int) -> Iterator[Row[Any]]:
    columns = [getattr(AuditEvent, name) for name in (*COLUMNS, "hash")]
    statement = select(*columns).where(AuditEvent.id <= last).order_by(AuditEvent.id)
    yield from connection.execution_options(yield_per=2000).execute(statement)
