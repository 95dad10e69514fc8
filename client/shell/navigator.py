"""How a slice opens what another one shows: it says what is wanted, the main window brings it."""

from PySide6.QtCore import QObject, Signal

from common.kernel.ids import DocumentId


class Navigator(QObject):
    document_wanted = Signal(object)  # DocumentId
    folder_wanted = Signal(str)
    form_wanted = Signal(str)

    def open_document(self, document_id: DocumentId) -> None:
        self.document_wanted.emit(document_id)

    def open_folder(self, key: str) -> None:
        self.folder_wanted.emit(key)

    def open_form(self, key: str) -> None:
        self.form_wanted.emit(key)
