"""What was registered today stands beside the registers."""

from dataclasses import replace
from datetime import timedelta

from client.registry.counters import TodayCounter
from common.kernel.changes import Change, Kind
from common.registry.classes import DocumentClass


def test_what_was_registered_today_stands_beside_its_register_and_follows(qtbot, open_desk, desk_server):
    numbers = {DocumentClass.INCOMING: 12, DocumentClass.ACT: 1}
    desk_server.answers["registry.registered_today"] = lambda: dict(numbers)
    window = open_desk()
    tree = window.tree
    qtbot.waitUntil(lambda: tree.badge("registry.documents") is not None)
    badges = {key: tree.badge(f"registry.{key}").count for key in ("documents", "outgoing", "acts", "all")}
    assert badges == {"documents": 12, "outgoing": 0, "acts": 1, "all": 13}
    assert tree._items["registry.documents"].toolTip() == "Входящие: сегодня зарегистрировано 12"
    numbers[DocumentClass.INCOMING] = 13
    window.open_folder("registry.documents")
    window.desk.current_page.workplace.calls.changed.emit([Change(Kind.DOCUMENT, 5)])
    qtbot.waitUntil(lambda: tree.badge("registry.documents").count == 13)


def test_at_midnight_the_day_begins_anew(work, server, qtbot):
    day = [work.today()]
    server.answers["registry.registered_today"] = dict
    counter = TodayCounter(replace(work, today=lambda: day[0]))
    counter.read()
    qtbot.waitUntil(lambda: len(server.calls_of("registry.registered_today")) == 1)
    counter._look_at_the_clock()
    assert len(server.calls_of("registry.registered_today")) == 1
    day[0] += timedelta(days=1)
    counter._look_at_the_clock()
    qtbot.waitUntil(lambda: len(server.calls_of("registry.registered_today")) == 2)
