from datetime import UTC, date, datetime

import msgspec
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea

from client.app import MANIFESTS
from client.core.calls import Call
from client.registry.document_form import CONDITIONAL
from client.registry.document_window import DocumentWindow
from client.registry.registration import KeptCard, Phase
from client.registry.twin_stop import TwinStop
from common.kernel.changes import Change, Kind
from common.kernel.paging import Page
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.registry.document import Registered
from common.registry.rules import Part
from common.rpc.errors import Invalid, Missing, Twin
from common.scanning.recognition import ProposedField
from tests.factories.desk import paper
from tests.factories.speaking_server import SIGNATURES, Said
from tests.factories.workplace import (
    FULL,
    LEADER,
    LETTER,
    MINISTRY,
    card,
    proposal,
    recognition,
    twin,
    workplace,
)
from tests.gui.typing_keys import press, type_text

P = ProposedField
PROPOSALS = (
    proposal(P.CORRESPONDENT, "Министерство образования Омской области", "МИНИСТЕРСТВО ОБРАЗОВАНИЯ"),
    proposal(P.THEIR_NUMBER, "ИСХ-26/8812"),
    proposal(P.THEIR_DATE, "2026-11-17", "17.11.2026"),
    proposal(P.ADDRESSEE, "Щукина Ж. Ё.", "Щукиной Ж. Ё."),
    proposal(P.SUMMARY, "О подготовке школ"),
    proposal(P.SIGNATORY, "Министр Юрьев К. Д."),
    proposal(P.SHEETS, "2"),
)


@pytest.fixture
def full(server, opened):
    server.answers["registry.card"] = lambda _id: card(FULL)
    return opened()


def test_closing_a_new_card_without_a_word_takes_it_back(qtbot, server, opened):
    taken_back = []
    server.answers["registry.card"] = lambda _id: card(msgspec.structs.replace(FULL, summary=""))
    server.answers["registry.abandon"] = taken_back.append
    window = opened()
    type_text(window.card.form.fields["summary"].editor, "О ремонте")
    window.close()
    assert not taken_back
    window = opened()
    window.card._take_theirs()
    window.close()
    qtbot.waitUntil(lambda: taken_back == [LETTER])


def test_a_new_card_closed_before_it_has_come_is_taken_back_too(qtbot, server, work):
    """The server knows whether anything is on it; whoever closes in a hurry leaves no empty paper in the queue."""
    taken_back = []
    server.answers["registry.abandon"] = taken_back.append
    window = DocumentWindow(work, LETTER)
    qtbot.addWidget(window)
    window.close()
    qtbot.waitUntil(lambda: taken_back == [LETTER])


def registers(server):
    registered = Registered(LETTER, "01-12/4187", datetime(2026, 11, 23, 9, tzinfo=UTC), 2)

    def answer(_id, _version, draft, _reason="", _choice=None):
        server.answers["registry.card"] = lambda _id: card(draft, 2, "01-12/4187")
        return Said(registered, [Change(Kind.DOCUMENT, LETTER)])

    server.answers["registry.register"] = answer


def notice(window):
    return window.card.notice.text.text()


def test_proposals_fill_the_card_and_wait_for_consent(server, opened, qtbot):
    server.answers["scanning.recognition"] = lambda _id: recognition(*PROPOSALS)
    window = opened()
    form = window.card.form
    qtbot.waitUntil(lambda: form.correspondent.value() == MINISTRY.id)
    draft = form.draft()
    assert (draft.their_number, draft.their_date, draft.sheets) == ("ИСХ-26/8812", date(2026, 11, 17), 2)
    assert draft.addressee_ids == [LEADER.id]
    assert len(form.unconfirmed()) == 7


def test_tabs_of_new_letters_tell_them_apart(server, opened, qtbot):
    named = msgspec.structs.replace(card(), name="Партия 5, документ 2", kind_title="Письмо")
    server.answers["registry.card"] = lambda _id: named
    window = opened()
    assert window.windowTitle() == "Письмо — Партия 5, документ 2"
    window.head.know_sender([proposal(ProposedField.CORRESPONDENT, "Министерство строительства", "МИНИСТЕРСТВО")])
    assert window.windowTitle() == "Письмо — Министерство строительства"


