"""Two people on one card: both changes are brought together field by field, and nobody overwrites unknowingly."""

from datetime import UTC, datetime
from threading import Event

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.registry.document_window import DocumentWindow
from client.registry.overtaking import ClashDialog, flat, merged
from client.registry.registration import KeptCard, Phase
from common.kernel.changes import Change, Kind
from common.registry.document import Difference, Rivalry
from common.rpc.errors import Failed, Stale
from tests.factories.workplace import FULL, LETTER, card
from tests.gui.typing_keys import type_text

AT = datetime(2026, 11, 23, 4, 15, tzinfo=UTC)
SUMMARY = Difference("summary", "Краткое содержание", "Чужое содержание", FULL.summary)
NUMBER = Difference("their_number", "Номер документа", "ИХ-7", "МОЙ-1")
SHEETS = Difference("sheets", "Кол-во листов", "2", "9")


@pytest.fixture
def window(qtbot, work, server):
    server.answers["registry.card"] = lambda _id: card(FULL)
    opened = DocumentWindow(work, LETTER)
    qtbot.addWidget(opened)
    opened.show()
    qtbot.waitUntil(lambda: opened.card.registration.phase is Phase.EDITING)
    qtbot.waitUntil(lambda: opened.card.form.fields["delivery"].combo.count() > 1)
    opened.card.form.fields["their_number"].line.clear()
    type_text(opened.card.form.fields["their_number"].line, "МОЙ-1")
    return opened


def overtaken(window, server, qtbot, *differences: Difference, **theirs: object) -> str:
    """Another clerk has saved meanwhile; what the notice says when one saves."""

    def stale(*_arguments):
        raise Stale("Карточку изменил другой сотрудник.")

    server.answers["registry.save"] = stale
    server.answers["registry.card"] = lambda _id: card(replace(FULL, **theirs), version=5)
    server.answers["registry.compare"] = lambda _id, _draft: Rivalry("Петрова А. И.", AT, list(differences))
    window.card.save()
    qtbot.waitUntil(lambda: "изменил другой сотрудник" in window.card.notice.text.text())
    return window.card.notice.text.text()


def test_another_clerks_change_is_taken_over_without_losing_ones_own(window, server, qtbot):
    words = overtaken(window, server, qtbot, SUMMARY, NUMBER, summary="Чужое содержание")
    assert "Петрова А. И." in words
    assert words.endswith(": Краткое содержание.")
    window.card.notice.first.emit()
    draft = window.card.form.draft()
    assert (draft.their_number, draft.summary) == ("МОЙ-1", "Чужое содержание")
    assert window.card.registration.version == 5


def test_f5_compares_what_is_typed_with_the_card_as_it_is_now(window, server, qtbot):
    theirs = replace(FULL, summary="Чужое содержание")
    server.answers["registry.card"] = lambda _id: card(theirs, version=5)
    server.answers["registry.compare"] = lambda _id, _draft: Rivalry("Петрова А. И.", AT, [SUMMARY])
    window.refresh()
    qtbot.waitUntil(lambda: "Петрова А. И." in window.card.notice.text.text())
    assert window.card.form.draft().their_number == "МОЙ-1"


@pytest.mark.parametrize(("takes", "number"), [(True, "ИХ-7"), (False, "МОЙ-1")])
def test_of_a_field_that_both_have_changed_one_chooses(window, server, qtbot, takes, number):
    words = overtaken(window, server, qtbot, SUMMARY, NUMBER, summary="Чужое содержание", their_number="ИХ-7")
    assert "Вы оба изменили: Номер документа." in words
    window.card.notice.first.emit()
    [dialog] = window.card.findChildren(ClashDialog)
    assert list(dialog.theirs) == ["their_number"]
    dialog.theirs["their_number"].setChecked(takes)
    dialog.take_button.click()
    draft = window.card.form.draft()
    assert (draft.their_number, draft.summary) == (number, "Чужое содержание")


def test_a_change_is_told_while_one_types_and_not_only_at_saving(window, server, qtbot, work):
    server.answers["registry.card"] = lambda _id: card(replace(FULL, summary="Чужое содержание"), version=5)
    server.answers["registry.compare"] = lambda _id, _draft: Rivalry("Петрова А. И.", AT, [SUMMARY])
    work.calls.changed.emit([Change(Kind.DOCUMENT, LETTER)])
    qtbot.waitUntil(lambda: "Петрова А. И." in window.card.notice.text.text())
    assert window.card.form.draft().their_number == "МОЙ-1"


def test_without_an_answer_about_the_rival_the_cards_are_brought_together_all_the_same(window, server, qtbot):
    def fails(*_arguments):
        raise Failed("Сервер занят.")

    overtaken(window, server, qtbot, summary="Чужое содержание")
    server.answers["registry.compare"] = fails
    window.card.save()
    qtbot.waitUntil(lambda: window.card.notice.text.text().endswith("изменил другой сотрудник."))
    window.card.notice.first.emit()
    assert window.card.form.draft().summary == "Чужое содержание"


def test_merge_keeps_each_ones_own_fields_those_of_the_kind_among_them():
    base = replace(FULL, extra={"term": "1", "area": "10"})
    mine = replace(base, sheets=9, extra={"term": "2", "area": "10"})
    theirs = replace(base, summary="иное", extra={"term": "1", "area": "11", "new": "да"})
    brought = merged(base, mine, theirs)
    assert brought == replace(FULL, sheets=9, summary="иное", extra={"term": "2", "area": "11", "new": "да"})
    assert merged(base, mine, theirs, ["sheets", "extra.term"]) == replace(theirs)
    assert flat(base)["extra.term"] == "1"


