"""The page of the day: what waits, whose term is near, what has changed since yesterday, or since Friday."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QDate, QLocale, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from client.core.calls import Latest
from client.core.city_time import local
from client.shell.manifest import Badge, FolderSpec
from client.shell.register_page import PAUSE
from client.shell.told import open_told
from client.shell.workplace import Workplace
from client.today.boards import BoardsPane
from client.today.panels import NewsPanel, TermsPanel, WaitingPanel
from client.widgets.messages import label, said
from common.assignments.cards import AssignmentRow, Folder
from common.assignments.selection import AssignmentFilter
from common.boards import looks_at_execution
from common.kernel.changes import Change, Kind
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.rights import Right
from common.kernel.wording import counted, day
from common.notifications import NotificationRow
from common.rpc.errors import CallError

KINDS = frozenset({Kind.ASSIGNMENT, Kind.NOTIFICATION})
MINUTE = 60_000  # milliseconds
MONDAY, FRIDAY, SUNDAY = 0, 4, 6
SINCE_FRIDAY = {MONDAY: 3, SUNDAY: 2}
LONG_DAY = "dddd, d MMMM yyyy"
SIDE = "today/side"  # what stood at the right when one looked last: the things to do or the figures
TERMS = ("поручение", "поручения", "поручений")


TERMS_OF = {
    Folder.ON_CONTROL: Right.CONTROL, Folder.TO_EXECUTE: Right.READ_ASSIGNMENTS, Folder.ISSUED_BY_ME: Right.RESOLVE
}  # fmt: skip


class TodayPage(QWidget):
    """Read anew whenever one looks, and when something of the day changes meanwhile."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._work, self._today = workplace, workplace.today()
        self.heading = label("", "headline")
        self._folders: Sequence[FolderSpec] = ()
        self.waiting, self.terms, self.news = WaitingPanel(), TermsPanel(self._today), NewsPanel()
        self._mine = [folder for folder, right in TERMS_OF.items() if workplace.may(right)]
        self.terms.setVisible(bool(self._mine))
        self._asked_terms, self._asked_news = Latest[Page[AssignmentRow]](), Latest[Page[NotificationRow]]()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.refresh)
        self._minutely = QTimer(self, interval=MINUTE)
        self._minutely.timeout.connect(self._turn_day)
        self._minutely.start()
        self.boards = BoardsPane(workplace) if looks_at_execution(workplace.me.rights) else None
        self.sides, self._halves = QTabBar(), QStackedWidget()
        self._lay_out()
        self.waiting.opened.connect(self._open_folder)
        self.terms.opened.connect(self._open_assignment)
        self.news.opened.connect(self._open_notice)
        workplace.calls.changed.connect(self._note)
        self.setFocusProxy(self.waiting)

    def show_folders(self, folders: Sequence[FolderSpec], badges: Mapping[str, Badge]) -> None:
        """The folders of the day, in their order, as the tree counts them."""
        self.waiting.show_folders([(each, badges[each.key]) for each in folders
                                   if each.key in badges and badges[each.key].count])  # fmt: skip

    def refresh(self) -> None:
        calls, apis = self._work.calls, self._work.apis
        self._begin_day()
        if self._mine:
            self._ask_terms(0)
        self._asked_news.be(calls(self, apis.notifications.register, False, 0)).then(self._show_news).fails(
            self._refuse_news
        )  # fmt: skip

    def _turn_day(self) -> None:
        """The window stands open over midnight, or the computer has slept over it."""
        if self.isVisible() and self._work.today() != self._today:
            self.refresh()

    def _begin_day(self) -> None:
        today = self._today = self.terms.today = self._work.today()
        named = QLocale(QLocale.Language.Russian).toString(QDate(today.year, today.month, today.day), LONG_DAY)
        self.heading.setText(named.capitalize())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def _lay_out(self) -> None:
        things = QWidget()
        below = QVBoxLayout(things)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(14)
        below.addWidget(self.terms, 3)
        below.addWidget(self.news, 2)
        below.addStretch()
        self._halves.addWidget(things)
        columns = QHBoxLayout()
        columns.setSpacing(18)
        columns.addWidget(self.waiting, 2)
        columns.addWidget(self._halves, 5)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        top = QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(self.sides)
        column.addLayout(top)
        column.addLayout(columns, 1)
        self._add_boards()

    def _add_boards(self) -> None:
        """A manager begins with the figures, and where he looked last."""
        self.sides.setVisible(self.boards is not None)
        if self.boards is None:
            return
        self._halves.addWidget(self.boards)
        self.sides.setDrawBase(False)
        self.sides.setAccessibleName(self.tr("Что показать справа"))
        self.sides.addTab(self.tr("&Мои дела"))
        self.sides.addTab(self.tr("По&казатели"))
        self.sides.currentChanged.connect(self._turn)
        self.sides.setCurrentIndex(0 if self._work.settings.text(SIDE) == "things" else 1)

    def _turn(self, side: int) -> None:
        self._halves.setCurrentIndex(side)
        self._work.settings.keep_text(SIDE, "boards" if side else "things")

    def _ask_terms(self, place: int) -> None:
        """What one controls goes first; who has nothing to execute looks at what he has ordered."""
        chosen = AssignmentFilter(until=week_end(self._today))
        call = self._work.apis.assignments.folder
        asked = self._work.calls(self, call, self._mine[place], 0, PAGE_SIZE, chosen)
        self._asked_terms.be(asked).then(partial(self._show_terms, place)).fails(self._refuse_terms)

    def _show_terms(self, place: int, page: Page[AssignmentRow]) -> None:
        if not page.total and place + 1 < len(self._mine):
            self._ask_terms(place + 1)
            return
        folder = self._mine[place if page.total else 0]
        words = self.tr("Сроки по {0}, {1}: {2} {3}")
        end, number = day(week_end(self._today)), counted(page.total, *TERMS)
        title = words.format(end, f"«{folder.label}»", page.total, number)
        more = self.tr(", показаны первые {0}").format(len(page.rows)) if page.total > len(page.rows) else ""
        self.terms.show_terms(title + more, page.rows, own=folder is Folder.TO_EXECUTE)

    def _show_news(self, page: Page[NotificationRow]) -> None:
        since = day_before(self._today)
        rows = [row for row in page.rows if local(row.at).date() >= since]
        more = self.tr(" (последние {0})").format(len(rows)) if len(rows) == len(page.rows) < page.total else ""
        self.news.show_rows(self.tr("Что нового с {0}").format(day(since)) + more, rows)

    def _refuse_terms(self, error: CallError) -> None:
        self.terms.say(self.tr("Сроки"), said(error))

    def _refuse_news(self, error: CallError) -> None:
        self.news.say(self.tr("Что нового"), said(error))

    def _open_folder(self, row: tuple[FolderSpec, Badge]) -> None:
        self._work.navigator.open_folder(row[0].key)

    def _open_assignment(self, row: AssignmentRow) -> None:
        self._work.navigator.open_assignment(row.document_id, row.id)

    def _open_notice(self, row: NotificationRow) -> None:
        open_told(self._work, self, row)

    def _note(self, changes: list[Change]) -> None:
        if self.isVisible() and not self._pause.isActive() and any(change.kind in KINDS for change in changes):
            self._pause.start()


def week_end(today: date) -> date:
    """Sunday; from Saturday on that of the week to come."""
    return today + timedelta(days=SUNDAY - today.weekday() + (7 if today.weekday() > FRIDAY else 0))


def day_before(today: date) -> date:
    """Yesterday; after days off the Friday before them."""
    return today - timedelta(days=SINCE_FRIDAY.get(today.weekday(), 1))
