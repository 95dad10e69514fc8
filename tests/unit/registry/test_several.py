"""Several values asked for in one line."""

import pytest

from common.kernel.several import joined, split
from common.registry.selection import Comparison, Condition


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("Письмо; Жалоба", ["Письмо", "Жалоба"]),
        (" Письмо ;; Жалоба; ", ["Письмо", "Жалоба"]),
        ("Письмо;письмо", ["Письмо"]),
        ("Жалоба; Акт; жалоба", ["Жалоба", "Акт"]),
        (" ; ", []),
    ],
)
def test_values_are_told_apart_by_semicolons(typed: str, values: list[str]) -> None:
    assert split(typed) == values
    assert split(joined(values)) == values


@pytest.mark.parametrize(
    ("comparison", "value", "words"),
    [
        (Comparison.ONE_OF, " ; ", "с чем сравнить"),
        (Comparison.ONE_OF, "; ".join(f"Вид {number}" for number in range(101)), "не больше 100 значений"),
        (Comparison.IS, "в" * 201, "не больше 200 знаков"),
    ],
)
def test_a_demand_on_several_values_has_some_and_not_too_many(comparison: Comparison, value: str, words: str) -> None:
    [problem] = Condition(field="kind", comparison=comparison, value=value).problems()
    assert words in problem.text


def test_several_titles_of_units_find_room() -> None:
    titles = "; ".join(f"Управление жилищно-коммунального хозяйства и благоустройства № {n}" for n in range(30))
    assert not list(Condition(field="unit", comparison=Comparison.ONE_OF, value=titles).problems())
