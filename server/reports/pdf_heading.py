"""What stands on the printed pages of a table beside its rows: title, headings of the columns, number of the page."""

from collections.abc import Sequence

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from server.reports.pdf_rows import LEADING, PADDING, SIZE
from server.reports.report import Column, Heading, grouped
from server.reports.typeface import BOLD, REGULAR, broken, width_of

PAGE = landscape(A4)
LEFT, RIGHT, TOP, BOTTOM = 20 * mm, 10 * mm, 20 * mm, 20 * mm
ROOM = PAGE[0] - LEFT - RIGHT
TITLE_SIZE = 14.0
LINE = 0.7
PAGES = "pages"  # the form with their number
ROWS_OF_PAGE = 8  # at least, as a rule


class PageHeading:
    def __init__(self, canvas: Canvas, columns: Sequence[Column], heading: Heading, rows: int) -> None:
        digits = len(str(max(rows // ROWS_OF_PAGE, 1)))
        self._room_for_pages = width_of("0" * digits, REGULAR, 9)
        self._canvas, self._columns, self._heading = canvas, columns, heading
        whole = sum(column.width for column in columns)
        self.widths = [ROOM * column.width / whole for column in columns]
        self.lefts = [LEFT + sum(self.widths[:number]) for number in range(len(columns))]
        self._titles = [
            broken(column.title, BOLD, SIZE, width - 2 * PADDING)
            for column, width in zip(self._columns, self.widths, strict=True)
        ]
        self._below = [part for line in heading.lines for part in broken(line, REGULAR, 11, ROOM)]
        self._title = broken(heading.title, BOLD, TITLE_SIZE, ROOM - 40 * mm)

    def top(self, *, first: bool) -> float:
        """Where the rows of a page begin."""
        height = PAGE[1] - TOP - sum(self._heights())
        return height - self._title_height() if first else height

    def draw(self, page: int, *, with_table: bool = True, titled: bool = False) -> None:
        canvas, right = self._canvas, PAGE[0] - RIGHT - self._room_for_pages
        canvas.setFont(REGULAR, 9)
        canvas.drawRightString(right, 10 * mm, f"Страница {page} из ")
        canvas.saveState()
        canvas.translate(right, 10 * mm)
        canvas.doForm(PAGES)
        canvas.restoreState()
        canvas.drawString(LEFT, 10 * mm, f"Сформировано {self._heading.as_of:%d.%m.%Y %H:%M}, «Гриф»")
        titled = titled or page == 1
        if titled:
            self._draw_title()
        if with_table:
            self._draw_headings(self.top(first=titled) + sum(self._heights()))

    def tell_pages(self, pages: int) -> None:
        """Every page refers to their number, which is known only now: so nothing is laid out twice."""
        canvas = self._canvas
        canvas.beginForm(PAGES, lowerx=0, lowery=-4, upperx=RIGHT + self._room_for_pages, uppery=12)
        canvas.setFont(REGULAR, 9)
        canvas.drawString(0, 0, str(pages))
        canvas.endForm()

    def _title_height(self) -> float:
        return 12 + TITLE_SIZE * 1.4 * len(self._title) + 14 * len(self._below) + 8

    def _draw_title(self) -> None:
        canvas, middle, y = self._canvas, LEFT + ROOM / 2, PAGE[1] - TOP
        canvas.setFont(REGULAR, 11)
        canvas.drawCentredString(middle, y, self._heading.organisation)
        y -= 12
        canvas.setFont(BOLD, TITLE_SIZE)
        for line in self._title:
            y -= TITLE_SIZE * 1.4
            canvas.drawCentredString(middle, y + 4, line)
        canvas.setFont(REGULAR, 11)
        for line in self._below:
            y -= 14
            canvas.drawCentredString(middle, y + 2, line)

    def _heights(self) -> tuple[float, float]:
        """The band of group headings, and the headings of the columns."""
        band = LEADING + 2 * PADDING if any(column.group for column in self._columns) else 0.0
        return band, max(map(len, self._titles)) * LEADING + 2 * PADDING

    def _draw_headings(self, y: float) -> None:
        canvas = self._canvas
        band, height = self._heights()
        canvas.setLineWidth(LINE)
        canvas.setFont(BOLD, SIZE)
        for group, first, count in grouped(self._columns):
            width = sum(self.widths[first : first + count])
            if group:
                canvas.rect(self.lefts[first], y - band, width, band)
                canvas.drawCentredString(self.lefts[first] + width / 2, y - PADDING - SIZE * 0.85, group)
            for number in range(first, first + count):
                self._draw_title_of(number, y - band if group else y, y - band - height)

    def _draw_title_of(self, number: int, top: float, bottom: float) -> None:
        canvas, lines = self._canvas, self._titles[number]
        canvas.rect(self.lefts[number], bottom, self.widths[number], top - bottom)
        y = (top + bottom) / 2 + len(lines) * LEADING / 2 - SIZE * 0.85
        for line in lines:
            canvas.drawCentredString(self.lefts[number] + self.widths[number] / 2, y, line)
            y -= LEADING
