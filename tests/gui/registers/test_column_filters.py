"""The filters above the columns of a register: typed, ticked, kept, taken off."""

import pytest
from PySide6.QtCore import Qt

from client.registry.column_filters import filters_of
from client.widgets.paged_model import PagedState
from common.kernel.paging import Page
from common.kernel.several import joined
from common.registry.classes import DocumentClass
from common.registry.columns import COLUMNS
from common.registry.document import Dictionaries, DocumentFilter
from common.registry.extras import ExtraName
from common.registry.kinds import Kind as KindKept
from common.registry.kinds import KindDraft
from common.registry.selection import Comparison, Condition, FieldType
from common.registry.views import View
from tests.factories.desk import NOW
from tests.gui.registers.hands import KEY, choose_view, typed_above
from tests.gui.typing_keys import press, type_text


def test_the_columns_filter_as_one_types(qtbot, page, asked):
    page.bar.filters.click()
    line = page.view.filters._lines["summary"]
    type_text(line, "школ")
    qtbot.waitUntil(lambda: Condition(field="summary", value="школ") in asked().conditions)
    page.bar.filters.click()
    qtbot.waitUntil(lambda: asked().conditions == [])


def test_one_types_on_above_a_column_when_the_lists_of_the_kinds_come_in_between(page):
    line = typed_above(page, "kind", "Пис")
    line.setFocus()
    line.setCursorPosition(1)
    page._know(Dictionaries([], [], [], [], [], []))
    again = page.view.filters._lines["kind"]
    assert again.hasFocus()
    assert (again.text(), again.cursorPosition()) == ("Пис", 1)


def test_a_filter_that_no_row_fits_stays_where_it_is_typed(qtbot, page, desk_server):
    desk_server.answers["registry.documents"] = lambda _chosen, _offset, _limit: Page(0, [])
    line = typed_above(page, "summary", "тротуаоа")
    qtbot.waitUntil(lambda: page.model.state is PagedState.READY and not page.model.total)
    assert line.isVisible()
    assert page.pane._nothing.isVisible()


def test_no_row_says_by_its_name_what_stands_in_the_way(qtbot, page, desk_server):
    desk_server.answers[KEY] = lambda *_: Page(0, [])
    page.bar.filters.click()  # the heads are open and nothing is typed there
    page.filter.to_me.click()
    said = page.pane._nothing
    qtbot.waitUntil(lambda: said.isVisible() and "«Мне»" in said.text())
    assert "столбцах" not in said.text()
    type_text(page.view.filters._lines["summary"], "школ")
    qtbot.waitUntil(lambda: "набранное в столбцах (1)" in said.text())
    page.own.turn()
    odd = View(title="Срочные", register=KEY, chosen=DocumentFilter(conditions=[Condition(field="summary", value="х")]))
    page.show_view(odd, None)
    qtbot.waitUntil(lambda: "представление «Срочные»" in page.empty.text.text())


def test_a_date_column_takes_days_and_periods_and_says_what_is_no_date(qtbot, page, asked):
    line = typed_above(page, "registered", "с 01.10 по 15.10")
    wanted = Condition(field="registered", value="с 01.10 по 15.10")
    qtbot.waitUntil(lambda: wanted in asked().conditions)
    assert line.refusal == ""
    typed_above(page, "registered", "давно")
    qtbot.waitUntil(lambda: "«давно» — не дата" in line.refusal)
    assert line._note.isVisible()
    qtbot.waitUntil(lambda: asked().conditions == [])
    press(line, Qt.Key.Key_Escape)
    assert (line.text(), line.refusal, line._note.isVisible()) == ("", "", False)


@pytest.mark.parametrize("key", ["control_due", "correspondent", "summary"])
def test_any_column_is_asked_for_what_is_empty_or_filled_in_it(qtbot, page, asked, key):
    line = typed_above(page, key, "пусто")
    empty = Condition(field=key, comparison=Comparison.EMPTY)
    qtbot.waitUntil(lambda: empty in asked().conditions)
    assert line.refusal == ""
    typed_above(page, key, "Есть")
    qtbot.waitUntil(lambda: Condition(field=key, comparison=Comparison.FILLED) in asked().conditions)


def test_a_column_of_words_says_that_it_looks_for_parts_of_words(page):
    line = page.view.filters._lines["summary"]
    assert (line.placeholderText(), "«школ» найдёт «школа»" in line.toolTip()) == ("часть слова", True)


@pytest.fixture
def of_kinds(page):
    """The field above the column of the kinds, of which there are three."""
    kinds = [
        KindKept(KindDraft(key=key, title=title, document_class=DocumentClass.INCOMING), 1)
        for key, title in (("letter", "Письмо"), ("letter_of_law", "Письмо органа"), ("complaint", "Жалоба"))
    ]
    page._know(Dictionaries(kinds, [], [], [], [], []))
    return typed_above(page, "kind", "")


def one_of(value, comparison=Comparison.ONE_OF):
    return Condition(field="kind", comparison=comparison, value=value)


