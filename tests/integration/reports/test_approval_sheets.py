"""The printed forms of an approval: its sheet, its remarks, and how long everybody took."""

import io
from collections.abc import Callable
from datetime import datetime, time, timedelta

import openpyxl
import pypdfium2
import pytest
from sqlalchemy import Engine
from sqlalchemy import text as sql

from common.approvals.course import Order, Visa
from common.reports import Format
from common.rpc.errors import Invalid
from server.core.clock import Clock
from tests.city import City
from tests.factories.approvals import Project, memo_of, of

TODAY = Clock().today()
PERIOD = {"since": f"{TODAY - timedelta(days=1)}", "until": f"{TODAY}", "unit": "", "late": ""}


@pytest.fixture
def refused(city: City) -> Project:
    """Refused by the first of two, the remark declined."""
    head, deputy = city.sign_in("affairs"), city.sign_in("deputy")
    memo = memo_of(city.sign_in("executor"), summary="О ремонте кровли")
    memo.send(of(head, deputy, order=Order.AT_ONCE, days=3))
    memo.put(head, Visa.REFUSED, "Укажите источник финансирования")
    memo.put(deputy)
    memo.answer(head, "Источник указан в приложении", taken=False)
    return memo


def text_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())


def test_the_approval_sheet_has_the_columns_of_the_field(
    city: City, make: Callable[..., bytes], refused: Project
) -> None:
    approval = refused.approval()
    text = text_of(make(refused.author, "approvals.sheet", approval=str(approval.id)))
    for word in ("Документ", "Подпись", "Заголовок", "Исполнитель", "Процесс №", "Инициатор",
                 "Тип", "Дата начала", "Дата окончания", "Срок", "Дата, время", "Согласующий", "Виза",
                 "Комментарий"):  # fmt: skip
        assert word in text
    assert "Контрагент" not in text  # a memo has none
    assert "О ремонте кровли" in text
    assert "Параллельный" in text
    assert "Не согласовано" in text
    assert city.sign_in("deputy").me.name in text


def test_the_sheet_prints_each_term_with_its_explanation(make: Callable[..., bytes], refused: Project) -> None:
    due = refused.approval().visas[0].due
    text = text_of(make(refused.author, "approvals.sheet", approval=str(refused.approval().id)))
    assert text.count(f"{due:%d.%m.%Y}") >= 2  # of the approval, and of its reasons
    assert "Как посчитан" in text
    assert "Срок согласования" in text
    assert "норма 3 рабочих дня" in text
    assert "Цикл" not in text


def test_the_cycles_of_an_approval_are_named_on_its_sheet(
    city: City, make: Callable[..., bytes], refused: Project
) -> None:
    refused.resend()
    text = text_of(make(refused.author, "approvals.sheet", approval=str(refused.approval().id)))
    first, second = text.index("Цикл 1"), text.index("Цикл 2")
    assert first < text.index("Укажите источник финансирования") < second < text.index("ожидается")


def test_the_sheet_of_remarks_says_what_became_of_each(make: Callable[..., bytes], refused: Project) -> None:
    text = text_of(make(refused.author, "approvals.remarks", approval=str(refused.approval().id)))
    assert "Замечания и предложения" in text
    assert "Пояснения, мотивы отклонения" in text
    assert "Укажите источник финансирования" in text
    assert "отклонено" in text
    assert "Источник указан в приложении" in text
    assert "без решения: 0" in text


def test_a_sheet_of_what_one_may_not_see_is_not_made(city: City, make: Callable[..., bytes], refused: Project) -> None:
    with pytest.raises(AssertionError, match="недоступен"):
        make(city.sign_in("outsider"), "approvals.sheet", approval=str(refused.approval().id))
    with pytest.raises(Invalid, match="номер процесса"):
        refused.author.api.reports.run("approvals.sheet", {"approval": "0"}, Format.PDF)


def test_the_report_tells_who_had_it_how_long(city: City, make: Callable[..., bytes], refused: Project) -> None:
    mayor = city.sign_in("mayor")
    book = openpyxl.load_workbook(io.BytesIO(make(mayor, "approvals.report", Format.XLSX, **PERIOD))).active
    rows = [["" if cell.value is None else str(cell.value) for cell in row] for row in book.iter_rows()]
    [heads] = [row for row in rows if row[0] == "Документ"]
    assert heads == [
        "Документ", "Краткое содержание", "Инициатор согласования", "Начало процесса", "Окончание процесса",
        "Общее кол-во дней", "Согласующий", "Документ поступил на согласование", "Документ завизирован", "Срок",
        "Кол-во дней",
    ]  # fmt: skip
    place = next(number for number, row in enumerate(rows) if row[1] == "О ремонте кровли")
    first, second = rows[place], rows[place + 1]
    assert (first[4], first[5], first[10]) == ("идёт", "1", "1")
    assert {first[6], second[6]} == {city.sign_in("affairs").me.name, city.sign_in("deputy").me.name}
    late = make(mayor, "approvals.report", Format.XLSX, **{**PERIOD, "late": "1"})
    assert "О ремонте кровли" not in str(list(openpyxl.load_workbook(io.BytesIO(late)).active.values))


def test_what_comes_after_the_accounting_hour_counts_from_the_next_day(
    city: City, make: Callable[..., bytes], refused: Project, engine: Engine
) -> None:
    come = datetime.combine(Clock().today() - timedelta(days=1), time(15), Clock().zone)
    with engine.begin() as connection:
        ids = {"id": refused.approval().id, "come": come}
        connection.execute(sql("UPDATE approval SET started = :come WHERE id = :id"), ids)
        connection.execute(sql("UPDATE approval_visa SET arrived = :come WHERE approval_id = :id"), ids)
    days, own = [], f"№ {refused.id}"
    for hour in ("", "16", "15"):
        asked = {**PERIOD, "hour": hour, "module": "internal"}
        book = openpyxl.load_workbook(io.BytesIO(make(city.sign_in("mayor"), "approvals.report", Format.XLSX, **asked)))
        row = next(row for row in book.active.iter_rows(values_only=True) if own in str(row[0]))
        days.append((row[5], row[10]))
    assert days == [(2, 2), (2, 2), (1, 1)]
    outgoing = make(city.sign_in("mayor"), "approvals.report", Format.XLSX, **{**PERIOD, "module": "outgoing"})
    assert own not in str(list(openpyxl.load_workbook(io.BytesIO(outgoing)).active.values))


def test_a_report_without_rows_says_whose_rights_limit_it(city: City, make: Callable[..., bytes]) -> None:
    long_ago = {**PERIOD, "since": "2020-01-01", "until": "2020-01-02"}
    for login, words in (
        ("controller", "Просмотрены только согласования документов, доступные вам ({0})"),
        ("mayor", "просмотрены все согласования документов"),
    ):
        person = city.sign_in(login)
        said = text_of(make(person, "approvals.report", **long_ago)).lower()
        assert words.format(person.me.name).lower() in said
        book = openpyxl.load_workbook(io.BytesIO(make(person, "approvals.report", Format.XLSX, **long_ago)))
        cells = [str(cell.value).lower() for row in book.active.iter_rows() for cell in row if cell.value]
        assert any(words.format(person.me.name).lower() in each for each in cells)
