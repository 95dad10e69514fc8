"""What came upside down or on its side stands upright on the bench, and goes so to its card."""

import pytest

from common.scanning.arranging import turned
from server.registry.stamping import MARK
from server.sample.letters import letter
from server.sample.paper import render
from tests.integration.scanning.bench import Bench, coded

pytestmark = pytest.mark.usefixtures("working")


@pytest.fixture
def bench(city, eventually) -> Bench:
    return Bench(city.sign_in("registrar"), eventually)


def sheet():
    return render(letter(811), 811, level=0)[0].convert("L")


def test_pages_stand_upright_as_soon_as_they_lie_on_the_bench(bench):
    came = [sheet().rotate(-degrees, expand=True) for degrees in (0, 90, 180, 270)]
    batch = bench.seen(bench.lay(*came))
    [paper] = batch.arrangement.papers
    assert [page.turned for page in paper.pages] == [0, 270, 180, 90]
    assert [page.turned for page in batch.pages] == [0, 270, 180, 90]


def test_what_the_clerk_turns_back_stays_so(bench):
    batch_id = bench.lay(sheet().rotate(180))
    batch = bench.seen(batch_id)
    back = turned(batch.arrangement, [batch.pages[0].id], 180)
    bench.clerk.api.batches.arrange(batch_id, batch.version, back)
    batch = bench.seen(batch_id)
    assert (batch.arrangement.papers[0].pages[0].turned, batch.pages[0].turned) == (0, 180)


def test_the_letters_of_a_page_say_more_than_a_label_stuck_upside_down(bench):
    page, document_id = sheet(), bench.clerk.register()
    label = coded(f"{MARK}{document_id}").crop((1150, 600, 1433, 883)).rotate(180)
    page.paste(label, (2100, 3100))
    [paper] = bench.seen(bench.lay(page)).arrangement.papers
    assert (paper.document_id, paper.pages[0].turned) == (document_id, 0)


def test_a_page_with_few_letters_stands_as_its_label_does(bench):
    document_id = bench.clerk.register()
    [paper] = bench.seen(bench.lay(coded(f"{MARK}{document_id}", "Раз").rotate(180))).arrangement.papers
    assert (paper.document_id, paper.pages[0].turned) == (document_id, 180)


def test_a_page_scanned_once_more_stands_upright_too(bench):
    batch_id = bench.lay(sheet())
    bench.add(batch_id, sheet().rotate(180), instead_of=bench.seen(batch_id).pages[0].id)
    assert [page.turned for page in bench.seen(batch_id).arrangement.papers[0].pages] == [180]
