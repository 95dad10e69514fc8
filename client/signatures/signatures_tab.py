"""Tab «Подписи»: every signature of the document with its result; the protocol, a new check, files of signatures."""

import tempfile
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from client.shell.workplace import Workplace
from client.signatures.bring_dialog import BringDialog
from client.signatures.columns import signature_columns
from client.signatures.protocol_dialog import ProtocolDialog
from client.signatures.sign_dialog import SignDialog
from client.widgets.file_saving import FileSaving
from client.widgets.icons import icon
from client.widgets.list_model import ListModel, list_view
from client.widgets.messages import EmptyState, Notice, said
from common.kernel.changes import Change, Kind
from common.kernel.ids import DocumentId
from common.rpc.errors import CallError
from common.signatures import (
    DocumentSignatures,
    Method,
    SignatureRole,
    SignatureRow,
    SigningOffer,
    Verdict,
)


class SignaturesTab(QWidget):
    def __init__(self, workplace: Workplace, document_id: DocumentId) -> None:
        super().__init__()
        self._work, self._document_id, self._api = workplace, document_id, workplace.apis.signatures
        self._found = DocumentSignatures([], [], no_bringing="…", no_endorsing="…")
        self.model, self.notice = ListModel(signature_columns(), self), Notice()
        self.view = list_view(self.model)
        self.view.setAccessibleName(self.tr("Подписи документа"))
        self.view.setProperty("frame", "none")
        words = self.tr("Подпись ставит подписывающий действием «Подписать» (Ctrl+Shift+Enter).")
        self._empty = EmptyState(self.tr("Подписей нет"), words, "signature")
        tr = self.tr
        self.protocol = self._command("file-certificate", tr("Протокол…"), "", self.show_protocol)
        self.check = self._command("refresh", tr("Проверить ещё раз"), "Ctrl+F5", self.check_again)
        self.save = self._command("download", tr("Сохранить подпись…"), "Ctrl+Alt+E", self.save_signature)
        self.bring = self._command("file-plus", tr("Приобщить подпись…"), "Ctrl+Alt+I", self.bring_signature)
        self.endorse = self._command("checks", tr("Завизировать…"), "Ctrl+Alt+V", self.ask_endorsement)
        self._lay_out()
        self.setFocusProxy(self.view)
        self.view.activated.connect(self.show_protocol)
        self.view.selectionModel().currentRowChanged.connect(self._follow)
        workplace.calls.changed.connect(self._note_changes)
        self._follow()
        self.load()

    def load(self) -> None:
        self._work.calls(self, self._api.of_document, self._document_id).then(self._show).fails(self.refuse)

    def current(self) -> SignatureRow | None:
        return self.model.row(self.view.currentIndex())

    def show_protocol(self) -> None:
        if (row := self.current()) is not None:
            ProtocolDialog(self._work, row, self).open()

    def check_again(self) -> None:
        self._work.calls(self, self._api.check_again, self._document_id).then(self._tell).fails(self.refuse)

    def save_signature(self) -> None:
        """The detached signature, to lie beside the file."""
        row = self.current()
        if row is not None and row.method is Method.CRYPTOGRAPHIC:
            call = self._work.calls(self, self._api.content, row.id)
            call.then(partial(self._save, f"{row.file}.sig")).fails(self.refuse)

    def bring_signature(self) -> None:
        dialog = QFileDialog(self, self.tr("Файл подписи отправителя"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilters([self.tr("Подписи (*.sig *.p7s *.sgn *.sign *.p7b)"), self.tr("Все файлы (*)")])
        dialog.fileSelected.connect(self.bring_file)
        dialog.open()

    def bring_file(self, path: str) -> None:
        BringDialog(self._work, self._found.files, Path(path), self).open()

    def ask_endorsement(self) -> None:
        call = self._work.calls(self, self._api.offers, [self._document_id], SignatureRole.ENDORSING)
        call.then(self._endorse).fails(self.refuse)

    def refuse(self, error: CallError) -> None:
        self.notice.say(said(error), alarm=True)

    def _command(self, picture: str, text: str, keys: str, slot: object) -> QAction:
        action = QAction(icon(picture), text, self)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(slot)
        self.addAction(action)
        return action

    def _lay_out(self) -> None:
        bar = QFrame()
        bar.setProperty("role", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(6, 3, 6, 3)
        row.setSpacing(2)
        for action in (self.protocol, self.check, self.save, self.bring, self.endorse):
            button = QToolButton()
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            row.addWidget(button)
        row.addStretch(1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self.notice)
        column.addWidget(self._stack, 1)

    def _show(self, found: DocumentSignatures) -> None:
        self._found = found
        place = max(0, self.view.currentIndex().row())
        self.model.show_rows(found.rows)
        self._stack.setCurrentWidget(self.view if found.rows else self._empty)
        self.view.setCurrentIndex(self.model.index(min(place, len(found.rows) - 1), 0))
        self._follow()

    def _follow(self) -> None:
        row = self.current()
        nothing = "" if self._found.rows else self.tr("Подписей нет.")
        simple = self.tr("У простой подписи нет файла.") if row and row.method is not Method.CRYPTOGRAPHIC else ""
        no_files = "" if self._found.files else self.tr("Сначала добавьте файл, который подписан.")
        for action, refusal in (
            (self.protocol, nothing), (self.check, nothing), (self.save, nothing or simple),
            (self.bring, self._found.no_bringing or no_files), (self.endorse, self._found.no_endorsing),
        ):  # fmt: skip
            action.setEnabled(not refusal)
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(refusal or (f"{action.text()} ({keys})" if keys else action.text()))

    def _tell(self, rows: list[SignatureRow]) -> None:
        standing = [row for row in rows if row.withdrawn_at is None]
        bad = sum(row.verdict is not Verdict.VALID for row in standing)
        if bad:
            words = self.tr("Проверено подписей: {0}, с замечаниями: {1}. Причина — в протоколе.")
            self.notice.say(words.format(len(standing), bad), alarm=True)
        else:
            self.notice.say(self.tr("Проверено подписей: {0}. Все верны.").format(len(standing)))
        self.load()

    def _save(self, name: str, content: bytes) -> None:
        growing = tempfile.NamedTemporaryFile(suffix=".sig", delete=False)  # noqa: SIM115 -- outlives this call
        with growing:
            growing.write(content)
        saving = FileSaving(name, self)
        saving.destroyed.connect(partial(Path(growing.name).unlink, missing_ok=True))
        saving.ask(Path(growing.name))

    def _endorse(self, offers: list[SigningOffer]) -> None:
        dialog = SignDialog(self._work, offers, SignatureRole.ENDORSING, self)
        dialog.saved.connect(self.load)
        dialog.open()

    def _note_changes(self, changes: list[Change]) -> None:
        if Change(Kind.DOCUMENT, self._document_id) in changes:
            self.load()
