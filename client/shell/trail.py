"""From which list a document was opened, and what stands next to it there."""

from typing import Any, Protocol, runtime_checkable

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from client.shell.register_page import RegisterPage
from common.kernel.ids import DocumentId


@runtime_checkable
class Listing(Protocol):
    """A list of its own kind that knows what stands next to a document."""

    def step(self, document_id: DocumentId, by: int) -> DocumentId | None: ...


class Trail(QObject):
    reached = Signal(object, object)  # the document left, and the one next to it
    ended = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._lists: dict[DocumentId, QObject] = {}
        self._waiting: tuple[DocumentId, int] | None = None

    def note(self, document_id: DocumentId, page: object) -> None:
        """The document is being opened from that page."""
        if isinstance(page, RegisterPage) or (isinstance(page, Listing) and isinstance(page, QObject)):
            self._lists[document_id] = page

    def step(self, document_id: DocumentId, by: int) -> None:
        page = self._lists.get(document_id)
        if page is None or not isValid(page):
            self.ended.emit()
        elif isinstance(page, RegisterPage):
            self._step_in_register(page, document_id, by)
        elif isinstance(page, Listing):
            self._reach(page, document_id, page.step(document_id, by))

    def _step_in_register(self, page: RegisterPage, document_id: DocumentId, by: int) -> None:
        model, view = page.model, page.view
        current = view.currentIndex()
        here = current.row() if _document(model.row(current)) == document_id else model.position(document_id)
        if here is None or not 0 <= here + by < model.total:
            self.ended.emit()
            return
        beside = model.index(here + by, max(current.column(), 0))
        row = model.row(beside)
        if row is None:
            self._waiting = (document_id, by)
            model.arrived.connect(self._go_on, Qt.ConnectionType.SingleShotConnection)
            model.look(here + by, here + by)
        else:
            view.setCurrentIndex(beside)
            self._reach(page, document_id, _document(row))

    def _go_on(self, _page: int) -> None:
        """The rows that lacked have come."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.step(*waiting)

    def _reach(self, page: QObject, document_id: DocumentId, beside: DocumentId | None) -> None:
        if beside is None:
            self.ended.emit()
        else:
            self._lists[beside] = page
            self.reached.emit(document_id, beside)


def _document(row: Any) -> DocumentId | None:
    """The document that a row of a register leads to."""
    return getattr(row, "document_id", None) or getattr(row, "id", None)
