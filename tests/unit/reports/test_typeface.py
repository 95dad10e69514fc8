"""Lines of printed forms."""

from server.reports import typeface


def test_what_has_no_room_is_cut_with_dots_and_what_has_is_left_alone() -> None:
    assert typeface.at_most(2, ["Раз", "Два", "Три"]) == ["Раз", "Два…"]
    assert typeface.at_most(2, ["Раз", "Два"]) == ["Раз", "Два"]
