"""How many notices are unread, beside the folder; a new one also says so from the tray."""

from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from client.shell.counter import Counter
from client.shell.manifest import Badge
from client.shell.told import about
from client.shell.workplace import Workplace
from client.widgets.icons import icon
from common.kernel.changes import Kind
from common.notifications import Fresh, NotificationRow

FOLDER = "notifications.inbox"
SHOWN_FOR = 8000  # ms


class NotificationCounter(Counter):
    kinds = frozenset({Kind.NOTIFICATION})

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self._newest: int | None = None  # nothing has been read yet
        self.tray = Tray(workplace)
        self.tray.setParent(self)

    def read(self) -> None:
        call = self._workplace.calls(self, self._workplace.apis.notifications.fresh)
        call.then(self._count).fails(self.keep_old)

    def _count(self, fresh: Fresh) -> None:
        self.counted.emit({FOLDER: Badge(fresh.unread)})
        newest = fresh.newest.id if fresh.newest else 0
        if fresh.newest is not None and self._newest is not None and newest > self._newest:
            self.tray.tell(fresh.newest)
        self._newest = max(newest, self._newest or 0)
        self.tray.show_unread(fresh.unread)


class Tray(QSystemTrayIcon):
    """A click on the icon or the balloon brings the folder; where there is no tray, nothing is shown."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(icon("bell"))
        self._workplace = workplace
        self.messageClicked.connect(self._open)
        self.activated.connect(self._open)
        if self.isSystemTrayAvailable():
            self.show()

    def tell(self, row: NotificationRow) -> None:
        if self.isVisible() and self.supportsMessages():
            self.showMessage(row.title, words_of(row), icon("bell"), SHOWN_FOR)

    def show_unread(self, unread: int) -> None:
        self.setToolTip(self.tr("Гриф: непрочитанных уведомлений {0}").format(unread) if unread else self.tr("Гриф"))

    def _open(self) -> None:
        counter = self.parent()
        window = counter.parent() if counter is not None else None
        if isinstance(window, QWidget):
            window.show()
            window.raise_()
            QApplication.setActiveWindow(window)
        self._workplace.navigator.open_folder(FOLDER)


def words_of(row: NotificationRow) -> str:
    """Under the title of a balloon: it may be seen by whoever passes by, so there is no summary in it."""
    due = f"срок {row.due:%d.%m.%Y}" if row.due else ""
    counted = about(row) if row.document_id is None else ""
    return ", ".join(part for part in (row.document, due, counted) if part) or " "
