"""What a clerk misspells is underlined while she writes, and what she meant is a click away."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QTextCharFormat

from client.core.settings import Settings
from client.core.spelling import Spelling
from client.widgets.fields import MultilineField
from tests.gui.typing_keys import type_text

WAVY = QTextCharFormat.UnderlineStyle.SpellCheckUnderline


@pytest.fixture
def settings(qapp, tmp_path) -> Settings:
    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def known(qtbot, settings, owner: QObject) -> Spelling:
    made = Spelling(settings, owner)
    with qtbot.waitSignal(made.changed):
        pass
    return made


@pytest.fixture
def field(qtbot, known) -> MultilineField:
    made = MultilineField()
    qtbot.addWidget(made)
    made.resize(500, 80)
    made.show()
    return made


def marked(field: MultilineField) -> list[str]:
    return list(_marked(field))


def _marked(field: MultilineField) -> Iterator[str]:
    block = field.text.document().begin()
    while block.isValid():
        for each in block.layout().formats():
            if each.format.underlineStyle() is WAVY:
                yield block.text()[each.start : each.start + each.length]
        block = block.next()


@pytest.mark.parametrize(
    "text",
    [
        "О подготовке сведений о ходе отопительного сезона 2026–2027 годов.",
        "Прошу Парыгина И. П. и ООО «СеверогорскВодоканал» представить отчёт в каб. 314 до 05.12.2026.",
        "Подпоручение отсканировано; МЧД и PDF-файл приложены, см. исх. № 01-12/45-дсп.",
        "Отсканируйте факсограммы и досканируйте лист по подпоручениям; токенов Рутокен в Росреестре нет.",
        "Регистрационно-контрольная карточка",
        "Всё ещё ждём ответа.",
    ],
)
def test_the_words_of_offices_names_and_abbreviations_are_no_mistakes(known, text: str) -> None:
    assert not list(known.misspelt(text))


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("дагавор", "договор"),
        ("пракуратура", "прокуратура"),
        ("зделать", "сделать"),
        ("росмотреть", "рассмотреть"),
        ("Писмо", "Письмо"),
        ("преложение", "предложение"),
        ("вслучае", "в случае"),
        ("будующий", "будущий"),
        ("програма", "программа"),
        ("отоплнеие", "отопление"),
        ("регистрацыя", "регистрация"),
        ("регестрация", "регистрация"),
        ("исхадящий", "исходящий"),
        ("регламнет", "регламент"),
        ("токенн", "токен"),
        ("сканированя", "сканирования"),
    ],
)
def test_what_was_meant_is_among_the_proposals(known, word: str, meant: str) -> None:
    assert list(known.misspelt(word)) == [(0, len(word))]
    assert meant in known.proposals(word)


def test_a_word_is_marked_when_it_is_written_not_while(qtbot, field) -> None:
    field.setFocus()
    qtbot.waitUntil(field.text.hasFocus)
    type_text(field.text, "О дагаворе")
    assert marked(field) == []
    type_text(field.text, " и")
    assert marked(field) == ["дагаворе"]


def test_a_mark_is_no_change_of_the_text(qtbot, known, field) -> None:
    edits = []
    field.edited.connect(lambda: edits.append(field.value()))
    field.show_value("О дагаворе аренды")
    known.changed.emit()
    assert (marked(field), edits) == (["дагаворе"], [])


def test_the_menu_puts_the_right_word_in_and_undo_takes_it_back(qtbot, field) -> None:
    field.show_value("Дагавор аренды")
    menu = field.text.menu(field.text.textCursor())
    menu.actions()[0].trigger()
    assert (field.value(), marked(field)) == ("Договор аренды", [])
    field.text.undo()
    assert field.value() == "Дагавор аренды"


def test_a_word_of_ones_own_is_learnt_for_good(qtbot, settings, field, owner) -> None:
    field.show_value("Проект благоустроево")
    cursor = field.text.textCursor()
    cursor.setPosition(10)
    learn = next(each for each in field.text.menu(cursor).actions() if "в словарь" in each.text())
    learn.trigger()
    assert marked(field) == []
    again = Spelling(settings, owner)
    with qtbot.waitSignal(again.changed):
        pass
    assert not list(again.misspelt("О благоустроево"))


def test_what_may_only_be_read_is_not_marked(field) -> None:
    field.show_value("О дагаворе")
    field.set_read_only(True)
    assert marked(field) == []


def test_it_can_be_switched_off_and_stays_so(qtbot, settings, known, field, owner) -> None:
    field.show_value("О дагаворе")
    known.toggle()
    assert marked(field) == []
    assert not Spelling(settings, owner).is_on
