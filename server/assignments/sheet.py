"""The resolution on a blank of A6, as it is pinned to a paper document."""

import io
import textwrap
from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A6
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Flowable,
    HRFlowable,
    KeepTogether,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from common.assignments.cards import ExecutorRow
from common.assignments.rules import UNISSUED
from common.kernel.deadlines import Deadline
from common.kernel.ids import POSTS, UNITS, ExecutorId
from server.assignments.executors import rows_of
from server.assignments.models import Assignment
from server.assignments.standing import executors_of
from server.core.service import Context
from server.identity.models import Person
from server.registry.models import Document
from server.registry.on_paper import restriction_of
from server.registry.queries import names_of
from server.reports.sheet import Words, escaped
from server.reports.typeface import BOLD, REGULAR, broken, load

MARGIN = 8 * mm
WIDTH = A6[0] - 2 * MARGIN - 12  # a frame keeps six points on either side
TEXT = ParagraphStyle("a6", fontName=REGULAR, fontSize=10.5, leading=12.6, splitLongWords=1)
SMALL = ParagraphStyle("a6 small", parent=TEXT, fontSize=8, leading=9.6)
REASONS = ParagraphStyle("a6 reasons", parent=TEXT, fontSize=6.5, leading=7.6)
RESTRICTED = ParagraphStyle("a6 restricted", parent=SMALL, alignment=TA_RIGHT)
STRONG = ParagraphStyle("a6 strong", parent=TEXT, fontName=BOLD)
CENTRED = ParagraphStyle("a6 centred", parent=TEXT, alignment=TA_CENTER)
TITLE = ParagraphStyle("a6 title", parent=STRONG, fontSize=12, leading=15, alignment=TA_CENTER)
NAME = ParagraphStyle("a6 name", parent=TEXT, alignment=TA_RIGHT)
TICK = "V"
SUMMARY = 160  # characters of the document's
LAST = 3  # lines of the text that stand with the signature, wherever that is


class Resolution(Struct, frozen=True):
    """What stands on a blank; `signatory` is whoever signs, for whom he does it included."""

    organisation: str
    post: str  # of the author, or of the leader for whom he signs
    restriction: list[str]
    issued: bool
    urgent: bool
    special: bool
    executors: list[str]
    text: str
    due: date
    reasons: list[str]  # how the term came about
    controller: str
    signed: date
    signatory: str
    document: str
    summary: str


def sheet_of(context: Context, assignment: Assignment) -> bytes:
    return drawn(_read(context, assignment))


def drawn(said: Resolution) -> bytes:
    load()
    whole = io.BytesIO()
    form = SimpleDocTemplate(
        whole, pagesize=A6, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN,
        title="Резолюция", author=said.organisation,
    )  # fmt: skip
    form.build(_story(said), onLaterPages=_number, canvasmaker=_Canvas)
    return whole.getvalue()


def _number(canvas: Canvas, form: SimpleDocTemplate) -> None:
    """From the second page on, in the middle of the top margin (ГОСТ Р 7.0.97)."""
    canvas.setFont(REGULAR, 8)
    canvas.drawCentredString(A6[0] / 2, A6[1] - 6 * mm, str(form.page))


