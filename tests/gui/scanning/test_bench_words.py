"""Remarks let pass at the bench: what the server has not taken is neither said nor kept as a step."""

import threading

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt

from client.core.calls import Call
from common.kernel.ids import BatchId, BatchPageId
from common.rpc.errors import Invalid
from common.scanning.batches import BatchState, Trouble, TroubleKind
from tests.factories.stack_on_server import stand_on
from tests.gui.typing_keys import press

OTHER = BatchId(6)


def twin(number):
    words = f"Страница {number}: такая же уже сканировалась."
    return Trouble(key=f"twin:{number}:", kind=TroubleKind.TWIN, words=words, page_id=BatchPageId(100 + number))


class Held:
    """An answer of the server that comes when the test lets it."""

    def __init__(self, server, name):
        self._answer, self._go = server.answers[name], threading.Event()
        server.answers[name] = self.answer

    def answer(self, *arguments):
        assert self._go.wait(10)
        return self._answer(*arguments)

    def come(self):
        self._go.set()


def refusing(*_arguments):
    raise Invalid("Сервер занят.")


@pytest.fixture
def remarked(laid, stack, qtbot):
    """Three remarks on the four pages."""
    stack.troubles = [twin(number) for number in (1, 2, 3)]
    laid.table.refresh()
    qtbot.waitUntil(lambda: laid.troubles.list.count() == 3)
    return laid


def let_pass(window, number):
    window.troubles.let_pass.emit([twin(number).key])


def undone(window, qtbot, stack, *numbers):
    window.commands.undo_button.click()
    qtbot.waitUntil(lambda: {each.key for each in stack.troubles} == {twin(number).key for number in numbers})


def test_what_was_let_pass_after_a_refused_remark_never_went_and_is_no_step(remarked, stack, server, qtbot):
    server.answers["batches.let_pass"] = refusing
    held = Held(server, "batches.let_pass")
    let_pass(remarked, 1)
    let_pass(remarked, 2)
    held.come()
    qtbot.waitUntil(lambda: "занят" in remarked.notice.text.text())
    assert len(server.calls_of("batches.let_pass")) == 1
    assert not remarked.commands.undo_button.isEnabled()
    assert not remarked.commands.redo_button.isEnabled()


def test_a_taking_back_that_was_refused_may_be_tried_again(remarked, stack, server, qtbot):
    let_pass(remarked, 1)
    let_pass(remarked, 2)
    qtbot.waitUntil(lambda: stack.troubles == [twin(3)] and remarked.table.settled)
    answer, server.answers["batches.hold_again"] = server.answers["batches.hold_again"], refusing
    held = Held(server, "batches.hold_again")
    remarked.commands.undo_button.click()
    remarked.commands.undo_button.click()
    held.come()
    qtbot.waitUntil(lambda: "занят" in remarked.notice.text.text())
    assert not remarked.commands.redo_button.isEnabled()
    server.answers["batches.hold_again"] = answer
    undone(remarked, qtbot, stack, 2, 3)
    undone(remarked, qtbot, stack, 1, 2, 3)
    assert not remarked.commands.undo_button.isEnabled()


def test_a_letting_pass_anew_that_was_refused_may_be_tried_again(remarked, stack, server, qtbot):
    let_pass(remarked, 1)
    qtbot.waitUntil(lambda: len(stack.troubles) == 2 and remarked.table.settled)
    undone(remarked, qtbot, stack, 1, 2, 3)
    qtbot.waitUntil(lambda: remarked.table.settled)
    answer, server.answers["batches.let_pass"] = server.answers["batches.let_pass"], refusing
    remarked.commands.redo_button.click()
    qtbot.waitUntil(lambda: "занят" in remarked.notice.text.text())
    assert not remarked.commands.undo_button.isEnabled()
    server.answers["batches.let_pass"] = answer
    remarked.commands.redo_button.click()
    qtbot.waitUntil(lambda: len(stack.troubles) == 2)


