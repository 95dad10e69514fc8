"""A long table as PDF: A4 landscape, headings repeated, pages numbered, signature; drawn straight to the canvas.

The margins follow ГОСТ Р 7.0.97 (left 20, right 10, top and bottom 20 mm).
"""

import textwrap
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from pathlib import Path

from msgspec import Struct
from reportlab.lib.units import mm

from server.reports.dataset import TOTALS, Dataset, Role
from server.reports.pdf_chart import chart_pages
from server.reports.pdf_heading import BOTTOM, CODE, LEFT, LINE, PAGE, PAGES, RIGHT, ROOM, TOP, PageHeading
from server.reports.pdf_pages import LongCanvas
from server.reports.pdf_rows import LEADING, PADDING, SIZE, Laid, RowLayout
from server.reports.report import Progress
from server.reports.typeface import BOLD, REGULAR, broken, load, width_of

NOTHING_WIDTH, NOTHING_LEADING = 110, 14.0  # characters, points
SIGNATURE_ROOM = 22 * mm
AT_ONCE = int((PAGE[1] - TOP - BOTTOM - SIGNATURE_ROOM) / LEADING) - 2  # lines of notes on a page of their own
REPEATED = 4 * LEADING  # for the heading of a section that goes on
HAIR, BAND = 0.35, 0.93  # a line; the grey of a section's heading


class Placed(Struct):
    """A row on its page, which is counted from the last title on; `sheet` counts titles."""

    row: Laid
    sheet: int
    page: int
    y: float
    addressee: str = ""  # of the sheet that begins here


