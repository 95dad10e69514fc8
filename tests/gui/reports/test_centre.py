import itertools
from datetime import UTC, datetime

import pytest
from PySide6.QtPrintSupport import QPrinter
from reportlab.pdfgen.canvas import Canvas

from client.reports.centre import ReportCentre
from client.reports.parameters_form import ParametersForm
from client.widgets.pdf_view import print_document, set_paper
from common.jobs import JobState
from common.kernel.ids import FileId, JobId, ReportRunId
from common.kernel.paging import Page
from common.kernel.validation import Problem
from common.reports import Format, Parameter, ParameterKind, ReportForm, ReportRun
from common.rpc.errors import Invalid
from tests.factories.workplace import twin
from tests.gui.typing_keys import type_text

JOURNAL = ReportForm(
    "journal",
    "Журнал регистрации входящих документов",
    "Журналы",
    [
        Parameter("since", "Период с", ParameterKind.DATE, "2026-11-01"),
        Parameter("until", "по", ParameterKind.DATE, "2026-11-23"),
        Parameter("place", "Место", ParameterKind.CHOICE, "", [("1", "Канцелярия")], required=False),
        Parameter("controlled", "Контрольные", ParameterKind.FLAG, "1"),
    ],
    [Format.PDF, Format.XLSX],
)
SHEET = ReportForm(
    "sheet", "Карточка", "Карточки", [Parameter("document", "Документ", ParameterKind.DOCUMENT)], [Format.PDF]
)


def run(state, file_id=None, name="журнал.pdf", message=""):
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    done = FileId(file_id) if file_id else None
    return ReportRun(ReportRunId(1), "journal", JOURNAL.title, JobId(3), state, 40, 100, message, at, done, name)


@pytest.fixture
def pdf(tmp_path):
    file = tmp_path / "report.pdf"
    canvas = Canvas(str(file), pagesize=(842, 595))
    for _ in range(2):
        canvas.drawString(50, 500, "report")
        canvas.showPage()
    canvas.save()
    return file


@pytest.fixture
def centre(qtbot, work, server):
    server.answers["reports.centre"] = lambda: [JOURNAL, SHEET]
    server.answers["reports.run"] = lambda *_arguments: ReportRunId(1)
    centre = ReportCentre(work)
    qtbot.addWidget(centre)
    centre.show()
    qtbot.waitUntil(lambda: centre.title.text() == JOURNAL.title)
    return centre


def test_parameters_travel_as_text(centre, server, qtbot):
    server.answers["reports.made"] = lambda _id: run(JobState.RUNNING)
    centre.order_pdf()
    qtbot.waitUntil(lambda: bool(server.calls_of("reports.run")))
    sent = server.calls_of("reports.run")[0].arguments
    assert sent.parameters == {"since": "2026-11-01", "until": "2026-11-23", "place": "", "controlled": "1"}
    assert sent.format is Format.PDF


def test_report_is_shown_once_made(centre, server, qtbot, pdf):
    server.shelf.put(pdf.read_bytes(), "журнал.pdf")
    server.answers["reports.made"] = lambda _id: run(JobState.DONE, 1)
    centre.order_pdf()
    qtbot.waitUntil(lambda: centre.preview.view.document.pageCount() == 2)
    assert centre.preview._heading.text().startswith("Журнал регистрации входящих документов — данные на 23.11.2026")
    assert centre.buttons[Format.PDF].isEnabled()


def test_progress_can_be_cancelled(centre, server, qtbot):
    server.answers["reports.made"] = lambda _id: run(JobState.RUNNING, message="Строк: 400")
    server.answers["jobs.cancel"] = lambda _id: None
    centre.order_pdf()
    qtbot.waitUntil(lambda: centre.progress.text.text() == "Строк: 400")
    assert not centre.buttons[Format.PDF].isEnabled()
    centre.progress.cancel_button.click()
    qtbot.waitUntil(lambda: bool(server.calls_of("jobs.cancel")))
    assert centre.buttons[Format.PDF].isEnabled()
    assert not centre.progress.isVisible()


