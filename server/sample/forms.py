"""The forms of the invented city: a letter on its form and a service memo."""

import tempfile
from pathlib import Path

from docx import Document
from docx.document import Document as Form
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from server.core.service import Context
from server.files.service import FileService
from server.registry.file_models import DocumentTemplate

CENTRE, RIGHT, JUSTIFIED = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY


def put_forms(context: Context) -> None:
    """The kinds are those of `structure.KINDS`."""
    files = FileService(context)
    files.store.prepare()
    with tempfile.TemporaryDirectory() as folder:
        for title, kinds, form in (
            ("Письмо на бланке", ["outgoing_letter", "reply"], letter()),
            ("Служебная записка", ["memo"], memo()),
        ):
            path = Path(folder, f"{title}.docx")
            form.save(str(path))
            file_id = files.keep(path, path.name)
            context.session.add(DocumentTemplate(title=title, kinds=kinds, file_id=file_id, name=path.name))
    context.session.flush()


def letter() -> Form:
    form = _sheet()
    head = form.add_table(1, 2)
    left, right = head.rows[0].cells
    _cell(left, "{{ организация }}", bold=True, align=CENTRE)
    _cell(left, "{{ подразделение }}", size=11, align=CENTRE)
    _cell(left, "{{ дата }} № {{ номер }}", align=CENTRE)
    _cell(left, "На № {{ на_номер }} от {{ на_дату }}", align=CENTRE)
    _cell(right, "{{ корреспондент }}")
    _cell(right, "{{ адрес }}", size=12)
    _line(form, "")
    _line(form, "{{ заголовок }}", bold=True)
    _line(form, "")
    _line(form, "Уважаемые коллеги!", align=CENTRE)
    _line(form, "По существу обращения сообщаем следующее.", align=JUSTIFIED, indent=1.25)
    _line(form, "")
    _line(form, "{% if приложений and приложений > 0 %}Приложение: на {{ листов_приложений }} л. в 1 экз.{% endif %}")
    _line(form, "")
    _signature(form)
    _line(form, "")
    _line(form, "{{ исполнитель }}, {{ исполнитель_должность }}", size=10)
    return form


def memo() -> Form:
    form = _sheet()
    _line(form, "{{ подразделение }}", bold=True)
    _line(form, "{{ адресаты }}", align=RIGHT)
    _line(form, "")
    _line(form, "СЛУЖЕБНАЯ ЗАПИСКА", bold=True, align=CENTRE)
    _line(form, "от {{ сегодня_словами }} № {{ номер }}", align=CENTRE)
    _line(form, "")
    _line(form, "{{ заголовок }}", bold=True)
    _line(form, "")
    _line(form, "{{ текст }}", indent=1.25)
    _line(form, "")
    _signature(form)
    return form


def _sheet() -> Form:
    """The margins of ГОСТ Р 7.0.97-2016."""
    form = Document()
    section = form.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(1)
    section.top_margin = section.bottom_margin = Cm(2)
    style = form.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(14)
    style.paragraph_format.space_after = Pt(0)
    return form


def _signature(form: Form) -> None:
    post, name = form.add_table(1, 2).rows[0].cells
    _cell(post, "{{ подпись_должность }}")
    _cell(name, "{{ подпись }}", align=RIGHT)


def _line(
    form: Form, text: str, *, bold: bool = False, align: WD_ALIGN_PARAGRAPH | None = None, size: float = 14,
    indent: float = 0,
) -> None:  # fmt: skip
    paragraph = form.add_paragraph()
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)
    if align is not None:
        paragraph.alignment = align
    paragraph.paragraph_format.first_line_indent = Cm(indent)


def _cell(
    cell: object, text: str, *, bold: bool = False, align: WD_ALIGN_PARAGRAPH | None = None, size: float = 14
) -> None:
    first = cell.paragraphs[0]  # type: ignore[attr-defined]
    paragraph = cell.add_paragraph() if first.runs else first  # type: ignore[attr-defined]
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)
    if align is not None:
        paragraph.alignment = align
