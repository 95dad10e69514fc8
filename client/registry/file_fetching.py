"""Files on their way to and from a list of files, with how far they are and «Отменить»."""

from pathlib import Path

from PySide6.QtCore import Signal

from client.core.transfer import Transfer
from client.core.transfers import Transfers
from client.registry.file_columns import Item
from client.widgets.messages import ProgressLine


class FileFetching(ProgressLine):
    failed = Signal(object)  # CallError

    def __init__(self, transfers: Transfers) -> None:
        super().__init__()
        self._transfers = transfers
        self._transfer: Transfer | None = None
        self.cancelled.connect(self._cancel)

    def fetch(self, item: Item) -> Transfer:
        return self._follow(self._transfers.download(self, item.file_id, item.name, item.sha256))

    def bring(self, file: Path) -> Transfer:
        return self._follow(self._transfers.upload(self, file))

    def _follow(self, transfer: Transfer) -> Transfer:
        self._transfer = transfer
        transfer.progress.connect(self._show_way)
        transfer.failed.connect(self.failed)
        transfer.over.connect(self.hide)
        return transfer

    def _cancel(self) -> None:
        if self._transfer is not None:
            self._transfer.cancel()

    def _show_way(self, done: int, total: int) -> None:
        text = self._transfer.title if self._transfer else ""
        self.show_progress(text, done * 100 // total if total else 0, 100 if total else 0)
