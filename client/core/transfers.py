"""Files on their way: brought and fetched in pieces, resumed after a lost line, never whole in memory."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from client.core.apis import Apis
from client.core.cache import FileCache
from client.core.calls import Calls
from client.core.download import Download
from client.core.http import Transport
from client.core.transfer import Transfer
from client.core.upload import Upload
from common.kernel.ids import FileId


class Transfers(QObject):
    """Starts transfers; the status bar shows each one that `started` tells of."""

    started = Signal(object)  # Transfer

    def __init__(
        self, transport: Transport, calls: Calls, apis: Apis, cache: FileCache, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.transport, self.calls, self.apis, self.cache = transport, calls, apis, cache

    def upload(self, owner: QObject, file: Path, name: str = "") -> Transfer:
        """Under another name than the file has here, if one is given."""
        return self._start(Upload(self.transport, self.calls, self.apis, file, owner, name))

    def download(self, owner: QObject, file_id: FileId, name: str = "", sha256: str = "") -> Transfer:
        """The file ends in the cache; one that is known by its hash and lies there is done without the server."""
        return self._start(Download(self.transport, self.calls, self.apis, self.cache, file_id, name, sha256, owner))

    def _start(self, transfer: Transfer) -> Transfer:
        QTimer.singleShot(0, transfer, transfer.begin)  # after the caller has connected
        self.started.emit(transfer)
        return transfer
