"""Reports in the hands of others: handing one over, and what was handed to oneself."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from common.kernel.changes import Kind
from common.kernel.ids import ReportRunId
from common.kernel.paging import PAGE_SIZE, Page
from common.reports import DeliveriesApi, Format, HandingDraft, HeadedUnit, ReceivedReport
from common.rpc.errors import Invalid, Missing
from server.core.service import Context, Service
from server.files.service import FileService
from server.identity.models import Person, Unit, short_name
from server.reports.delivering import NOT_FOUND, formats_of, hand_over, meant
from server.reports.models import ReportDelivery, ReportRunRow
from server.reports.report import Reports

OF_ONE = "Эта форма — об одном документе: её передают вместе с документом, через «Разослать»."
HELD = "«{0}»: в этом реестре есть адресаты документов ДСП. Его не передают через систему: напечатайте его."
NOT_READY = "Отчёт ещё не готов: передайте его, когда он сформируется."
NOBODY_NEW = "Все, кого вы назвали, уже получили этот отчёт, или это вы сами."


class DeliveryService(Service, DeliveriesApi):
    def __init__(self, context: Context, reports: Reports) -> None:
        super().__init__(context)
        self._reports = reports

    def units(self) -> list[HeadedUnit]:
        found = self.session.execute(
            select(Unit.id, Unit.title, Person).outerjoin(Person, Person.id == Unit.head_id)
            .where(Unit.closed.is_(None)).order_by(Unit.code)
        )  # fmt: skip
        return [HeadedUnit(row.id, row.title, row.Person.name if row.Person else "") for row in found]

    def hand_over(self, run_id: ReportRunId, draft: HandingDraft) -> int:
        run = self._own(run_id)
        self.check(draft.problems())
        people, problems = meant(self.context, draft)
        self.check(problems)
        news = hand_over(self.context, run, people, draft.note)
        if not news:
            raise Invalid(NOBODY_NEW)
        self.record("report_handed_over", "report", run.id, name=run.title, people=news, note=draft.note)
        self.changed(Kind.REPORT, run.id, [-person for person in news])
        return len(news)

    def received(self, offset: int = 0, limit: int = PAGE_SIZE) -> Page[ReceivedReport]:
        total = self.session.execute(
            select(func.count()).where(ReportDelivery.person_id == self.caller.me.id)
        ).scalar_one()  # fmt: skip
        rows = self.session.execute(
            self._mine().order_by(ReportDelivery.id.desc()).offset(offset).limit(limit)
        ).all()  # fmt: skip
        formats = formats_of(self.session, [row.ReportRunRow.id for row in rows])
        return Page(total, [_shown(row, formats) for row in rows])

    def unread(self) -> int:
        mine = (ReportDelivery.person_id == self.caller.me.id, ReportDelivery.read_at.is_(None))
        return self.session.execute(select(func.count()).select_from(ReportDelivery).where(*mine)).scalar_one()

    def take(self, run_id: ReportRunId) -> ReceivedReport:
        found = self.session.execute(self._mine().where(ReportDelivery.run_id == run_id)).one_or_none()
        if found is None:
            raise Missing(NOT_FOUND)
        delivery: ReportDelivery = found.ReportDelivery
        if delivery.read_at is None:
            delivery.read_at = self.now
            self.record("report_received", "report", run_id, name=found.ReportRunRow.title)
            self.changed(Kind.REPORT, run_id, [-self.caller.me.id])
        return _shown(found, formats_of(self.session, [run_id]))

    def _mine(self) -> Select[Any, Any, str, str, str]:
        by = aliased(Person)
        return (
            select(ReportDelivery, ReportRunRow, by.surname, by.first_name, by.patronymic)
            .join(ReportRunRow, ReportRunRow.id == ReportDelivery.run_id).join(by, by.id == ReportDelivery.by_id)
            .where(ReportDelivery.person_id == self.caller.me.id)
        )  # fmt: skip

    def _own(self, run_id: ReportRunId) -> ReportRunRow:
        """The run with the figures, whichever of its formats is meant."""
        run = self.session.get(ReportRunRow, run_id)
        run = self.session.get(ReportRunRow, run.source_id) if run is not None and run.source_id else run
        if run is None or run.person_id != self.caller.me.id or run.code not in self._reports:
            raise Missing(NOT_FOUND)
        report = self._reports[run.code]
        self.demand(report.right, f"Нет права «{report.right.label}» на этот отчёт.")
        if Format.SCREEN not in report.formats:
            raise Invalid(OF_ONE)
        if report.names_addressees:
            raise Invalid(HELD.format(report.title))
        if run.dataset_id is None:
            raise Invalid(NOT_READY)
        FileService(self.context).path(run.dataset_id)  # raises Missing for figures that are lost
        return run


def _shown(row: Any, formats: Mapping[ReportRunId, list[Format]]) -> ReceivedReport:
    delivery, run = row.ReportDelivery, row.ReportRunRow
    by = short_name(row.surname, row.first_name, row.patronymic)
    return ReceivedReport(
        delivery.id, run.id, run.title, run.as_of, delivery.sent, by, delivery.note, delivery.read_at is not None,
        formats[run.id],
    )  # fmt: skip
