"""Rows of an open register that another person has just changed: tinted for a while, with who and what."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QDeadlineTimer, QModelIndex, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout

from client.core.calls import Latest
from client.core.city_time import local
from client.shell.workplace import Workplace
from client.widgets.messages import label
from client.widgets.register_view import RegisterView
from common.approvals.waiting import WaitingRow
from common.assignments.cards import AssignmentRow
from common.kernel.changes import Change, Kind
from common.kernel.ids import DocumentId
from common.registry.document import DocumentRow, Touch, UnregisteredRow
from common.rpc.errors import CallError

FRESH = 20_000  # ms that a row stays marked
HEARD = 120_000  # ms after which a change is no news any more
TICK = 1000
AT_MOST = 30  # documents asked about at once


class RowNews(QFrame):
    """The line below the rows that says it in words; gone with the last mark. One's own changes are no news."""

    def __init__(self, workplace: Workplace, view: RegisterView) -> None:
        super().__init__()
        self._work, self._view = workplace, view
        self._heard: dict[Change, QDeadlineTimer] = {}
        self._until: dict[Any, QDeadlineTimer] = {}
        self._marks: dict[Any, str] = {}
        self._asked = Latest[dict[DocumentId, Touch]]()
        self.text = label("", "caption")
        self.setProperty("role", "foot")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 3, 10, 3)
        row.addWidget(self.text, 1)
        self.hide()
        self._tick = QTimer(self, interval=TICK)
        self._tick.timeout.connect(self._fade)
        view.paged.arrived.connect(self._look)
        view.selectionModel().currentRowChanged.connect(self._stand)

    def hear(self, changes: Iterable[Change]) -> None:
        """What has changed; asked about once the rows have been read again, unless nobody looks or it is long after."""
        if not self._view.isVisible():
            return
        self._heard = {change: until for change, until in self._heard.items() if not until.hasExpired()}
        self._heard.update({change: QDeadlineTimer(HEARD) for change in changes})

    def forget(self) -> None:
        """The page is left: what is read when one comes back is no news of this moment."""
        self._heard.clear()

    def _look(self, _page: int) -> None:
        heard = {change for change, until in self._heard.items() if not until.hasExpired()}
        self._heard.clear()
        if not heard:
            return
        rows = [(row, matter) for row in self._view.paged.at_hand() if (matter := matter_of(row))]
        touched = {row.id: document for row, (change, document) in rows if change in heard}
        if touched:
            ids = list(dict.fromkeys(touched.values()))[:AT_MOST]
            call = self._work.calls(self, self._work.apis.registry.touched, ids)
            self._asked.be(call).then(self._show).fails(_let_be)

    def _show(self, touches: dict[DocumentId, Touch]) -> None:
        for row in self._view.paged.at_hand():
            matter = matter_of(row)
            if matter and matter[1] in touches:
                self._marks[row.id] = in_words(touches[matter[1]])
                self._until[row.id] = QDeadlineTimer(FRESH)
                self._say(row)
        self._mark()

    def _say(self, row: Any) -> None:
        self.text.setText(": ".join(filter(None, (self._view.paged.columns[0].text(row), self._marks[row.id]))))
        self.text.setToolTip(self.text.text())

    def _stand(self, current: QModelIndex) -> None:
        """Whoever moves onto a marked row has seen it: its words stay in the line until the next."""
        row = self._view.paged.row(current)
        if row is not None and row.id in self._marks:
            self._say(row)
            self._marks.pop(row.id)
            self._view.paged.show_marks(self._marks)

    def _fade(self) -> None:
        over = [key for key, until in self._until.items() if until.hasExpired()]
        for key in over:
            del self._until[key]
            self._marks.pop(key, None)
        if over:
            self._mark()

    def _mark(self) -> None:
        self._view.paged.show_marks(self._marks)
        self.setVisible(bool(self._until))
        if self._until and not self._tick.isActive():
            self._tick.start()
        elif not self._until:
            self._tick.stop()


def matter_of(row: Any) -> tuple[Change, DocumentId] | None:
    """What is pushed when somebody changes the row, and the document whose history says who; of other rows none."""
    if isinstance(row, DocumentRow | UnregisteredRow | WaitingRow):
        return Change(Kind.DOCUMENT, row.id), row.id
    if isinstance(row, AssignmentRow):
        return Change(Kind.ASSIGNMENT, row.id), row.document_id
    document_id = getattr(row, "document_id", None)  # what waits, what was sent: rows of other slices about a document
    return (Change(Kind.DOCUMENT, document_id), document_id) if document_id else None


def in_words(touch: Touch) -> str:
    """«Иванова И. И., 11:20 — Исправлены реквизиты карточки: Краткое содержание, Контрольный срок»."""
    what = f"{touch.act}: {', '.join(touch.fields)}" if touch.fields else touch.act
    return f"{touch.by}, {local(touch.at):%H:%M} — {what}"


def _let_be(_error: CallError) -> None:
    """The rows are read all the same; only who it was stays unsaid."""
