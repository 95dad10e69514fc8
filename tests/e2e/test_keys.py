"""The page of keys under F1 against the actions of the real client: neither knows a key that the other does not."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from client.registry.bulk import BulkDialog
from client.registry.document_register import DocumentRegister
from client.registry.document_window import DocumentWindow
from client.search.window import SearchWindow
from client.widgets.paged_model import PagedState
from server.sample.city import PASSWORD
from tests.e2e.desk import MANUAL, Desk, until
from tests.serving import Served

ROW = re.compile(r"\| (\S+) \| (.+) \|")
WANTED = ("Зарегистрировать", "Ответ", "Связать с документом…", "Отнести в дело…", "Этикетка", "РКК",
          "Следующий документ списка")  # fmt: skip


@pytest.fixture(scope="module")
def desk(qapp, served: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    opened = Desk(served.url, served.certificates.authority, "registrar", PASSWORD, tmp_path_factory.mktemp("desk"))
    yield opened
    opened.close()


def documented(chapter: str) -> dict[str, str]:
    text = (MANUAL / "keys.md").read_text(encoding="utf-8")
    section = text.partition(f"## {chapter}\n")[2].partition("\n## ")[0]
    return {key: words for key, words in ROW.findall(section) if key not in {"клавиша", "---"}}


def bound(widget: QWidget) -> dict[str, str]:
    """The keys of all actions of a widget; of folders only those with a key of their own."""
    found = {}
    for action in widget.findChildren(QAction):
        keys = action.shortcut().toString()
        if keys and not re.fullmatch(r"Alt\+\d", keys):
            assert keys not in found, f"{keys}: {found.get(keys)}, {action.text()}"
            found[keys] = action.text()
    return found


def register(desk: Desk) -> DocumentRegister:
    desk.window.open_folder("registry.documents")
    page = desk.page(DocumentRegister)
    until(lambda: page.model.state is PagedState.READY and page.model.total > 3, "the register")
    return page


def test_the_keys_under_f1_are_those_of_the_actions(desk: Desk) -> None:
    main = bound(desk.window)
    page = register(desk)
    document = bound(desk.open(page.model.row(page.model.index(0, 0)).id))
    desk.window.open_folder("search.window")
    search = bound(desk.page(SearchWindow))
    assert documented("Главное окно") == main
    assert documented("Документ") == document
    assert documented("Поиск") == search
    for inside in (document, search):
        assert not main.keys() & inside.keys(), "two actions for one key are none"
    named = {*main.values(), *document.values()}
    assert named.issuperset(WANTED)


def test_the_next_document_of_the_list_comes_in_place_of_the_open_one(desk: Desk) -> None:
    page = register(desk)
    first, second = (page.model.row(page.model.index(number, 0)).id for number in range(2))
    page.view.show_row(first)
    desk.open(first)
    desk.window.activateWindow()
    desk.window.step(1)
    until(lambda: at(desk, second), "the next document")
    desk.window.step(-1)
    until(lambda: at(desk, first), "the document before")
    keys = desk.window.desk.open_keys()
    assert f"document-{first}" in keys
    assert f"document-{second}" not in keys
    desk.window.step(-1)
    until(
        lambda: desk.window.notices.current and "Дальше документов нет" in desk.window.notices.current.text,
        "the end of the list",
    )


def at(desk: Desk, document_id: int) -> DocumentWindow | None:
    page = desk.window.desk.current_page
    return page if isinstance(page, DocumentWindow) and page._document_id == document_id else None


def test_a_hit_is_followed_by_the_next_hit_and_goes_to_the_register_with_the_others(desk: Desk) -> None:
    desk.window.open_folder("search.window")
    page = desk.page(SearchWindow)
    page.box.setText("школа")
    QTest.keyClick(page.box, Qt.Key.Key_Return)
    until(lambda: page.hits.rowCount() > 2, "the hits")
    first, second = (page.hits.hit(number).document_id for number in range(2))
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    until(lambda: at(desk, first), "the first hit")
    desk.window.step(1)
    until(lambda: at(desk, second), "the second hit")
    desk.window.open_folder("search.window")
    assert page.list.currentIndex().row() == 1
    total = until(lambda: page.count.text(), "the count")
    page.list_action.trigger()
    listed = desk.page(DocumentRegister)
    until(lambda: listed.model.state is PagedState.READY, "the register of all documents")
    assert total == f"Найдено: {listed.model.total}"


def test_a_document_is_filed_by_the_keyboard(desk: Desk) -> None:
    page = register(desk)
    window = desk.open(page.model.row(page.model.index(2, 0)).id)
    until(window.file_action.isEnabled, "the card to be free")
    window.file_action.trigger()
    dialog = desk.dialog(BulkDialog)
    until(lambda: dialog.value.known.suggestions, "the case files")
    chosen = dialog.value.known.suggestions[-1].key
    dialog.value.show_value(chosen)
    dialog.save()
    until(lambda: window.card.registration.card.draft.case_file == chosen, "the case file on the card")


def test_f1_opens_the_chapter_about_what_is_in_front(desk: Desk) -> None:
    page = register(desk)
    assert desk.window.desk.explained_key == "registry.documents"
    document = desk.open(page.model.row(page.model.index(0, 0)).id)
    assert desk.window.desk.explained_key.startswith("document-")
    keys = []
    for place in range(document.tabs.count()):
        document.tabs.setCurrentIndex(place)
        keys.append(desk.window.desk.explained_key)
    assert {"assignments.execution", "registry.files", "signatures.tab"} <= set(keys)
    desk.window.show_manual()
    assert desk.window.manual_window is not None
    assert desk.window.manual_window.chapters.currentItem().text() != ""
    desk.window.manual_window.close()
