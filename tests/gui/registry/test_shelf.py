"""The documents at hand: the star in a document, and the page of those opened last."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.registry.document_window import DocumentWindow
from client.registry.shelf import ShelfPage
from client.shell.list_export import ListExport
from common.registry.shelf import ShelfRow
from common.rpc.errors import Invalid
from tests.factories.desk import letter
from tests.factories.workplace import LETTER


@pytest.fixture
def window(qtbot, work, server):
    server.answers["shelf.note_opened"] = lambda _id: True
    opened = DocumentWindow(work, LETTER)
    qtbot.addWidget(opened)
    opened.show()
    qtbot.waitUntil(opened.favourite.action.isChecked)
    return opened


def test_an_opened_document_is_noted_once_and_its_star_shows(window, server):
    window.card.load()
    assert [call.arguments.document_id for call in server.calls_of("shelf.note_opened")] == [LETTER]


def test_a_star_that_the_server_refuses_is_taken_back(window, server, work, qtbot):
    def refuse(_id, _wanted):
        raise Invalid("В избранном уже 300 документов: сначала уберите ненужные.")

    server.answers["shelf.favour"] = refuse
    with qtbot.waitSignal(work.calls.refused):
        window.favourite.action.trigger()
    assert window.favourite.action.isChecked()


def test_the_page_is_read_anew_whenever_one_looks_and_marks_by_a_key(qtbot, work, server):
    at = datetime(2026, 11, 28, 9, 15, tzinfo=UTC)
    rows = [ShelfRow(letter(7), favourite=True, opened=at), ShelfRow(letter(5), favourite=False, opened=at)]
    server.answers["shelf.rows"] = lambda: rows
    server.answers["shelf.favour"] = lambda _id, _wanted: None
    page = ShelfPage(work)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    starred = [page.model.index(row, 0).data(Qt.ItemDataRole.DecorationRole) is not None for row in range(2)]
    assert starred == [True, False]
    page.view.selectRow(1)
    page.activateWindow()
    QTest.keyClick(page.view, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: len(server.calls_of("shelf.favour")) == 1)
    sent = server.calls_of("shelf.favour")[0].arguments
    assert (sent.document_id, sent.wanted) == (5, True)
    with qtbot.waitSignal(work.navigator.document_wanted) as wanted:
        QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert wanted.args == [5]


def test_the_page_is_taken_away_like_every_list(qtbot, work, server):
    at = datetime(2026, 11, 28, 9, 15, tzinfo=UTC)
    server.answers["shelf.rows"] = lambda: [ShelfRow(letter(7), favourite=True, opened=at)]
    server.answers["reports.run"] = lambda _code, _parameters, _form: 1
    page = ShelfPage(work)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    page.export_button.menu().actions()[0].trigger()
    qtbot.waitUntil(lambda: bool(server.calls_of("reports.run")))
    assert server.calls_of("reports.run")[0].arguments.code == "registry.taken_shelf"
    for dialog in page.window().findChildren(ListExport):
        dialog.reject()


def test_who_takes_a_star_away_is_offered_it_back(qtbot, work, server):
    at = datetime(2026, 11, 28, 9, 15, tzinfo=UTC)
    server.answers["shelf.rows"] = lambda: [ShelfRow(letter(7), favourite=True, opened=at)]
    server.answers["shelf.favour"] = lambda _id, _wanted: None
    page = ShelfPage(work)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    page.view.selectRow(0)
    with qtbot.waitSignal(work.navigator.undo_offered) as offered:
        page.turn()
    words, undo = offered.args
    assert words.startswith("Убран из избранного: ")
    undo()
    qtbot.waitUntil(lambda: [call.arguments.wanted for call in server.calls_of("shelf.favour")] == [False, True])


def test_a_star_taken_away_in_the_document_is_offered_back(window, server, work, qtbot):
    server.answers["shelf.favour"] = lambda _id, _wanted: None
    with qtbot.waitSignal(work.navigator.undo_offered) as offered:
        window.favourite.action.trigger()
    offered.args[1]()
    assert window.favourite.action.isChecked()
    qtbot.waitUntil(lambda: [call.arguments.wanted for call in server.calls_of("shelf.favour")] == [False, True])
