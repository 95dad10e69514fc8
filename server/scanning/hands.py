"""What people have done with a batch by hand: kept step by step, told to a colleague and in the protocol."""

from collections.abc import Iterator, Mapping
from itertools import groupby

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from common.kernel.ids import BatchPageId, PersonId
from common.scanning.arranging import Arrangement
from server.core.service import Context
from server.identity.models import Person
from server.registry.queries import initials
from server.scanning.models import BatchRecord, BatchStep
from server.scanning.steps import Done, done, net, told

MEANWHILE = "Партию тем временем изменили: {0}. Показано, как она лежит теперь. {1}"
UNHEARD = "Партию тем временем изменил другой сотрудник. Показано, как она лежит теперь. {0}"
NOT_LAID = "Ваше последнее действие не выполнено: повторите его, если оно ещё нужно."
NOT_RELEASED = "Проверьте и передайте её снова."
OTHER_WINDOW = "вы в другом окне"


def keep_step(context: Context, batch: BatchRecord, before: Arrangement, after: Arrangement) -> None:
    assert context.caller is not None
    acts = done(before, after)
    context.session.add(
        BatchStep(
            batch_id=batch.id, version=batch.version, person_id=context.caller.me.id, at=context.clock.now(),
            acts=msgspec.to_builtins(acts),
        )
    )  # fmt: skip


def meanwhile(context: Context, batch: BatchRecord, version: int, numbers: Mapping[BatchPageId, int], more: str) -> str:
    """Who has done what since the caller saw the batch so, for whoever has laid it otherwise at the same time."""
    assert context.caller is not None
    me = context.caller.me.id
    told_of = [
        f"{OTHER_WINDOW if person_id == me else name} ({words})" if words else name
        for person_id, name, words in _runs(context.session, batch, numbers, version)
    ]
    return MEANWHILE.format(", ".join(told_of), more) if told_of else UNHEARD.format(more)


def by_hand(session: Session, batch: BatchRecord, numbers: Mapping[BatchPageId, int]) -> list[str]:
    """A line for each who has laid pages, as it came to in the end."""
    return [f"{name} (номера страниц): {words}" for _, name, words in _runs(session, batch, numbers) if words]


def _runs(
    session: Session, batch: BatchRecord, numbers: Mapping[BatchPageId, int], after: int = 0
) -> Iterator[tuple[PersonId, str, str]]:
    """Steps of one person, one after the other, are one."""
    rows = session.execute(
        select(BatchStep.person_id, BatchStep.acts, initials(Person).label("name"))
        .join(Person, Person.id == BatchStep.person_id)
        .where(BatchStep.batch_id == batch.id, BatchStep.version > after).order_by(BatchStep.version)
    ).all()  # fmt: skip
    for (person_id, name), steps in groupby(rows, key=lambda row: (row.person_id, row.name)):
        acts = net(msgspec.convert(step.acts, list[Done]) for step in steps)
        yield person_id, name, told(acts, numbers)
