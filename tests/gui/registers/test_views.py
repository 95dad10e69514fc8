"""A register in the view that its reader likes: groups, conditions, columns, order; saved, watched, taken away."""

from threading import Event

import msgspec
from PySide6.QtCore import Qt

from client.registry.view_dialogs import ColumnsDialog, ConditionsDialog, SaveViewDialog
from client.widgets.conditions_field import ConditionDialog
from client.widgets.paged_model import PagedState
from common.kernel.changes import Change, Kind
from common.kernel.paging import Page
from common.kernel.validation import Problem
from common.registry.classes import DocumentClass
from common.registry.document import Dictionaries, DocumentFilter
from common.registry.extras import ExtraName
from common.registry.kinds import ExtraField, KindDraft
from common.registry.kinds import Kind as KindKept
from common.registry.selection import Comparison, Condition, FieldType, Grouping, Sort
from common.registry.values import ValueType
from common.registry.views import View, ViewRow
from common.rpc.errors import Invalid
from tests.factories.desk import NOW, clerk, letters
from tests.gui.registers.hands import KEY, choose_view, typed_above
from tests.gui.typing_keys import press, type_text


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
