"""Printed forms made by the real worker."""

import io
from collections.abc import Callable

import openpyxl
import pypdfium2
import pytest

from common.assignments.orders import ResolutionDraft
from common.kernel.deadlines import Count, DeadlineRule
from common.registry.document import DocumentFilter
from common.reports import Format
from common.rpc.errors import Invalid, NotAllowed
from tests.city import TODAY, City

JOURNAL = "assignments.incoming_journal"
YEAR = {"since": "2026-01-01", "until": "2026-11-23", "place": ""}


def text_of(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def test_the_journal_has_title_period_headings_on_every_page_and_a_signature(
    city: City, make: Callable[..., bytes]
) -> None:
    clerk = city.sign_in("registrar")
    pages = text_of(make(clerk, JOURNAL, **YEAR))
    assert "Журнал регистрации входящих документов" in pages[0]
    assert "за период с 01.01.2026 по 23.11.2026" in pages[0]
    assert all("Корреспондент" in page and "Исполнители" in page for page in pages[:-1])
    assert all(f"всего страниц: {len(pages)}" in " ".join(page.split()) for page in pages)
    assert clerk.me.name in pages[-1]


def test_the_journal_lists_exactly_what_the_register_shows(city: City, make: Callable[..., bytes]) -> None:
    clerk = city.sign_in("registrar")
    shown = clerk.api.registry.documents(DocumentFilter(since=TODAY.date().replace(month=1, day=1)), limit=500)
    book = openpyxl.load_workbook(io.BytesIO(make(clerk, JOURNAL, Format.XLSX, **YEAR)))
    numbers = [row[0].value for row in book.active.iter_rows(min_row=7) if isinstance(row[0].value, int | float)]
    assert numbers == list(range(1, shown.total + 1))
    listed = {cell.value.rpartition("№ ")[2] for cell in book.active["B"] if "№ " in str(cell.value)}
    assert {row.number for row in shown.rows} <= listed


def test_an_empty_period_says_so(city: City, make: Callable[..., bytes]) -> None:
    [page] = text_of(make(city.sign_in("registrar"), JOURNAL, since="2023-01-09", until="2023-01-10", place=""))
    said = " ".join(page.split())
    assert "Просмотрены только документы, доступные вам" in said
    assert city.sign_in("registrar").me.name in said


def test_the_card_shows_requisites_and_execution(city: City, make: Callable[..., bytes]) -> None:
    clerk = city.sign_in("registrar")
    document_id = clerk.register(summary="О капитальном ремонте моста <через> реку & пр.")
    text = " ".join(text_of(make(clerk, "assignments.control_card", document=str(document_id))))
    assert "Регистрационно-контрольная карточка" in text
    assert "О капитальном ремонте моста <через> реку & пр." in text
    assert clerk.api.registry.card(document_id).number in text
    assert "без контроля" in text
    assert "всего страниц: 1" in text


def test_the_card_says_how_the_terms_of_resolutions_were_counted(city: City, make: Callable[..., bytes]) -> None:
    document_id = city.sign_in("registrar").register()
    mayor, executor = city.sign_in("mayor"), city.sign_in("executor")
    rule = DeadlineRule(title="Десять дней", count=Count.WORKING, amount=10)
    values = {"text": "Доложить", "responsible_id": executor.me.id, "controlled": False, "point": "2.1"}
    mayor.api.assignments.resolve(ResolutionDraft(document_id=document_id, rule=rule, **values))
    [given] = mayor.api.assignments.of_document(document_id)
    said = " ".join(" ".join(text_of(make(mayor, "assignments.control_card", document=str(document_id)))).split())
    assert "п. 2.1 · Доложить" in said
    assert f"Отсчёт от {given.deadline.base:%d.%m.%Y}, норма 10 рабочих дней" in said
    assert " ".join(given.deadline.explanation().split()) in said


def test_a_text_longer_than_a_page_goes_on_on_the_next_page(city: City, make: Callable[..., bytes]) -> None:
    clerk = city.sign_in("registrar")
    words = " ".join(f"слово{number}конец" for number in range(120))
    clerk.register(summary=words[:1900])
    text = "".join(
        "".join(text_of(make(clerk, JOURNAL, **{**YEAR, "until": "2030-01-01", "since": "2026-11-20"}))).split()
    )
    printed = [word for word in words[:1900].split()[:-1] if word in text]
    assert len(printed) == len(words[:1900].split()) - 1


def test_the_journal_and_the_register_are_in_the_order_of_numbers(city: City, make: Callable[..., bytes]) -> None:
    clerk = city.sign_in("registrar")
    first, second = (clerk.api.registry.new_draft(clerk.place) for _ in range(2))
    for document_id in (second, first):  # what was scanned later is registered earlier
        clerk.api.registry.register(document_id, 1, clerk.letter())
    rows = clerk.api.registry.documents(DocumentFilter(place_id=clerk.place), limit=2).rows
    assert [row.id for row in rows] == [first, second]
    assert rows[0].number > rows[1].number


@pytest.mark.parametrize(
    ("since", "until", "field"), [("2026-02-01", "2026-01-01", "until"), ("вчера", "2026-01-01", "since")]
)
def test_wrong_parameters_are_refused_by_name(city: City, since: str, until: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        city.sign_in("registrar").api.reports.run(JOURNAL, {"since": since, "until": until, "place": ""})
    assert [problem.field for problem in refused.value.problems] == [field]


def test_a_report_is_run_by_right_and_read_by_its_orderer(city: City, make: Callable[..., bytes]) -> None:
    executor, clerk = city.sign_in("executor"), city.sign_in("registrar")
    assert JOURNAL not in [form.code for form in executor.api.reports.centre()]
    with pytest.raises(NotAllowed):
        executor.api.reports.run(JOURNAL, YEAR)
    run_id = clerk.api.reports.run(JOURNAL, YEAR)
    with pytest.raises(Exception, match="не найден"):
        executor.api.reports.made(run_id)


def test_a_parameter_that_the_report_does_not_know_reaches_nothing(city: City) -> None:
    clerk = city.sign_in("registrar")
    with pytest.raises(Invalid, match="параметр"):
        clerk.api.reports.run(JOURNAL, {**YEAR, "acting_for": "Глава города"})
    assert clerk.api.reports.run(JOURNAL, YEAR)
    [act, *_] = city.sign_in("auditor").api.administration.audit("Заказан отчёт").rows
    assert act.acting_for == ""
