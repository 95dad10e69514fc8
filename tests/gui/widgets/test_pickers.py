import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QFocusEvent, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from client.widgets.form import Form, settle_current
from client.widgets.lookup import ListLookup, Suggestion, person_suggestion
from client.widgets.pasting import Pasting, meant_by, names_in, within
from client.widgets.pickers import PeopleField, PickField
from tests.factories.workplace import DIRECTOR, LEADER
from tests.gui.typing_keys import press, type_text

PEOPLE = [person_suggestion(LEADER), person_suggestion(DIRECTOR)]


def on_screen(qtbot, field):
    qtbot.addWidget(field)
    field.show()
    qtbot.waitExposed(field)
    field.activateWindow()
    field.editor.setFocus()
    qtbot.waitUntil(field.editor.hasFocus)
    return field


@pytest.fixture
def one(qtbot):
    return on_screen(qtbot, PickField(ListLookup(PEOPLE), create="Создать «{0}»…"))


@pytest.fixture
def several(qtbot):
    return on_screen(qtbot, PeopleField(ListLookup(PEOPLE), pasted=lambda: ListLookup(PEOPLE)))


class SlowLookup(ListLookup):
    """A server that answers when it is told to."""

    def ask(self, text):
        self.asked = text

    def answer(self):
        super().ask(self.asked)


def test_person_is_picked_by_keyboard_alone_and_the_card_walks_on(one, qtbot):
    type_text(one.line, "щук")
    assert one.line.popup.isVisible()
    with qtbot.waitSignal(one.walked):
        press(one.line, Qt.Key.Key_Return)
    assert one.value() == LEADER.id
    assert one.line.text() == "Щукина Ж. Ё."
    assert not one.line.popup.isVisible()


def test_arrows_choose_among_suggestions(one):
    press(one.line, Qt.Key.Key_Down)
    press(one.line, Qt.Key.Key_Down)
    press(one.line, Qt.Key.Key_Return)
    assert one.value() == DIRECTOR.id


def test_typed_text_that_names_nobody_is_no_value(one):
    type_text(one.line, "Ктотов")
    press(one.line, Qt.Key.Key_Escape)
    assert one.value() is None
    assert "нет в списке" in one.misread()


def test_unknown_name_can_be_created_in_place(one, qtbot):
    type_text(one.line, "ООО Ёлка")
    with qtbot.waitSignal(one.create_wanted) as wanted:
        press(one.line, Qt.Key.Key_Return)
    assert wanted.args == ["ООО Ёлка"]


def test_absence_and_deputy_are_told_before_the_choice(one):
    type_text(one.line, "абак")
    assert "отсутствует до 01.12.2026, замещает Ершова И. К." in one.line.popup.currentIndex().data()


def test_surname_with_yo_is_found_without_it(qtbot):
    field = on_screen(qtbot, PickField(ListLookup([Suggestion(5, "Ёлкин С. С.")])))
    type_text(field.line, "елк")
    press(field.line, Qt.Key.Key_Return)
    assert field.value() == 5


def leave(field, qtbot):
    """Tab, to whatever follows."""
    other = QLineEdit(field)
    other.show()
    other.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(other.hasFocus)
    return other


NAMESAKES = [Suggestion(1, "Иванов А. А."), Suggestion(2, "Иванов Б. Б."), Suggestion(3, "Ивановский В. В.")]


def test_a_surname_that_was_typed_but_not_picked_is_taken_when_the_field_is_left(one, qtbot):
    type_text(one.line, "щукина")
    with qtbot.assertNotEmitted(one.walked):
        leave(one, qtbot)
    assert one.value() == LEADER.id
    assert one.line.text() == "Щукина Ж. Ё."
    assert not one.misread()
    assert not one.line.popup.isVisible()


def test_the_whole_name_is_taken_though_longer_ones_begin_so(qtbot):
    field = on_screen(qtbot, PickField(ListLookup([Suggestion(1, "Лицей № 1"), Suggestion(2, "Лицей № 12")])))
    type_text(field.line, "лицей № 1")
    leave(field, qtbot)
    assert field.value() == 1


