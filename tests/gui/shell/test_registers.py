import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.widgets.paged_model import PagedState
from common.administration import ChainState
from common.kernel.changes import Change, Kind
from common.kernel.paging import Page
from common.registry.document import DocumentFilter, Touch
from common.registry.selection import Period
from common.rpc.errors import Failed
from tests.factories.desk import LETTERS, NOW, assignment, letter, letters


def ready(qtbot, open_desk, key):
    window = open_desk()
    window.open_folder(key)
    page = window.desk.current_page
    qtbot.waitUntil(lambda: page.model.state is not PagedState.LOADING)
    return page


def cell(page, row, column):
    return page.model.index(row, column).data()


@pytest.mark.parametrize(
    "key",
    [
        "registry.documents",
        "registry.unregistered",
        "assignments.to_execute",
        "assignments.issued_by_me",
        "assignments.on_control",
        "assignments.overdue",
        "administration.audit",
    ],
)
def test_register_shows_its_rows(qtbot, open_desk, key):
    page = ready(qtbot, open_desk, key)
    assert page.model.state is PagedState.READY
    assert all(cell(page, 0, column) != "…" for column in range(page.model.columnCount()))
    assert page.count.text().startswith("Всего: ")


def test_any_row_of_a_long_register_can_be_reached(qtbot, open_desk):
    page = ready(qtbot, open_desk, "registry.documents")
    assert page.count.text() == "Всего: 1\u00a0234"
    page.view.scrollToBottom()
    qtbot.waitUntil(lambda: cell(page, LETTERS - 1, 0) == "01-22/1")


def test_filter_acts_once_typing_rests(qtbot, open_desk, desk_server):
    page = ready(qtbot, open_desk, "registry.documents")
    page.filter.correspondent.setText("Прокур")
    page.filter.correspondent.setText("Прокуратура")
    page.filter.on_control.setChecked(True)
    qtbot.waitUntil(lambda: len(desk_server.calls_of("registry.documents")) == 2)
    chosen = desk_server.calls_of("registry.documents")[-1].arguments.chosen
    assert (chosen.correspondent, chosen.on_control) == ("Прокуратура", True)


def test_a_period_moves_with_the_day_on_which_one_looks(qtbot, open_desk, desk_server):
    page = ready(qtbot, open_desk, "registry.documents")
    page.filter.period.setCurrentIndex(2)
    qtbot.waitUntil(lambda: len(desk_server.calls_of("registry.documents")) == 2)
    chosen = desk_server.calls_of("registry.documents")[-1].arguments.chosen
    assert (chosen.period, chosen.since, chosen.until) == (Period.WEEK, None, None)


def test_empty_answer_to_a_filter_offers_to_reset_it(qtbot, open_desk):
    page = ready(qtbot, open_desk, "registry.documents")
    page.filter.summary.setText("нет такого")
    qtbot.waitUntil(page.empty.isVisible)
    assert page.empty.title.text() == "Ничего не найдено"
    QTest.keyClick(page.filter.summary, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.model.total == LETTERS)


def test_refused_register_can_be_read_again(qtbot, open_desk, desk_server):
    def fail(*_):
        raise Failed("Не получилось прочитать.")

    desk_server.answers["registry.documents"] = fail
    page = ready(qtbot, open_desk, "registry.documents")
    assert page.model.state is PagedState.FAILED
    desk_server.answers["registry.documents"] = letters
    page.pane.findChild(type(page.pane._error)).retry.emit()
    qtbot.waitUntil(lambda: page.model.state is PagedState.READY)


def test_change_is_read_at_once_and_the_row_stays_chosen(qtbot, open_desk, desk_server):
    page = ready(qtbot, open_desk, "registry.documents")
    page.view.setCurrentIndex(page.model.index(4, 0))
    newest = [letter(9999), *letters(DocumentFilter(), 0, 99).rows]
    desk_server.answers["registry.documents"] = lambda *_: Page(LETTERS + 1, newest)
    page.workplace.calls.changed.emit([Change(Kind.DOCUMENT, 9999)])
    qtbot.waitUntil(lambda: cell(page, 0, 0) == "01-22/9999")
    qtbot.waitUntil(lambda: page.view.current_row() == letter(LETTERS - 4))


def test_hidden_register_reads_a_change_when_it_is_looked_at(qtbot, open_desk, desk_server):
    page = ready(qtbot, open_desk, "assignments.to_execute")
    page.workplace.navigator.open_folder("assignments.on_control")
    page.workplace.calls.changed.emit([Change(Kind.ASSIGNMENT, 1)])
    desk_server.answers["assignments.folder"] = lambda *_: Page(3, [assignment(n) for n in (1, 2, 3)])
    page.workplace.navigator.open_folder("assignments.to_execute")
    qtbot.waitUntil(lambda: page.model.total == 3)


