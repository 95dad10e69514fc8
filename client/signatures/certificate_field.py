"""Choosing one's certificate: those known on this computer, with what the server says of the chosen one."""

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from client.core.calls import Call
from client.core.city_time import local
from client.shell.workplace import Workplace
from client.signatures.key_dialog import KeyDialog
from client.signatures.keys import KeyPlace, KeyRing
from client.widgets.fields import ChoiceField
from client.widgets.messages import label, restyle
from common.signatures import CertificateCard


class Certificates(QObject):
    """The keys of this computer and the cards of their certificates, as they come from the server."""

    known = Signal()

    def __init__(self, workplace: Workplace, owner: QObject) -> None:
        super().__init__(owner)
        self._work = workplace
        self.ring = KeyRing(workplace.folder)
        self.places: list[KeyPlace] = []
        self.cards: dict[bytes, CertificateCard] = {}
        self.read()

    def read(self) -> None:
        self.places = self.ring.places()
        for place in self.places:
            if place.certificate not in self.cards:
                self._describe(place.certificate)

    def _describe(self, certificate: bytes) -> Call[CertificateCard]:
        call = self._work.calls(self, self._work.apis.signatures.certificate, certificate)
        return call.then(partial(self._know, certificate)).fails(self._leave_out)

    def _know(self, certificate: bytes, card: CertificateCard) -> None:
        self.cards[certificate] = card
        self.known.emit()

    def _leave_out(self, _error: object) -> None:
        """A certificate that the server cannot read is not offered."""


class CertificateField(ChoiceField):
    def __init__(self, certificates: Certificates) -> None:
        super().__init__(nothing=None)
        self._certificates = certificates
        certificates.known.connect(self.offer)
        self.combo.setPlaceholderText(self.tr("добавьте свой сертификат"))
        self.offer()

    def offer(self) -> None:
        """Those that may be used stand first."""
        cards = self._certificates.cards
        known = [place for place in self._certificates.places if place.certificate in cards]
        known.sort(key=lambda place: bool(cards[place.certificate].refusal))
        self.show_choices([(place, titled(cards[place.certificate])) for place in known])
        if self.value() is None and known:
            self.show_value(known[0])

    def card(self) -> CertificateCard | None:
        place = self.value()
        return self._certificates.cards.get(place.certificate) if place else None


class CertificatePane(QWidget):
    """The choice, the button that adds one, and below what the certificate says."""

    def __init__(self, field: CertificateField, certificates: Certificates) -> None:
        super().__init__()
        self._field, self._certificates = field, certificates
        self.words = label("", "caption", wrap=True)
        self.add_button = QPushButton(self.tr("Добавить &сертификат…"))
        self.add_button.setAutoDefault(False)
        self.add_button.clicked.connect(self.add)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words, 1)
        row.addWidget(self.add_button)
        field.changed.connect(self._follow)
        self._follow()

    def add(self) -> None:
        dialog = KeyDialog(self._certificates.ring, self.window())
        dialog.added.connect(self._take)
        dialog.open()

    def _take(self, _places: list[KeyPlace]) -> None:
        self._certificates.read()
        self._field.offer()

    def _follow(self) -> None:
        card = self._field.card()
        self.words.setText("" if card is None else card.refusal or described(card))
        self.words.setProperty("role", "problem" if card is not None and card.refusal else "caption")
        restyle(self.words)


def titled(card: CertificateCard) -> str:
    return f"{card.owner}, до {local(card.until):%d.%m.%Y} — {card.issuer}"


def described(card: CertificateCard) -> str:
    since, until = local(card.since), local(card.until)
    return f"№ {card.serial}\n{card.algorithm}, действует с {since:%d.%m.%Y} по {until:%d.%m.%Y}"
