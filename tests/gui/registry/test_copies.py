"""Numbered copies at the desk: there for restricted documents only, handed out and taken back by who keeps them."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.registry.copies_tab import CopiesTab, HandOutDialog
from client.registry.document_window import DocumentWindow
from client.registry.manifest import MANIFEST
from client.widgets.lookup import person_suggestion
from client.widgets.reason_dialog import ReasonDialog
from common.kernel.ids import PersonId
from common.registry.access import Copies, CopyRow, ViewRow
from common.registry.card import Restriction
from tests.factories.desk import NOW
from tests.factories.workplace import DIRECTOR, FULL, LETTER, answer_for_a_letter, card, workplace

SECRET = msgspec.structs.replace(FULL, restriction=Restriction.OFFICIAL)
ROWS = [
    CopyRow(1, PersonId(1), "Щукина Ж. Ё.", "участник документа", NOW, None, 4, NOW),
    CopyRow(2, PersonId(2), "Абакумов В. П.", "резолюция", NOW, NOW, 0, None),
]
VIEWS = [ViewRow(NOW, "Ершова И. К.", "Щукина Ж. Ё.", "WS-0412")]


@pytest.fixture
def work(transport, calls, asked, server, tmp_path):
    answer_for_a_letter(server, card(SECRET, number="01-26/7-дсп"))
    server.answers["access.copies"] = lambda _id: Copies(True, ROWS, VIEWS, 700, True)
    return workplace(transport, calls, asked, tmp_path)


@pytest.fixture
def tab(qtbot, work):
    shown = CopiesTab(work, LETTER)
    qtbot.addWidget(shown)
    shown.resize(800, 500)
    shown.show()
    qtbot.waitUntil(lambda: shown.copies.rowCount() == 2)
    return shown


def test_copies_and_looks_stand_below_one_another(tab):
    assert [tab.copies.index(0, column).data() for column in (0, 1, 4)] == ["1", "Щукина Ж. Ё.", "4"]
    assert tab.views.index(0, 1).data() == "Ершова И. К. (за Щукина Ж. Ё.)"
    assert tab.count.text() == "Просмотров: 700, показаны последние 1"


def test_a_copy_is_handed_out_on_a_basis(qtbot, tab, server):
    server.answers["access.hand_copy"] = lambda _id, _person, _basis: 3
    QTest.keyClick(tab.held, Qt.Key.Key_Insert)
    qtbot.waitUntil(lambda: bool(tab.findChildren(HandOutDialog)))
    [dialog] = tab.findChildren(HandOutDialog)
    dialog.save()
    assert "Основание" in dialog.form.note("basis")
    dialog.person.show_value(person_suggestion(DIRECTOR))
    dialog.basis.show_value("Резолюция мэра")
    dialog.save()
    qtbot.waitUntil(lambda: len(server.calls_of("access.hand_copy")) == 1)
    sent = server.calls_of("access.hand_copy")[0].arguments
    assert (sent.document_id, sent.person_id, sent.basis) == (LETTER, DIRECTOR.id, "Резолюция мэра")


def test_a_copy_is_taken_back_with_a_reason_and_only_once(qtbot, tab, server):
    server.answers["access.take_copy_back"] = lambda _id, _number, _reason: None
    tab.held.selectRow(1)
    assert not tab.back_button.isEnabled()
    tab.held.selectRow(0)
    QTest.keyClick(tab.held, Qt.Key.Key_Delete)
    [dialog] = tab.findChildren(ReasonDialog)
    dialog.reason.show_value("Ознакомлен")
    dialog.save()
    qtbot.waitUntil(lambda: len(server.calls_of("access.take_copy_back")) == 1)
    assert server.calls_of("access.take_copy_back")[0].arguments.number == 1


def test_a_holder_only_reads(qtbot, work, server):
    server.answers["access.copies"] = lambda _id: Copies(True, ROWS, VIEWS, 1, False)
    shown = CopiesTab(work, LETTER)
    qtbot.addWidget(shown)
    shown.show()
    qtbot.waitUntil(lambda: shown.copies.rowCount() == 2)
    assert not shown.hand_button.isVisible()
    shown.hand_out()
    assert shown.findChildren(HandOutDialog) == []


@pytest.mark.parametrize(("draft", "there"), [(SECRET, True), (FULL, False)], ids=["restricted", "ordinary"])
def test_the_tab_is_there_for_restricted_documents_only(qtbot, work, server, draft, there):
    answer_for_a_letter(server, card(draft, number="01-26/7"))
    [copies] = [spec for spec in MANIFEST.tabs if spec.key == "registry.copies"]
    window = DocumentWindow(work, LETTER, (copies,))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.card.registration.is_registered)
    assert window.tabs.isTabVisible(1) is there
