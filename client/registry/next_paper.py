"""The way along the queue of the unregistered, from one paper to the next."""

from PySide6.QtCore import QObject, Signal

from client.shell.workplace import Workplace
from common.kernel.ids import DocumentId
from common.kernel.paging import Page
from common.registry.document import QueueFilter, UnregisteredRow


class NextPaper(QObject):
    """Opens the paper that came after a document, as they lie in the queue; after the last, the oldest other one."""

    none = Signal()

    def __init__(self, workplace: Workplace, document_id: DocumentId, parent: QObject) -> None:
        super().__init__(parent)
        self._work, self._document_id = workplace, document_id

    def open(self) -> None:
        after = QueueFilter(after=self._document_id)
        self._work.calls(self, self._work.apis.registry.unregistered, 0, 1, after).then(self._open_or_begin_anew)

    def _open_or_begin_anew(self, page: Page[UnregisteredRow]) -> None:
        if page.rows:
            self._work.navigator.open_document(page.rows[0].id)
        else:
            self._work.calls(self, self._work.apis.registry.unregistered, 0, 2).then(self._open_oldest)

    def _open_oldest(self, page: Page[UnregisteredRow]) -> None:
        other = [row.id for row in page.rows if row.id != self._document_id]
        if other:
            self._work.navigator.open_document(other[0])
        else:
            self.none.emit()
