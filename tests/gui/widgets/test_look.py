import re

import pytest
from PySide6.QtGui import QColor, QFontDatabase, QIcon, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QListWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from client.widgets.focus_mark import HERE, mark_focus
from client.widgets.icons import icon
from client.widgets.list_model import ListModel, list_view
from client.widgets.paged_model import Column
from client.widgets.theme import DARK, FONT, LIGHT, Scheme, Tones, dress, palette, style_sheet, tones_of
from resources import path


@pytest.fixture
def dressed(qapp):
    kept = qapp.palette(), qapp.styleSheet(), qapp.font()
    yield qapp
    qapp.setPalette(kept[0])
    qapp.setStyleSheet(kept[1])
    qapp.setFont(kept[2])


@pytest.mark.parametrize("tones", [LIGHT, DARK])
def test_every_role_of_the_palette_is_chosen(tones):
    made = palette(tones)
    for role in QPalette.ColorRole:
        if role not in {QPalette.ColorRole.NoRole, QPalette.ColorRole.NColorRoles}:
            assert made.isBrushSet(QPalette.ColorGroup.Active, role), role
    assert tones_of(made) is tones


def contrast(one, other):
    def light(colour):
        parts = [part / 255 for part in QColor(colour).getRgb()[:3]]
        red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    pair = sorted((light(one), light(other)))
    return (pair[1] + 0.05) / (pair[0] + 0.05)


@pytest.mark.parametrize("tones", [LIGHT, DARK])
def test_text_can_be_read_on_every_ground(tones):
    for text, ground in (
        ("text", "window"), ("text", "base"), ("text", "alternate"), ("text", "proposal"), ("text", "problem_base"),
        ("link", "problem_base"),
        ("faint", "window"), ("problem", "window"), ("problem", "problem_base"), ("accent_text", "accent"),
        ("selection_text", "selection"), ("good", "window"), ("warning", "window"), ("selection_text", "resting"),
        ("faint", "base"), ("faint", "raised"), ("faint", "alternate"), ("faint", "proposal"), ("text", "news"),
        ("faint", "news"), ("faint", "problem_base"), ("text", "tooltip"),
    ):  # fmt: skip
        assert contrast(getattr(tones, text), getattr(tones, ground)) >= 4.5, (text, ground)


@pytest.mark.parametrize("tones", [LIGHT, DARK])
def test_sheet_names_only_tones_that_exist(tones):
    assert not re.search(r"@\w+", style_sheet(tones))
    assert len(path("styles", "grif.qss").read_text(encoding="utf-8").splitlines()) < 200


@pytest.mark.parametrize("scheme", list(Scheme))
def test_program_is_dressed_in_its_own_font_and_speaks_russian(dressed, scheme):
    dress(dressed, scheme)
    assert FONT in QFontDatabase.families()
    assert dressed.font().family() == FONT
    assert QApplication.translate("QPlatformTheme", "Cancel") == "Отмена"


def test_icon_follows_the_palette(dressed):
    def drawn():
        image = icon("scan").pixmap(24, 24, QIcon.Mode.Normal).toImage()
        colours = [image.pixelColor(x, y) for x in range(24) for y in range(24)]
        return max(colours, key=lambda colour: colour.alpha()).lightness()

    dress(dressed, Scheme.LIGHT)
    assert drawn() < 100
    dress(dressed, Scheme.DARK)
    assert drawn() > 150


def test_icon_that_is_not_there_is_named(qapp):
    with pytest.raises(FileNotFoundError, match="nothing"):
        icon("nothing")


def test_tones_have_the_names_of_the_sheet():
    sheet = path("styles", "grif.qss").read_text(encoding="utf-8")
    assert set(re.findall(r"@(\w+)", sheet)) - {"styles", "names"} <= set(Tones.__struct_fields__)


@pytest.mark.parametrize("tones", [LIGHT, DARK])
def test_a_hint_in_an_empty_field_can_be_read(tones):
    hint = palette(tones).color(QPalette.ColorRole.PlaceholderText).name()
    for ground in (tones.base, tones.raised, tones.proposal, tones.problem_base):
        assert contrast(hint, ground) >= 4.5, ground


@pytest.mark.parametrize("tones", [LIGHT, DARK])
def test_the_edge_that_shows_the_focus_stands_out(tones):
    for ground in (tones.base, tones.window, tones.raised):
        assert contrast(tones.accent, ground) >= 3, ground


@pytest.mark.parametrize("scheme", list(Scheme))
def test_a_list_shows_whether_the_keyboard_is_in_it(dressed, qtbot, scheme):
    dress(dressed, scheme)
    mark_focus()
    place = QWidget()
    qtbot.addWidget(place)
    column, line = QVBoxLayout(place), QLineEdit()
    views = (list_view(ListModel([Column("Что", str)])), QTreeWidget(), QListWidget())
    views[0].model().show_rows(["раз", "два"])
    views[0].model().setParent(place)
    views[1].addTopLevelItem(QTreeWidgetItem(["раз"]))
    views[2].addItem("раз")
    for widget in (line, *views):
        column.addWidget(widget)
    place.show()
    place.activateWindow()
    for view in views:
        view.setCurrentIndex(view.model().index(0, 0))
        line.setFocus()
        without = view.grab().toImage()
        view.setFocus()
        qtbot.waitUntil(lambda view=view: bool(view.property(HERE)))
        assert view.grab().toImage().pixelColor(0, view.height() // 2) != without.pixelColor(0, view.height() // 2)
        assert view.grab().toImage() != without
        line.setFocus()
        assert view.grab().toImage() == without
