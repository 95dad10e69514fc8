"""The commands of the main window: menus, tool bar, shortcuts."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar

from client.shell.manifest import ActionSpec, FolderSpec, Menu, said
from client.shell.workplace import Workplace
from client.widgets.icons import icon

ICON = QSize(18, 18)


class Commands(QObject):
    """Makes the actions of a window; each is reachable by menu and, where it has one, by its shortcut."""

    def __init__(self, window: QMainWindow, workplace: Workplace) -> None:
        super().__init__(window)
        self._window, self._workplace = window, workplace
        self._menus: dict[str, QMenu] = {}
        self.toolbar = QToolBar(self.tr("Панель инструментов"), window)
        self.toolbar.setObjectName("toolbar")
        self.toolbar.setMovable(False)
        self.toolbar.setIconSize(ICON)
        self.toolbar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.toolbar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        window.addToolBar(self.toolbar)

    def menu(self, title: str) -> QMenu:
        if title not in self._menus:
            self._menus[title] = self._window.menuBar().addMenu(title)
        return self._menus[title]

    def add(
        self, menu: str, title: str, run: Callable[[], object], *, shortcut: str = "", picture: str = ""
    ) -> QAction:
        action = QAction(title, self._window)
        if picture:
            action.setIcon(icon(picture))
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
        action.triggered.connect(run)
        self.menu(menu).addAction(action)
        return action

    def add_specs(self, specs: Iterable[ActionSpec]) -> None:
        for menu in Menu:
            for spec in (spec for spec in specs if spec.menu is menu and self._workplace.may(spec.right)):
                run = partial(spec.run, self._workplace, self._window)
                action = self.add(said(menu.value), said(spec.title), run, shortcut=spec.shortcut, picture=spec.icon)
                action.setObjectName(spec.key)
                action.setToolTip(hint(action))
                if spec.on_toolbar:
                    self.toolbar.addAction(action)

    def add_folders(self, menu: str, folders: Iterable[FolderSpec]) -> None:
        for number, folder in enumerate(folders, start=1):
            shortcut = folder.shortcut or (f"Alt+{number}" if number < 10 else "")
            run = partial(self._workplace.navigator.open_folder, folder.key)
            self.add(menu, said(folder.title), run, shortcut=shortcut, picture=folder.icon)


def hint(action: QAction) -> str:
    words = action.text().replace("&", "")
    shortcut = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return f"{words} ({shortcut})" if shortcut else words
