"""Whatever is done with the pages of a batch, none is lost and none is there twice."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.kernel.ids import BatchPageId, DocumentId
from common.scanning.arranging import (
    Arrangement,
    Aside,
    Laid,
    Paper,
    Placed,
    Seen,
    bound,
    collated,
    joined,
    laid_down,
    lies_as_before,
    moved,
    put_back,
    replaced,
    split,
    taken_out,
    turned,
)


def stack_of(*letters: str) -> list[Seen]:
    """p a page, s a separator, b a blank side, f a file that begins, 7 a page with the code of card 7."""
    return [
        Seen(
            page_id=BatchPageId(number), separator=letter == "s", blank=letter == "b", begins=letter == "f",
            document_id=DocumentId(int(letter)) if letter.isdigit() else None,
        )
        for number, letter in enumerate(letters, start=1)
    ]  # fmt: skip


def divided(stack: list[Seen], *, keep_blank: bool = False) -> Arrangement:
    laid = Arrangement()
    for seen in stack:
        laid = laid_down(laid, seen, keep_blank=keep_blank)
    return laid


def papers(arrangement: Arrangement) -> list[list[int]]:
    return [paper.ids for paper in arrangement.papers]


def test_two_separators_in_a_row_make_nothing_empty():
    assert papers(divided(stack_of("s", "p", "s", "s", "p", "s"))) == [[2], [5]]


def test_a_blank_side_after_a_separator_does_not_use_it_up():
    assert papers(divided(stack_of("p", "s", "b", "p"))) == [[1], [4]]


def test_a_blank_side_that_is_kept_lies_where_it_came():
    assert papers(divided(stack_of("p", "b", "p"), keep_blank=True)) == [[1, 2, 3]]


def test_a_code_on_every_page_of_a_paper_does_not_divide_it():
    assert papers(divided(stack_of("7", "7", "p", "7", "8"))) == [[1, 2, 3, 4], [5]]


def test_a_paper_with_a_code_ends_with_the_next_separator():
    laid = divided(stack_of("7", "p", "s", "p"))
    assert [(paper.ids, paper.document_id) for paper in laid.papers] == [([1, 2], 7), ([4], None)]


def test_what_was_joined_keeps_the_only_card():
    assert joined(divided(stack_of("p", "s", "7")), 1).papers[0].document_id == 7


def test_faces_then_backs_become_leaves():
    laid = divided(stack_of(*"pppppp"))
    assert papers(collated(laid, 0)) == [[1, 6, 2, 5, 3, 4]]
    odd = divided(stack_of(*"ppp"))
    assert collated(odd, 0) == odd


def test_a_page_put_back_goes_after_the_one_that_came_before_it():
    laid = taken_out(split(divided(stack_of(*"pppp")), BatchPageId(3)), [BatchPageId(2), BatchPageId(3)])
    assert papers(put_back(laid, [BatchPageId(3), BatchPageId(2)])) == [[1, 2], [3, 4]]
    everything = taken_out(divided(stack_of(*"pp")), [BatchPageId(1), BatchPageId(2)])
    assert papers(put_back(everything, [BatchPageId(2)])) == [[2]]


STACKS = st.lists(st.sampled_from("ppppsbf78"), min_size=1, max_size=14)


@given(STACKS, st.data())
def test_no_step_loses_or_doubles_a_page(letters, data):
    laid = divided(stack_of(*letters), keep_blank=data.draw(st.booleans()))
    ids = [BatchPageId(number) for number in range(1, len(letters) + 1)]
    pages = st.lists(st.sampled_from(ids), max_size=4, unique=True)
    new = len(ids) + 1
    for _ in range(data.draw(st.integers(1, 8))):
        number = data.draw(st.integers(0, max(0, len(laid.papers) - 1)))
        step = data.draw(st.integers(0, 8))
        chosen = data.draw(pages)
        if step == 0:
            laid = turned(laid, chosen, 90)
        elif step == 1:
            laid = split(laid, data.draw(st.sampled_from(ids)))
        elif step == 2:
            laid = joined(laid, number)
        elif step == 3 and laid.papers:
            laid = moved(laid, chosen, number, data.draw(st.integers(0, len(laid.papers[number].pages))))
        elif step == 4:
            laid = taken_out(laid, chosen)
        elif step == 5:
            laid = put_back(laid, chosen)
        elif step == 6 and laid.papers:
            laid = bound(collated(laid, number), number, DocumentId(9))
        elif step == 7 and laid.paper_of(ids[0]) is not None:
            laid = replaced(laid, ids[0], Placed(BatchPageId(new)))
            ids.append(BatchPageId(new))
            new += 1
        assert Counter(laid.ids()) == Counter(ids)
        assert all(paper.pages for paper in laid.papers)


def test_a_page_moved_before_itself_stays():
    laid = Arrangement(papers=[Paper(pages=[Placed(BatchPageId(each)) for each in (1, 2, 3)])])
    assert papers(moved(laid, [BatchPageId(2)], 0, 1)) == [[1, 2, 3]]
    assert papers(moved(laid, [BatchPageId(1)], 0, 3)) == [[2, 3, 1]]


def test_what_is_rescanned_leaves_its_place_to_the_new_page():
    laid = turned(divided(stack_of("p", "p")), [BatchPageId(1)], 90)
    laid = replaced(laid, BatchPageId(1), Placed(BatchPageId(9), 180))
    assert papers(laid) == [[9, 2]]
    assert laid.papers[0].pages[0].turned == 180
    assert laid.tray == [Laid(Placed(BatchPageId(1), 90), Aside.RESCANNED, began=True)]


def test_pages_that_come_leave_the_others_as_they_lay():
    before = Arrangement(papers=[Paper(pages=[Placed(BatchPageId(1)), Placed(BatchPageId(2))])])
    grown = laid_down(laid_down(before, Seen(page_id=BatchPageId(3))), Seen(page_id=BatchPageId(4), begins=True))
    assert lies_as_before(before, grown)
    assert lies_as_before(Arrangement(), grown)


def test_a_page_that_was_turned_divided_off_or_laid_aside_does_not_lie_as_before():
    before = Arrangement(papers=[Paper(pages=[Placed(BatchPageId(1)), Placed(BatchPageId(2))])])
    two = BatchPageId(2)
    for touched in (turned(before, [two], 90), split(before, two), taken_out(before, [two])):
        assert not lies_as_before(before, touched)


def lying(*papers):
    return Arrangement(papers=[Paper(pages=[Placed(BatchPageId(each)) for each in ids]) for ids in papers])


@pytest.mark.parametrize("out", [[3], [2], [2, 3], [1], [1, 2], [4, 5], [1, 2, 3, 4, 5]])
def test_pages_put_back_lie_as_they_lay_and_in_nobody_elses_letter(out):
    stack = bound(bound(lying([1], [2, 3], [4, 5]), 0, DocumentId(7)), 2, DocumentId(8))
    ids = [BatchPageId(each) for each in out]
    assert put_back(taken_out(stack, ids), ids) == stack


def test_the_old_page_of_a_letter_of_one_put_back_beside_the_new_one_is_a_letter_of_its_own():
    stack = replaced(lying([1], [2]), BatchPageId(2), Placed(BatchPageId(3)))
    assert put_back(stack, [BatchPageId(2)]) == lying([1], [2], [3])
