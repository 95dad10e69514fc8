"""Who did what with the document, when and from where."""

from PySide6.QtWidgets import QHeaderView, QStackedWidget, QVBoxLayout, QWidget

from client.core.city_time import local, moment
from client.shell.workplace import Workplace
from client.widgets.list_model import ListModel, list_view
from client.widgets.messages import EmptyState, ErrorState, LoadingState
from client.widgets.paged_model import Column
from common.kernel.changes import Change, Kind
from common.kernel.ids import DocumentId
from common.registry.card import HistoryRow
from common.rpc.errors import CallError

DETAILS = 3  # the column that takes what width is left


class HistoryTab(QWidget):
    """Read when it is first looked at, then whenever the document changes."""

    def __init__(self, workplace: Workplace, document_id: DocumentId) -> None:
        super().__init__()
        self._document_id, self._api, self._calls = document_id, workplace.apis.registry, workplace.calls
        self.model = ListModel(self._columns())
        self._view, self._loading, self._error = list_view(self.model), LoadingState(), ErrorState()
        self._view.setAccessibleName(self.tr("История документа"))
        header = self._view.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(DETAILS, QHeaderView.ResizeMode.Stretch)
        self._empty = EmptyState(self.tr("Действий пока нет"), icon_name="history")
        self._error.retry.connect(self.load)
        self._stack = QStackedWidget()
        for page in (self._loading, self._view, self._empty, self._error):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.setFocusProxy(self._view)
        self._calls.changed.connect(self._note_changes)
        self.load()

    def load(self) -> None:
        self._calls(self, self._api.history, self._document_id).then(self._show).fails(self._refuse)

    def _columns(self) -> list[Column]:
        return [
            Column(self.tr("Когда"), _moment, 116, tooltip=_second),
            Column(self.tr("Кто"), _person, 124, tooltip=_person),
            Column(self.tr("Действие"), _action, 232, tooltip=_action),
            Column(self.tr("Подробности"), _details, 190, tooltip=_details),
            Column(self.tr("Откуда"), _address, 118, tooltip=_address),
        ]

    def _show(self, rows: list[HistoryRow]) -> None:
        self.model.show_rows(rows)
        self._stack.setCurrentWidget(self._view if rows else self._empty)

    def _refuse(self, error: CallError) -> None:
        self._error.show_error(error)
        self._stack.setCurrentWidget(self._error)

    def _note_changes(self, changes: list[Change]) -> None:
        if Change(Kind.DOCUMENT, self._document_id) in changes:
            self.load()


def _moment(row: HistoryRow) -> str:
    return moment(row.at)


def _second(row: HistoryRow) -> str:
    return f"{local(row.at):%d.%m.%Y %H:%M:%S}"


def _person(row: HistoryRow) -> str:
    return f"{row.person} (за {row.acting_for})" if row.acting_for else row.person


def _action(row: HistoryRow) -> str:
    return row.action


def _details(row: HistoryRow) -> str:
    return row.details


def _address(row: HistoryRow) -> str:
    return row.address
