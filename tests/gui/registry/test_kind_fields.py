"""The fields that a kind brings to the card, each entered as its type is."""

import pytest
from PySide6.QtCore import Qt

from client.registry.extra_fields import as_text, as_value, widget_of
from client.registry.kind_form import ExtraFieldDialog
from client.widgets.form import Form
from common.registry.kinds import ExtraField
from common.registry.values import ValueType
from tests.factories.desk import NOW
from tests.gui.typing_keys import press, type_text

WAYS = ExtraField(key="ways", title="Способы", type=ValueType.SEVERAL, choices=["аукцион", "конкурс", "без торгов"])


@pytest.fixture
def entered(qtbot):
    """The widget of a field in a form of its own, with a field behind it."""

    def enter(field, text=""):
        form = Form(None, [])
        widget = widget_of(field, NOW.date())
        form.add(f"extra.{field.key}", field.title, widget, 0)
        form.add("behind", "За ним", behind := widget_of(ExtraField(key="text", title="Текст"), NOW.date()), 1)
        qtbot.addWidget(form)
        form.show()
        widget.show_value(as_value(field, text))
        widget.editor.setFocus()
        qtbot.waitUntil(widget.editor.hasFocus)
        widget.behind, widget.kept = behind, form
        return widget

    return enter


def test_several_of_a_list_are_ticked_and_travel_in_the_order_of_the_list(qtbot, entered):
    field = entered(WAYS, "без торгов")
    assert field.editor.text() == "без торгов"
    press(field.editor, Qt.Key.Key_Down)
    with qtbot.waitSignal(field.edited):
        field.editor.list.itemClicked.emit(field.editor.list.item(0))
    press(field.editor.list, Qt.Key.Key_Escape)
    assert (field.editor.text(), as_text(WAYS, field.value())) == ("аукцион; без торгов", "аукцион; без торгов")
    assert WAYS.fault_of(as_text(WAYS, field.value())) == ""


def test_several_of_a_list_are_typed_by_their_pieces_which_are_spelt_out_when_one_goes_on(qtbot, entered):
    field = entered(WAYS)
    type_text(field.editor, "без; КОНК")
    field.editor.completer().popup().hide()
    field.behind.editor.setFocus()
    assert (field.editor.text(), as_text(WAYS, field.value())) == ("конкурс; без торгов", "конкурс; без торгов")


def test_what_is_in_no_list_is_told_at_the_field(entered):
    field = entered(WAYS)
    type_text(field.editor, "аукцион; дарение")
    assert "«дарение»" in field.misread()
    field.editor.clear()
    type_text(field.editor, "кон; о")
    assert "«о»" in field.misread()  # all of them have it


def test_a_locked_field_offers_nothing_to_tick(entered):
    field = entered(WAYS, "конкурс")
    field.set_read_only(True)
    press(field.editor, Qt.Key.Key_Down)
    assert (field.editor.list.isVisible(), field.value()) == (False, ["конкурс"])


def test_the_administrator_lists_the_values_of_a_field_of_several(qtbot):
    dialog = ExtraFieldDialog(WAYS)
    qtbot.addWidget(dialog)
    dialog.show()
    assert (dialog.choices.isVisible(), dialog.extra_field()) == (True, WAYS)
