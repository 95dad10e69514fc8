"""«Почему виден документ» at the desk: asked by an administrator about anybody, by a reader about himself."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.registry.why import WhyDialog, WhyPage
from client.widgets.lookup import Suggestion
from common.kernel.ids import PersonId
from common.kernel.rights import Right
from common.registry.access import Explanation, Ground
from common.rpc.errors import Missing
from tests.factories.workplace import LETTER, TODAY, workplace
from tests.gui.typing_keys import type_text

SEES_NOT = Explanation(
    False, "Щукина Ж. Ё.", "Письмо № 01-26/000007 от 20.11.2026", TODAY,
    [Ground(False, "Не участник."), Ground(False, "Не делопроизводитель места.")], "Назначьте замещение.",
)  # fmt: skip
SEES = Explanation(True, "Петрова А. И.", "Письмо № 7", TODAY, [Ground(True, "Участник документа: адресат.")], "")


@pytest.fixture
def shown(qtbot):
    def show(widget):
        qtbot.addWidget(widget)
        widget.show()
        qtbot.waitExposed(widget)
        widget.activateWindow()
        return widget

    return show


def test_the_answer_lists_every_ground_and_the_advice(qtbot, shown, transport, calls, asked, server, tmp_path):
    server.answers["access.why_number"] = lambda _person, _number, _on: [SEES_NOT]
    page = shown(WhyPage(workplace(transport, calls, asked, tmp_path)))
    page.ask()
    assert "Сотрудник" in page.form.note("person")
    page.suppose(Suggestion(PersonId(3), "Щукина Ж. Ё."))
    type_text(page.number.line, "01-26/7")
    QTest.keyClick(page.number.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.answers.verdicts() == [SEES_NOT.verdict])
    sent = server.calls_of("access.why_number")[0].arguments
    assert (sent.person_id, sent.number, sent.on) == (3, "01-26/7", TODAY)


def test_a_day_to_come_is_refused_beside_its_field(shown, transport, calls, asked, tmp_path):
    page = shown(WhyPage(workplace(transport, calls, asked, tmp_path), LETTER))
    page.suppose(Suggestion(PersonId(3), "Щукина Ж. Ё."))
    page.on.show_value(TODAY.replace(year=2027))
    page.ask()
    assert "прошедшем" in page.form.note("on")


def test_a_number_that_is_not_there_is_said(qtbot, shown, transport, calls, asked, server, tmp_path):
    def refuse(*_):
        raise Missing("Документа с номером «7» нет. Проверьте номер и год.")

    server.answers["access.why_number"] = refuse
    page = shown(WhyPage(workplace(transport, calls, asked, tmp_path)))
    page.suppose(Suggestion(PersonId(3), "Щукина Ж. Ё."))
    page.number.show_value("7")
    page.ask()
    qtbot.waitUntil(lambda: "Проверьте номер" in page.notice.text.text())
    assert page.button.isEnabled()


def test_a_reader_is_told_about_himself_without_asking(qtbot, shown, transport, calls, asked, server, tmp_path):
    server.answers["access.why_me"] = lambda _id: SEES
    work = workplace(transport, calls, asked, tmp_path, Right.READ_DOCUMENTS)
    dialog = WhyDialog(work, LETTER)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.answers.verdicts() == [SEES.verdict])
    assert dialog.findChildren(WhyPage) == []
    dialog.close()
