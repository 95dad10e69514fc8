"""Who has not confirmed yet is reminded when the term of acquaintance comes near and when it has passed."""

from sqlalchemy import select, update

from common.notifications import Happening
from common.registry.classes import DocumentState
from server.core.service import Caller, Context
from server.distribution.models import Acquaintance, DistributionSending
from server.distribution.queries import folder_count, waiting
from server.identity.models import Person
from server.notifications.morning import Schedule
from server.notifications.telling import Telling, tell_all
from server.registry.models import Document

BATCH = 500


def remind_of_acquaintance(context: Context, schedule: Schedule, after: int) -> int | None:
    found = context.session.execute(
        select(
            Acquaintance.id, Acquaintance.person_id, Acquaintance.document_id, Acquaintance.due,
            DistributionSending.sent_at,
        )
        .join_from(Acquaintance, DistributionSending, DistributionSending.id == Acquaintance.sending_id)
        .join(Person, Person.id == Acquaintance.person_id).join(Document, Document.id == Acquaintance.document_id)
        .where(waiting(schedule.today), Document.state == DocumentState.REGISTERED)
        .where(Acquaintance.due.between(schedule.first, schedule.last))
        .where(Acquaintance.id > after).order_by(Acquaintance.id).limit(BATCH)
    ).all()  # fmt: skip
    tellings = {}
    for each in found:
        sent = context.clock.local(each.sent_at).date()
        occasion = "overdue" if each.due < schedule.today else schedule.reached(each.due, sent)
        if occasion is not None:
            key = f"acquaintance {each.id} {each.due} {occasion}"
            tellings[each.id] = Telling(
                happening=Happening.ACQUAINT_REMINDED, people=[each.person_id], document_id=each.document_id,
                due=each.due, key=key,
            )  # fmt: skip
    news = tell_all(context, tellings.values())
    reminded = [each for each, telling in tellings.items() if telling.key in news]
    now = context.clock.now()
    context.session.execute(update(Acquaintance).where(Acquaintance.id.in_(reminded)).values(reminded_at=now))
    return found[-1].id if len(found) == BATCH else None


def section_of_acquaintance(context: Context, caller: Caller) -> dict[str, int]:
    counts = folder_count(context.session, caller, context.clock.today())
    return {"Ждут ознакомления": counts.count}
