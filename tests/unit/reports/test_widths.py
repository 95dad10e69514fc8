from hypothesis import given
from hypothesis import strategies as st

from client.reports.widths import shared

WIDTHS = st.lists(st.tuples(st.integers(0, 420), st.integers(40, 120)), max_size=14)


def test_short_columns_are_seen_whole_and_long_ones_share_the_rest() -> None:
    assert shared([50, 400, 90, 400], [40, 80, 80, 80], 640) == [50, 250, 90, 250]


def test_where_there_is_room_every_column_gets_what_it_wants() -> None:
    assert shared([50, 200], [40, 80], 640) == [50, 200]


@given(WIDTHS, st.integers(200, 1600))
def test_no_column_is_narrower_than_its_heading_or_wider_than_it_wants(widths: list, room: int) -> None:
    wanted, least = [each[0] for each in widths], [each[1] for each in widths]
    given_widths = shared(wanted, least, room)
    assert all(low <= width <= max(low, high) for width, low, high in zip(given_widths, least, wanted, strict=True))
    assert sum(given_widths) <= max(room, sum(least)) + sum(low for low in least)


@given(WIDTHS, st.integers(200, 1600))
def test_whoever_wants_no_more_than_another_is_cut_no_earlier(widths: list, room: int) -> None:
    wanted = [max(each) for each in widths]
    given_widths = shared(wanted, [0] * len(wanted), room)
    assert sum(given_widths) <= max(room, 0) or not wanted
    cut = [width for width, full in zip(given_widths, wanted, strict=True) if width < full]
    assert len(set(cut)) <= 1
    assert all(width <= min(cut) for width, full in zip(given_widths, wanted, strict=True) if cut and width == full)