class JournalPdf:
    def __init__(self, path: Path, dataset: Dataset) -> None:
        load()
        self._dataset, self._columns, self._heading = dataset, dataset.columns, dataset.heading
        self._file = path.open("wb")
        self._canvas = LongCanvas(self._file, PAGE, [PAGES, CODE])
        self._canvas.setTitle(self._heading.title)
        self._canvas.setAuthor(self._heading.organisation)
        self._head = PageHeading(self._canvas, self._columns, self._heading)
        self._whole = self._head.top(first=False) - BOTTOM - REPEATED
        longest = int((self._whole - 2 * PADDING) // LEADING)
        self._layout = RowLayout(self._columns, self._head.widths, longest)
        self._notes = [part for note in self._heading.notes for part in broken(note, REGULAR, SIZE, ROOM)]
        self._signed = SIGNATURE_ROOM + (LEADING * (len(self._notes) + 1) if self._notes else 0)

    def write(self, progress: Progress) -> int:
        """Draws all rows; gives the number of pages."""
        with self._file:
            return self._draw_all(progress)

    def _draw_all(self, progress: Progress) -> int:
        page, y = self._draw_rows(progress)
        if not self._dataset.rows:
            y = self._empty(y)
        if y - self._signed < BOTTOM:
            page, y = self._turn(page)
        notes = self._notes
        while y - SIGNATURE_ROOM - LEADING * (len(notes) + 1) < BOTTOM and len(notes) > AT_ONCE:
            self._draw_notes(y, notes[:AT_ONCE])
            notes = notes[AT_ONCE:]
            page, y = self._turn(page)
        self._sign(self._draw_notes(y, notes))
        for chart in chart_pages(self._dataset):
            page, _ = self._turn(page)
            chart.draw(self._canvas)
        pages = self._canvas.getPageNumber()
        self._head.tell_pages(pages)
        self._canvas.save()
        return pages

    def _turn(self, page: int) -> tuple[int, float]:
        """A further page without the table, and where it begins."""
        self._canvas.showPage()
        self._head.draw(page + 1, with_table=False)
        return page + 1, PAGE[1] - TOP

    def _draw_rows(self, progress: Progress) -> tuple[int, float]:
        """Gives the last page and where it ends."""
        sheet, page, y = 0, 1, self._head.top(first=True)
        for number, placed in enumerate(self._placed(), start=1):
            if (placed.sheet, placed.page) != (sheet, page):
                if sheet:
                    self._close(y)
                    if placed.sheet != sheet and y - self._signed >= BOTTOM:
                        self._sign(self._draw_notes(y, self._notes))
                    self._canvas.showPage()
                sheet, page = placed.sheet, placed.page
                self._head.draw(page, addressee=placed.addressee)
            self._draw(placed.row, placed.y)
            y = placed.y - placed.row.height
            if number % 500 == 0:
                progress(number, "Печатная форма")
        if not sheet:
            self._head.draw(1)
        self._close(y)
        return page, y

    def _placed(self) -> Iterator[Placed]:
        """Every row where it stands; a section that goes on to a page has its heading repeated there."""
        sheet, page, y, section = 1, 1, self._head.top(first=True), ""
        above: list[list[str]] = []  # what stands in the cells, also in those that go on from above
        blocks: Iterator[tuple[list[Laid], list[Laid] | None]]
        blocks = pairwise(chain(self._layout.blocks(self._dataset), [None]))  # type: ignore[list-item]
        for block, following in blocks:
            kept, ends = sum(row.height for row in block), following is None or self._begins(following[0])
            signed = kept + self._signed if ends else kept  # the signature never stands alone
            together = next((room for room in (signed, kept) if room <= self._whole), 0.0)
            for number, row in enumerate(block):
                begins, addressee = self._begins(row) and section != "", self._addressee(row)
                if row.role is Role.SECTION:
                    section = "\n".join(row.cells[0])
                if begins or addressee:
                    sheet, page = sheet + begins, 1
                    y = self._head.top(first=True, addressee=addressee)
                elif y - max(row.height, 0 if number else together) < BOTTOM:
                    page, y = page + 1, self._head.top(first=False)
                    if section and row.role is not Role.SECTION:
                        again = self._layout.section(f"{section} (продолжение)")
                        yield Placed(again, sheet, page, y)
                        y -= again.height
                    row.go_on_alone(above)
                if addressee:  # stands above the table
                    row.height = 0.0
                yield Placed(row, sheet, page, y, addressee)
                y -= row.height
                above = row.below(above)

    def _addressee(self, row: Laid) -> str:
        return " ".join(row.cells[0]) if self._heading.angular and self._begins(row) else ""

    def _begins(self, row: Laid) -> bool:
        return row.role is Role.SECTION and self._dataset.contents.apart

    def _draw(self, row: Laid, y: float) -> None:
        canvas = self._canvas
        canvas.setLineWidth(HAIR)
        if row.role is Role.SECTION:
            if row.height:
                self._draw_section(row, y)
            return
        canvas.setFont(BOLD if row.role in TOTALS else REGULAR, SIZE)
        bottom, right = y - row.height, LEFT + ROOM
        edges = [(right, y, right, bottom)]
        for number, lines in enumerate(row.cells):
            left, width = self._head.lefts[number], self._head.widths[number]
            if not row.goes_on[number]:
                edges.append((left, y, left + width, y))
            edges.append((left, y, left, bottom))
            right_aligned = self._columns[number].right_aligned
            start, base = left + (width - PADDING if right_aligned else PADDING), y - PADDING - SIZE * 0.85
            for line in lines:
                canvas.words(start, base, line, right_aligned=right_aligned)
                base -= LEADING
        canvas.edges(edges)

    def _draw_section(self, row: Laid, y: float) -> None:
        canvas = self._canvas
        canvas.saveState()
        canvas.setFillGray(BAND)
        canvas.rect(LEFT, y - row.height, ROOM, row.height, fill=1)
        canvas.restoreState()
        canvas.setFont(BOLD, SIZE)
        base = y - PADDING - SIZE * 0.85
        for line in row.cells[0]:
            canvas.drawString(LEFT + PADDING, base, line)
            base -= LEADING

    def _empty(self, y: float) -> float:
        self._canvas.setFont(REGULAR, 11)
        lines = textwrap.wrap(self._heading.nothing, NOTHING_WIDTH)
        for number, line in enumerate(lines, start=2):
            self._canvas.drawCentredString(PAGE[0] / 2, y - NOTHING_LEADING * number, line)
        return y - NOTHING_LEADING * (len(lines) + 2)

    def _draw_notes(self, y: float, notes: Sequence[str]) -> float:
        self._canvas.setFont(REGULAR, SIZE)
        for note in notes:
            y -= LEADING
            self._canvas.drawString(LEFT, y - 2, note)
        return y - LEADING if notes else y

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
