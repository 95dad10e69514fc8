"""Pages are looked over before they lie anywhere: what is said meanwhile, and when that goes."""

import pytest

from client.core.calls import Call
from client.scanning.bench_window import BenchWindow
from tests.factories.stack_on_server import BATCH, picture, rows


@pytest.fixture
def unseen(laid, stack, qtbot) -> BenchWindow:
    """A bench of which one page is being looked over."""
    stack.unseen = 1
    laid.table.refresh()
    qtbot.waitUntil(lambda: laid.foot.rest.text() == "просматривается: 1")
    return laid


def test_pages_nobody_looks_at_any_more_are_looked_over_again(unseen, stack, server, qtbot):
    server.answers["batches.look_again"] = lambda _id: True
    unseen.release()
    qtbot.waitUntil(lambda: "начат заново" in unseen.notice.text.text())
    server.answers["batches.look_again"] = lambda _id: False
    unseen.release()
    qtbot.waitUntil(lambda: "ещё просматриваются" in unseen.notice.text.text())
    assert server.calls_of("batches.release") == []


def test_the_word_that_pages_are_still_looked_over_goes_when_they_are(unseen, stack, server, qtbot):
    server.answers["batches.look_again"] = lambda _id: False
    unseen.release()
    qtbot.waitUntil(lambda: "ещё просматриваются" in unseen.notice.text.text())
    unseen.table.refresh()
    qtbot.waitUntil(lambda: unseen.findChildren(Call) == [])
    assert unseen.notice.isVisible(), "they still are"
    stack.unseen = 0
    unseen.table.refresh()
    qtbot.waitUntil(unseen.notice.isHidden)


def test_the_word_that_pages_still_come_goes_when_they_have_come(laid, stack, server, tmp_path, qtbot):
    server.gate.clear()
    laid.add_files([picture(tmp_path, "5.png", 77)])
    laid.release()
    assert "ещё поступают" in laid.notice.text.text()
    server.gate.set()
    qtbot.waitUntil(lambda: len(rows(laid)) == 5)
    qtbot.waitUntil(laid.notice.isHidden)


def test_another_word_said_meanwhile_stays_when_the_pages_have_been_looked_over(unseen, stack, server, qtbot):
    server.answers["batches.look_again"] = lambda _id: False
    unseen.release()
    qtbot.waitUntil(lambda: "ещё просматриваются" in unseen.notice.text.text())
    unseen.notice.alarm("Бумага застряла.")
    stack.unseen = 0
    unseen.table.refresh()
    qtbot.waitUntil(lambda: unseen.foot.rest.text() != "просматривается: 1")
    assert unseen.notice.isVisible()


def test_a_batch_opened_with_pages_unseen_has_them_looked_over(laid, stack, server, qtbot):
    stack.unseen = 1
    server.answers["batches.look_again"] = lambda _id: True
    laid.table.take(BATCH)
    qtbot.waitUntil(lambda: len(server.calls_of("batches.look_again")) == 1)
