"""Telling people what has happened, in the transaction in which it happens."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct
from sqlalchemy import insert, or_, select
from sqlalchemy.dialects.postgresql import insert as put

from common.kernel.changes import Kind
from common.kernel.ids import AssignmentId, DocumentId, NotificationId, PersonId
from common.notifications import Channel, Happening, Limit, is_told
from common.registry.card import Restriction
from server.core.service import Context
from server.identity.models import Person, Substitution
from server.notifications.models import Notification, NotificationChoice, NotificationLimit, OutgoingMail
from server.notifications.order import order_sending
from server.registry.models import Document


class Told(Struct, frozen=True):
    """Somebody who is told, perhaps as the deputy of an absent person."""

    person_id: PersonId
    absent_id: PersonId | None


def tell(
    context: Context, happening: Happening, people: Iterable[PersonId | None], document_id: DocumentId, *,
    assignment_id: AssignmentId | None = None, due: date | None = None, key: str = "",
    by: PersonId | None = None,
) -> int:  # fmt: skip
    """Tells people, and the deputies of those absent today, by the channels of each; gives to how many it was news.

    Who acts is not told of his own act; `by` is whose act it is, when it is not the caller's. What has a key is told
    to a person once, however often it is told.
    """
    named = {person for person in people if person}
    if not named:
        return 0
    document = context.session.get_one(Document, document_id)
    told = [each for each in _with_deputies(context, named, document) if each.person_id != (by or _acting(context))]
    about = {"document_id": document_id, "assignment_id": assignment_id, "due": due, "key": key,
             "by_id": by or _acting(context)}  # fmt: skip
    return len(leave(context, happening, told, about))


def leave(
    context: Context, happening: Happening, told: Sequence[Told], about: Mapping[str, object]
) -> list[NotificationId]:
    """Writes the notices that are news, and puts letters into the outbox."""
    channels = channels_of(context, happening, {each.person_id for each in told})
    now = context.clock.now()
    common = {"document_id": None, "counts": {}, "by_id": _acting(context), **about, "happening": happening, "at": now}
    rows = [
        {**common, "person_id": each.person_id, "absent_id": each.absent_id,
         "shown": Channel.CLIENT in channels[each.person_id], "for_digest": Channel.DIGEST in channels[each.person_id]}
        for each in told if channels.get(each.person_id)
    ]  # fmt: skip
    if not rows:
        return []
    told_now = put(Notification).on_conflict_do_nothing().returning(Notification.id, Notification.person_id)
    news = context.session.execute(told_now, rows).all()  # in batches: all of the city may be told at once
    mailed = [row.id for row in news if Channel.MAIL in channels[row.person_id]]
    if mailed:
        letters = [{"notification_id": each, "queued": now, "next_try": now} for each in mailed]
        context.session.execute(insert(OutgoingMail), letters)
        order_sending(context)
    if news:
        context.change(Kind.NOTIFICATION, 0, [-row.person_id for row in news])  # heard in person only
    return [row.id for row in news]


def _acting(context: Context) -> PersonId | None:
    return context.caller.me.id if context.caller else None


def _with_deputies(context: Context, named: set[PersonId], document: Document) -> list[Told]:
    """Each person once: in person, or else as the deputy of one of those absent today."""
    today = context.clock.today()
    found = {person: Told(person, None) for person in sorted(named)}
    statement = (
        select(Substitution.deputy_id, Substitution.absent_id)
        .where(Substitution.absent_id.in_(named), Substitution.since <= today, Substitution.until >= today)
        .where(or_(Substitution.acts, Substitution.signs))
        .where(or_(Substitution.kinds == [], Substitution.kinds.contains([document.kind])))
        .order_by(Substitution.id)
    )
    if document.restriction is not Restriction.NONE:
        statement = statement.where(Substitution.confidential)
    for row in context.session.execute(statement):
        found.setdefault(row.deputy_id, Told(row.deputy_id, row.absent_id))
    return list(found.values())


def channels_of(context: Context, happening: Happening, people: set[PersonId]) -> dict[PersonId, set[Channel]]:
    """By which channels each of those at work is told; letters go to those who have an address."""
    session, today = context.session, context.clock.today()
    limited = (
        select(NotificationLimit.channel, NotificationLimit.limit).where(NotificationLimit.happening == happening)
    )  # fmt: skip
    limits = {row.channel: row.limit for row in session.execute(limited)}
    of_it = (NotificationChoice.person_id == Person.id) & (NotificationChoice.happening == happening)
    chosen = (
        select(Person.id, Person.email, NotificationChoice.channel, NotificationChoice.wanted)
        .outerjoin(NotificationChoice, of_it)
        .where(Person.id.in_(people), or_(Person.dismissed.is_(None), Person.dismissed > today))
    )
    rows = session.execute(chosen).all()
    wanted = {(row.id, row.channel): row.wanted for row in rows}
    return {
        row.id: {
            channel for channel in happening.channels
            if is_told(happening, channel, limits.get(channel, Limit.ALLOWED), wanted.get((row.id, channel)))
            and (channel is not Channel.MAIL or (row.email and context.settings.mail_server))
        }
        for row in rows
    }  # fmt: skip
