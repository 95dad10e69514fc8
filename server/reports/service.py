"""The report centre: which reports there are, ordering one, and how far it is."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from common.jobs import JobState
from common.kernel.changes import Kind
from common.kernel.ids import JobId, ReportRunId, SavedReportId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.reports import (
    Behind,
    Format,
    Parameter,
    ParameterKind,
    PastRun,
    ReportForm,
    ReportLine,
    ReportRun,
    ReportsApi,
    ReportTable,
    SavedDraft,
    Sharing,
)
from common.rpc.errors import Invalid, Missing, NotAllowed
from common.schedules import resolved
from server.core.service import Context, Service
from server.files.service import FileService
from server.identity.models import Person
from server.jobs.models import Job
from server.jobs.service import JobService
from server.reports.dataset import Dataset
from server.reports.delivering import formats_of, is_handed, readable
from server.reports.models import ReportBoard, ReportDelivery, ReportRunRow, SavedReport
from server.reports.report import Report, Reports
from server.reports.saved import GONE, SAVED, Ordered, saved_report, saved_reports
from server.reports.showing import Listers, behind, lines_of, table_of

MAKE, MAKE_BOARD = "reports.make", "reports.make_board"
OWN = "Свои отчёты"
LOST = "Данные больше не хранятся."
NO_SUCH = "Такого отчёта нет. Обновите список отчётов."
NO_NUMBER = "Отчёта № {} нет. Номер напечатан внизу каждой страницы отчёта."
NOT_MADE = "Отчёт № {} ещё не сформирован или не удался: сформируйте его в центре отчётов."
NOT_YOURS = "Отчёт № {}: сделал(а) {}, вам его не передавали. Попросите передать его: кнопка «Передать…»."
NOT_KEPT = "Данные этого отчёта не сохранены. Сформируйте его заново."


class ReportOrder(msgspec.Struct, frozen=True):
    run_id: ReportRunId


class ReportService(Service, ReportsApi):
    def __init__(self, context: Context, reports: Reports, listers: Listers) -> None:
        super().__init__(context)
        self._listers, self._reports = listers, reports

    def centre(self) -> list[ReportForm]:
        allowed = [report for report in self._reports.values() if report.listed and report.right in self.caller.rights]
        saved = [
            ReportForm(
                f"{SAVED}{each.id}", each.title, OWN, [], list(self._reports[each.code].formats), each.id,
                each.owner_id == self.caller.me.id,
            )
            for each in saved_reports(self.context) if self._may_run(each.code)
        ]  # fmt: skip
        return saved + [
            ReportForm(report.code, report.title, report.group, report.form(self.context), list(report.formats))
            for report in allowed
        ]

    def run(self, code: str, parameters: dict[str, str], format: Format = Format.PDF) -> ReportRunId:  # noqa: A002
        return self._order(self._asked(code, parameters, format))

    def run_board(self, code: str, parameters: dict[str, str]) -> ReportRunId:
        """Figures for a start page, after what others wait for."""
        return self._order(self._asked(code, parameters, Format.SCREEN), MAKE_BOARD)

    def _asked(self, code: str, parameters: Mapping[str, str], format: Format) -> ReportRunRow:  # noqa: A002
        ordered = self.checked(code, parameters, format)
        return ReportRunRow(
            code=ordered.report.code, title=ordered.title, parameters=msgspec.to_builtins(ordered.parameters),
            format=format, person_id=self.caller.me.id, as_of=self.now,
        )  # fmt: skip

    def keep(self, draft: SavedDraft) -> SavedReportId:
        row = SavedReport(owner_id=self.caller.me.id)
        self._fill(row, draft)
        self.session.add(row)
        self.session.flush()  # the id
        self.record("report_kept", "saved_report", row.id, name=row.title, sharing=row.sharing.label)
        return row.id

    def kept(self, saved_id: SavedReportId) -> SavedDraft:
        row = self._own(saved_id, lock=False)
        return SavedDraft(title=row.title, code=row.code, parameters=row.parameters, sharing=row.sharing)

    def change(self, saved_id: SavedReportId, draft: SavedDraft) -> None:
        row = self._own(saved_id)
        before = row.title
        self._fill(row, draft)
        self.record(
            "report_changed", "saved_report", row.id, name=row.title, before=before, sharing=row.sharing.label
        )  # fmt: skip

    def _own(self, saved_id: SavedReportId, *, lock: bool = True) -> SavedReport:
        row = self.session.get(SavedReport, saved_id, with_for_update=lock)
        if row is None or row.owner_id != self.caller.me.id:
            raise Missing(GONE)
        return row

    def _fill(self, row: SavedReport, draft: SavedDraft) -> None:
        self.check(draft.problems())
        if draft.code.startswith(SAVED):
            raise Invalid("Этот отчёт уже сохранён: он стоит в «Своих отчётах».")
        if draft.sharing is Sharing.ALL and Right.REGISTER not in self.caller.rights:
            raise NotAllowed("Общие отчёты заводит делопроизводитель. Сохраните этот отчёт для себя или подразделения.")
        self.checked(draft.code, draft.parameters, Format.SCREEN)
        unit = select(Person.unit_id).where(Person.id == self.caller.me.id)
        row.title, row.code, row.parameters = " ".join(draft.title.split()), draft.code, dict(draft.parameters)
        row.sharing = draft.sharing
        row.unit_id = self.session.execute(unit).scalar_one() if draft.sharing is Sharing.UNIT else None
        self.changed(Kind.REPORT, 0)

    def forget(self, saved_id: SavedReportId) -> None:
        row = self._own(saved_id)
        self.record("report_forgotten", "saved_report", row.id, name=row.title)
        self.session.delete(row)
        self.changed(Kind.REPORT, 0)

    def _may_run(self, code: str) -> bool:
        return code in self._reports and self._reports[code].right in self.caller.rights

    def checked(self, code: str, parameters: Mapping[str, str], format: Format) -> Ordered:  # noqa: A002
        """What the caller may order so; raises Invalid, NotAllowed."""
        if code.startswith(SAVED):
            kept = saved_report(self.context, code)
            ordered = self.checked(kept.code, kept.parameters, format)
            return Ordered(ordered.report, kept.title, ordered.parameters)
        report = self._allowed_as(code, format)
        form = report.form(self.context) if report.listed else None
        chosen = decoded(report, resolved(form or [], parameters, self.today), form)
        self.check([*_unoffered(form or [], chosen), *report.problems(chosen)])
        return Ordered(report, report.title, chosen)

    def again(self, run_id: ReportRunId, format: Format) -> ReportRunId:  # noqa: A002 -- the field's word
        old = self._readable(run_id)
        self._offers(old.code, format)
        if old.dataset_id is None:
            raise Missing(NOT_KEPT)
        made = self._taken(old.source_id or old.id, format)
        if made is not None:
            return made
        FileService(self.context).path(old.dataset_id)  # raises Missing here, not in the background
        run = ReportRunRow(
            code=old.code, title=old.title, parameters=old.parameters, format=format, person_id=self.caller.me.id,
            as_of=old.as_of, dataset_id=old.dataset_id, source_id=old.source_id or old.id,
        )  # fmt: skip
        return self._order(run)

    def made(self, run_id: ReportRunId) -> ReportRun:
        run = readable(self.session, self.caller, run_id)
        job = self.session.get_one(Job, run.job_id)
        # The file and the end of the job are two commits: a report is done when both are there.
        kept = run.dataset_id if run.format is Format.SCREEN else run.file_id
        state = JobState.RUNNING if job.state is JobState.DONE and kept is None else job.state
        return ReportRun(
            run.id, run.code, run.title, JobId(job.id), state, job.done, job.total, job.message, run.as_of, run.file_id,
            run.file_name,
        )  # fmt: skip

    def history(self, offset: int = 0, limit: int = PAGE_SIZE) -> Page[PastRun]:
        own = [ReportRunRow.person_id == self.caller.me.id, ReportRunRow.source_id.is_(None), _asked_for()]
        over = or_(ReportRunRow.dataset_id.is_not(None), ReportRunRow.file_id.is_not(None))
        found = select(ReportRunRow).where(*own, over)
        total = self.session.execute(select(func.count()).select_from(found.subquery())).scalar_one()
        runs = self.session.scalars(found.order_by(ReportRunRow.id.desc()).offset(offset).limit(limit)).all()
        return Page(total, self._past(runs))

    def numbered(self, run_id: ReportRunId) -> PastRun:
        run = self.session.get(ReportRunRow, run_id)
        if run is None:
            raise Missing(NO_NUMBER.format(run_id))
        if run.person_id != self.caller.me.id and not is_handed(self.session, self.caller, run):
            raise NotAllowed(NOT_YOURS.format(run_id, self.session.get_one(Person, run.person_id).name))
        source = self._readable(run.source_id or run.id)
        if source.dataset_id is None and source.file_id is None:
            raise Missing(NOT_MADE.format(run_id))
        return self._past([source])[0]

    def _past(self, runs: Sequence[ReportRunRow]) -> list[PastRun]:
        taken = formats_of(self.session, [run.id for run in runs])
        return [PastRun(run.id, run.code, run.title, run.as_of, *self._words(run), taken[run.id]) for run in runs]

    def table(self, run_id: ReportRunId) -> ReportTable:
        return table_of(self._dataset(run_id))

    def lines(self, run_id: ReportRunId, offset: int = 0, limit: int = PAGE_SIZE) -> Page[ReportLine]:
        return lines_of(self._dataset(run_id), offset, limit)

    def behind(self, run_id: ReportRunId, line: int, column: int, offset: int = 0, limit: int = PAGE_SIZE) -> Behind:
        dataset = self._dataset(run_id)
        return behind(self.context, self._listers, dataset, line, column, range(offset, offset + limit))

    def _words(self, run: ReportRunRow) -> tuple[str, bool]:
        """The parameters, and whether the figures are still kept."""
        if run.dataset_id is None:
            return "", False
        try:
            path = FileService(self.context).path(run.dataset_id)
        except Missing:
            return LOST, False
        return "; ".join(Dataset(path).heading.lines), True

    def _dataset(self, run_id: ReportRunId) -> Dataset:
        run = self._readable(run_id)
        if run.dataset_id is None:
            raise Missing(NOT_KEPT)
        return Dataset(FileService(self.context).path(run.dataset_id))

    def _taken(self, source_id: ReportRunId, format: Format) -> ReportRunId | None:  # noqa: A002 -- the field's word
        """The run whose file is kept already: the source itself, or one of the caller's own of it."""
        own = and_(ReportRunRow.source_id == source_id, ReportRunRow.person_id == self.caller.me.id)
        of_it = or_(ReportRunRow.id == source_id, own)
        return self.session.scalars(
            select(ReportRunRow.id)
            .where(of_it, ReportRunRow.format == format, ReportRunRow.file_id.is_not(None)).limit(1)
        ).one_or_none()  # fmt: skip

    def _allowed(self, code: str) -> Report[Any]:
        report = self._reports.get(code)
        if report is None:
            raise Missing(NO_SUCH)
        self.demand(report.right, f"Нет права «{report.right.label}» на этот отчёт.")
        return report

    def _allowed_as(self, code: str, format: Format) -> Report[Any]:  # noqa: A002 -- the field's word
        self._allowed(code)
        return self._offers(code, format)

    def _offers(self, code: str, format: Format) -> Report[Any]:  # noqa: A002 -- the field's word
        report = self._reports.get(code)
        if report is None:
            raise Missing(NO_SUCH)
        if format not in report.formats:
            raise Invalid(f"Отчёт «{report.title}» в этом формате не выпускается.")
        return report

    def _order(self, run: ReportRunRow, work: str = MAKE) -> ReportRunId:
        self.session.add(run)
        self.session.flush()  # the id
        run.job_id = JobService(self.context).order(work, run.title, ReportOrder(run.id))
        self.record("report_ordered", "report", run.id, name=run.title, parameters=run.parameters)
        self.changed(Kind.REPORT, run.id, [self.caller.me.id])
        return run.id

    def _readable(self, run_id: ReportRunId) -> ReportRunRow:
        """One's own, as long as one has the right to the report; what was handed over, as a paper."""
        run = readable(self.session, self.caller, run_id)
        if run.person_id == self.caller.me.id and not is_handed(self.session, self.caller, run):
            self._allowed(run.code)
        return run


