"""Reports by schedule in the background: ordered when their hour has come, handed over when they are made."""

from datetime import datetime
from typing import Any, ClassVar

import msgspec
from sqlalchemy import select

from common.jobs import JobState
from common.kernel.changes import Kind
from common.kernel.ids import ReportScheduleId
from common.reports import Recipients
from common.rpc.errors import CallError, NotAllowed
from common.schedules import Occasions, resolved
from server.calendars.service import CalendarService
from server.core.audit import Entry
from server.core.events import CalendarChanged, ScheduleTroubled
from server.core.service import Context
from server.identity.login import caller_of, dismissed
from server.jobs.models import Job
from server.jobs.work import JobKind, Work
from server.reports.delivering import hand_over, meant
from server.reports.models import ReportRunRow, ReportSchedule, ReportScheduleRecipient
from server.reports.report import Report, Reports
from server.reports.saved import report_of
from server.reports.service import ReportService

CODE = "reports.scheduled"
SINCE, UNTIL = "since", "until"
NAMES_ADDRESSEES = "В этом отчёте есть адресаты документов ДСП: он не передаётся через систему. Расписание остановлено."


class ScheduleOrder(msgspec.Struct, frozen=True):
    schedule_id: ReportScheduleId


class OrderScheduled(JobKind[ScheduleOrder]):
    """Orders the report as its owner, with the rights of today; whoever gets it is found when it is made."""

    code = CODE
    payload: ClassVar[type[ScheduleOrder]] = ScheduleOrder

    def __init__(self, reports: Reports) -> None:
        self._reports = reports

    def run(self, work: Work, payload: ScheduleOrder) -> str:
        try:
            with work.transaction() as context:
                schedule = context.session.get(ReportSchedule, payload.schedule_id, with_for_update=True)
                if schedule is None or not schedule.awaited or schedule.run_id is not None:
                    return "Расписание удалено, или отчёт уже заказан."
                service = ReportService(context, self._reports, {})
                texts = texts_of(context, schedule, self._reports)
                schedule.run_id = service.run(schedule.code, texts, schedule.format)
                schedule.job_id = context.session.get_one(ReportRunRow, schedule.run_id).job_id
        except CallError as error:
            with work.transaction() as context:
                schedule = context.session.get(ReportSchedule, payload.schedule_id)
                if schedule is not None:
                    in_trouble(context, schedule, told(error), stopped=isinstance(error, NotAllowed))
        return "Готово."


def told(error: CallError) -> str:
    return "; ".join([error.message, *(problem.text for problem in error.problems if problem.text != error.message)])


def texts_of(context: Context, schedule: ReportSchedule, reports: Reports) -> dict[str, str]:
    """The parameters of a report made today."""
    texts, today = dict(schedule.parameters), context.clock.today()
    if schedule.period is not None:
        texts[SINCE] = schedule.period.value
    report = reports.get(schedule.code)
    form = report.form(context) if report is not None and report.listed else []
    rests = msgspec.convert(schedule.occasions, Occasions).moves
    return resolved(form, texts, today, CalendarService(context).around(today).works if rests else None)


def next_of(context: Context, occasions: Occasions) -> datetime:
    now = context.clock.now()
    calendar = CalendarService(context).around(context.clock.today())
    return occasions.following(now, calendar.works, context.clock.zone)


def reckon_anew(context: Context, event: CalendarChanged) -> None:
    """What is not yet due waits for its hour by the calendar as it is now."""
    if event.trial:
        return
    now = context.clock.now()
    for schedule in context.session.scalars(
        select(ReportSchedule).where(~ReportSchedule.paused, ReportSchedule.next_at > now)
        .order_by(ReportSchedule.id).with_for_update()
    ):  # fmt: skip
        occasions = msgspec.convert(schedule.occasions, Occasions)
        following = occasions.following(now, event.calendar.works, context.clock.zone)
        if following != schedule.next_at:
            schedule.next_at = following
            context.change(Kind.REPORT, schedule.id, [schedule.owner_id])


def order_due(context: Context, reports: Reports) -> int:
    """Each schedule whose hour has come once, however many hours were missed; and what has become of the last runs."""
    now = context.clock.now()
    _see_after_failed(context)
    due = context.session.scalars(
        select(ReportSchedule).where(~ReportSchedule.paused, ReportSchedule.next_at <= now)
        .order_by(ReportSchedule.id).with_for_update(skip_locked=True)
    ).all()  # fmt: skip
    for schedule in due:
        occasions = msgspec.convert(schedule.occasions, Occasions)
        schedule.next_at = next_of(context, occasions)
        refusal = _refusal(context, schedule, reports)
        if refusal:
            in_trouble(context, schedule, refusal, stopped=True)
        elif not schedule.awaited:
            order(context, schedule)
    return len(due)


