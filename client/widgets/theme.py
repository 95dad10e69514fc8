"""How the program looks: palettes, fonts, style sheet and the words that Qt itself says."""

from enum import StrEnum

from msgspec import Struct
from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from resources import path


class Scheme(StrEnum):
    LIGHT = "light"
    DARK = "dark"


class Tones(Struct, frozen=True):
    """The colours of one scheme; all but the last ten go into the palette."""

    name: Scheme
    window: str
    base: str
    alternate: str
    raised: str
    text: str
    faint: str
    line: str
    accent: str
    accent_text: str
    link: str
    selection: str
    selection_text: str
    disabled: str
    tooltip: str
    proposal: str
    proposal_line: str
    problem: str
    problem_base: str
    good: str
    news: str
    resting: str
    warning: str
    place: str
    desk: str


LIGHT = Tones(
    name=Scheme.LIGHT,
    window="#f3f4f6", base="#ffffff", alternate="#f7f8fa", raised="#fbfbfc", text="#1c2530", faint="#5b6775",
    line="#c9cfd7", accent="#1f5fa8", accent_text="#ffffff", link="#1f5fa8", selection="#d3e3f6",
    selection_text="#101820", disabled="#8b95a1", tooltip="#fffdf2", proposal="#fff6d8", proposal_line="#d0a215",
    problem="#b3261e", problem_base="#fdf0ef", good="#24733d", news="#e2f2e5", resting="#e0e4e9", warning="#9a6200",
    place="#e0a800", desk="#d9dde2",
)  # fmt: skip
DARK = Tones(
    name=Scheme.DARK,
    window="#22272e", base="#1a1e24", alternate="#1f242b", raised="#2d343d", text="#dde3ea", faint="#97a3b1",
    line="#434c57", accent="#4c8fdc", accent_text="#0d1218", link="#7cb2f0", selection="#2b4a6f",
    selection_text="#f2f6fb", disabled="#6c7784", tooltip="#2d343d", proposal="#3a341d", proposal_line="#b8932a",
    problem="#f2958d", problem_base="#3a2422", good="#7fc796", news="#1e3a29", resting="#36404b", warning="#e0ad55",
    place="#ffcf40", desk="#14171b",
)  # fmt: skip

FONT = "PT Sans"
FONT_FILES = ("PTS55F.ttf", "PTS56F.ttf", "PTS75F.ttf", "PTS76F.ttf", "PTM55F.ttf")


def tones_of(palette: QPalette) -> Tones:
    """The tones that go with a palette of ours."""
    return DARK if palette.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def dress(application: QApplication, scheme: Scheme = Scheme.LIGHT) -> None:
    """Gives the application its look and its language; may be called again with another scheme."""
    application.setStyle(QStyleFactory.create("Fusion"))
    _load_fonts(application)
    _speak_russian(application)
    tones = DARK if scheme is Scheme.DARK else LIGHT
    application.setPalette(palette(tones))
    application.setStyleSheet(style_sheet(tones))


def palette(tones: Tones) -> QPalette:
    """Every role is named: a role left to Qt becomes near-black in one scheme or the other."""
    role = QPalette.ColorRole
    colours = {
        role.Window: tones.window, role.WindowText: tones.text, role.Base: tones.base,
        role.AlternateBase: tones.alternate, role.ToolTipBase: tones.tooltip, role.ToolTipText: tones.text,
        role.PlaceholderText: tones.faint, role.Text: tones.text, role.Button: tones.raised,
        role.ButtonText: tones.text, role.BrightText: tones.problem, role.Link: tones.link,
        role.LinkVisited: tones.link, role.Highlight: tones.selection, role.HighlightedText: tones.selection_text,
        role.Accent: tones.accent, role.Light: tones.raised, role.Midlight: tones.alternate, role.Mid: tones.line,
        role.Dark: tones.faint, role.Shadow: tones.line,
    }  # fmt: skip
    made = QPalette()
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
        for name, colour in colours.items():
            made.setColor(group, name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, name, QColor(tones.disabled))
    return made


def style_sheet(tones: Tones) -> str:
    """The sheet of `resources/styles` with its `@names` replaced by the tones of the same names."""
    sheet = path("styles", "grif.qss").read_text(encoding="utf-8").replace("@styles", path("styles").as_posix())
    for name in sorted(Tones.__struct_fields__, key=len, reverse=True):
        sheet = sheet.replace(f"@{name}", getattr(tones, name))
    return sheet


def _load_fonts(application: QApplication) -> None:
    if FONT not in QFontDatabase.families():
        for name in FONT_FILES:
            QFontDatabase.addApplicationFont(str(path("fonts", name)))
    application.setFont(QFont(FONT, 10))


def _speak_russian(application: QApplication) -> None:
    QLocale.setDefault(QLocale(QLocale.Language.Russian, QLocale.Country.Russia))
    if application.findChild(QTranslator, "qtbase_ru"):
        return
    translator = QTranslator(application)
    translator.setObjectName("qtbase_ru")
    if translator.load("qtbase_ru", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)