class _Canvas(Canvas):
    """Begins with a face of ours, for the default one would not be embedded."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{**options, "initialFontName": REGULAR})


def _read(context: Context, assignment: Assignment) -> Resolution:
    author = context.session.get_one(Person, assignment.in_stead_of_id or assignment.author_id)
    document = context.session.get_one(Document, assignment.document_id)
    point = f"{assignment.point}. " if assignment.point else ""
    on = f" от {document.registered:%d.%m.%Y}" if document.registered else ""
    return Resolution(
        organisation=context.settings.organisation,
        post=author.post[:1].upper() + author.post[1:],
        restriction=restriction_of(document),
        issued=assignment.status not in UNISSUED,
        urgent=assignment.urgent,
        special=assignment.special,
        executors=_executors(context, assignment),
        text=point + assignment.text,
        due=assignment.due,
        reasons=msgspec.convert(assignment.deadline, Deadline).explanation().split("\n"),
        controller=_controller(context, assignment),
        signed=context.clock.local(assignment.issued_at).date(),
        signatory=_signatory(context, assignment, author),
        document=f"К документу № {document.number}{on}",
        summary=textwrap.shorten(document.summary, SUMMARY, placeholder="…"),
    )


def _executors(context: Context, assignment: Assignment) -> list[str]:
    team = executors_of(context.session, [assignment.id])[assignment.id]
    named = rows_of(context.session, team)
    alone = len(team) == 1
    return [_addressed(each, named[each]) + (" (отв.)" if first and not alone else "") for each, first in team.items()]


def _addressed(executor: ExecutorId, row: ExecutorRow) -> str:
    """A unit by its whole title, a post with its holder and unit."""
    if executor > POSTS:
        return f"{row.title}, {row.detail}"
    return row.detail if executor > UNITS else row.title


def _controller(context: Context, assignment: Assignment) -> str:
    controller = assignment.controller_id
    return "" if controller is None else names_of(context.session, [controller])[controller]


def _signatory(context: Context, assignment: Assignment, author: Person) -> str:
    """A deputy signs for the absent leader, and says so."""
    if assignment.in_stead_of_id is None:
        return author.name
    return f"{context.session.get_one(Person, assignment.author_id).name}\n(за {author.name})"


def _story(said: Resolution) -> list[Flowable]:
    story: list[Flowable] = [Words(escaped(line), RESTRICTED) for line in said.restriction]
    story += [Spacer(1, 1 * mm)] if said.restriction else []
    story += [
        Words(escaped(said.organisation), CENTRED),
        Words(escaped(said.post), CENTRED),
        Spacer(1, 2 * mm),
        Words("РЕЗОЛЮЦИЯ" if said.issued else "ПРОЕКТ РЕЗОЛЮЦИИ", TITLE),
        Spacer(1, 1 * mm),
    ]
    story += [Words(escaped(line), STRONG) for line in said.executors]
    lines = broken(said.text, REGULAR, TEXT.fontSize, WIDTH)
    story += [Spacer(1, 2 * mm), *_lines(lines[:-LAST])]
    end = [*_lines(lines[-LAST:]), Spacer(1, 3 * mm), _facts(said), Spacer(1, 4 * mm), _signature(said)]
    return [*story, KeepTogether([*end, Spacer(1, 3 * mm), *_below(said)])]


def _lines(lines: Sequence[str]) -> list[Flowable]:
    return [Words(escaped("\n".join(lines)), TEXT)] if lines else []


def _facts(said: Resolution) -> Table:
    cells = [
        [Words("Срок", SMALL), Words(f"{said.due:%d.%m.%Y}", TEXT)],
        [Words("", SMALL), Words("<br/>".join(map(escaped, said.reasons)), REASONS)],
    ]
    if said.controller:
        held = f"{TICK}{' особый' if said.special else ''} · {said.controller}"
        cells.append([Words("Контроль", SMALL), Words(escaped(held), TEXT)])
    if said.urgent:
        cells.append([Words("Приоритет", SMALL), Words(f"{TICK} срочно", TEXT)])
    table = Table(cells, colWidths=[18 * mm, WIDTH - 18 * mm])
    table.setStyle(TableStyle([
        ("VALIGN", (0, 0), (-1, -1), "BASELINE"), ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
    ]))  # fmt: skip
    return table


def _signature(said: Resolution) -> Table:
    cells = [[Words(f"{said.signed:%d.%m.%Y}", TEXT), "", Words(escaped(said.signatory), NAME)]]
    table = Table(cells, colWidths=[21 * mm, 22 * mm, WIDTH - 43 * mm])
    table.setStyle(TableStyle([
        ("LINEBELOW", (1, 0), (1, 0), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
        ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ]))  # fmt: skip
    return table


def _below(said: Resolution) -> list[Flowable]:
    """To which document the blank belongs."""
    return [
        HRFlowable(width="100%", thickness=0.5, color=colors.black),
        Spacer(1, 1 * mm),
        Words(escaped(said.document), SMALL),
        Words(escaped(said.summary), SMALL),
    ]