def test_a_column_of_few_values_offers_them_and_takes_the_chosen_one_exactly(qtbot, of_kinds, asked):
    type_text(of_kinds, "Письм")
    qtbot.waitUntil(lambda: Condition(field="kind", value="Письм") in asked().conditions)
    assert [of_kinds.completer().model().index(n, 0).data() for n in range(2)] == ["Письмо", "Письмо органа"]
    of_kinds.setText("Письмо")
    qtbot.waitUntil(lambda: one_of("Письмо", Comparison.IS) in asked().conditions)


def test_several_values_are_ticked_by_keys_one_after_the_other(qtbot, of_kinds, asked):
    press(of_kinds, Qt.Key.Key_Down)
    ticks = of_kinds.list
    assert (ticks.isVisible(), ticks.count()) == (True, 3)
    press(ticks, Qt.Key.Key_Space, text=" ")
    press(ticks, Qt.Key.Key_Down)
    press(ticks, Qt.Key.Key_Down)
    press(ticks, Qt.Key.Key_Return)
    assert (of_kinds.text(), ticks.isVisible()) == ("Письмо; Жалоба", False)
    qtbot.waitUntil(lambda: asked().conditions == [one_of("Письмо; Жалоба")])
    press(of_kinds, Qt.Key.Key_Down)
    assert [ticks.item(n).checkState() is Qt.CheckState.Checked for n in range(3)] == [True, False, True]
    press(ticks, Qt.Key.Key_Space, text=" ")
    press(ticks, Qt.Key.Key_Escape)
    assert (of_kinds.text(), ticks.isVisible()) == ("Жалоба", False)


def test_several_values_are_typed_by_their_pieces_and_what_is_in_no_list_is_refused(qtbot, of_kinds, asked):
    type_text(of_kinds, "жал; письм")
    qtbot.waitUntil(lambda: asked().conditions == [one_of("Жалоба; Письмо; Письмо органа")])
    assert of_kinds.completer().splitPath(of_kinds.text()) == ["письм"]
    type_text(of_kinds, "; накладная")
    qtbot.waitUntil(lambda: "«накладная» в списке нет" in of_kinds.refusal)
    qtbot.waitUntil(lambda: asked().conditions == [])


def test_one_piece_and_a_semicolon_look_for_the_piece(qtbot, of_kinds, asked):
    type_text(of_kinds, "письм;")
    qtbot.waitUntil(lambda: asked().conditions == [Condition(field="kind", value="письм")])
    assert of_kinds.refusal == ""


def test_more_ticks_than_a_condition_holds_are_refused_below_the_field_and_no_title_is_cut(qtbot, page, asked):
    titles = [f"{number:02d} {'в' * 104}" for number in range(95)]
    kinds = [
        KindKept(KindDraft(key=f"k{place}", title=title, document_class=DocumentClass.INCOMING), 1)
        for place, title in enumerate(titles)
    ]
    page._know(Dictionaries(kinds, [], [], [], [], []))
    line = typed_above(page, "kind", "")
    for title in titles:
        line.list.turned.emit(title, True)
    assert line.text() == joined(titles)
    qtbot.waitUntil(lambda: "Слишком много значений" in line.refusal)
    qtbot.waitUntil(lambda: asked().conditions == [])
    line.setText(joined(titles[:70]))
    qtbot.waitUntil(lambda: asked().conditions == [one_of(joined(titles[:70]))])
    assert line.refusal == ""


def test_a_long_piece_of_a_column_with_a_loose_list_is_refused_below_the_field():
    filters = filters_of(
        COLUMNS, Dictionaries([], [], [], [], [], []), {"summary": ExtraName("", FieldType.TEXT, ["а"])}, [], NOW.date()
    )
    assert "не больше 200 знаков" in filters["summary"].misread("в" * 9000)
    assert filters["summary"].misread("в" * 200) == ""


def test_the_ticks_offer_what_is_typed_and_give_the_letters_back_to_the_field(of_kinds):
    type_text(of_kinds, "Жалоба; орг")
    press(of_kinds, Qt.Key.Key_Down)
    ticks = of_kinds.list
    assert [ticks.item(n).text() for n in range(ticks.count())] == ["Письмо органа", "Жалоба"]
    type_text(ticks, "а")
    assert (of_kinds.text(), ticks.isVisible()) == ("Жалоба; орга", False)


def test_the_states_offered_are_those_of_the_view(qtbot, page, asked):
    page._show_columns(["number", "state"])
    choose_view(page, "Отменённые")
    page._show_columns(["number", "state"])
    line = typed_above(page, "state", "отмен")
    qtbot.waitUntil(lambda: Condition(field="state", value="отмен") in asked().conditions)
    assert (line.choices.titles, line.refusal) == (["Регистрация отменена"], "")


