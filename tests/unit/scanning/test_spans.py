"""Numbers of pages as a remark and a protocol say them."""

import pytest

from server.scanning.spans import pages_named, span


@pytest.mark.parametrize(("first", "last", "told"), [(3, 3, "3"), (3, 7, "3–7"), (3, 0, "3")])
def test_pages_in_a_row_are_told_by_the_first_and_the_last(first, last, told):
    assert span(first, last) == told


@pytest.mark.parametrize(
    ("numbers", "told"), [([4], "Страница 4"), ([7, 2, 1, 3], "Страницы 1–3, 7"), ([1, 3], "Страницы 1, 3")]
)
def test_pages_of_a_remark_are_named_in_their_order(numbers, told):
    assert pages_named(numbers) == told
