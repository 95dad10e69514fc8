"""«Печать штрихкода…» asks what to print, remembers it, and shows the sheet."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from client.registry.code_dialog import CodeDialog, print_codes
from client.widgets.drawn_sheet import DrawnSheet
from common.scanning.codes import CodeForm
from server.scanning.labels import Coded, drawn


@pytest.fixture
def window(qtbot, server):
    card = Coded("EDMS1|42", "Вх. № 1", "от 28.11.2026", "Письмо", "О ремонте", "карточка 42", "EDMS1|42")
    server.answers["codes.printed"] = lambda order: drawn(order.form, [card], order.first)
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


def asked_of(window, work, *ids) -> CodeDialog:
    print_codes(work, list(ids), window)
    [dialog] = window.findChildren(CodeDialog)
    return dialog


def test_enter_on_what_was_printed_last_shows_it(qtbot, window, work):
    dialog = asked_of(window, work, 42)
    assert dialog.form_of.value() is CodeForm.COVER
    assert not dialog.first.isEnabled()
    dialog.form_of.show_value(CodeForm.LABEL)
    QTest.keyClick(dialog.combo, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(window.findChildren(DrawnSheet)))
    [sheet] = window.findChildren(DrawnSheet)
    assert sheet.view.document.pageCount() == 1
    sheet.close()
    qtbot.waitUntil(lambda: not window.findChildren(CodeDialog))
    assert asked_of(window, work, 42).form_of.value() is CodeForm.LABEL


def test_a_sheet_used_in_part_begins_where_it_is_said(window, work):
    dialog = asked_of(window, work, 1, 2, 3)
    dialog.form_of.show_value(CodeForm.SHEET)
    assert dialog.first.isEnabled()
    dialog.first.show_value(25)
    assert [each.field for each in dialog.problems()] == ["first"]
    dialog.first.show_value(7)
    assert dialog.problems() == []
    assert (dialog.order().first, dialog.order().document_ids) == (7, [1, 2, 3])