def saved_now(window, server, qtbot):
    server.answers["registry.save"] = lambda _id, version, _draft: version + 1
    window.save_action.trigger()


def test_saving_again_brings_both_changes_together_and_saves(window, server, qtbot):
    overtaken(window, server, qtbot, SUMMARY, NUMBER, summary="Чужое содержание")
    saved_now(window, server, qtbot)
    qtbot.waitUntil(lambda: window.card.notice.text.text() == "Сохранено.")
    sent = server.calls_of("registry.save")[-1].arguments
    assert (sent.version, sent.draft.their_number, sent.draft.summary) == (5, "МОЙ-1", "Чужое содержание")


def test_what_is_typed_while_the_question_stands_overwrites_nobody(window, server, qtbot):
    overtaken(window, server, qtbot, SUMMARY, NUMBER, summary="Чужое содержание")
    before = len(server.calls_of("registry.save"))
    type_text(window.card.form.fields["summary"].text, "Дополнено мной. ")
    saved_now(window, server, qtbot)
    qtbot.waitUntil(lambda: bool(window.card.findChildren(ClashDialog)))
    [dialog] = window.card.findChildren(ClashDialog)
    assert list(dialog.theirs) == ["summary"]
    assert len(server.calls_of("registry.save")) == before
    dialog.theirs["summary"].setChecked(True)
    dialog.take_button.click()
    assert window.card.form.draft().summary == "Чужое содержание"


def test_what_both_changed_stays_unsent_while_the_server_cannot_tell_them_apart(window, server, qtbot, work):
    def fails(*_arguments):
        raise Failed("Сервер занят.")

    overtaken(window, server, qtbot, SUMMARY, summary="Чужое содержание")
    server.answers["registry.compare"] = fails
    before = len(server.calls_of("registry.save"))
    type_text(window.card.form.fields["summary"].text, "Дополнено мной. ")
    with qtbot.waitSignal(work.calls.refused):
        saved_now(window, server, qtbot)
    assert window.card.overtaking.stands
    assert len(server.calls_of("registry.save")) == before


def test_what_is_typed_while_the_server_compares_is_asked_about_too(window, server, qtbot):
    overtaken(window, server, qtbot, SUMMARY, NUMBER, summary="Чужое содержание", sheets=9)
    compared = Event()

    def compare(_id, _draft):
        assert compared.wait(10)
        return Rivalry("Петрова А. И.", AT, [SUMMARY, NUMBER, SHEETS])

    server.answers["registry.compare"] = compare
    type_text(window.card.form.fields["summary"].text, "Дополнено мной. ")
    saved_now(window, server, qtbot)
    saved_now(window, server, qtbot)  # whoever is in a hurry is asked once
    sheets = window.card.form.fields["sheets"].line
    sheets.clear()
    type_text(sheets, "7")
    compared.set()
    qtbot.waitUntil(lambda: bool(window.card.findChildren(ClashDialog)))
    [dialog] = window.card.findChildren(ClashDialog)
    assert set(dialog.theirs) == {"summary", "sheets"}


def test_what_was_kept_on_this_computer_is_compared_with_what_another_has_saved_since(qtbot, work, server):
    mine = replace(FULL, their_number="МОЙ-1", summary="Моё содержание")
    work.drafts.keep(f"document-{LETTER}", KeptCard(version=1, draft=mine, base=FULL))
    server.answers["registry.card"] = lambda _id: card(replace(FULL, summary="Чужое содержание", sheets=9), version=5)
    server.answers["registry.compare"] = lambda *_: Rivalry("Петрова А. И.", AT, [SUMMARY, NUMBER, SHEETS])
    opened = DocumentWindow(work, LETTER)
    qtbot.addWidget(opened)
    opened.show()
    qtbot.waitUntil(lambda: "Вы оба изменили: Краткое содержание." in opened.card.notice.text.text())
    assert opened.card.form.draft() == mine
    opened.card.keep()
    kept = work.drafts.recall(f"document-{LETTER}", KeptCard)
    assert (kept.version, kept.base) == (1, FULL), "the next opening compares again"
    opened.card.notice.first.emit()
    [dialog] = opened.card.findChildren(ClashDialog)
    dialog.theirs["summary"].setChecked(True)
    dialog.take_button.click()
    server.answers["registry.save"] = lambda _id, version, _draft: version + 1
    opened.card.save()
    qtbot.waitUntil(lambda: bool(server.calls_of("registry.save")))
    sent = server.calls_of("registry.save")[0].arguments
    assert (sent.version, sent.draft) == (5, replace(mine, summary="Чужое содержание", sheets=9))


def test_saving_again_brings_up_the_comparison_where_both_changed_the_same(window, server, qtbot):
    overtaken(window, server, qtbot, SUMMARY, NUMBER, summary="Чужое содержание", their_number="ИХ-7")
    before = len(server.calls_of("registry.save"))
    saved_now(window, server, qtbot)
    [dialog] = window.card.findChildren(ClashDialog)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert window.card.notice.isVisible()
    assert "Вы оба изменили" in window.card.notice.text.text()
    qtbot.waitUntil(lambda: window.card.findChildren(ClashDialog) == [])
    window.card.notice.first.emit()
    [dialog] = window.card.findChildren(ClashDialog)
    dialog.theirs["their_number"].setChecked(True)
    dialog.activateWindow()
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert window.card.form.draft().their_number == "ИХ-7"
    assert not window.card.notice.isVisible()
    assert len(server.calls_of("registry.save")) == before
