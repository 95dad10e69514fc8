import os

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from client.shell import scale
from client.shell.manifest import Badge
from client.shell.scale import ScaleMenu
from client.widgets.paged_model import PagedState
from common.kernel.changes import Change, Kind
from common.kernel.ids import DocumentId
from common.kernel.paging import Page
from common.kernel.rights import Right
from common.rpc.errors import Failed, Missing, Unavailable
from tests.factories.desk import LETTERS, paper
from tests.factories.speaking_server import Said


def action(window, key):
    return window.findChild(QAction, key)


def test_folders_follow_the_rights(open_desk):
    window = open_desk(Right.READ_DOCUMENTS, Right.SIGNED_IN)
    window.tree.choose("registry.documents")
    titles = [a.text() for a in window.findChildren(QAction)]
    assert "Входящие" in titles
    assert "Журнал аудита" not in titles
    assert action(window, "registry.new_incoming") is None


def test_counts_stand_beside_the_folders_and_follow_changes(qtbot, open_desk, desk_server):
    window = open_desk()
    qtbot.waitUntil(lambda: window.tree.badge("registry.unregistered") == Badge(2))
    qtbot.waitUntil(lambda: window.tree.badge("assignments.to_execute") == Badge(23, overdue=3))
    desk_server.answers["registry.unregistered"] = lambda *_: Page(3, [paper(1)])
    window.workplace.calls.changed.emit([Change(Kind.SCAN, 1)])
    qtbot.waitUntil(lambda: window.tree.badge("registry.unregistered") == Badge(3))


def test_enter_on_a_row_opens_the_document_once(qtbot, open_desk):
    window = open_desk()
    window.open_folder("registry.documents")
    register = window.desk.current_page
    qtbot.waitUntil(lambda: register.model.state is PagedState.READY)
    QTest.keyClick(register.view, Qt.Key.Key_Return)
    title = f"Документ {LETTERS}"
    assert window.desk.tabText(window.desk.currentIndex()) == title
    window.open_document(DocumentId(LETTERS))
    assert window.desk.count() == 2
    window.desk.close_current()
    assert window.desk.count() == 1


def test_a_closed_tab_leaves_the_keyboard_in_the_list_it_was_opened_from(qtbot, open_desk):
    window = open_desk()
    window.enter_folder("registry.documents")
    register = window.desk.current_page
    qtbot.waitUntil(lambda: register.model.state is PagedState.READY)
    assert window.focusWidget() is register.view
    QTest.keyClick(register.view, Qt.Key.Key_Return)
    assert window.focusWidget() is not register.view
    window.desk.close_current()
    assert window.focusWidget() is register.view


def test_open_documents_are_leafed_through_from_inside_one(qtbot, open_desk):
    window = open_desk()
    for number in (7, 8):
        window.open_document(DocumentId(number))
    window.activateWindow()
    seen = []
    for _ in range(3):
        inside = window.desk.currentWidget().focusWidget() or window.desk.currentWidget()
        QTest.keyClick(inside, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
        seen.append(window.desk.current_key)
    assert seen == ["", "document-7", "document-8"]
    back = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window.desk.currentWidget(), Qt.Key.Key_Tab, back)
    assert window.desk.current_key == "document-7"


def test_page_may_refuse_to_close(open_desk, monkeypatch):
    window = open_desk()
    window.open_document(DocumentId(7))
    page = window.desk.currentWidget()
    monkeypatch.setattr(page, "close", lambda: False)
    window.desk.close_current()
    assert window.desk.count() == 2
    assert not window.close()
    monkeypatch.undo()


def test_a_folder_with_something_unsaved_keeps_the_window_open(open_desk, monkeypatch):
    window = open_desk()
    window.open_folder("registry.documents")
    page = window.desk.current_page
    window.open_folder("registry.unregistered")
    monkeypatch.setattr(page, "close", lambda: False)
    assert not window.close()
    assert window.desk.current_page is page
    monkeypatch.undo()
    assert window.close()


def test_refusal_that_nobody_took_says_what_to_do_and_where_to_find_it(open_desk):
    window = open_desk()
    error = Failed("Не получилось. Повторите; если не поможет, обратитесь к администратору.")
    error.call = "7f3a"
    window.workplace.calls.refused.emit(error)
    window.workplace.calls.refused.emit(error)
    window.workplace.calls.refused.emit(Missing("Документ не найден."))
    assert "обратитесь к администратору" in window.notices.notice.text.text()
    assert "7f3a" in window.notices.current.details
    window.notices.notice.second.emit()
    assert window.notices.notice.text.text() == "Документ не найден."
    window.notices.notice.second.emit()
    assert not window.notices.isVisible()


def test_status_line_tells_of_the_lost_server(open_desk):
    window = open_desk()
    window.workplace.calls.note_online(online=False)
    assert "Нет связи" in window.statusBar().line.text.text()
    window.workplace.calls.note_online(online=True)
    assert window.statusBar().line.text.text() == "На связи"


def test_that_the_server_is_silent_is_said_only_until_it_answers(open_desk):
    window = open_desk()
    window.notices.refuse(Unavailable("Сервер не отвечает."))
    window.notices.refuse(Missing("Документ не найден."))
    window.workplace.calls.note_online(online=False)
    window.workplace.calls.note_online(online=True)
    assert window.notices.notice.text.text() == "Документ не найден."


