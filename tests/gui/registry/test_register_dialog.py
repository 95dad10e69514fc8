"""«Зарегистрировать с номером»: the chosen number stays on the screen until the server has taken it."""

from datetime import UTC, datetime

import pytest

from client.registry.document_window import DocumentWindow
from client.registry.number_dialogs import RegisterDialog
from client.registry.registration import Phase
from client.registry.twin_stop import TwinStop
from common.kernel.paging import Page
from common.kernel.validation import Problem
from common.registry.document import Registered
from common.rpc.errors import Invalid, NotAllowed, Twin
from tests.factories.workplace import FULL, LETTER, answer_for_a_letter, card, twin
from tests.gui.typing_keys import type_text

TAKEN = "Номер 01-26/7 уже выдан."


@pytest.fixture
def window(qtbot, work, server):
    answer_for_a_letter(server, card(FULL))
    server.answers["numbers.ledger"] = lambda *_: Page(0, [])
    window = DocumentWindow(work, LETTER)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.card.registration.phase is Phase.EDITING)
    qtbot.waitUntil(lambda: window.card.form.fields["delivery"].combo.count() > 1)
    return window


@pytest.fixture
def dialog(window):
    window.number_action.trigger()
    [dialog] = window.findChildren(RegisterDialog)
    dialog.number.show_value("01-26/7")
    dialog.reason.show_value("По указанию")
    return dialog


def refuses(server, error):
    def answer(*_):
        raise error

    server.answers["registry.register"] = answer


def registers(server):
    registered = Registered(LETTER, "01-26/7", datetime(2026, 11, 23, 9, tzinfo=UTC), 2)
    server.answers["registry.register"] = lambda *_: registered


def choices(server):
    return [call.arguments.choice for call in server.calls_of("registry.register")]


def test_a_number_that_is_refused_stays_in_the_dialog_with_the_reason_beside_it(qtbot, server, window, dialog):
    refuses(server, Invalid(TAKEN, [Problem("number", TAKEN)]))
    dialog.save()
    qtbot.waitUntil(lambda: dialog.form.note("number") == TAKEN)
    assert dialog.isVisible()
    assert (dialog.number.value(), dialog.reason.value()) == ("01-26/7", "По указанию")
    registers(server)
    dialog.number.show_value("01-26/8")
    dialog.save()
    qtbot.waitUntil(lambda: window.card.registration.phase is Phase.REGISTERED)
    qtbot.waitUntil(lambda: not window.findChildren(RegisterDialog))
    assert [choice.number for choice in choices(server)] == ["01-26/7", "01-26/8"]


def test_a_flag_is_there_only_when_the_number_needs_it(qtbot, server, dialog):
    flags = [dialog.off_template, dialog.skips]
    assert all(flag.isHidden() for flag in flags)
    passed = "Будет пропущено 2: 01-26/5 … 01-26/6. Если так и нужно, отметьте «Пропустить номера»."
    refuses(server, Invalid(passed, [Problem("skips", passed)]))
    dialog.save()
    qtbot.waitUntil(dialog.skips.isVisible)
    assert dialog.off_template.isHidden()
    assert dialog.form.note("skips") == passed
    dialog.skips.box.click()
    registers(server)
    dialog.save()
    qtbot.waitUntil(lambda: len(choices(server)) == 2)
    assert choices(server)[1].skips


def test_another_number_needs_its_flag_anew(qtbot, server, dialog):
    refuses(server, Invalid("Иначе.", [Problem("off_template", "Журнал пишет номера иначе.")]))
    dialog.save()
    qtbot.waitUntil(dialog.off_template.isVisible)
    dialog.off_template.box.click()
    type_text(dialog.number.line, "1")
    assert dialog.off_template.isHidden()
    assert not dialog.choice().off_template


def test_a_refusal_without_a_field_stands_in_the_dialog_and_goes_with_it(qtbot, server, window, dialog):
    refuses(server, NotAllowed("Номер с прошлой датой даёт старший делопроизводитель."))
    dialog.save()
    qtbot.waitUntil(dialog.notice.isVisible)
    assert "старший делопроизводитель" in dialog.notice.text.text()
    assert dialog.isVisible()
    dialog.reject()
    assert window.card.notice.isHidden()


def test_what_is_wrong_with_the_card_leads_to_the_card(qtbot, server, window, dialog):
    refuses(server, Invalid("Дело закрыто.", [Problem("case_file", "Дело закрыто.")]))
    dialog.save()
    qtbot.waitUntil(lambda: not window.findChildren(RegisterDialog))
    assert window.card.form.note("case_file") == "Дело закрыто."


def test_an_unfinished_card_is_finished_before_a_number_is_chosen(qtbot, window):
    window.card.form.fields["summary"].show_value("")
    window.number_action.trigger()
    assert not window.findChildren(RegisterDialog)
    assert window.card.form.note("summary")


def test_another_document_with_a_twin_gets_the_number_that_was_chosen(qtbot, server, window, dialog):
    refuses(server, Twin("Есть двойник."))
    server.answers["registry.twins"] = lambda *_: [twin()]
    dialog.save()
    qtbot.waitUntil(lambda: bool(window.findChildren(TwinStop)))
    registers(server)
    [stop] = window.findChildren(TwinStop)
    stop.reason_given.emit("Другое приложение")
    qtbot.waitUntil(lambda: len(choices(server)) == 2)
    assert choices(server)[1].number == "01-26/7"
