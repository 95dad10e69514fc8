"""Adding a key of signature: the container or the library of a token, opened once with the PIN."""

import logging
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from client.core.background import Work
from client.signatures.certificates import Certificates
from client.signatures.fields import SecretField
from client.signatures.keys import KeyFault, KeyPlace, found_in
from client.widgets.fields import TextField
from client.widgets.form import Form
from client.widgets.messages import Notice, label, said
from common.kernel.validation import Problem
from common.rpc.errors import CallError
from common.signatures import CertificateCard

log = logging.getLogger("grif.signatures")


class KeyDialog(QDialog):
    added = Signal(object)  # list[KeyPlace]

    def __init__(self, certificates: Certificates, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Добавить сертификат"))
        self._certificates = certificates
        self._waiting: list[KeyPlace] = []
        self._described: list[tuple[KeyPlace, CertificateCard]] = []
        self.form, self.notice = Form(None, ["path", "pin"]), Notice()
        self.path, self.pin = TextField(self.tr("файл .pfx, .p12 или библиотека токена")), SecretField()
        self.form.add("path", self.tr("Файл ключа"), self.path, 0, span=2)
        self.form.add("pin", self.tr("PIN"), self.pin, 1, span=2)
        words = self.tr(
            "Ключ остаётся в файле или на токене. Запоминаются только место и сертификат, PIN спрашивается при каждом"
            " подписании. Для токена укажите библиотеку PKCS#11 (.dll, .so)."
        )
        self.form.add_wide(label(words, "caption", wrap=True), 2)
        self.form.close_up(3)
        self.choose_button, self.add_button = QPushButton(self.tr("&Выбрать файл…")), QPushButton(self.tr("&Добавить"))
        self._lay_out()
        self.form.sent.connect(self.add)
        self.resize(560, 240)

    def add(self) -> None:
        if not self.form.check([*self._lacking("path"), *self._lacking("pin")]):
            return
        self._set_busy(True)
        work = Work(partial(found_in, Path(self.path.value()), self.pin.value()), self)
        work.done.connect(self._take)
        work.failed.connect(self._refuse)

    def _lacking(self, name: str) -> list[Problem]:
        words = {"path": self.tr("Выберите файл ключа."), "pin": self.tr("Введите PIN (пароль ключа).")}
        return [] if self.form.fields[name].value() else [Problem(name, words[name])]

    def _lay_out(self) -> None:
        self.add_button.setProperty("primary", True)
        self.add_button.setDefault(True)
        self.choose_button.setAutoDefault(False)
        self.choose_button.clicked.connect(self._choose)
        self.add_button.clicked.connect(self.add)
        cancel = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        cancel.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.choose_button)
        row.addStretch(1)
        row.addWidget(self.add_button)
        row.addWidget(cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 14, 10)
        column.addWidget(self.notice)
        column.addWidget(self.form, 1)
        column.addLayout(row)

    def _choose(self) -> None:
        dialog = QFileDialog(self, self.tr("Файл ключа"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilters(
            [self.tr("Ключи и библиотеки токенов (*.pfx *.p12 *.dll *.so)"), self.tr("Все файлы (*)")]
        )
        dialog.fileSelected.connect(self._chosen)
        dialog.open()

    def _chosen(self, path: str) -> None:
        self.path.show_value(path)
        self.pin.editor.setFocus()

    def _take(self, places: list[KeyPlace]) -> None:
        """What the server says of each decides whether it is added."""
        self._waiting, self._described = list(places), []
        self._ask()

    def _ask(self) -> None:
        call = self._certificates.describe(self, self._waiting[0])
        call.then(self._note).fails(self._fail)

    def _note(self, card: CertificateCard) -> None:
        self._described.append((self._waiting.pop(0), card))
        if self._waiting:
            self._ask()
            return
        self._set_busy(False)
        own = [(place, card) for place, card in self._described if not card.refusal]
        if own:
            self._certificates.add(own)
            self.added.emit([place for place, _ in own])
            self.accept()
        else:
            refusals = dict.fromkeys(card.refusal for _, card in self._described)
            self.form.show_problems([Problem("path", refusal) for refusal in refusals])

    def _fail(self, error: CallError) -> None:
        self._set_busy(False)
        self.notice.say(said(error), alarm=True)

    def _refuse(self, error: Exception) -> None:
        self._set_busy(False)
        if isinstance(error, KeyFault) and error.pin:
            self.form.show_problems([Problem("pin", str(error))])
            self.pin.line.selectAll()
        elif isinstance(error, KeyFault):
            self.form.show_problems([Problem("path", str(error))])
        else:
            log.warning("key=%s", error)
            words = self.tr("Ключ не читается. Выберите другой файл или обратитесь к администратору.")
            self.notice.say(words, alarm=True)

    def _set_busy(self, busy: bool) -> None:
        self.add_button.setEnabled(not busy)
        self.add_button.setText(self.tr("Читается ключ…") if busy else self.tr("&Добавить"))
        if busy:
            self.notice.hide()
            self.setCursor(Qt.CursorShape.WaitCursor)
        else:
            self.unsetCursor()
        self.form.setEnabled(not busy)
