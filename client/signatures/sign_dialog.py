"""«Подписать»: what is signed, in whose name, how; one password or PIN for everything in the list."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QVBoxLayout, QWidget

from client.core.calls import Call
from client.shell.workplace import Workplace
from client.signatures.certificate_field import CertificateField, CertificatePane
from client.signatures.certificates import Certificates
from client.signatures.fields import SecretField
from client.signatures.file_signing import FileSigning, signings
from client.signatures.keys import KeyFault
from client.signatures.remarks import RemarksPane
from client.widgets.fields import ChoiceField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.list_model import ListModel, list_view
from client.widgets.messages import label
from client.widgets.paged_model import Column
from common.approvals.waiting import Remark
from common.kernel.validation import Problem
from common.registry.bulk import BulkOutcome
from common.registry.kinds import Demand
from common.rpc.errors import CallError
from common.signatures import (
    DocumentSigning,
    FileToSign,
    Method,
    PowersRow,
    SignatureRole,
    SigningOffer,
    SigningOrder,
)

Line = tuple[SigningOffer, FileToSign | None]
DOCUMENT = 0  # the column that takes what width is left


class SignDialog(FormDialog):
    """What cannot be signed stands in the list with its reason and is left out."""

    def __init__(
        self, workplace: Workplace, offers: list[SigningOffer], role: SignatureRole, parent: QWidget | None = None
    ) -> None:
        form = Form(None, ["method", "certificate", "secret"])
        self._work, self._role = workplace, role
        self._offers = [offer for offer in offers if not offer.refusal]
        self._signings: list[DocumentSigning] = []
        self._chosen = False  # by hand, how to sign
        self._verb = self.tr("&Подписать") if role is SignatureRole.APPROVING else self.tr("&Завизировать")
        super().__init__(self._verb.replace("&", ""), form, self._verb, parent)
        self.model = ListModel(self._columns(), self)
        self.view = list_view(self.model)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        lines = [line for offer in offers for line in _lines(offer)]
        self.model.show_rows(lines)
        self.view.setWordWrap(True)
        self.view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.view.horizontalHeader().setStretchLastSection(False)
        self.view.horizontalHeader().setSectionResizeMode(DOCUMENT, QHeaderView.ResizeMode.Stretch)
        self._put_fields(form, offers)
        self.save_button.setEnabled(bool(self._offers))
        self._ask_remarks()
        self.method.changed.connect(self._follow)
        self._follow()
        workplace.calls(self, workplace.apis.powers.mine).then(self._offer_powers).fails(self.refuse)
        self.resize(900, 300 + 24 * min(len(lines), 8))
        self.secret.editor.setFocus()

    def problems(self) -> Iterable[Problem]:
        method = self.method.value()
        if method is Method.SIMPLE and not self.secret.value():
            yield Problem("secret", self.tr("Введите пароль, с которым вы входите в систему."))
        if method is Method.CRYPTOGRAPHIC:
            card = self.certificate.card()
            if card is None:
                yield Problem("certificate", self.tr("Выберите сертификат или добавьте свой."))
            elif card.refusal:
                yield Problem("certificate", card.refusal)
            elif not self.secret.value():
                yield Problem("secret", self.tr("Введите PIN (пароль ключа)."))

    def save(self) -> None:
        """With a certificate the files are signed here before anything is sent."""
        if self.method.value() is not Method.CRYPTOGRAPHIC:
            files = sum(len(offer.files) for offer in self._offers)
            self._signings = signings(self._offers, [b""] * files)
            super().save()
            self._tell_busy(self.tr("Подписывается…"))
            return
        if not self.save_button.isEnabled() or not self.form.check(self.problems()):
            return
        self._set_busy(True)
        self._tell_busy(self.tr("Подписывается…"))
        signing = FileSigning(self._work.transfers, self._offers, self)
        signing.done.connect(self._send_signed)
        signing.failed.connect(self._fail)
        signing.progress.connect(self._tell_progress)
        signing.start(self.certificate.value(), self.secret.value())

    def send(self) -> Call[list[BulkOutcome]]:
        method = self.method.value()
        order = SigningOrder(
            method=method, role=self._role, documents=self._signings, powers_id=self.powers.value() or None,
            password=self.secret.value() if method is Method.SIMPLE else "",
        )  # fmt: skip
        return self._work.calls(self, self._work.apis.signatures.sign, order)

    def refuse(self, error: CallError) -> None:
        super().refuse(
            CallError(error.message, [Problem("secret" if each.field == "password" else each.field, each.text)
                                      for each in error.problems])
        )  # fmt: skip
        self.secret.line.selectAll()

    def _tell_busy(self, words: str) -> None:
        """The button says what it does as long as it does it."""
        if not self.save_button.isEnabled():
            self.save_button.setText(words)
            self.setCursor(Qt.CursorShape.WaitCursor)

    def _tell_progress(self, ready: int, files: int) -> None:
        if files > 1:
            self._tell_busy(self.tr("Подписывается… файлов: {0} из {1}").format(ready, files))

    def _set_busy(self, busy: bool) -> None:
        super()._set_busy(busy)
        if not busy:
            self.save_button.setText(self._verb)
            self.unsetCursor()

    def _put_fields(self, form: Form, offers: list[SigningOffer]) -> None:
        self.remarks = RemarksPane()
        self._certificates = Certificates(self._work, self)
        self.method = ChoiceField([(each, each.label) for each in self._methods()], nothing=Method.SIMPLE)
        self.certificate, self.secret = CertificateField(self._certificates), SecretField()
        self.powers = ChoiceField(may_be_empty=True, nothing=0)
        self.pane = CertificatePane(self.certificate, self._certificates)
        form.add_wide(self.view, 0)
        form.grid.setRowStretch(1, 1)
        head = QVBoxLayout()
        head.addWidget(self.remarks)
        head.addWidget(label(self._words(offers), "caption", wrap=True))
        form.grid.addLayout(head, 2, 0, 1, 4)
        self.caution = label(
            self.tr("Простая подпись действует внутри администрации: письмо другой организации подписывают усиленной."),
            "warning", wrap=True,
        )  # fmt: skip
        head.addWidget(self.caution)
        form.add("method", self.tr("Чем"), self.method, 2, span=2)
        form.add("certificate", self.tr("Сертификат"), self.certificate, 3, span=2)
        form.grid.addWidget(self.pane, 5, 1, 1, 3)
        form.add("powers", self.tr("Доверенность"), self.powers, 5, span=2)
        form.add("secret", self.tr("Пароль"), self.secret, 6, span=2)
        self.method.show_value(self._preset())
        self.method.edited.connect(self._note_choice)
        self.secret.edited.connect(self._note_choice)  # a password must not become a PIN under the hand
        self.secret.walked.connect(self.save)  # Enter signs
        self._certificates.known.connect(self._prefer_certificate)
        self._prefer_certificate()

    def _ask_remarks(self) -> None:
        """Nobody signs before he can have read them."""
        if self._role is SignatureRole.APPROVING and self._offers:
            self._set_busy(True)
            ids = [offer.document_id for offer in self._offers]
            call = self._work.calls(self, self._work.apis.waiting.remarks, ids)
            call.then(self._show_remarks).fails(self.refuse)

    def _show_remarks(self, remarks: list[Remark]) -> None:
        self.remarks.show_remarks(remarks, self._offers)
        self._set_busy(False)
        self.secret.editor.setFocus()

    def _methods(self) -> list[Method]:
        """Those that all of the documents allow."""
        demands = [offer.demand for offer in self._offers] or [Demand.NONE]
        return [each for each in Method if all(each.meets(demand) for demand in demands)
                and not (each is Method.NONE and self._role is SignatureRole.ENDORSING)]  # fmt: skip

    def _preset(self) -> Method:
        methods = self._methods()
        has_files = all(offer.files for offer in self._offers)
        return Method.SIMPLE if Method.SIMPLE in methods and has_files else methods[0]

    def _words(self, offers: list[SigningOffer]) -> str:
        absent = sorted({offer.acting_for for offer in self._offers if offer.acting_for})
        parts = [self.tr("Подписывает {0}").format(self._work.me.name)]
        if absent:
            parts.append(self.tr("за {0}").format(", ".join(absent)))
        left = len(offers) - len(self._offers)
        if left:
            parts.append(self.tr("не будет подписано: {0}").format(left))
        if self._role is SignatureRole.APPROVING:
            if any(offer.gets_number for offer in self._offers):
                parts.append(self.tr("документ сразу получит номер"))
            if any(offer.goes_to_registration and not offer.gets_number for offer in self._offers):
                parts.append(self.tr("после подписания документ уйдёт на регистрацию"))
        return " · ".join(parts)

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Документ"), _named, 300, tooltip=_named),
            Column(self.tr("Кому"), lambda line: line[0].whom, 170, tooltip=lambda line: line[0].whom),
            Column(self.tr("Файл"), _file, 190, tooltip=_file),
            Column(self.tr("Версия"), lambda line: str(line[1].number) if line[1] else "", 56, right=True),
            Column(self.tr("Подпись"), lambda line: line[0].demand.label, 130, tooltip=self._demanded),
        )

    def _demanded(self, line: Line) -> str:
        return self.tr("Какая подпись нужна: {0}").format(line[0].demand.label.lower())

    def _prefer_certificate(self) -> None:
        """What goes out is signed by a certificate where there is one, unless another way has been chosen."""
        usable = any(not card.refusal for card in self._certificates.cards.values())
        leaves = any(offer.leaves for offer in self._offers)
        if usable and leaves and not self._chosen and Method.CRYPTOGRAPHIC in self._methods():
            self.method.show_value(Method.CRYPTOGRAPHIC)

    def _note_choice(self) -> None:
        self._chosen = True

    def _follow(self) -> None:
        method = self.method.value()
        self.caution.setVisible(method is Method.SIMPLE and any(offer.leaves for offer in self._offers))
        by_certificate = method is Method.CRYPTOGRAPHIC
        self.form.show_field("certificate", visible=by_certificate)
        self.pane.setVisible(by_certificate)
        self.form.show_field("powers", visible=by_certificate and self.powers.combo.count() > 1)
        self.form.show_field("secret", visible=method is not Method.NONE)
        self.form.rename("secret", self.tr("PIN") if by_certificate else self.tr("Пароль"))

    def _offer_powers(self, rows: list[PowersRow]) -> None:
        self.powers.show_choices([(row.id, f"{row.draft.principal}: {row.draft.guid}") for row in rows])
        self._follow()

    def _send_signed(self, documents: list[DocumentSigning]) -> None:
        self._signings = documents
        self.send().then(self._finish).fails(self.refuse)

    def _fail(self, error: Exception) -> None:
        if isinstance(error, KeyFault):
            field = "secret" if error.pin else "certificate"
            error = CallError(str(error), [Problem(field, str(error))])
        if isinstance(error, CallError):
            self.refuse(error)

    def _finish(self, result: Any) -> None:
        """One document that was refused is told of here, several in an account."""
        outcomes: list[BulkOutcome] = result
        if len(outcomes) == 1 and outcomes[0].refusal:
            self.refuse(CallError(outcomes[0].refusal))
        else:
            super()._finish(result)


def _lines(offer: SigningOffer) -> list[Line]:
    return [(offer, file) for file in offer.files] if offer.files and not offer.refusal else [(offer, None)]


def _named(line: Line) -> str:
    """What cannot be signed says why below its title."""
    offer, _ = line
    return f"{offer.title}\nне подписать: {offer.refusal}" if offer.refusal else offer.title


def _file(line: Line) -> str:
    return line[1].name if line[1] else "файлов нет"
