"""The keys of this computer with what the server says of their certificates."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from client.core.calls import Call
from client.shell.workplace import Workplace
from client.signatures.keys import KeyPlace, KeyRing
from common.signatures import CertificateCard


class Certificates(QObject):
    """The cards come from the server one by one."""

    known = Signal()

    def __init__(self, workplace: Workplace, owner: QObject) -> None:
        super().__init__(owner)
        self._work = workplace
        self._ring = KeyRing(workplace.folder)
        self.places: list[KeyPlace] = self._ring.places()
        self.cards: dict[bytes, CertificateCard] = {}
        for place in self.places:
            self.describe(self, place).then(partial(self._know, place)).fails(self._leave_out)

    def describe(self, owner: QObject, place: KeyPlace) -> Call[CertificateCard]:
        return self._work.calls(owner, self._work.apis.signatures.certificate, place.certificate)

    def add(self, described: Sequence[tuple[KeyPlace, CertificateCard]]) -> None:
        self._ring.add([place for place, _ in described])
        self.places = self._ring.places()
        self.cards.update({place.certificate: card for place, card in described})
        self.known.emit()

    def forget(self, place: KeyPlace) -> None:
        self._ring.forget(place)
        self.places = self._ring.places()
        self.known.emit()

    def _know(self, place: KeyPlace, card: CertificateCard) -> None:
        self.cards[place.certificate] = card
        self.known.emit()

    def _leave_out(self, _error: object) -> None:
        """A certificate that the server cannot read is not offered."""
