"""The documents at hand: favourites and those opened last; and the star in the window of a document."""

from functools import partial
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Qt, SignalInstance
from PySide6.QtGui import QAction, QIcon, QKeySequence, QShowEvent
from PySide6.QtWidgets import QPushButton, QWidget
from shiboken6 import isValid

from client.core.calls import Call
from client.core.city_time import moment
from client.shell.list_export import Export, ListExport
from client.shell.list_page import ListPage
from client.shell.workplace import Workplace
from client.widgets.export_button import ExportButton
from client.widgets.icons import icon
from client.widgets.paged_model import Column
from common.kernel.ids import DocumentId
from common.registry.shelf import ShelfFilter, ShelfRow
from common.reports import Format
from common.rpc.errors import CallError

REPORT = "registry.taken_shelf"
SUMMARY = 3  # the column that takes what width is left
DECORATION = int(Qt.ItemDataRole.DecorationRole)


class Favourite(QObject):
    """Notes once that the document was opened; Ctrl+Alt+S makes a favourite of it or takes it out of them."""

    def __init__(
        self, workplace: Workplace, document_id: DocumentId, shown: SignalInstance, window: QWidget
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._work, self._document_id, self._noted = workplace, document_id, False
        self.action = QAction(icon("star"), self.tr("В избранном"), window)
        self.action.setCheckable(True)
        self.action.setShortcut(QKeySequence("Ctrl+Alt+S"))
        self.action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        self.action.triggered.connect(self._favour)
        window.addAction(self.action)
        shown.connect(self.note)

    def note(self, *_card: object) -> None:
        """The card is on the screen."""
        if not self._noted:
            self._noted = True
            call = self._work.calls(self, self._work.apis.shelf.note_opened, self._document_id)
            call.then(self.action.setChecked).fails(_let_be)

    def _favour(self, wanted: bool) -> None:
        call = self._work.calls(self, self._work.apis.shelf.favour, self._document_id, wanted)
        call.then(partial(self._offer_back, wanted)).fails(partial(self._take_back, not wanted))

    def _offer_back(self, wanted: bool, _nothing: None) -> None:
        if not wanted:
            self._work.navigator.offer_undo(self.tr("Документ убран из избранного."), self._favour_again)

    def _favour_again(self) -> None:
        """The window may be closed by then."""
        self._work.calls(self._work.calls, self._work.apis.shelf.favour, self._document_id, True)
        if isValid(self):
            self.action.setChecked(True)

    def _take_back(self, before: bool, error: CallError) -> None:
        self.action.setChecked(before)
        self._work.calls.refused.emit(error)


class ShelfPage(ListPage):
    """Enter opens, Ctrl+Alt+S marks a favourite; read anew whenever one looks."""

    def __init__(self, workplace: Workplace) -> None:
        self._star = icon("star")
        super().__init__(workplace, frozenset(), SUMMARY, may_add=False)
        self.star_button = QPushButton(self._star, self.tr("&Избранное  Ctrl+Alt+S"))
        self.star_button.setShortcut("Ctrl+Alt+S")
        self.star_button.clicked.connect(self.turn)
        self.add_to_bar(self.star_button)
        self.export_button = ExportButton()
        self.export_button.wanted.connect(self.export)
        self.add_to_bar(self.export_button)
        self.setAccessibleName(self.tr("Недавние и избранные документы"))

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Документ"), _number, 190, tooltip=_number, roles={DECORATION: self._picture}),
            Column(self.tr("Вид"), lambda row: row.document.kind, 150, tooltip=lambda row: row.document.kind),
            Column(self.tr("Корреспондент"), lambda row: row.document.correspondent, 200,
                   tooltip=lambda row: row.document.correspondent),
            Column(self.tr("Содержание"), lambda row: row.document.summary, 300,
                   tooltip=lambda row: row.document.summary),
            Column(self.tr("Состояние"), lambda row: row.document.state.label, 130),
            Column(self.tr("Открыт"), lambda row: moment(row.opened), 120),
        )  # fmt: skip

    def empty_words(self) -> tuple[str, str, str]:
        words = self.tr(
            "Здесь появятся документы, которые вы открывали; важный отметьте звездой: Ctrl+Alt+S в документе."
        )
        return self.tr("Пока пусто"), words, "star"

    def fetch(self) -> Call[list[Any]]:
        return self.workplace.calls(self, self.workplace.apis.shelf.rows)

    def open_row(self, row: ShelfRow) -> None:
        self.workplace.navigator.open_document(row.id)

    def export(self, form: Format) -> None:
        """The list as it stands, made by the server."""
        what = Export(self.tr("Избранное и недавние"), REPORT, {"chosen": msgspec.json.encode(ShelfFilter()).decode()})
        ListExport(self.workplace, what, self.model.rowCount(), form, self.window()).open()

    def turn(self) -> None:
        row = self.model.row(self.view.currentIndex())
        if isinstance(row, ShelfRow):
            call = self.workplace.calls(self, self.workplace.apis.shelf.favour, row.id, not row.favourite)
            call.then(partial(self._turned, row))

    def showEvent(self, event: QShowEvent) -> None:
        self._read = False
        super().showEvent(event)

    def _turned(self, row: ShelfRow, _nothing: None) -> None:
        self.refresh()
        if row.favourite:
            words = self.tr("Убран из избранного: {0}").format(row.title)
            self.workplace.navigator.offer_undo(words, partial(self._favour_again, row))

    def _favour_again(self, row: ShelfRow) -> None:
        self.workplace.calls(self, self.workplace.apis.shelf.favour, row.id, True).then(self.refresh_after)

    def refresh_after(self, _nothing: None) -> None:
        self.refresh()

    def _picture(self, row: ShelfRow) -> QIcon | None:
        return self._star if row.favourite else None


def _number(row: ShelfRow) -> str:
    return row.title


def _let_be(_error: CallError) -> None:
    """A document that was opened without the server knowing is none to complain of."""
