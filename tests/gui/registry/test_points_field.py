"""A point of a legal act as it is entered."""

from datetime import date

from PySide6.QtCore import Qt

from client.registry.points_field import PointDialog
from common.registry.document import Point
from tests.factories.assignments import days_off


def test_the_term_of_a_point_on_a_day_off_warns_and_gives_way_at_one_key(qtbot, work, server):
    server.answers["calendars.days_off"] = days_off

    def ask(owner, days):
        return work.calls(owner, work.apis.calendars.days_off, days)

    dialog = PointDialog(Point(number="1", text="Провести сход"), {}, work.people, ask, work.today())
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.due.show_value(date(2026, 12, 13))
    qtbot.waitUntil(dialog.days_off.line.isVisible)
    assert "13.12.2026 — выходной (воскресенье)" in dialog.days_off.line.text.text()
    dialog.activateWindow()
    qtbot.keyClick(dialog.due.line, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: dialog.point().due == date(2026, 12, 11))
    qtbot.waitUntil(dialog.days_off.line.isHidden)
