"""Practice on the desk: the folder «Учебные», and a document's window that says what it is."""

from datetime import UTC, datetime

import msgspec
import pytest

from client.registry.document_window import DocumentWindow
from client.registry.journals import JournalDialog
from client.registry.ledger import LedgerRegister
from client.registry.practice import EverybodysPractice, PracticeDialog, PracticePage
from common.kernel.ids import DocumentId, JournalId
from common.kernel.paging import Page
from common.registry.classes import DocumentClass, DocumentState
from common.registry.ledger import JournalDraft, JournalRow
from common.registry.practice import PracticeJournal, PracticeRow
from common.rpc.errors import Invalid
from tests.factories.workplace import FULL, LETTER, PLACE, card, dictionaries

AT = datetime(2026, 11, 29, 9, 15, tzinfo=UTC)


def row(number: int) -> PracticeRow:
    return PracticeRow(
        DocumentId(number), f"УЧ-26/{number:06d}", AT.date(), DocumentClass.INCOMING, DocumentState.REGISTERED,
        "Письмо", "Прокуратура", "О проверке", "Петрова А. И.", AT,
    )  # fmt: skip


def journal(number: int, title: str, *, practice: bool) -> JournalRow:
    draft = JournalDraft(
        place_id=PLACE.id, document_class=DocumentClass.INCOMING, title=title, template="{N}", practice=practice
    )
    return JournalRow(JournalId(number), 1, draft, "Канцелярия", "", 0, "1")


@pytest.fixture
def page(qtbot, work, server):
    server.answers["practice.documents"] = lambda _chosen, _offset, _limit: Page(2, [row(7), row(5)])
    server.answers["practice.wipe"] = lambda _all: 2
    opened = PracticePage(work)
    qtbot.addWidget(opened)
    opened.show()
    qtbot.waitUntil(lambda: opened.model.total == 2)
    return opened


def test_the_folder_opens_what_one_practises_on(page, work, qtbot):
    page.view.selectRow(1)
    with qtbot.waitSignal(work.navigator.document_wanted) as wanted:
        page.open_row(page.view.current_row())
    assert wanted.args == [5]


def test_wiping_asks_first_and_then_says_how_many_have_gone(page, server, qtbot):
    page.wipe_button.click()
    assert "(2)? Вернуть их будет нельзя" in page.question.text.text()
    assert server.calls_of("practice.wipe") == []
    page.question.first.emit()
    qtbot.waitUntil(lambda: "Стёрто учебных документов: 2." in page.question.text.text())
    assert server.calls_of("practice.wipe")[0].arguments.everybodys is False


@pytest.mark.parametrize(("folder", "mine"), [(PracticePage, True), (EverybodysPractice, False)])
def test_ones_own_folder_asks_for_ones_own_and_the_administrators_for_everybodys(qtbot, work, server, folder, mine):
    server.answers["practice.documents"] = lambda _chosen, _offset, _limit: Page(1, [row(7)])
    opened = folder(work)
    qtbot.addWidget(opened)
    opened.show()
    qtbot.waitUntil(lambda: opened.model.total == 1)
    assert server.calls_of("practice.documents")[-1].arguments.chosen.mine is mine


def test_a_refused_wiping_is_told_in_the_words_of_the_server(page, server, qtbot):
    def refuse(_all):
        raise Invalid("Сервер занят. Повторите через минуту.")

    server.answers["practice.wipe"] = refuse
    page.ask()
    page.question.first.emit()
    qtbot.waitUntil(lambda: "Повторите через минуту" in page.question.text.text())


def test_the_administrator_wipes_everybodys(qtbot, work, server):
    server.answers["practice.documents"] = lambda _chosen, _offset, _limit: Page(1, [row(7)])
    server.answers["practice.wipe"] = lambda _all: 1
    opened = EverybodysPractice(work)
    qtbot.addWidget(opened)
    opened.show()
    qtbot.waitUntil(lambda: opened.model.total == 1)
    opened.wipe()
    qtbot.waitUntil(lambda: bool(server.calls_of("practice.wipe")))
    assert server.calls_of("practice.wipe")[0].arguments.everybodys is True


