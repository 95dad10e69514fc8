"""The figures of a run stay what they were: it is taken again in another format after everything has changed."""

import io
from collections.abc import Callable

import openpyxl
import pypdfium2
import pytest

from common.kernel.ids import ReportRunId
from common.reports import Format, ReportRun
from common.rpc.errors import Missing, NotAllowed
from server.core.clock import Clock
from tests.city import City, Signed

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
