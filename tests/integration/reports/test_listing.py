"""What is taken away of a register is what stands on the screen: every row, the columns, the order."""

import io

import msgspec
import openpyxl
import pypdfium2

from common.registry.card import Restriction
from common.registry.columns import COLUMNS
from common.registry.document import DocumentFilter
from common.registry.selection import Comparison, Condition, Sort
from common.registry.views import View
from common.reports import Format
from tests.city import City, Signed

KEYS = ["number", "registered", "correspondent", "summary", "sheets"]


def view(**chosen: object) -> View:
    return View(title="Письма", register="registry.documents", chosen=DocumentFilter(**chosen), columns=KEYS)


def taken(make, signed: Signed, wanted: View) -> list[list[object]]:
    made = make(signed, "registry.list", Format.XLSX, view=msgspec.json.encode(wanted).decode())
    sheet = openpyxl.load_workbook(io.BytesIO(made)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def listed(signed: Signed, chosen: DocumentFilter) -> list[str]:
    rows: list[str] = []
    while page := signed.api.registry.documents(chosen, len(rows), 500).rows:
        rows += [row.number for row in page]
    return rows


def test_every_row_of_the_register_is_in_the_spreadsheet_in_its_order(city: City, make) -> None:
    for login in ("registrar", "executor", "mayor"):
        signed = city.sign_in(login)
        wanted = view(sort=Sort.NUMBER, rising=True)
        rows = taken(make, signed, wanted)
        head = next(n for n, row in enumerate(rows) if row[: len(KEYS)] == [COLUMNS[key].title for key in KEYS])
        found = [row[0] for row in rows[head + 1 :] if row[1]]
        assert found == listed(signed, wanted.chosen)
        assert len(found) == signed.api.registry.documents(wanted.chosen).total


def test_of_a_restricted_document_no_more_than_its_number_leaves(city: City, make) -> None:
    clerk = city.sign_in("registrar")
    secret = {"restriction": Restriction.OFFICIAL, "restriction_basis": "Перечень, п. 4", "copy_number": "1"}
    document_id = clerk.register(summary="Тайное содержание", **secret)
    number = clerk.api.registry.card(document_id).number
    rows = taken(make, clerk, view())
    row = next(row for row in rows if row[0] == number)
    assert row[2:4] == ["", "Для служебного пользования"]
    assert "Тайное" not in str(rows)


def test_the_printed_list_says_what_it_was_narrowed_by(city: City, make) -> None:
    conditions = [
        Condition(field="their_date", comparison=Comparison.SINCE, value="2026-01-15"),
        Condition(field="sheets", comparison=Comparison.SINCE, value="2"),
    ]
    wanted = view(correspondent="прокуратура", on_control=True, conditions=conditions)
    lines = [str(row[0]) for row in taken(make, city.sign_in("registrar"), wanted)[:6]]
    assert "Отбор: корреспондент: «прокуратура»; на контроле; от не раньше «15.01.2026»; Листов не меньше «2»" in lines


def test_the_same_list_can_be_printed(city: City, make) -> None:
    clerk = city.sign_in("registrar")
    document_id = clerk.register(summary="О вывозе снега с улицы Ёлочной")
    wanted = view(summary="с улицы Ёлочной")
    pages = pypdfium2.PdfDocument(make(clerk, "registry.list", view=msgspec.json.encode(wanted).decode()))
    text = pages[0].get_textpage().get_text_range()
    assert clerk.api.registry.card(document_id).number in text
    assert "всего страниц: 1" in " ".join(text.split())
