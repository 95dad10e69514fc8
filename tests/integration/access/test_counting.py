"""A filtered register counts as far as a few screens at once; the exact number is one call away and agrees."""

import pytest

from common.registry.document import DocumentFilter
from common.registry.selection import Sort
from server.registry import by_number, queries
from server.registry.service import RegistryService


@pytest.mark.parametrize("login", ["registrar", "mayor", "executor", "user120"])
def test_a_register_says_when_it_has_not_counted_to_the_end(as_person, monkeypatch, login: str) -> None:
    registry = RegistryService(as_person(login))
    chosen = DocumentFilter(summary="о")
    exact = registry.counts([chosen])[0]
    whole = registry.documents(chosen)
    assert (whole.total, whole.more) == (exact, False)
    monkeypatch.setattr(queries, "COUNTED", 5)
    page = registry.documents(chosen, 0, 3)
    assert (page.total, page.more) == ((5, True) if exact > 5 else (exact, False))
    last = registry.documents(chosen, max(exact - 2, 0), 10)
    assert (len(last.rows), last.total, last.more) == (min(exact, 2), exact, False)


@pytest.mark.parametrize("login", ["registrar", "mayor", "executor", "user120"])
def test_a_register_counts_the_same_in_every_order_and_over_all_classes(as_person, login: str) -> None:
    registry = RegistryService(as_person(login))
    orders = [sort for sort in Sort if sort is not Sort.EXTRA]
    asked = [DocumentFilter(sort=sort, rising=way) for sort in orders for way in (True, False)]
    totals = {registry.documents(each).total for each in asked}
    assert totals == {registry.counts([DocumentFilter()])[0]}
    every = DocumentFilter(document_class=None)
    ids, page = [], registry.documents(every)
    while page.rows:
        ids += [row.id for row in page.rows]
        page = registry.documents(every, len(ids))
    assert page.total == len(ids) == len(set(ids)) == registry.counts([every])[0]


@pytest.mark.parametrize("login", ["registrar", "registrar2", "executor"])
@pytest.mark.parametrize("rising", [True, False])
@pytest.mark.parametrize("asked", [0, by_number.ASKED])
def test_pages_by_number_leave_nothing_out_over_the_years(
    as_person, change, monkeypatch, login: str, asked: int, *, rising: bool
) -> None:
    """A page is gathered no farther than the numbers of one's place, or the year, in which it ends."""
    monkeypatch.setattr(by_number, "ASKED", asked)
    change(
        "UPDATE document SET registered = registered - interval '1 year' * (id % 4),"
        " number_order = extract(year FROM registered) - id % 4 || substr(number_order, 5)"
        " WHERE state = 'registered' AND document_class = 'incoming'"
    )
    registry = RegistryService(as_person(login))
    chosen = DocumentFilter(sort=Sort.NUMBER, rising=rising)
    every = registry.documents(chosen, 0, 500)
    assert {row.id for row in every.rows} == {row.id for row in registry.documents(DocumentFilter(), 0, 500).rows}
    years = [row.registered.year for row in every.rows]
    assert (years, len(set(years)) > 2) == (sorted(years, reverse=not rising), True)
    paged = [row.id for offset in range(0, every.total, 7) for row in registry.documents(chosen, offset, 7).rows]
    assert paged == [row.id for row in every.rows]
