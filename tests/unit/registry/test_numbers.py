"""Registration numbers by template, and their spellings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.registry.numbers import NumberTemplate, number_key, numbered

TOKENS = {"журнал": "01", "место": "01", "дело": "05-12", "вид": "letter", "гг": "26", "гггг": "2026", "дсп": ""}


@pytest.mark.parametrize(
    ("template", "number"),
    [
        ("Вх-{N}", "Вх-123"),
        ("{журнал}-{гг}/{N:06}{дсп}", "01-26/000123"),
        ("{дело}/{N}", "05-12/123"),
        ("ЖРВх-{журнал}/{гггг}/{N:02}", "ЖРВх-01/2026/123"),
    ],
)
def test_a_template_renders_the_number(template: str, number: str) -> None:
    assert NumberTemplate(template).faults() == []
    assert NumberTemplate(template).render(123, TOKENS) == number


@pytest.mark.parametrize("template", ["Вх-123", "{N}-{N}", "{нечто}/{N}", "{N", "{N:6}"])
def test_a_bad_template_says_what_is_wrong(template: str) -> None:
    assert NumberTemplate(template).faults()


@pytest.mark.parametrize("spelling", ["01-05/77", " 01-05 / 77", "№ 01-05/77", "01–05/77"])
def test_spellings_of_one_number_are_equal(spelling: str) -> None:
    assert number_key(spelling) == "01-05/77"


def test_latin_lookalikes_are_cyrillic() -> None:
    assert number_key("BX-12/МС") == number_key("вх-12/mc")


@given(st.integers(1, 10**9))
def test_no_digit_of_a_wide_value_is_lost(value: int) -> None:
    assert NumberTemplate("{N:02}").render(value, TOKENS).lstrip("0") == str(value)


@pytest.mark.parametrize(
    ("sign", "number", "said"),
    [
        ("Вх.", "01-26/000345", "Вх. № 01-26/000345"),
        ("Исх.", "Исх-01-26/000706", "№ Исх-01-26/000706"),
        ("Исх.", "исходящий-7", "Исх. № исходящий-7"),
        ("Постановление", "5-п", "Постановление № 5-п"),
        ("", "5-п", "№ 5-п"),
    ],
)
def test_a_number_that_says_its_sign_is_not_signed_twice(sign: str, number: str, said: str) -> None:
    assert numbered(sign, number) == said
