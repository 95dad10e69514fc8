"""What stops the registration of an incoming letter."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.kernel.ids import CorrespondentId, PersonId, PlaceId
from common.registry.card import Restriction
from common.registry.classes import CLASSES, DocumentClass
from common.registry.document import DocumentDraft

TODAY = date(2026, 11, 23)


def letter(**changes: object) -> DocumentDraft:
    values: dict[str, object] = {
        "place_id": PlaceId(1), "kind": "letter", "correspondent_id": CorrespondentId(1), "signatory": "Костров Д. П.",
        "their_number": "7-11/5", "their_date": date(2026, 11, 20), "received": TODAY, "delivery": "post",
        "addressee_ids": [PersonId(1)], "summary": "О ремонте", "sheets": 1, "case_file": "01-13",
    }  # fmt: skip
    return DocumentDraft(**{**values, **changes})


def fields(draft: DocumentDraft) -> set[str]:
    return {problem.field for problem in draft.problems(TODAY)}


def test_a_full_card_may_be_registered() -> None:
    assert fields(letter()) == set()


@pytest.mark.parametrize("field", CLASSES[DocumentClass.INCOMING].mandatory)
def test_every_mandatory_field_is_asked_for(field: str) -> None:
    empty = {"addressee_ids": [], "sheets": 0, "copies": 0, "their_date": None, "received": None,
             "correspondent_id": None, "place_id": 0}.get(field, "")  # fmt: skip
    assert field in fields(letter(**{field: empty}))


@pytest.mark.parametrize("day", [date(1066, 10, 14), date(2999, 1, 1), date(2026, 11, 24)])
def test_a_letter_was_not_written_in_1066_in_2999_or_tomorrow(day: date) -> None:
    assert "their_date" in fields(letter(their_date=day))


def test_a_letter_does_not_arrive_before_it_is_written() -> None:
    assert "received" in fields(letter(received=date(2026, 11, 19)))


def test_a_restricted_letter_needs_copy_number_and_basis() -> None:
    assert "copy_number" in fields(letter(restriction=Restriction.OFFICIAL))
    assert not fields(letter(restriction=Restriction.OFFICIAL, copy_number="2", restriction_basis="п. 4"))


@given(st.dates(), st.dates())
def test_no_pair_of_dates_breaks_the_check(their_date: date, received: date) -> None:
    list(letter(their_date=their_date, received=received).problems(TODAY))


@pytest.mark.parametrize(
    ("numbers", "copies", "fits"),
    [
        ("3", 1, True),
        ("№ 1, 3", 2, True),
        ("2–4", 3, True),
        ("Экз. 2–4", 3, True),
        ("1", 2, False),
        ("2–4", 1, False),
        ("первый", 1, False),
    ],
)
def test_the_numbers_of_copies_agree_with_how_many_came(numbers: str, copies: int, *, fits: bool) -> None:
    secret = letter(restriction=Restriction.OFFICIAL, restriction_basis="п. 4", copy_number=numbers, copies=copies)
    assert ("copy_number" not in fields(secret)) == fits


def test_a_copy_of_ours_is_among_those_that_were_made() -> None:
    ours = {"document_class": DocumentClass.OUTGOING, "restriction": Restriction.OFFICIAL, "restriction_basis": "п. 4"}
    assert "copy_number" not in fields(letter(**ours, copies=3, copy_number="2"))
    assert "copy_number" in fields(letter(**ours, copies=3, copy_number="4"))
