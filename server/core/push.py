"""Changes on their way to open windows: from the notes in the database to the sockets that may hear them."""

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Engine, func, select

from common.kernel.changes import Change, Kind, Pushed
from server.core import metrics
from server.core.db import Ear
from server.core.models import ChangeNote

log = logging.getLogger("grif.push")
OVERLAP = 500  # numbers are given out before they are committed: look back that far for late ones
HEARTBEAT = 3.0
AT_ONCE = 2000
NEVER = 2**62
EVERYTHING = [Change(kind, 0) for kind in Kind]  # «anything of that kind may have changed»


class Listener:
    """One open socket: what it has to send, and in whose name it hears."""

    def __init__(self, principals: frozenset[int]) -> None:
        self.principals = principals
        self.waiting: asyncio.Queue[Pushed] = asyncio.Queue(maxsize=1000)
        self.too_slow = False

    def hears(self, audience: Sequence[int] | None) -> bool:
        return audience is None or not self.principals.isdisjoint(audience)


class Hub:
    """Reads new notes of changes, woken by NOTIFY or at least every few seconds, and hands them out."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._listeners: set[Listener] = set()
        self._seen: set[int] = set()
        self._last = 0
        self._woken = asyncio.Event()
        self._ear: Ear | None = None

    def join(self, listener: Listener) -> None:
        self._listeners.add(listener)
        metrics.listeners.set(len(self._listeners))

    def part(self, listener: Listener) -> None:
        self._listeners.discard(listener)
        metrics.listeners.set(len(self._listeners))

    async def run(self) -> None:
        while True:
            try:
                if not self._last:
                    self._last = await asyncio.to_thread(self._newest)
                await self._listen()
                await self._wake()
                self._hand_out(await asyncio.to_thread(self._notes, self._last - OVERLAP))
            except Exception:
                log.exception("state=listening_again")
                self.close()
                await asyncio.sleep(HEARTBEAT)

    async def _wake(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), HEARTBEAT)
        self._woken.clear()

    def since(self, sequence: int, listener: Listener) -> Pushed:
        """What a listener missed after the sequence it names, or that it must read everything again; in a thread."""
        rows = self._notes(sequence - OVERLAP)
        newest = max((row.id for row in rows), default=sequence)
        if len(rows) == AT_ONCE or sequence < self._oldest():
            return Pushed(newest, EVERYTHING)
        return Pushed(newest, _changes([row for row in rows if listener.hears(row.audience)]))

    def _hand_out(self, rows: Sequence[Any]) -> None:
        fresh = [row for row in rows if row.id not in self._seen]
        if not fresh:
            return
        self._last = max(self._last, fresh[-1].id)
        self._seen = {number for number in self._seen | {row.id for row in fresh} if number > self._last - OVERLAP}
        for listener in list(self._listeners):
            heard = _changes([row for row in fresh if listener.hears(row.audience)])
            if len(fresh) == AT_ONCE:  # there may have been more
                heard = EVERYTHING
            if not heard:
                continue
            metrics.pushed.inc(len(heard))
            try:
                listener.waiting.put_nowait(Pushed(self._last, heard))
            except asyncio.QueueFull:
                listener.too_slow = True  # it is cut off, comes back and asks what it missed

    def _notes(self, after: int) -> Sequence[Any]:
        columns = (ChangeNote.id, ChangeNote.kind, ChangeNote.object_id, ChangeNote.audience)
        statement = select(*columns).where(ChangeNote.id > after).order_by(ChangeNote.id.desc()).limit(AT_ONCE)
        with self._engine.connect() as connection:
            return connection.execute(statement).all()[::-1]

    def _oldest(self) -> int:
        """The oldest note that has not been swept; what lies before it nobody can tell."""
        with self._engine.connect() as connection:
            oldest = connection.execute(select(func.min(ChangeNote.id))).scalar_one()
            return int(oldest) if oldest is not None else NEVER

    def _newest(self) -> int:
        with self._engine.connect() as connection:
            newest = int(connection.execute(select(func.coalesce(func.max(ChangeNote.id), 0))).scalar_one())
        self._seen = {row.id for row in self._notes(newest - OVERLAP)}
        return newest

    async def _listen(self) -> None:
        if self._ear is None:
            self._ear = await asyncio.to_thread(Ear, self._engine, "grif_changes")
            asyncio.get_running_loop().add_reader(self._ear.fileno(), self._heard, self._ear)

    def _heard(self, ear: Ear) -> None:
        try:
            ear.heard()
        except OSError:
            self.close()
        self._woken.set()

    def close(self) -> None:
        """Stops listening."""
        ear, self._ear = self._ear, None
        if ear is not None:
            asyncio.get_running_loop().remove_reader(ear.fileno())
            ear.close()


def _changes(rows: Sequence[Any]) -> list[Change]:
    return list(dict.fromkeys(Change(Kind(row.kind), row.object_id) for row in rows))


def as_text(pushed: Pushed) -> str:
    return msgspec.json.encode(pushed).decode()