def test_failed_report_says_why(centre, server, qtbot):
    server.answers["reports.made"] = lambda _id: run(JobState.FAILED, message="Слишком большой период.")
    centre.order_pdf()
    qtbot.waitUntil(lambda: "Слишком большой период." in centre.notice.text.text())


def test_wrong_parameter_is_told_beside_its_field(centre, server, qtbot):
    def refuse(*_arguments):
        raise Invalid("Проверьте.", [Problem("until", "Конец раньше начала.")])

    server.answers["reports.run"] = refuse
    centre.order_pdf()
    qtbot.waitUntil(lambda: centre.parameters.note("until") == "Конец раньше начала.")


def test_no_field_of_the_parameters_lies_over_another(work, qtbot):
    kinds = [*[ParameterKind.DATE] * 4, ParameterKind.TEXT, ParameterKind.TEXT, *[ParameterKind.CHOICE] * 4]
    parameters = [Parameter(f"field{number}", "Поле", kind) for number, kind in enumerate(kinds)]
    form = ParametersForm(parameters, work)
    qtbot.addWidget(form)
    form.show()
    places = [field.geometry() for field in form.fields.values()]
    assert not [one for one, another in itertools.combinations(places, 2) if one.intersects(another)]


def test_people_and_correspondents_are_chosen_and_come_back_by_their_names(work, qtbot):
    kept = {
        ParameterKind.PERSON: "Шелест С. Н. #17", ParameterKind.PEOPLE: "Шелест С. Н. #17; Ларин О. В. #3",
        ParameterKind.CORRESPONDENT: "ООО «Ромашка», филиал #7",
    }  # fmt: skip
    parameters = [Parameter(kind.value, kind.value, kind, default, [], False) for kind, default in kept.items()]
    form = ParametersForm(parameters, work)
    qtbot.addWidget(form)
    assert form.texts() == {kind.value: value for kind, value in kept.items()}
    assert form.fields["person"].line.text() == "Шелест С. Н."
    assert form.fields["correspondent"].line.text() == "ООО «Ромашка», филиал"
    assert form.check(form.problems())


def test_a_surname_that_nobody_bears_is_told_and_not_sent(work, server, qtbot):
    server.answers["identity.people"] = lambda *_: []
    form = ParametersForm([Parameter("author", "Автор", ParameterKind.PERSON, "", [], False)], work)
    qtbot.addWidget(form)
    form.show()
    form.fields["author"].line.setText("Ъъъъ")
    assert not form.check(form.problems())
    assert "«Ъъъъ»" in form.note("author")


def test_missing_parameter_is_not_sent(centre, server):
    centre.parameters.fields["since"].show_value(None)
    centre.order_pdf()
    assert "Период с" in centre.parameters.note("since")
    assert not server.calls_of("reports.run")


def test_document_is_found_by_its_number(centre, server, qtbot):
    server.answers["registry.documents"] = lambda *_arguments: Page(1, [twin()])
    centre.list.setCurrentItem(centre.list.topLevelItem(1).child(0))
    field = centre.parameters.fields["document"]
    centre.activateWindow()
    field.editor.setFocus()
    qtbot.waitUntil(field.editor.hasFocus)
    type_text(field.line, "40")
    qtbot.waitUntil(field.line.popup.isVisible)
    field.line.popup.clicked.emit(field.line.popup.currentIndex())
    assert centre.parameters.texts() == {"document": "3"}


def test_table_is_offered_to_be_saved(centre, server, qtbot):
    server.shelf.put(b"PK table", "журнал.xlsx")
    server.answers["reports.made"] = lambda _id: run(JobState.DONE, 1, "журнал.xlsx")
    centre.order_xlsx()
    qtbot.waitUntil(centre.preview._table.isVisible)


def test_landscape_report_is_printed_landscape(centre, pdf, tmp_path, qtbot):
    assert centre.preview.view.show_file(pdf)
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    set_paper(printer, centre.preview.view.document)
    assert print_document(centre.preview.view.document, printer)
    assert centre.preview.view.show_file(tmp_path / "printed.pdf")
    size = centre.preview.view.document.pagePointSize(0)
    assert centre.preview.view.document.pageCount() == 2
    assert size.width() > size.height()
