"""The same sheet scanned twice is told as a possible duplicate, and never dropped by itself."""

import random

import numpy as np
import pytest

from common.scanning.arranging import taken_out
from common.scanning.batches import TroubleKind
from server.sample.letters import letter
from server.sample.paper import render
from server.sample.wear import worn
from server.scanning.likeness import ALIKE, likeness
from tests.integration.scanning.bench import Bench, kinds

pytestmark = pytest.mark.usefixtures("working")
DRAW = random.Random(3)


@pytest.fixture
def bench(city, eventually) -> Bench:
    return Bench(city.sign_in("registrar"), eventually)


def scan(seed):
    """The first sheet of a letter, each time another scan of it."""
    return worn(render(letter(seed), seed, level=0)[0], DRAW, 1).convert("L")


def test_a_sheet_scanned_twice_is_told_with_its_page_and_stays_until_taken_away(bench):
    batch_id = bench.lay(scan(811), scan(812), scan(811).rotate(180))
    batch = bench.seen(batch_id)
    assert [len(paper.ids) for paper in batch.arrangement.papers] == [3]
    (trouble,) = batch.troubles
    assert (trouble.kind, trouble.page_id) == (TroubleKind.ALIKE, batch.pages[2].id)
    assert "Страница 3 похожа на страницу 1." in trouble.words
    out = taken_out(batch.arrangement, [batch.pages[2].id])
    bench.clerk.api.batches.arrange(batch_id, batch.version, out)
    assert kinds(bench.seen(batch_id).troubles) == []


def test_a_short_letter_has_enough_on_it_to_be_told_from_others():
    once, again, other = (np.asarray(scan(seed), np.uint8) for seed in (701, 701, 743))
    prints = [likeness(each) for each in (once, again, other)]
    assert None not in prints
    apart = [sum(one != two for one, two in zip(prints[0], each, strict=True)) for each in prints[1:]]
    assert apart[0] <= ALIKE < apart[1]


def test_it_may_be_let_pass_as_another_sheet(bench):
    batch_id = bench.lay(scan(813), scan(813))
    (trouble,) = bench.seen(batch_id).troubles
    bench.clerk.api.batches.let_pass(batch_id, [trouble.key])
    assert kinds(bench.seen(batch_id).troubles) == []
    bench.clerk.api.batches.hold_again(batch_id, [trouble.key])
    assert kinds(bench.seen(batch_id).troubles) == ["alike"]


def test_a_sheet_of_an_earlier_batch_is_told_with_the_batch(bench):
    earlier = bench.lay(scan(816), scan(814))
    [document_id] = bench.released(earlier)
    batch = bench.seen(bench.lay(scan(814)))
    told = f"похожа на страницу 2 из партии № {earlier}, карточка {document_id}."
    assert [told in each.words for each in batch.troubles] == [True]


def test_a_page_scanned_again_in_its_place_is_like_nothing(bench):
    batch_id = bench.lay(scan(815))
    bench.add(batch_id, scan(815), instead_of=bench.seen(batch_id).pages[0].id)
    assert kinds(bench.seen(batch_id).troubles) == []


@pytest.mark.parametrize("shape", [(30, 400), (300, 8), (150, 2480), (1, 1)])
def test_a_strip_is_like_nothing_and_breaks_nothing(shape):
    assert likeness(np.zeros(shape, np.uint8)) is None
