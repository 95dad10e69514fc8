"""The window of a move says where the document goes and which number it gets, before a number is spent."""

from types import SimpleNamespace

from client.registry.number_dialogs import ChangeJournalDialog
from common.kernel.ids import DocumentId
from common.registry.ledger import Destination

CARD = SimpleNamespace(id=DocumentId(1), version=1)


def test_the_journal_and_the_number_stand_in_the_choice(qtbot, work, server):
    server.answers["numbers.destinations"] = lambda _id: [
        Destination("order", "Приказ", "Приказы: Управление", "17-од")
    ]
    dialog = ChangeJournalDialog(work, CARD)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.kind.combo.findText("Приказ — «Приказы: Управление», № 17-од") >= 0)


def test_where_one_journal_counts_all_kinds_the_window_leads_to_the_card(qtbot, work, server):
    server.answers["numbers.destinations"] = lambda _id: []
    dialog = ChangeJournalDialog(work, CARD)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: not dialog.save_button.isEnabled())
    assert not dialog.notice.isHidden()
