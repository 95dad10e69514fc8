"""The figures of a run stay what they were: it is taken again in another format after everything has changed."""

import io
from collections.abc import Callable

import openpyxl
import pypdfium2
import pytest
from sqlalchemy import Engine, text

from common.jobs import JobState
from common.kernel.ids import ReportRunId
from common.reports import Format, ReportRun
from common.rpc.errors import Missing, NotAllowed
from server.core.clock import Clock
from tests.city import City, Signed
from tests.serving import Served

Ended = Callable[[Signed, ReportRunId], ReportRun]

JOURNAL = "assignments.incoming_journal"
PERIOD = {"since": "2026-11-20", "until": "2030-01-01", "place": ""}


def rows_of(xlsx: bytes) -> list[list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows() if isinstance(row[0].value, int)]


def test_the_same_run_gives_the_same_figures_after_the_documents_have_changed(city: City, ended: Ended) -> None:
    clerk = city.sign_in("registrar")
    clerk.register(summary="О том, что было до отчёта")
    first = ended(clerk, clerk.api.reports.run(JOURNAL, PERIOD, Format.XLSX))
    before = rows_of(clerk.fetch(first.file_id).content)
    clerk.register(summary="О том, что пришло после отчёта")
    again = ended(clerk, clerk.api.reports.again(first.id, Format.XLSX))
    assert rows_of(clerk.fetch(again.file_id).content) == before
    assert again.as_of == first.as_of
    sheet = openpyxl.load_workbook(io.BytesIO(clerk.fetch(again.file_id).content)).active
    words = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert f"{Clock().local(first.as_of):%d.%m.%Y %H:%M}" in words  # by the clocks of the city
    printed = ended(clerk, clerk.api.reports.again(again.id, Format.PDF))
    said = " ".join(
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(clerk.fetch(printed.file_id).content)
    )
    assert "до отчёта" in said
    assert "пришло" not in said
    fresh = ended(clerk, clerk.api.reports.run(JOURNAL, PERIOD, Format.XLSX))
    assert len(rows_of(clerk.fetch(fresh.file_id).content)) == len(before) + 1


def test_nobody_takes_again_what_another_has_ordered(city: City, ended: Ended) -> None:
    clerk, controller = city.sign_in("registrar"), city.sign_in("controller")
    run = ended(clerk, clerk.api.reports.run(JOURNAL, PERIOD, Format.PDF))
    with pytest.raises((Missing, NotAllowed)):
        controller.api.reports.again(run.id, Format.XLSX)


def test_a_form_that_is_no_table_is_made_anew(city: City, ended: Ended) -> None:
    clerk = city.sign_in("registrar")
    document = clerk.register()
    run = ended(clerk, clerk.api.reports.run("assignments.control_card", {"document": str(document)}))
    with pytest.raises(Missing, match="Сформируйте"):
        clerk.api.reports.again(run.id, Format.PDF)


def test_the_figures_are_read_on_the_screen_page_by_page(city: City, ended: Ended) -> None:
    clerk = city.sign_in("registrar")
    document = clerk.register(summary="О том, что читают на экране")
    run = ended(clerk, clerk.api.reports.run(JOURNAL, PERIOD, Format.SCREEN))
    assert (run.state, run.file_id) == (JobState.DONE, None)
    table = clerk.api.reports.table(run.id)
    assert table.words == ["за период с 20.11.2026 по 01.01.2030"]
    assert [column.title for column in table.columns][:2] == ["№ п/п", "Вид документа, дата, номер"]
    page = clerk.api.reports.lines(run.id, 0, 500)
    assert page.total == len(page.rows)
    assert document in [line.document_id for line in page.rows if "на экране" in line.cells[3]]
    assert clerk.api.reports.lines(run.id, 1, 1).rows == page.rows[1:2]
    with pytest.raises(Missing):
        city.sign_in("controller").api.reports.lines(run.id)


def test_the_history_has_one_line_for_a_run_in_all_its_formats(city: City, ended: Ended) -> None:
    clerk = city.sign_in("registrar")
    run = ended(clerk, clerk.api.reports.run(JOURNAL, PERIOD, Format.SCREEN))
    taken = ended(clerk, clerk.api.reports.again(run.id, Format.XLSX))
    assert clerk.api.reports.again(run.id, Format.XLSX) == taken.id  # its file is kept
    newest = clerk.api.reports.history().rows[0]
    assert (newest.id, newest.formats, newest.kept) == (run.id, [Format.XLSX], True)
    assert newest.words == "за период с 20.11.2026 по 01.01.2030"
    assert newest.as_of == run.as_of
    assert run.id not in [each.id for each in city.sign_in("controller").api.reports.history().rows]


def test_a_run_whose_figures_are_lost_says_so_and_the_others_stay(
    city: City, ended: Ended, engine: Engine, served: Served
) -> None:
    clerk = city.sign_in("registrar")
    lost = ended(clerk, clerk.api.reports.run(JOURNAL, {**PERIOD, "since": "2026-11-01"}, Format.SCREEN))
    kept = ended(clerk, clerk.api.reports.run(JOURNAL, PERIOD, Format.SCREEN))
    asked = text("SELECT sha256 FROM content JOIN report_run ON dataset_id = content.id WHERE report_run.id = :id")
    with engine.connect() as connection:
        sha256 = connection.execute(asked, {"id": lost.id}).scalar_one()
    (served.settings.files / sha256[:2] / sha256[2:4] / sha256).unlink()
    rows = {row.id: row for row in clerk.api.reports.history().rows}
    assert (rows[lost.id].words, rows[lost.id].kept) == ("Данные больше не хранятся.", False)
    assert rows[kept.id].kept
    with pytest.raises(Missing, match="не найден"):
        clerk.api.reports.again(lost.id, Format.PDF)


def test_whose_right_was_taken_away_opens_neither_figures_nor_files_any_more(
    city: City, ended: Ended, engine: Engine
) -> None:
    clerk = city.sign_in("registrar2")
    run = ended(clerk, clerk.api.reports.run(JOURNAL, PERIOD, Format.SCREEN))
    printed = ended(clerk, clerk.api.reports.again(run.id, Format.PDF))
    assert clerk.fetch(printed.file_id).status_code == 200
    changed = "UPDATE role SET rights = array_{0}(rights, 'run_reports') WHERE 'read_documents' = ANY(rights)"
    with engine.connect() as connection, connection.begin():
        had = list(connection.execute(text("SELECT id FROM role WHERE 'run_reports' = ANY(rights)")).scalars())
        connection.execute(text(changed.format("remove")))
    try:
        for ask in (
            lambda: clerk.api.reports.table(run.id),
            lambda: clerk.api.reports.lines(run.id),
            lambda: clerk.api.reports.behind(run.id, 0, 0),
        ):
            with pytest.raises(NotAllowed, match="на этот отчёт"):
                ask()
        assert clerk.fetch(printed.file_id).status_code == 404
    finally:
        with engine.begin() as connection:
            connection.execute(text(changed.format("append") + " AND id = ANY(:had)"), {"had": had})
