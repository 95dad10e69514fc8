"""Who else is before a document is said above its card, and no more than said."""

from datetime import UTC, datetime

import pytest

from client.registry.document_window import DocumentWindow
from common.kernel.changes import Change, Kind
from common.kernel.ids import PersonId
from common.registry.presence import Present
from common.rpc.errors import Missing
from tests.factories.workplace import LETTER

AT = datetime(2026, 11, 23, 4, 42, tzinfo=UTC)
IVANOVA = Present(PersonId(7), "Иванова И. И.", AT)


@pytest.fixture
def others(server) -> list[Present]:
    found: list[Present] = []
    server.answers["presence.look"] = lambda _id, _editing: found
    return found


@pytest.fixture
def window(qtbot, work, server, others):
    opened = DocumentWindow(work, LETTER)
    qtbot.addWidget(opened)
    opened.show()
    qtbot.waitUntil(lambda: server.calls_of("presence.look") != [])
    return opened


def test_whoever_opens_the_same_document_is_named_at_once(window, work, others, qtbot):
    assert window.beside.isHidden()
    others.append(IVANOVA)
    work.calls.changed.emit([Change(Kind.PRESENCE, LETTER)])
    qtbot.waitUntil(window.beside.isVisible)
    assert window.beside.text().startswith("Открыта также: Иванова И. И. (с ")
    others[:] = [Present(PersonId(7), "Иванова И. И.", AT, AT)]
    work.calls.changed.emit([Change(Kind.PRESENCE, LETTER)])
    qtbot.waitUntil(lambda: "правит с" in window.beside.text())
    others.clear()
    work.calls.changed.emit([Change(Kind.PRESENCE, LETTER)])
    qtbot.waitUntil(window.beside.isHidden)


def test_another_document_is_none_of_its_business(window, work, server):
    asked = len(server.calls_of("presence.look"))
    work.calls.changed.emit([Change(Kind.PRESENCE, LETTER + 1)])
    assert len(server.calls_of("presence.look")) == asked


def test_the_first_change_of_a_field_is_told_and_no_other(window, server, qtbot):
    window.card.sheet.changed.emit()
    window.card.sheet.changed.emit()
    qtbot.waitUntil(lambda: [call.arguments.editing for call in server.calls_of("presence.look")] == [False, True])


def test_a_closed_window_says_that_it_is_gone(window, server, qtbot):
    window.close()
    qtbot.waitUntil(lambda: [call.arguments.document_id for call in server.calls_of("presence.leave")] == [LETTER])


def test_where_it_cannot_be_known_nothing_is_claimed(window, work, server, others, qtbot):
    others.append(IVANOVA)
    work.calls.changed.emit([Change(Kind.PRESENCE, LETTER)])
    qtbot.waitUntil(window.beside.isVisible)

    def refuse(_id, _editing):
        raise Missing("Документ не найден.")

    server.answers["presence.look"] = refuse
    window.beside.look()
    qtbot.waitUntil(window.beside.isHidden)
