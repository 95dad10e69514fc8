"""The dataset of a report: one compact file that every layout reads, today and years later.

Lines lie in packed blocks, so a report of any length is written and read in little memory, and any page of it is at
hand; the last block tells where the others begin, what the columns are and what stands above and below the table.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, tzinfo
from decimal import Decimal
from enum import IntEnum
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from server.reports.report import Cell, Chart, Column, Figure, Heading, Line, Progress, Row, Section

BLOCK = 200  # lines
LARGEST_BLOCK = 2**20  # bytes before packing
LEVEL = 1  # of packing: the quickest
SIZE = 8  # bytes of the last number of the file
TOLD_EVERY = 500
FULL = 100
Kept = str | int | float | Figure | None


class Role(IntEnum):
    ROW = 0
    SECTION = 1
    SUBTOTAL = 2
    TOTAL = 3


TOTALS = (Role.SUBTOTAL, Role.TOTAL)


class KeptLine(Struct, array_like=True):
    """A line as every layout shows it; None in a cell means that the one above goes on."""

    role: Role
    cells: list[Kept]
    document_id: int | None = None
    outer: bool = False  # the heading or the totals of several sections


class Block(Struct, array_like=True, frozen=True):
    begins: int  # in the file
    line: int  # its first


class Bar(Struct, frozen=True):
    """What a section comes to in the columns of the chart; `line` is that of its totals."""

    label: str
    line: int
    values: list[float]


class Contents(Struct, frozen=True):
    heading: Heading
    columns: list[Column]
    lines: int
    rows: int  # without headings and totals
    blocks: list[Block]
    chart: Chart | None = None
    apart: bool = False  # on paper every section begins a page
    bars: list[Bar] | None = None  # older datasets have them in their lines only


def numbered(cell: Kept) -> int | float | None:
    """The number in a cell, if it is one."""
    if isinstance(cell, Figure):
        return cell.number
    return cell if isinstance(cell, int | float) else None


def exact(number: float) -> Decimal:
    """As it is written, not as a machine holds it: ten times 0,1 is 1."""
    return Decimal(repr(number))


def plain(number: Decimal) -> int | float:
    return int(number) if number == int(number) else float(number)


class Gathering:
    """Writes a dataset line by line; totals follow from the figures and are added where they belong."""

    def __init__(self, path: Path, columns: Sequence[Column], total: str = "ИТОГО") -> None:
        self._columns, self._total = columns, total
        self._file = path.open("wb")
        self._encoder = msgspec.msgpack.Encoder()
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0
        self._blocks: list[Block] = []
        self._lines = self._rows = 0
        self._summed = [place for place, column in enumerate(columns) if column.summed]
        self._of_section, self._of_outer, self._of_all = self._nothing(), self._nothing(), self._nothing()
        self._section = self._outer = ""
        self._sections: list[tuple[str, int, list[float]]] = []  # title, line and numbers of its totals

    def add(self, line: Line) -> None:
        if isinstance(line, Section):
            self._close_section()
            if line.within != self._outer:
                self._close_outer()
                self._outer = line.within
                if line.within:
                    self._write(KeptLine(Role.SECTION, [line.within], outer=True))
            self._section = line.title
            self._write(KeptLine(Role.SECTION, [line.title]))
            return
        cells = line.cells if isinstance(line, Row) else line
        kept = self._shared([_plain(cell) for cell in cells])
        for place in self._summed:
            number = exact(numbered(kept[place]) or 0)
            self._of_section[place] += number
            self._of_outer[place] += number
            self._of_all[place] += number
        self._rows += 1
        self._write(KeptLine(Role.ROW, kept, line.document_id if isinstance(line, Row) else None))

    @property
    def rows(self) -> int:
        return self._rows

    def end(self, heading: Heading, chart: Chart | None = None, *, apart: bool = False) -> None:
        self._close_section()
        self._close_outer()
        if self._summed and self._rows:
            self._write(self._totals(Role.TOTAL, self._total, self._of_all))
        self._pack()
        places = chart.columns if chart else ()
        bars = [Bar(title, line, [cells[place] for place in places]) for title, line, cells in self._sections if chart]
        contents = Contents(heading, list(self._columns), self._lines, self._rows, self._blocks, chart, apart, bars)
        last = zlib.compress(self._encoder.encode(contents), LEVEL)
        self._file.write(last)
        self._file.write(len(last).to_bytes(SIZE, "big"))
        self.close()

    def close(self) -> None:
        self._file.close()

    def _close_section(self) -> None:
        if self._section and self._summed:
            totals = self._totals(Role.SUBTOTAL, f"Итого: {self._section}", self._of_section)
            numbers = [float(numbered(cell) or 0) for cell in totals.cells]
            self._sections.append((self._section, self._lines, numbers))
            self._write(totals)
        self._of_section = self._nothing()
        self._section = ""

    def _close_outer(self) -> None:
        if self._outer and self._summed:
            totals = self._totals(Role.SUBTOTAL, f"Всего: {self._outer}", self._of_outer)
            totals.outer = True
            self._write(totals)
        self._of_outer = self._nothing()

    def _nothing(self) -> dict[int, Decimal]:
        return dict.fromkeys(self._summed, Decimal(0))

    def _totals(self, role: Role, title: str, sums: dict[int, Decimal]) -> KeptLine:
        cells: list[Kept] = ["" for _ in self._columns]
        cells[label_place(self._columns)] = title
        for place, number in sums.items():
            cells[place] = plain(number)
        return KeptLine(role, self._shared(cells))

    def _shared(self, cells: list[Kept]) -> list[Kept]:
        for place, column in enumerate(self._columns):
            if column.share is not None:
                part, *wholes = (numbered(cells[at]) or 0 for at in column.share)
                whole = sum(wholes)
                share = FULL * part / whole - FULL * column.grown if whole else None
                cells[place] = "" if share is None else round(share, 1)  # of nothing there is no share
        return cells

    def _write(self, line: KeptLine) -> None:
        encoded = self._encoder.encode(line)
        self._waiting.append(encoded)
        self._waiting_bytes += len(encoded)
        self._lines += 1
        if len(self._waiting) == BLOCK or self._waiting_bytes > LARGEST_BLOCK:
            self._pack()

    def _pack(self) -> None:
        if self._waiting:
            self._blocks.append(Block(self._file.tell(), self._lines - len(self._waiting)))
            self._file.write(zlib.compress(self._encoder.encode([msgspec.Raw(each) for each in self._waiting]), LEVEL))
            self._waiting, self._waiting_bytes = [], 0


class Dataset:
    """May be read as often as one likes, whole or from any line on; in the file moments are those of Greenwich."""

    def __init__(self, path: Path, zone: tzinfo = UTC) -> None:
        self._path = path
        self._decoder = msgspec.msgpack.Decoder(list[KeptLine])
        with path.open("rb") as file:
            file.seek(-SIZE, 2)
            size = int.from_bytes(file.read(SIZE), "big")
            file.seek(-SIZE - size, 2)
            self._end = file.tell()
            contents = msgspec.msgpack.decode(zlib.decompress(file.read(size)), type=Contents)
        heading = replace(contents.heading, as_of=contents.heading.as_of.astimezone(zone))
        self.contents = replace(contents, heading=heading)

    @property
    def heading(self) -> Heading:
        return self.contents.heading

    @property
    def columns(self) -> list[Column]:
        return self.contents.columns

    @property
    def rows(self) -> int:
        return self.contents.rows

    def __iter__(self) -> Iterator[KeptLine]:
        yield from self.lines(0)

    def lines(self, first: int) -> Iterator[KeptLine]:
        """From a line on to the last."""
        blocks = self.contents.blocks
        ends = [*(block.begins for block in blocks[1:]), self._end]
        with self._path.open("rb") as file:
            for number, block in enumerate(blocks):
                following = blocks[number + 1].line if number + 1 < len(blocks) else self.contents.lines
                if following <= first:
                    continue
                file.seek(block.begins)
                lines = self._decoder.decode(zlib.decompress(file.read(ends[number] - block.begins)))
                yield from lines[max(first - block.line, 0) :]

    def bars(self) -> list[Bar]:
        if self.contents.chart is None:
            return []
        if self.contents.bars is not None:
            return self.contents.bars
        found, label = [], ""
        for number, line in enumerate(self):
            if line.outer:
                continue
            if line.role is Role.SECTION:
                label = str(line.cells[0])
            elif line.role is Role.SUBTOTAL:
                values = [float(numbered(line.cells[place]) or 0) for place in self.contents.chart.columns]
                found.append(Bar(label, number, values))
        return found

    def behind(self, line: int, column: int) -> list[int]:
        """The ids that a figure counts; those of a total are the ones of the rows that it sums."""
        found = next(self.lines(line), None)
        if found is None or column >= len(self.columns) or found.role is Role.SECTION:
            return []
        if found.role is Role.ROW:
            cell = found.cells[column]
            return cell.ids if isinstance(cell, Figure) else []
        ids: list[int] = []
        for number, each in enumerate(self.lines(0)):
            if number == line:
                break
            if each.role is Role.SECTION and found.role is Role.SUBTOTAL and (each.outer or not found.outer):
                ids = []
            cell = each.cells[column] if each.role is Role.ROW else None
            if isinstance(cell, Figure):
                ids += cell.ids
        return ids


def label_place(columns: Sequence[Column]) -> int:
    """Where totals say what they are: the first column of words."""
    return next((place for place, column in enumerate(columns) if not column.right_aligned), 0)


def gathered(lines: Iterable[Line], gathering: Gathering, progress: Progress) -> None:
    for line in lines:
        gathering.add(line)
        if gathering.rows and gathering.rows % TOLD_EVERY == 0 and not isinstance(line, Section):
            progress(gathering.rows, "Чтение данных")


def _plain(cell: Cell) -> Kept:
    return cell if isinstance(cell, str | int | float | Figure) or cell is None else f"{cell:%d.%m.%Y}"
