from datetime import UTC, date, datetime

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.distribution.confirming import ConfirmDialog
from client.distribution.register import FOLDER, AcquaintanceCounter, AcquaintanceRegister
from client.distribution.tab import AcquaintanceTab, RecallDialog, is_numbered
from client.registry.document_window import DocumentWindow
from client.shell.bulk_account import BulkAccount
from client.shell.manifest import Badge, TabSpec
from common.distribution.api import (
    FolderCount,
    Result,
    SendingCard,
    SendingKind,
    SheetRow,
    Summary,
    UnitState,
)
from common.kernel.changes import Change, Kind
from common.kernel.deadlines import Count, DeadlineRule, ProductionCalendar
from common.kernel.ids import AcquaintanceId, DocumentId, PersonId, SendingId, UnitId
from common.kernel.paging import Page
from common.kernel.rights import Right
from common.registry.bulk import BulkOutcome
from common.registry.classes import DocumentState
from tests.factories.workplace import FULL, LETTER, card
from tests.gui.typing_keys import type_text

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
MINE = PersonId(9)  # the clerk's own


def row(number=1, **changes):
    blank = SheetRow(
        id=AcquaintanceId(number), sending_id=SendingId(1), document_id=DocumentId(number), person_id=MINE,
        person="Петрова А. И.", post="делопроизводитель", unit="Канцелярия", kind=SendingKind.SIGNED_FOR,
        sent_by="Щукина Ж. Ё.", sent_at=AT, due=date(2026, 11, 25), result=Result.WAITS, overdue_days=0,
        confirmed_at=None, by="", comment="", reminded_at=None, number=f"11-{number}", registered=date(2026, 11, 19),
        document_kind="Распоряжение", summary="О субботнике", asked="К совещанию",
    )  # fmt: skip
    return msgspec.structs.replace(blank, **changes)


LATE = row(2, result=Result.OVERDUE, overdue_days=4, due=date(2026, 11, 19))
SENDING = SendingCard(
    id=SendingId(1), kind=SendingKind.SIGNED_FOR, sent_by="Щукина Ж. Ё.", sent_at=AT, due=date(2026, 11, 25),
    recipients="По списку «Руководители»", comment="", people=12, done=5, organisations=0, recalled_at=None,
    recall_reason="", may_recall=True,
)  # fmt: skip
UNITS = [UnitState(UnitId(1), "Канцелярия", 4, 3, 0), UnitState(UnitId(2), "Департамент", 8, 2, 2)]
WHOLE = Summary(sendings=[SENDING], units=UNITS, mine=[], refusal="")


@pytest.fixture
def confirming(server):
    server.answers["distribution.confirm"] = lambda ids, _comment="": [
        BulkOutcome(DocumentId(each), f"№ {each}", "ознакомлен", "") for each in ids
    ]
    return server


@pytest.fixture
def folder(qtbot, work, confirming):
    def opened(*rows):
        confirming.answers["distribution.folder"] = lambda _chosen, _offset, _limit: Page(len(rows), list(rows))
        page = AcquaintanceRegister(work)
        qtbot.addWidget(page)
        page.resize(1100, 500)
        page.show()
        qtbot.waitUntil(lambda: page.model.total == len(rows) and bool(confirming.calls_of("distribution.folder")))
        return page

    return opened


@pytest.fixture
def tab(qtbot, work, confirming):
    def opened(summary=WHOLE, *rows):
        confirming.answers["distribution.summary"] = lambda _id: summary
        confirming.answers["distribution.sheet"] = lambda _id, _chosen, _offset, _limit: Page(len(rows), list(rows))
        page = AcquaintanceTab(work, LETTER)
        qtbot.addWidget(page)
        page.resize(760, 600)
        page.show()
        qtbot.waitUntil(lambda: page.summary is not None)
        return page

    return opened


def test_the_term_of_acquaintance_says_how_it_came_about(folder):
    three = DeadlineRule(title="Срок ознакомления", count=Count.WORKING, amount=3)
    deadline = ProductionCalendar({}).deadline(three, AT.date())
    page = folder(row(deadline=deadline), LATE)
    due = next(
        place
        for place in range(page.model.columnCount())
        if page.model.headerData(place, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole) == "Срок"
    )
    said = [page.model.index(place, due).data(Qt.ItemDataRole.ToolTipRole) for place in (0, 1)]
    assert "норма 3 рабочих дня" in said[0]
    assert said[1] == "19.11.2026 (4 дн.)"


def test_enter_opens_the_document_where_its_reading_is_confirmed(folder, work, qtbot):
    page = folder(row(1))
    qtbot.waitUntil(page.confirm_button.isEnabled)
    with qtbot.waitSignal(work.navigator.acquaintance_wanted) as wanted:
        QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert wanted.args == [DocumentId(1)]


