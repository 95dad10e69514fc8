"""Listens for what is to be signed, opens the dialog over the main window, and gives an account of the rest."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from client.shell.workplace import Workplace
from client.signatures.sign_dialog import SignDialog
from client.widgets.list_model import ListModel, list_view
from client.widgets.messages import label
from client.widgets.paged_model import Column, Index
from common.kernel.ids import DocumentId
from common.rpc.errors import Invalid
from common.signatures import MOST_AT_ONCE, SignatureRole, SigningOffer, SigningOutcome

Told = Callable[[str], None]


class Signatory(QObject):
    def __init__(self, workplace: Workplace, window: QWidget) -> None:
        super().__init__(window)
        self._work, self._window = workplace, window
        workplace.navigator.signing_wanted.connect(self.ask)

    def ask(self, document_ids: list[DocumentId], told: Told) -> None:
        if len(document_ids) > MOST_AT_ONCE:
            words = self.tr("За один раз подписывают не больше {0} документов: выберите меньше.")
            self._work.calls.refused.emit(Invalid(words.format(MOST_AT_ONCE)))
            return
        api = self._work.apis.signatures
        call = self._work.calls(self, api.offers, document_ids, SignatureRole.APPROVING)
        call.then(partial(self._open, told)).fails(self._work.calls.refused.emit)

    def _open(self, told: Told, offers: list[SigningOffer]) -> None:
        dialog = SignDialog(self._work, offers, SignatureRole.APPROVING, self._window)
        dialog.saved.connect(partial(self._account, told, offers))
        dialog.open()

    def _account(self, told: Told, offers: list[SigningOffer], outcomes: list[SigningOutcome]) -> None:
        left = [SigningOutcome(each.document_id, each.title, "", each.refusal) for each in offers if each.refusal]
        if len(offers) > 1:
            SigningAccount(self._work, [*left, *outcomes], self._window).open()
        told(self.tr("Подписано."))


class SigningAccount(QDialog):
    """Every document with what became of it; the refused ones first. Enter opens one."""

    def __init__(self, workplace: Workplace, outcomes: list[SigningOutcome], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._work = workplace
        refused = sum(bool(each.refusal) for each in outcomes)
        self.setWindowTitle(self.tr("Что подписано"))
        words = self.tr("Подписано: {0}. Не подписано: {1}.").format(len(outcomes) - refused, refused)
        self.verdict = label(words, "problem" if refused else "good")
        self.model = ListModel(
            (
                Column(self.tr("Документ"), lambda row: row.title, 240, tooltip=lambda row: row.title),
                Column(self.tr("Итог"), lambda row: row.done or self.tr("не подписан"), 120),
                Column(self.tr("Почему"), lambda row: row.refusal, 360, tooltip=lambda row: row.refusal),
            ),
            self,
        )
        self.view = list_view(self.model)
        self.model.show_rows(sorted(outcomes, key=lambda row: not row.refusal))
        self.view.activated.connect(self._open)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.verdict)
        column.addWidget(self.view, 1)
        column.addWidget(buttons)
        self.resize(760, 360)

    def _open(self, index: Index) -> None:
        row = self.model.row(index)
        if row is not None:
            self._work.navigator.open_document(row.document_id)
