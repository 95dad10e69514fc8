"""The manual under F1."""

import resources
from client.shell.help_window import HelpWindow


def test_the_manual_opens_at_its_first_page_and_follows_its_order(qtbot):
    window = HelpWindow(resources.path("..", "docs", "manual"))
    qtbot.addWidget(window)
    titles = [window.chapters.item(row).text() for row in range(window.chapters.count())]
    assert titles[0] == "Гриф: руководство пользователя"
    assert titles[1].startswith("Делопроизводителю")
    assert "администратор" in titles[-1].lower()
    assert "Гриф ведёт документ" in window.text.toPlainText()
