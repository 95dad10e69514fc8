"""A transaction outside a call: for jobs and the console, with the same audit and push."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from server.core.audit import Actor
from server.core.clock import Clock
from server.core.dispatcher import announce, leave
from server.core.events import Reactions
from server.core.service import Context
from server.core.settings import Settings


class Works:
    """Opens transactions in the name of the system or of an actor."""

    def __init__(self, engine: Engine, settings: Settings, clock: Clock, reactions: Reactions) -> None:
        self.engine = engine
        self.settings = settings
        self.clock = clock
        self._reactions = reactions

    @contextmanager
    def transaction(self, actor: Actor | None = None, call: str = "") -> Iterator[Context]:
        with Session(self.engine, expire_on_commit=False) as session:
            context = Context(session, self.settings, self.clock, self._reactions, call, actor=actor)
            yield context
            leave(context)
            session.commit()
            announce(context)
