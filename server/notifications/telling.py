"""Telling people what has happened, in the transaction in which it happens."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import Row, insert, or_, select
from sqlalchemy.dialects.postgresql import insert as put

from common.kernel.changes import Kind
from common.kernel.ids import AssignmentId, DocumentId, NotificationId, PersonId, ReportRunId
from common.notifications import Channel, Happening, Limit, is_told
from common.registry.card import Restriction
from server.core.service import Context
from server.identity.models import Person, Substitution, employed
from server.notifications.models import Notification, NotificationChoice, NotificationLimit, OutgoingMail
from server.notifications.order import order_sending
from server.registry.models import Document

News = Row[NotificationId, PersonId, Happening, str]  # what was not told before


class Told(Struct, frozen=True):
    """Somebody who is told, perhaps as the deputy of an absent person."""

    person_id: PersonId
    absent_id: PersonId | None


class Telling(Struct, frozen=True, kw_only=True):
    """What is to be told to whom of one document; what has a key is told to a person once."""

    happening: Happening
    people: Collection[PersonId]
    document_id: DocumentId
    assignment_id: AssignmentId | None = None
    due: date | None = None
    key: str = ""


def tell(
    context: Context, happening: Happening, people: Iterable[PersonId | None], document_id: DocumentId, *,
    assignment_id: AssignmentId | None = None, due: date | None = None, key: str = "",
    by: PersonId | None = None,
) -> None:  # fmt: skip
    """Tells people, and the deputies of those absent today, by the channels of each.

    Who acts is not told of his own act; `by` is whose act it is, when it is not the caller's. What has a key is told
    to a person once, however often it is told.
    """
    telling = Telling(
        happening=happening, people={person for person in people if person}, document_id=document_id,
        assignment_id=assignment_id, due=due, key=key,
    )  # fmt: skip
    tell_all(context, [telling], by)


def tell_all(context: Context, tellings: Iterable[Telling], by: PersonId | None = None) -> set[str]:
    """As many as there are in as many statements as one; gives the keys of those that were news to anybody."""
    wanted, by = [each for each in tellings if each.people], by or _acting(context)
    if not wanted:
        return set()
    rows: list[dict[str, Any]] = [
        {"happening": each.happening, "document_id": each.document_id, "assignment_id": each.assignment_id,
         "due": each.due, "key": each.key, "by_id": by, "counts": {}, "person_id": told.person_id,
         "absent_id": told.absent_id, "report_run_id": None, "words": ""}
        for each, everybody in zip(wanted, _with_deputies(context, wanted), strict=True)
        for told in everybody if told.person_id != by
    ]  # fmt: skip
    return {row.key for row in _leave(context, rows)}


def leave_digest(context: Context, person_id: PersonId, counts: Mapping[str, int], key: str) -> bool:
    """True when it was news."""
    row = {"happening": Happening.DIGEST, "document_id": None, "by_id": _acting(context), "counts": counts,
           "key": key, "person_id": person_id, "absent_id": None, "report_run_id": None, "words": ""}  # fmt: skip
    return bool(_leave(context, [row]))


def tell_of_report(
    context: Context, happening: Happening, people: Iterable[PersonId], run_id: ReportRunId | None, words: str
) -> None:
    """In person only: a report is handed to whom it names."""
    rows: list[dict[str, Any]] = [
        {"happening": happening, "document_id": None, "assignment_id": None, "due": None, "by_id": _acting(context),
         "counts": {}, "key": "", "person_id": person, "absent_id": None, "report_run_id": run_id, "words": words}
        for person in people
    ]  # fmt: skip
    _leave(context, rows)


def _leave(context: Context, notices: Sequence[Mapping[str, Any]]) -> Sequence[News]:
    """Writes the notices that are news, and puts letters into the outbox."""
    channels = _channels(context, {(row["happening"], row["person_id"]) for row in notices})
    now = context.clock.now()
    rows = [
        {**row, "at": now, "shown": Channel.CLIENT in by_these, "for_digest": Channel.DIGEST in by_these}
        for row in notices if (by_these := channels.get((row["happening"], row["person_id"])))
    ]  # fmt: skip
    if not rows:
        return []
    told_now = put(Notification).on_conflict_do_nothing().returning(
        Notification.id, Notification.person_id, Notification.happening, Notification.key
    )  # fmt: skip
    news = context.session.execute(told_now, rows, execution_options={"render_nulls": True}).all()  # in batches
    letters = [
        {"notification_id": row.id, "queued": now, "next_try": now}
        for row in news if Channel.MAIL in channels[row.happening, row.person_id]
    ]  # fmt: skip
    if letters:
        context.session.execute(insert(OutgoingMail), letters)
        order_sending(context)
    if news:
        context.change(Kind.NOTIFICATION, 0, [-row.person_id for row in news])  # heard in person only
    return news


def _acting(context: Context) -> PersonId | None:
    return context.caller.me.id if context.caller else None


def _with_deputies(context: Context, tellings: Sequence[Telling]) -> Iterator[list[Told]]:
    """Of each telling each person once: in person, or else as the deputy of one of those absent today."""
    today, session = context.clock.today(), context.session
    of = select(Document.id, Document.kind, Document.restriction)
    rows = session.execute(of.where(Document.id.in_({each.document_id for each in tellings})))
    documents = {row.id: row for row in rows}
    named = {person for each in tellings for person in each.people}
    substitutions = session.execute(
        select(Substitution.deputy_id, Substitution.absent_id, Substitution.kinds, Substitution.confidential)
        .where(Substitution.absent_id.in_(named), Substitution.since <= today, Substitution.until >= today)
        .where(or_(Substitution.acts, Substitution.signs)).order_by(Substitution.id)
    ).all()  # fmt: skip
    for each in tellings:
        document = documents[each.document_id]
        open_to_all = document.restriction is Restriction.NONE
        found = {person: Told(person, None) for person in sorted(each.people)}
        for row in substitutions:
            of_kind = not row.kinds or document.kind in row.kinds
            if row.absent_id in each.people and of_kind and (open_to_all or row.confidential):
                found.setdefault(row.deputy_id, Told(row.deputy_id, row.absent_id))
        yield list(found.values())


def channels_of(context: Context, happening: Happening, person_id: PersonId) -> set[Channel]:
    """By which channels a person is told; none when dismissed."""
    return _channels(context, {(happening, person_id)}).get((happening, person_id), set())


def _channels(
    context: Context, wanted: Collection[tuple[Happening, PersonId]]
) -> dict[tuple[Happening, PersonId], set[Channel]]:
    """Of those at work; letters go to those who have an address."""
    session, today = context.session, context.clock.today()
    happenings = {happening for happening, _ in wanted}
    limited = select(NotificationLimit.happening, NotificationLimit.channel, NotificationLimit.limit)
    limits = {
        (row.happening, row.channel): row.limit
        for row in session.execute(limited.where(NotificationLimit.happening.in_(happenings)))
    }
    of_these = (NotificationChoice.person_id == Person.id) & NotificationChoice.happening.in_(happenings)
    rows = session.execute(
        select(
            Person.id, Person.email, NotificationChoice.happening, NotificationChoice.channel,
            NotificationChoice.wanted,
        )
        .outerjoin(NotificationChoice, of_these)
        .where(Person.id.in_({person for _, person in wanted}))
        .where(employed(today))
    ).all()  # fmt: skip
    chosen = {(row.id, row.happening, row.channel): row.wanted for row in rows}
    mailed = {row.id: bool(row.email and context.settings.mail_server) for row in rows}
    return {
        (happening, person): {
            channel for channel in happening.channels
            if is_told(happening, channel, limits.get((happening, channel), Limit.ALLOWED),
                       chosen.get((person, happening, channel)))
            and (channel is not Channel.MAIL or mailed[person])
        }
        for happening, person in wanted if person in mailed
    }  # fmt: skip