def test_overdue_assignment_stands_out(qtbot, open_desk):
    page = ready(qtbot, open_desk, "assignments.to_execute")
    late, timely = page.model.index(0, 0), page.model.index(1, 0)
    assert late.data(Qt.ItemDataRole.ForegroundRole) is not None
    assert timely.data(Qt.ItemDataRole.ForegroundRole) is None
    assert cell(page, 0, 1) == "3 (2 р.)"


def test_audit_says_whether_its_chain_is_whole(qtbot, open_desk, desk_server):
    page = ready(qtbot, open_desk, "administration.audit")
    page.verify.click()
    qtbot.waitUntil(lambda: page.verdict.text() == "Цепочка цела, событий: 90\u00a0211")
    desk_server.answers["administration.verify"] = lambda: ChainState(90211, "ab", 77, "хэш не сходится")
    page.verify.click()
    qtbot.waitUntil(lambda: "нарушена на событии 77" in page.verdict.text())


def test_a_row_that_another_has_changed_is_marked_with_who_and_what(qtbot, open_desk, desk_server):
    window = open_desk()
    window.open_folder("registry.documents")
    page = window.desk.current_page
    qtbot.waitUntil(lambda: page.model.state is PagedState.READY)
    changed = letter(LETTERS - 2)
    touch = Touch("Иванова И. И.", NOW, "Исправлены реквизиты карточки", ["Краткое содержание", "Контрольный срок"])
    desk_server.answers["registry.touched"] = lambda ids: {changed.id: touch} if changed.id in ids else {}
    page.workplace.calls.changed.emit([Change(Kind.DOCUMENT, changed.id)])
    qtbot.waitUntil(page.news.isVisible)
    index = page.model.index(2, 0)
    assert index.data(Qt.ItemDataRole.BackgroundRole) is not None
    assert "Иванова И. И." in index.data(Qt.ItemDataRole.ToolTipRole)
    assert "Краткое содержание, Контрольный срок" in index.data(Qt.ItemDataRole.AccessibleDescriptionRole)
    assert page.news.text.text().startswith("01-22/1232: Иванова И. И., ")
    assert page.model.index(1, 0).data(Qt.ItemDataRole.BackgroundRole) is None
    page.view.show_row(changed.id)
    assert index.data(Qt.ItemDataRole.BackgroundRole) is None


def test_ones_own_change_marks_no_row(qtbot, open_desk, desk_server):
    page = ready(qtbot, open_desk, "registry.documents")
    desk_server.answers["registry.touched"] = lambda _ids: {}
    page.workplace.calls.changed.emit([Change(Kind.DOCUMENT, letter(LETTERS).id)])
    qtbot.waitUntil(lambda: bool(desk_server.calls_of("registry.touched")))
    qtbot.waitUntil(lambda: len(desk_server.calls_of("registry.documents")) == 2)
    assert not page.news.isVisible()


def test_a_row_of_assignments_is_marked_by_its_documents_history(qtbot, open_desk, desk_server):
    page = ready(qtbot, open_desk, "assignments.to_execute")
    row = page.model.row(page.model.index(1, 0))
    touch = Touch("Громов К. Л.", NOW, "Перенесён срок поручения", [])
    desk_server.answers["registry.touched"] = lambda ids: dict.fromkeys(ids, touch)
    page.workplace.calls.changed.emit([Change(Kind.ASSIGNMENT, row.id)])
    qtbot.waitUntil(page.news.isVisible)
    assert desk_server.calls_of("registry.touched")[0].arguments.document_ids == [row.document_id]
    assert "Перенесён срок поручения" in page.model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_the_first_row_is_chosen_where_the_keyboard_came_before_the_rows(qtbot, open_desk):
    window = open_desk()
    window.enter_folder("registry.documents")
    page = window.desk.current_page
    qtbot.waitUntil(lambda: page.model.state is PagedState.READY)
    assert [index.row() for index in page.view.selectionModel().selectedRows()] == [0]


def test_what_changes_while_nobody_looks_at_the_list_is_not_gathered(qtbot, open_desk, desk_server):
    window = open_desk()
    window.open_folder("registry.documents")
    page = window.desk.current_page
    qtbot.waitUntil(lambda: page.model.state is PagedState.READY)
    page.workplace.calls.changed.emit([Change(Kind.DOCUMENT, letter(LETTERS).id)])
    window.open_first_folder()
    page.workplace.calls.changed.emit([Change(Kind.DOCUMENT, letter(LETTERS - 1).id)])
    window.open_folder("registry.documents")
    with qtbot.waitSignal(page.model.arrived):
        pass
    page.refresh()
    qtbot.waitUntil(lambda: len(desk_server.calls_of("registry.documents")) == 3)
    assert not desk_server.calls_of("registry.touched")