def test_the_kind_is_proposed_over_the_letter_that_every_card_begins_as_and_only_once(server, opened, qtbot):
    guessed = proposal(ProposedField.KIND, "request", "сведений, запросу")
    server.answers["scanning.recognition"] = lambda _id: recognition(guessed)
    window = opened()
    form = window.card.form
    qtbot.waitUntil(lambda: form.unconfirmed() == ["kind"])
    assert form.draft().kind == "request"
    assert "сведений, запросу" in form.known.kind.editor.toolTip()
    form.known.kind.show_value("letter")
    form.known.kind.note_edit()
    window.card.show_proposals([guessed])
    assert form.draft().kind == "letter"
    assert form.unconfirmed() == []


def test_a_field_of_which_the_past_is_not_sure_says_why_nothing_is_proposed(server, opened, qtbot):
    silent = [proposal(field, "", "похожие письма регистрировались по-разному")
              for field in (ProposedField.KIND, ProposedField.DELIVERY)]  # fmt: skip
    server.answers["scanning.recognition"] = lambda _id: recognition(*silent)
    fields = opened().card.form.fields
    why = "Не предложено: похожие письма регистрировались по-разному."
    qtbot.waitUntil(lambda: fields["delivery"].editor.toolTip() == why)
    assert fields["kind"].editor.toolTip() == why
    assert not fields["kind"].unconfirmed
    assert fields["kind"].value() == "letter"


def test_a_correspondent_that_is_not_proposed_is_not_looked_up(server, opened, qtbot):
    window = opened()
    qtbot.waitUntil(lambda: window.card.registration.phase is Phase.EDITING)
    window.card.show_proposals([proposal(ProposedField.CORRESPONDENT, "", "похожих двое")])
    assert window.card.form.correspondent.editor.toolTip() == "Не предложено: похожих двое."
    window.card.registration.open()
    qtbot.waitUntil(lambda: len(server.calls_of("registry.card")) == 2)
    assert not server.calls_of("correspondents.like")


def test_f9_stops_once_at_unchecked_proposals_then_registers(server, opened, qtbot):
    server.answers["registry.card"] = lambda _id: card(replace(FULL, their_number=""))
    server.answers["scanning.recognition"] = lambda _id: recognition(PROPOSALS[1])
    registers(server)
    window = opened()
    qtbot.waitUntil(lambda: window.card.form.unconfirmed() == ["their_number"])
    press_f9(window)
    assert "Проверьте предложенное по тексту: «Номер документа»" in notice(window)
    assert not server.calls_of("registry.register")
    press_f9(window)
    qtbot.waitUntil(lambda: window.head.number.text() == "Вх. № 01-12/4187 от 23.11.2026")


def press_f9(window):
    window.register_action.trigger()


def test_registered_letter_shows_its_number_and_offers_the_label(server, full, qtbot):
    registers(server)
    with qtbot.waitSignal(full.card.registration.registered):
        press_f9(full)
    qtbot.waitUntil(lambda: full.head.number.text() == "Вх. № 01-12/4187 от 23.11.2026")
    assert "Зарегистрировано: Вх. № 01-12/4187." in notice(full)
    assert full.label_action.isEnabled()
    assert not full.register_action.isEnabled()


def test_gaps_stop_the_clerk_before_anything_is_sent(server, opened):
    window = opened()
    press_f9(window)
    assert "Заполните поле «Корреспондент»" in window.card.form.note("correspondent_id")
    assert not server.calls_of("registry.register")


def test_what_the_server_refuses_stands_beside_its_field(server, full, qtbot):
    def refuse(*_arguments):
        raise Invalid("Проверьте карточку.", [Problem("case_file", "Дело закрыто.")])

    server.answers["registry.register"] = refuse
    press_f9(full)
    qtbot.waitUntil(lambda: full.card.form.note("case_file") == "Дело закрыто.")


