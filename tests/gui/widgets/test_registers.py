import pytest
from msgspec import Struct
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QAbstractItemModelTester

from client.core.settings import Settings
from client.widgets.messages import EmptyState
from client.widgets.paged_model import Column, PagedModel, PagedState
from client.widgets.register_view import RegisterPane, RegisterView
from common.kernel.paging import PAGE_SIZE, Page
from common.rpc.errors import Unavailable
from tests.gui.typing_keys import press


class Row(Struct, frozen=True):
    id: int
    name: str


class Answer(QObject):
    """A call whose answer the test gives."""

    done = Signal(object)
    failed = Signal(object)

    def __init__(self, owner, offset):
        super().__init__(owner)
        self.offset, self.cancelled = offset, False

    def then(self, slot):
        self.done.connect(slot)
        return self

    def fails(self, slot):
        self.failed.connect(slot)
        return self

    def cancel(self):
        self.cancelled = True


class Archive:
    """A million rows; newer ones push the others down."""

    def __init__(self):
        self.total, self.first, self.asked = 1_000_000, 0, []

    def fetch(self, owner, offset):
        self.asked.append(Answer(owner, offset))
        return self.asked[-1]

    def answer(self, asked=None):
        for call in [asked] if asked else [call for call in self.asked if not call.cancelled]:
            if call in self.asked:
                self.asked.remove(call)
            rows = range(call.offset, min(call.offset + PAGE_SIZE, self.total))
            call.done.emit(
                Page(self.total, [Row(number + self.first, f"строка {number + self.first}") for number in rows])
            )


@pytest.fixture
def archive():
    return Archive()


@pytest.fixture
def model(qapp, archive):
    model = PagedModel(
        [Column("Строка", lambda row: row.name), Column("№", lambda row: str(row.id), right=True)], archive.fetch
    )
    model.reload()
    return model


@pytest.fixture
def view(qtbot, model, archive):
    view = RegisterView(model)
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    archive.answer()
    return view


def shown(model, row):
    return model.index(row, 0).data()


def test_rows_count_from_the_first_page_and_are_fetched_when_looked_at(model, archive, qtbot):
    assert model.state is PagedState.LOADING
    archive.answer()
    assert model.rowCount() == 1_000_000
    assert shown(model, 0) == "строка 0"
    model.look(700_000, 700_010)
    assert shown(model, 700_005) == "…"
    qtbot.waitUntil(lambda: bool(archive.asked))
    archive.answer()
    assert shown(model, 700_005) == "строка 700005"


def test_model_keeps_the_rules_of_qt(model, archive, qtmodeltester):
    archive.total = 250
    archive.answer()
    qtmodeltester.check(model)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    archive.total = 260
    model.refresh()
    assert tester.model() is model


def test_request_that_scrolled_away_is_withdrawn(model, archive, qtbot):
    archive.answer()
    model.look(500_000, 500_010)
    qtbot.waitUntil(lambda: bool(archive.asked))
    far = archive.asked[0]
    model.look(10, 20)
    assert far.cancelled


def test_dragging_past_many_pages_asks_only_where_it_ends(model, archive, qtbot):
    archive.answer()
    for row in range(0, 900_000, 30_000):
        model.look(row, row + 10)
        shown(model, row)
    qtbot.waitUntil(lambda: bool(archive.asked))
    assert [call.offset for call in archive.asked if not call.cancelled] == [870_000]


def test_refresh_keeps_old_rows_until_the_new_ones_arrive(model, archive, qtbot):
    archive.answer()
    archive.first = -1
    model.refresh()
    assert shown(model, 0) == "строка 0"
    qtbot.waitUntil(lambda: bool(archive.asked))
    archive.answer()
    assert shown(model, 0) == "строка -1"


def test_refusal_is_shown_with_a_way_to_repeat(qtbot, model, archive, tmp_path):
    view = RegisterView(model)
    pane = RegisterPane(view, EmptyState("Пусто"), "letters", Settings(tmp_path / "s.ini"))
    qtbot.addWidget(pane)
    pane.show()
    archive.asked.pop().failed.emit(Unavailable("Сервер не отвечает."))
    assert pane._error.isVisible()
    assert "Нет связи" in pane._error.title.text()
    pane._error.button.click()
    archive.answer()
    assert view.isVisible()


def test_empty_register_says_so(qtbot, model, archive):
    pane = RegisterPane(RegisterView(model), EmptyState("Писем нет"))
    qtbot.addWidget(pane)
    pane.show()
    archive.total = 0
    archive.answer()
    assert pane._empty.isVisible()


def test_widths_of_columns_are_remembered(qtbot, archive, tmp_path):
    def opened():
        model = PagedModel([Column("а", str), Column("б", str)], archive.fetch)
        pane = RegisterPane(RegisterView(model), EmptyState("Пусто"), "letters", Settings(tmp_path / "s.ini"))
        qtbot.addWidget(pane)
        return pane

    first = opened()
    first.view.horizontalHeader().resizeSection(0, 321)
    second = opened()
    assert second.view.columnWidth(0) == 321


def test_choosing_all_rows_touches_none_of_them(view):
    view.selectAll()
    assert view.chosen().all
    assert view.chosen().ids == []
    press(view, Qt.Key.Key_Escape)
    assert not view.chosen().all


def test_enter_opens_the_current_row(view, qtbot):
    view.setCurrentIndex(view.paged.index(2, 0))
    with qtbot.waitSignal(view.opened) as opened:
        press(view, Qt.Key.Key_Return)
    assert opened.args[0].id == 2


def test_current_row_stays_the_same_thing_after_a_refresh(view, archive, qtbot):
    view.setCurrentIndex(view.paged.index(5, 0))
    archive.first = -1
    view.paged.refresh()
    qtbot.waitUntil(lambda: bool(archive.asked))
    archive.answer()
    assert view.currentIndex().row() == 6
    assert view.current_row().id == 5
