"""The day begins where something waits, else where the last one ended."""

import pytest

from common.approvals.waiting import Desk, WaitingCount
from common.assignments.cards import Folder, FolderCount
from common.distribution.api import FolderCount as Acquainting
from common.kernel.paging import Page


@pytest.fixture
def nothing_waits(desk_server):
    desk_server.answers |= {
        "registry.unregistered": lambda *_: Page(0, []),
        "registry.counts": lambda chosen: [0 for _ in chosen],
        "assignments.counts": lambda: [FolderCount(folder, 0, 0) for folder in Folder],
        "waiting.counts": lambda: [WaitingCount(desk, 0, 0) for desk in Desk],
        "distribution.counts": lambda: Acquainting(0, 0),
    }
    return desk_server


def counted(window) -> bool:
    return all(window.tree.badge(key) for key in ("assignments.to_execute", "approvals.visa", "distribution.mine"))


def test_the_first_folder_of_the_day_with_something_in_it_opens(qtbot, open_desk, nothing_waits):
    nothing_waits.answers["waiting.counts"] = lambda: [
        WaitingCount(Desk.VISA, 0, 0),
        WaitingCount(Desk.SIGNATURE, 2, 0),
    ]
    nothing_waits.answers["distribution.counts"] = lambda: Acquainting(4, 0)
    window = open_desk()
    qtbot.waitUntil(lambda: window.desk.tabText(0) == "На подписи")


def test_what_is_to_be_executed_goes_first(qtbot, open_desk, nothing_waits):
    nothing_waits.answers["assignments.counts"] = lambda: [FolderCount(folder, 1, 0) for folder in Folder]
    nothing_waits.answers["waiting.counts"] = lambda: [WaitingCount(desk, 1, 0) for desk in Desk]
    window = open_desk()
    qtbot.waitUntil(lambda: window.desk.tabText(0) == "На исполнении")


def test_when_nothing_waits_the_folder_of_the_last_time_opens(qtbot, open_desk, nothing_waits):
    first = open_desk()
    first.open_folder("registry.outgoing")
    again = open_desk()
    qtbot.waitUntil(lambda: counted(again))
    assert again.desk.tabText(0) == "Исходящие"


def test_who_has_opened_the_scanning_bench_already_stays_at_it(qtbot, open_desk, nothing_waits):
    nothing_waits.answers["waiting.counts"] = lambda: [WaitingCount(desk, 1, 0) for desk in Desk]
    window = open_desk()
    window.open_form("scanning.window")
    qtbot.waitUntil(lambda: counted(window))
    assert window.desk.tabText(window.desk.currentIndex()) == "Сканирование"


def test_who_has_opened_a_folder_already_stays_there(qtbot, open_desk, nothing_waits):
    nothing_waits.answers["waiting.counts"] = lambda: [WaitingCount(desk, 1, 0) for desk in Desk]
    window = open_desk()
    window.open_folder("registry.documents")
    qtbot.waitUntil(lambda: counted(window))
    assert window.desk.tabText(0) == "Входящие"
