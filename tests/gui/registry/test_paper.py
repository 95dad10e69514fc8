"""Paper at the desk: who has the original, since when, till when; what the clerk is told before and after."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.registry.dispatch import OutstandingRegister
from client.registry.paper_dialogs import HandOverDialog, ReturnPaperDialog
from client.registry.paper_tab import PaperTab
from common.kernel.paging import Page
from common.kernel.validation import Problem
from common.registry.classes import RecordForm
from common.registry.papers import GOES_ON, Kept, Movement, OutstandingRow
from common.rpc.errors import Invalid
from tests.factories.desk import NOW
from tests.factories.workplace import LETTER, TODAY

WORDS = "Возврат не отмечен. Подлинник — Абакумов В. П., с 20.11.2026."
COURT = Movement(
    5, "подлинник", "Арбитражный суд", TODAY - timedelta(days=5), TODAY - timedelta(days=2), "", "Ершова И. К.", NOW,
    current=True, returned=False, brought_by="",
)  # fmt: skip
ROW = OutstandingRow(5, LETTER, "01-26/7", "О школах", "подлинник", "Арбитражный суд", COURT.on, COURT.due_back)


@pytest.fixture
def papers(server):
    server.answers["papers.dispatches"] = lambda _id: []
    server.answers["papers.movements"] = lambda _id: []
    server.answers["papers.kept"] = lambda _id: Kept(RecordForm.PAPER, "Шкаф 3")
    server.answers["papers.bring_back"] = lambda *_: 6
    return server


@pytest.fixture
def opened(qtbot, work, papers):
    def opened():
        tab = PaperTab(work, LETTER)
        qtbot.addWidget(tab)
        tab.show()
        return tab

    return opened


def test_a_document_without_paper_does_not_say_that_its_paper_is_in_place(qtbot, opened, papers):
    papers.answers["papers.kept"] = lambda _id: Kept(RecordForm.ELECTRONIC, "")
    tab = opened()
    qtbot.waitUntil(lambda: tab._empty.title.text() == "Бумажного подлинника нет")


def test_a_document_on_paper_says_where_it_lies(qtbot, opened):
    tab = opened()
    qtbot.waitUntil(lambda: tab._empty.title.text() == "Подлинник на месте: Шкаф 3")
    assert not tab.back_button.isEnabled()


def test_what_came_back_is_written_down_with_its_place(qtbot, opened, papers):
    papers.answers["papers.movements"] = lambda _id: [COURT]
    tab = opened()
    qtbot.waitUntil(tab.back_button.isEnabled)
    assert tab.movements.index(0, 3).data() == f"{COURT.due_back:%d.%m.%Y}, просрочено на 2 дн."
    QTest.keyClick(tab.moved, Qt.Key.Key_Delete)
    [dialog] = tab.findChildren(ReturnPaperDialog)
    qtbot.waitUntil(lambda: dialog.place.value() == "Шкаф 3")
    dialog.save()
    qtbot.waitUntil(lambda: len(papers.calls_of("papers.bring_back")) == 1)
    sent = papers.calls_of("papers.bring_back")[0].arguments
    assert (sent.movement_id, sent.back.place, sent.back.on) == (5, "Шкаф 3", TODAY)


def test_the_folder_names_the_place_and_how_late_it_is_and_takes_the_return(qtbot, work, papers):
    papers.answers["papers.outstanding"] = lambda *_: Page(1, [ROW])
    folder = OutstandingRegister(work)
    qtbot.addWidget(folder)
    folder.show()
    qtbot.waitUntil(lambda: folder.model.total == 1)
    assert [folder.model.index(0, column).data() for column in (3, 5)] == [
        "Арбитражный суд", f"{COURT.due_back:%d.%m.%Y}, просрочено на 2 дн.",
    ]  # fmt: skip
    folder.view.selectRow(0)
    folder.back_button.click()
    assert folder.findChildren(ReturnPaperDialog)


def test_who_holds_the_original_is_told_before_it_is_handed_over_and_one_may_go_on(qtbot, work, papers):
    def refuse(_id, handover):
        if not handover.knowing:
            raise Invalid(WORDS, [Problem(GOES_ON, WORDS)])
        return 7

    papers.answers["papers.hand_over"] = refuse
    dialog = HandOverDialog(work, LETTER)
    qtbot.addWidget(dialog)
    dialog.place.show_value("Нотариус")
    dialog.on.show_value(date(2026, 11, 23))
    dialog.show()
    dialog.save()
    qtbot.waitUntil(dialog.warning.isVisible)
    assert dialog.warning.text.text() == WORDS
    with qtbot.waitSignal(dialog.saved):
        dialog.warning.first.emit()
