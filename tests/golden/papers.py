"""Every printed form that is no table, of what `said` makes it say."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from common.scanning.codes import CodeForm
from server.app import all_reports
from server.assignments import sheet
from server.registry import stamp
from server.reports.report import Heading
from server.reports.sheet import Sheet
from server.reports.typeface import REGULAR, load
from server.scanning.labels import drawn
from server.scanning.separator import separator_sheets
from server.signatures.mark import HEADLINE, Mark, draw_marks
from tests.golden import said
from tests.golden.rendering import AS_OF

Paper = Callable[[Path], None]
SHEETS = {report.code: report for report in all_reports() if isinstance(report, Sheet)}


def papers() -> dict[str, Paper]:
    """By the names of their golden files."""
    found: dict[str, Paper] = {
        named(code, kind): partial(_sheet, SHEETS[code], facts)
        for code, kinds in said.SAID.items() for kind, facts in kinds.items()
    }  # fmt: skip
    for kind, resolution in said.RESOLUTIONS.items():
        found[named("assignments.resolution", kind)] = partial(_written, lambda facts=resolution: sheet.drawn(facts))
    found["scanning.code_labels"] = partial(_written, lambda: drawn(CodeForm.LABEL, said.CODED_ALL, 1))
    found["scanning.code_covers"] = partial(_written, lambda: drawn(CodeForm.COVER, said.CODED_ALL, 1))
    found["scanning.code_sheet"] = partial(_written, lambda: drawn(CodeForm.SHEET, said.MANY_CODED, 4))
    found["scanning.separator"] = partial(_written, lambda: separator_sheets(1))
    for kind, facts in (("", said.STAMP), ("long", said.LONG_STAMP)):
        found[named("registry.label", kind)] = partial(_written, lambda facts=facts: stamp.label(facts))
        found[named("registry.stamp", kind)] = partial(_stamped, facts)
    found["signatures.mark"] = _marked
    return found


def named(form: str, kind: str) -> str:
    return f"{form}-{kind}" if kind else form


def _sheet(report: Sheet, facts: object, path: Path) -> None:
    report.write(facts, path, Heading(said.ORGANISATION, report.title, [], AS_OF, "", number=1047))


def _written(make: Callable[[], bytes], path: Path) -> None:
    path.write_bytes(make())


def _stamped(facts: stamp.Stamp, path: Path) -> None:
    stamp.draw_on_copy(_letter(path), path, facts)


def _marked(path: Path) -> None:
    lines = (
        "Сертификат 0123 4567 89AB CDEF 0123 4567 89AB CDEF", f"Владелец {said.WORD} Сергей Николаевич",
        "Действителен с 01.01.2026 по 01.01.2027",
    )  # fmt: skip
    draw_marks(_letter(path), path, [Mark(HEADLINE, lines, "Шелест")])


def _letter(path: Path) -> Path:
    """A page with a line for the signature."""
    load()
    blank = path.with_name("letter.pdf")
    canvas = Canvas(str(blank), pagesize=A4, initialFontName=REGULAR)
    canvas.setFont(REGULAR, 13)
    for line in range(12):
        canvas.drawString(57, 640 - 20 * line, "Прошу рассмотреть вопрос о выделении средств на ремонт кровли здания.")
    canvas.drawString(57, 350, "Глава города")
    canvas.drawString(470, 350, "С. Н. Шелест")
    canvas.save()
    return blank
