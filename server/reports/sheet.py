"""A report on one thing: a printed form of labelled fields and small tables, A4 portrait.

What a form says is read from the database into a struct; how that is drawn follows from the struct alone.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

from msgspec import Struct
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from common.kernel.deadlines import Deadline
from common.kernel.wording import day
from common.reports import Format
from server.core.service import Context
from server.reports.identity import FOOT, PAGE_NUMBER, draw_code, foot
from server.reports.report import Heading, Parameters, Report
from server.reports.typeface import BOLD, REGULAR, at_most, broken, load, together, with_room

Said = TypeVar("Said")
FRAME = 6  # points that ReportLab keeps free on every side within the margins
WIDTH, HEIGHT = A4[0] - 30 * mm, A4[1] - 40 * mm
TEXT = ParagraphStyle("text", fontName=REGULAR, fontSize=10.5, leading=12.6, splitLongWords=1)
SMALL = ParagraphStyle("small", parent=TEXT, fontSize=8, leading=9.5, textColor=colors.Color(0.35, 0.35, 0.35))
STRONG = ParagraphStyle("strong", parent=TEXT, fontName=BOLD)
TITLE = ParagraphStyle("title", parent=TEXT, fontName=BOLD, fontSize=14, leading=18, alignment=TA_CENTER)
NAMED = ParagraphStyle(  # lines of 12 cm at most (ГОСТ Р 7.0.97)
    "named", parent=TEXT, alignment=TA_CENTER, leftIndent=WIDTH / 2 - 60 * mm, rightIndent=WIDTH / 2 - 60 * mm
)
PADDING: list[Any] = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ("LEFTPADDING", (0, 0), (-1, -1), 4),
    ("RIGHTPADDING", (0, 0), (-1, -1), 4),
]


class Margin(Struct, frozen=True):
    """What stands above the text of a paper about one document: which it is, from the second page on, and its mark."""

    subject: str = ""
    restriction: list[str] = []  # lines


NOTHING_ABOVE = Margin()


class Sheet(Report[Parameters], Generic[Parameters, Said]):
    """One form as PDF."""

    formats: ClassVar[tuple[Format, ...]] = (Format.PDF,)

    def read(self, context: Context, parameters: Parameters) -> Said:
        """What the form says; raises Missing for what the orderer may not see."""
        raise TypeError(f"{self.code} says nothing")

    def margin(self, context: Context, parameters: Parameters) -> Margin:
        return NOTHING_ABOVE

    def story(self, said: Said) -> list[Flowable]:
        """What stands below the title."""
        raise TypeError(f"{self.code} says nothing")

    def draw(self, context: Context, parameters: Parameters, path: Path, heading: Heading) -> None:
        self.write(self.read(context, parameters), path, heading, self.margin(context, parameters))

    def write(self, said: Said, path: Path, heading: Heading, margin: Margin = NOTHING_ABOVE) -> None:
        load()
        form = SimpleDocTemplate(
            str(path), pagesize=A4, leftMargin=20 * mm - FRAME, rightMargin=10 * mm - FRAME,
            topMargin=20 * mm - FRAME, bottomMargin=20 * mm - FRAME,
            title=heading.title, author=heading.organisation,
        )  # fmt: skip
        above = [Words(escaped(heading.organisation), NAMED), Spacer(1, 4), Words(heading.title, TITLE)]
        form.build([*above, Spacer(1, 8), *self.story(said)], canvasmaker=partial(_Canvas, heading, margin))


class _Canvas(Canvas):
    """Begins with a face of ours, for the default one would not be embedded; numbers its pages at the end.

    Numbers and code stand as ГОСТ Р 7.0.97 has them, see server/reports/pdf_heading.py.
    """

    def __init__(self, heading: Heading, margin: Margin, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{**options, "initialFontName": REGULAR})
        self._heading, self._margin = heading, margin
        [self._subject] = at_most(1, broken(margin.subject, REGULAR, 9, WIDTH / 2 - 10 * mm))
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 -- ReportLab's name
        self._pages.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]

    def save(self) -> None:
        for number, page in enumerate(self._pages, start=1):
            self.__dict__.update(page)
            self.setFont(REGULAR, 9)
            self.drawString(20 * mm, FOOT, f"{foot(self._heading)} · всего страниц: {len(self._pages)}")
            if number == 1:
                draw_code(self, self._heading, A4[0] - 10 * mm)
            else:
                self.setFont(REGULAR, 11)
                self.drawCentredString(20 * mm + WIDTH / 2, A4[1] - PAGE_NUMBER, str(number))
                self.setFont(REGULAR, 9)
                self.drawString(20 * mm, A4[1] - PAGE_NUMBER, self._subject)
            for line, words in enumerate(self._margin.restriction):
                self.drawRightString(A4[0] - 10 * mm, A4[1] - PAGE_NUMBER - line * 4 * mm, words)
            super().showPage()
        super().save()


class Words(Paragraph):
    """A word that no line has room for begins a line, and is broken where it must be."""

    def breakLines(self, width: Any) -> Any:  # noqa: N802 -- ReportLab's name
        room = min(width) if isinstance(width, list | tuple) else width
        for frag in self.frags:
            if hasattr(frag, "text"):  # else it is what went on to the next page, and is in lines already
                frag.text = with_room(frag.text, frag.fontName, frag.fontSize, room)
        return super().breakLines(width)


class Rows(Table):
    """Rows are parted by pages where they end; only one longer than a page goes on to the next."""

    goes_on = False  # from the page before

    def split(self, width: float, height: float) -> list[Flowable]:
        parts: list[Any] = super().split(width, height)
        if not parts and self._has_room(height):
            self.splitInRow = 1
            parts = super().split(width, height)
        if not parts and height > HEIGHT * 0.9:
            self._nosplitCmds: list[Any] = []  # no page has room for the last row with what the table comes to
            parts = super().split(width, height)
        for part in parts:
            part.splitInRow = 0
        for part in parts[1:]:
            part.goes_on = True
        return parts

    def _has_room(self, height: float) -> bool:
        """For a part of the first row, which no page has room for."""
        table: Any = self
        heads = table.repeatRows if isinstance(table.repeatRows, int) else max(table.repeatRows) + 1
        least = HEIGHT * 0.9 if self.goes_on else HEIGHT / 4
        return height > least and sum(table._rowHeights[: heads + 1]) > HEIGHT  # noqa: SLF001 -- told nowhere else


def escaped(text: str) -> str:
    return together(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br/>")


def field(label: str, value: str) -> list[Flowable]:
    return [Words(escaped(label), SMALL), Words(escaped(value) or "&nbsp;", TEXT)]


def fields(rows: Sequence[Sequence[tuple[str, str]]]) -> list[Flowable]:
    """Rows of labelled fields; the fields of a row share its width."""
    tables: list[Flowable] = []
    for row in rows:
        cells = [field(label, value) for label, value in row]
        widths = [WIDTH / len(row)] * len(row)
        tables.append(Rows([cells], colWidths=widths, style=_style(), spaceBefore=-0.7))
    return tables


def grounds(deadlines: Iterable[Deadline]) -> list[Flowable]:
    """How the terms on a sheet came about, each once."""
    rows = sorted({(each.due, each.explanation()) for each in deadlines})
    cells = [[day(due), explanation] for due, explanation in rows]
    return [Spacer(1, 10), table(["Срок", "Как посчитан"], [17, 98], cells)] if cells else []


def table(
    head: Sequence[str], shares: Sequence[float], rows: Sequence[Sequence[str]], *, named: str = "", sums: str = ""
) -> Flowable:
    """A table whose headings are repeated on every page; its name and what it comes to are not torn from it."""
    cells: list[list[Any]] = [[Words(escaped(title), STRONG) for title in head]]
    cells += [[Words(escaped(cell), TEXT) for cell in row] for row in rows]
    empty = [""] * (len(head) - 1)
    if named:
        cells.insert(0, [Words(escaped(named), STRONG), *empty])
    if sums:
        cells.append([Words(escaped(sums), STRONG), *empty])
    widths = [WIDTH * share / sum(shares) for share in shares]
    style = _style(named=bool(named), sums=bool(sums))
    return Rows(cells, colWidths=widths, style=style, repeatRows=(1,) if named else 1)


def _style(*, named: bool = False, sums: bool = False) -> TableStyle:
    first, last = (0, int(named)), (-1, -1 - sums)
    commands = [*PADDING, ("BOX", first, last, 0.7, colors.black), ("INNERGRID", first, last, 0.35, colors.black)]
    commands.append(("LINEBELOW", first, (-1, int(named)), 0.35, colors.black))
    for place in [0] * named + [-1] * sums:
        commands += [("SPAN", (0, place), (-1, place)), ("LEFTPADDING", (0, place), (-1, place), 0)]
    if sums:
        commands.append(("NOSPLIT", (0, -2), (0, -1)))
    return TableStyle(commands)
