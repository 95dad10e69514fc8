"""What is open on the desk can be listed when its tabs do not fit the window."""

import pytest
from PySide6.QtWidgets import QLabel

from client.app import build
from client.registry.registration import Phase
from client.shell.desk import Desk, Unread
from client.widgets.icons import icon
from client.widgets.messages import STANDS, Question
from common.kernel.ids import DocumentId
from tests.factories.desk import TODAY, clerk
from tests.factories.workplace import card


@pytest.fixture
def desk(qtbot):
    shown = Desk()
    qtbot.addWidget(shown)
    shown.resize(900, 400)
    shown.show()
    return shown


def opened(desk, count):
    for number in range(1, count + 1):
        page = QLabel()
        page.setWindowTitle(f"Вх. № 01-26/{number:06d}")
        desk.open_page(f"document.{number}", icon("mail"), lambda page=page: page)


def test_tabs_that_do_not_fit_are_listed_and_one_is_taken_from_the_list(desk):
    opened(desk, 3)
    assert desk.list_button.isHidden(), "all of them are seen"
    opened(desk, 12)
    assert desk.list_button.isVisible()
    menu = desk.list_pages()
    titles = [action.text() for action in menu.actions()]
    assert titles[1:] == [f"Вх. № 01-26/{number:06d}" for number in range(1, 13)]
    assert [action.isChecked() for action in menu.actions()].index(True) == desk.currentIndex()
    menu.actions()[2].trigger()
    assert desk.current_key == "document.2"
    menu.close()
    desk.close_all()
    assert desk.list_button.isHidden()


def test_a_word_that_something_is_done_goes_by_itself_and_a_question_stays(qtbot):
    notice = Question()
    qtbot.addWidget(notice)
    notice._told.setInterval(1)
    notice.tell("Сохранено.")
    assert not notice.isHidden()
    qtbot.waitUntil(notice.isHidden)
    notice.tell("Сохранено.")
    notice.ask("Проверьте предложенное по тексту.")
    assert not notice._told.isActive()


def test_folder_and_documents_of_the_last_time_are_one_button_away(qtbot, open_desk):
    before = open_desk()
    before.open_folder("registry.documents")
    for number in (7, 9):
        before.open_document(DocumentId(number))
    before.close()
    later = open_desk()
    assert later.notices.notice.text.text() == "С прошлого раза: папка «Входящие», вкладки: 2."
    later.notices.notice.first.emit()
    assert later.desk.open_keys() == ["document-7", "document-9"]
    assert later.desk.folder_key == "registry.documents"


@pytest.mark.parametrize(
    "do", [lambda desk: desk.open_folder("registry.documents"), lambda desk: desk.open_document(7)]
)
def test_the_last_time_is_no_more_offered_once_something_else_is_done(qtbot, open_desk, do):
    before = open_desk()
    for number in (9, 11):
        before.open_document(DocumentId(number))
    before.close()
    later = open_desk()
    later.notices.tell("Связь восстановлена.")
    do(later)
    assert later.notices.notice.text.text() == "Связь восстановлена."
    later.notices.notice.second.emit()
    assert later.notices.isHidden()


def test_the_offer_of_the_last_time_stands_as_long_as_other_words_and_goes_by_itself(qtbot, open_desk):
    before = open_desk()
    before.open_document(DocumentId(9))
    before.close()
    later = open_desk()
    assert later.notices._enough.interval() == STANDS
    later.notices._enough.start(1)
    qtbot.waitUntil(later.notices.isHidden)


def test_whoever_left_nothing_open_is_offered_nothing(open_desk):
    before = open_desk()
    before.close()
    assert not open_desk().notices.isVisible()


def test_a_tab_of_the_last_time_is_read_when_one_looks_at_it(qtbot, open_desk):
    before = open_desk()
    for number in (7, 9):
        before.open_document(DocumentId(number))
    before.close()
    later = open_desk()
    later.notices.notice.first.emit()
    desk = later.desk
    assert [desk.tabText(place) for place in (1, 2)] == ["Документ 7", "Документ 9"]
    assert [isinstance(desk.widget(place), Unread) for place in (1, 2)] == [True, True]
    later.open_document(DocumentId(7))
    assert (desk.current_key, later.focusWidget()) == ("document-7", desk.currentWidget())
    assert isinstance(desk.widget(2), Unread)
    desk.setCurrentIndex(2)
    assert not isinstance(desk.currentWidget(), Unread)
    assert (desk.current_key, later.focusWidget()) == ("document-9", desk.currentWidget())
    assert (desk.count(), desk.currentIndex(), desk.tabText(2)) == (3, 2, "Документ 9")
    assert desk.open_keys() == ["document-7", "document-9"]


def test_closing_reads_no_tab_that_nobody_has_looked_at(qtbot, open_desk):
    before = open_desk()
    for number in (7, 9, 11):
        before.open_document(DocumentId(number))
    before.close()
    later = open_desk()
    later.notices.notice.first.emit()
    later.desk.setCurrentIndex(2)
    read = []
    later.desk.widget(1).make = later.desk.widget(3).make = lambda: read.append("прочитано")
    later.close()
    assert read == []


def test_tabs_are_kept_while_one_works(qtbot, open_desk, kept):
    window = open_desk()
    window.open_document(DocumentId(7))
    qtbot.waitUntil(lambda: kept.text("desk/documents") == "7")
    window.open_document(DocumentId(9))
    qtbot.waitUntil(lambda: kept.text("desk/documents") == "7 9")
    window.desk.close_key("document-7")
    qtbot.waitUntil(lambda: kept.text("desk/documents") == "9")


def test_a_page_that_stays_goes_on_being_kept(qtbot, open_desk, kept):
    window = open_desk()
    page = StubbornPage()
    window.desk.open_page("stubborn", icon("mail"), lambda: page)
    assert not window.close()
    window.open_document(DocumentId(7))
    qtbot.waitUntil(lambda: kept.text("desk/documents") == "7")
    page.stays = False


def test_a_blank_card_that_closing_takes_back_is_not_offered(qtbot, transport, desk_server, kept, folders):
    desk_server.answers["registry.card"] = lambda _id: card()
    desk_server.answers["registry.abandon"] = lambda *_: None
    window = build(transport, clerk(), kept, folders, today=lambda: TODAY)
    qtbot.addWidget(window)
    window.show()
    window.open_document(DocumentId(7))
    page = window.desk.current_page
    qtbot.waitUntil(lambda: page.card.registration.phase is Phase.EDITING)
    window.close()
    qtbot.waitUntil(lambda: bool(desk_server.calls_of("registry.abandon")))
    assert kept.text("desk/documents") == ""


class StubbornPage(QLabel):
    stays = True

    def closeEvent(self, event):
        event.setAccepted(not self.stays)
