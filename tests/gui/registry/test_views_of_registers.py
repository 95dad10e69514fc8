"""A register in the view that its reader likes: groups, conditions, columns, order; saved, watched, taken away."""

from threading import Event

import msgspec
import pytest
from PySide6.QtCore import Qt

from client.registry.column_filters import filters_of
from client.registry.view_dialogs import ColumnsDialog, ConditionsDialog, SaveViewDialog
from client.widgets.conditions_field import ConditionDialog
from client.widgets.paged_model import PagedState
from common.kernel.changes import Change, Kind
from common.kernel.paging import Page
from common.kernel.several import joined
from common.kernel.validation import Problem
from common.registry.classes import DocumentClass
from common.registry.columns import COLUMNS
from common.registry.document import Dictionaries, DocumentFilter
from common.registry.extras import ExtraName
from common.registry.kinds import ExtraField, KindDraft
from common.registry.kinds import Kind as KindKept
from common.registry.selection import Comparison, Condition, FieldType, Group, Grouping, Sort
from common.registry.values import ValueType
from common.registry.views import View, ViewRow
from common.rpc.errors import Invalid
from tests.factories.desk import NOW, clerk, letters
from tests.gui.typing_keys import press, type_text

MINISTRY = Group("11", "Министерство образования", 7)
NOBODY = Group("", "Не указано", 2)
KEY = "registry.documents"


@pytest.fixture
def page(qtbot, open_desk, desk_server):
    desk_server.answers["registry.groups"] = lambda _chosen, _by: [MINISTRY, NOBODY]
    window = open_desk()
    window.open_folder(KEY)
    opened = window.desk.current_page
    qtbot.waitUntil(lambda: opened.model.state is PagedState.READY)
    return opened


@pytest.fixture
def asked(desk_server):
    """What the register has asked for last."""
    return lambda: desk_server.calls_of(KEY)[-1].arguments.chosen


def choose_view(page, title):
    page.bar.view.setCurrentIndex(page.bar.view.findText(title))
    page.bar.view.activated.emit(page.bar.view.currentIndex())


def test_a_group_narrows_the_register_and_its_count_stands_beside_it(qtbot, page, asked):
    choose_view(page, "По корреспонденту")
    qtbot.waitUntil(lambda: page.groups.list.count() == 3)
    assert [page.groups.list.item(row).text() for row in range(3)] == [
        "Все (9)", "Министерство образования (7)", "Не указано (2)",
    ]  # fmt: skip
    page.groups.list.setCurrentRow(1)
    wanted = Condition(field="correspondent", comparison=Comparison.KEY, value="11")
    qtbot.waitUntil(lambda: wanted in asked().conditions)
    page.groups.list.setCurrentRow(2)
    empty = Condition(field="correspondent", comparison=Comparison.EMPTY)
    qtbot.waitUntil(lambda: empty in asked().conditions)


def test_the_columns_filter_as_one_types(qtbot, page, asked):
    page.bar.filters.click()
    line = page.view.filters._lines["summary"]
    type_text(line, "школ")
    qtbot.waitUntil(lambda: Condition(field="summary", value="школ") in asked().conditions)
    page.bar.filters.click()
    qtbot.waitUntil(lambda: asked().conditions == [])


def test_a_filter_that_no_row_fits_stays_where_it_is_typed(qtbot, page, desk_server):
    desk_server.answers["registry.documents"] = lambda _chosen, _offset, _limit: Page(0, [])
    line = typed_above(page, "summary", "тротуаоа")
    qtbot.waitUntil(lambda: page.model.state is PagedState.READY and not page.model.total)
    assert line.isVisible()
    assert page.pane._nothing.isVisible()


def typed_above(page, key, text):
    if not page.bar.filters.isChecked():
        page.bar.filters.click()
    line = page.view.filters._lines[key]
    line.clear()
    type_text(line, text)
    return line


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


def test_a_click_on_a_heading_orders_and_a_second_turns_it_round(qtbot, page, asked):
    header = page.view.horizontalHeader()
    header.sectionClicked.emit(0)
    qtbot.waitUntil(lambda: (asked().sort, asked().rising) == (Sort.NUMBER, False))
    header.sectionClicked.emit(0)
    qtbot.waitUntil(lambda: (asked().sort, asked().rising) == (Sort.NUMBER, True))
    header.sectionClicked.emit(2)
    qtbot.waitUntil(lambda: (asked().sort, asked().rising) == (Sort.CORRESPONDENT, True))
    assert "не больше 20\u00a0000" in page.model.headerData(2, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)


