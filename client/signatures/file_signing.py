"""From files on the server to signatures: fetched here, signed off the GUI thread, one PIN for all."""

import logging
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from client.core.background import Work
from client.core.transfers import Transfers
from client.signatures.keys import KeyFault, KeyPlace, sign_all
from common.rpc.errors import CallError, Failed
from common.signatures import DocumentSigning, FileSignature, FileToSign, SigningOffer

log = logging.getLogger("grif.signatures")


class FileSigning(QObject):
    """Either `done` or `failed` comes."""

    done = Signal(object)  # list[DocumentSigning]
    failed = Signal(object)  # KeyFault or CallError
    progress = Signal(int, int)

    def __init__(self, transfers: Transfers, offers: list[SigningOffer], owner: QObject) -> None:
        super().__init__(owner)
        self._transfers, self._offers = transfers, offers
        self._files = [file for offer in offers for file in offer.files]
        self._paths: list[Path] = []
        self._place: KeyPlace | None = None
        self._pin = ""

    def start(self, place: KeyPlace, pin: str) -> None:
        self._place, self._pin = place, pin
        self._fetch()

    def _fetch(self) -> None:
        """One after the other: what is signed lies here whole and is known by its hash."""
        if len(self._paths) == len(self._files):
            self._sign()
            return
        file = self._files[len(self._paths)]
        transfer = self._transfers.download(self, file.file_id, file.name, file.sha256)
        transfer.done.connect(self._take)
        transfer.failed.connect(self._refuse)

    def _take(self, path: Path) -> None:
        self._paths.append(path)
        self.progress.emit(len(self._paths), len(self._files))
        self._fetch()

    def _sign(self) -> None:
        assert self._place is not None
        work = Work(partial(sign_all, self._place, self._pin, self._paths), self)
        work.done.connect(self._hand_over)
        work.failed.connect(self._refuse)

    def _hand_over(self, signatures: list[bytes]) -> None:
        self._pin = ""
        self.done.emit(signings(self._offers, signatures))

    def _refuse(self, error: Exception) -> None:
        self._pin = ""
        known = isinstance(error, KeyFault | CallError)
        if not known:
            log.warning("signing=%r", error)
        words = self.tr("Подписать не удалось. Повторите; не поможет — обратитесь к администратору.")
        self.failed.emit(error if known else Failed(words))


def signings(offers: list[SigningOffer], signatures: list[bytes]) -> list[DocumentSigning]:
    """The signatures come in the order of the files."""
    given = iter(signatures)
    return [
        DocumentSigning(offer.document_id, offer.version, [_signature(file, next(given)) for file in offer.files])
        for offer in offers
    ]


def _signature(file: FileToSign, cms: bytes) -> FileSignature:
    return FileSignature(file.attachment_id, file.number, file.sha256, cms)
