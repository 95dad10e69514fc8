"""«С выбранными» takes what is chosen, all rows of a short register among them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.registry.bulk import BulkButton, BulkDialog
from client.registry.document_form import COUNTS
from client.registry.document_window import DocumentWindow
from client.widgets.paged_model import Column, PagedModel, PagedState
from client.widgets.register_view import RegisterView
from common.kernel.paging import Page
from common.kernel.validation import Problem
from common.registry.bulk import MOST_AT_ONCE, Bulk
from common.registry.document import DocumentFilter
from tests.factories.desk import letter
from tests.factories.workplace import LETTER


@pytest.fixture
def register(qtbot, work, server):
    """A register of so many letters with its button."""

    def opened(total):
        rows = [letter(number) for number in range(1, total + 1)]
        server.answers["registry.documents"] = lambda _chosen=None, offset=0, limit=100: Page(
            total, rows[offset : offset + limit]
        )
        model = PagedModel(
            (Column("№", lambda row: row.number, 100),),
            lambda owner, offset: work.calls(owner, work.apis.registry.documents, DocumentFilter(), offset),
        )
        view = RegisterView(model)
        qtbot.addWidget(view)
        button = BulkButton(work, view, [Bulk.FILE])
        qtbot.addWidget(button)
        model.reload()
        qtbot.waitUntil(lambda: model.state is PagedState.READY)
        view.show()
        return view, button

    return opened


def test_all_rows_of_a_short_register_are_chosen_by_one_key(qtbot, register):
    view, button = register(230)
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert button.isEnabled()
    button.ask(Bulk.FILE)
    qtbot.waitUntil(lambda: bool(button.window().findChildren(BulkDialog)))
    [dialog] = button.window().findChildren(BulkDialog)
    assert len(dialog.order().document_ids) == 230
    assert dialog.focusWidget() is dialog.value.editor
    dialog.reject()


def test_more_than_one_order_holds_is_told_in_the_hint(register):
    view, button = register(MOST_AT_ONCE + 1)
    view.selectAll()
    assert not button.isEnabled()
    assert str(MOST_AT_ONCE) in button.toolTip()
    view.selectRow(1)
    assert button.isEnabled()
    assert str(MOST_AT_ONCE) not in button.toolTip()


def test_what_is_wrong_with_a_narrow_field_has_the_width_of_its_line(qtbot, work):
    window = DocumentWindow(work, LETTER)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    qtbot.waitUntil(lambda: window.card.registration.card is not None)
    form, name = window.card.form, COUNTS[0]
    form.show_problems([Problem(name, "Заполните поле «Кол-во листов».")])
    note = form.fields[name]._note
    qtbot.waitUntil(note.isVisible)
    assert note.width() > 3 * form.fields[name].width()
    assert not window.card.foot.of_scan.isVisible()
