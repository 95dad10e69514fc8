"""Notices in their folder, the matrix of choices and that of limits: all by keyboard."""

from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.notifications.choices_dialog import ChoicesDialog
from client.notifications.counter import FOLDER, NotificationCounter, words_of
from client.notifications.inbox import NoticesPage
from client.notifications.matrix import FIRST, ROWS
from client.notifications.rules_page import LettersRegister, RulesPage
from client.shell.workplace import Workplace
from common.kernel.changes import Change, Kind
from common.kernel.ids import AssignmentId, DocumentId, NotificationId
from common.kernel.paging import Page
from common.notifications import (
    Channel,
    Choice,
    Choices,
    Fresh,
    Happening,
    LetterRow,
    LetterState,
    Limit,
    LimitCell,
    NotificationRow,
    RulesDraft,
)
from tests.factories.workplace import workplace

AT = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
CELLS = [(happening, channel) for happening in Happening for channel in happening.channels]


def notice(number: int, *, read: bool = False, **changes: object) -> NotificationRow:
    values = {
        "id": NotificationId(number), "happening": Happening.ASSIGNED, "at": AT, "read": read,
        "document_id": DocumentId(70 + number), "assignment_id": AssignmentId(5), "document": "№ 01-26/000017",
        "summary": "О подготовке школ", "due": date(2026, 12, 3), "by": "Шелест С. Н.", "absent": "", "counts": {},
    }  # fmt: skip
    return NotificationRow(**{**values, **changes})


@pytest.fixture
def work(transport, calls, asked, tmp_path) -> Workplace:
    return workplace(transport, calls, asked, tmp_path)


@pytest.fixture
def page(qtbot, work, server):
    rows = [notice(2), notice(1, read=True)]
    server.answers["notifications.register"] = lambda unread, _offset: Page(1, rows[:1]) if unread else Page(2, rows)
    server.answers["notifications.mark_read"] = lambda _ids: None
    made = NoticesPage(work)
    qtbot.addWidget(made)
    made.resize(1150, 500)
    made.show()
    qtbot.waitUntil(lambda: made.model.total == 2)
    return made


def test_the_unread_stand_out(page):
    fonts = [page.model.data(page.model.index(row, 1), Qt.ItemDataRole.FontRole) for row in (0, 1)]
    assert fonts[0].bold()
    assert fonts[1] is None


def test_enter_opens_the_document_and_the_notice_is_read(page, work, server, qtbot):
    page.view.setFocus()
    page.view.setCurrentIndex(page.model.index(0, 0))
    with qtbot.waitSignal(work.navigator.document_wanted) as opened:
        QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert opened.args == [DocumentId(72)]
    with qtbot.waitSignal(work.navigator.assignment_wanted) as chosen:
        QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert chosen.args == [DocumentId(72), AssignmentId(5)]
    qtbot.waitUntil(lambda: bool(server.calls_of("notifications.mark_read")))
    assert server.calls_of("notifications.mark_read")[0].arguments.ids == [2]


@pytest.mark.parametrize("happening", [Happening.ACQUAINT, Happening.ACQUAINT_REMINDED])
def test_a_notice_of_acquaintance_opens_where_one_confirms(page, work, server, qtbot, happening):
    asked = notice(3, happening=happening, assignment_id=None)
    with qtbot.waitSignal(work.navigator.acquaintance_wanted) as wanted:
        page.open_row(asked)
    assert wanted.args == [DocumentId(73)]


def test_what_has_been_read_is_not_marked_again(page, server, qtbot):
    page.view.setCurrentIndex(page.model.index(1, 0))
    page.mark()
    page.mark_all()
    qtbot.waitUntil(lambda: bool(server.calls_of("notifications.mark_read")))
    assert [call.arguments.ids for call in server.calls_of("notifications.mark_read")] == [[]]


def test_only_the_unread_are_shown_when_wanted(page, qtbot):
    page.unread.setChecked(True)
    qtbot.waitUntil(lambda: page.model.total == 1)


def test_the_count_is_live_and_a_new_notice_is_told_once(qtbot, work, server):
    server.answers["notifications.fresh"] = lambda: Fresh(1, notice(1))
    counter = NotificationCounter(work)
    told = []
    counter.tray.tell = told.append
    with qtbot.waitSignal(counter.counted) as counted:
        counter.read()
    assert counted.args[0][FOLDER].count == 1
    assert told == []  # what lay there before is no news
    server.answers["notifications.fresh"] = lambda: Fresh(2, notice(2))
    for _ in range(2):
        with qtbot.waitSignal(counter.counted):
            work.calls.changed.emit([Change(Kind.NOTIFICATION, 2)])
    assert [row.id for row in told] == [2]
    counter.deleteLater()


def test_a_balloon_says_nothing_that_a_passer_by_may_not_read():
    assert words_of(notice(1)) == "№ 01-26/000017, срок 03.12.2026"