def test_a_register_too_long_for_an_order_keeps_the_one_before_and_says_why(qtbot, page, asked, desk_server):
    def documents(chosen, offset=0, limit=100):
        if not chosen.sort.is_indexed:
            raise Invalid("Сузьте список: сортируется до 20 000.", [Problem("sort", "Сузьте список.")])
        return letters(chosen, offset, limit)

    desk_server.answers[KEY] = documents
    header = page.view.horizontalHeader()
    header.sectionClicked.emit(0)
    qtbot.waitUntil(lambda: asked().sort is Sort.NUMBER)
    header.sectionClicked.emit(2)
    qtbot.waitUntil(lambda: "Сузьте список" in page.count.text())
    assert (asked().sort, header.sortIndicatorSection()) == (Sort.NUMBER, 0)
    assert page.model.state is PagedState.READY


def test_a_register_known_to_be_long_is_not_asked_in_vain(qtbot, page, desk_server):
    desk_server.answers[KEY] = lambda chosen, offset=0, limit=100: Page(20_001, letters(chosen, offset, limit).rows)
    page.model.reload()
    qtbot.waitUntil(lambda: page.model.total == 20_001)
    before = len(desk_server.calls_of(KEY))
    page.view.horizontalHeader().sectionClicked.emit(2)
    assert "по столбцу «Корреспондент» сортируется до 20\u00a0000" in page.count.text()
    assert len(desk_server.calls_of(KEY)) == before


def test_the_chosen_columns_are_shown_in_their_order(page):
    dialog = ColumnsDialog(["number", "summary"], page._known, page)
    last = dialog.list.item(dialog.list.count() - 1)
    last.setCheckState(Qt.CheckState.Checked)
    page._show_columns(dialog.columns())
    titles = [page.model.headerData(n, Qt.Orientation.Horizontal) for n in range(page.model.columnCount())]
    assert titles == ["№", "Краткое содержание", "Примечание"]


def test_a_condition_asks_for_what_its_field_can_be_compared_with(qtbot, page):
    extra = {"extra.address": ExtraName("Адрес объекта"), "extra.area": ExtraName("Площадь", FieldType.NUMBER)}
    dialog = ConditionDialog(Condition(field="summary"), extra, page.workplace.today(), page)
    dialog.field.show_value("their_date")
    dialog.field.edited.emit()
    dialog.comparison.show_value(Comparison.SINCE)
    dialog.accept()
    assert "укажите" in dialog.form.note("day")
    dialog.day.show_value(NOW.date())
    assert dialog.condition() == Condition(field="their_date", comparison=Comparison.SINCE, value="2026-11-23")
    dialog.field.show_value("extra.address")
    assert dialog.field.value() == "extra.address"
    dialog.field.show_value("extra.area")
    dialog.field.edited.emit()
    dialog.value.show_value("больше 9")
    assert [dialog.comparison.combo.itemText(n) for n in range(4)] == ["равно", "не меньше", "не больше", "в пределах"]
    dialog.comparison.show_value(Comparison.CONTAINS)
    assert dialog.condition() == Condition(field="extra.area", value="больше 9", extra_type=FieldType.NUMBER)


def test_all_fields_of_the_kinds_are_offered_as_conditions_and_typed_above_their_columns(qtbot, page, asked):
    fields = [
        ExtraField(key="area", title="Площадь", type=ValueType.NUMBER, in_list=True),
        ExtraField(key="object", title="Объект"),
    ]
    kind = KindKept(
        KindDraft(key="permit", title="Разрешение", document_class=DocumentClass.INCOMING, fields=fields), 1
    )
    page._know(Dictionaries([kind], [], [], [], [], []))
    assert {name: each.title for name, each in page._extra.items()} == {
        "extra.area": "Площадь", "extra.object": "Объект",
    }  # fmt: skip
    page._show_columns(["number", "extra.area"])
    page.bar.filters.click()
    type_text(page.view.filters._lines["extra.area"], ">9")
    wanted = Condition(field="extra.area", value=">9", extra_type=FieldType.NUMBER)
    qtbot.waitUntil(lambda: wanted in asked().conditions)


def test_a_column_of_times_takes_stretches_of_the_day_and_says_what_is_no_time(qtbot, page, asked):
    at = ExtraField(key="at", title="Во сколько", type=ValueType.TIME, in_list=True)
    kind = KindKept(KindDraft(key="call", title="Звонок", document_class=DocumentClass.INCOMING, fields=[at]), 1)
    page._know(Dictionaries([kind], [], [], [], [], []))
    page._show_columns(["number", "extra.at"])
    line = typed_above(page, "extra.at", "с 9 до 12")
    wanted = Condition(field="extra.at", value="с 9 до 12", extra_type=FieldType.TIME)
    qtbot.waitUntil(lambda: wanted in asked().conditions)
    typed_above(page, "extra.at", "утром")
    qtbot.waitUntil(lambda: "«утром» — не время" in line.refusal)


