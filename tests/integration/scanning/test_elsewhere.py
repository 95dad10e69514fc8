"""Pages that were laid on the bench before are told with their batch and their card, in as few questions as one."""

import pytest
from sqlalchemy import event

from common.kernel.ids import BatchId
from server import app
from server.identity.login import caller_of
from server.scanning.batches import BatchService
from tests.integration.scanning.bench import Bench, jpeg, page, separator

pytestmark = pytest.mark.usefixtures("working")


@pytest.fixture
def bench(city, eventually) -> Bench:
    return Bench(city.sign_in("registrar"), eventually)


def laid(bench, contents) -> BatchId:
    batch_id = bench.lay()
    bench.add_files(batch_id, *contents)
    bench.seen(batch_id)
    return batch_id


@pytest.fixture
def asked_for(bench, engine, settings):
    """How many statements it takes to show a batch."""

    def count(batch_id) -> int:
        seen = []
        with app.works(settings, engine=engine).transaction() as context:
            context.caller = caller_of(context.session, bench.clerk.me.id, context.clock.today())
            event.listen(context.session.connection(), "before_cursor_execute", lambda *said: seen.append(said[2]))
            BatchService(context).batch(batch_id)
        return len(seen)

    return count


def test_many_twins_are_told_each_with_its_page_and_card(bench):
    first, second = [jpeg(page(words)) for words in ("Раз", "Два")], [jpeg(page(words)) for words in ("Три", "Четыре")]
    earlier = laid(bench, [*first, jpeg(separator()), *second])
    one, other = bench.released(earlier)
    batch = bench.seen(laid(bench, [second[1], first[0], second[0]]))
    told = [each.words.partition("(")[2].partition(")")[0] for each in batch.troubles]
    assert told == [
        f"страница 5 из партии № {earlier}, карточка {other}",
        f"страница 1 из партии № {earlier}, карточка {one}",
        f"страница 4 из партии № {earlier}, карточка {other}",
    ]


def test_a_batch_of_many_twins_costs_no_more_statements_than_of_one(bench, asked_for):
    contents = [jpeg(page(f"Лист {number}")) for number in range(4)]
    bench.released(laid(bench, contents))
    assert asked_for(laid(bench, contents)) == asked_for(laid(bench, contents[:1]))
