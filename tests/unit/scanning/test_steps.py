"""What was done with the pages of a batch by hand, told by how they lay before and after."""

import itertools

import pytest

from common.kernel.ids import BatchPageId, DocumentId
from common.scanning.arranging import (
    Arrangement,
    Paper,
    Placed,
    bound,
    joined,
    moved,
    put_back,
    split,
    taken_out,
    turned,
)  # fmt: skip
from server.scanning.steps import done, net, told

NUMBERS = {BatchPageId(100 + number): number for number in range(1, 9)}


def ids(*numbers):
    return [BatchPageId(100 + number) for number in numbers]


def papers(*groups):
    return Arrangement(papers=[Paper(pages=[Placed(each) for each in ids(*group)]) for group in groups])


LAID = papers([1, 2, 3], [4, 5], [6])
STEPS = {
    "повёрнуто: 2–3": turned(LAID, ids(2, 3), 90),
    "отложено: 1, 6": taken_out(LAID, ids(1, 6)),
    "новый документ начат со страниц: 2": split(LAID, *ids(2)),
    "присоединено к документу перед ними: 4": joined(LAID, 1),
    "передвинуто: 6": moved(LAID, ids(6), 0, 0),
    "выбрана карточка документам со страниц: 4": bound(LAID, 1, DocumentId(7)),
    "": LAID,
}


@pytest.mark.parametrize("words", STEPS)
def test_a_step_is_told_by_the_pages_it_touched(words):
    assert told(done(LAID, STEPS[words]), NUMBERS) == words


def test_what_was_taken_back_was_not_done():
    way = [
        LAID,
        turned(LAID, ids(2), 90),
        split(turned(LAID, ids(2), 90), *ids(3)),
        turned(LAID, ids(2), 90),
        taken_out(turned(LAID, ids(2), 90), ids(5)),
        turned(LAID, ids(2), 90),
        LAID,
        taken_out(LAID, ids(6)),
    ]
    steps = [done(before, after) for before, after in itertools.pairwise(way)]
    assert told(net(steps), NUMBERS) == "отложено: 6"


def test_a_page_put_back_is_told_where_it_was_laid_aside_by_the_machine():
    aside = taken_out(LAID, ids(2))
    assert told(net([done(aside, put_back(aside, ids(2)))]), NUMBERS) == "возвращено из отложенных: 2"


def test_pages_that_came_meanwhile_are_nobodys_step():
    assert done(LAID, papers([1, 2, 3], [4, 5], [6, 7])) == []
