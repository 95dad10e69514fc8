"""A long table as PDF: A4 landscape, headings repeated, «Страница X из Y», signature; drawn straight to the canvas.

The margins follow ГОСТ Р 7.0.97 (left 20, right 10, top and bottom 20 mm).
"""

import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from server.reports.report import Column, Heading, Progress, grouped
from server.reports.spool import Spool
from server.reports.typeface import BOLD, REGULAR, broken, load, width_of

PAGE = landscape(A4)
LEFT, RIGHT, TOP, BOTTOM = 20 * mm, 10 * mm, 20 * mm, 20 * mm
SIZE, LEADING, PADDING = 9.0, 10.6, 1.2 * mm
TITLE_SIZE = 14.0
NOTHING_WIDTH, NOTHING_LEADING = 110, 14.0  # characters, points
SIGNATURE_ROOM = 22 * mm
HAIR, LINE = 0.35, 0.7
EMBEDDED: dict[str, Any] = {"initialFontName": REGULAR}  # else an unembedded Helvetica is referred to


class Laid(Struct):
    """A row broken into lines; `goes_on` marks cells that continue the row above."""

    cells: list[list[str]]
    goes_on: list[bool]
    height: float


class JournalPdf:
    def __init__(self, path: Path, columns: Sequence[Column], heading: Heading) -> None:
        load()
        self._columns = columns
        self._heading = heading
        room = PAGE[0] - LEFT - RIGHT
        whole = sum(column.width for column in columns)
        self._widths = [room * column.width / whole for column in columns]
        self._lefts = [LEFT + sum(self._widths[:number]) for number in range(len(columns))]
        self._canvas = Canvas(str(path), pagesize=PAGE, pageCompression=1, **EMBEDDED)
        self._canvas.setTitle(heading.title)
        self._canvas.setAuthor(heading.organisation)
        self._head = self._laid_head()
        self._seen: dict[tuple[int, str], list[str]] = {}

    def write(self, spool: Spool, progress: Progress) -> int:
        """Draws all rows; gives the number of pages."""
        pages = self._count(spool)
        y = self._begin(1, pages, first=True)
        page = 1
        for number, (row, room) in enumerate(self._rows_with_room(spool), start=1):
            if y - room < BOTTOM:
                self._close(y)
                page += 1
                y = self._begin(page, pages, first=False)
                row.goes_on = [False] * len(row.cells)  # at the top of a page nothing goes on from above
            self._draw(row, y)
            y -= row.height
            if number % 500 == 0:
                progress(number, "Печатная форма")
        if not spool.count:
            y = self._empty(y)
        self._close(y)
        if y - SIGNATURE_ROOM < BOTTOM:
            self._begin(pages, pages, first=False, with_table=False)
            y = PAGE[1] - TOP
        self._sign(y)
        self._canvas.save()
        return pages

    def _count(self, spool: Spool) -> int:
        pages, y = 1, self._top(first=True)
        for row, room in self._rows_with_room(spool):
            if y - room < BOTTOM:
                pages, y = pages + 1, self._top(first=False)
            y -= row.height
        if not spool.count:
            y -= LEADING * 3
        return pages + (y - SIGNATURE_ROOM < BOTTOM)

    def _rows_with_room(self, spool: Spool) -> Iterator[tuple[Laid, float]]:
        """Each row with what must be free for it: the last goes over with the signature, which never stands alone."""
        rows = self._rows(spool)
        row = next(rows, None)
        whole = self._top(first=False) - BOTTOM
        while row is not None:
            following = next(rows, None)
            signed = row.height + SIGNATURE_ROOM
            yield row, signed if following is None and signed <= whole else row.height
            row = following

    def _rows(self, spool: Spool) -> Iterator[Laid]:
        longest = int((self._top(first=False) - BOTTOM - 2 * PADDING) // LEADING)
        for row in spool:
            cells = [self._lines(number, cell) for number, cell in enumerate(row)]
            goes_on = [cell is None for cell in row]
            for start in range(0, max(map(len, cells)), longest):  # a text longer than a page goes on on the next
                piece = [cell[start : start + longest] for cell in cells]
                height = max(map(len, piece)) * LEADING + 2 * PADDING
                yield Laid(piece, [True] * len(row) if start else goes_on, height)

    def _lines(self, number: int, cell: str | int | None) -> list[str]:
        text = "" if cell is None else str(cell)
        key = (number, text)
        if key not in self._seen:
            if len(self._seen) > 20_000:
                self._seen.clear()
            self._seen[key] = broken(text, REGULAR, SIZE, self._widths[number] - 2 * PADDING)
        return self._seen[key]

    def _top(self, *, first: bool) -> float:
        height = PAGE[1] - TOP - sum(self._head_heights())
        return height - self._title_height() if first else height

    def _title_height(self) -> float:
        return 12 + TITLE_SIZE * 1.4 * len(self._title_lines()) + 14 * len(self._heading.lines) + 8

    def _title_lines(self) -> list[str]:
        return broken(self._heading.title, BOLD, TITLE_SIZE, PAGE[0] - LEFT - RIGHT - 40 * mm)

    def _begin(self, page: int, pages: int, *, first: bool, with_table: bool = True) -> float:
        """A new page up to the first row; gives the height at which rows begin."""
        canvas = self._canvas
        if page > 1:
            canvas.showPage()
        canvas.setFont(REGULAR, 9)
        canvas.drawRightString(PAGE[0] - RIGHT, 10 * mm, f"Страница {page} из {pages}")
        moment = self._heading.as_of
        canvas.drawString(LEFT, 10 * mm, f"Сформировано {moment:%d.%m.%Y %H:%M}, «Гриф»")
        y = PAGE[1] - TOP
        if first:
            y = self._draw_title(y)
        return self._draw_head(y) if with_table else y

    def _draw_title(self, y: float) -> float:
        canvas, middle = self._canvas, LEFT + (PAGE[0] - LEFT - RIGHT) / 2
        bottom = y - self._title_height()
        canvas.setFont(REGULAR, 11)
        canvas.drawCentredString(middle, y, self._heading.organisation)
        y -= 12
        canvas.setFont(BOLD, TITLE_SIZE)
        for line in self._title_lines():
            y -= TITLE_SIZE * 1.4
            canvas.drawCentredString(middle, y + 4, line)
        canvas.setFont(REGULAR, 11)
        for line in self._heading.lines:
            y -= 14
            canvas.drawCentredString(middle, y + 2, line)
        return bottom

    def _laid_head(self) -> list[list[str]]:
        return [
            broken(column.title, BOLD, SIZE, width - 2 * PADDING)
            for column, width in zip(self._columns, self._widths, strict=True)
        ]

    def _head_heights(self) -> tuple[float, float]:
        """The band of group headings, and the headings of the columns."""
        band = LEADING + 2 * PADDING if any(column.group for column in self._columns) else 0.0
        return band, max(map(len, self._head)) * LEADING + 2 * PADDING

    def _draw_head(self, y: float) -> float:
        canvas = self._canvas
        band, height = self._head_heights()
        canvas.setLineWidth(LINE)
        canvas.setFont(BOLD, SIZE)
        for group, first, count in grouped(self._columns):
            width = sum(self._widths[first : first + count])
            if group:
                canvas.rect(self._lefts[first], y - band, width, band)
                canvas.drawCentredString(self._lefts[first] + width / 2, y - PADDING - SIZE * 0.85, group)
            for number in range(first, first + count):
                top = y - band if group else y
                self._draw_heading(number, top, y - band - height)
        return y - band - height

    def _draw_heading(self, number: int, top: float, bottom: float) -> None:
        canvas, lines = self._canvas, self._head[number]
        canvas.rect(self._lefts[number], bottom, self._widths[number], top - bottom)
        y = (top + bottom) / 2 + len(lines) * LEADING / 2 - SIZE * 0.85
        for line in lines:
            canvas.drawCentredString(self._lefts[number] + self._widths[number] / 2, y, line)
            y -= LEADING

    def _draw(self, row: Laid, y: float) -> None:
        canvas = self._canvas
        canvas.setFont(REGULAR, SIZE)
        canvas.setLineWidth(HAIR)
        for number, lines in enumerate(row.cells):
            left, width = self._lefts[number], self._widths[number]
            if not row.goes_on[number]:
                canvas.line(left, y, left + width, y)
            canvas.line(left, y, left, y - row.height)
            base = y - PADDING - SIZE * 0.85
            for line in lines:
                if self._columns[number].right_aligned:
                    canvas.drawRightString(left + width - PADDING, base, line)
                else:
                    canvas.drawString(left + PADDING, base, line)
                base -= LEADING
        right = self._lefts[-1] + self._widths[-1]
        canvas.line(right, y, right, y - row.height)

    def _empty(self, y: float) -> float:
        self._canvas.setFont(REGULAR, 11)
        lines = textwrap.wrap(self._heading.nothing, NOTHING_WIDTH)
        for number, line in enumerate(lines, start=2):
            self._canvas.drawCentredString(PAGE[0] / 2, y - NOTHING_LEADING * number, line)
        return y - NOTHING_LEADING * (len(lines) + 2)

    def _close(self, y: float) -> None:
        self._canvas.setLineWidth(LINE)
        self._canvas.line(LEFT, y, PAGE[0] - RIGHT, y)

    def _sign(self, y: float) -> None:
        """Post and name with room for the signature between them, never alone on top of nothing."""
        canvas = self._canvas
        canvas.setFont(REGULAR, 11)
        base = y - SIGNATURE_ROOM + 8 * mm
        post, _, name = self._heading.signatory.partition("\n")
        canvas.drawString(LEFT, base, post)
        start = LEFT + max(width_of(post, REGULAR, 11) + 10 * mm, 90 * mm)
        canvas.setLineWidth(HAIR)
        canvas.line(start, base - 2, start + 45 * mm, base - 2)
        canvas.drawString(start + 50 * mm, base, name)
        canvas.setFont(REGULAR, 8)
        canvas.drawCentredString(start + 22.5 * mm, base - 10, "(подпись)")
