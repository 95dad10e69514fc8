"""The centre of the main window: the register of the chosen folder, and a tab for each open document."""

from collections.abc import Callable
from functools import partial
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QTabBar, QTabWidget, QToolButton, QWidget

from client.widgets.icons import icon

LONGEST_TITLE = 32


@runtime_checkable
class Refreshable(Protocol):
    def refresh(self) -> None: ...


@runtime_checkable
class Explained(Protocol):
    """A page of several parts, each with a chapter of its own in the manual."""

    @property
    def part_key(self) -> str: ...


@runtime_checkable
class Called(Protocol):
    """A page whose list is called as its folder."""

    def be_called(self, title: str) -> None: ...


@runtime_checkable
class Passing(Protocol):
    """A page of which nothing may be left when it is closed."""

    def is_blank(self) -> bool: ...


class Unread(QWidget):
    """Stands in a tab behind, under a title known from before; the page is made when one first looks at it."""

    def __init__(self, make: Callable[[], QWidget], title: str) -> None:
        super().__init__()
        self.make = make
        self.setWindowTitle(title)


class Desk(QTabWidget):
    page_changed = Signal()
    closing = Signal()  # all of it; what is open still stands
    stayed = Signal()  # something did not let itself be closed
    tabs_changed = Signal()  # opened, closed, called otherwise, another folder
    folder_kept = Signal(str)  # its page did not let itself be closed

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("desk")
        self._folders = QStackedWidget()
        self._by_folder: dict[str, QWidget] = {}
        self._by_key: dict[str, QWidget] = {}
        self._asked: list[QWidget] = []  # whether they may be closed; their answer is awaited
        self.setDocumentMode(True)
        self.setMovable(False)
        self.setUsesScrollButtons(True)
        self.setIconSize(QSize(16, 16))
        self.tabBar().setExpanding(False)
        self.list_button = QToolButton()
        self.list_button.setIcon(icon("chevron-down"))
        self.list_button.setToolTip(self.tr("Открытые вкладки (Ctrl+Tab — следующая)"))
        self.list_button.setAccessibleName(self.tr("Открытые вкладки"))
        self.list_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list_button.setAutoRaise(True)
        self.list_button.clicked.connect(self.list_pages)
        self.setCornerWidget(self.list_button)
        self.list_button.hide()
        self.addTab(self._folders, "")
        self.currentChanged.connect(self._read)
        self.currentChanged.connect(self.page_changed)

    @property
    def current_page(self) -> object:
        page = self.currentWidget()
        return self._folders.currentWidget() if page is self._folders else page

    @property
    def current_key(self) -> str:
        """The key of the tab in front; empty for the folder."""
        return next((key for key, page in self._by_key.items() if page is self.currentWidget()), "")

    @property
    def folder_key(self) -> str:
        """Of the folder whose page stands in the first tab."""
        shown = self._folders.currentWidget()
        return next((key for key, page in self._by_folder.items() if page is shown), "")

    @property
    def explained_key(self) -> str:
        """What is before the person, for the manual: a part of the page, the page, the folder."""
        page = self.current_page
        return (isinstance(page, Explained) and page.part_key) or self.current_key or self.folder_key

    def show_folder(self, key: str, title: str, picture: QIcon, make: Callable[[], QWidget]) -> None:
        if key not in self._by_folder:
            page = self._by_folder[key] = make()
            if isinstance(page, Called):
                page.be_called(title)
            self._folders.addWidget(self._by_folder[key])
        self._folders.setCurrentWidget(self._by_folder[key])
        self.setTabText(0, title)
        self.setTabIcon(0, picture)
        self.setCurrentIndex(0)
        self.page_changed.emit()
        self.tabs_changed.emit()

    def open_page(
        self, key: str, picture: QIcon, make: Callable[[], QWidget], *, behind: bool = False, title: str = ""
    ) -> QWidget:
        """The open tab of that key, or a new one titled by its page's windowTitle; one `behind` stays there.

        One behind whose title is known is not made before it is looked at.
        """
        if key not in self._by_key:
            self._put(key, Unread(make, title) if behind and title else make(), picture, self.count())
        if not behind:
            self.setCurrentWidget(self._by_key[key])
            self._by_key[key].setFocus()
        return self._by_key[key]

    def _put(self, key: str, page: QWidget, picture: QIcon, position: int) -> None:
        self._by_key[key] = page
        self.insertTab(position, page, picture, "")
        self.tabBar().setTabButton(position, QTabBar.ButtonPosition.RightSide, self._closer(page))
        page.windowTitleChanged.connect(self._retitle)
        self._show_title(page)

    def _read(self, position: int) -> None:
        """Somebody looks at a tab for the first time: its page takes the place."""
        unread = self.widget(position)
        if not isinstance(unread, Unread):
            return
        key, picture, page = self.current_key, self.tabIcon(position), unread.make()
        page.setWindowTitle(page.windowTitle() or unread.windowTitle())
        entered = self.window().focusWidget() is unread
        blocked = self.blockSignals(True)  # it is the same tab
        self._put(key, page, picture, position)
        self.setCurrentIndex(position)
        self.removeTab(position + 1)
        self.blockSignals(blocked)
        unread.deleteLater()
        if entered:
            page.setFocus()

    def turn(self, by: int) -> None:
        """To the tab beside, round the end; the tabs inside a page have keys of their own."""
        self.setCurrentIndex((self.currentIndex() + by) % self.count())

    def list_pages(self) -> QMenu:
        """All that is open, by its whole title: more tabs than the window is wide stand behind its edge."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for position in range(self.count()):
            title = self.tabToolTip(position) or self.tabText(position)
            action = menu.addAction(self.tabIcon(position), title.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(position == self.currentIndex())
            action.triggered.connect(partial(self.setCurrentIndex, position))
        menu.popup(self.list_button.mapToGlobal(self.list_button.rect().bottomLeft()))
        return menu

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._follow_room()

    def tabInserted(self, index: int) -> None:
        super().tabInserted(index)
        self._follow_room()
        self.tabs_changed.emit()

    def tabRemoved(self, index: int) -> None:
        super().tabRemoved(index)
        self._follow_room()
        self.tabs_changed.emit()

    def _follow_room(self) -> None:
        self.list_button.setVisible(self.tabBar().sizeHint().width() > self.width())

    def close_page(self, page: QWidget) -> bool:
        """A page may refuse by ignoring its closeEvent; the keyboard goes where it was in the page that comes next."""
        in_front = page is self.currentWidget()
        if page is self._folders or not self._lets_itself_be_closed(page):
            return False
        self._by_key = {key: known for key, known in self._by_key.items() if known is not page}
        stood = {each: each.focusWidget() for each in map(self.widget, range(self.count())) if each is not None}
        self.removeTab(self.indexOf(page))
        page.deleteLater()
        if in_front and isinstance(shown := self.current_page, QWidget):
            (stood.get(self.currentWidget()) or shown).setFocus()
        return True

    def _lets_itself_be_closed(self, page: QWidget) -> bool:
        """Asked once: of a page that still waits for its last change Qt says at once that it is closed."""
        if page in self._asked:
            return False
        self._asked.append(page)
        try:
            return page.close()
        finally:
            self._asked.remove(page)

    def close_current(self) -> None:
        page = self.currentWidget()
        if page is not None:
            self.close_page(page)

    def close_key(self, key: str) -> None:
        if key in self._by_key:
            self.close_page(self._by_key[key])

    def close_all(self) -> bool:
        """Asks the folders too: what is changed on their pages and not saved keeps them."""
        self.closing.emit()
        pages = sorted(self._by_key.values(), key=lambda page: not isinstance(page, Unread))  # closing reads none
        if not all(self.close_page(page) for page in pages):
            self.stayed.emit()
            return False
        kept = next((key for key, page in self._by_folder.items() if not page.close()), None)
        if kept is not None:
            self.stayed.emit()
            self.folder_kept.emit(kept)
        return kept is None

    def open_keys(self) -> list[str]:
        return list(self._by_key)

    def lasting(self) -> dict[str, str]:
        """The tabs of which something is left when they are closed: key and title."""
        pages = self._by_key.items()
        return {key: page.windowTitle() for key, page in pages if not (isinstance(page, Passing) and page.is_blank())}

    def _closer(self, page: QWidget) -> QToolButton:
        button = CloseButton(page, self)
        button.pressed_for.connect(self.close_page)
        return button

    def _retitle(self) -> None:
        page = self.sender()
        if isinstance(page, QWidget):
            self._show_title(page)

    def _show_title(self, page: QWidget) -> None:
        title = page.windowTitle() or self.tr("Загрузка…")
        position = self.indexOf(page)
        short = title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…"
        self.setTabText(position, short.replace("&", "&&"))
        self.setTabToolTip(position, title)
        self._follow_room()
        self.tabs_changed.emit()


class CloseButton(QToolButton):
    pressed_for = Signal(object)  # the page

    def __init__(self, page: QWidget, desk: Desk) -> None:
        super().__init__(desk)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._page = page
        self.setIcon(icon("x"))
        self.setIconSize(QSize(12, 12))
        self.setToolTip(self.tr("Закрыть вкладку (Ctrl+W)"))
        self.setAccessibleName(self.tr("Закрыть вкладку"))
        self.clicked.connect(self._tell)

    def _tell(self) -> None:
        self.pressed_for.emit(self._page)
