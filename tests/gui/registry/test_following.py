"""An untouched card that follows another person's change says who it was and what has changed."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from client.registry.document_window import DocumentWindow
from client.registry.registration import Phase
from common.kernel.changes import Change, Kind
from common.registry.document import Difference, Rivalry
from tests.factories.speaking_server import Said
from tests.factories.workplace import FULL, LETTER, card
from tests.gui.typing_keys import type_text

AT = datetime(2026, 11, 23, 4, 15, tzinfo=UTC)
SUMMARY = Difference("summary", "Краткое содержание", "Чужое содержание", FULL.summary)


@pytest.fixture
def window(qtbot, work, server):
    server.answers["registry.card"] = lambda _id: card(FULL)
    opened = DocumentWindow(work, LETTER)
    qtbot.addWidget(opened)
    opened.show()
    qtbot.waitUntil(lambda: opened.card.registration.phase is Phase.EDITING)
    return opened


def changed_by_another(window, server, work, *, own: bool = False) -> None:
    server.answers["registry.card"] = lambda _id: card(replace(FULL, summary="Чужое содержание"), version=5)
    server.answers["registry.compare"] = lambda _id, _draft: Rivalry("Иванова И. И.", AT, [SUMMARY], own)
    work.calls.changed.emit([Change(Kind.DOCUMENT, LETTER)])


def test_the_card_says_in_a_line_who_has_changed_what(window, server, work, qtbot):
    changed_by_another(window, server, work)
    qtbot.waitUntil(window.card.following.isVisible)
    words = window.card.following.text.text()
    assert words.startswith("Иванова И. И., ")
    assert words.endswith(" — изменено: Краткое содержание.")
    field = window.card.form.fields["summary"]
    assert field.value() == "Чужое содержание"
    assert field.framed.property("news")
    assert FULL.summary in field.editor.toolTip()
    assert not window.card.form.fields["their_number"].framed.property("news")


def test_the_mark_goes_where_one_types_and_with_the_line(window, server, work, qtbot):
    changed_by_another(window, server, work)
    qtbot.waitUntil(window.card.following.isVisible)
    field = window.card.form.fields["summary"]
    type_text(field.editor, "!")
    assert not field.framed.property("news")
    window.card.following.fade()
    assert not window.card.following.isVisible()


def test_ones_own_change_from_another_window_is_no_news(window, server, work, qtbot):
    changed_by_another(window, server, work, own=True)
    qtbot.waitUntil(lambda: bool(server.calls_of("registry.compare")))
    qtbot.waitUntil(lambda: window.card.form.fields["summary"].value() == "Чужое содержание")
    assert not window.card.following.isVisible()


def test_what_the_tooltip_said_before_is_back_when_the_mark_goes(window):
    field = window.card.form.fields["summary"]
    field.editor.setToolTip("Не предложено: похожих двое.")
    field.show_news("Иванова И. И., 11:15")
    field.show_news("Громов К. Л., 11:20")
    field.show_news("")
    assert field.editor.toolTip() == "Не предложено: похожих двое."
    field.show_news("Иванова И. И., 11:15")
    type_text(field.editor, "!")
    assert field.editor.toolTip() == ""


def test_what_one_has_saved_oneself_is_not_told_as_anothers(window, server, qtbot):
    type_text(window.card.form.fields["summary"].editor, "!")
    mine = window.card.form.draft()
    server.answers["registry.save"] = lambda *_: Said(6, [Change(Kind.DOCUMENT, LETTER)])
    server.answers["registry.card"] = lambda _id: card(replace(mine, sheets=9), version=7)
    server.answers["registry.compare"] = lambda _id, _draft: Rivalry("Иванова И. И.", AT, [], False)
    window.card.save()
    qtbot.waitUntil(lambda: bool(server.calls_of("registry.compare")))
    assert server.calls_of("registry.compare")[0].arguments.draft.summary == mine.summary


def test_a_card_on_which_something_is_typed_follows_nobody(window, server, qtbot):
    """Also when it was asked for before the first letter was typed."""
    before = window.card.registration.version
    server.answers["registry.card"] = lambda _id: card(replace(FULL, summary="Чужое содержание"), version=5)
    server.answers["registry.compare"] = lambda *_: Rivalry("Петрова А. И.", AT, [SUMMARY])
    window.card.registration.open()
    type_text(window.card.form.fields["their_number"].editor, "5")
    qtbot.waitUntil(lambda: "Пока вы работали" in window.card.notice.text.text())
    assert (window.card.registration.version, window.card.form.draft().summary) == (before, FULL.summary)
    assert not window.card.following.isVisible()
