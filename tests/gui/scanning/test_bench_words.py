"""Remarks let pass at the bench: what the server has not taken is neither said nor kept as a step."""

import threading

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QIcon

from client.core.calls import Call
from client.scanning.leaving import Leaving
from client.shell.desk import Desk
from client.widgets.reason_dialog import ReasonDialog
from common.kernel.ids import BatchId, BatchPageId
from common.rpc.errors import Invalid
from common.scanning.batches import BatchRow, BatchState, Trouble, TroubleKind
from tests.factories.stack_on_server import BATCH, NOW, picture, stand_on
from tests.gui.typing_keys import press, type_text

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


def test_what_was_said_of_the_batch_before_reaches_the_server_to_the_last_word(
    remarked, other_comes, stack, server, qtbot
):
    held = Held(server, "batches.let_pass")
    for number in (1, 2, 3):
        let_pass(remarked, number)
    other_comes()
    held.come()
    qtbot.waitUntil(lambda: stack.troubles == [])
    said = [(heard.arguments.batch_id, heard.arguments.keys) for heard in server.calls_of("batches.let_pass")]
    assert said == [(5, ["twin:1:"]), (5, ["twin:2:"]), (5, ["twin:3:"])]
    assert remarked.table.batch_id == OTHER
    assert remarked.notice.isHidden()


def test_the_last_laying_of_the_batch_before_reaches_the_server(remarked, other_comes, stack, server, qtbot):
    held = Held(server, "batches.arrange")
    for number in (3, 4):
        stand_on(remarked, number)
        press(remarked.view, Qt.Key.Key_Return)
    other_comes()
    held.come()
    qtbot.waitUntil(lambda: stack.papers() == [[1, 2], [3], [4]])
    assert {heard.arguments.batch_id for heard in server.calls_of("batches.arrange")} == {5}


def test_a_batch_taken_again_at_once_is_shown_as_it_was_left(remarked, other_comes, stack, server, qtbot):
    held = Held(server, "batches.arrange")
    stand_on(remarked, 3)
    press(remarked.view, Qt.Key.Key_Return)
    other_comes()
    remarked.table.take(BATCH)
    assert remarked.table.batch is None
    held.come()
    qtbot.waitUntil(lambda: remarked.table.is_open)
    assert [len(paper.ids) for paper in remarked.table.arrangement.papers] == [2, 2]


def test_the_bench_closes_when_the_server_knows_all(remarked, stack, server, qtbot):
    held = Held(server, "batches.let_pass")
    let_pass(remarked, 1)
    let_pass(remarked, 2)
    QTimer.singleShot(0, held.come)
    assert remarked.close()
    assert stack.troubles == [twin(3)]


def test_a_bench_whose_last_change_takes_long_says_so_and_closes_by_itself(remarked, stack, server, qtbot):
    held, read = Held(server, "batches.let_pass"), []

    def read_and_let_come():
        box = remarked.findChild(Leaving)
        if box is None:
            QTimer.singleShot(20, read_and_let_come)
        else:
            read.append(f"{box.text()} {box.informativeText()}")
            held.come()

    let_pass(remarked, 1)
    QTimer.singleShot(0, read_and_let_come)
    assert remarked.close()
    assert len(read) == 1
    assert "Последние изменения ещё сохраняются. Стол закроется сам" in read[0]
    assert stack.troubles == [twin(2), twin(3)]


def test_a_bench_whose_last_change_is_refused_stays_open(remarked, server, qtbot):
    server.answers["batches.let_pass"] = refusing
    let_pass(remarked, 1)
    assert not remarked.close()
    assert "занят" in remarked.notice.text.text()