def test_a_remark_is_said_to_be_left_only_when_the_server_has_taken_the_word(remarked, stack, server, qtbot):
    held = Held(server, "batches.let_pass")
    let_pass(remarked, 1)
    assert remarked.notice.isHidden()
    held.come()
    qtbot.waitUntil(remarked.notice.isVisible)
    assert remarked.notice.text.text() == "Оставлено как есть замечаний: 1. Вернуть — Ctrl+Z."


def test_of_a_remark_taken_back_meanwhile_nothing_is_said(remarked, stack, server, qtbot):
    held = Held(server, "batches.let_pass")
    let_pass(remarked, 1)
    remarked.commands.undo_button.click()
    held.come()
    qtbot.waitUntil(lambda: len(server.calls_of("batches.hold_again")) == 1 and remarked.table.settled)
    assert remarked.notice.isHidden()


def test_nothing_is_said_where_nothing_was_let_pass(remarked, stack, server, qtbot):
    stack.state = BatchState.RELEASED
    remarked.table.refresh()
    qtbot.waitUntil(lambda: remarked.table.is_closed)
    let_pass(remarked, 1)
    assert "Оставлено" not in remarked.notice.text.text()
    assert server.calls_of("batches.let_pass") == []


@pytest.fixture
def other_comes(remarked, stack, server, qtbot):
    """Another batch on the table, while the server is still busy with the first."""
    server.answers["batches.batch"] = lambda batch_id: replace(stack.batch(), id=batch_id)

    def come():
        remarked.table.take(OTHER)
        qtbot.waitUntil(lambda: remarked.table.is_open)

    return come


def test_an_answer_to_the_batch_before_says_nothing_of_the_one_in_hand(remarked, other_comes, stack, server, qtbot):
    before = Held(server, "batches.let_pass")
    let_pass(remarked, 1)
    qtbot.waitUntil(lambda: len(server.calls_of("batches.let_pass")) == 1)
    server.answers["batches.let_pass"] = stack.let_pass
    now = Held(server, "batches.let_pass")
    other_comes()
    let_pass(remarked, 2)
    let_pass(remarked, 3)
    before.come()
    qtbot.waitUntil(lambda: len(remarked.table.findChildren(Call)) == 1)  # the one that is held
    assert twin(1) not in stack.troubles
    assert remarked.notice.isHidden()
    assert not remarked.table.settled
    now.come()
    qtbot.waitUntil(lambda: remarked.table.settled and stack.troubles == [])
    said = [(heard.arguments.batch_id, heard.arguments.keys) for heard in server.calls_of("batches.let_pass")]
    assert said == [(5, ["twin:1:"]), (6, ["twin:2:"]), (6, ["twin:3:"])]


def test_a_refusal_of_the_batch_before_names_it_and_takes_no_step_of_the_one_in_hand(
    remarked, other_comes, stack, server, qtbot
):
    server.answers["batches.let_pass"] = refusing
    before = Held(server, "batches.let_pass")
    let_pass(remarked, 1)
    qtbot.waitUntil(lambda: len(server.calls_of("batches.let_pass")) == 1)
    server.answers["batches.let_pass"] = stack.let_pass
    other_comes()
    let_pass(remarked, 2)
    qtbot.waitUntil(lambda: "Оставлено" in remarked.notice.text.text())
    before.come()
    qtbot.waitUntil(lambda: remarked.notice.text.text() == "Партия № 5: Сервер занят.")
    assert remarked.commands.undo_button.isEnabled()


def test_how_the_batch_before_was_laid_counts_for_nothing_in_the_one_in_hand(
    remarked, other_comes, stack, server, qtbot
):
    before = Held(server, "batches.arrange")
    stand_on(remarked, 3)
    press(remarked.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(server.calls_of("batches.arrange")) == 1)
    other_comes()
    version = remarked.table.batch.version
    before.come()
    qtbot.waitUntil(lambda: remarked.table.findChildren(Call) == [])
    assert stack.papers() == [[1, 2], [3, 4]]
    assert remarked.table.batch.version == version
