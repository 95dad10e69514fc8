"""«Объём документооборота»: documents and copies by kind, every figure opens its documents, growth follows."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Engine, text

from common.registry.classes import RecordForm
from common.reports import Format, LineRole, ReportLine, ReportRun
from common.rpc.errors import Invalid
from tests.city import City, Signed

VOLUME = "registry.flow_volume"
MONTH = {"since": "2026-10-01", "until": "2026-10-31", "place": "", "counting": "", "against": ""}
ORIGINALS, COPIES, WHOLE, ELECTRONIC, BEFORE, GROWN = range(1, 7)
Ended = Callable[[Signed, Any], ReportRun]


@pytest.fixture(scope="module")
def template(whole: str) -> str:
    """Documents of every class."""
    return whole


@pytest.fixture
def counted(ended: Ended) -> Callable[..., tuple[ReportRun, list[ReportLine]]]:
    def order(person: Signed, **asked: str) -> tuple[ReportRun, list[ReportLine]]:
        run = ended(person, person.api.reports.run(VOLUME, {**MONTH, **asked}, Format.SCREEN))
        return run, person.api.reports.lines(run.id, 0, 500).rows

    return order


def figures(line: ReportLine) -> list[int]:
    return [int(cell) for cell in line.cells[ORIGINALS : BEFORE + 1]]


def test_flows_are_counted_apart_and_add_up(city: City, counted: Callable[..., Any]) -> None:
    clerk = city.sign_in("registrar")
    run, lines = counted(clerk)
    table = clerk.api.reports.table(run.id)
    assert [column.title for column in table.columns] == [
        "Наименование вида", "подлинники", "копии (тираж)", "всего", "в т.ч. электронных", "прошлый период", "+/− %",
    ]  # fmt: skip
    assert {column.group for column in table.columns[ORIGINALS : WHOLE + 1]} == {"Количество документов"}
    assert "прошлый период — с 01.09.2026 по 30.09.2026" in table.words[-1]
    assert next(line.cells[0] for line in lines if line.role is LineRole.SECTION) == "Входящие"
    rows = [figures(line) for line in lines if line.role is LineRole.ROW]
    assert figures(lines[-1]) == [sum(column) for column in zip(*rows, strict=True)]
    for line in lines:
        if line.role is not LineRole.SECTION:
            originals, _, whole, electronic, before = figures(line)
            assert whole == originals >= electronic
            grown = f"{100 * (whole - before) / before:.1f}".replace(".", ",") if before else ""
            assert line.cells[GROWN].replace("-0,0", "0,0") == grown.replace("-0,0", "0,0")
    for column in (ORIGINALS, ELECTRONIC, BEFORE):
        behind = clerk.api.reports.behind(run.id, lines[-1].id, column, 0, 1)
        assert behind.total == int(lines[-1].cells[column])


def test_last_month_is_what_the_month_before_counted(city: City, counted: Callable[..., Any]) -> None:
    clerk = city.sign_in("registrar")
    _, october = counted(clerk)
    _, september = counted(clerk, since="2026-09-01", until="2026-09-30")
    assert figures(october[-1])[BEFORE - 1] == figures(september[-1])[WHOLE - 1] > 0


def test_where_every_copy_counts_the_whole_has_them(
    city: City, counted: Callable[..., Any], make: Callable[..., bytes], engine: Engine
) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.register(form=RecordForm.PAPER, form_basis="Постановление № 5-п", paper_place="Шкаф 3")
    with engine.begin() as connection:
        connection.execute(text("UPDATE document SET copies = 5 WHERE id = :id"), {"id": letter})
    day = f"{clerk.api.registry.card(letter).registered}"
    asked = {"since": day, "until": day, "counting": "copies"}
    run, lines = counted(clerk, **asked)
    originals, copies, whole, electronic, _ = figures(lines[-1])
    assert (copies, whole) == (4, originals + 4)
    assert electronic == originals - 1
    assert [row.document_id for row in clerk.api.reports.behind(run.id, lines[-1].id, COPIES).rows] == [letter]
    book = openpyxl.load_workbook(io.BytesIO(make(clerk, VOLUME, Format.XLSX, **{**MONTH, **asked})))
    last = next(row for row in book.active.iter_rows() if row[0].value == "ВСЕГО")
    assert last[WHOLE].value.startswith("=SUBTOTAL(9,")
    assert "-100" in last[GROWN].value


@pytest.mark.parametrize(("code", "since", "until", "fields"), [
    (VOLUME, "0001-01-01", "0001-01-31", ["since"]), (VOLUME, "1989-12-31", "1990-01-31", ["since"]),
    ("assignments.discipline", "9999-12-01", "9999-12-31", ["until"]),
])  # fmt: skip
def test_a_period_outside_the_years_of_records_is_refused(
    city: City, code: str, since: str, until: str, fields: list[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        city.sign_in("controller").api.reports.run(code, {"since": since, "until": until}, Format.SCREEN)
    assert [problem.field for problem in refused.value.problems] == fields


def test_the_first_year_of_records_has_a_period_before_it(city: City, counted: Callable[..., Any]) -> None:
    run, lines = counted(city.sign_in("registrar"), since="1990-01-01", until="1990-01-31")
    assert (
        "прошлый период — с 01.12.1989 по 31.12.1989" in city.sign_in("registrar").api.reports.table(run.id).words[-1]
    )
    assert not [line for line in lines if line.role is LineRole.ROW]
