"""Numbers written out on forms."""

import pytest

from common.kernel.wording import in_words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "ноль"), (1, "один"), (11, "одиннадцать"), (22, "двадцать два"), (40, "сорок"), (100, "сто"),
        (119, "сто девятнадцать"), (365, "триста шестьдесят пять"), (1000, "одна тысяча"),
        (2022, "две тысячи двадцать два"), (11_005, "одиннадцать тысяч пять"),
        (341_901, "триста сорок одна тысяча девятьсот один"), (900_000, "девятьсот тысяч"),
    ],
)  # fmt: skip
def test_a_number_is_written_out_as_people_say_it(number: int, words: str) -> None:
    assert in_words(number) == words
