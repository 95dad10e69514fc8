"""«Справка-напоминание»: what ends soon, to each executor on a page of his own."""

import io
from collections.abc import Callable
from datetime import timedelta

import openpyxl
import pypdfium2
import pytest
from sqlalchemy import Engine, text

from common.assignments.orders import ResolutionDraft
from common.kernel.deadlines import Count, DeadlineRule
from common.kernel.ids import ExecutorId, PersonId
from common.kernel.named import named_value
from common.registry.card import Restriction
from common.reports import Format
from common.rpc.errors import Invalid
from server.core.clock import Clock
from tests.city import City

COLUMNS = ["№ п/п", "№ и дата документа", "Корреспондент/автор", "Краткое содержание", "Текст поручения",
           "Срок исполнения", "Осталось дней", "Отметка об исполнении"]  # fmt: skip
EVERYBODY = {"ahead": "10", "unit": "", "executor": "", "author": "", "controller": ""}
CODE = "assignments.reminder_sheet"
SECRET = {"restriction": Restriction.OFFICIAL, "restriction_basis": "Перечень, п. 4", "copy_number": "1"}
TODAY = Clock().today()


@pytest.fixture
def given(city: City, engine: Engine) -> Callable[..., str]:
    """A controlled assignment that ends in so many days; gives the number of its letter."""

    def give(executor: PersonId, days: int, **card: object) -> str:
        clerk = city.sign_in("registrar")
        letter = clerk.register(summary="О ремонте тротуаров", **card)
        draft = ResolutionDraft(
            document_id=letter, text="Доложить", responsible_id=ExecutorId(executor),
            controller_id=city.sign_in("controller").me.id,
            rule=DeadlineRule(title="Дней", count=Count.CALENDAR, amount=10),
        )  # fmt: skip
        assignment = city.sign_in("mayor").api.assignments.resolve(draft)
        with engine.begin() as connection:
            moved = text("UPDATE assignment SET due = :due WHERE id = :id")
            connection.execute(moved, {"due": TODAY + timedelta(days=days), "id": assignment})
        return clerk.api.registry.card(letter).number

    return give


def test_it_has_what_ends_within_the_days_and_says_how_many_are_left(
    city: City, make: Callable[..., bytes], given: Callable[..., str]
) -> None:
    executor, controller = city.sign_in("executor"), city.sign_in("controller")
    today, third, fourth, late = (given(executor.me.id, days) for days in (0, 3, 4, -1))
    chosen = {"ahead": "3", "executor": named_value(executor.me.name, executor.me.id)}
    made = make(controller, CODE, Format.XLSX, **{**EVERYBODY, **chosen})
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(made)).active.iter_rows()]
    assert COLUMNS in rows
    left = {row[1].split()[1]: row[6] for row in rows if isinstance(row[0], int)}
    assert (left[today], left[third]) == (0, 3)
    assert not {fourth, late} & left.keys()
    said = [str(row[0]) for row in rows]
    ends = f"{TODAY + timedelta(days=3):%d.%m.%Y}"
    assert f"Напоминаем, что с {TODAY:%d.%m.%Y} по {ends} истекает срок исполнения:" in said
    assert [row for row in said if row.startswith(f"Кому: {executor.me.name}, ")]
    assert f"исполнитель: {executor.me.name}" in said


def test_every_executor_has_a_page_of_his_own(
    city: City, make: Callable[..., bytes], given: Callable[..., str]
) -> None:
    people = [city.sign_in(each) for each in ("executor", "executor2")]
    for person in people:
        given(person.me.id, 5)
    pages = [
        page.get_textpage().get_text_range()
        for page in pypdfium2.PdfDocument(make(city.sign_in("controller"), CODE, **EVERYBODY))
    ]
    assert all(sum(f"{person.me.name}, " in page for person in people) <= 1 for page in pages)
    assert all(any(f"{person.me.name}, " in page for page in pages) for person in people)
    signs = city.sign_in("controller").me.name
    assert all("Осталось" in page and "Напоминаем, что" in page and signs in page for page in pages)


def test_namesakes_in_one_unit_have_each_a_page(
    city: City, make: Callable[..., bytes], given: Callable[..., str], engine: Engine
) -> None:
    people = [city.sign_in("executor").me.id]
    with engine.begin() as connection:
        copied = text(
            "INSERT INTO person (unit_id, surname, first_name, patronymic, post, takes_letters)"
            " SELECT unit_id, surname, first_name, patronymic, 'Эксперт', false FROM person WHERE id = :id RETURNING id"
        )
        people += [connection.execute(copied, {"id": people[0]}).scalar_one() for _ in range(2)]
    numbers = {given(each, days, **card): each for days in (2, 1) for each in people for card in ({}, SECRET)}
    controller = city.sign_in("controller")
    rows = [
        [cell.value for cell in row]
        for row in openpyxl.load_workbook(io.BytesIO(make(controller, CODE, Format.XLSX, **EVERYBODY))).active
    ]
    sheets: list[list[PersonId]] = []
    for row in rows:
        if str(row[0]).startswith("Кому: "):
            sheets.append([])
        elif isinstance(row[0], int) and (number := row[1].split()[1]) in numbers:
            sheets[-1].append(numbers[number])
    of_them = [sheet for sheet in sheets if sheet]
    assert [len(set(sheet)) for sheet in of_them] == [1, 1, 1]
    assert {sheet[0] for sheet in of_them} == set(people)
    assert any(", Эксперт, " in str(row[0]) for row in rows)


def test_days_that_the_form_does_not_offer_are_refused(city: City) -> None:
    with pytest.raises(Invalid) as refused:
        city.sign_in("controller").api.reports.run(CODE, {**EVERYBODY, "ahead": "400"})
    assert [problem.field for problem in refused.value.problems] == ["ahead"]


@pytest.mark.parametrize(("name", "value"), [("state", "zzz"), ("unit_id", "1"), ("timing", "")])
def test_what_the_form_does_not_ask_for_is_refused_before_anything_is_made(city: City, name: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        city.sign_in("controller").api.reports.run(CODE, {**EVERYBODY, name: value})
    assert [problem.text for problem in refused.value.problems] == [f"Отчёт не знает параметра «{name}»."]


def test_what_is_left_out_is_what_the_form_begins_with(city: City, make: Callable[..., bytes]) -> None:
    made = make(city.sign_in("controller"), CODE, Format.XLSX)
    ends = f"{TODAY + timedelta(days=10):%d.%m.%Y}"
    rows = openpyxl.load_workbook(io.BytesIO(made)).active.iter_rows(max_col=1, values_only=True)
    assert f"Напоминаем, что с {TODAY:%d.%m.%Y} по {ends} истекает срок исполнения:" in [row[0] for row in rows]