def test_several_ticked_values_are_kept_as_ones_own_filter(qtbot, page, of_kinds, asked):
    of_kinds.setText("Письмо; Жалоба")
    qtbot.waitUntil(lambda: page.bar.own.text() == "Снять отбор (1)")
    page.bar.own.click()
    page.bar.own.click()
    qtbot.waitUntil(lambda: asked().conditions == [one_of("Письмо; Жалоба")])
    assert page.current_view().chosen.conditions == [one_of("Письмо; Жалоба")]


def test_a_filter_shows_that_it_is_on_goes_by_one_key_and_is_offered_the_next_time(qtbot, page, asked, open_desk):
    own = page.bar.own
    assert not own.isVisible()
    page.filter.correspondent.setText("Прокуратура")
    typed_above(page, "registered", "ноябрь")
    qtbot.waitUntil(lambda: own.text() == "Снять отбор (2)")
    own.click()
    qtbot.waitUntil(lambda: (asked().correspondent, asked().conditions) == ("", []))
    assert (own.text(), page.view.filters.lines()) == ("Как в прошлый раз", {})
    later = open_desk()
    later.open_folder(KEY)
    opened = later.desk.current_page
    qtbot.waitUntil(lambda: opened.model.state is PagedState.READY)
    assert (opened.filter.correspondent.text(), opened.bar.own.text()) == ("", "Как в прошлый раз")
    opened.bar.own.click()
    november = Condition(field="registered", value="ноябрь")
    qtbot.waitUntil(lambda: (asked().correspondent, asked().conditions) == ("Прокуратура", [november]))
    assert opened.bar.filters.isChecked()


def reopened(qtbot, open_desk):
    later = open_desk()
    later.open_folder(KEY)
    opened = later.desk.current_page
    qtbot.waitUntil(lambda: opened.model.state is PagedState.READY)
    return opened


def test_a_filter_that_nobody_took_off_is_back_the_next_time_and_says_so(qtbot, page, asked, open_desk):
    page.filter.correspondent.setText("Прокуратура")
    typed_above(page, "registered", "ноябрь")
    qtbot.waitUntil(lambda: page.bar.own.text() == "Снять отбор (2)")
    opened = reopened(qtbot, open_desk)
    november = Condition(field="registered", value="ноябрь")
    qtbot.waitUntil(lambda: (asked().correspondent, asked().conditions) == ("Прокуратура", [november]))
    assert (opened.bar.own.text(), opened.bar.own.property("on")) == ("Снять отбор (2)", True)
    assert opened.bar.own.toolTip().startswith("Отбор остался с прошлого раза.")
    assert opened.bar.filters.isChecked()
    opened.bar.own.click()
    qtbot.waitUntil(lambda: (asked().correspondent, asked().conditions) == ("", []))
    assert reopened(qtbot, open_desk).bar.own.text() == "Как в прошлый раз"


def test_a_register_opened_under_anothers_condition_comes_without_the_old_filter(qtbot, page, asked, open_desk):
    page.filter.correspondent.setText("Прокуратура")
    qtbot.waitUntil(lambda: page.bar.own.text() == "Снять отбор (1)")
    later = open_desk()
    later.open_register(KEY, DocumentFilter(to_me=True))
    qtbot.waitUntil(lambda: (asked().correspondent, asked().to_me) == ("", True))


def test_the_conditions_of_a_view_are_not_kept_with_ones_own(qtbot, page, asked, open_desk):
    page.show_view(View(title="На контроле", register=KEY, chosen=DocumentFilter(on_control=True)), None)
    page.filter.correspondent.setText("Прокуратура")
    qtbot.waitUntil(lambda: page.bar.own.text() == "Снять отбор (1)")
    opened = reopened(qtbot, open_desk)
    assert (opened.bar.own.text(), opened.chosen().on_control) == ("Снять отбор (1)", False)
    assert opened.chosen().correspondent == "Прокуратура"


def test_a_condition_of_the_view_that_was_switched_off_is_kept_so(qtbot, page, asked):
    on_control = View(title="На контроле", register=KEY, chosen=DocumentFilter(on_control=True))
    page.show_view(on_control, None)
    page.filter.on_control.click()
    qtbot.waitUntil(lambda: page.bar.own.text() == "Снять отбор (1)")
    page.show_view(on_control, None)
    assert page.chosen().on_control
    page.bar.own.click()
    assert (page.bar.own.text(), page.chosen().on_control) == ("Снять отбор (1)", False)


def test_another_view_chosen_takes_the_filter_off_for_the_next_time_too(qtbot, page, asked, open_desk):
    page.filter.correspondent.setText("Прокуратура")
    qtbot.waitUntil(lambda: page.bar.own.text() == "Снять отбор (1)")
    page.show_view(View(title="Все", register=KEY, chosen=DocumentFilter()), None)
    opened = reopened(qtbot, open_desk)
    assert (opened.bar.own.text(), opened.chosen().correspondent) == ("Как в прошлый раз", "")
    opened.bar.own.click()
    assert opened.chosen().correspondent == "Прокуратура"
