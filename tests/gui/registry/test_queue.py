"""The queue of the unregistered tells what was read of a letter, and that it was only read."""

import pytest
from PySide6.QtCore import Qt

from client.registry.unregistered import UnregisteredQueue
from common.kernel.ids import DocumentId
from common.kernel.paging import Page
from common.registry.document import UnregisteredRow
from tests.factories.desk import NOW

READ = UnregisteredRow(
    DocumentId(1), NOW, "Сканер", "Партия 5, документ 1", 2, "", "", "распознано", sender_read="МУП «Водоканал»",
    summary_read="О ремонте сетей",
)  # fmt: skip
KEPT = UnregisteredRow(
    DocumentId(2), NOW, "Сканер", "Партия 5, документ 2", 1, "Прокуратура", "О проверке", "распознано"
)
WHO, ABOUT = 6, 7


@pytest.fixture
def queue(qtbot, work, server):
    server.answers["registry.unregistered"] = lambda *_: Page(2, [READ, KEPT])
    queue = UnregisteredQueue(work)
    qtbot.addWidget(queue)
    queue.show()
    qtbot.waitUntil(lambda: cell(queue, 1, ABOUT) == "О проверке")
    return queue


def cell(queue, row, column, role=Qt.ItemDataRole.DisplayRole):
    return queue.model.index(row, column).data(role)


def test_what_the_card_does_not_say_yet_is_told_as_it_was_read_and_in_italics(queue):
    assert [cell(queue, row, column) for row in (0, 1) for column in (WHO, ABOUT)] == [
        "МУП «Водоканал»", "О ремонте сетей", "Прокуратура", "О проверке",
    ]  # fmt: skip
    fonts = [cell(queue, row, ABOUT, Qt.ItemDataRole.FontRole) for row in (0, 1)]
    assert fonts[0].italic()
    assert fonts[1] is None
    hint = cell(queue, 0, WHO, Qt.ItemDataRole.ToolTipRole)
    assert hint == "Прочитано на образе, в карточке ещё нет: МУП «Водоканал»"
    assert cell(queue, 1, WHO, Qt.ItemDataRole.ToolTipRole) == "Прокуратура"