def test_a_surname_among_chips_is_taken_when_the_form_is_sent(several, qtbot):
    type_text(several.line, "щук")
    with qtbot.waitSignal(several.sent):
        press(several.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert several.value() == [LEADER.id]
    assert several.line.text() == ""
    assert not several.misread()


def test_namesakes_are_counted_and_the_list_still_opens(qtbot):
    field = on_screen(qtbot, PickField(ListLookup(NAMESAKES)))
    type_text(field.line, "иванов")
    leave(field, qtbot)
    assert field.value() is None
    assert "Уточните: найдено 3" in field.note()
    assert field.misread() == field.note()
    field.line.setFocus()
    press(field.line, Qt.Key.Key_Down)
    assert field.line.popup.isVisible()
    press(field.line, Qt.Key.Key_Return)
    assert (field.value(), field.note()) == (1, "")


class CutLookup(ListLookup):
    """A server that knows more than it gives at once."""

    def may_know_more(self, _found):
        return True


def test_an_answer_that_is_cut_short_proves_only_a_whole_name(qtbot):
    field = on_screen(qtbot, PickField(CutLookup([Suggestion(1, "Лицей № 1"), Suggestion(2, "Школа № 2")])))
    type_text(field.line, "лицей")
    other = leave(field, qtbot)
    assert field.value() is None
    assert "найдено 1 или больше" in field.note()
    field.line.setFocus()
    type_text(field.line, " № 1")
    other.setFocus(Qt.FocusReason.TabFocusReason)
    assert field.value() == 1


def test_a_name_of_nobody_is_told_when_the_field_is_left(several, qtbot):
    type_text(several.line, "Ктотов")
    leave(several, qtbot)
    assert several.note() == several.misread() == "«Ктотов» нет в списке."
    type_text(several.line, "а")
    assert several.note() == ""


def test_who_types_faster_than_the_server_answers_is_understood_all_the_same(qtbot):
    slow = SlowLookup(PEOPLE)
    field = on_screen(qtbot, PickField(slow))
    type_text(field.line, "щук")
    with qtbot.assertNotEmitted(field.sent):
        press(field.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "ещё ищется" in field.misread()
    with qtbot.waitSignal(field.sent):
        slow.answer()
    assert field.value() == LEADER.id
    assert not field.line.popup.isVisible()


def test_another_window_or_a_menu_settles_nothing_yet(one):
    type_text(one.line, "щук")
    for reason in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
        QApplication.sendEvent(one.line, QFocusEvent(QEvent.Type.FocusOut, reason))
    assert one.value() is None


def test_a_key_that_takes_no_focus_sends_what_was_typed_as_well(qtbot):
    form, field = Form(), PickField(ListLookup(PEOPLE))
    form.add("signatory_id", "Подписал", field, 0)
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    field.editor.setFocus()
    qtbot.waitUntil(field.editor.hasFocus)
    type_text(field.line, "щук")
    settle_current(form)
    assert form.check([])
    assert form.values() == {"signatory_id": LEADER.id}


def test_several_people_become_chips_and_backspace_takes_the_last(several):
    for name in ("щук", "абак"):
        type_text(several.line, name)
        press(several.line, Qt.Key.Key_Return)
    assert several.value() == [LEADER.id, DIRECTOR.id]
    assert several.line.text() == ""
    press(several.line, Qt.Key.Key_Backspace)
    assert several.value() == [LEADER.id]


def test_half_typed_name_among_chips_is_a_misreading(several):
    type_text(several.line, "Щу")
    assert "не выбран" in several.misread()


def test_a_locked_list_of_people_offers_nothing_to_take_away(several):
    several.show_value(PEOPLE)
    assert [chip.text()[-1] for chip in several._chips] == ["×", "×"]
    several.setEnabled(False)
    assert [chip.text() for chip in several._chips] == [person.title for person in PEOPLE]
    assert not several.line.isVisible()
    several.setEnabled(True)
    assert [chip.text()[-1] for chip in several._chips] == ["×", "×"]
    assert several.line.isVisible()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Иванов И. И., Петрова А.П.", ["Иванов И. И.", "Петрова А. П."]),
        ("1. Иванов И. И.\n2) Петрова Анна Павловна, начальник отдела\n\nИванов И. И.",
         ["Иванов И. И.", "Петрова Анна Павловна"]),
        ("1\tИванов И. И.\tотдел\r\n2\tПетрова А. П.\tмэрия", ["Иванов И. И.", "Петрова А. П."]),
        ("Департамент образования, науки", ["Департамент образования"]),
        ("Жолудь И. А.; Фомин А.Н., Иванов\nГубин Михаил", ["Жолудь И. А.", "Фомин А. Н.", "Иванов", "Губин Михаил"]),
        ("22 отряд ФПС", ["22 отряд ФПС"]),
        ("1-й отдел", ["1-й отдел"]),
        ("А" * 400 + ", Б", ["А" * 400]),
        ("", []),
    ],
)  # fmt: skip
def test_a_list_of_names_is_read_as_people_keep_it(text, names):
    assert names_in(text) == names


def test_a_pasted_list_of_people_becomes_chips_and_who_is_not_certain_stays_to_be_chosen(several, qtbot):
    QGuiApplication.clipboard().setText("Щукина Ж. Ё.\nНикакой Н. Н.\nабакумов")
    QTest.keySequence(several.line, QKeySequence.StandardKey.Paste)
    assert several.value() == [LEADER.id, DIRECTOR.id]
    assert several.line.text() == "Никакой Н. Н."
    assert "Не подобраны однозначно: Никакой Н. Н." in several.note()
    assert several.misread()


def test_a_list_is_pasted_from_the_menu_of_the_mouse_too(several, qtbot):
    QGuiApplication.clipboard().setText("Щукина Ж. Ё.\nабакумов")
    at = several.line.rect().center()
    QApplication.sendEvent(
        several.line, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, several.line.mapToGlobal(at))
    )
    menu = QApplication.activePopupWidget()
    menu.findChild(QAction, "edit-paste").trigger()
    menu.close()
    assert several.value() == [LEADER.id, DIRECTOR.id]


