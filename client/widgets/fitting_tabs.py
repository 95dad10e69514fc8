"""Tabs that never scroll: where there is no room, the last ones keep their icons only."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QTabBar, QTabWidget, QWidget

KEYS = 9


class FittingBar(QTabBar):
    def needed(self) -> int:
        return sum(self.tabSizeHint(place).width() for place in range(self.count()) if self.isTabVisible(place))

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)


class FittingTabs(QTabWidget):
    """Ctrl+1 … Ctrl+9 open the tabs in sight by their places; hovering names a tab and its key."""

    def __init__(self) -> None:
        super().__init__()
        self._titles: list[str] = []
        self._bar = FittingBar()
        self.setTabBar(self._bar)
        self.setDocumentMode(True)
        self.currentChanged.connect(self.fit)
        for number in range(1, KEYS + 1):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(self._open_by_key)

    def add(self, page: QWidget, picture: QIcon, title: str) -> int:
        self._titles.append(title)
        return self.addTab(page, picture, title)

    def title(self, place: int) -> str:
        """Whole, whether there is room for it or not."""
        return self._titles[place]

    @staticmethod
    def bring(page: QWidget) -> None:
        """Brings a page forward from within, whichever tabs it lies in."""
        above = page.parentWidget()
        while above is not None and not isinstance(above, QTabWidget):
            above = above.parentWidget()
        if isinstance(above, QTabWidget):
            above.setCurrentWidget(page)

    def show_tab(self, place: int, *, visible: bool) -> None:
        self.setTabVisible(place, visible)
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self, _current: int = 0) -> None:
        """The current tab keeps its name; of the others the last lose theirs first."""
        visible = self._visible()
        for number, place in enumerate(visible, start=1):
            self.setTabText(place, self.title(place))
            keys = f" (Ctrl+{number})" if number <= KEYS else ""
            self.setTabToolTip(place, f"{self.title(place)}{keys}")
        for place in reversed(visible):
            if self._bar.needed() <= self.width():
                return
            if place != self.currentIndex():
                self.setTabText(place, "")

    def _visible(self) -> list[int]:
        return [place for place in range(self.count()) if self.isTabVisible(place)]

    def _open_by_key(self) -> None:
        shortcut = self.sender()
        visible = self._visible()
        if isinstance(shortcut, QShortcut):
            place = int(shortcut.key().toString().rpartition("+")[2]) - 1
            if place < len(visible):
                self.setCurrentIndex(visible[place])
                page = self.currentWidget()
                if page is not None:
                    page.setFocus()
