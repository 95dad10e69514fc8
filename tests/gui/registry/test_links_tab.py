"""The links of a document: one taken away by mistake comes back by one button."""

from client.registry.links_tab import LinksTab
from client.widgets.reason_dialog import ReasonDialog
from common.kernel.ids import DocumentId
from common.registry.classes import DocumentClass
from common.registry.links import Chain, Linked, Links, LinkType
from tests.factories.workplace import LETTER, TODAY


def test_a_removed_link_is_linked_again_as_it_was(qtbot, work, server):
    row = Linked(5, DocumentId(9), LinkType.REPLY, False, DocumentClass.OUTGOING, "Исх-9", "О кровле", TODAY)
    server.answers["links.of"] = lambda _id: Links([row], 0)
    server.answers["links.chain"] = lambda _id: Chain([], [], 0, False)
    server.answers["links.unlink"] = lambda _id, _reason: None
    server.answers["links.link"] = lambda _id, _other, _type: 6
    tab = LinksTab(work, LETTER)
    qtbot.addWidget(tab)
    tab.show()
    qtbot.waitUntil(lambda: tab.model.rowCount() == 1)
    tab.view.selectRow(0)
    tab.unlink()
    [dialog] = tab.findChildren(ReasonDialog)
    dialog.reason.show_value("Связан по ошибке")
    with qtbot.waitSignal(work.navigator.undo_offered) as offered:
        dialog.save()
    words, undo = offered.args
    assert words == "Связь удалена: Ответ — Исх-9"
    undo()
    qtbot.waitUntil(lambda: len(server.calls_of("links.link")) == 1)
    sent = server.calls_of("links.link")[0].arguments
    assert (sent.document_id, sent.other_id, sent.link_type) == (9, LETTER, LinkType.REPLY)
