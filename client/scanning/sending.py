"""A stack on its way to the server: file by file, then as one paper."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from client.core.transfer import Transfer
from client.shell.workplace import Workplace
from common.files import StoredFile
from common.kernel.ids import DocumentId, FileId, PlaceId
from common.rpc.errors import CallError
from common.scanning.recognition import StackDraft


class Sending(QObject):
    """Files that have arrived once are not sent again after a failure."""

    progress = Signal(int, int, str)  # per mille of all, files left, what is on its way
    done = Signal(object)  # DocumentId
    failed = Signal(object)  # CallError

    def __init__(self, workplace: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self._work = workplace
        self._arrived: dict[Path, FileId] = {}
        self._files: Sequence[Path] = ()
        self._transfer: Transfer | None = None
        self._place, self._source, self._name = PlaceId(0), "", ""
        self.under_way = False

    def send(self, files: Sequence[Path], place: PlaceId, source: str, name: str) -> None:
        self._files, self._place, self._source, self._name = tuple(files), place, source, name
        self.under_way = True
        self._next()

    def cancel(self) -> None:
        self.under_way = False
        if self._transfer is not None:
            self._transfer.cancel()
            self._transfer = None

    def _next(self) -> None:
        waiting = [file for file in self._files if file not in self._arrived]
        if not self.under_way:
            return
        if not waiting:
            self._accept()
            return
        self._transfer = self._work.transfers.upload(self, waiting[0])
        self._transfer.done.connect(self._note_arrived)
        self._transfer.failed.connect(self._fail)
        self._transfer.progress.connect(self._report)

    def _note_arrived(self, stored: StoredFile) -> None:
        waiting = [file for file in self._files if file not in self._arrived]
        self._arrived[waiting[0]] = stored.id
        self._transfer = None
        self._next()

    def _report(self, done: int, total: int) -> None:
        arrived = sum(file in self._arrived for file in self._files)
        share = done / total if total else 0.0
        text = self.tr("Передаётся {0} из {1}").format(arrived + 1, len(self._files))
        self.progress.emit(round((arrived + share) / len(self._files) * 1000), len(self._files) - arrived, text)

    def _accept(self) -> None:
        stack = StackDraft(
            file_ids=[self._arrived[file] for file in self._files],
            place_id=self._place,
            source=self._source,
            name=self._name,
        )
        self._work.calls(self, self._work.apis.scanning.accept, stack).then(self._finish).fails(self._fail)

    def _finish(self, document_id: DocumentId) -> None:
        self.under_way = False
        self._arrived = {}
        self.done.emit(document_id)

    def _fail(self, error: CallError) -> None:
        self.under_way = False
        self._transfer = None
        self.failed.emit(error)