def test_what_was_typed_of_a_batch_goes_to_it_when_another_is_chosen_at_once(remarked, stack, server, qtbot):
    server.answers["batches.batch"] = lambda batch_id: replace(stack.batch(), id=batch_id)
    stack.rows = [
        BatchRow(id=each, title="", place="Канцелярия", person="Петрова А. И.", state=BatchState.OPEN, pages=4,
                 papers=1, created=NOW)
        for each in (OTHER, BATCH)
    ]  # fmt: skip
    remarked.bar.refresh(BATCH)
    qtbot.waitUntil(lambda: remarked.bar.which.value() == BATCH)
    type_text(remarked.bar.title.editor, "Почта")
    remarked.bar.which.show_value(OTHER)
    remarked.bar.which.combo.activated.emit(1)
    qtbot.waitUntil(lambda: bool(server.calls_of("batches.describe")))
    [said] = server.calls_of("batches.describe")
    assert (said.arguments.batch_id, said.arguments.draft.title) == (BATCH, "Почта")
    qtbot.waitUntil(lambda: remarked.table.is_open and remarked.bar.title.value() == "")


def test_what_is_typed_while_the_batch_is_being_opened_stays(window, stack, server, tmp_path, qtbot):
    held = Held(server, "batches.open")
    window.add_files([picture(tmp_path, "1.png")])
    qtbot.waitUntil(lambda: bool(server.calls_of("batches.open")))
    type_text(window.bar.title.editor, "Почта")
    held.come()
    qtbot.waitUntil(lambda: bool(server.calls_of("batches.describe")))
    assert server.calls_of("batches.describe")[0].arguments.draft.title == "Почта"
    assert window.bar.title.value() == "Почта"


@pytest.fixture
def desk(remarked, qtbot):
    """The bench is its only tab."""
    desk = Desk()
    qtbot.addWidget(desk)
    desk.open_page("scanning", QIcon(), lambda: remarked)
    desk.show()
    return desk


def test_a_bench_closed_twice_at_once_still_stays_when_its_last_change_is_refused(remarked, desk, server):
    closed = []
    server.answers["batches.let_pass"] = refusing
    held = Held(server, "batches.let_pass")

    def close_again():
        closed.append(desk.close_page(remarked))
        held.come()

    let_pass(remarked, 1)
    QTimer.singleShot(0, close_again)
    assert not desk.close_page(remarked)
    assert closed == [False]
    assert desk.currentWidget() is remarked
    assert "занят" in remarked.notice.text.text()


def describing(stack, titles):
    """Only of a batch that lies open anything may be said."""

    def describe(_id, draft):
        if stack.state is not BatchState.OPEN:
            raise Invalid("Партия уже не на столе.")
        titles.append(draft.title)

    return describe


def test_what_was_typed_just_before_the_batch_is_withdrawn_is_kept_first_and_raises_no_alarm(
    laid, stack, server, qtbot
):
    def withdraw(_id, _reason):
        stack.state = BatchState.WITHDRAWN

    titles = []
    server.answers["batches.describe"], server.answers["batches.withdraw"] = describing(stack, titles), withdraw
    type_text(laid.bar.title.editor, "Реклама")
    laid.foot.withdraw_wanted.emit()
    dialog = laid.findChild(ReasonDialog)
    dialog.reason.show_value("Не нам")
    qtbot.waitUntil(lambda: titles == ["Реклама"])
    laid.bar.take_profile(None, keep=True)
    dialog.save_button.click()
    qtbot.waitUntil(lambda: laid.table.batch_id is None)
    qtbot.waitUntil(lambda: laid.findChildren(Call) == [])
    assert laid.notice.isHidden()
    assert titles == ["Реклама"]


def test_what_was_typed_just_before_the_batch_is_let_go_is_kept_first(laid, stack, server, qtbot):
    titles = []
    server.answers["batches.describe"] = describing(stack, titles)
    held = Held(server, "batches.describe")
    type_text(laid.bar.title.editor, "Почта")
    laid.release()
    assert server.calls_of("batches.release") == []
    held.come()
    qtbot.waitUntil(lambda: laid.table.batch_id is None)
    assert titles == ["Почта"]
    assert len(server.calls_of("batches.release")) == 1
    qtbot.waitUntil(lambda: "передана" in laid.notice.text.text())


def test_a_batch_of_which_a_word_is_refused_is_not_let_go(laid, server, qtbot):
    server.answers["batches.describe"] = refusing
    type_text(laid.bar.title.editor, "Почта")
    laid.release()
    qtbot.waitUntil(lambda: "занят" in laid.notice.text.text())
    qtbot.waitUntil(lambda: laid.bar.at_rest)
    assert server.calls_of("batches.release") == []
