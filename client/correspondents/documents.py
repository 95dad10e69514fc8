"""The documents of one correspondent, of every class, newest first."""

from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from client.core.calls import Call
from client.shell.register_page import RegisterPage
from client.shell.workplace import Workplace
from client.widgets.paged_model import Column
from common.kernel.changes import Kind
from common.kernel.ids import CorrespondentId
from common.kernel.paging import Page
from common.kernel.wording import day
from common.registry.document import DocumentFilter, DocumentRow

SUMMARY = 3


class DocumentsOfOne(RegisterPage):
    def __init__(self, workplace: Workplace, correspondent_id: CorrespondentId) -> None:
        self._chosen = DocumentFilter(document_class=None, correspondent_id=correspondent_id)
        super().__init__(workplace, "correspondents.documents", frozenset({Kind.DOCUMENT}))
        self.stretch(SUMMARY)

    def empty_words(self) -> tuple[str, str, str]:
        return self.tr("Документов нет"), self.tr("Зарегистрированных документов, видимых вам, не найдено."), "files"

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("№"), lambda row: row.number, 120),
            Column(self.tr("Дата"), lambda row: day(row.registered), 82),
            Column(self.tr("Корреспондент, как напечатан"), lambda row: row.correspondent, 230,
                   tooltip=lambda row: row.correspondent),
            Column(self.tr("Содержание"), lambda row: row.summary, 260, tooltip=lambda row: row.summary),
            Column(self.tr("Вид"), lambda row: row.kind, 110),
        )  # fmt: skip

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        return self.workplace.calls(owner, self.workplace.apis.registry.documents, self._chosen, offset)

    def open_row(self, row: DocumentRow) -> None:
        self.workplace.navigator.open_document(row.id)
        self.window().close()


class DocumentsDialog(QDialog):
    """Enter opens the document and closes the list."""

    def __init__(self, workplace: Workplace, correspondent_id: CorrespondentId, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Документы: {}").format(name))
        self.register = DocumentsOfOne(workplace, correspondent_id)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.register)
        self.resize(960, 480)
        self.register.view.setFocus()
