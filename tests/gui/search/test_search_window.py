"""The search window at a clerk's desk: words, facets, conditions, orders, and all of it without a mouse."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.search.hit_delegate import heading
from common.registry.classes import NUMBERED, UNREGISTERED, DocumentState
from common.registry.selection import Comparison, Condition
from common.rpc.errors import Failed, Invalid
from common.search import Counted, Facet, Found, Order
from tests.factories.desk import hit

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def search(open_desk, qtbot):
    window = open_desk()
    window.open_folder("search.window")
    page = window.desk.current_page
    window.activateWindow()
    page.box.setFocus()
    qtbot.waitUntil(page.box.hasFocus)
    qtbot.waitUntil(lambda: bool(page.conditions._fields))
    return page


@pytest.fixture
def asked(desk_server):
    """What the server has been asked to find, in turn."""
    questions = []
    answer = desk_server.answers["search.find"]

    def find(*arguments):
        questions.append(arguments)
        return answer(*arguments)

    desk_server.answers["search.find"] = find
    return questions


@pytest.fixture
def found(qtbot, search, asked):
    search.box.setText("кровля")
    QTest.keyClick(search.box, Qt.Key.Key_Return)
    qtbot.waitUntil(search.list.isVisible)
    qtbot.waitUntil(search.facets.isVisible)
    return search


def test_search_finds_reads_on_and_counts_exactly(qtbot, found):
    qtbot.waitUntil(lambda: found.hits.rowCount() >= 20)
    assert found.count.text() == "Найдено: не меньше 100"
    found.hits.fetchMore(found.list.rootIndex())
    qtbot.waitUntil(lambda: found.hits.rowCount() >= 40)
    assert found.hits.hit(20).document_id == 21
    found.list.setFocus()
    QTest.keyClick(found.list, Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: found.count.text() == "Найдено: 312")
    assert found.exact.isHidden()


def test_figures_that_are_not_exact_say_so(qtbot, found):
    assert found.facets.topLevelItem(1).child(0).text(1) == "≥\u00a088"
    found.exact_action.trigger()
    qtbot.waitUntil(lambda: found.facets.topLevelItem(1).child(0).text(1) == "300")


def test_found_word_is_marked_and_enter_opens_the_document(qtbot, found):
    assert "течёт кровля дома" in found.hits.index(0).data()
    QTest.keyClick(found.box, Qt.Key.Key_Down)
    navigator = found._workplace.navigator
    with qtbot.waitSignal(navigator.document_wanted) as wanted:
        QTest.keyClick(found.list, Qt.Key.Key_Return)
    assert wanted.args == [1]


def test_a_cancelled_document_says_so_before_the_line_can_end(qtbot, search, desk_server):
    gone = replace(hit(7), state=DocumentState.CANCELLED)
    assert [text for text, _tone in heading(gone)][2] == "  ·  регистрация отменена"
    desk_server.answers["search.find"] = lambda *_: Found([gone])
    search.box.setText("кровля")
    QTest.keyClick(search.box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: search.hits.rowCount() == 1)
    assert "регистрация отменена" in search.hits.index(0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_ctrl_enter_opens_the_document_behind_and_stays_in_the_list(found):
    QTest.keyClick(found.box, Qt.Key.Key_Down)
    QTest.keyClick(found.list, Qt.Key.Key_Down)
    QTest.keyClick(found.list, Qt.Key.Key_Return, CTRL)
    desk = found.window().desk
    assert desk.open_keys() == ["document-2"]
    assert desk.current_page is found
    assert found.list.hasFocus()


def test_a_facet_narrows_by_the_keyboard_and_its_chip_frees_it(qtbot, found, asked):
    QTest.keyClick(found.box, Qt.Key.Key_F6)
    assert found.facets.hasFocus()
    for _ in range(2):
        QTest.keyClick(found.facets, Qt.Key.Key_Down)
    while found.facets.currentItem().text(0) != "2025":
        QTest.keyClick(found.facets, Qt.Key.Key_Down)
    QTest.keyClick(found.facets, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [each[1].year for each in asked[-1:]] == ["2025"])
    assert found.chips.words() == ["Год: 2025  ×"]
    qtbot.waitUntil(lambda: found.count.text() == "Найдено: 12")
    QTest.keyClick(found.box, Qt.Key.Key_Backspace, CTRL | SHIFT)
    qtbot.waitUntil(lambda: [each[1].year for each in asked[-1:]] == [""])
    assert found.chips.isHidden()


def test_a_facet_chosen_again_is_free(qtbot, found, asked):
    value = next(value for value in found.facets.values() if value.facet is Facet.KIND)
    for key in ("letter", ""):
        found.facets.chosen.emit(value)
        qtbot.waitUntil(lambda key=key: asked[-1][1].kind == key)


def test_the_chosen_order_stays(qtbot, found, asked, open_desk):
    QTest.keyClick(found.box, Qt.Key.Key_T, CTRL)
    qtbot.waitUntil(lambda: [each[2] for each in asked[-1:]] == [Order.RELEVANT])
    again = open_desk()
    again.open_folder("search.window")
    assert again.desk.current_page.order.currentText() == "По значимости"


def test_conditions_on_fields_go_with_the_words(qtbot, found, asked):
    QTest.keyClick(found.box, Qt.Key.Key_F, CTRL | SHIFT)
    line = found.conditions.lines[0]
    line.ask("control_due")
    line.day.line.setText("30.11.2026")
    found.conditions.add().ask("remark")
    QTest.keyClick(line.day.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(asked and asked[-1][1].conditions))
    assert asked[-1][1].conditions == [
        Condition(field="control_due", comparison=Comparison.SINCE, value="2026-11-30")
    ]  # a line without a value asks for nothing
    assert found.chips.isHidden()  # the line says it
    found.conditions_action.trigger()
    assert found.chips.words() == ["Контрольный срок не раньше «30.11.2026»  ×"]
    found.chips.remove_last()
    qtbot.waitUntil(lambda: not asked[-1][1].conditions)
    assert len(found.conditions.lines) == 1


def test_of_several_values_the_one_that_is_typed_is_completed(found):
    QTest.keyClick(found.box, Qt.Key.Key_F, CTRL | SHIFT)
    line = found.conditions.lines[0]
    line.ask("form")
    line.test.setCurrentText("одно из")
    line.value.setText("Смешанная; бума")
    completer = line.value.completer()
    completer.setCompletionPrefix("бума")
    assert completer.splitPath(line.value.text()) == ["бума"]
    assert completer.currentCompletion() == "Смешанная; Только бумажная"
    line.value.setText("Смешанная; Только бумажная")
    assert line.condition() == Condition(field="form", comparison=Comparison.ONE_OF, value="Смешанная; Только бумажная")


def test_another_way_to_compare_cuts_nothing_of_what_is_typed(qtbot, found, asked):
    QTest.keyClick(found.box, Qt.Key.Key_F, CTRL | SHIFT)
    line = found.conditions.lines[0]
    line.ask("unit")
    line.test.setCurrentText("одно из")
    typed = "; ".join(f"Управление благоустройства № {number}" for number in range(20))
    line.value.setText(typed)
    line.test.setCurrentText("содержит")
    assert [each.text for each in found.conditions.problems()] == ["«Подразделение»: не больше 200 знаков."]
    line.test.setCurrentText("одно из")
    assert line.value.text() == typed
    assert not found.conditions.problems()


def test_what_is_found_is_handed_to_the_register(qtbot, found):
    found._narrow(next(value for value in found.facets.values() if value.facet is Facet.YEAR))
    with qtbot.waitSignal(found._workplace.navigator.register_wanted) as wanted:
        found.list_action.trigger()
    key, chosen = wanted.args
    assert key == "registry.all"
    assert chosen.words == "кровля"
    assert set(chosen.states) == NUMBERED | UNREGISTERED
    assert chosen.conditions == [Condition(field="registered", value="2026")]


def test_ctrl_f_comes_to_the_box_and_escape_too(qtbot, found):
    for back in (lambda: QTest.keyClick(found.list, Qt.Key.Key_F, CTRL),
                 lambda: QTest.keyClick(found.list, Qt.Key.Key_Escape)):  # fmt: skip
        QTest.keyClick(found.box, Qt.Key.Key_Down)
        assert found.list.hasFocus()
        back()
        qtbot.waitUntil(found.box.hasFocus)


def test_search_without_hits_says_how_to_go_on(qtbot, search, desk_server):
    desk_server.answers["search.find"] = lambda *_: Found([])
    desk_server.answers["search.count"] = lambda *_: Counted(0, False, [])
    search.box.setText("йцукен")
    search.search()
    qtbot.waitUntil(search.results.nothing.isVisible)
    assert search.count.text() == ""
    assert search.facets.isHidden()


def test_a_question_without_a_meaning_is_answered_by_what_to_type(qtbot, search, desk_server):
    def refuse(*_):
        raise Invalid("Есть только исключения.")

    desk_server.answers |= {"search.find": refuse, "search.count": refuse}
    search.box.setText("-школа")
    search.search()
    qtbot.waitUntil(search.results.unclear.isVisible)
    assert search.results.unclear.title.text() == "Есть только исключения."


def test_a_failed_search_is_tried_again_by_its_button(qtbot, search, desk_server):
    answer = desk_server.answers["search.find"]

    def fail(*_):
        raise Failed("Ошибка сервера.")

    desk_server.answers["search.find"] = fail
    search.box.setText("кровля")
    search.search()
    qtbot.waitUntil(search.results.error.isVisible)
    desk_server.answers["search.find"] = answer
    search.results.error.button.click()
    qtbot.waitUntil(search.list.isVisible)


@pytest.fixture
def misspelt(desk_server):
    """Nothing has «кровдя»; what is meant is «кровля»."""
    answer = desk_server.answers["search.find"]
    desk_server.answers["search.find"] = lambda asked, *rest: answer(asked, *rest) if asked == "кровля" else Found([])
    desk_server.answers["search.nearest"] = lambda asked, _narrowing: {"кровдя": "кровля"}.get(asked, "")


def test_what_nobody_has_is_read_as_the_nearest_and_one_key_searches_as_typed(search, misspelt, qtbot, desk_server):
    search.box.setText("кровдя")
    QTest.keyClick(search.box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: search.hits.rowCount() > 0)
    assert search.misspelling.text.text() == "«кровдя» не найдено — ближе всего «кровля»."
    assert (search.box.text(), search.misspelling.isVisible()) == ("кровдя", True)
    assert desk_server.calls_of("search.count")[-1].arguments.text == "кровля"
    search.meant_action.trigger()
    qtbot.waitUntil(
        lambda: search.hits.rowCount() == 0 and search.results._stack.currentWidget() is search.results.nothing
    )
    assert not search.misspelling.isVisible()
    assert len(desk_server.calls_of("search.nearest")) == 1


def test_next_to_nothing_offers_the_other_reading(search, misspelt, qtbot, desk_server):
    few, answer = Found([hit(1)]), desk_server.answers["search.find"]
    desk_server.answers["search.find"] = lambda asked, *rest: few if asked == "кровдя" else answer(asked, *rest)
    search.box.setText("кровдя")
    QTest.keyClick(search.box, Qt.Key.Key_Return)
    qtbot.waitUntil(search.misspelling.isVisible)
    assert (search.misspelling.text.text(), search.hits.rowCount()) == ("Возможно, имелось в виду «кровля».", 1)
    search.meant_action.trigger()
    qtbot.waitUntil(lambda: search.hits.rowCount() > 1)
    assert not search.misspelling.isVisible()


def test_what_has_no_number_shows_where_it_is(search):
    project = replace(hit(7), number="", on=None, state=DocumentState.APPROVAL)
    assert [text for text, _tone in heading(project)][:2] == ["На согласовании", "  ·  без номера"]
