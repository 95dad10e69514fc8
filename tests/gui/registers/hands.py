"""What the tests of registers do at one."""

from tests.gui.typing_keys import type_text

KEY = "registry.documents"


def choose_view(page, title):
    page.bar.view.setCurrentIndex(page.bar.view.findText(title))
    page.bar.view.activated.emit(page.bar.view.currentIndex())


def typed_above(page, key, text):
    if not page.bar.filters.isChecked():
        page.bar.filters.click()
    line = page.view.filters._lines[key]
    line.clear()
    type_text(line, text)
    return line
