"""What a document answers is said above its card, and its links are a button away."""

from datetime import date

import msgspec
import pytest
from PySide6.QtCore import Qt

from client.registry.document_window import DocumentWindow
from client.registry.links_tab import LinksTab
from client.shell.manifest import TabSpec
from common.kernel.changes import Change, Kind
from common.kernel.ids import DocumentId
from common.kernel.rights import Right
from common.registry.classes import DocumentClass
from common.registry.links import Chain, Linked, Links, LinkType
from common.registry.rules import Action
from common.rpc.errors import Invalid
from common.scanning.recognition import ProposedField
from tests.factories.workplace import LETTER, card, proposal, recognition, scanned_page

EARLIER = DocumentId(77)


def linked(type: LinkType, title: str, *, forward: bool = True) -> Linked:  # noqa: A002 -- the field's word
    return Linked(1, EARLIER, type, forward, DocumentClass.INCOMING, title, "О ремонте <кровли>", date(2026, 11, 3))


@pytest.fixture
def links(server):
    rows = [linked(LinkType.REPLY, "Вх. № 01-26/14"), linked(LinkType.RELATED, "Вх. № 01-26/15")]
    server.answers["links.of"] = lambda _id: Links(rows, 0)
    server.answers["links.chain"] = lambda _id: Chain([], [], 0, longer=False)
    return rows


@pytest.fixture
def window(qtbot, work, server, links):
    opened = DocumentWindow(work, LETTER)
    qtbot.addWidget(opened)
    opened.show()
    return opened


def test_the_letter_that_is_answered_is_named_and_opens(window, work, qtbot):
    qtbot.waitUntil(window.earlier.isVisible)
    assert "В ответ на" in window.earlier.text()
    assert "Вх. № 01-26/14 от 03.11.2026" in window.earlier.text()
    assert "01-26/15" not in window.earlier.text(), "only what says what this document is for"
    opened = []
    work.navigator.open_document = opened.append
    window.earlier.linkActivated.emit(str(EARLIER))
    assert opened == [EARLIER]


def test_the_line_follows_the_links_and_goes_with_the_last(window, work, links, qtbot):
    qtbot.waitUntil(window.earlier.isVisible)
    links[:] = [linked(LinkType.REPLY, "Исх. № 5", forward=False)]
    work.calls.changed.emit([Change(Kind.DOCUMENT, LETTER)])
    qtbot.waitUntil(window.earlier.isHidden)


@pytest.fixture
def offer(server, window, qtbot, links):
    """What the letter says, as its text is read; there is no link yet."""

    def offered(value: str, **more: object) -> None:
        links[:] = []
        found = proposal(ProposedField.ANSWERED, value, "На № 14 от 03.11.2026")
        found = msgspec.structs.replace(found, **({"name": "Письмо № 14"} | more))
        server.answers["scanning.recognition"] = lambda _id: recognition(found, pages=[scanned_page(1)])
        window._work.calls.changed.emit([Change(Kind.DOCUMENT, LETTER), Change(Kind.SCAN, LETTER)])
        qtbot.waitUntil(lambda: "На № 14" in window.earlier.text())

    return offered


def test_what_the_letter_answers_is_offered_and_one_key_links_it(window, server, links, offer, qtbot):
    offer(str(EARLIER))
    assert f'<a href="{EARLIER}">Письмо № 14</a>' in window.earlier.text()

    def link(document_id: DocumentId, other: DocumentId, type_: LinkType) -> int:
        assert (document_id, other) == (LETTER, EARLIER)
        links[:] = [linked(type_, "Исх. № 14")]
        return 1

    server.answers["links.link"] = link
    qtbot.keyClick(window, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: "В ответ на" in window.earlier.text())
    assert "На № 14" not in window.earlier.text(), "what is linked is not offered any more"


def test_an_offer_is_hidden_for_this_letter_alone(window, server, offer, qtbot):
    offer(str(EARLIER))
    window.earlier.linkActivated.emit("hide")
    assert window.earlier.isHidden()
    assert not window.earlier.tie_action.isEnabled()
    assert server.calls_of("offers.decline") == []


def test_registration_stops_once_at_an_answer_that_is_not_linked(window, offer, monkeypatch):
    sent = []
    monkeypatch.setattr(window.card.registration, "register", lambda *_, **__: sent.append("registered"))
    offer(str(EARLIER))
    window.card.stops.register()
    assert "Письмо отвечает на «Письмо № 14»" in window.card.notice.text.text()
    assert sent == []
    window.card.stops.register()
    assert sent == ["registered"]


def test_who_may_not_link_is_offered_no_link(window, server, offer, qtbot):
    refused = {Action.LINK: "учебный документ ни с чем не связывают"}
    server.answers["registry.card"] = lambda _id: msgspec.structs.replace(card(version=2), refusals=refused)
    offer(str(EARLIER))
    qtbot.waitUntil(lambda: window.card.registration.version == 2)
    assert "связать как ответ" not in window.earlier.text()
    assert not window.earlier.tie_action.isEnabled()


def test_what_is_not_found_is_said_and_the_place_is_shown(window, offer, qtbot):
    offer("")
    assert "с таким номером и датой не видно" in window.earlier.text()
    assert not window.earlier.tie_action.isEnabled()
    window.earlier.linkActivated.emit("place")
    assert window.scan.view._place is not None


def test_a_near_miss_is_told_and_linked_by_nothing_but_the_clerks_own_act(window, server, links, offer, qtbot):
    offer("", doubt="№ 14 у нас от 03.11.2026, а в письме — 05.11.2026", near_id=EARLIER)
    assert f'<a href="{EARLIER}">№ 14 у нас от 03.11.2026, а в письме — 05.11.2026</a>' in window.earlier.text()
    assert not window.earlier.tie_action.isEnabled()
    assert window.earlier.unlinked() == "", "F9 is not held up by it"
    asked = []
    server.answers["links.link"] = lambda *said: asked.append(said) or 1
    looked = len(server.calls_of("links.of"))
    for _ in range(2):  # a double click
        window.earlier.linkActivated.emit("near")
    qtbot.waitUntil(lambda: bool(asked) and len(server.calls_of("links.of")) > looked)
    assert asked == [(LETTER, EARLIER, LinkType.REPLY)]


def test_a_document_that_went_to_somebody_else_is_offered_with_that_said(window, offer):
    offer(str(EARLIER), doubt="он отправлен не этому корреспонденту: Минфин")
    assert "он отправлен не этому корреспонденту: Минфин" in window.earlier.text()
    assert "Минфин" in window.earlier.unlinked()


def test_a_refused_link_is_said_and_may_be_tried_again(window, server, offer, qtbot):
    offer(str(EARLIER))

    def link(*_asked: object) -> int:
        raise Invalid("Ответ раньше документа, на который он отвечает.")

    server.answers["links.link"] = link
    window.earlier.linkActivated.emit("tie")
    qtbot.waitUntil(lambda: "раньше документа" in window.card.notice.text.text())
    assert window.earlier.tie_action.isEnabled()


def test_the_tab_of_links_has_a_button_to_link_with_another(qtbot, work, links):
    tab = TabSpec("registry.links", "Связи", "link", Right.READ_DOCUMENTS, LinksTab)
    window = DocumentWindow(work, LETTER, (tab,))
    qtbot.addWidget(window)
    [page] = window.findChildren(LinksTab)
    assert page._add.defaultAction() is window.steps.actions[Action.LINK]
    assert not page._add.isHidden()