def test_the_chosen_rows_are_confirmed_by_one_key(folder, confirming, qtbot):
    page = folder(row(1), row(2), row(3))
    qtbot.waitUntil(lambda: page.model.row(page.model.index(2, 0)) is not None)
    page.view.setFocus()
    QTest.keyClick(page.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(page.view, Qt.Key.Key_F11)
    qtbot.waitUntil(lambda: bool(confirming.calls_of("distribution.confirm")))
    assert confirming.calls_of("distribution.confirm")[0].arguments.acquaintance_ids == [1, 2]
    qtbot.waitUntil(lambda: len(confirming.calls_of("distribution.folder")) > 1)


def test_a_comment_goes_with_it(folder, confirming, qtbot):
    page = folder(row(1))
    qtbot.waitUntil(page.comment_button.isEnabled)
    QTest.keyClick(page.view, Qt.Key.Key_F11, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.findChild(ConfirmDialog) is not None)
    dialog = page.findChild(ConfirmDialog)
    type_text(dialog.comment.text, "Принято")
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    assert confirming.calls_of("distribution.confirm")[0].arguments.comment == "Принято"


def test_what_was_refused_is_accounted_for(folder, confirming, qtbot):
    confirming.answers["distribution.confirm"] = lambda _ids, _comment="": [
        BulkOutcome(DocumentId(1), "11-1", "", "Рассылка отозвана: подтверждать её не нужно.")
    ]
    page = folder(row(1))
    qtbot.waitUntil(page.confirm_button.isEnabled)
    page.confirm_button.click()
    qtbot.waitUntil(lambda: page.findChild(BulkAccount) is not None)
    assert page.findChild(BulkAccount).verdict.text() == "Сделано: 0. Не сделано: 1."


def test_the_folder_says_how_late_and_in_whose_stead(folder, qtbot):
    page = folder(LATE, row(3, person_id=PersonId(4), person="Абакумов В. П."))
    qtbot.waitUntil(lambda: page.model.row(page.model.index(1, 0)) is not None)
    shown = [[page.model.data(page.model.index(line, column)) for column in range(8)] for line in range(2)]
    assert shown[0][:3] == ["19.11.2026 (4 дн.)", "Распоряжение № 11-2 от 19.11.2026", "О субботнике"]
    assert (shown[0][7], shown[1][7]) == ("", "Абакумов В. П.")


def test_the_overdue_are_shown_alone(folder, confirming, qtbot):
    page = folder(LATE)
    page.overdue.click()
    qtbot.waitUntil(lambda: confirming.calls_of("distribution.folder")[-1].arguments.chosen.overdue)


def test_the_counter_tells_all_and_the_overdue(qtbot, work, server):
    server.answers["distribution.counts"] = lambda: FolderCount(7, 2)
    counter = AcquaintanceCounter(work)
    with qtbot.waitSignal(counter.counted) as counted:
        counter.read()
    assert counted.args == [{FOLDER: Badge(7, 2)}]


def test_who_has_not_read_is_told_by_unit(tab, qtbot, confirming):
    opened = tab(WHOLE, row(1))
    shown = [[opened.units.data(opened.units.index(line, column)) for column in range(5)] for line in range(3)]
    assert shown == [
        ["Все подразделения", "12", "5", "7", "2"], ["Канцелярия", "4", "3", "1", ""],
        ["Департамент", "8", "2", "6", "2"],
    ]  # fmt: skip
    assert opened.headline.text() == "Ознакомлены 5 из 12"

    def asked():
        return [(call.arguments.chosen.unit_id, call.arguments.chosen.waiting)
                for call in confirming.calls_of("distribution.sheet")]  # fmt: skip

    opened.unit_view.selectRow(2)
    qtbot.waitUntil(lambda: (2, False) in asked())
    opened.only_waiting.click()
    qtbot.waitUntil(lambda: (2, True) in asked())


@pytest.mark.parametrize(
    ("summary", "offered"),
    [
        (WHOLE, {"Разослать…", "Напомнить", "Отозвать рассылку…", "Лист ознакомления"}),
        (
            msgspec.structs.replace(
                WHOLE, mine=[row()], refusal="нет", sendings=[msgspec.structs.replace(SENDING, may_recall=False)]
            ),
            {"Ознакомлен", "Ознакомлен с комментарием…", "Лист ознакомления"},
        ),
        (Summary(sendings=[], units=[], mine=[], refusal=""), {"Разослать…"}),
    ],
)
def test_only_what_may_be_done_is_offered(tab, summary, offered):
    opened = tab(summary)
    assert {action.text() for action in opened.commands if action.isEnabled()} == offered
    assert {each.text() for each, button in opened.buttons.items() if button.isVisible()} == offered - {
        "Ознакомлен с комментарием…"
    }


def test_mine_before_all_else_and_that_of_the_absent_by_name(tab):
    assert tab(msgspec.structs.replace(WHOLE, mine=[row()])).headline.text() == "Ждёт вашего ознакомления · 25.11.2026"
    absent = row(person_id=PersonId(4), person="Абакумов В. П.", due=None)
    opened = tab(msgspec.structs.replace(WHOLE, mine=[absent]))
    assert opened.headline.text() == "Ждёт вашего ознакомления за отсутствующего: Абакумов В. П."


def test_one_key_confirms_in_the_card_whatever_tab_is_open(qtbot, work, confirming, server):
    server.answers["registry.card"] = lambda _id: card(FULL, number="01-26/000123")
    server.answers["distribution.summary"] = lambda _id: msgspec.structs.replace(WHOLE, mine=[row()])
    server.answers["distribution.sheet"] = lambda _id, _chosen, _offset, _limit: Page(0, [])
    spec = TabSpec("distribution.sheet", "Ознакомление", "eye", Right.READ_DOCUMENTS, AcquaintanceTab)
    window = DocumentWindow(work, LETTER, (spec,))
    qtbot.addWidget(window)
    window.show()
    page = window.findChild(AcquaintanceTab)
    qtbot.waitUntil(page.confirm_action.isEnabled)
    assert page.confirm_action in window.steps.menu.actions()
    QTest.keyClick(window, Qt.Key.Key_F11)
    qtbot.waitUntil(lambda: bool(confirming.calls_of("distribution.confirm")))
    assert confirming.calls_of("distribution.confirm")[0].arguments.acquaintance_ids == [1]


def test_a_unit_is_reminded(tab, server, qtbot):
    server.answers["distribution.remind"] = lambda _id, _chosen: 6
    opened = tab(WHOLE)
    opened.unit_view.selectRow(2)
    opened.remind_action.trigger()
    qtbot.waitUntil(lambda: bool(server.calls_of("distribution.remind")))
    assert server.calls_of("distribution.remind")[0].arguments.chosen.unit_id == 2


def test_a_sending_is_recalled_for_a_reason(tab, server, qtbot):
    server.answers["distribution.recall"] = lambda _id, _reason: 7
    opened = tab(WHOLE)
    opened.recall_action.trigger()
    dialog = opened.findChild(RecallDialog)
    dialog.save_button.click()
    assert "Причина" in dialog.form.note("reason")
    type_text(dialog.reason.text, "Ошибочный список")
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    sent = server.calls_of("distribution.recall")[0].arguments
    assert (sent.sending_id, sent.reason) == (SendingId(1), "Ошибочный список")


def test_a_confirmation_of_somebody_else_is_read_at_once(tab, server, calls, qtbot):
    opened = tab(WHOLE)
    server.answers["distribution.summary"] = lambda _id: msgspec.structs.replace(
        WHOLE, units=[UnitState(UnitId(1), "Канцелярия", 4, 4, 0)]
    )
    calls.changed.emit([Change(Kind.ACQUAINTANCE, LETTER)])
    qtbot.waitUntil(lambda: opened.headline.text() == "Ознакомлены 4 из 4")


def test_what_was_not_sent_says_how_to_send_it(tab):
    opened = tab(Summary(sendings=[], units=[], mine=[], refusal=""))
    assert opened._stack.currentWidget() is opened._empty
    assert opened.headline.text() == "Не рассылался"


def test_a_notice_brings_the_tab_forward_before_the_card_has_said_that_it_is_registered(
    qtbot, work, server, confirming
):
    registered = msgspec.structs.replace(card(FULL, number="01-26/000123"), state=DocumentState.REGISTERED)
    server.answers["registry.card"] = lambda _id: registered
    server.answers["distribution.summary"] = lambda _id: msgspec.structs.replace(WHOLE, mine=[row()])
    server.answers["distribution.sheet"] = lambda _id, _chosen, _offset, _limit: Page(0, [])
    spec = TabSpec(
        "distribution.sheet", "Ознакомление", "eye", Right.READ_DOCUMENTS, AcquaintanceTab, concerns=is_numbered
    )
    window = DocumentWindow(work, LETTER, (spec,))
    qtbot.addWidget(window)
    window.show()
    work.navigator.acquaintance_wanted.emit(LETTER)
    page = window.findChild(AcquaintanceTab)
    qtbot.waitUntil(page.confirm_action.isEnabled)
    qtbot.waitUntil(page.isVisible)
    assert window.tabs.currentWidget() is page
    button = page.buttons[page.confirm_action]
    qtbot.waitUntil(lambda: window.focusWidget() is button)
    QTest.keyClick(button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(server.calls_of("distribution.confirm")))
