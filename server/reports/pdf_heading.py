"""What stands on the printed pages of a table beside its rows: letterhead, title, headings of the columns, numbers.

Letterhead and numbers follow ГОСТ Р 7.0.97: across the top, or in the upper left corner with the addressee at the
right; the number of a page in the middle of the top margin, from the second page on.
"""

from collections.abc import Sequence

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from server.reports.identity import FOOT, PAGE_NUMBER, draw_code, foot
from server.reports.pdf_rows import LEADING, PADDING, SIZE
from server.reports.report import Column, Heading, grouped
from server.reports.typeface import BOLD, REGULAR, broken, width_of

PAGE = landscape(A4)
LEFT, RIGHT, TOP, BOTTOM = 20 * mm, 10 * mm, 20 * mm, 20 * mm
ROOM = PAGE[0] - LEFT - RIGHT
TITLE_SIZE = 14.0
WORDS, WORDS_LEADING = 11.0, 14.0  # of what stands around the title
ACROSS, CORNER = 120 * mm, 80 * mm  # the longest line of a letterhead (ГОСТ Р 7.0.97-2025)
LINE = 0.7
PAGES, CODE = "pages", "code"  # the forms with their number and with the QR code


class PageHeading:
    def __init__(self, canvas: Canvas, columns: Sequence[Column], heading: Heading) -> None:
        self._foot = f"{foot(heading)} · всего страниц: "
        self._canvas, self._columns, self._heading = canvas, columns, heading
        whole = sum(column.width for column in columns)
        self.widths = [ROOM * column.width / whole for column in columns]
        self.lefts = [LEFT + sum(self.widths[:number]) for number in range(len(columns))]
        self._titles = [
            broken(column.title, BOLD, SIZE, width - 2 * PADDING)
            for column, width in zip(self._columns, self.widths, strict=True)
        ]
        self._below = [part for line in heading.lines for part in broken(line, REGULAR, WORDS, ROOM)]
        room = CORNER if heading.angular else ACROSS
        names = dict.fromkeys((heading.organisation, heading.unit))  # the unit of the mayor is the city itself
        self._issuer = [part for name in names if name
                        for part in broken(name, REGULAR, WORDS, room)]  # fmt: skip
        if heading.angular:
            self._issuer.append(f"{heading.as_of:%d.%m.%Y} № {heading.number}")
        self._title = broken(heading.title, BOLD, TITLE_SIZE, ROOM - 40 * mm)

    def top(self, *, first: bool, addressee: str = "") -> float:
        """Where the rows of a page begin."""
        height = PAGE[1] - TOP - sum(self._heights())
        return height - self._title_height(addressee) if first else height

    def draw(self, page: int, *, with_table: bool = True, addressee: str = "") -> None:
        """`page` is counted from the title on, which stands on the first."""
        canvas = self._canvas
        canvas.setFont(REGULAR, 9)
        canvas.drawString(LEFT, FOOT, self._foot)
        self._place(PAGES, LEFT + width_of(self._foot, REGULAR, 9), FOOT)
        if page == 1:
            self._place(CODE, 0, 0)
            self._draw_title(addressee)
        else:
            canvas.setFont(REGULAR, WORDS)
            canvas.drawCentredString(LEFT + ROOM / 2, PAGE[1] - PAGE_NUMBER, str(page))
        if with_table:
            self._draw_headings(self.top(first=page == 1, addressee=addressee) + sum(self._heights()))

    def tell_pages(self, pages: int) -> None:
        """Every page refers to their number, which is known only now: so nothing is laid out twice."""
        canvas = self._canvas
        canvas.beginForm(PAGES, lowerx=0, lowery=-4, upperx=40 * mm, uppery=12)
        canvas.setFont(REGULAR, 9)
        canvas.drawString(0, 0, str(pages))
        canvas.endForm()
        canvas.beginForm(CODE, lowerx=0, lowery=0, upperx=PAGE[0], uppery=BOTTOM)
        draw_code(canvas, self._heading, PAGE[0] - RIGHT)
        canvas.endForm()

    def _place(self, form: str, x: float, y: float) -> None:
        self._canvas.saveState()
        self._canvas.translate(x, y)
        self._canvas.doForm(form)
        self._canvas.restoreState()

    def _addressed(self, addressee: str) -> list[str]:
        return broken(addressee, REGULAR, WORDS, CORNER) if addressee else []

    def _title_height(self, addressee: str) -> float:
        head = WORDS_LEADING * (max(len(self._issuer), len(self._addressed(addressee))) + self._heading.angular)
        return head + TITLE_SIZE * 1.4 * len(self._title) + WORDS_LEADING * len(self._below) + 8

    def _draw_title(self, addressee: str) -> None:
        canvas, middle, y = self._canvas, LEFT + ROOM / 2, PAGE[1] - TOP
        canvas.setFont(REGULAR, WORDS)
        issued = LEFT + CORNER / 2 if self._heading.angular else middle
        for number, line in enumerate(self._issuer):
            canvas.drawCentredString(issued, y - WORDS_LEADING * number - 8, line)
        addressed = self._addressed(addressee)
        for number, line in enumerate(addressed):
            canvas.drawString(PAGE[0] - RIGHT - CORNER, y - WORDS_LEADING * number - 8, line)
        y -= WORDS_LEADING * (max(len(self._issuer), len(addressed)) + self._heading.angular)
        canvas.setFont(BOLD, TITLE_SIZE)
        for line in self._title:
            y -= TITLE_SIZE * 1.4
            canvas.drawCentredString(middle, y + 4, line)
        canvas.setFont(REGULAR, WORDS)
        for line in self._below:
            y -= WORDS_LEADING
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
