"""Lists of assignments for paper: the columns of each form, and exactly the assignments that it is of."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pypdfium2
import pytest
from sqlalchemy import Engine, text

from common.assignments.orders import ResolutionDraft
from common.correspondents import CorrespondentDraft, MergerDraft
from common.kernel.deadlines import Count, DeadlineRule
from common.kernel.ids import ExecutorId
from common.kernel.named import named_value
from common.registry.card import Restriction
from common.registry.document import DocumentFilter
from common.registry.rules import Action
from common.reports import Format
from common.rpc.errors import Invalid
from tests.city import City, Signed
from tests.integration.registry.test_projects import passed, project, registered

FORMS = {
    "assignments.execution_of_incoming": [
        "№ п/п", "№ и дата документа", "Корреспондент, номер и дата ВхД", "Краткое содержание",
        "Срок исполнения резолюции (план)", "Резолюция", "Доп. контроль (Д/К)", "Исполнитель", "Исполнено",
    ],
    "assignments.execution_of_ours": [
        "№ п/п", "№ и дата документа", "Подписант", "Краткое содержание", "Срок исполнения резолюции (план)",
        "Резолюция", "Доп. контроль (Д/К)", "Исполнитель", "Исполнено",
    ],
    "assignments.on_control": [
        "№ п/п", "Вид документа, дата, номер", "Корреспондент/автор", "Краткое содержание", "Резолюция/поручение",
        "Срок исполнения", "Состояние исполнения",
    ],
    "assignments.documents_unexecuted": [
        "№ п/п", "Вид документа, дата, номер", "Корреспондент/автор", "Краткое содержание", "Резолюция/поручение",
        "Срок исп-ия", "Отв. исполнители",
    ],
    "assignments.unexecuted": [
        "№ п/п", "Номер", "Дата", "Краткое содержание документа", "Поручение", "Срок исп-ия", "Исполнители",
    ],
    "assignments.controlled_incoming": [
        "№ п/п", "Вид документа, дата, номер", "Корреспондент", "Контрольный срок документа", "Краткое содержание",
        "Резолюция", "Срок исполнения", "Исполнители",
    ],
    "assignments.overdue": [
        "№ п/п", "Номер", "Дата", "Краткое содержание документа", "Поручение", "Срок исп-ия", "Исполнители",
    ],
}  # fmt: skip
OPEN = "assignment.status IN ('issued', 'reported')"
COUNTED = {
    "assignments.execution_of_incoming": (
        "d.document_class = 'incoming' AND assignment.status NOT IN ('draft', 'approval', 'cancelled')"
    ),
    "assignments.on_control": f"controlled AND {OPEN}",
    "assignments.documents_unexecuted": f"controlled AND {OPEN}",
    "assignments.unexecuted": f"controlled AND {OPEN}",
    "assignments.overdue": f"controlled AND {OPEN} AND due < current_date",
}


@pytest.fixture
def table(make: Callable[..., bytes]) -> Callable[..., tuple[list[Any], list[list[Any]]]]:
    """The headings and the numbered rows of a list as a spreadsheet."""

    def read(person: Signed, code: str, **asked: str) -> tuple[list[Any], list[list[Any]]]:
        made = make(person, code, Format.XLSX, **asked)
        rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(made)).active.iter_rows()]
        return next(row for row in rows if row[0] == "№ п/п"), [row for row in rows if isinstance(row[0], int)]

    return read


@pytest.fixture
def number_of(engine: Engine) -> Callable[[Signed, str], int]:
    """How many assignments there are on the documents that a person sees."""

    def count(person: Signed, condition: str) -> int:
        seen: list[int] = []
        while rows := person.api.registry.documents(DocumentFilter(document_class=None), len(seen), 500).rows:
            seen += [row.id for row in rows]
        asked = "SELECT count(*) FROM assignment JOIN document d ON d.id = document_id WHERE d.id = ANY(:seen) AND "
        with engine.connect() as connection:
            return connection.execute(text(asked + condition), {"seen": seen}).scalar_one()

    return count


@pytest.mark.parametrize("code", FORMS)
def test_a_form_has_its_columns_on_paper_and_in_the_spreadsheet(
    city: City, make: Callable[..., bytes], table: Callable[..., Any], code: str
) -> None:
    controller = city.sign_in("controller")
    head, _ = table(controller, code)
    assert head == FORMS[code]
    [page, *_] = [
        "".join(page.get_textpage().get_text_range().replace("￾", "").split())
        for page in pypdfium2.PdfDocument(make(controller, code))
    ]
    assert all("".join(title.split()) in page for title in FORMS[code] if len(title.split()) < 3)


@pytest.mark.parametrize("login", ["controller", "registrar"])
@pytest.mark.parametrize("code", COUNTED)
def test_a_list_has_every_assignment_that_it_is_of(
    city: City, table: Callable[..., Any], number_of: Callable[[Signed, str], int], code: str, login: str
) -> None:
    person = city.sign_in(login)
    _, rows = table(person, code)
    assert len(rows) == number_of(person, COUNTED[code]) > 0
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))


def test_lists_are_narrowed_by_term_state_and_timing(city: City, table: Callable[..., Any]) -> None:
    controller, code = city.sign_in("controller"), "assignments.execution_of_incoming"
    _, every = table(controller, code)
    parts = [table(controller, code, state=state, timing=timing)[1]
             for state in ("done", "open") for timing in ("late", "timely")]  # fmt: skip
    assert sum(map(len, parts)) == len(every)
    assert all(str(row[8]).endswith("с нарушением срока") for row in parts[0])
    assert all(row[8] == "не исполнено" for row in [*parts[2], *parts[3]])
    _, spring = table(controller, code, due_since="2026-03-01", due_until="2026-05-31")
    assert 0 < len(spring) < len(every)
    assert all(3 <= row[4].month <= 5 for row in spring)


def test_an_executor_is_chosen_by_surname_and_a_wrong_day_is_named(city: City, table: Callable[..., Any]) -> None:
    controller = city.sign_in("controller")
    _, every = table(controller, "assignments.execution_of_incoming")
    surname = every[0][7].split()[0]
    _, own = table(controller, "assignments.documents_unexecuted", executor=surname)
    assert all(row[6].startswith(surname) for row in own)
    with pytest.raises(Invalid) as refused:
        controller.api.reports.run("assignments.documents_unexecuted", {"due_since": "вчера"})
    assert [problem.field for problem in refused.value.problems] == ["due_since"]


@pytest.mark.parametrize("unit", ["987654", "99999999999999999999", "УД"])
def test_a_unit_that_does_not_exist_is_refused_before_anything_is_made(city: City, unit: str) -> None:
    controller = city.sign_in("controller")
    for code, asked in (
        ("assignments.overdue", {}),
        ("assignments.discipline", {"since": "2026-01-01", "until": "2026-11-23", "people": ""}),
    ):
        with pytest.raises(Invalid) as refused:
            controller.api.reports.run(code, {**asked, "unit": unit})
        assert [problem.field for problem in refused.value.problems] == ["unit"]


def test_what_a_restricted_document_is_about_is_not_printed(
    city: City, table: Callable[..., Any], engine: Engine
) -> None:
    controller = city.sign_in("controller")
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE document SET restriction = :mark, summary = 'Тайное', open_place_id = 0, open_file = '',"
                 " access_id = 1, readers = ARRAY[CAST(:one AS bigint), CAST(-:one AS bigint)]"
                 f" WHERE id = (SELECT document_id FROM assignment WHERE controlled AND {OPEN} ORDER BY id LIMIT 1)"),
            {"mark": Restriction.OFFICIAL.value, "one": controller.me.id},
        )  # fmt: skip
    _, rows = table(controller, "assignments.unexecuted")
    assert Restriction.OFFICIAL.label in [row[3] for row in rows]
    assert "Тайное" not in str(rows)


def test_a_controlled_letter_stands_once_with_all_its_resolutions(
    city: City, make: Callable[..., bytes], number_of: Callable[[Signed, str], int]
) -> None:
    controller = city.sign_in("controller")
    made = make(controller, "assignments.controlled_incoming", Format.XLSX)
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(made)).active.iter_rows()]
    body = [row for row in rows[rows.index(next(row for row in rows if row[0] == "№ п/п")) + 1 :] if row[5]]
    assert len(body) == number_of(controller, f"d.document_class = 'incoming' AND controlled AND {OPEN}")
    letters = [row[1] for row in body if row[0]]
    assert len(letters) == len(set(letters)) < len(body)
    assert [row[0] for row in body if row[0]] == list(range(1, len(letters) + 1))


def test_what_we_wrote_is_listed_by_unit_with_its_signatory_and_its_execution(
    city: City, table: Callable[..., Any], engine: Engine
) -> None:
    author, mayor, clerk, controller = (city.sign_in(each) for each in ("executor", "mayor", "registrar", "controller"))
    numbers, given = [], []
    for _ in range(2):
        memo = project(author, clerk.place, "memo", summary="О подготовке к отопительному сезону")
        passed(author, memo, Action.SEND_FOR_SIGNING)
        passed(mayor, memo, Action.SIGN)
        numbers.append(registered(clerk, memo))
        draft = ResolutionDraft(
            document_id=memo, text="Доложить", responsible_id=ExecutorId(author.me.id), special=True,
            controller_id=controller.me.id, rule=DeadlineRule(title="Десять дней", count=Count.CALENDAR, amount=10),
        )  # fmt: skip
        given.append(mayor.api.assignments.resolve(draft))
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE assignment SET status = 'done', done_on = due + 1 WHERE id = :id"), {"id": given[1]}
        )
    _, rows = table(controller, "assignments.execution_of_ours")
    found = {row[1].split()[1]: row for row in rows}
    waiting, done = (found[number] for number in numbers)
    for row in (waiting, done):
        assert row[2] == "Шелест С. Н."
        assert (row[3], row[5], row[6], row[7]) == (
            "О подготовке к отопительному сезону", "Доложить", "Д/К", author.me.name,
        )  # fmt: skip
    assert waiting[8] == "не исполнено"
    assert done[8].endswith("с нарушением срока")
    _, letters = table(controller, "assignments.execution_of_incoming")
    assert not set(numbers) & {row[1].split()[1] for row in letters}


def test_a_list_by_a_correspondent_keeps_its_letters_when_the_entry_is_merged(
    city: City, table: Callable[..., tuple[list[Any], list[list[Any]]]]
) -> None:
    clerk, mayor = city.sign_in("registrar"), city.sign_in("mayor")
    drafts = [CorrespondentDraft(name="Близнец", tax_reason=reason) for reason in ("550301001", "550401001")]
    stays, goes = (clerk.api.correspondents.create(draft) for draft in drafts)
    for entry_id in (stays, goes):
        letter = clerk.register(summary="О близнецах", correspondent_id=entry_id)
        rule = DeadlineRule(title="Срок", count=Count.CALENDAR, amount=10)
        executor = ExecutorId(city.sign_in("executor").me.id)
        draft = ResolutionDraft(
            document_id=letter, text="Ответить", responsible_id=executor, rule=rule, controlled=False
        )
        mayor.api.assignments.resolve(draft)
    asked = {"correspondent": named_value("Близнец", goes)}
    code = "assignments.execution_of_incoming"
    assert len(table(mayor, code, **asked)[1]) == 1
    versions = [clerk.api.correspondents.card(each).version for each in (stays, goes)]
    clerk.api.mergers.merge(
        MergerDraft(stays_id=stays, goes_id=goes, stays_version=versions[0], goes_version=versions[1], taken=[])
    )
    assert len(table(mayor, code, **asked)[1]) == 2