def test_twin_stops_registration_until_a_reason_is_given(server, full, qtbot):
    def refuse(_id, _version, draft, reason="", _choice=None):
        if not reason:
            raise Twin("Такой документ уже зарегистрирован.", twin=3)
        registers(server)
        return server.answers["registry.register"](_id, _version, draft, reason)

    server.answers["registry.register"] = refuse
    server.answers["registry.twins"] = lambda _id, _draft: [twin()]
    press_f9(full)
    qtbot.waitUntil(lambda: bool(full.card.findChildren(TwinStop)))
    stop = full.card.findChildren(TwinStop)[0]
    stop.other_button.click()
    stop.other_button.click()
    assert "чем этот документ отличается" in stop.reason.note()
    type_text(stop.reason.line, "второй экземпляр")
    stop.other_button.click()
    qtbot.waitUntil(lambda: full.card.registration.is_registered)
    reasons = [heard.arguments.twin_reason for heard in server.calls_of("registry.register")]
    assert reasons == ["", "второй экземпляр"]


def test_twin_can_be_opened_instead(server, full, qtbot, work):
    def refuse(*_arguments):
        raise Twin("Такой документ уже зарегистрирован.", twin=3)

    server.answers["registry.register"] = refuse
    server.answers["registry.twins"] = lambda _id, _draft: [twin()]
    press_f9(full)
    qtbot.waitUntil(lambda: bool(full.card.findChildren(TwinStop)))
    with qtbot.waitSignal(work.navigator.document_wanted) as wanted:
        full.card.findChildren(TwinStop)[0].open_button.click()
    assert wanted.args == [3]
    assert full.card.registration.phase is Phase.EDITING


def test_typed_card_lies_on_disk_and_comes_back(server, opened, qtbot, work):
    first = opened()
    type_text(first.card.form.fields["their_number"].line, "77-А")
    qtbot.waitUntil(lambda: work.drafts.recall(f"document-{LETTER}", KeptCard) is not None)
    second = opened()
    qtbot.waitUntil(lambda: second.card.form.draft().their_number == "77-А")
    assert "Восстановлено" in notice(second)


def test_closing_keeps_what_was_typed_a_moment_ago(opened, work):
    window = opened()
    type_text(window.card.form.fields["their_number"].line, "5")
    assert window.close()
    assert work.drafts.recall(f"document-{LETTER}", KeptCard).draft.their_number == "5"


def test_letter_is_registered_once_when_the_server_is_back(server, full, qtbot, work):
    registers(server)
    server.refuse_next, server.refuse_only = 3, "registry.register"
    press_f9(full)
    qtbot.waitUntil(lambda: full.card.registration.phase is Phase.WAITING, timeout=15_000)
    assert "будет зарегистрирована один раз" in notice(full)
    assert not full.card.form.isEnabled()
    work.outbox.send()
    qtbot.waitUntil(lambda: full.card.registration.is_registered, timeout=15_000)
    assert len({heard.key for heard in server.calls_of("registry.register")}) == 1
    assert work.outbox.waiting == []


def test_what_has_no_field_on_the_card_is_not_lost_by_saving_it(server, opened, qtbot):
    given = msgspec.structs.replace(FULL, publication="Вестник № 4", body="Текст из другой программы")
    server.answers["registry.card"] = lambda _id: card(given)
    server.answers["registry.save"] = lambda *_arguments: 2
    window = opened()
    type_text(window.card.form.fields["remark"].text, "к сроку")
    window.save_action.trigger()
    qtbot.waitUntil(lambda: notice(window) == "Сохранено.")
    sent = server.calls_of("registry.save")[0].arguments.draft
    assert (sent.publication, sent.body, sent.remark) == ("Вестник № 4", "Текст из другой программы", "к сроку")


def test_saving_tells_so_and_forgets_the_copy_on_disk(server, full, qtbot, work):
    server.answers["registry.save"] = lambda *_arguments: 2
    type_text(full.card.form.fields["remark"].text, "к сроку")
    full.save_action.trigger()
    qtbot.waitUntil(lambda: notice(full) == "Сохранено.")
    assert work.drafts.recall(f"document-{LETTER}", KeptCard) is None
    assert server.calls_of("registry.save")[0].arguments.draft.remark == "к сроку"


def test_next_paper_of_the_queue_opens(server, full, qtbot, work):
    queue = [paper(5), paper(LETTER), paper(8)]

    def unregistered(_offset=0, _limit=100, chosen=None):
        rows = [row for row in queue if chosen is None or row.id > chosen.after]
        return Page(len(rows), rows)

    server.answers["registry.unregistered"] = unregistered
    with qtbot.waitSignal(work.navigator.document_wanted) as wanted:
        full.next_action.trigger()
    assert wanted.args == [8]
    queue.pop()
    with qtbot.waitSignal(work.navigator.document_wanted) as wanted:
        full.next_action.trigger()
    assert wanted.args == [5], "after the last the oldest"


