"""The fields that a kind brings to the card, each entered as its type is."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from client.registry.extra_fields import as_text, as_value, widget_of
from client.registry.kind_form import ExtraFieldDialog
from client.widgets.form import Form
from common.identity import PersonRow
from common.kernel.ids import PersonId
from common.registry.kinds import ExtraField
from common.registry.values import ValueType
from tests.factories.desk import NOW
from tests.gui.typing_keys import press, type_text

WAYS = ExtraField(key="ways", title="Способы", type=ValueType.SEVERAL, choices=["аукцион", "конкурс", "без торгов"])


@pytest.fixture
def entered(qtbot, work):
    """The widget of a field in a form of its own, with a field behind it."""

    def enter(field, text=""):
        form = Form(None, [])
        widget = widget_of(field, NOW.date(), work.people)
        form.add(f"extra.{field.key}", field.title, widget, 0)
        form.add(
            "behind", "За ним", behind := widget_of(ExtraField(key="text", title="Текст"), NOW.date(), work.people), 1
        )
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


@pytest.mark.parametrize("on_the_field", [False, True])
def test_a_click_beside_the_list_closes_it_and_one_on_the_field_does_not_open_it_again(entered, on_the_field):
    field = entered(WAYS)
    ticks = field.editor.list
    press(field.editor, Qt.Key.Key_Down)
    beside = ticks.mapFromGlobal(field.editor.mapToGlobal(QPoint(5, 5))) if on_the_field else QPoint(-200, 400)
    QTest.mousePress(ticks, Qt.MouseButton.LeftButton, pos=beside)
    assert not ticks.isVisible()
    assert ticks.testAttribute(Qt.WidgetAttribute.WA_NoMouseReplay) is on_the_field


def test_a_locked_field_offers_nothing_to_tick(entered):
    field = entered(WAYS, "конкурс")
    field.set_read_only(True)
    press(field.editor, Qt.Key.Key_Down)
    assert (field.editor.list.isVisible(), field.value()) == (False, ["конкурс"])


CHAIR = ExtraField(key="chair", title="Председатель", type=ValueType.PERSON)


def test_a_person_is_picked_from_the_directory_and_keeps_his_name(qtbot, entered, server):
    server.answers["identity.people"] = lambda _text, _limit=20: [
        PersonRow(PersonId(17), "Шелест С. Н.", "глава города", ""),
        PersonRow(PersonId(18), "Шелест И. И.", "юрист", ""),
    ]
    field = entered(CHAIR)
    type_text(field.editor, "Шелест")
    qtbot.waitUntil(field.editor.is_open)
    press(field.editor, Qt.Key.Key_Down)
    press(field.editor, Qt.Key.Key_Return)
    assert (field.editor.text(), as_text(CHAIR, field.value())) == ("Шелест И. И.", "Шелест И. И. #18")
    field.show_value(as_value(CHAIR, "Шелест С. Н. #17"))
    assert (field.editor.text(), as_text(CHAIR, field.value())) == ("Шелест С. Н.", "Шелест С. Н. #17")
    field.show_value(as_value(CHAIR, ""))
    assert (field.editor.text(), as_text(CHAIR, field.value())) == ("", "")


def test_a_name_of_nobody_is_told_at_the_field(qtbot, entered, server):
    server.answers["identity.people"] = lambda _text, _limit=20: []
    field = entered(CHAIR)
    type_text(field.editor, "Никто")
    assert "Никто" in field.misread()


AT = ExtraField(key="at", title="Во сколько", type=ValueType.TIME)


@pytest.mark.parametrize(("typed", "kept"), [("930", "09:30"), ("14 ч", "14:00"), ("", "")])
def test_a_time_is_typed_in_any_spelling_and_kept_in_one(entered, typed, kept):
    field = entered(AT)
    type_text(field.editor, typed)
    assert as_text(AT, field.value()) == kept
    field.behind.editor.setFocus()
    assert (field.editor.text(), field.misread()) == (kept, "")


def test_what_is_no_time_is_told_and_stays_as_it_is_typed(entered):
    field = entered(AT)
    type_text(field.editor, "25:00")
    field.behind.editor.setFocus()
    assert (field.editor.text(), "«25:00»" in field.misread()) == ("25:00", True)


def test_a_day_that_is_none_is_shown_as_no_day(entered):
    day = ExtraField(key="on", title="Дата", type=ValueType.DATE)
    assert entered(day, "вскоре").value() is None


def test_the_administrator_lists_the_values_of_a_field_of_several(qtbot):
    dialog = ExtraFieldDialog(WAYS)
    qtbot.addWidget(dialog)
    dialog.show()
    assert (dialog.choices.isVisible(), dialog.extra_field()) == (True, WAYS)
