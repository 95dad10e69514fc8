"""Listens for what is to be signed, opens the dialog over the main window, and gives an account of the rest."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from client.shell.bulk_account import BulkAccount
from client.shell.workplace import Workplace
from client.signatures.sign_dialog import SignDialog
from common.kernel.ids import DocumentId
from common.registry.bulk import BulkOutcome
from common.rpc.errors import Invalid
from common.signatures import MOST_AT_ONCE, SignatureRole, SigningOffer

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

    def _account(self, told: Told, offers: list[SigningOffer], outcomes: list[BulkOutcome]) -> None:
        left = [BulkOutcome(each.document_id, each.title, "", each.refusal) for each in offers if each.refusal]
        if len(offers) > 1:
            BulkAccount(self._work, [*left, *outcomes], self._window).open()
        told(self.tr("Подписано."))