@pytest.fixture
def dialog(qtbot, work, server):
    limits = {(Happening.ASSIGNED, Channel.CLIENT): Limit.ALWAYS}
    cells = [Choice(*key, on=True, limit=limits.get(key, Limit.ALLOWED)) for key in CELLS]
    server.answers["notifications.choices"] = lambda: Choices(cells, "", mails=True)
    server.answers["notifications.choose"] = lambda _cells: None
    made = ChoicesDialog(work)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: bool(made.matrix.cells))
    return made


def test_space_turns_a_cell_and_only_what_was_turned_is_sent(dialog, server, qtbot):
    assert not dialog.save_button.isEnabled()
    QTest.keyClick(dialog.view, Qt.Key.Key_Right)
    QTest.keyClick(dialog.view, Qt.Key.Key_Space)
    assert dialog.save_button.isEnabled()
    with qtbot.waitSignal(dialog.accepted):
        dialog.save_button.click()
    sent = server.calls_of("notifications.choose")[0].arguments.cells
    assert [(cell.happening, cell.channel, cell.on) for cell in sent] == [(Happening.FOR_REVIEW, Channel.MAIL, False)]


def test_a_locked_cell_says_why_and_does_not_turn(dialog):
    index = dialog.matrix.index(ROWS.index(Happening.ASSIGNED), FIRST)
    dialog.view.setCurrentIndex(index)
    QTest.keyClick(dialog.view, Qt.Key.Key_Space)
    assert dialog.changed() == []
    assert index.data() == "всегда"
    assert "администратор" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_without_an_address_the_dialog_says_that_no_letters_come(dialog):
    assert "адрес электронной почты не указан" in dialog.mail_words.text()


@pytest.fixture
def rules(qtbot, work, server):
    cells = [LimitCell(*key, Limit.ALLOWED) for key in CELLS]
    server.answers["notifications.rules"] = lambda: RulesDraft(version=4, cells=cells, offsets=[3, 1, 0])
    server.answers["notifications.put_rules"] = lambda draft: draft.version + 1
    made = RulesPage(work)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: bool(made.matrix.cells))
    return made


def test_a_limit_turns_from_choice_to_always_to_forbidden(rules, server, qtbot):
    index = rules.matrix.index(0, FIRST)
    words = []
    for _ in range(3):
        words.append(index.data())
        QTest.keyClick(rules.view, Qt.Key.Key_Space)
    assert words == ["по выбору", "всегда", "запрещено"]
    QTest.keyClick(rules.view, Qt.Key.Key_Space)
    rules.offsets.setText("5, 2")
    rules.save()
    qtbot.waitUntil(lambda: bool(server.calls_of("notifications.put_rules")))
    draft = server.calls_of("notifications.put_rules")[0].arguments.draft
    assert (draft.version, draft.offsets, draft.cells[0].limit) == (4, [5, 2], Limit.ALWAYS)
    qtbot.waitUntil(lambda: "сохранены" in rules.notice.text.text())
    assert rules.draft().version == 5


def test_days_that_are_no_days_are_refused_in_words(rules, server):
    rules.offsets.setText("три")
    rules.save()
    assert "числами" in rules.notice.text.text()
    assert not server.calls_of("notifications.put_rules")


def test_a_letter_that_did_not_leave_is_sent_again(qtbot, work, server):
    failed = LetterRow(
        4, Happening.ASSIGNED, "Савельева Т. О.", LetterState.FAILED, AT, 12, None, "550 No such mailbox"
    )  # fmt: skip
    server.answers["notifications.letters"] = lambda _state, _offset: Page(1, [failed])
    server.answers["notifications.send_again"] = lambda _ids: None
    register = LettersRegister(work)
    qtbot.addWidget(register)
    register.show()
    qtbot.waitUntil(lambda: register.model.total == 1)
    register.view.setCurrentIndex(register.model.index(0, 0))
    register.send_again()
    qtbot.waitUntil(lambda: bool(server.calls_of("notifications.send_again")))
    assert server.calls_of("notifications.send_again")[0].arguments.ids == [4]


@pytest.mark.parametrize("mails", [True, False])
def test_without_a_mail_server_the_page_of_letters_says_so(qtbot, work, server, *, mails):
    server.answers["notifications.choices"] = lambda: Choices([], "a@example.ru", mails)
    register = LettersRegister(work)
    qtbot.addWidget(register)
    qtbot.waitUntil(lambda: bool(server.calls_of("notifications.choices")) and register.model.total == 0)
    qtbot.waitUntil(lambda: mails or "не настроен" in register.mail_words.text())
    assert bool(register.mail_words.text()) is not mails


def test_letters_that_did_not_leave_are_shown_alone(qtbot, work, server):
    server.answers["notifications.letters"] = lambda _state, _offset: Page(0, [])
    register = LettersRegister(work)
    qtbot.addWidget(register)
    register.show()
    qtbot.waitUntil(lambda: len(server.calls_of("notifications.letters")) == 1)
    register.state.setCurrentText(LetterState.FAILED.label)
    qtbot.waitUntil(lambda: len(server.calls_of("notifications.letters")) == 2)
    asked = [call.arguments.state for call in server.calls_of("notifications.letters")]
    assert asked == [None, LetterState.FAILED]
    assert not register.again_button.isEnabled()
    assert register.empty_words()[0] == "Таких писем нет"