def test_a_new_one_is_begun_in_a_journal_and_of_a_kind_of_its_class(qtbot, work, server):
    journal = PracticeJournal(JournalId(31), "Учебный: входящие", DocumentClass.INCOMING, "Канцелярия")
    server.answers["practice.journals"] = lambda: [journal]
    server.answers["practice.begin"] = lambda _journal, _kind: 77
    dialog = PracticeDialog(work)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.kind.value() == "letter" and dialog.journal.value() == 31)
    with qtbot.waitSignal(dialog.saved) as saved:
        dialog.save()
    assert saved.args == [77]
    sent = server.calls_of("practice.begin")[0].arguments
    assert (sent.journal_id, sent.kind) == (31, "letter")


def test_a_journal_of_one_kind_offers_that_kind_only_and_the_usual_one_comes_first(qtbot, work, server):
    all_kinds = PracticeJournal(JournalId(31), "Учебный: входящие", DocumentClass.INCOMING, "Канцелярия")
    requests = PracticeJournal(JournalId(32), "Учебный: запросы", DocumentClass.INCOMING, "Канцелярия", "request")
    server.answers["practice.journals"] = lambda: [all_kinds, requests]
    known = msgspec.structs.replace(dictionaries(), kinds=dictionaries().kinds[::-1])
    server.answers["registry.dictionaries"] = lambda: known
    dialog = PracticeDialog(work)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.kind.value() == "letter")
    dialog.journal.show_value(32)
    dialog.journal.edited.emit()
    assert (dialog.kind.value(), dialog.kind.combo.count()) == ("request", 1)


def test_without_a_journal_the_dialog_says_who_makes_one(qtbot, work, server):
    server.answers["practice.journals"] = list
    dialog = PracticeDialog(work)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: "Их заводит администратор" in dialog.hint.text())
    dialog.save()
    assert server.calls_of("practice.begin") == []


def test_the_window_of_such_a_document_says_so_and_leads_to_no_real_letter(qtbot, work, server):
    server.answers["registry.card"] = lambda _id: msgspec.structs.replace(card(FULL, number="УЧ-1"), practice=True)
    opened = DocumentWindow(work, LETTER)
    qtbot.addWidget(opened)
    opened.show()
    qtbot.waitUntil(opened.head.practice.isVisible)
    assert opened.head.practice.text() == "УЧЕБНЫЙ"
    assert opened.windowTitle().startswith("УЧЕБНЫЙ · ")
    assert not opened.next_action.isEnabled()


def test_the_window_of_a_real_document_says_nothing_of_practice(qtbot, work, server):
    opened = DocumentWindow(work, LETTER)
    qtbot.addWidget(opened)
    opened.show()
    qtbot.waitUntil(lambda: opened.card.registration.card is not None)
    assert not opened.head.practice.isVisible()
    assert "УЧЕБНЫЙ" not in opened.windowTitle()


def test_the_book_of_numbers_does_not_offer_a_journal_for_practice(qtbot, work, server):
    rows = [journal(1, "Входящие", practice=False), journal(2, "Учебный журнал", practice=True)]
    server.answers["numbers.journals"] = lambda: rows
    server.answers["numbers.ledger"] = lambda _chosen, _offset, _limit: Page(0, [])
    book = LedgerRegister(work)
    qtbot.addWidget(book)
    book.show()
    qtbot.waitUntil(lambda: book.journal.count() > 1)
    assert [book.journal.itemText(each) for each in range(book.journal.count())] == ["Все журналы", "Входящие"]


@pytest.mark.parametrize("marked", [True, False])
def test_a_journal_is_marked_once_and_for_ever(qtbot, work, server, marked):
    server.answers["numbers.put_journal"] = lambda _id, _version, _draft: 5
    dialog = JournalDialog(work, journal(5, "Журнал", practice=marked))
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.practice.isEnabled() is not marked
    dialog.practice.show_value(True)
    dialog.save()
    qtbot.waitUntil(lambda: bool(server.calls_of("numbers.put_journal")))
    assert server.calls_of("numbers.put_journal")[0].arguments.draft.practice is True
