"""Numbers as people type them into a filter."""

from decimal import Decimal

import pytest

from common.kernel.amounts import amount_of, limits_of

TRIED = [Decimal(each) for each in ("-3", "0", "4.99", "5", "9", "9.5", "10", "1200.5")]


@pytest.mark.parametrize(
    ("typed", "fitting"),
    [
        ("9", ["9"]), ("=9,5", ["9.5"]), ("Больше 9", ["9.5", "10", "1200.5"]), ("> 9", ["9.5", "10", "1200.5"]),
        ("не больше 5", ["-3", "0", "4.99", "5"]), ("<0", ["-3"]), ("до 4,99", ["-3", "0", "4.99"]),
        ("от 5 до 10", ["5", "9", "9.5", "10"]), ("5-10", ["5", "9", "9.5", "10"]), ("-3", ["-3"]),
        ("9,5 … 1 200,5", ["9.5", "10", "1200.5"]), ("1 200,50", ["1200.5"]),
    ],
)  # fmt: skip
def test_a_number_may_be_typed_with_its_limits(typed: str, fitting: list[str]) -> None:
    limits = limits_of(typed)
    assert limits is not None
    held = [each for each in TRIED if all(test(each, amount) for test, amount in limits)]
    assert held == [Decimal(each) for each in fitting]


@pytest.mark.parametrize("typed", ["", "много", "больше", "около 5", "5 штук", "1.2.3", "9" * 40])
def test_what_is_no_number_has_no_limits(typed: str) -> None:
    assert limits_of(typed) is None
    assert amount_of(typed) is None
