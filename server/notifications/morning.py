"""The round of each working morning: reminders of what is due, then the digest of each person."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import ClassVar

import msgspec
from sqlalchemy import exists, func, or_, select, update

from common.kernel.deadlines import ProductionCalendar
from common.kernel.ids import PersonId
from common.notifications import Happening
from common.registry.classes import DocumentState
from common.registry.document import DocumentFilter
from server.calendars.service import CalendarService
from server.core.service import Caller, Context
from server.identity.models import Account, Person, employed
from server.jobs.service import JobService
from server.jobs.work import JobKind, Work
from server.notifications.models import Notification, NotificationRules
from server.notifications.outbox import CallersOfToday
from server.notifications.telling import channels_of, leave_digest
from server.registry.models import Document
from server.registry.queries import number_of
from server.registry.readers import visible

CODE = "notifications.morning"
LOOK_BACK = timedelta(days=14)  # what is overdue for longer is counted in the digest only


class Schedule(msgspec.Struct, frozen=True):
    """When is reminded, as of one morning."""

    today: date
    calendar: ProductionCalendar
    offsets: tuple[int, ...]
    escalation_days: int

    @property
    def first(self) -> date:
        """The earliest term that is reminded of."""
        return self.today - LOOK_BACK

    @property
    def last(self) -> date:
        """A term later than this one is too far ahead; one on a day off is reminded of before it."""
        following = self.calendar.working_days(self.today, max(self.offsets, default=0) + 1)
        return following - timedelta(days=1)

    def reached(self, due: date, since: date) -> int | None:
        """The offset whose day has come last, if the term was known before that day; a missed morning is made up."""
        days = {offset: self.calendar.working_days(due, -offset) for offset in self.offsets}
        come = [offset for offset, day in days.items() if since < day <= self.today]
        return min(come, default=None) if due >= self.today else None

    def escalates(self, due: date) -> bool:
        return due < self.today and self.calendar.working_days(due, self.escalation_days) <= self.today


Reminder = Callable[[Context, Schedule, int], int | None]
"""Reminds of one batch of what comes after an id; gives the last id, nothing when there is no more."""
Section = Callable[[Context, Caller], Mapping[str, int]]
"""What of a slice waits for a person, by its title."""


class MorningOrder(msgspec.Struct, frozen=True):
    """Nothing is to be said: the round is made for the day on which it runs."""


class MorningRound(JobKind[MorningOrder]):
    """May run twice: reminders and digests have keys, so nobody is told again."""

    code = CODE
    payload: ClassVar[type[MorningOrder]] = MorningOrder

    def __init__(self, reminders: Sequence[Reminder], sections: Sequence[Section]) -> None:
        self._reminders = reminders
        self._sections = (*sections, registry_section)

    def run(self, work: Work, payload: MorningOrder) -> str:
        with work.transaction() as context:
            schedule = schedule_of(context)
            people = _waiting_for_digest(context, schedule.today)
        for reminder in self._reminders:
            after: int | None = 0
            while after is not None:
                with work.transaction() as context:
                    after = reminder(context, schedule, after)
                work.progress(0, len(people))
        callers, told = CallersOfToday(), 0
        for number, person_id in enumerate(people, start=1):
            with work.transaction() as context:
                told += self._digest(context, callers, person_id, schedule.today)
            if number % 50 == 0:
                work.progress(number, len(people))
        return f"Разослано сводок: {told}."

    def _digest(self, context: Context, callers: CallersOfToday, person_id: PersonId, today: date) -> int:
        caller = callers.of(context, person_id)
        if caller is None or not channels_of(context, Happening.DIGEST, person_id):
            return 0
        counts = {
            title: count for section in self._sections for title, count in section(context, caller).items() if count
        } | _since_last(context, caller)  # fmt: skip
        if not counts:
            return 0
        return leave_digest(context, person_id, counts, f"digest {today}")


def schedule_of(context: Context) -> Schedule:
    rules = context.session.get_one(NotificationRules, 1)
    today = context.clock.today()
    calendar = CalendarService(context).around(today)
    return Schedule(today, calendar, tuple(rules.offsets), rules.escalation_days)


def order_morning(context: Context) -> int:
    """Once on each working day, when its hour has come."""
    today, hour = context.clock.today(), context.clock.local(context.clock.now()).hour
    rules = context.session.get_one(NotificationRules, 1, with_for_update=True)
    if hour < rules.morning_hour or (rules.morning is not None and rules.morning >= today):
        return 0
    if not CalendarService(context).around(today).works(today):
        return 0
    rules.morning = today
    JobService(context).order(CODE, "Утренние напоминания и сводки", MorningOrder())
    return 1


def registry_section(context: Context, caller: Caller) -> dict[str, int]:
    today = context.clock.today()
    waiting = {
        "Ждут вашей визы": DocumentFilter(document_class=None, states=(DocumentState.APPROVAL,), awaits_me=True),
        "Ждут вашей подписи": DocumentFilter(document_class=None, states=(DocumentState.SIGNING,), awaits_me=True),
        "Ждут рассмотрения": DocumentFilter(document_class=None, to_me=True, without_resolution=True),
    }
    return {title: number_of(context.session, caller, chosen, today) for title, chosen in waiting.items()}


def _waiting_for_digest(context: Context, today: date) -> list[PersonId]:
    """Those at work who have an account and no digest of today yet."""
    has_it = exists().where(Notification.person_id == Person.id, Notification.key == f"digest {today}")
    return list(
        context.session.scalars(
            select(Person.id).join(Account, Account.person_id == Person.id)
            .where(employed(today), ~has_it).order_by(Person.id)
        )
    )  # fmt: skip


def _since_last(context: Context, caller: Caller) -> dict[str, int]:
    """What has happened since the last digest, for those who want it there; it is taken from the list of what waits."""
    taken = context.session.scalars(
        update(Notification).where(Notification.person_id == caller.me.id, Notification.for_digest)
        .values(for_digest=False).returning(Notification.id).execution_options(synchronize_session=False)
    ).all()  # fmt: skip
    happened = context.session.execute(
        select(Notification.happening, func.count()).outerjoin(Document, Document.id == Notification.document_id)
        .where(Notification.id.in_(taken), or_(Notification.document_id.is_(None), visible(caller)))
        .group_by(Notification.happening).order_by(func.min(Notification.id))
    )  # fmt: skip
    return {f"«{happening.label}»": count for happening, count in happened}
