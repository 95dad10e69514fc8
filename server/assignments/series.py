"""Periodic assignments: begun and ended by their author, made at once where due by today, else by the worker."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import func, select

from common.assignments.series import SeriesApi, SeriesDraft, SeriesRow, due_on, falls_due, made_on
from common.kernel.changes import Kind
from common.kernel.deadlines import Count, DeadlineRule, Marked, ProductionCalendar, Shift
from common.kernel.ids import DocumentId, ExecutorId, SeriesId
from common.kernel.validation import require
from common.registry.classes import DocumentState
from common.registry.practice import NO_RESOLUTIONS
from common.rpc.errors import Invalid, Missing, NotAllowed, Stale
from server.assignments.executors import titles_of
from server.assignments.issuing import HIMSELF
from server.assignments.models import AssignmentSeries, SeriesOccurrence
from server.assignments.service import AssignmentService
from server.assignments.standing import author_for
from server.calendars.models import CalendarDayRow
from server.core.service import Service
from server.registry.queries import names_of
from server.registry.readers import opened_document, visible_document


class SeriesService(Service, SeriesApi):
    def of_document(self, document_id: DocumentId) -> list[SeriesRow]:
        opened_document(self.session, self.caller, document_id)
        found = self.session.execute(
            select(AssignmentSeries, func.count(SeriesOccurrence.day))
            .outerjoin(SeriesOccurrence, SeriesOccurrence.series_id == AssignmentSeries.id)
            .where(AssignmentSeries.document_id == document_id)
            .group_by(AssignmentSeries.id).order_by(AssignmentSeries.id)
        ).all()  # fmt: skip
        drafts = {series.id: draft_of(series) for series, _ in found}
        executors = {d.resolution.responsible_id for d in drafts.values() if d.resolution.responsible_id}
        titles = titles_of(self.session, executors)
        names = names_of(self.session, [series.author_id for series, _ in found])
        return [self._row(series, made, drafts[series.id], titles, names) for series, made in found]

    def _row(
        self,
        series: AssignmentSeries,
        made: int,
        draft: SeriesDraft,
        titles: Mapping[Any, str],
        names: Mapping[Any, str],
    ) -> SeriesRow:
        responsible = draft.resolution.responsible_id
        due = due_on(self._calendar(), series.next_due) if series.next_due else None
        return SeriesRow(
            series.id, series.version, draft.resolution.text, titles.get(responsible or 0, ""),
            names[series.author_id], draft.pattern, due, series.next_made_on, draft.until, made,
            series.ended, not series.ended and series.author_id == self.caller.me.id,
        )  # fmt: skip

    def begin(self, draft: SeriesDraft) -> SeriesId:
        self.check(draft.problems(self.today))
        document = visible_document(self.session, self.caller, draft.resolution.document_id, stays=NO_RESOLUTIONS)
        if document.state is not DocumentState.REGISTERED:
            raise Invalid("Резолюция выносится по зарегистрированному документу: сначала присвойте номер.")
        if author_for(self, document) is not None:
            raise NotAllowed("Периодическое поручение задаёт сам руководитель: замещение кончится раньше него.")
        if draft.resolution.parent_id is not None or draft.resolution.act_point is not None:
            raise Invalid("Периодическим бывает поручение по документу, не подпоручение и не пункт акта.")
        if draft.resolution.responsible_id == ExecutorId(self.caller.me.id):
            raise Invalid(HIMSELF)
        series = AssignmentSeries(
            document_id=document.id, author_id=self.caller.me.id, content=msgspec.to_builtins(draft)
        )  # fmt: skip
        self._step_on(series, draft, None)
        if series.next_due is None:
            raise Invalid("По этому расписанию не получается ни одного срока. Проверьте даты.")
        self.session.add(series)
        self.session.flush()  # the id
        self.record(
            "series_begun", "document", document.id, text=draft.resolution.text, due=f"{series.next_due:%d.%m.%Y}"
        )
        self.changed(Kind.DOCUMENT, document.id, [self.caller.me.id])
        while self.make_next(series.id):
            pass
        return series.id

    def end(self, series_id: SeriesId, version: int, reason: str) -> None:
        self.check(require("reason", reason.strip(), "Причина"))
        series = self.session.get(AssignmentSeries, series_id, with_for_update=True)
        if series is None:
            raise Missing("Такого периодического поручения нет.")
        visible_document(self.session, self.caller, series.document_id)
        if series.author_id != self.caller.me.id:
            raise NotAllowed("Прекратить периодическое поручение может его автор.")
        if series.version != version:
            raise Stale("Периодическое поручение изменилось. Обновите список и повторите.")
        if series.ended:
            raise Invalid("Периодическое поручение уже прекращено.")
        series.ended = True
        self.record("series_ended", "document", series.document_id, reason=reason)
        self.changed(Kind.DOCUMENT, series.document_id, [series.author_id])

    def make_next(self, series_id: SeriesId) -> bool:
        """Makes the occurrence whose day has come, in the caller's transaction; none is made twice."""
        series = self.session.get(AssignmentSeries, series_id, with_for_update=True)
        if series is None or series.ended or series.next_due is None or series.next_made_on is None:
            return False
        if series.next_made_on > self.today:
            return False
        draft = draft_of(series)
        due = max(due_on(self._calendar(), series.next_due), self.today)
        rule = DeadlineRule(
            title=f"{draft.pattern.label}, периодическое поручение", count=Count.DATE, shift=Shift.NONE, fixed=due
        )
        resolution = msgspec.structs.replace(draft.resolution, rule=rule)
        made = AssignmentService(self.context).issue(resolution)
        self.session.add(SeriesOccurrence(series_id=series.id, day=series.next_due, assignment_id=made))
        self._step_on(series, draft, series.next_due)
        self.session.flush()  # a rival would fail here
        return True

    def _step_on(self, series: AssignmentSeries, draft: SeriesDraft, after: date | None) -> None:
        series.next_due = next((day for day in falls_due(draft) if after is None or day > after), None)
        series.next_made_on = None
        if series.next_due is not None:
            calendar = self._calendar()
            series.next_made_on = made_on(calendar, due_on(calendar, series.next_due), draft.ahead)

    def _calendar(self) -> ProductionCalendar:
        days = self.session.execute(select(CalendarDayRow.day, CalendarDayRow.kind, CalendarDayRow.title))
        return ProductionCalendar({day: Marked(kind, title) for day, kind, title in days})


def draft_of(series: AssignmentSeries) -> SeriesDraft:
    return msgspec.convert(series.content, SeriesDraft)
