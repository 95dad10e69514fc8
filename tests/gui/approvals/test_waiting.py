"""The folders «На согласовании» and «На подписи» at the desk."""

from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt

from client.approvals.visa_dialogs import VisaDialog
from client.approvals.waiting import WaitingCounter, WaitingRegister
from common.approvals.waiting import Agreement, Desk, WaitingCount, WaitingFilter, WaitingRow
from common.kernel.ids import DocumentId
from common.kernel.paging import Page
from tests.factories.assignments import DEADLINE


def row(number: int = 1, **changes: object) -> WaitingRow:
    values = {
        "id": DocumentId(number), "kind": "Служебная записка", "correspondent": "", "summary": "О дежурствах",
        "restricted": False, "prepared": "Абакумов В. П.", "unit": "Отдел кадров", "whose": "",
        "arrived": datetime(2026, 11, 20, 9, tzinfo=UTC), "initiator": "Орлов Б. Ю.", "due": date(2026, 11, 24),
        "deadline": DEADLINE, "stage": "1 из 2", "cycle": 2, "agreement": Agreement.WITH_REMARKS, **changes,
    }  # fmt: skip
    return WaitingRow(**values)


@pytest.fixture
def folder(qtbot, work, server):
    def opened(desk, *rows):
        server.answers["waiting.folder"] = lambda _chosen, _offset, _limit: Page(len(rows), list(rows))
        page = WaitingRegister(desk, work)
        qtbot.addWidget(page)
        page.show()
        qtbot.waitUntil(lambda: bool(server.calls_of("waiting.folder")) and page.model.total == len(rows))
        return page

    return opened


def shown(page: WaitingRegister, title: str) -> str:
    titles = [column.title for column in page.model.columns]
    return page.model.index(0, titles.index(title)).data()


def test_a_row_shows_what_an_approver_decides_by(folder):
    page = folder(Desk.VISA, row(overdue_days=4))
    words = [shown(page, title) for title in ("Срок визы", "Инициатор", "Вид", "Содержание", "Этап", "Цикл")]
    assert words == ["24.11.2026", "Орлов Б. Ю.", "Служебная записка", "О дежурствах", "1 из 2", "2"]
    assert shown(page, "Поступило").startswith("20.11.2026")
    due = page.model.index(0, 0)
    assert due.data(Qt.ItemDataRole.ForegroundRole) is not None
    assert due.data(Qt.ItemDataRole.ToolTipRole) == f"{DEADLINE.explanation()}\nПросрочено на 4 дн."


def test_a_visa_in_time_does_not_stand_out(folder):
    assert folder(Desk.VISA, row()).model.index(0, 0).data(Qt.ItemDataRole.ForegroundRole) is None


def test_a_signatory_sees_who_prepared_it_and_whether_it_was_agreed(folder):
    page = folder(Desk.SIGNATURE, row())
    assert (shown(page, "Кто готовил"), shown(page, "Согласование")) == ("Абакумов В. П.", "С замечаниями")
    assert "Срок визы" not in [column.title for column in page.model.columns]


def test_only_filters_that_make_sense_are_offered(folder, server, qtbot):
    page = folder(Desk.SIGNATURE, row())
    assert page.narrow.text() == "С замечаниями"
    page.narrow.click()
    page.text.setText("дежурств")
    wanted = WaitingFilter(desk=Desk.SIGNATURE, text="дежурств", with_remarks=True)
    qtbot.waitUntil(lambda: [each.arguments.chosen for each in server.calls_of("waiting.folder")[-1:]] == [wanted])


def test_chosen_projects_get_one_visa(folder, qtbot):
    page = folder(Desk.VISA, row(1), row(2))
    page.view.selectRow(1)
    page.act_button.click()
    qtbot.waitUntil(lambda: page.findChild(VisaDialog) is not None)


def test_chosen_projects_are_signed_together(folder, work, qtbot):
    page = folder(Desk.SIGNATURE, row(1), row(2))
    page.view.selectRow(0)
    with qtbot.waitSignal(work.navigator.signing_wanted) as wanted:
        page.act_button.click()
    assert wanted.args[0] == [1]


def test_the_tree_counts_what_waits_and_what_is_late(work, server, qtbot):
    server.answers["waiting.counts"] = lambda: [WaitingCount(Desk.VISA, 5, 2), WaitingCount(Desk.SIGNATURE, 1, 0)]
    counter = WaitingCounter(work)
    with qtbot.waitSignal(counter.counted) as counted:
        counter.read()
    badges = counted.args[0]
    assert {key: (badge.count, badge.overdue) for key, badge in badges.items()} == {
        "approvals.visa": (5, 2), "approvals.signature": (1, 0),
    }  # fmt: skip


def test_nothing_found_is_not_nothing_to_do(folder, qtbot):
    page = folder(Desk.VISA)
    assert page.empty.title.text() == "На согласовании ничего нет"
    page.text.setText("мост")
    qtbot.waitUntil(lambda: page.empty.title.text() == "Ничего не найдено")
