"""How many documents each registrar has registered: figures that open their documents."""

from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest

from common.registry.document import DocumentFilter
from common.reports import Format, LineRole, ReportRun
from tests.city import City, Signed

COUNTS = "registry.registered_counts"
YEARS = {"since": "2025-01-01", "until": "2030-12-31", "place": ""}
Ended = Callable[[Signed, Any], ReportRun]


@pytest.fixture(scope="module")
def template(whole: str) -> str:
    """Documents of every class."""
    return whole


def test_what_each_has_registered_adds_up_to_what_the_registers_hold(city: City, ended: Ended) -> None:
    clerk = city.sign_in("registrar")
    run = ended(clerk, clerk.api.reports.run(COUNTS, YEARS, Format.SCREEN))
    lines = clerk.api.reports.lines(run.id, 0, 500).rows
    titles = [column.title for column in clerk.api.reports.table(run.id).columns]
    assert titles == ["Делопроизводитель", "Входящие", "Исходящие", "ОРД", "Внутренние", "ОГ", "Всего документов"]
    rows = [[int(cell) for cell in line.cells[1:]] for line in lines if line.role is LineRole.ROW]
    assert lines[-1].cells[0] == "ВСЕГО"
    assert [int(cell) for cell in lines[-1].cells[1:]] == [sum(column) for column in zip(*rows, strict=True)]
    assert all(sum(row[:5]) == row[5] for row in rows)
    seen: list[int] = []
    while found := clerk.api.registry.documents(DocumentFilter(document_class=None), len(seen), 500).rows:
        seen += [row.id for row in found]
    behind: list[int] = []
    while page := clerk.api.reports.behind(run.id, lines[-1].id, 6, len(behind), 500).rows:
        behind += [row.document_id for row in page]
    assert sorted(behind) == sorted(seen)
    assert len(behind) == int(lines[-1].cells[6])


def test_the_printed_form_ends_with_the_totals_and_the_signature(city: City, make: Callable[..., bytes]) -> None:
    clerk = city.sign_in("registrar")
    document = pypdfium2.PdfDocument(make(clerk, COUNTS, **YEARS))
    last = document[len(document) - 1].get_textpage().get_text_range()
    assert "ВСЕГО" in last
    assert clerk.me.name in last


def test_the_figures_say_whose_rights_they_were_counted_under(city: City, ended: Ended) -> None:
    for login, words in (
        ("registrar", "Учтены документы, доступные составителю ({0})"),
        ("mayor", "Учтены все документы, кроме относящихся к документам ДСП, не открытым составителю ({0})"),
    ):
        person = city.sign_in(login)
        table = person.api.reports.table(ended(person, person.api.reports.run(COUNTS, YEARS, Format.SCREEN)).id)
        assert words.format(person.me.name) in table.notes[-1]
