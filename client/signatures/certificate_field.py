"""Choosing one's certificate: those known on this computer, with what the server says of the chosen one."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from client.core.city_time import local
from client.signatures.certificates import Certificates
from client.signatures.key_dialog import KeyDialog
from client.signatures.keys import Keeper, KeyPlace
from client.widgets.fields import ChoiceField
from client.widgets.messages import label
from common.signatures import CertificateCard


class CertificateField(ChoiceField):
    """What is wrong with the chosen one stands beside it at once."""

    def __init__(self, certificates: Certificates) -> None:
        super().__init__(nothing=None)
        self._certificates = certificates
        certificates.known.connect(self.offer)
        self.combo.setPlaceholderText(self.tr("добавьте свой сертификат"))
        self.changed.connect(self._judge)
        self.offer()

    def offer(self) -> None:
        """Those that may be used stand first."""
        cards = self._certificates.cards
        known = [place for place in self._certificates.places if place.certificate in cards]
        known.sort(key=lambda place: bool(cards[place.certificate].refusal))
        if self.value() not in known:  # taken off: it does not stay for having been chosen
            self.combo.setCurrentIndex(-1)
        self.show_choices([(place, titled(cards[place.certificate])) for place in known])
        if self.value() is None and known:
            self.show_value(known[0])
        self._judge()

    def card(self) -> CertificateCard | None:
        place = self.value()
        return self._certificates.cards.get(place.certificate) if place else None

    def _judge(self) -> None:
        card = self.card()
        self.show_problem(card.refusal if card else "")


class CertificatePane(QWidget):
    """What the chosen certificate says, and the buttons that add one and take it off the list."""

    def __init__(self, field: CertificateField, certificates: Certificates) -> None:
        super().__init__()
        self._field, self._certificates = field, certificates
        self.words = label("", "caption", wrap=True)
        self.add_button = QPushButton(self.tr("Добавить &сертификат…"))
        self.drop_button = QPushButton(self.tr("&Убрать"))
        self.drop_button.setToolTip(
            self.tr("Убрать сертификат из этого списка. Сам ключ остаётся в файле или на токене.")
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words, 1)
        for button in (self.drop_button, self.add_button):
            button.setAutoDefault(False)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.add_button.clicked.connect(self.add)
        self.drop_button.clicked.connect(self.drop)
        field.changed.connect(self._follow)
        certificates.known.connect(self._follow)
        self._follow()

    def add(self) -> None:
        dialog = KeyDialog(self._certificates, self.window())
        dialog.added.connect(self._choose)
        dialog.open()

    def drop(self) -> None:
        if (place := self._field.value()) is not None:
            self._certificates.forget(place)

    def _choose(self, places: list[KeyPlace]) -> None:
        self._field.show_value(places[0])
        self._field.editor.setFocus()

    def _follow(self) -> None:
        card = self._field.card()
        place = self._field.value()
        kept = self.tr("на токене") if place and place.keeper is Keeper.TOKEN else self.tr("в файле")
        self.words.setText("" if card is None else f"{described(card)}, {kept}")
        self.drop_button.setEnabled(card is not None)


def titled(card: CertificateCard) -> str:
    """The last signs of the serial number tell apart what one person has from one authority."""
    return f"{card.owner}, {card.algorithm}, до {local(card.until):%d.%m.%Y} — {card.issuer} (…{card.serial[-4:]})"


def described(card: CertificateCard) -> str:
    since, until = local(card.since), local(card.until)
    return f"№ {card.serial}\n{card.algorithm}, действует с {since:%d.%m.%Y} по {until:%d.%m.%Y}"
