"""Passwords that are guessed first, and those that are not."""

import pytest

from common.identity import password_problems


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("passwordpassword", "повторение"), ("парольпароль1", "повторение"), ("абв-абв-абв-абв", "повторение"),
        ("qwertyuiop", "соседних клавиш"), ("Йцукенгшщз", "соседних клавиш"), ("poiuytrewq", "соседних клавиш"),
        ("qwerty12345", "соседних клавиш"), ("password2026", "соседних клавиш"), ("1q2w3e4r5t", "соседних клавиш"),
        ("я-registrar-2026", "имя входа"), ("тихонова-у-окна", "фамилию"), ("АннаВикторовна", "фамилию"),
        ("короткий", "короче"), ("аааааааааааа", "одного знака"),
    ],
)  # fmt: skip
def test_what_is_tried_first_is_refused_with_its_reason(password: str, words: str) -> None:
    [problem] = password_problems(password, "registrar", name="Тихонова Анна Викторовна")
    assert words in problem.text


@pytest.mark.parametrize(
    "password",
    ["grif-demo-2026", "снег падал тихо", "четыре синих кита", "Tr0ub4dor&3x", "молоко и молоток", "мама мыла раму"],
)
def test_a_phrase_of_several_words_is_taken(password: str) -> None:
    assert not list(password_problems(password, "registrar", name="Тихонова Анна Викторовна"))