def test_transfer_shows_its_progress_and_its_way_out(qtbot, open_desk, tmp_path, desk_server):
    window = open_desk()
    file = tmp_path / "письмо.pdf"
    file.write_bytes(b"%PDF" * 1000)
    desk_server.gate.clear()
    transfer = window.workplace.transfers.upload(window, file)
    moving = window.statusBar().moving
    assert moving.isVisible()
    assert "письмо.pdf" in moving.text.text()
    with qtbot.waitSignal(transfer.over):
        moving.cancel.click()
    assert not moving.isVisible()


def test_new_incoming_opens_its_card(qtbot, open_desk, desk_server):
    desk_server.answers["registry.new_draft"] = lambda _place: Said(77, [Change(Kind.DOCUMENT, 77)])
    window = open_desk()
    action(window, "registry.new_incoming").trigger()
    qtbot.waitUntil(lambda: window.desk.open_keys() == ["document-77"])


def test_no_shortcut_is_given_twice(open_desk):
    window = open_desk()
    keys = [a.shortcut().toString() for a in window.findChildren(QAction) if not a.shortcut().isEmpty()]
    assert len(keys) == len(set(keys))


def test_window_comes_back_as_it_was_left(open_desk, kept):
    window = open_desk()
    window.resize(1200, 700)
    window.close()
    assert not kept.state("window/geometry").isEmpty()
    assert open_desk().height() == 700


def test_manual_opens_at_its_first_chapter(open_desk, folders):
    folders.manual.mkdir()
    (folders.manual / "01-registration.md").write_text("# Регистрация\n\nНажмите **F9**.", encoding="utf-8")
    window = open_desk()
    window.show_manual()
    assert window.manual_window.chapters.item(0).text() == "Регистрация"
    assert "Нажмите F9" in window.manual_window.text.toPlainText()
    window.manual_window.close()


def test_the_size_is_chosen_told_of_and_taken_at_the_next_start(open_desk, kept, monkeypatch):
    monkeypatch.delenv("QT_SCALE_FACTOR", raising=False)
    with scale.applied(kept):
        assert "QT_SCALE_FACTOR" not in os.environ
    window = open_desk()
    menu = window.findChild(ScaleMenu)
    assert menu.actions()[-1].text() == "Действует со следующего запуска"
    [chosen] = [action for action in menu.actions() if action.text() == "125 %"]
    chosen.trigger()
    assert "при следующем запуске" in window.notices.current.text
    with scale.applied(kept):
        assert os.environ["QT_SCALE_FACTOR"] == "1.25"
    assert "QT_SCALE_FACTOR" not in os.environ  # an editor of a file is not enlarged with it


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_scheme_is_remembered(open_desk, kept, scheme):
    kept.keep_text("scheme", "light" if scheme == "dark" else "dark")
    window = open_desk()
    dark = next(a for a in window.findChildren(QAction) if a.text() == "Тёмное оформление")
    dark.trigger()
    assert kept.text("scheme") == scheme


def test_shortcut_leads_to_the_search(open_desk):
    window = open_desk()
    search = next(a for a in window.findChildren(QAction) if a.shortcut() == QKeySequence("Ctrl+F"))
    search.trigger()
    assert window.desk.tabText(0) == "Поиск"


class Shown(QObject):
    """Remembers every window that comes up by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.windows.append(type(watched).__name__)
        return False


@pytest.mark.parametrize(
    "key", ["registry.documents", "registry.unregistered", "assignments.to_execute", "search.window", "reports.centre"]
)
def test_a_page_never_shows_up_as_a_window_of_its_own(qtbot, qapp, open_desk, key):
    window = open_desk()
    shown = Shown()
    qapp.installEventFilter(shown)
    window.open_folder(key)
    qtbot.waitUntil(lambda: window.desk.current_page.isVisible())
    qapp.removeEventFilter(shown)
    assert shown.windows == []


def test_what_was_done_without_a_question_is_taken_back_from_the_line_above(open_desk):
    window, undone = open_desk(), []
    window.notices.tell("Что-то раньше")
    window.workplace.navigator.offer_undo("Убран из избранного: Вх-7", lambda: undone.append("да"))
    assert window.notices.notice.text.text() == "Убран из избранного: Вх-7"
    window.notices.notice.first.emit()
    assert undone == ["да"]
    assert not window.notices.isVisible()


def test_a_refusal_that_nobody_has_closed_comes_again_after_an_offer(open_desk):
    window = open_desk()
    window.notices.refuse(Failed("Не получилось сохранить."))
    window.workplace.navigator.offer_undo("Связь удалена", lambda: None)
    window.notices.notice.first.emit()
    assert window.notices.notice.text.text() == "Не получилось сохранить."


def test_a_refusal_stands_at_once_in_the_place_of_an_offer_that_comes_after_it(open_desk):
    window, undone = open_desk(), []
    window.workplace.navigator.offer_undo("Связь удалена", lambda: undone.append("да"))
    window.notices.refuse(Failed("Не получилось сохранить."))
    window.notices.refuse(Failed("Не получилось отправить."))
    said = window.notices.notice
    assert said.text.text() == "Не получилось сохранить."
    said.second.emit()
    assert said.text.text() == "Не получилось отправить."
    said.second.emit()
    assert said.text.text() == "Связь удалена"
    said.first.emit()
    assert undone == ["да"]
