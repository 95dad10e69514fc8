from typing import Annotated

import pytest
from msgspec import Meta, Struct
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from client.widgets.field import Proposed
from client.widgets.fields import ChoiceField, CountField, FlagField, MultilineField, TextField
from client.widgets.form import Form
from common.kernel.validation import Problem
from common.registry.card import Restriction
from common.scanning.recognition import Box
from tests.gui.typing_keys import press, type_text

BOX = Box(left=0.1, top=0.1, right=0.4, bottom=0.2)


class Note(Struct, frozen=True, kw_only=True):
    title: Annotated[str, Meta(max_length=10)] = ""
    body: Annotated[str, Meta(max_length=20)] = ""
    sheets: int = 0
    restriction: Restriction = Restriction.NONE
    urgent: bool = False


@pytest.fixture
def form(qtbot):
    form = Form(Note, ["title"])
    form.add("title", "Заголовок", TextField(), 0)
    form.add("body", "Текст", MultilineField(), 1)
    form.add("sheets", "Листов", CountField(), 2)
    form.add("restriction", "Гриф", ChoiceField([(r, r.label) for r in Restriction]), 3)
    form.add("urgent", "Срочно", FlagField(""), 4)
    qtbot.addWidget(form)
    form.show()
    qtbot.waitExposed(form)
    form.activateWindow()
    return form


def proposed(value):
    return Proposed(value=value, text=str(value), page=2, box=BOX, confidence=0.9)


def test_fields_make_up_the_struct(form):
    entry = Note(title="Ёлка", body="строка\nвторая", sheets=3, restriction=Restriction.OFFICIAL, urgent=True)
    form.show_values(entry)
    assert Note(**form.values()) == entry
    assert form.values()["restriction"] is Restriction.OFFICIAL


def test_a_mandatory_field_is_marked_for_the_eye_and_named_for_the_ear(form):
    caption = {each.buddy(): each for each in form.findChildren(QLabel) if each.buddy()}
    title, body = form.fields["title"].editor, form.fields["body"].editor
    assert caption[title].text().replace("&", "") == "Заголовок\u00a0*"
    assert title.accessibleName() == "Заголовок, обязательное"
    assert (caption[body].text().replace("&", ""), body.accessibleName()) == ("Текст", "Текст")
    form.rename("title", "Название")
    assert (caption[title].text(), title.accessibleName()) == ("Название\u00a0*", "Название, обязательное")


def test_control_characters_do_not_get_into_a_value(form):
    form.fields["title"].line.setText("а\x00б\u0301в")
    assert "\x00" not in form.values()["title"]


def test_text_keeps_within_the_limit_of_the_struct(form):
    type_text(form.fields["title"].line, "двенадцать букв")
    assert len(form.values()["title"]) == 10
    form.fields["body"].show_value("x" * 21)
    assert not form.check(())
    assert "21 знаков при пределе 20" in form.note("body")


def test_enter_walks_the_card(form):
    form.start()
    assert form.current() == "title"
    for name in ("body", "sheets", "restriction", "urgent"):
        press(form.fields[form.current()].editor, Qt.Key.Key_Return)
        assert form.current() == name


def test_control_enter_sends(form, qtbot):
    form.start()
    with qtbot.waitSignal(form.sent):
        press(form.fields["title"].editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_problem_stands_beside_its_field_and_leads_there(form):
    assert not form.check([Problem("sheets", "Укажите листы."), Problem("", "Вся карточка неверна.")])
    assert form.note("sheets") == "Укажите листы."
    assert form.note("") == "Вся карточка неверна."
    assert form.current() == "sheets"
    type_text(form.fields["sheets"].editor, "2")
    assert form.note("sheets") == ""


def test_each_label_has_a_letter_of_its_own(form):
    letters = [label.text()[label.text().index("&") + 1] for label in form._captions.values() if "&" in label.text()]
    assert len(letters) == len(set(letters)) == 5
    assert form.fields["body"].editor.accessibleName() == "Текст"


def test_proposal_waits_for_consent_and_enter_gives_it(form):
    assert form.propose("title", proposed("Дом"))
    assert form.unconfirmed() == ["title"]
    assert form.fields["title"].editor.toolTip() == "Предложено по тексту, уверенность 90 %, стр. 2 — «Дом»"
    form.start()
    press(form.fields["title"].editor, Qt.Key.Key_Return)
    assert form.unconfirmed() == []
    assert form.values()["title"] == "Дом"


def test_overtyped_proposal_is_the_clerks_own(form):
    form.propose("title", proposed("Дом"))
    type_text(form.fields["title"].editor, "а")
    assert form.unconfirmed() == []
    assert form.fields["title"].proposed is None


def test_what_a_person_entered_is_not_overwritten_by_a_proposal(form):
    form.fields["title"].show_value("Сад")
    assert not form.propose("title", proposed("Дом"))
    assert form.values()["title"] == "Сад"


def test_focus_on_a_proposal_tells_its_place(form, qtbot):
    form.propose("body", proposed("Дом"))
    with qtbot.waitSignal(form.place_entered) as told:
        form.fields["body"].editor.setFocus()
    assert told.args == [2, BOX, 0.9]
    with qtbot.waitSignal(form.place_left):
        form.fields["sheets"].editor.setFocus()


def test_selected_text_goes_to_the_field_in_focus(form):
    form.fields["sheets"].editor.setFocus()
    assert form.fill_current("на 4 л.")
    assert form.values()["sheets"] == 4
    assert not form.fill_current("нет числа")
    form.fields["body"].editor.setFocus()
    assert form.fill_current("подго-\nтовка\nшкол")
    assert form.values()["body"] == "подготовка школ"


def test_a_choice_of_somebody_else_keeps_its_name_when_the_choices_come_later(qtbot):
    field = ChoiceField([(1, "Канцелярия")], nothing=None)
    qtbot.addWidget(field.editor)
    field.offer_also(2, "Приёмная мэра")
    field.show_value(2)
    field.show_choices([(1, "Канцелярия")])
    assert (field.value(), field.combo.currentText()) == (2, "Приёмная мэра")
