"""A batch as rows of the bench: a line for each paper, its pages, and the tray at the end."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from msgspec import Struct
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from common.kernel.ids import BatchPageId
from common.scanning.arranging import Arrangement, Aside, Paper, Placed
from common.scanning.batches import Batch, BatchPage, BoundCard, Trouble

ROW = Qt.ItemDataRole.UserRole
FEWEST = 3  # papers of one page in a row, from which they share a line
Index = QModelIndex | QPersistentModelIndex


class PaperLine(Struct, frozen=True):
    """The line over the pages of a paper; `number` counts from 0."""

    number: int
    paper: Paper
    card: BoundCard | None


class SinglesLine(Struct, frozen=True):
    """The line over papers of one page each, one after another, which need none of their own; counted from 0."""

    first: int
    last: int


class TrayLine(Struct, frozen=True):
    """The line over what becomes part of no document; separators, of which there may be hundreds, have their own."""

    count: int
    of_separators: bool = False


class PageRow(Struct, frozen=True):
    """A page in its paper (`number` counts from 0), or in the tray with the reason; `single`: all of its paper."""

    placed: Placed
    page: BatchPage
    number: int | None
    trouble: Trouble | None
    why: Aside | None = None
    single: bool = False

    @property
    def is_turned(self) -> bool:
        """Whether it lies as it was turned by itself; what the clerk has turned since needs no word."""
        return self.page.turned != 0 and self.placed.turned == self.page.turned


Row = PaperLine | SinglesLine | TrayLine | PageRow


def rows_of(batch: Batch, arrangement: Arrangement) -> list[Row]:
    pages = {page.id: page for page in batch.pages}
    cards = {card.document_id: card for card in batch.cards}
    troubles = {each.page_id: each for each in batch.troubles if not each.passed and each.page_id is not None}
    rows: list[Row] = []
    singles = _singles(arrangement.papers)
    for number, paper in enumerate(arrangement.papers):
        if number not in singles:
            rows.append(PaperLine(number, paper, cards.get(paper.document_id) if paper.document_id else None))
        elif number - 1 not in singles:
            rows.append(SinglesLine(number, singles[number]))
        rows += [
            PageRow(placed, pages[placed.page_id], number, troubles.get(placed.page_id), single=number in singles)
            for placed in paper.pages if placed.page_id in pages
        ]  # fmt: skip
    for of_separators in (False, True):
        tray = [laid for laid in arrangement.tray if (laid.why is Aside.SEPARATOR) is of_separators]
        if tray:
            rows.append(TrayLine(len(tray), of_separators))
            rows += [PageRow(laid.page, pages[laid.page.page_id], None, None, laid.why)
                     for laid in tray if laid.page.page_id in pages]  # fmt: skip
    return rows


def set_upright(batch: Batch, arrangement: Arrangement) -> int:
    """How many pages lie in papers as they were turned by themselves."""
    came = {page.id: page.turned for page in batch.pages}
    placed = (page for paper in arrangement.papers for page in paper.pages)
    return sum(page.turned != 0 and page.turned == came.get(page.page_id) for page in placed)


def _singles(papers: Sequence[Paper]) -> dict[int, int]:
    """Papers of one page that become new cards, three and more in a row; to each the last of its row."""
    found: dict[int, int] = {}
    alone = [len(paper.pages) == 1 and paper.document_id is None for paper in papers]
    number = 0
    for is_single, group in groupby(alone):
        end = number + len(list(group))
        if is_single and end - number >= FEWEST:
            found |= dict.fromkeys(range(number, end), end - 1)
        number = end
    return found


class BenchModel(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Row] = []

    def show_rows(self, rows: list[Row]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    @property
    def rows(self) -> Sequence[Row]:
        return self._rows

    def row_of(self, page_id: BatchPageId) -> int | None:
        return next((at for at, row in enumerate(self._rows)
                     if isinstance(row, PageRow) and row.page.id == page_id), None)  # fmt: skip

    def touch(self, row: int) -> None:
        self.dataChanged.emit(self.index(row), self.index(row))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self._words(row)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(row, PageRow):
            return "\n".join(filter(None, (row.trouble.words if row.trouble else row.page.reason, self._turned(row))))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.isValid() and isinstance(self._rows[index.row()], PageRow):
            return usual | Qt.ItemFlag.ItemIsDragEnabled
        return usual

    def _turned(self, row: PageRow) -> str:
        if not row.is_turned:
            return ""
        lay = self.tr("вверх ногами") if row.page.turned == 180 else self.tr("на боку")
        return self.tr("Страница лежала {0} и повёрнута сама. Если не так, поверните: R, Shift+R.").format(lay)

    def _words(self, row: Row) -> str:
        if isinstance(row, PaperLine):
            return self.tr("Документ {0}, страниц {1}").format(row.number + 1, len(row.paper.pages))
        if isinstance(row, SinglesLine):
            return self.tr("Документы {0}–{1} по одной странице").format(row.first + 1, row.last + 1)
        if isinstance(row, TrayLine) and row.of_separators:
            return self.tr("Разделителей: {0}").format(row.count)
        if isinstance(row, TrayLine):
            return self.tr("Отложено страниц: {0}").format(row.count)
        words = self.tr("Страница {0}").format(row.page.number)
        if row.single and row.number is not None:
            words = self.tr("Документ {0}, страница {1}").format(row.number + 1, row.page.number)
        return self.tr("{0}, повёрнута").format(words) if row.is_turned else words
