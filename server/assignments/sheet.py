"""The resolution on a blank of A6, as it is pinned to a paper document."""

import io
from typing import Any

import msgspec
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A6
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, HRFlowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle
from sqlalchemy import select

from common.assignments.cards import ExecutorRow
from common.assignments.rules import UNISSUED
from common.kernel.deadlines import Deadline
from common.kernel.ids import POSTS, UNITS, ExecutorId
from common.registry.card import Restriction
from server.assignments.executors import rows_of
from server.assignments.models import Assignment
from server.assignments.standing import executors_of
from server.core.service import Context
from server.identity.models import Person
from server.registry.models import Document
from server.registry.queries import names_of
from server.reports.sheet import escaped
from server.reports.typeface import BOLD, REGULAR, load

MARGIN = 8 * mm
WIDTH = A6[0] - 2 * MARGIN - 12  # a frame keeps six points on either side
TEXT = ParagraphStyle("a6", fontName=REGULAR, fontSize=10.5, leading=12.6, splitLongWords=1)
SMALL = ParagraphStyle("a6 small", parent=TEXT, fontSize=8, leading=9.6)
REASONS = ParagraphStyle("a6 reasons", parent=TEXT, fontSize=6.5, leading=7.6)
RESTRICTED = ParagraphStyle("a6 restricted", parent=SMALL, alignment=TA_RIGHT)
STRONG = ParagraphStyle("a6 strong", parent=TEXT, fontName=BOLD)
CENTRED = ParagraphStyle("a6 centred", parent=TEXT, alignment=TA_CENTER)
MARKED = ParagraphStyle("a6 marked", parent=STRONG, alignment=TA_RIGHT)


def sheet_of(context: Context, assignment: Assignment) -> bytes:
    load()
    whole = io.BytesIO()
    form = SimpleDocTemplate(
        whole, pagesize=A6, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN,
        title="Резолюция", author=context.settings.organisation,
    )  # fmt: skip
    form.build(_story(context, assignment), canvasmaker=_Canvas)
    return whole.getvalue()


class _Canvas(Canvas):
    """Begins with a face of ours, for the default one would not be embedded."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{**options, "initialFontName": REGULAR})


def _story(context: Context, assignment: Assignment) -> list[Flowable]:
    author = context.session.get_one(Person, assignment.in_stead_of_id or assignment.author_id)
    document = context.session.get_one(Document, assignment.document_id)
    team = executors_of(context.session, [assignment.id])[assignment.id]
    named = rows_of(context.session, team)
    alone = len(team) == 1
    lines = [_addressed(each, named[each]) + (" (отв.)" if first and not alone else "") for each, first in team.items()]
    draft = "ПРОЕКТ РЕЗОЛЮЦИИ" if assignment.status in UNISSUED else "РЕЗОЛЮЦИЯ"
    marks = [mark for mark, held in (("срочно", assignment.urgent), ("особый контроль", assignment.special)) if held]
    point = f"{assignment.point}. " if assignment.point else ""
    story: list[Flowable] = [
        Paragraph(escaped(context.settings.organisation), CENTRED),
        Paragraph(escaped(author.post[:1].upper() + author.post[1:]), CENTRED),
        Spacer(1, 2 * mm),
        Paragraph(draft, ParagraphStyle("a6 title", parent=STRONG, fontSize=12, leading=15, alignment=TA_CENTER)),
        Spacer(1, 1 * mm),
    ]
    if document.restriction is not Restriction.NONE:
        story = [*(Paragraph(escaped(line), RESTRICTED) for line in _restriction(document)), Spacer(1, 1 * mm), *story]
    if marks:
        story += [Paragraph(", ".join(marks).capitalize(), MARKED), Spacer(1, 1 * mm)]
    story += [Paragraph(escaped(line), STRONG) for line in lines]
    story += [Spacer(1, 2 * mm), Paragraph(escaped(point + assignment.text), TEXT), Spacer(1, 3 * mm)]
    story += [_facts(context, assignment), Spacer(1, 4 * mm), _signature(context, assignment, author)]
    return [*story, Spacer(1, 3 * mm), *_below(document)]


def _addressed(executor: ExecutorId, row: ExecutorRow) -> str:
    """A unit by its whole title, a post with its holder and unit."""
    if executor > POSTS:
        return f"{row.title}, {row.detail}"
    return row.detail if executor > UNITS else row.title


def _restriction(document: Document) -> list[str]:
    """What a paper says that carries the words of a restricted document, and of which copy it speaks."""
    copy = f"Экз. № {document.copy_number}" if document.copy_number else ""
    return [line for line in (Restriction(document.restriction).label, copy) if line]


def _facts(context: Context, assignment: Assignment) -> Table:
    controller = ""
    if assignment.controller_id is not None:
        controller = names_of(context.session, [assignment.controller_id])[assignment.controller_id]
    rows = [("Срок", f"{assignment.due:%d.%m.%Y}"), ("Контроль", controller or "без контроля")]
    cells = [[Paragraph(name, SMALL), Paragraph(escaped(value), TEXT)] for name, value in rows]
    reasons = msgspec.convert(assignment.deadline, Deadline).explanation().split("\n")
    cells.insert(1, [Paragraph("", SMALL), Paragraph("<br/>".join(map(escaped, reasons)), REASONS)])
    table = Table(cells, colWidths=[18 * mm, WIDTH - 18 * mm])
    table.setStyle(TableStyle([
        ("VALIGN", (0, 0), (-1, -1), "BASELINE"), ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
    ]))  # fmt: skip
    return table


def _signature(context: Context, assignment: Assignment, author: Person) -> Table:
    """A deputy signs for the absent leader, and says so."""
    local = context.clock.local(assignment.issued_at)
    name = author.name
    if assignment.in_stead_of_id is not None:
        signed = context.session.scalars(select(Person).where(Person.id == assignment.author_id)).one()
        name = f"{signed.name} (за {author.name})"
    cells = [
        [
            Paragraph(f"{local:%d.%m.%Y}", TEXT),
            "",
            Paragraph(escaped(name), ParagraphStyle("a6 name", parent=TEXT, alignment=TA_RIGHT)),
        ]
    ]
    table = Table(cells, colWidths=[21 * mm, 22 * mm, WIDTH - 43 * mm])
    table.setStyle(TableStyle([
        ("LINEBELOW", (1, 0), (1, 0), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
        ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ]))  # fmt: skip
    return table


def _below(document: Document) -> list[Flowable]:
    """To which document the blank belongs."""
    on = f" от {document.registered:%d.%m.%Y}" if document.registered else ""
    return [
        HRFlowable(width="100%", thickness=0.5, color=colors.black),
        Spacer(1, 1 * mm),
        Paragraph(escaped(f"К документу № {document.number}{on}"), SMALL),
        Paragraph(escaped(document.summary[:160]), SMALL),
    ]
