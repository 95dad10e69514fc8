"""The outbox: which letter goes next, whether it still may, and what becomes of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from common.kernel.ids import PersonId
from common.notifications import LetterState
from server.core.audit import Actor
from server.core.service import Caller, Context
from server.identity.login import known_by
from server.identity.models import Person
from server.identity.organisation import Organisation, organisation
from server.identity.profile import profile_of
from server.notifications.mail import Letter, in_words, refused_for_good
from server.notifications.models import Notification, OutgoingMail
from server.notifications.order import order_sending
from server.notifications.queries import document_title, is_open, notices
from server.registry.readers import visible

LEASE = timedelta(minutes=10)  # longer than the mail server may think over all the steps of a letter
KNOWN = timedelta(minutes=1)  # how long people are taken for what they were
ATTEMPTS = 12
PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
GIVEN_UP = "Отправка каждый раз обрывалась. Найдите причину в журнале сервера и отправьте письмо ещё раз."
NOT_NEEDED = "Сотрудник больше не видит документ, уволен или не имеет адреса."


class CallersOfToday(dict[PersonId, Caller]):
    """People as callers, read once for a run of work and anew after a minute."""

    def __init__(self) -> None:
        self._read: tuple[datetime, Organisation] | None = None

    def of(self, context: Context, person_id: PersonId) -> Caller | None:
        """Nobody when dismissed."""
        now, today = context.clock.now(), context.clock.today()
        if self._read is None or now - self._read[0] > KNOWN:
            self.clear()
            self._read = (now, organisation(context.session))
        employee = self._read[1].people[person_id]
        if employee.dismissed is not None and employee.dismissed <= today:
            return None
        if person_id not in self:
            profile = profile_of(self._read[1], person_id, today)
            self[person_id] = known_by(profile, Actor(person_id, profile.me.name))
        return self[person_id]


def next_letter(context: Context, callers: CallersOfToday, reports: Mapping[str, str]) -> Letter | None:
    """Takes the letter that has waited longest; what is not to be sent any more is laid aside."""
    while True:
        row = _take(context)
        if row is None:
            return None
        if row.attempts >= ATTEMPTS:  # those who took it never came back to say why
            row.state, row.last_error, row.lease = LetterState.FAILED, GIVEN_UP, None
            context.session.flush()
            continue
        row.attempts, row.lease = row.attempts + 1, context.clock.now() + LEASE
        letter = _written(context, row, callers, reports)
        if letter is not None:
            return letter
        row.state, row.last_error, row.lease = LetterState.WITHDRAWN, NOT_NEEDED, None
        context.session.flush()


def _take(context: Context) -> OutgoingMail | None:
    now = context.clock.now()
    free = or_(OutgoingMail.lease.is_(None), OutgoingMail.lease < now)
    return context.session.scalars(
        select(OutgoingMail).where(OutgoingMail.state == LetterState.WAITING, OutgoingMail.next_try <= now, free)
        .order_by(OutgoingMail.next_try, OutgoingMail.id).limit(1).with_for_update(skip_locked=True)
    ).one_or_none()  # fmt: skip


def _written(context: Context, row: OutgoingMail, callers: CallersOfToday, reports: Mapping[str, str]) -> Letter | None:
    """A report is called as the house calls it: what its owner calls it is anybody's words."""
    notice = context.session.get_one(Notification, row.notification_id)
    caller = callers.of(context, notice.person_id)
    address = context.session.execute(select(Person.email).where(Person.id == notice.person_id)).scalar_one()
    if caller is None or not address:
        return None
    seen = or_(Notification.document_id.is_(None), visible(caller))
    found: Any = context.session.execute(notices().where(Notification.id == notice.id, seen)).one_or_none()
    if found is None:
        return None
    if not is_open(found):
        return Letter(row.id, row.queued, address, notice.happening)
    document = "" if found.report else document_title(found)
    report = reports.get(found.report_code, "")
    return Letter(
        row.id, row.queued, address, notice.happening, document, report, notice.due, notice.counts
    )  # fmt: skip


def sent(context: Context, letter_id: int) -> None:
    row = context.session.get_one(OutgoingMail, letter_id)
    row.state, row.sent_at, row.lease, row.last_error = LetterState.SENT, context.clock.now(), None, ""


def not_sent(context: Context, letter_id: int, error: OSError | ValueError) -> datetime:
    """Gives when it is tried again; after the last time it stays for the administrator."""
    row = context.session.get_one(OutgoingMail, letter_id)
    row.lease, row.last_error = None, in_words(error)[:500]
    row.next_try = context.clock.now() + min(PAUSE * 2 ** (row.attempts - 1), LONGEST_PAUSE)
    if row.attempts >= ATTEMPTS or refused_for_good(error):
        row.state = LetterState.FAILED
    return row.next_try


def order_rest(context: Context, not_before: datetime) -> None:
    """A run for the letters that have to wait; those in the hands of others are looked at again after their lease."""
    first = context.session.scalar(
        select(func.min(func.greatest(OutgoingMail.next_try, OutgoingMail.lease)))
        .where(OutgoingMail.state == LetterState.WAITING)
    )  # fmt: skip
    if first is not None:
        order_sending(context, max(first, not_before))
