"""What scanning brings to the main window."""

from PySide6.QtWidgets import QWidget

from client.scanning.bench_window import BenchWindow
from client.scanning.learning_page import LearningPage
from client.scanning.profiles_page import ProfilesPage
from client.shell.manifest import ActionSpec, ClientManifest, FolderSpec, FormSpec, Menu, Section, worded
from client.shell.workplace import Workplace
from common.kernel.rights import Right

WINDOW = "scanning.window"


def open_window(workplace: Workplace, _window: QWidget) -> None:
    workplace.navigator.open_form(WINDOW)


MANIFEST = ClientManifest(
    folders=(
        FolderSpec(
            "scanning.learning",
            worded("Предложения по тексту"),
            "sparkles",
            Section.ADMINISTRATION,
            Right.ADMINISTER,
            LearningPage,
        ),
        FolderSpec(
            "scanning.profiles",
            worded("Профили сканирования"),
            "scan",
            Section.ADMINISTRATION,
            Right.ADMINISTER,
            ProfilesPage,
        ),
    ),
    forms=(FormSpec(WINDOW, worded("Сканирование"), "scan", Right.SCAN, BenchWindow),),
    actions=(
        ActionSpec(
            "scanning.scan",
            worded("Сканировать…"),
            "scan",
            Menu.DOCUMENT,
            Right.SCAN,
            open_window,
            shortcut="Ctrl+D",
            on_toolbar=True,
        ),
    ),
)