def test_words_and_conditions_are_counted_on_their_button(qtbot, page, asked, monkeypatch):
    def fill(dialog):
        dialog.words.setText("отопительный сезон")
        dialog.field.show_value([Condition(field="sheets", comparison=Comparison.SINCE, value="3")])
        return ConditionsDialog.DialogCode.Accepted

    monkeypatch.setattr(ConditionsDialog, "exec", fill)
    page.ask_conditions()
    assert page.bar.conditions.text() == "Условия (2)"
    qtbot.waitUntil(lambda: asked().words == "отопительный сезон")


def test_a_saved_view_is_watched_in_a_folder_of_its_own(qtbot, page, desk_server):
    kept = []

    def put(_view_id, _version, view):
        kept[:] = [ViewRow(5, 1, view, clerk().name, True, False, None)]
        return 5

    def subscribe(_view_id, wanted):
        kept[:] = [msgspec.structs.replace(kept[0], subscribed=wanted, seen=NOW)]

    desk_server.answers |= {
        "views.put": put, "views.all": lambda: kept, "views.subscribe": subscribe, "views.fresh": lambda: {5: 3},
        "views.note_seen": lambda _view_id: None,
    }  # fmt: skip
    page._group(Grouping.KIND)
    page.filter.correspondent.setText("Прокуратура")
    page.save_view()
    dialog = page.findChild(SaveViewDialog)
    dialog.title.show_value("Прокуратура по видам")
    dialog.form.sent.emit()
    qtbot.waitUntil(lambda: page.bar.view.currentText() == "Прокуратура по видам ★")
    assert (kept[0].view.chosen.correspondent, kept[0].view.grouping) == ("Прокуратура", Grouping.KIND)
    page.bar.watch.click()
    window = page.window()
    page.workplace.calls.changed.emit([Change(Kind.VIEW, 5)])
    qtbot.waitUntil(lambda: "view.5" in window.tree._items and window.tree.badge("view.5") is not None)
    assert window.tree.badge("view.5").count == 3
    window.open_folder("view.5")
    opened = window.desk.current_page
    qtbot.waitUntil(lambda: opened.model.state is PagedState.READY)
    assert opened.filter.correspondent.text() == "Прокуратура"
    qtbot.waitUntil(lambda: bool(desk_server.calls_of("views.note_seen")))


def test_the_rows_come_at_once_and_their_number_follows(qtbot, page, desk_server):
    desk_server.answers[KEY] = lambda *_: Page(1000, letters(DocumentFilter()).rows, more=True)
    counted = Event()
    desk_server.answers["registry.counts"] = lambda _chosen: [54321] if counted.wait(5) else []
    page.filter.correspondent.setText("Прокуратура")
    qtbot.waitUntil(lambda: page.count.text() == "Более 1\u00a0000, считается…")
    assert page.model.rowCount() == 1000
    counted.set()
    qtbot.waitUntil(lambda: page.count.text() == "Всего: 54\u00a0321")
    assert page.model.rowCount() == 54321


def test_what_a_search_hands_over_bears_its_own_name(qtbot, page, asked):
    found = View(title="Найденное", register=KEY, chosen=DocumentFilter(words="кровля"))
    page.show_view(found, None)
    assert (page.bar.view.currentIndex(), page.bar.view.placeholderText()) == (-1, "Найденное")
    qtbot.waitUntil(lambda: asked().words == "кровля")
    page._read_views()
    qtbot.waitUntil(lambda: page.bar.view.count() > 1)
    assert page.bar.view.currentIndex() == -1


def test_a_saved_view_with_a_long_name_leaves_the_folders_their_room(qtbot, page, desk_server):
    title = "Письма о дорогах, по видам и корреспондентам, за всё время, второй отдел"
    long = View(title=title, register="registry.documents")
    page.show_view(long, ViewRow(9, 1, long, clerk().name, True, True, None))
    page.bar.own.setText("Как в прошлый раз")
    page.bar.own.show()
    assert page.minimumSizeHint().width() < 1366 - 240


def test_enter_on_what_is_no_date_stays_in_the_field_and_says_so(qtbot, page):
    line = typed_above(page, "registered", "абв")
    with qtbot.assertNotEmitted(page.view.opened):
        press(line, Qt.Key.Key_Return)
    assert "не дата" in line.refusal
