"""«Лист ознакомления» and who has not read, by unit: as the worker makes them, read back from the paper."""

import io
import re
from collections.abc import Callable
from datetime import timedelta

import openpyxl
import pypdfium2
import pytest

from common.distribution.api import SendingKind
from common.kernel.ids import DocumentId
from common.reports import Format
from common.rpc.errors import Invalid
from server.core.clock import Clock
from tests.city import City, Signed
from tests.factories.distribution import confirm, sent, sheet, to

TODAY = Clock().today()
PERIOD = {"since": f"{TODAY - timedelta(days=1)}", "until": f"{TODAY}", "unit": "", "purpose": "", "late": ""}
Make = Callable[..., bytes]


@pytest.fixture
def clerk(city: City) -> Signed:
    return city.sign_in("registrar")


@pytest.fixture
def read_by_one(city: City, clerk: Signed) -> DocumentId:
    """Sent to two, confirmed by the first with a comment."""
    outsider, affairs = city.sign_in("outsider"), city.sign_in("affairs")
    document_id = clerk.register(summary="О подготовке к отопительному сезону")
    sent(clerk, document_id, to(outsider, affairs, days=3))
    confirm(affairs, document_id, "Доведено до отдела")
    return document_id


def text_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())


def test_the_sheet_has_the_columns_of_the_field(city: City, clerk: Signed, make: Make, read_by_one: DocumentId) -> None:
    text = text_of(make(clerk, "distribution.sheet", document=str(read_by_one)))
    for words in ("Лист ознакомления", "СП, должность", "Участник ознакомления", "Результат",
                  "Дата, время ознакомления", "Комментарии", "О подготовке к отопительному сезону",
                  "Доведено до отдела", "Не ознакомлен", "Разослано: 2, ознакомлены: 1, не ознакомлены: 1",
                  "Индивидуально: 2"):  # fmt: skip
        assert words in text
    row = next(row for row in sheet(clerk, read_by_one) if row.confirmed_at)
    assert row.confirmed_at is not None
    assert f"{Clock().local(row.confirmed_at):%d.%m.%Y %H:%M}" in text
    assert city.sign_in("affairs").me.name in text


def test_the_sheet_is_saved_under_the_number_that_people_know(
    clerk: Signed, make: Make, made: list[str], read_by_one: DocumentId
) -> None:
    number = clerk.api.registry.card(read_by_one).number
    known = re.sub(r'[\\/:*?"<>|]', "-", number)
    make(clerk, "distribution.sheet", document=str(read_by_one))
    make(clerk, "assignments.control_card", document=str(read_by_one))
    assert made == [f"Лист ознакомления {known}.pdf", f"РКК {known}.pdf"]


def test_the_sheet_tells_terms_that_are_still_to_come_and_explains_them(
    clerk: Signed, make: Make, read_by_one: DocumentId
) -> None:
    row = sheet(clerk, read_by_one)[0]
    text = text_of(make(clerk, "distribution.sheet", document=str(read_by_one)))
    assert text.count(f"срок {row.due:%d.%m.%Y}") == 1  # of the one who has not read
    assert "Как посчитан" in text
    assert "Срок ознакомления" in text
    assert "норма 3 рабочих дня" in text


def test_whoever_it_was_taken_back_from_is_not_on_the_sheet(
    city: City, clerk: Signed, make: Make, read_by_one: DocumentId
) -> None:
    [sending] = clerk.api.distribution.summary(read_by_one).sendings
    clerk.api.distribution.recall(sending.id, "Ошибка")
    text = text_of(make(clerk, "distribution.sheet", document=str(read_by_one)))
    assert city.sign_in("outsider").me.name not in text
    assert "Разослано: 1, ознакомлены: 1" in text


def test_a_sheet_of_what_one_may_not_see_is_not_made(
    city: City, make: Make, clerk: Signed, read_by_one: DocumentId
) -> None:
    with pytest.raises(AssertionError, match="недоступен"):
        make(city.sign_in("executor2"), "distribution.sheet", document=str(read_by_one))
    with pytest.raises(Invalid, match="Укажите документ"):
        clerk.api.reports.run("distribution.sheet", {"document": "0"}, Format.PDF)


def rows_of(book: bytes) -> list[list[str]]:
    active = openpyxl.load_workbook(io.BytesIO(book)).active
    return [["" if cell is None else str(cell) for cell in row] for row in active.values]


def test_the_report_names_those_who_have_not_read_by_unit(
    city: City, clerk: Signed, make: Make, read_by_one: DocumentId
) -> None:
    outsider = city.sign_in("outsider")
    told = clerk.register(summary="Для сведения отделов")
    sent(clerk, told, to(outsider, kind=SendingKind.FOR_INFORMATION))
    rows = rows_of(make(clerk, "distribution.unread", Format.XLSX, **PERIOD))
    [heads] = [row for row in rows if row[0] == "Подразделение"]
    assert heads[:7] == [
        "Подразделение", "Сотрудник", "Должность", "Документ", "Краткое содержание", "Разослан", "Срок",
    ]  # fmt: skip
    number = clerk.api.registry.card(read_by_one).number
    [unread] = [row for row in rows if f"№ {number} " in row[3]]
    assert (unread[1], unread[6] > unread[5]) == (outsider.me.name, True)
    signed_for = {**PERIOD, "purpose": SendingKind.SIGNED_FOR.value, "unit": str(outsider.me.unit_id)}
    narrowed = rows_of(make(clerk, "distribution.unread", Format.XLSX, **signed_for))
    assert "Для сведения отделов" not in [row[4] for row in narrowed]
    assert "О подготовке к отопительному сезону" in [row[4] for row in narrowed]
    late = rows_of(make(clerk, "distribution.unread", Format.XLSX, **{**PERIOD, "late": "1"}))
    assert "О подготовке к отопительному сезону" not in [row[4] for row in late]
    printed = text_of(make(clerk, "distribution.unread", Format.PDF, **PERIOD))
    assert "О подготовке к отопительному сезону" in printed


def test_the_report_refuses_what_is_no_unit(clerk: Signed) -> None:
    with pytest.raises(Invalid, match=r"Подразделение.* из списка"):
        clerk.api.reports.run("distribution.unread", {**PERIOD, "unit": "УД"}, Format.XLSX)
