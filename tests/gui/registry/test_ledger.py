"""The book of numbers tells all that became of the number that one stands on."""

from msgspec.structs import replace

from client.widgets.paged_model import PagedState
from common.kernel.paging import Page
from common.registry.ledger import Happened, LedgerRow, NumberState
from tests.factories.desk import NOW

KEPT = Happened(NumberState.RESERVED, "Щукина Ж. Ё.", NOW, "Для конференции")
PLAIN = LedgerRow(1, "Входящие", 2026, "", 8, "01-26/000008", NumberState.ISSUED, 7, "Баранова А. И.", NOW, "")
VOID = replace(PLAIN, value=7, number="01-26/000007", state=NumberState.VOID, reason="Ошибка журнала", before=[KEPT])


def test_what_became_of_a_number_stands_below_its_row(qtbot, open_desk, desk_server):
    desk_server.answers["numbers.journals"] = list
    desk_server.answers["numbers.ledger"] = lambda _chosen, _offset, _limit: Page(2, [PLAIN, VOID])
    window = open_desk()
    window.open_folder("registry.ledger")
    page = window.desk.current_page
    qtbot.waitUntil(lambda: page.model.state is PagedState.READY)

    def told(row):
        page.view.setCurrentIndex(page.model.index(row, 0))
        past = page.past.model
        return [[past.index(line, column).data() for column in (0, 1, 4)] for line in range(past.rowCount())]

    assert told(1) == [
        ["Аннулирован", "Баранова А. И.", "Ошибка журнала"], ["Зарезервирован", "Щукина Ж. Ё.", "Для конференции"],
    ]  # fmt: skip
    assert page.past.title.text() == "Что было с номером 01-26/000007"
    assert told(0) == [["Присвоен", "Баранова А. И.", ""]]
