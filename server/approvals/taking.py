"""«На согласовании» and «На подписи» to be taken away, as the window has narrowed them."""

from collections.abc import Iterator, Sequence

from common.approvals.waiting import Desk, WaitingFilter, WaitingRow
from common.kernel.paging import Page
from common.kernel.rights import Right
from common.kernel.wording import day
from common.registry.card import Restriction
from server.approvals.waiting import WaitingService
from server.core.service import Context
from server.registry.kinds import kind_of
from server.registry.leaving import leaving
from server.registry.taking import AT_ONCE, FilterAsText, Taken
from server.reports.report import Cell, Column

VISA = (
    Column("Срок визы", 19.0), Column("Поступило", 22.0), Column("Инициатор", 28.0), Column("Вид", 28.0),
    Column("Содержание", 66.0), Column("Корреспондент", 38.0), Column("Этап", 28.0),
    Column("Цикл", 13.0, right_aligned=True), Column("За кого", 24.0),
)  # fmt: skip
SIGNATURE = (
    Column("Поступило", 22.0), Column("Вид", 30.0), Column("Содержание", 72.0), Column("Корреспондент", 42.0),
    Column("Кто готовил", 28.0), Column("Подразделение", 28.0), Column("Согласование", 27.0), Column("За кого", 22.0),
)  # fmt: skip


class WaitingTaken(Taken[WaitingFilter, WaitingRow]):
    code = "approvals.taken"
    title = "Ждут решения"
    group = "Согласование"
    right = Right.READ_DOCUMENTS
    filter = WaitingFilter

    def file_name(self, parameters: FilterAsText) -> str:
        return self._filter(parameters).desk.label

    def heading_title(self, parameters: FilterAsText) -> str:
        return self.file_name(parameters)

    def shown_columns(self, context: Context, parameters: FilterAsText) -> Sequence[Column]:
        return VISA if self._filter(parameters).desk is Desk.VISA else SIGNATURE

    def read(self, context: Context, chosen: WaitingFilter, offset: int) -> Page[WaitingRow]:
        return WaitingService(context).folder(chosen, offset, AT_ONCE)

    def cells(self, context: Context, chosen: WaitingFilter, row: WaitingRow) -> Sequence[Cell]:
        closed = Restriction.OFFICIAL if row.restricted else Restriction.NONE
        summary, to, prepared, unit = (
            leaving(field, getattr(row, field), closed) for field in ("summary", "correspondent", "prepared", "unit")
        )
        came = f"{context.clock.local(row.arrived):%d.%m.%Y %H:%M}" if row.arrived else ""
        if chosen.desk is Desk.VISA:
            return day(row.due), came, row.initiator, row.kind, summary, to, row.stage, row.cycle or "", row.whose
        return came, row.kind, summary, to, prepared, unit, row.agreement.label, row.whose

    def words(self, context: Context, chosen: WaitingFilter) -> Iterator[str]:
        if chosen.text:
            yield f"слова: «{chosen.text}»"
        if chosen.kind:
            yield f"вид: {kind_of(context.session, chosen.kind).title}"
        yield from (word for on, word in ((chosen.overdue, "просрочены"), (chosen.with_remarks, "с замечаниями")) if on)
