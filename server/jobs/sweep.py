"""What nobody needs is swept away once an hour, what has its hour is looked at often; by one worker at a time."""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy import delete, func, select

from server.core.models import ChangeNote, GivenAnswer
from server.core.service import Context
from server.core.unit_of_work import Works

log = logging.getLogger("grif.jobs")
EVERY = timedelta(hours=1)
OFTEN = timedelta(minutes=3)
LOCK = 7_420_118
NOTES_KEPT = timedelta(days=1)
ANSWERS_KEPT = timedelta(days=14)  # a client may have been switched off over the holidays

Broom = Callable[[Context], int]  # gives how much it has swept


class Sweeper:
    def __init__(self, works: Works, brooms: Sequence[Broom], every: timedelta = EVERY) -> None:
        self._works, self._every = works, every
        self._brooms = brooms
        self._next = works.clock.now()

    def sweep_when_due(self) -> None:
        now = self._works.clock.now()
        if now < self._next:
            return
        self._next = now + self._every
        for broom in self._brooms:
            with self._works.transaction() as context:
                if context.session.scalar(select(func.pg_try_advisory_xact_lock(LOCK))):
                    log.info("broom=%s swept=%s", broom.__name__, broom(context))


def old_notes(context: Context) -> int:
    old = ChangeNote.at < context.clock.now() - NOTES_KEPT
    return len(context.session.scalars(delete(ChangeNote).where(old).returning(ChangeNote.id)).all())


def old_answers(context: Context) -> int:
    old = GivenAnswer.at < context.clock.now() - ANSWERS_KEPT
    return len(context.session.scalars(delete(GivenAnswer).where(old).returning(GivenAnswer.key)).all())


BROOMS: tuple[Broom, ...] = (old_notes, old_answers)
