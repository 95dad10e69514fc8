"""One rule for all lists and journals: of a restricted document its number, its day and its kind come to paper."""

import io
from collections.abc import Callable
from datetime import timedelta

import openpyxl
import pypdfium2
import pytest
from reportlab.lib.units import mm

from common.assignments.orders import ResolutionDraft
from common.kernel.deadlines import Count, DeadlineRule
from common.registry.card import Restriction
from common.reports import Format
from server.core.clock import Clock
from tests.city import ORDINALS, City
from tests.integration.registry.test_projects import Action as Passing
from tests.integration.registry.test_projects import filled, passed, project, registered

TODAY = Clock().today()
PERIOD = {"since": f"{TODAY - timedelta(days=1)}", "until": f"{TODAY}", "place": ""}
SECRET = {"restriction": Restriction.OFFICIAL, "restriction_basis": "Перечень, п. 4", "copy_number": "1"}
RULE = DeadlineRule(title="Десять дней", count=Count.CALENDAR, amount=10)
OF_LETTERS = ["assignments.execution_of_incoming", "assignments.on_control", "assignments.documents_unexecuted",
              "assignments.unexecuted", "assignments.controlled_incoming"]  # fmt: skip


@pytest.fixture
def letter(city: City) -> str:
    """The number of a restricted letter with a resolution that is on control."""
    clerk, mayor = city.sign_in("registrar"), city.sign_in("mayor")
    document_id = clerk.register(
        **SECRET,
        summary="О тайном водозаборе",
        their_number=f"Т-{next(ORDINALS)}/тайна",
        control_due=TODAY + timedelta(days=30),
    )
    mayor.api.assignments.resolve(
        ResolutionDraft(document_id=document_id, text="Тайно доложить", rule=RULE, controller_id=clerk.me.id,
                        responsible_id=city.sign_in("executor").me.id)
    )  # fmt: skip
    return clerk.api.registry.card(document_id).number


@pytest.fixture
def rows(city: City, make: Callable[..., bytes]) -> Callable[..., list[list[str]]]:
    def read(code: str, **asked: str) -> list[list[str]]:
        made = make(city.sign_in("registrar"), code, Format.XLSX, **asked)
        sheet = openpyxl.load_workbook(io.BytesIO(made)).active
        return [["" if cell.value is None else str(cell.value) for cell in row] for row in sheet.iter_rows()]

    return read


@pytest.mark.parametrize("code", OF_LETTERS)
def test_lists_of_execution_tell_who_and_by_when_but_not_who_wrote_what(
    letter: str, rows: Callable[..., list[list[str]]], code: str
) -> None:
    [row] = [row for row in rows(code) if any(letter in cell for cell in row)]
    said = " ".join(row)
    assert Restriction.OFFICIAL.label in row
    assert not [word for word in ("тайн", "Тайн", "рокуратур", "Костров") if word in said]
    assert f"{TODAY + timedelta(days=30)}" not in said
    assert f"{TODAY + timedelta(days=10):%Y-%m-%d}"[:7] in said


def test_the_list_of_incoming_letters_hides_as_the_journal_does(
    letter: str, rows: Callable[..., list[list[str]]]
) -> None:
    [row] = [row for row in rows("assignments.incoming_list", **PERIOD) if any(letter in cell for cell in row)]
    assert row[1:4] == ["", "", ""]
    assert row[5:7] == [Restriction.OFFICIAL.label] * 2
    assert row[8]


def test_the_journal_of_incoming_letters_keeps_the_number_and_the_resolution_without_words(
    letter: str, rows: Callable[..., list[list[str]]]
) -> None:
    [row] = [row for row in rows("assignments.incoming_journal", **PERIOD) if any(letter in cell for cell in row)]
    assert "Письмо" in row[1]
    assert row[2:5] == ["", Restriction.OFFICIAL.label, Restriction.OFFICIAL.label]
    assert row[6]  # who executes it
    assert row[7:9] == ["", ""]


@pytest.mark.parametrize(
    ("kind", "code"), [("outgoing_letter", "registry.outgoing_journal"), ("memo", "registry.internal_journal")]
)
def test_journals_of_what_we_wrote_say_neither_to_whom_nor_who_signed(
    city: City, rows: Callable[..., list[list[str]]], kind: str, code: str
) -> None:
    author, mayor, clerk = city.sign_in("executor"), city.sign_in("mayor"), city.sign_in("registrar")
    document_id = project(author, clerk.place, kind, summary="О тайном водозаборе")
    filled(author, document_id, **SECRET, summary="О тайном водозаборе")
    passed(author, document_id, Passing.SEND_FOR_SIGNING)
    passed(mayor, document_id, Passing.SIGN)
    number = registered(clerk, document_id)
    [row] = [row for row in rows(code, **PERIOD) if number in row]
    assert Restriction.OFFICIAL.label in row
    assert not [word for word in ("тайн", "рокуратур", "Шелест") if word in " ".join(row)]


def test_the_control_card_bears_the_mark_in_its_upper_corner(city: City, make: Callable[..., bytes]) -> None:
    clerk = city.sign_in("registrar")
    for asked, corner in (({}, ""), (SECRET, f"{Restriction.OFFICIAL.label} Экз. № 1")):
        document_id = clerk.register(**asked)
        [page, *_] = pypdfium2.PdfDocument(make(clerk, "assignments.control_card", document=str(document_id)))
        above = page.get_textpage().get_text_bounded(bottom=page.get_height() - 20 * mm)
        assert " ".join(above.split()) == corner
