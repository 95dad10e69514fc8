"""«На согласовании» and «На подписи» to be taken away, as the window has narrowed them."""

from collections.abc import Iterator, Sequence

from common.approvals.waiting import WaitingFilter, WaitingRow
from common.kernel.paging import Page
from common.kernel.rights import Right
from common.kernel.wording import day
from common.registry.card import Restriction
from server.approvals.waiting import WaitingService
from server.core.service import Context
from server.registry.kinds import kind_of
from server.registry.taking import AT_ONCE, FilterAsText, Taken
from server.reports.report import Cell, Column


class WaitingTaken(Taken[WaitingFilter, WaitingRow]):
    code = "approvals.taken"
    title = "Ждут решения"
    group = "Согласование"
    right = Right.READ_DOCUMENTS
    filter = WaitingFilter
    columns = (
        Column("Срок визы", 9.0), Column("Поступило", 13.0), Column("Инициатор", 14.0), Column("Кто готовил", 14.0),
        Column("Вид", 14.0), Column("Содержание", 34.0), Column("Корреспондент", 18.0), Column("Этап", 14.0),
        Column("Цикл", 6.0, right_aligned=True), Column("Согласование", 13.0), Column("За кого", 12.0),
    )  # fmt: skip

    def file_name(self, parameters: FilterAsText) -> str:
        return self._filter(parameters).desk.label

    def heading_title(self, parameters: FilterAsText) -> str:
        return self.file_name(parameters)

    def read(self, context: Context, chosen: WaitingFilter, offset: int) -> Page[WaitingRow]:
        return WaitingService(context).folder(chosen, offset, AT_ONCE)

    def cells(self, context: Context, row: WaitingRow) -> Sequence[Cell]:
        summary = Restriction.OFFICIAL.label if row.restricted else row.summary
        came = f"{context.clock.local(row.arrived):%d.%m.%Y %H:%M}" if row.arrived else ""
        return (
            day(row.due), came, row.initiator, row.prepared, row.kind, summary,
            "" if row.restricted else row.correspondent, row.stage, row.cycle or "", row.agreement.label, row.whose,
        )  # fmt: skip

    def words(self, context: Context, chosen: WaitingFilter) -> Iterator[str]:
        if chosen.text:
            yield f"слова: «{chosen.text}»"
        if chosen.kind:
            yield f"вид: {kind_of(context.session, chosen.kind).title}"
        yield from (word for on, word in ((chosen.overdue, "просрочены"), (chosen.with_remarks, "с замечаниями")) if on)
