"""What the image beside a new letter says: its text, its pages, and a sender whom no directory knows."""

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import Qt

from client.registry.correspondent_form import CorrespondentForm
from common.kernel.changes import Change, Kind
from common.scanning.recognition import Letterhead, PageState, ProposedField
from tests.factories.workplace import (
    LETTER,
    MINISTRY,
    page_text,
    proposal,
    recognition,
    scanned_page,
)
from tests.gui.registry.test_incoming_letter import PROPOSALS, notice
from tests.gui.typing_keys import press


def test_correspondent_is_created_in_place_with_the_typed_name(server, opened, qtbot):
    server.answers["correspondents.create"] = lambda _draft: 99
    window = opened()
    window.card.form.create_wanted.emit("ООО «Ёлка»")
    created = window.card.findChild(CorrespondentForm)
    assert created.draft().name == "ООО «Ёлка»"
    created.save()
    qtbot.waitUntil(lambda: window.card.form.correspondent.value() == 99)
    assert window.card.form.correspondent.line.text() == "ООО «Ёлка»"


def test_what_a_letterhead_says_at_too_great_length_is_cut_to_what_an_entry_takes(work):
    read = Letterhead(name="Ромашка", tax_number="5501234560", address="Омск, " * 100, email="a" * 300)
    draft = CorrespondentForm(work.apis.correspondents, work.calls, "Р" * 500, read).draft()
    assert [len(text) for text in (draft.name, draft.address, draft.email)] == [400, 400, 200]
    assert draft.tax_number == read.tax_number


def test_a_sender_who_is_in_no_directory_is_created_with_enter_from_his_letterhead(server, opened, qtbot):
    read = Letterhead(name="ООО «Ромашка»", tax_number="5501234560", address="644043, г. Омск, ул. Гагарина, 34")
    unknown = replace(proposal(ProposedField.CORRESPONDENT, "ООО «Ромашка»"), letterhead=read)
    server.answers["scanning.recognition"] = lambda _id: recognition(unknown, pages=[scanned_page(1)])
    server.answers["correspondents.like"] = lambda *_, **__: [MINISTRY]
    server.answers["correspondents.create"] = lambda _draft: 99
    window = opened()
    field = window.card.form.correspondent
    qtbot.waitUntil(lambda: field.line.text() == "ООО «Ромашка»")
    assert field.value() is None, "what only resembles it is not taken for it"
    window.card.form.fields["summary"].editor.setFocus()
    field.line.setFocus()
    qtbot.waitUntil(field.line.is_open)
    first, *others = (field.line.popup.model().index(row, 0).data() for row in range(2))
    assert first == (
        "Создать «ООО «Ромашка»»…\nНет в справочнике. С бланка: ИНН 5501234560, 644043, г. Омск, ул. Гагарина, 34"
    )
    assert MINISTRY.name in others[0]
    press(field.line, Qt.Key.Key_Return)
    created = window.card.findChild(CorrespondentForm).draft()
    assert (created.name, created.tax_number, created.address) == (read.name, read.tax_number, read.address)
    window.card.findChild(CorrespondentForm).save()
    qtbot.waitUntil(lambda: field.value() == 99)


def test_who_waits_in_the_field_is_offered_the_unknown_sender_as_soon_as_he_is_read(server, opened, qtbot, work):
    unknown = replace(
        proposal(ProposedField.CORRESPONDENT, "ООО «Ромашка»"), letterhead=Letterhead(name="ООО «Ромашка»")
    )
    server.answers["scanning.recognition"] = lambda _id: recognition(pages=[scanned_page(1)])
    server.answers["correspondents.like"] = lambda *_, **__: []
    window = opened()
    field = window.card.form.correspondent
    field.line.setFocus()
    qtbot.waitUntil(lambda: window.scan.page_count() == 1)
    server.answers["scanning.recognition"] = lambda _id: recognition(unknown, pages=[scanned_page(1)])
    work.calls.changed.emit([Change(Kind.SCAN, LETTER)])
    qtbot.waitUntil(field.line.is_open)
    assert field.line.popup.model().index(0, 0).data() == "Создать «ООО «Ромашка»»…\nНет в справочнике"


def test_text_selected_on_the_scan_fills_the_field_in_focus(server, opened, qtbot):
    server.answers["scanning.recognition"] = lambda _id: recognition(pages=[scanned_page(1)])
    server.answers["scanning.page"] = lambda _id, number: page_text(number, "Уважаемая Жанна Ёлкиновна")
    window = opened()
    qtbot.waitUntil(lambda: bool(server.calls_of("scanning.page")))
    window.card.form.fields["their_number"].line.setFocus()
    window.scan.text_selected.emit("26/8812", 1, PROPOSALS[0].box)
    assert window.card.form.draft().their_number == "26/8812"
    window.card.form.fields["their_date"].line.setFocus()
    window.scan.text_selected.emit("ничего", 1, PROPOSALS[0].box)
    assert "не подходит: «ничего»" in notice(window)


def test_an_image_of_another_letter_is_told_above_it(server, opened, qtbot):
    told = "На образе № 77/1 от 12.03.2026, а в карточке № 15-4 от 01.04.2026. Проверьте, тот ли это документ."
    server.answers["scanning.recognition"] = lambda _id: replace(
        recognition(pages=[scanned_page(1)]), contradiction=told
    )
    server.answers["scanning.bear_with"] = lambda _id: None
    window = opened()
    qtbot.waitUntil(window.scan.notice.isVisible)
    assert window.scan.notice.text.text() == told
    server.answers["scanning.recognition"] = lambda _id: recognition(pages=[scanned_page(1)])
    window.scan.notice.first.emit()
    qtbot.waitUntil(lambda: bool(server.calls_of("scanning.bear_with")))
    qtbot.waitUntil(lambda: len(server.calls_of("scanning.recognition")) == 2)
    qtbot.waitUntil(window.scan.notice.isHidden)


def test_an_original_that_nobody_has_had_read_is_told_before_what_the_others_say(server, opened, qtbot):
    both = replace(recognition(pages=[scanned_page(1)]), contradiction="На образе № 77/1", unread=1)
    server.answers["scanning.recognition"] = lambda _id: both
    window = opened()
    qtbot.waitUntil(window.scan.notice.isVisible)
    assert window.scan.notice.text.text() == "Образ ещё не распознан."


def test_page_that_failed_says_why_and_can_be_read_again(server, opened, qtbot):
    failed = scanned_page(2, state="failed", reason="страница пустая")
    server.answers["scanning.recognition"] = lambda _id: recognition(pages=[failed])
    server.answers["scanning.read"] = lambda _id: 8
    window = opened()
    qtbot.waitUntil(window.scan.notice.isVisible)
    assert "Не распознано, стр. 2: страница пустая" in window.scan.notice.text.text()
    window.scan.notice.first.emit()
    qtbot.waitUntil(lambda: len(server.calls_of("scanning.recognition")) == 2)


def test_reading_that_was_given_up_says_so_and_can_be_ordered_again(server, opened, qtbot):
    waiting = recognition(pages=[scanned_page(1, state=PageState.WAITING)])
    given_up = msgspec.structs.replace(waiting, message="Распознавание остановлено.")
    server.answers["scanning.recognition"] = lambda _id: given_up
    window = opened()
    qtbot.waitUntil(window.scan.notice.isVisible)
    assert "Распознавание остановлено." in window.scan.notice.text.text()
