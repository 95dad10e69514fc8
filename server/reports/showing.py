"""A kept dataset as it is read on the screen: its lines page by page, and what lies behind a figure."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice

from common.kernel.ids import DocumentId
from common.kernel.paging import Page
from common.reports import Behind, Counted, LineRole, ReportLine, ReportTable, ShownBar, ShownChart, ShownColumn
from common.rpc.errors import Invalid
from server.core.service import Context
from server.reports.dataset import Dataset, KeptLine, Role, numbered
from server.reports.pdf_rows import printed
from server.reports.report import Figure

ROLES = {
    Role.ROW: LineRole.ROW, Role.SECTION: LineRole.SECTION, Role.SUBTOTAL: LineRole.SUBTOTAL,
    Role.TOTAL: LineRole.TOTAL,
}  # fmt: skip
LISTED_AT_MOST = 100_000
TOO_MANY = (
    f"За этим числом больше {LISTED_AT_MOST:,} строк: откройте числа подразделений или исполнителей."
).replace(",", "\u00a0")  # fmt: skip
# What a slice lists of its own things that a figure counts: of those ids, the ones that may be seen, a page of them.
Lister = Callable[[Context, Sequence[int], int, int], Behind]
Listers = Mapping[Counted, Lister]


def table_of(dataset: Dataset) -> ReportTable:
    heading = dataset.heading
    columns = [ShownColumn(each.title, each.width, each.group, each.right_aligned) for each in dataset.columns]
    return ReportTable(
        heading.title, heading.lines, heading.as_of, columns, heading.notes, heading.nothing, chart_of(dataset)
    )  # fmt: skip


def chart_of(dataset: Dataset) -> ShownChart | None:
    """Behind a share stand the rows of its part."""
    chart, bars = dataset.contents.chart, dataset.bars()
    if chart is None or not bars:
        return None
    shown = [dataset.columns[place] for place in chart.columns]
    behind = [column.share[0] if column.share else place for place, column in zip(chart.columns, shown, strict=True)]
    return ShownChart(
        chart.title, [column.title for column in shown], behind,
        [ShownBar(bar.label, bar.line, bar.values) for bar in bars],
    )  # fmt: skip


def lines_of(dataset: Dataset, offset: int, limit: int) -> Page[ReportLine]:
    rows = [
        _shown(dataset, number, line)
        for number, line in enumerate(islice(dataset.lines(offset), limit), start=offset)
    ]  # fmt: skip
    return Page(dataset.contents.lines, rows)


def behind(context: Context, listers: Listers, dataset: Dataset, line: int, column: int, page: range) -> Behind:
    counted = dataset.columns[column].counts if 0 <= column < len(dataset.columns) else None
    ids = sorted(set(dataset.behind(line, column))) if counted else []
    if counted is None or not ids:
        return Behind(0, [])
    if len(ids) > LISTED_AT_MOST:
        raise Invalid(TOO_MANY)
    return listers[counted](context, ids, page.start, len(page))


def _shown(dataset: Dataset, number: int, line: KeptLine) -> ReportLine:
    figures = [
        place
        for place, (column, cell) in enumerate(zip(dataset.columns, line.cells, strict=False))
        if column.counts and numbered(cell) and (line.role is not Role.ROW or isinstance(cell, Figure))
    ]  # fmt: skip
    about = None if line.document_id is None else DocumentId(line.document_id)
    return ReportLine(number, ROLES[line.role], [printed(cell) for cell in line.cells], figures, about)
