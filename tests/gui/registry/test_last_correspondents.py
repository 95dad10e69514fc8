"""In the empty field the arrow shows whom this person has named last."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.registry.card_sheet import CardSheet
from client.widgets.lookup import correspondent_suggestion
from tests.factories.workplace import MINISTRY, PROPERTY


def test_the_arrow_shows_those_named_last_first(qtbot, work, server):
    known = {row.id: row for row in (MINISTRY, PROPERTY)}
    server.answers["correspondents.among"] = lambda ids: [known[each] for each in ids]
    sheet = CardSheet(work)
    qtbot.addWidget(sheet)
    sheet.show()
    sheet.activateWindow()
    field = sheet.form.correspondent
    for row in (MINISTRY, PROPERTY):
        field.choose(correspondent_suggestion(row))
    field.show_value(None)
    field.line.setFocus()
    QTest.keyClick(field.line, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: field.line.popup.isVisible())
    assert [call.arguments.ids for call in server.calls_of("correspondents.among")] == [[PROPERTY.id, MINISTRY.id]]
    assert field.line.popup.model().index(0, 0).data().startswith(PROPERTY.name)


def test_whoever_has_named_nobody_yet_gets_the_directory(qtbot, work, server):
    sheet = CardSheet(work)
    qtbot.addWidget(sheet)
    sheet.show()
    sheet.form.correspondent.line.setFocus()
    QTest.keyClick(sheet.form.correspondent.line, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: len(server.calls_of("correspondents.like")) == 1)
