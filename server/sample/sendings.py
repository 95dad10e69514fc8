"""Distribution lists of the invented city, and two legal acts sent for acquaintance: one half read, one fresh."""

import random
from datetime import timedelta

from sqlalchemy import select, update

from common.distribution.api import SendDraft, SendingKind
from common.distribution.lists import ListDraft, Reach, UnitTarget
from common.kernel.ids import DistributionListId, PersonId, UnitId
from common.registry.classes import DocumentClass, DocumentState
from server.core.clock import HeldClock
from server.core.service import Context
from server.distribution.lists import ListService
from server.distribution.models import Acquaintance
from server.distribution.service import DistributionService
from server.identity.login import caller_of
from server.identity.models import Account, Unit
from server.registry.models import Document

HEADS, LAWYERS = "Руководители подразделений", "Юристы и кадры"
SENT_AGO, DAYS = timedelta(days=9), 3
COMMENTS = ("", "", "", "Доведено до сотрудников", "Принято к исполнению")


def put_sendings(context: Context) -> None:
    """In the name of the senior clerk at whose place the acts are registered."""
    session, draw = context.session, random.Random(23)
    clerk = session.scalars(select(Account.person_id).where(Account.login == "registrar")).one()
    acts = session.execute(
        select(Document.id, Document.place_id, Document.registered_at)
        .where(Document.document_class == DocumentClass.ACT, Document.state == DocumentState.REGISTERED)
        .order_by(Document.id.desc()).limit(200)
    ).all()  # fmt: skip
    now = _as(context, clerk, context.clock)
    heads = _lists(now)
    places = {place.id for place in now.caller.me.places} if now.caller else set()
    ours = {row.id: row.registered_at for row in acts if row.place_id in places}
    moment = context.clock.now()
    aged = [each for each, registered in ours.items() if registered <= moment - SENT_AGO][:1]
    fresh = [each for each, registered in ours.items() if registered <= moment and each not in aged][:1]
    chosen = [*aged, *fresh]
    if len(chosen) < 2:
        return
    long_ago = _as(context, clerk, HeldClock(context.clock.now() - SENT_AGO, context.settings.zone))
    order = SendDraft(list_ids=[heads], days=DAYS, comment="Прошу ознакомиться и довести до сотрудников")
    DistributionService(long_ago).send([chosen[0]], order)
    waiting = session.scalars(select(Acquaintance.id).where(Acquaintance.document_id == chosen[0])).all()
    for each in waiting:
        after = timedelta(days=draw.randint(0, 6), hours=draw.randint(0, 6))
        if draw.random() < 0.6:
            session.execute(
                update(Acquaintance).where(Acquaintance.id == each).values(
                    confirmed_at=context.clock.now() - SENT_AGO + after,
                    confirmed_by_id=Acquaintance.person_id, comment=draw.choice(COMMENTS),
                )
            )  # fmt: skip
    units = [UnitTarget(_unit(now, "УД"), Reach.UNIT)]
    DistributionService(now).send([chosen[1]], SendDraft(units=units, kind=SendingKind.FOR_INFORMATION))


def _as(context: Context, person_id: PersonId, clock: object) -> Context:
    """A call of that person, of which neither audit nor windows hear."""
    caller = caller_of(context.session, person_id, context.clock.today())
    return Context(context.session, context.settings, clock, {}, caller=caller)  # type: ignore[arg-type]


def _lists(context: Context) -> DistributionListId:
    top = context.session.scalars(select(Unit.id).where(Unit.parent_id.is_(None)).order_by(Unit.id)).first()
    assert top is not None
    lists = ListService(context)
    lawyers = ListDraft(
        title=LAWYERS, shared=True,
        units=[UnitTarget(_unit(context, short), Reach.UNIT) for short in ("ДПО", "УКМС")],
    )  # fmt: skip
    lists.define(None, 0, lawyers)
    return lists.define(None, 0, ListDraft(title=HEADS, shared=True, units=[UnitTarget(top, Reach.HEADS)]))


def _unit(context: Context, short: str) -> UnitId:
    return context.session.scalars(select(Unit.id).where(Unit.short_title == short)).one()
