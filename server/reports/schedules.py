"""Schedules of reports: set by their owners, paused, run at once, ended."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec
from sqlalchemy import delete, func, select

from common.kernel.changes import Kind
from common.kernel.ids import ReportScheduleId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.reports import Format, Parameter
from common.rpc.errors import Invalid, Missing, NotAllowed, Stale
from common.schedules import (
    LAST_YEAR,
    PERIODS,
    THIS_YEAR,
    Occasions,
    RelativePeriod,
    ScheduleCard,
    ScheduleDraft,
    ScheduleRow,
    SchedulesApi,
    begun,
    offered,
)
from server.core.service import Context, Service
from server.identity.models import Person, Unit
from server.reports.delivering import meant
from server.reports.models import ReportSchedule, ReportScheduleRecipient
from server.reports.report import Reports
from server.reports.saved import Ordered
from server.reports.scheduling import SINCE, UNTIL, next_of, order, recipients_of, texts_of
from server.reports.service import ReportService

NOT_FOUND = "Расписание не найдено: обновите список."
STALE = "Расписание уже изменили. Откройте его заново и повторите правку."
NOT_YOURS = "Это расписание задал другой сотрудник, отчёты делаются по его правам: изменить его может только он."
GOES_ON = "Отчёт по этому расписанию уже формируется. Подождите, пока он придёт."
NOT_ROUND = "Этот отчёт не передаётся по расписанию: он об одном документе или называет адресатов."


class ScheduleService(Service, SchedulesApi):
    def __init__(self, context: Context, reports: Reports) -> None:
        super().__init__(context)
        self._reports = reports

    def register(self, offset: int = 0) -> Page[ScheduleRow]:
        chosen = [] if Right.ADMINISTER in self.caller.rights else [ReportSchedule.owner_id == self.caller.me.id]
        total = self.session.execute(select(func.count()).select_from(ReportSchedule).where(*chosen)).scalar_one()
        rows = self.session.execute(
            select(ReportSchedule, Person).join(Person, Person.id == ReportSchedule.owner_id)
            .where(*chosen).order_by(ReportSchedule.id.desc()).offset(offset).limit(PAGE_SIZE)
        )  # fmt: skip
        return Page(total, [_row(row.ReportSchedule, row.Person.name) for row in rows])

    def card(self, schedule_id: ReportScheduleId) -> ScheduleCard:
        row = self._known(schedule_id)
        named = recipients_of(self.context, row.id)
        people = self.session.scalars(select(Person).where(Person.id.in_(named.person_ids))).all()
        units = self.session.execute(select(Unit.id, Unit.title).where(Unit.id.in_(named.unit_ids))).all()
        draft = ScheduleDraft(
            version=row.version, code=row.code, parameters=row.parameters, period=row.period, format=row.format,
            occasions=msgspec.convert(row.occasions, Occasions), person_ids=named.person_ids, unit_ids=named.unit_ids,
        )  # fmt: skip
        return ScheduleCard(
            draft, row.title, row.period is not None, {each.id: each.name for each in people},
            {unit.id: unit.title for unit in units}, row.paused, _days(self._form(row)),
        )  # fmt: skip

    def put(self, draft: ScheduleDraft, schedule_id: ReportScheduleId | None = None) -> ReportScheduleId:
        self.check(draft.problems())
        row = self._mine(schedule_id) if schedule_id is not None else None
        if row is not None and (row.version, row.code) != (draft.version, draft.code):
            raise Stale(STALE)
        if row is None:
            row = ReportSchedule(owner_id=self.caller.me.id, code=draft.code, version=0)
        row.version += 1
        row.parameters = {name: text for name, text in draft.parameters.items() if name not in {SINCE, UNTIL}}
        row.period, row.format = draft.period, draft.format
        row.occasions = msgspec.to_builtins(draft.occasions)
        row.title = self._checked(row).title
        _, problems = meant(self.context, draft)
        self.check(problems)
        row.next_at, row.trouble = next_of(self.context, draft.occasions), ""
        self.session.add(row)
        self.session.flush()  # the id
        self._put_recipients(row.id, draft)
        self.record("schedule_put", "report_schedule", row.id, name=row.title, when=draft.occasions.words)
        self._changed(row)
        return row.id

    def pause(self, schedule_id: ReportScheduleId, paused: bool) -> None:
        row = self._known(schedule_id) if paused else self._mine(schedule_id)
        row.paused = paused
        if not paused:
            self._checked(row)
            row.next_at, row.trouble = next_of(self.context, msgspec.convert(row.occasions, Occasions)), ""
        self.record("schedule_paused", "report_schedule", row.id, name=row.title, paused=paused)
        self._changed(row)

    def run_now(self, schedule_id: ReportScheduleId) -> None:
        row = self._mine(schedule_id)
        if row.awaited:
            raise Invalid(GOES_ON)
        order(self.context, row)
        self._changed(row)

    def drop(self, schedule_id: ReportScheduleId) -> None:
        row = self._known(schedule_id)
        self.record("schedule_dropped", "report_schedule", row.id, name=row.title)
        self._changed(row)
        self.session.delete(row)

    def _checked(self, row: ReportSchedule) -> Ordered:
        """Whether it could be made today by whoever sets it."""
        ordered = ReportService(self.context, self._reports, {}).checked(row.code, self._texts(row), row.format)
        if Format.SCREEN not in ordered.report.formats or ordered.report.names_addressees:
            raise Invalid(NOT_ROUND)
        return ordered

    def _texts(self, row: ReportSchedule) -> dict[str, str]:
        form = self._form(row)
        asked = any(each.name == SINCE for each in begun(form))
        self.check([*_of_period(row.period, asked=asked), *_fixed(form, row.parameters)])
        return texts_of(self.context, row, self._reports)

    def _form(self, row: ReportSchedule) -> list[Parameter]:
        report = self._reports.get(row.code)
        return report.form(self.context) if report is not None and report.listed else []

    def _put_recipients(self, schedule_id: ReportScheduleId, draft: ScheduleDraft) -> None:
        self.session.execute(delete(ReportScheduleRecipient).where(ReportScheduleRecipient.schedule_id == schedule_id))
        for person_id in dict.fromkeys(draft.person_ids):
            self.session.add(ReportScheduleRecipient(schedule_id=schedule_id, person_id=person_id))
        for unit_id in dict.fromkeys(draft.unit_ids):
            self.session.add(ReportScheduleRecipient(schedule_id=schedule_id, unit_id=unit_id))

    def _mine(self, schedule_id: ReportScheduleId) -> ReportSchedule:
        row = self._known(schedule_id)
        if row.owner_id != self.caller.me.id:
            raise NotAllowed(NOT_YOURS)
        return row

    def _known(self, schedule_id: ReportScheduleId) -> ReportSchedule:
        row = self.session.get(ReportSchedule, schedule_id, with_for_update=True)
        if row is None or not (row.owner_id == self.caller.me.id or Right.ADMINISTER in self.caller.rights):
            raise Missing(NOT_FOUND)
        return row

    def _changed(self, row: ReportSchedule) -> None:
        self.changed(Kind.REPORT, row.id, [row.owner_id])


def _days(form: Sequence[Parameter]) -> list[Parameter]:
    """What is told in words beside the period of the report."""
    return [each for each in begun(form) if each.name != SINCE]


def _fixed(form: Sequence[Parameter], texts: Mapping[str, str]) -> Iterator[Problem]:
    """They would be the same every week."""
    for each in _days(form):
        if texts.get(each.ends) or texts.get(each.name, "") not in {"", *offered(each)}:
            yield Problem(each.name, "Выберите, за какой период: сами даты не меняются от раза к разу.")
    for each in form:
        if THIS_YEAR in dict(each.choices) and texts.get(each.name) not in {THIS_YEAR, LAST_YEAR}:
            words = f"«{each.label}»: выберите в форме отчёта текущий или прошлый, сам год не меняется от раза к разу."
            yield Problem("parameters", words)  # of no field of the dialog: said over all of them


def _of_period(period: RelativePeriod | None, *, asked: bool) -> Iterator[Problem]:
    if asked and period is None:
        yield Problem("period", "Укажите, за какой период делать отчёт.")
    if not asked and period is not None:
        yield Problem("period", "У этого отчёта нет периода.")


def _row(row: ReportSchedule, owner: str) -> ScheduleRow:
    periods = [label for each, label in PERIODS.items() if each in {row.period, *row.parameters.values()}]
    words = ", ".join([msgspec.convert(row.occasions, Occasions).words, *periods])
    return ScheduleRow(
        row.id, row.title, words, owner, row.paused, None if row.paused else row.next_at, row.trouble
    )  # fmt: skip
