"""The stars of a proposal switch its field off for this clerk; the list switches it on again."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from client.registry.document_window import DocumentWindow
from client.registry.offers import OffersDialog, choose_offers
from common.rpc.errors import Unavailable
from common.scanning.recognition import ProposedField
from tests.factories.workplace import LETTER, proposal, recognition
from tests.gui.shown import cut

P = ProposedField
READ = (proposal(P.THEIR_NUMBER, "ИСХ-26/8812"), proposal(P.SUMMARY, "О подготовке школ"), proposal(P.KIND, "request"))


@pytest.fixture
def declined(server):
    """What the server keeps."""
    fields: list[ProposedField] = []
    server.answers["offers.declined"] = lambda: list(fields)
    server.answers["offers.decline"] = fields.append
    server.answers["offers.keep"] = lambda kept: fields.__setitem__(slice(None), kept)
    server.answers["scanning.recognition"] = lambda _id: recognition(*[r for r in READ if r.field not in fields])
    return fields


@pytest.fixture
def window(qtbot, work, declined):
    window = DocumentWindow(work, LETTER)
    qtbot.addWidget(window)
    window.resize(1150, 610)
    window.show()
    qtbot.waitExposed(window)
    qtbot.waitUntil(lambda: len(window.card.form.unconfirmed()) == 3)
    return window


def menu_at_stars(window, name):
    QTest.mouseClick(window.card.form.fields[name].mark, Qt.MouseButton.LeftButton)
    return window.card.findChild(QMenu)


def test_a_click_on_the_stars_takes_the_proposal_back_and_offers_the_field_no_more(window, declined, qtbot):
    menu = menu_at_stars(window, "their_number")
    decline, everything = menu.actions()
    assert decline.text() == "&Не предлагать мне поле «Номер документа»"
    assert everything is window.card.offers.action
    decline.trigger()
    menu.close()
    qtbot.waitUntil(lambda: window.card.form.unconfirmed() == ["summary", "kind"])
    assert declined == [P.THEIR_NUMBER]
    assert window.card.form.draft().their_number == ""
    assert "больше не предлагается" in window.card.notice.text.text()


def test_a_kind_that_is_declined_leaves_the_letter_that_every_card_begins_as(window, qtbot):
    menu = menu_at_stars(window, "kind")
    menu.actions()[0].trigger()
    menu.close()
    qtbot.waitUntil(lambda: "kind" not in window.card.form.unconfirmed())
    assert window.card.form.draft().kind == "letter"


def test_what_the_clerk_has_looked_at_stays_on_the_card(window, qtbot):
    window.card.form.fields["summary"].confirm()
    window.card.offers.decline(P.SUMMARY)
    qtbot.waitUntil(lambda: "больше не предлагается" in window.card.notice.text.text())
    qtbot.waitUntil(lambda: len(window.card.form.unconfirmed()) == 2)
    assert window.card.form.draft().summary == "О подготовке школ"


def test_the_list_opens_at_the_field_in_focus_and_switches_fields_on_again(window, declined, qtbot, work):
    declined.append(P.SUMMARY)
    window.scan.load()
    qtbot.waitUntil(lambda: window.card.form.draft().summary == "")
    window.activateWindow()
    window.card.form.fields["summary"].editor.setFocus()
    window.card.offers.action.trigger()
    dialog = window.findChild(OffersDialog)
    qtbot.waitUntil(dialog.save_button.isEnabled)
    assert dialog.wanted.list.currentItem().text() == "Краткое содержание"
    assert P.SUMMARY not in dialog.wanted.value()
    QTest.keyClick(dialog.wanted.list, Qt.Key.Key_Space)
    dialog.save()
    qtbot.waitUntil(lambda: window.card.form.draft().summary == "О подготовке школ")
    assert declined == []


def test_what_is_not_known_is_not_saved_over(qtbot, work, server, declined):
    def away():
        raise Unavailable("Нет связи с сервером.")

    server.answers["offers.declined"] = away
    owner = QMenu()
    qtbot.addWidget(owner)
    choose_offers(work, owner)
    dialog = owner.findChild(OffersDialog)
    qtbot.waitUntil(dialog.notice.isVisible)
    assert not dialog.save_button.isEnabled()
    dialog.save()
    assert not server.calls_of("offers.keep")


def test_the_list_is_seen_whole(qtbot, work, declined):
    dialog = OffersDialog(work)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.save_button.isEnabled)
    qtbot.waitUntil(lambda: not cut(dialog))
    assert dialog.wanted.list.verticalScrollBar().maximum() == 0
