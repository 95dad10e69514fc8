"""Two versions of a text, word by word."""

from common.registry.previews import Piece, Run
from server.registry.comparison import compared


def pieces(earlier: str, later: str) -> list[tuple[str, str]]:
    return [(run.piece.value, run.text) for run in compared(earlier, later)]


def test_a_changed_word_is_shown_and_its_neighbours_stay() -> None:
    assert pieces("Срок до 1 марта.", "Срок до 15 марта.") == [
        ("same", "Срок до "), ("removed", "1"), ("added", "15"), ("same", " марта."),
    ]  # fmt: skip


def test_a_new_paragraph_is_added_whole() -> None:
    runs = compared("Первый.\nТретий.", "Первый.\nВторой.\nТретий.")
    assert Run(Piece.ADDED, "Второй.\n") in runs
    assert all(run.piece is not Piece.REMOVED for run in runs)


def test_blanks_are_no_difference() -> None:
    assert pieces("Одно  и\u00a0то же ", "Одно и то   же") == [("same", "Одно и то же")]


def test_both_texts_can_be_put_together_again() -> None:
    earlier, later = "О мерах по уборке\nснега и льда.\nСрок: неделя", "О мерах по вывозу\nснега.\nСрок: две недели"
    runs = compared(earlier, later)
    assert "".join(run.text for run in runs if run.piece is not Piece.ADDED) == earlier
    assert "".join(run.text for run in runs if run.piece is not Piece.REMOVED) == later


def test_nothing_in_common_is_removed_and_added() -> None:
    assert pieces("Совсем", "иное") == [("removed", "Совсем"), ("added", "иное")]
