"""The window of a move says where the document goes and which number it gets, before a number is spent."""

from types import SimpleNamespace

from client.registry.number_dialogs import ChangeJournalDialog
from common.kernel.ids import DocumentId, PlaceId
from common.registry.document import Registered
from common.registry.kinds import ExtraField
from common.registry.ledger import Destination
from tests.factories.desk import NOW
from tests.gui.shown import cut

CARD = SimpleNamespace(id=DocumentId(1), version=1)


def test_the_journal_and_the_number_stand_in_the_choice(qtbot, work, server):
    server.answers["numbers.destinations"] = lambda _id: [
        Destination("order", "Приказ", "Приказы: Управление", "17-од", PlaceId(1)),
        Destination("order", "Приказ", "Приказы: Дума", "3-од", PlaceId(2), "Дума"),
    ]
    dialog = ChangeJournalDialog(work, CARD)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.kind.combo.findText("Приказ — «Приказы: Управление», № 17-од") >= 0)
    dialog.kind.combo.setCurrentIndex(dialog.kind.combo.findText("Дума: Приказ — «Приказы: Дума», № 3-од"))
    dialog.reason.show_value("Поступило не туда")
    server.answers["numbers.change_journal"] = lambda *_: Registered(DocumentId(1), "3-од", NOW, 2)
    dialog.save()
    qtbot.waitUntil(lambda: len(server.calls_of("numbers.change_journal")) == 1)
    sent = server.calls_of("numbers.change_journal")[0].arguments
    assert (sent.kind, sent.place_id) == ("order", PlaceId(2))


def test_where_there_is_no_other_journal_the_window_says_so_and_asks_nothing(qtbot, work, server):
    server.answers["numbers.destinations"] = lambda _id: []
    dialog = ChangeJournalDialog(work, CARD)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.nowhere.isVisible)
    assert (dialog.form.isVisible(), dialog.save_button.isVisible()) == (False, False)
    assert "Другого журнала нет" in dialog.nowhere.title.text()
    assert "администратор" in dialog.nowhere.text.text()
    assert dialog.leave_button.hasFocus()
    qtbot.waitUntil(lambda: not cut(dialog))


def test_a_window_with_journals_is_as_wide_as_it_was_made(qtbot, work, server):
    server.answers["numbers.destinations"] = lambda _id: [Destination("memo", "Записка", "Записки", "1", PlaceId(1))]
    dialog = ChangeJournalDialog(work, CARD)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.kind.combo.count() > 0)
    qtbot.waitUntil(lambda: not cut(dialog))
    assert dialog.width() >= 640


def test_a_move_asks_for_the_demanded_fields_and_tells_of_the_lost_ones(qtbot, work, server):
    said_by = ExtraField(key="said_by", title="Передал", mandatory=True)
    server.answers["numbers.destinations"] = lambda _id: [
        Destination("memo", "Записка", "Записки", "СЗ-1", PlaceId(1)),
        Destination("wire", "Депеша", "Депеши", "Д-1", PlaceId(1), "", [said_by], ["Страниц всего: 10,5"]),
    ]
    dialog = ChangeJournalDialog(work, CARD)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.kind.combo.count() > 1)
    dialog.kind.show_value(("wire", PlaceId(1)))
    assert "Страниц всего: 10,5" in dialog.lost.text()
    dialog.reason.show_value("Это депеша")
    dialog.save()
    assert "Передал" in dialog.form.note("extra.said_by")
    dialog.form.fields["extra.said_by"].show_value("Дежурный")
    server.answers["numbers.change_journal"] = lambda *_: Registered(DocumentId(1), "Д-1", NOW, 2)
    dialog.save()
    qtbot.waitUntil(lambda: len(server.calls_of("numbers.change_journal")) == 1)
    assert server.calls_of("numbers.change_journal")[0].arguments.extra == {"said_by": "Дежурный"}
    dialog.kind.show_value(("memo", PlaceId(1)))
    assert "extra.said_by" not in dialog.form.fields
    assert not dialog.lost.isVisible()
    dialog.kind.show_value(("wire", PlaceId(1)))
    assert dialog.form.fields["extra.said_by"].value() == "Дежурный"  # typed for this destination before
