"""What an entry of the directory may say, and how names are compared."""

import pytest

from common.correspondents import (
    CorrespondentDraft,
    CorrespondentKind,
    ImportDraft,
    Sheet,
)
from common.kernel.taxpayer import is_state_number, is_tax_number
from server.correspondents.likeness import Entry, compared, likenesses, looks
from server.correspondents.names import name_key, other_layout, search_key


@pytest.mark.parametrize("number", ["7707083893", "7736050003", "500100732259"])
def test_control_digits_of_a_tax_number_agree(number: str) -> None:
    assert is_tax_number(number)
    assert not is_tax_number(f"{number[:-1]}{(int(number[-1]) + 1) % 10}")


@pytest.mark.parametrize("number", ["1027700132195", "304500116000157"])
def test_control_digit_of_a_state_number_agrees(number: str) -> None:
    assert is_state_number(number)
    assert not is_state_number(f"{number[:-1]}{(int(number[-1]) + 1) % 10}")


def faults(**values: object) -> dict[str, str]:
    draft = CorrespondentDraft(**{"name": "ПАО «Сбербанк»", **values})
    return {problem.field: problem.text for problem in draft.problems()}


def test_a_mistyped_number_is_explained() -> None:
    assert faults(tax_number="7707083893", tax_reason="773601001", state_number="1027700132195") == {}
    assert "опечатка" in faults(tax_number="7707083894")["tax_number"]
    assert "из 10 цифр" in faults(tax_number="77070")["tax_number"]
    assert "КПП" in faults(tax_reason="12")["tax_reason"]
    assert "опечатка" in faults(state_number="1027700132196")["state_number"]
    assert "@" in faults(email="mail.ru")["email"]


def test_an_official_needs_a_post_and_is_printed_with_it() -> None:
    official = {"name": "Костров Дмитрий Петрович", "kind": CorrespondentKind.OFFICIAL}
    assert set(faults(**official)) == {"post"}
    assert CorrespondentDraft(**official, post="прокурор").printed == "Костров Дмитрий Петрович, прокурор"
    assert set(faults(**official, post="прокурор", tax_number="7707083893")) == {"tax_number"}


def test_names_are_compared_without_forms_quotes_and_layout() -> None:
    full, short = "Общество с ограниченной ответственностью «Ёлка-Плюс»", 'ООО "Елка-плюс"'
    assert search_key(full) == search_key(short) == "елка плюс"
    assert name_key(full) != name_key(short)
    assert search_key("ООО") == "ооо"
    assert other_layout("ghjrehfnehf") == "прокуратура"
    assert other_layout("пщщпду") == "google"


def entry(number: int, name: str, **values: str) -> Entry:
    fields = {
        "kind": "organisation",
        "tax_number": "",
        "tax_reason": "",
        "state_number": "",
        "address": "",
        "email": "",
    }
    return Entry(id=number, name=name, **{"kind": "organisation", **fields, **values})


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (entry(1, "ООО «Ромашка»"), entry(2, 'ООО "Ромашка"'), "одно название"),
        (entry(1, "ООО «Ромашка»", address="Мира, 1"), entry(2, "АО «Рамашка»", address="Мира, 1"), "один адрес"),
        (entry(1, "Ромашка", tax_number="7707083893"), entry(2, "Лютик", tax_number="7707083893"), "тот же ИНН"),
    ],
)
def test_probable_doubles_are_found_with_the_reason(one: Entry, other: Entry, reason: str) -> None:
    [found] = likenesses([one, other], lambda _: None)
    assert (found.first_id, found.second_id) == (1, 2)
    assert reason in found.reasons
    assert 60 <= found.likeness <= 100


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (entry(1, "Школа № 15"), entry(2, "Школа № 16")),
        (entry(1, "Иванов Иван", kind="person", address="Мира, 1"),
         entry(2, "Иванов Иван", kind="person", address="Ленина, 9")),
        (entry(1, "Ромашка"), entry(2, "Ромашка", kind="person")),
        (entry(1, "Банк", tax_number="7707083893", tax_reason="773601001"),
         entry(2, "Отделение", tax_number="7707083893", tax_reason="550101001")),
    ],
)  # fmt: skip
def test_what_differs_in_number_place_kind_or_branch_is_no_double(one: Entry, other: Entry) -> None:
    assert compared(looks(one), looks(other)) is None


def test_an_import_needs_a_name_and_each_field_once() -> None:
    def texts(*fields: str) -> list[str]:
        return [problem.text for problem in ImportDraft(file_id=1, sheet=Sheet(), fields=list(fields)).problems()]

    assert texts("name", "", "tax_number") == []
    assert "наименование" in texts("tax_number")[0]
    assert "двух столбцов" in texts("name", "name")[0]