def test_typing_while_a_pasted_list_is_looked_up_loses_nobody_and_nothing_is_sent_before(qtbot):
    slow = SlowLookup(PEOPLE)
    field = on_screen(qtbot, PeopleField(ListLookup(PEOPLE), pasted=lambda: slow))
    QGuiApplication.clipboard().setText("Абакумов\nНикакой Н. Н.")
    QTest.keySequence(field.line, QKeySequence.StandardKey.Paste)
    type_text(field.line, "щук")
    press(field.line, Qt.Key.Key_Return)
    assert "ещё подбираются" in field.misread()
    type_text(field.line, "Пет")
    slow.answer()
    slow.answer()
    assert field.value() == [LEADER.id, DIRECTOR.id]
    assert field.line.text() == "Пет; Никакой Н. Н."
    assert "не выбран" in field.misread()


def test_a_second_list_may_be_pasted_before_the_first_is_looked_up(qtbot):
    lookups = []

    def pasted():
        lookups.append(SlowLookup(PEOPLE))
        return lookups[-1]

    field = on_screen(qtbot, PeopleField(ListLookup(PEOPLE), pasted=pasted))
    for text in ("Щукина; Щукина Ж. Ё.", "Абакумов; Щукина Ж. Ё."):
        QGuiApplication.clipboard().setText(text)
        QTest.keySequence(field.line, QKeySequence.StandardKey.Paste)
    for lookup in (lookups[1], lookups[0]):
        lookup.answer()
        lookup.answer()
    assert field.value() == [DIRECTOR.id, LEADER.id]
    assert not field.misread()


def test_a_field_of_other_things_takes_a_pasted_list_as_text(qtbot):
    field = on_screen(qtbot, PeopleField(ListLookup(PEOPLE)))
    QGuiApplication.clipboard().setText("Щукина; Абакумов")
    QTest.keySequence(field.line, QKeySequence.StandardKey.Paste)
    assert field.line.text() == "Щукина; Абакумов"
    assert field.value() == []


def test_one_pasted_name_is_typed_as_ever(several):
    QGuiApplication.clipboard().setText("щук")
    QTest.keySequence(several.line, QKeySequence.StandardKey.Paste)
    assert several.line.text() == "щук"
    assert several.value() == []


def test_a_pasted_name_is_never_taken_for_another_person_who_only_resembles_it():
    [leader] = [each for each in PEOPLE if each.title == "Щукина Ж. Ё."]
    assert meant_by("Щукин П. П.", [leader]) is None
    assert meant_by("Щукина", [leader]) == leader
    assert meant_by("начальник", [leader]) is None


def test_all_the_words_name_an_entry_whatever_stands_before_them(qtbot):
    schools = [Suggestion(1, "МБОУ «Средняя школа № 42»"), Suggestion(2, "МБОУ «Средняя школа № 142»")]

    class Served(ListLookup):
        def ask(self, text):
            self.found.emit(text, schools)

    field = on_screen(qtbot, PickField(Served()))
    type_text(field.line, "средняя школа № 42")
    field.settle()
    qtbot.waitUntil(lambda: field.value() == 1)


def test_a_list_that_is_cut_says_so(qtbot):
    class Cut(ListLookup):
        def may_know_more(self, _found):
            return True

    field = on_screen(qtbot, PickField(Cut(PEOPLE), create="Создать «{0}»…"))
    type_text(field.line, "щук")
    rows = [field.line.popup.model().index(row, 0).data() for row in range(field.line.popup.model().rowCount())]
    assert any(row.startswith("Показаны первые 1: уточните") for row in rows)
    press(field.line, Qt.Key.Key_Return)
    assert field.value() == LEADER.id


@pytest.mark.parametrize(
    ("typed", "other"),
    [("Петров И. С.", "Петров С. И."), ("Петров И. С.", "Петрова И. С."), ("Иванов Иван", "Иванова Анна Ивановна")],
)
def test_a_name_is_never_taken_for_another_person_of_such_a_name(typed, other):
    found = [Suggestion(1, other)]
    assert meant_by(typed, found) is None
    assert within(typed, found) is None


def test_a_pasted_name_is_uncertain_when_the_server_may_know_more(qtbot):
    class Cut(ListLookup):
        def may_know_more(self, _found):
            return True

    pasting = Pasting(Cut(PEOPLE), ["Щукина"], QApplication.instance())
    with qtbot.waitSignal(pasting.done) as done:
        pasting.start()
    assert done.args == [[], ["Щукина"]]


def test_a_list_that_comes_while_one_types_is_asked_for_what_stands_there(qtbot):
    lookup = ListLookup()
    field = on_screen(qtbot, PickField(lookup))
    type_text(field.line, "щук")
    assert not field.line.popup.isVisible(), "not known is not «nothing found»"
    lookup.suggestions = PEOPLE
    assert field.line.is_open()
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert field.value() is not None
