"""What a slice brings to the main window: the table of contents of its folder."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from client.shell.counter import Counter
from client.shell.workplace import BulkSpec, Workplace
from common.kernel.ids import DocumentId
from common.kernel.rights import Right
from common.registry.document import DocumentCard
from common.registry.rules import Action


class Section(StrEnum):
    """The groups of the folder tree, in their order."""

    DAY = "Папки дня"
    WATCHED = "Слежу"
    DOCUMENTS = "Документы"
    WORK = "Поиск и отчёты"
    ADMINISTRATION = "Администрирование"


class Menu(StrEnum):
    DOCUMENT = "&Документ"
    WORK = "&Сервис"


@dataclass(frozen=True)
class Badge:
    """What stands beside a folder; `overdue` of them are late; what has come today waits for nobody, and has a plus."""

    count: int
    overdue: int = 0
    come_today: bool = False


@dataclass(frozen=True)
class FolderSpec:
    """A folder of the tree; what `make` gives stays open as long as the main window.

    It may have `refresh()`, called by F5. The smaller its `order`, the higher it stands in its section.
    """

    key: str
    title: str
    icon: str
    section: Section
    right: Right
    make: Callable[[Workplace], QWidget]
    shortcut: str = ""
    order: int = 50


class StepTab(QWidget):
    """A tab whose slice runs some steps of the document itself, each begun with the card as it stands."""

    stepped = Signal(str)  # what was done, in words
    steps: Mapping[Action, Callable[[DocumentCard], None]]


class ActingTab(QWidget):
    """A tab whose commands work by their keys in the whole document window, and stand in its menu."""

    commands: tuple[QAction, ...] = ()


@dataclass(frozen=True)
class TabSpec:
    """A tab of the document window; the smaller its `order`, the nearer it stands to the card.

    `concerns` says of which documents the tab has something to tell; of the others it is not there.
    """

    key: str
    title: str
    icon: str
    right: Right
    make: Callable[[Workplace, DocumentId], QWidget]
    order: int = 50
    concerns: Callable[[DocumentCard], bool] | None = None


@dataclass(frozen=True)
class FormSpec:
    """A window of its own in the centre, opened by `navigator.open_form(key)`."""

    key: str
    title: str
    icon: str
    right: Right
    make: Callable[[Workplace], QWidget]


@dataclass(frozen=True)
class ActionSpec:
    """A command of the menus; `run` gets the main window as the owner of what it starts."""

    key: str
    title: str
    icon: str
    menu: Menu
    right: Right
    run: Callable[[Workplace, QWidget], object]
    shortcut: str = ""
    on_toolbar: bool = False


# The document window: its title is its windowTitle, `close()` may refuse.
MakeDocument = Callable[[Workplace, DocumentId, tuple[TabSpec, ...]], QWidget]


@dataclass(frozen=True)
class ClientManifest:
    folders: tuple[FolderSpec, ...] = ()
    tabs: tuple[TabSpec, ...] = ()
    forms: tuple[FormSpec, ...] = ()
    actions: tuple[ActionSpec, ...] = ()
    companions: tuple[Callable[[Workplace, QWidget], QObject], ...] = ()  # made with the main window, gone with it
    counters: tuple[tuple[Right, Callable[[Workplace], Counter]], ...] = ()
    bulks: tuple[BulkSpec, ...] = ()
    document: MakeDocument | None = None


def worded(text: str) -> str:
    """Marks a word of a manifest for translation (an alias of lupdate's QT_TRANSLATE_NOOP); `said` translates it."""
    return text


def said(text: str) -> str:
    """A word of a manifest in the language of the program."""
    return QCoreApplication.translate("manifest", text)
