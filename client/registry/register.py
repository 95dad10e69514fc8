"""The register of incoming letters."""

from typing import Any

from PySide6.QtCore import QObject, Qt

from client.core.calls import Call
from client.registry.register_filter import RegisterFilter
from client.shell.register_page import RegisterPage, day
from client.shell.workplace import Workplace
from client.widgets.icons import icon
from client.widgets.paged_model import Column, PagedState
from common.kernel.changes import Kind
from common.kernel.paging import Page
from common.registry.document import DocumentRow

SUMMARY = 5  # the column that takes what width is left


class IncomingRegister(RegisterPage):
    def __init__(self, workplace: Workplace) -> None:
        self.filter = RegisterFilter(workplace.today(), workplace.me.places)
        super().__init__(workplace, "registry.documents", frozenset({Kind.DOCUMENT}))
        self.add_to_bar(self.filter, 1)
        self.stretch(SUMMARY)
        self.filter.narrowed.connect(self.model.reload)
        self.filter.left_down.connect(self.view.setFocus)
        self.empty.acted.connect(self.filter.reset)
        self.model.changed_state.connect(self._explain_empty)

    def empty_words(self) -> tuple[str, str, str]:
        return self.tr("Входящих документов пока нет"), self.tr("Зарегистрированное письмо появится здесь."), "mail"

    def columns(self) -> tuple[Column, ...]:
        restricted = icon("lock")
        lock = {int(Qt.ItemDataRole.DecorationRole): lambda row: restricted if row.restricted else None}
        return (
            Column(self.tr("№"), lambda row: row.number, 112, roles=lock),
            Column(self.tr("Дата рег."), lambda row: day(row.registered), 80),
            Column(self.tr("Корреспондент"), lambda row: row.correspondent, 190, tooltip=lambda row: row.correspondent),
            Column(self.tr("Исх. №"), lambda row: row.their_number, 88),
            Column(self.tr("от"), lambda row: day(row.their_date), 80),
            Column(self.tr("Краткое содержание"), lambda row: row.summary, 280, tooltip=lambda row: row.summary),
            Column(self.tr("Адресаты"), lambda row: row.addressees, 124, tooltip=lambda row: row.addressees),
            Column(self.tr("Контроль"), lambda row: day(row.control_due), 80),
            Column(self.tr("Вид"), lambda row: row.kind, 80),
            Column(self.tr("Место"), lambda row: row.place, 92),
        )

    def open_row(self, row: DocumentRow) -> None:
        self.workplace.navigator.open_document(row.id)

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        return self.workplace.calls(owner, self.workplace.apis.registry.documents, self.filter.chosen(), offset)

    def _explain_empty(self, state: PagedState) -> None:
        if state is PagedState.READY and not self.model.total and self.filter.narrows:
            self.empty.title.setText(self.tr("Ничего не найдено"))
            self.empty.text.setText(self.tr("Измените условия отбора или сбросьте их (Esc)."))
        elif state is PagedState.READY:
            title, text, _ = self.empty_words()
            self.empty.title.setText(title)
            self.empty.text.setText(text)