def order(context: Context, schedule: ReportSchedule) -> None:
    """In the name of its owner, whoever asks."""
    schedule.awaited, schedule.run_id = True, None
    payload = msgspec.to_builtins(ScheduleOrder(schedule.id))
    title = f"По расписанию: {schedule.title}"
    job = Job(code=CODE, title=title, payload=payload, person_id=schedule.owner_id)
    context.session.add(job)
    context.session.flush()  # the id
    schedule.job_id = job.id
    context.entries.append(Entry("schedule_run", "report_schedule", schedule.id, {"name": schedule.title}))
    context.wakes.add("grif_jobs")


def in_trouble(context: Context, schedule: ReportSchedule, words: str, *, stopped: bool) -> None:
    """The owner is told; of what was stopped, the administrators too."""
    schedule.awaited, schedule.trouble = False, words
    said = f"«{schedule.title}»: {words}"
    if stopped:
        schedule.paused = True
        details = {"name": schedule.title, "reason": words}
        context.entries.append(Entry("schedule_stopped", "report_schedule", schedule.id, details))
    gone = dismissed(context.session, schedule.owner_id, context.clock.today())
    context.tell(ScheduleTroubled(None if gone else schedule.owner_id, said, stopped))
    context.change(Kind.REPORT, schedule.id, [schedule.owner_id])


def deliver(context: Context, run: ReportRunRow, report: Report[Any]) -> None:
    """A run that was made by a schedule goes to whom the schedule names today."""
    schedule = context.session.scalars(
        select(ReportSchedule).where(ReportSchedule.run_id == run.id, ReportSchedule.awaited).with_for_update()
    ).one_or_none()  # fmt: skip
    if schedule is None:
        return
    if report.names_addressees:
        in_trouble(context, schedule, NAMES_ADDRESSEES, stopped=True)
        return
    people, problems = meant(context, recipients_of(context, schedule.id))
    schedule.awaited, schedule.trouble = False, ""
    news = hand_over(context, run, people)
    details = {"name": run.title, "people": news, "schedule": schedule.id}
    context.entries.append(Entry("report_handed_over", "report", run.id, details))
    context.change(Kind.REPORT, run.id, [schedule.owner_id, *(-person for person in news)])
    if problems:
        in_trouble(context, schedule, " ".join(problem.text for problem in problems), stopped=False)


def recipients_of(context: Context, schedule_id: ReportScheduleId) -> Recipients:
    rows = context.session.scalars(
        select(ReportScheduleRecipient).where(ReportScheduleRecipient.schedule_id == schedule_id)
        .order_by(ReportScheduleRecipient.id)
    ).all()  # fmt: skip
    return Recipients(
        person_ids=[row.person_id for row in rows if row.person_id is not None],
        unit_ids=[row.unit_id for row in rows if row.unit_id is not None],
    )


def _refusal(context: Context, schedule: ReportSchedule, reports: Reports) -> str:
    """Why it may not be made any more, or nothing."""
    report = report_of(context, reports, schedule.code)
    if report is None:
        return "Такого отчёта больше нет. Расписание остановлено."
    try:
        caller = caller_of(context.session, schedule.owner_id, context.clock.today())
    except NotAllowed:
        return "Сотрудник, который задал расписание, уволен. Расписание остановлено: задайте его заново."
    if report.right not in caller.rights:
        return f"У сотрудника, который задал расписание, нет права «{report.right.label}». Расписание остановлено."
    return NAMES_ADDRESSEES if report.names_addressees else ""


def _see_after_failed(context: Context) -> None:
    failed = context.session.execute(
        select(ReportSchedule, Job.message).join(Job, Job.id == ReportSchedule.job_id)
        .where(ReportSchedule.awaited, Job.state.in_([JobState.FAILED, JobState.CANCELLED]))
        .with_for_update(of=ReportSchedule, skip_locked=True)
    ).all()  # fmt: skip
    for row in failed:
        in_trouble(context, row.ReportSchedule, f"Отчёт не сформирован. {row.message}", stopped=False)