def _asked_for() -> ColumnElement[bool]:
    """Figures of the start page are none of the person's reports until he takes them somewhere."""
    taken = aliased(ReportRunRow)
    return or_(
        ~exists().where(ReportBoard.run_id == ReportRunRow.id),
        exists().where(taken.source_id == ReportRunRow.id),
        exists().where(ReportDelivery.run_id == ReportRunRow.id),
    )


def _unoffered(form: Sequence[Parameter], chosen: Any) -> Iterator[Problem]:
    """What is none of the choices that the form offers to the caller today."""
    for each in form:
        if each.kind is ParameterKind.CHOICE and str(getattr(chosen, each.name)) not in dict(each.choices):
            yield Problem(each.name, f"Выберите значение поля «{each.label}» из списка.")


def decoded(report: Report[Any], values: Mapping[str, str], form: Sequence[Parameter] | None = None) -> Any:
    """The parameters as the report's struct; raises Invalid with the one at fault.

    Reports share structs of more fields than the form of each asks for: it sets none but those.
    """
    fields = msgspec.structs.fields(report.parameters)
    known = {each.name for each in (fields if form is None else form)}
    problems = [Problem("", f"Отчёт не знает параметра «{name}».") for name in sorted(values.keys() - known)]
    for field in fields:
        if not field.required and field.name not in values:
            continue
        try:
            msgspec.convert(values.get(field.name, ""), field.type, strict=False)
        except msgspec.ValidationError:
            problems.append(Problem(field.name, "Заполните поле: значение не подходит."))
    if problems:
        raise Invalid("Проверьте параметры отчёта.", problems)
    return msgspec.convert(dict(values), report.parameters, strict=False)
