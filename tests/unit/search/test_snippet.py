from client.search.hit_delegate import Marked, marked
from common.search import MARK_END, MARK_START


def test_found_words_are_told_from_the_text():
    snippet = f"Просим {MARK_START}кровлю{MARK_END}\nи {MARK_START}ёлку{MARK_END} осмотреть"
    assert marked(snippet) == Marked("Просим кровлю и ёлку осмотреть", [(7, 6), (16, 4)])


def test_mark_without_its_other_end_harms_nothing():
    assert marked(f"{MARK_END}кровля {MARK_START}дома") == Marked("кровля дома", [])
