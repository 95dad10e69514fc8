"""The manual under F1."""

import re

import pytest

import resources
from client.app import MANIFESTS
from client.shell.help_window import HelpWindow, shown_for
from tests.screens.test_screens import MANUAL, PICTURES


def test_the_manual_opens_at_its_first_page_and_follows_its_order(qtbot):
    window = HelpWindow(resources.path("..", "docs", "manual"))
    qtbot.addWidget(window)
    titles = [window.chapters.item(row).text() for row in range(window.chapters.count())]
    assert titles[0] == "Гриф: руководство пользователя"
    assert titles[1].startswith("Делопроизводителю")
    assert "администратор" in titles[-1].lower()
    assert "Гриф ведёт документ" in window.text.toPlainText()


@pytest.fixture
def manual(qtbot):
    window = HelpWindow(resources.path("..", "docs", "manual"))
    qtbot.addWidget(window)
    return window


@pytest.mark.parametrize(
    ("page", "chapter"),
    [
        ("today", "Гриф: руководство пользователя"),
        ("document-17", "Делопроизводителю: от пачки писем до номера"),
        ("registry.ledger", "Номера, журналы, виды документов"),
        ("assignments.overdue", "Руководителю, исполнителю, контролёру"),
        ("approvals.signature", "Электронная подпись"),
    ],
)
def test_f1_opens_the_chapter_about_the_page_in_front(manual, page, chapter):
    manual.show_for(page)
    assert manual.chapters.currentItem().text() == chapter
    assert "F1:" not in manual.text.toPlainText()


def test_every_folder_form_and_tab_has_its_chapter():
    starts = tuple(start for file in PICTURES.parent.glob("*.md") for start in shown_for(file))
    keys = [each.key for manifest in MANIFESTS for each in (*manifest.folders, *manifest.forms, *manifest.tabs)]
    assert [key for key in keys if not key.startswith(starts)] == []


def test_the_pictures_of_the_manual_are_those_that_are_renewed():
    texts = [file.read_text(encoding="utf-8") for file in PICTURES.parent.glob("*.md")]
    shown = {name for text in texts for name in re.findall(r"\(pictures/(\w+)\.png\)", text)}
    assert shown
    assert shown <= set(MANUAL.values())
    assert all((PICTURES / f"{name}.png").is_file() for name in MANUAL.values())


def test_long_titles_of_chapters_are_wrapped_and_not_cut(qtbot, manual):
    manual.show()
    bar = manual.chapters.horizontalScrollBar()
    assert not bar.isVisible()
    assert all(
        manual.chapters.visualItemRect(manual.chapters.item(row)).right() <= manual.chapters.viewport().width()
        for row in range(manual.chapters.count())
    )
