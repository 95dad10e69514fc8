"""Every control says its name to whoever does not see it: in all folders, forms and tabs of the manifests."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QCalendarWidget,
    QCheckBox,
    QComboBox,
    QDialog,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTabBar,
    QTextEdit,
    QToolButton,
    QWidget,
)

from client.app import MANIFESTS, build
from client.registry.document_window import DocumentWindow
from client.shell.main_window import MainWindow
from tests.factories.desk import TODAY, clerk
from tests.factories.workplace import FULL, LETTER, answer_for_a_letter, card

CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTabBar, QTextEdit,
)  # fmt: skip
PARTS_OF = (QAbstractSpinBox, QComboBox, QCalendarWidget, QTabBar)  # they speak for what they are made of
FOLDERS = [folder.key for manifest in MANIFESTS for folder in manifest.folders]
FORMS = [form.key for manifest in MANIFESTS for form in manifest.forms]


@pytest.fixture
def window(qtbot, transport, desk_server, kept, folders) -> MainWindow:
    answer_for_a_letter(desk_server, card(FULL, version=2, number="01-26/7"))
    opened = build(transport, clerk(), kept, folders, today=lambda: TODAY, manifests=MANIFESTS)
    qtbot.addWidget(opened)
    opened.show()
    return opened


def nameless(page: QWidget) -> Iterator[str]:
    """Each control that neither shows words nor has a name, by its way from the page."""
    for control in page.findChildren(QWidget):
        waits = isinstance(control, QCheckBox | QPushButton) and _in_the_dark(
            control, page
        )  # it gets its words when it is shown
        speaks = isinstance(control, CONTROLS) or _takes_tab(control)
        if speaks and not (waits or _made_by_qt(control) or _name(control)):
            way, each = [], control
            while each is not None and each is not page:
                way.append(type(each).__name__)
                each = each.parentWidget()
            yield " < ".join(way[:4]) + f" {control.toolTip()!r}"


def _takes_tab(control: QWidget) -> bool:
    """What scrolls by keys is stepped into as a field is, unless what lies in it takes the keys itself."""
    if not isinstance(control, QScrollArea) or control.focusProxy() is not None:
        return False
    inside = control.widget()
    speaks = inside is not None and inside.focusPolicy() is not Qt.FocusPolicy.NoFocus
    return bool(control.focusPolicy() & Qt.FocusPolicy.TabFocus) and not speaks


def _in_the_dark(control: QWidget, page: QWidget) -> bool:
    each = control
    while each is not page and not each.isHidden():
        each = each.parentWidget()
    return each is not page


def _made_by_qt(control: QWidget) -> bool:
    if isinstance(control, QHeaderView) or control.objectName().startswith("qt_"):
        return True
    if type(control).__name__ in {"QTableCornerButton", "QLineEditIconButton"} or type(control) is QAbstractButton:
        return True
    each = control.parentWidget()
    while each is not None:
        if isinstance(each, PARTS_OF) or (isinstance(each, QLineEdit) and isinstance(control, QToolButton)):
            return True
        each = each.parentWidget()
    return False


def _name(control: QWidget) -> str:
    spoken = QAccessible.queryAccessibleInterface(control)
    return control.accessibleName() or (spoken.text(QAccessible.Text.Name) if spoken else "")


@pytest.mark.parametrize("key", FOLDERS)
def test_every_control_of_a_folder_has_a_name(window, key):
    window.open_folder(key)
    assert list(nameless(window.desk.current_page)) == []


@pytest.mark.parametrize("key", FORMS)
def test_every_control_of_a_form_has_a_name(window, key):
    window.open_form(key)
    assert list(nameless(window.desk.current_page)) == []


def test_every_control_around_the_desk_has_a_name(window):
    assert list(nameless(window)) == []


def test_every_control_of_a_document_and_all_its_tabs_has_a_name(window, qtbot):
    window.open_document(LETTER)
    page = window.desk.current_page
    assert isinstance(page, DocumentWindow)
    qtbot.waitUntil(lambda: page.card.registration.is_registered)
    assert list(nameless(page)) == []


def test_every_control_of_the_windows_that_a_document_opens_has_a_name(window, qtbot):
    window.open_document(LETTER)
    page = window.desk.current_page
    assert isinstance(page, DocumentWindow)
    qtbot.waitUntil(lambda: page.card.registration.is_registered)
    commands = [each for each in page.actions() if each.isEnabled() and each.text().endswith("…")]
    for command in [*commands, page.why_action]:
        command.trigger()
    opened = window.findChildren(QDialog)
    assert {"WhyDialog", "OffersDialog", "ResolutionForm"} <= {type(each).__name__ for each in opened}
    assert [(type(each).__name__, found) for each in opened for found in nameless(each)] == []
