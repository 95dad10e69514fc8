"""A page that was set upright by itself is told as such, until the clerk has turned it otherwise."""

from msgspec.structs import replace
from PySide6.QtCore import Qt

from common.scanning.arranging import turned
from tests.factories.stack_on_server import stand_on
from tests.gui.typing_keys import press

NAME, TIP = Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole


def told(window, number, role):
    row = window.view.bench.row_of(window.table.batch.pages[number - 1].id)
    return window.view.bench.index(row).data(role)


def test_a_page_that_came_upside_down_says_so_and_is_turned_back_by_the_usual_key(laid, stack, qtbot):
    stack.pages[1] = replace(stack.pages[1], turned=180)
    stack.arrangement = turned(stack.arrangement, [stack.pages[1].id], 180)
    stack.version += 1
    laid.table.refresh()
    qtbot.waitUntil(lambda: laid.foot.rest.text() == "повёрнуто программой: 1")
    assert told(laid, 2, NAME) == "Страница 2, повёрнута"
    assert "лежала вверх ногами" in told(laid, 2, TIP)
    assert (told(laid, 1, NAME), told(laid, 1, TIP)) == ("Страница 1", "")
    stand_on(laid, 2)
    press(laid.view, Qt.Key.Key_R)
    press(laid.view, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: [page.turned for page in stack.arrangement.papers[0].pages] == [0, 0, 0, 0])
    qtbot.waitUntil(lambda: laid.foot.rest.text() == "")
    assert (told(laid, 2, NAME), told(laid, 2, TIP)) == ("Страница 2", "")
