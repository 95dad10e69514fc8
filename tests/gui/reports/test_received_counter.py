"""«Отчёты мне» counts what has not been opened."""

from client.reports.counters import RECEIVED, ReceivedCounter
from client.shell.manifest import Badge
from common.kernel.changes import Change, Kind


def test_the_folder_counts_reports_that_were_not_opened_and_follows_changes(work, server, qtbot):
    unread = iter((2, 1))
    server.answers["deliveries.unread"] = lambda: next(unread)
    counter, told = ReceivedCounter(work), []
    counter.counted.connect(told.append)
    counter.read()
    qtbot.waitUntil(lambda: told == [{RECEIVED: Badge(2)}])
    work.calls.changed.emit([Change(Kind.REPORT, 7)])
    qtbot.waitUntil(lambda: told[-1:] == [{RECEIVED: Badge(1)}])
