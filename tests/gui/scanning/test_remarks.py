"""Remarks about a batch as the clerk meets them: each leads to its page, is let pass, taken back, or must be mended."""

from PySide6.QtCore import Qt

from client.scanning.bench_window import BenchWindow
from common.kernel.ids import BatchPageId
from common.rpc.errors import Invalid
from common.scanning.batches import Trouble, TroubleKind
from tests.factories.stack_on_server import stand_on
from tests.gui.typing_keys import press


def test_many_long_remarks_do_not_make_the_window_higher_than_the_screen(laid, stack, qtbot):
    least = laid.minimumSizeHint().height()
    stack.troubles = [
        Trouble(key=f"twin:{number}:", kind=TroubleKind.TWIN, words="Страница похожа на другую. " * 6,
                page_id=BatchPageId(101))
        for number in range(16)
    ]  # fmt: skip
    laid.table.refresh()
    qtbot.waitUntil(lambda: laid.troubles.list.count() == 16)
    assert laid.minimumSizeHint().height() <= least + 150


def test_a_trouble_leads_to_its_page_and_may_be_let_pass(laid, stack, qtbot):
    stack.troubles = [
        Trouble(key="twin:103:", kind=TroubleKind.TWIN, words="Страница 3: такая же уже сканировалась.",
                page_id=BatchPageId(103)),
        Trouble(key="unknown:101:", kind=TroubleKind.UNKNOWN_CARD, words="Такой карточки нет.",
                page_id=BatchPageId(101)),
    ]  # fmt: skip
    laid.table.refresh()
    qtbot.waitUntil(lambda: laid.troubles.list.count() == 2)
    press(laid.troubles, Qt.Key.Key_Return)
    assert laid.view.current_row().page.number == 3
    laid.troubles.pass_button.click()
    qtbot.waitUntil(lambda: len(stack.troubles) == 1)
    laid.table.refresh()
    qtbot.waitUntil(lambda: laid.troubles.list.count() == 1)
    assert not laid.troubles.pass_button.isEnabled()


def test_several_troubles_are_let_pass_at_once_and_what_must_be_mended_stays(laid, stack, qtbot):
    twins = [
        Trouble(key=f"twin:{page}:", kind=TroubleKind.TWIN, words=f"Страница {page - 100}: такая же уже сканировалась.",
                page_id=BatchPageId(page))
        for page in (101, 102, 103)
    ]  # fmt: skip
    unknown = Trouble(key="unknown:104:", kind=TroubleKind.UNKNOWN_CARD, words="Такой карточки нет.")
    stack.troubles = [*twins, unknown]
    laid.table.refresh()
    qtbot.waitUntil(lambda: laid.troubles.list.count() == 4)
    press(laid.troubles.list, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert laid.troubles.pass_button.text().endswith(": 3")
    laid.troubles.pass_button.click()
    qtbot.waitUntil(lambda: "замечаний: 3. Вернуть — Ctrl+Z" in laid.notice.text.text())
    assert stack.troubles == [unknown]


def test_remarks_are_folded_to_a_line_and_stay_so(laid, stack, work, tmp_path, qtbot):
    stack.troubles = [Trouble(key="twin:103:", kind=TroubleKind.TWIN, words="Похожа.", page_id=BatchPageId(103))]
    laid.table.refresh()
    qtbot.waitUntil(laid.troubles.list.isVisible)
    laid.activateWindow()
    qtbot.waitUntil(laid.isActiveWindow)
    press(laid.view, Qt.Key.Key_F3)
    qtbot.waitUntil(laid.troubles.list.isHidden)
    assert laid.troubles.isVisible()
    assert laid.troubles.fold_button.text() == "Не в порядке: 1"
    again = BenchWindow(work, tmp_path / "other table")
    qtbot.addWidget(again)
    assert again.troubles.is_folded


def test_a_batch_not_let_go_for_its_remarks_leads_to_the_first_of_them(laid, stack, server, qtbot):
    stack.troubles = [
        Trouble(key=f"twin:{page}:", kind=TroubleKind.TWIN, words=f"Страница {page - 100}: такая уже есть.",
                page_id=BatchPageId(page))
        for page in (103, 104)
    ]  # fmt: skip
    server.answers["batches.release"] = refuse
    laid.table.refresh()
    qtbot.waitUntil(lambda: laid.troubles.list.count() == 2)
    laid.troubles.fold_button.click()
    laid.troubles.list.setCurrentRow(1)
    laid.foot.release_button.click()
    qtbot.waitUntil(lambda: laid.view.current_row().page.number == 3)
    assert laid.troubles.list.currentRow() == 0
    assert laid.troubles.list.isVisible()
    assert "Партию передать рано" in laid.notice.text.text()


def refuse(_id, _version):
    raise Invalid("Партию передать рано. Страница 3: такая уже есть. Всего таких мест: 2.")


def test_remarks_that_were_put_there_unseen_are_shown_whole_when_they_wrap(laid, stack, qtbot):
    words = "Страница {0} похожа на страницу 1. Если лист отсканирован дважды, отложите её: Delete. " * 2
    stack.troubles = [
        Trouble(key=f"alike:{page}:", kind=TroubleKind.ALIKE, words=words.format(page), page_id=BatchPageId(101))
        for page in (2, 3)
    ]  # fmt: skip
    laid.table.refresh()
    view = laid.troubles.list
    qtbot.waitUntil(lambda: view.count() == 2 and not view.verticalScrollBar().isVisible())
    assert view.visualItemRect(view.item(0)).height() > 2 * view.fontMetrics().height()
    assert view.height() >= sum(view.visualItemRect(view.item(row)).height() for row in (0, 1))


def test_a_remark_let_pass_is_taken_back_and_given_again_like_any_step(laid, stack, qtbot):
    stand_on(laid, 3)
    press(laid.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stack.papers() == [[1, 2], [3, 4]])
    twin = Trouble(key="twin:103:", kind=TroubleKind.TWIN, words="Такая же.", page_id=BatchPageId(103))
    stack.troubles = [twin]
    laid.table.refresh()
    qtbot.waitUntil(lambda: laid.troubles.list.count() == 1)
    laid.troubles.pass_button.click()
    qtbot.waitUntil(lambda: stack.troubles == [] and laid.troubles.isHidden())
    laid.commands.undo_button.click()
    qtbot.waitUntil(lambda: stack.troubles == [twin] and laid.troubles.isVisible())
    assert stack.papers() == [[1, 2], [3, 4]]
    laid.commands.redo_button.click()
    qtbot.waitUntil(lambda: stack.troubles == [])
    laid.commands.undo_button.click()
    laid.commands.undo_button.click()
    qtbot.waitUntil(lambda: stack.papers() == [[1, 2, 3, 4]] and stack.troubles == [twin])


def test_a_word_the_server_does_not_take_is_no_step(laid, stack, server, qtbot):
    def refuse(_id, _keys):
        raise Invalid("Партия уже передана.")

    server.answers["batches.let_pass"] = refuse
    stack.troubles = [Trouble(key="twin:103:", kind=TroubleKind.TWIN, words="Такая же.", page_id=BatchPageId(103))]
    laid.table.refresh()
    qtbot.waitUntil(lambda: laid.troubles.list.count() == 1)
    laid.troubles.pass_button.click()
    qtbot.waitUntil(lambda: "уже передана" in laid.notice.text.text())
    assert not laid.commands.undo_button.isEnabled()