def test_card_fits_a_small_screen_without_scroll_bars(full):
    area = full.card.findChild(QScrollArea)
    assert area.verticalScrollBar().maximum() == 0
    assert area.horizontalScrollBar().maximum() == 0
    assert full.minimumSizeHint().width() <= 1100


def test_whole_card_is_walked_by_enter(full):
    form = full.card.form
    form.fields["correspondent_id"].editor.setFocus()
    walked = []
    for _ in range(len(form.fields) - len(CONDITIONAL)):  # ДСП and paper fields are not there
        walked.append(form.current())
        press(form.fields[form.current()].editor, Qt.Key.Key_Return)
    assert walked == [name for name in form.fields if name not in CONDITIONAL]


def test_reader_without_the_right_sees_the_card_but_cannot_change_it(
    qtbot, transport, calls, asked, server, tmp_path, work
):
    server.answers["registry.card"] = lambda _id: card(FULL, 2, "1", parts={Part.READER})
    window = DocumentWindow(workplace(transport, calls, asked, tmp_path / "r", Right.READ_DOCUMENTS), LETTER)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.card.registration.phase is Phase.REGISTERED)
    assert not window.card.form.isEnabled()
    assert not window.save_action.isEnabled()


def test_consent_survives_a_fresh_reading_of_the_card(server, opened, qtbot, calls):
    server.answers["scanning.recognition"] = lambda _id: recognition(*PROPOSALS)
    window = opened()
    form = window.card.form
    qtbot.waitUntil(lambda: len(form.unconfirmed()) == 7)
    form.fields["their_number"].confirm()
    calls.changed.emit([Change(Kind.DOCUMENT, LETTER), Change(Kind.SCAN, LETTER)])
    qtbot.waitUntil(lambda: len(server.calls_of("scanning.recognition")) == 2)
    assert "their_number" not in form.unconfirmed()


def test_a_correction_that_makes_a_letter_another_one_s_twin_is_kept_and_said(qtbot, server, opened):
    server.answers["registry.card"] = lambda _id: card(FULL, number="01-26/7")
    server.answers["registry.save"] = lambda *_arguments: 2
    server.answers["registry.twins"] = lambda _id, _draft: [twin()]
    window = opened()
    type_text(window.card.form.fields["remark"].text, "к сроку")
    window.save_action.trigger()
    qtbot.waitUntil(lambda: f"№ {twin().number}" in notice(window))


def test_a_place_that_is_not_ones_own_is_named(server, opened):
    elsewhere = replace(card(replace(FULL, place_id=FULL.place_id + 1), number="01-26/7"), place="Приёмная мэра")
    server.answers["registry.card"] = lambda _id: elsewhere
    assert opened().card.form.known.place.combo.currentText() == "Приёмная мэра"


def test_a_document_that_is_not_shown_says_so_once_and_has_no_empty_card_in_its_place(qtbot, work, server, calls):
    def refuse(*_arguments):
        raise Missing("Документ не найден или недоступен вам. Если он нужен для работы, обратитесь к регистратору.")

    read = ("of_document", "points", "summary", "of", "chain", "files", "dispatches", "movements", "kept", "history",
            "card", "recognition")  # fmt: skip
    server.answers |= {name: refuse for name in SIGNATURES if name.rpartition(".")[2] in read}
    refused = []
    calls.refused.connect(refused.append)
    window = DocumentWindow(work, LETTER, tuple(tab for manifest in MANIFESTS for tab in manifest.tabs))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.door.page is not None)
    assert window.door.page.title.text() == "Документ не найден или недоступен вам"
    assert window.door.page.text.text() == "Если он нужен для работы, обратитесь к регистратору."
    assert window.windowTitle() == "Документ недоступен"
    assert not window.card.isVisible()
    assert window.actions() == []
    qtbot.waitUntil(lambda: all(server.calls_of(name) for name in ("papers.kept", "assignments.points")))
    qtbot.waitUntil(lambda: not window.findChildren(Call))
    assert refused == []
