"""Lines of a dataset laid out for the printed page: broken to the widths, kept together where they must not part."""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from reportlab.lib.units import mm

from server.reports.dataset import TOTALS, Dataset, Kept, KeptLine, Role, exact, numbered
from server.reports.report import Column
from server.reports.typeface import BOLD, REGULAR, broken

SIZE, LEADING, PADDING = 9.0, 10.6, 1.2 * mm
REMEMBERED = 20_000  # texts with their lines
SAID_AGAIN = 6  # lines of a text


class Laid(Struct):
    """A row broken into lines; `goes_on` marks cells that continue the row above."""

    role: Role
    cells: list[list[str]]
    goes_on: list[bool]
    height: float
    is_rest: bool = False  # of a row longer than a page

    def below(self, above: list[list[str]]) -> list[list[str]]:
        """What stands in the cells, whose texts begin in rows further up where they go on."""
        if self.role is not Role.ROW or self.is_rest or not above:
            return self.cells if self.role is Role.ROW else []
        return [up if on else own for up, on, own in zip(above, self.goes_on, self.cells, strict=True)]

    def go_on_alone(self, above: list[list[str]]) -> None:
        """At the top of a page: what goes on from the page before is said again, for nobody turns back to read it."""
        if above and self.role is Role.ROW and not self.is_rest:
            self.cells = [cell[:SAID_AGAIN] if on else own
                          for cell, on, own in zip(above, self.goes_on, self.cells, strict=True)]  # fmt: skip
            self.height = max(map(len, self.cells)) * LEADING + 2 * PADDING
        self.goes_on = [False] * len(self.cells)


class RowLayout:
    """The rows of a table of given widths."""

    def __init__(self, columns: Sequence[Column], widths: Sequence[float], longest: int) -> None:
        self._columns, self._widths, self._longest = columns, widths, longest
        self._seen: dict[tuple[int, bool, str], list[str]] = {}

    def blocks(self, dataset: Dataset) -> Iterator[list[Laid]]:
        """Rows that stand on one page: headings with the first row below them, the last row with its totals."""
        block: list[Laid] = []
        for laid in self._rows(dataset):
            open_end = block and block[-1].role is Role.SECTION
            if block and laid.role not in TOTALS and not open_end:
                yield block
                block = []
            block.append(laid)
        if block:
            yield block

    def section(self, title: str) -> Laid:
        lines = broken(title, BOLD, SIZE, sum(self._widths) - 2 * PADDING)
        return Laid(Role.SECTION, [lines], [False], len(lines) * LEADING + 2 * PADDING)

    def _rows(self, dataset: Dataset) -> Iterator[Laid]:
        for line in dataset:
            if line.role is Role.SECTION:
                yield self.section(str(line.cells[0]))
            else:
                yield from self._pieces(line)

    def _pieces(self, line: KeptLine) -> Iterator[Laid]:
        bold = line.role in TOTALS
        cells = [self._lines(place, cell, bold=bold) for place, cell in enumerate(line.cells)]
        goes_on = [cell is None for cell in line.cells]
        for start in range(0, max(map(len, cells)), self._longest):  # longer than a page: goes on on the next
            piece = [cell[start : start + self._longest] for cell in cells]
            height = max(map(len, piece)) * LEADING + 2 * PADDING
            yield Laid(line.role, piece, [True] * len(cells) if start else goes_on, height, start > 0)

    def _lines(self, place: int, cell: Kept, *, bold: bool) -> list[str]:
        key = (place, bold, printed(cell))
        if key not in self._seen:
            if len(self._seen) > REMEMBERED:
                self._seen.clear()
            width = self._widths[place] - 2 * PADDING
            self._seen[key] = broken(key[2], BOLD if bold else REGULAR, SIZE, width)
        return self._seen[key]


def printed(cell: Kept) -> str:
    """A cell in words; what is no whole number, with its comma."""
    number = numbered(cell)
    if isinstance(number, float):
        return f"{exact(number):f}".replace(".", ",")
    return "" if cell is None else str(cell if number is None else number)
