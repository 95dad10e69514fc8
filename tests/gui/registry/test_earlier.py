"""What a document answers is said above its card, and its links are a button away."""

from datetime import date

import pytest

from client.registry.document_window import DocumentWindow
from client.registry.links_tab import LinksTab
from client.shell.manifest import TabSpec
from common.kernel.changes import Change, Kind
from common.kernel.ids import DocumentId
from common.kernel.rights import Right
from common.registry.classes import DocumentClass
from common.registry.links import Chain, Linked, Links, LinkType
from common.registry.rules import Action
from tests.factories.workplace import LETTER

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


def test_the_tab_of_links_has_a_button_to_link_with_another(qtbot, work, links):
    tab = TabSpec("registry.links", "Связи", "link", Right.READ_DOCUMENTS, LinksTab)
    window = DocumentWindow(work, LETTER, (tab,))
    qtbot.addWidget(window)
    [page] = window.findChildren(LinksTab)
    assert page._add.defaultAction() is window.steps.actions[Action.LINK]
    assert not page._add.isHidden()
