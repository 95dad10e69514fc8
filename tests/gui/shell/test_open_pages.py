"""What is open on the desk can be listed when its tabs do not fit the window."""

import pytest
from PySide6.QtWidgets import QLabel

from client.shell.desk import Desk
from client.widgets.icons import icon
from client.widgets.messages import Question
from common.kernel.ids import DocumentId


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


def test_whoever_left_nothing_open_is_offered_nothing(open_desk):
    before = open_desk()
    before.close()
    assert not open_desk().notices.isVisible()
