"""A report on one thing: a printed form of labelled fields and small tables, A4 portrait."""

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

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
from server.reports.report import Heading, Parameters, Report
from server.reports.typeface import BOLD, REGULAR, load, together

WIDTH = A4[0] - 30 * mm
TEXT = ParagraphStyle("text", fontName=REGULAR, fontSize=10.5, leading=12.6, splitLongWords=1)
SMALL = ParagraphStyle("small", parent=TEXT, fontSize=8, leading=9.5, textColor=colors.Color(0.35, 0.35, 0.35))
STRONG = ParagraphStyle("strong", parent=TEXT, fontName=BOLD)
TITLE = ParagraphStyle("title", parent=TEXT, fontName=BOLD, fontSize=14, leading=18, alignment=TA_CENTER)
CENTRED = ParagraphStyle("centred", parent=TEXT, alignment=TA_CENTER)
GRID: list[Any] = [
    ("BOX", (0, 0), (-1, -1), 0.7, colors.black),
    ("INNERGRID", (0, 0), (-1, -1), 0.35, colors.black),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ("LEFTPADDING", (0, 0), (-1, -1), 4),
    ("RIGHTPADDING", (0, 0), (-1, -1), 4),
]


class Sheet(Report[Parameters]):
    """One form as PDF."""

    formats: ClassVar[tuple[Format, ...]] = (Format.PDF,)

    def story(self, context: Context, parameters: Parameters) -> list[Flowable]:
        """What stands between the title and the signature."""
        return []

    def draw(self, context: Context, parameters: Parameters, path: Path, heading: Heading) -> None:
        load()
        form = SimpleDocTemplate(
            str(path), pagesize=A4, leftMargin=20 * mm, rightMargin=10 * mm, topMargin=20 * mm, bottomMargin=20 * mm,
            title=heading.title, author=heading.organisation,
        )  # fmt: skip
        above = [Paragraph(escaped(heading.organisation), CENTRED), Spacer(1, 4), Paragraph(heading.title, TITLE)]
        form.build([*above, Spacer(1, 8), *self.story(context, parameters)], canvasmaker=partial(_Canvas, heading))


class _Canvas(Canvas):
    """Begins with a face of ours, for the default one would not be embedded; numbers its pages at the end."""

    def __init__(self, heading: Heading, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{**options, "initialFontName": REGULAR})
        self._text = f"Сформировано {heading.as_of:%d.%m.%Y %H:%M}, «Гриф»"
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 -- ReportLab's name
        self._pages.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]

    def save(self) -> None:
        for number, page in enumerate(self._pages, start=1):
            self.__dict__.update(page)
            self.setFont(REGULAR, 9)
            self.drawString(20 * mm, 10 * mm, self._text)
            self.drawRightString(A4[0] - 10 * mm, 10 * mm, f"Страница {number} из {len(self._pages)}")
            super().showPage()
        super().save()


def escaped(text: str) -> str:
    return together(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br/>")


def field(label: str, value: str) -> list[Flowable]:
    return [Paragraph(escaped(label), SMALL), Paragraph(escaped(value) or "&nbsp;", TEXT)]


def fields(rows: Sequence[Sequence[tuple[str, str]]]) -> list[Flowable]:
    """Rows of labelled fields; the fields of a row share its width."""
    tables: list[Flowable] = []
    for row in rows:
        cells = [field(label, value) for label, value in row]
        tables.append(Table([cells], colWidths=[WIDTH / len(row)] * len(row), style=TableStyle(GRID), spaceBefore=-0.7))
    return tables


def grounds(deadlines: Iterable[Deadline | None]) -> list[Flowable]:
    """How the terms on a sheet came about, each once."""
    rows = sorted({(each.due, each.explanation()) for each in deadlines if each is not None})
    cells = [[day(due), explanation] for due, explanation in rows]
    return [Spacer(1, 10), table(["Срок", "Как посчитан"], [17, 98], cells)] if cells else []


def table(head: Sequence[str], shares: Sequence[float], rows: Sequence[Sequence[str]]) -> Flowable:
    """A table with a heading that is repeated on every page."""
    cells = [[Paragraph(escaped(title), STRONG) for title in head]]
    cells += [[Paragraph(escaped(cell), TEXT) for cell in row] for row in rows]
    widths = [WIDTH * share / sum(shares) for share in shares]
    return Table(cells, colWidths=widths, style=TableStyle(GRID), repeatRows=1)
