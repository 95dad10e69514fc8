"""Where the original and the copies are, and to whom an outgoing letter was sent."""

from PySide6.QtWidgets import QTableView, QVBoxLayout, QWidget

from client.core.city_time import moment
from client.shell.workplace import Workplace
from client.widgets.list_model import ListModel, list_view
from client.widgets.messages import EmptyState, label
from client.widgets.paged_model import Column
from common.kernel.changes import Change, Kind
from common.kernel.ids import DocumentId
from common.kernel.wording import day
from common.registry.papers import DispatchRow, Movement


class PaperTab(QWidget):
    """Hidden halves have nothing to say: a letter that was never sent shows its movement only."""

    def __init__(self, workplace: Workplace, document_id: DocumentId) -> None:
        super().__init__()
        self._work, self._document_id = workplace, document_id
        self.dispatches = ListModel(
            (
                Column(self.tr("Адресат"), lambda row: row.correspondent, 230, tooltip=lambda row: row.address),
                Column(self.tr("Вид отправки"), lambda row: row.delivery, 120),
                Column(self.tr("Отправлено"), lambda row: day(row.sent_on) or self.tr("не отправлено"), 100),
                Column(self.tr("Почтовый номер"), lambda row: row.track, 120),
                Column(self.tr("Примечание"), lambda row: row.remark, 120),
            )
        )
        self.movements = ListModel(
            (
                Column(self.tr("Экземпляр"), lambda row: row.copy, 120),
                Column(self.tr("У кого"), lambda row: row.holder + ("" if row.current else " (был)"), 170),
                Column(self.tr("С"), lambda row: day(row.on), 80),
                Column(self.tr("Вернуть до"), lambda row: day(row.due_back), 84),
                Column(self.tr("Записал"), lambda row: f"{row.recorded_by}, {moment(row.recorded_at)}", 200),
                Column(self.tr("Примечание"), lambda row: row.remark, 120),
            )
        )
        self.sent, self.moved = self._table(self.dispatches), self._table(self.movements)
        self._sent_title, self._moved_title = label(self.tr("Отправка"), "caption"), label("", "caption")
        self._moved_title.setText(self.tr("Движение экземпляров"))
        self._empty = EmptyState(
            self.tr("Бумага на месте"),
            self.tr("Передача подлинника или копии записывается действием «Передать экземпляр»."), "transfer",
        )  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        for widget in (self._sent_title, self.sent, self._moved_title, self.moved, self._empty):
            column.addWidget(widget)
        for widget in (self._sent_title, self.sent, self._moved_title, self.moved):
            widget.hide()
        workplace.calls.changed.connect(self._note_changes)
        self.load()

    def load(self) -> None:
        papers, calls = self._work.apis.papers, self._work.calls
        calls(self, papers.dispatches, self._document_id).then(self._show_dispatches)
        calls(self, papers.movements, self._document_id).then(self._show_movements)

    def _table(self, model: ListModel) -> QTableView:
        model.setParent(self)
        return list_view(model)

    def _show_dispatches(self, rows: list[DispatchRow]) -> None:
        self.dispatches.show_rows(rows)
        self._sent_title.setVisible(bool(rows))
        self.sent.setVisible(bool(rows))
        self._show_empty()

    def _show_movements(self, rows: list[Movement]) -> None:
        self.movements.show_rows(rows)
        self._moved_title.setVisible(bool(rows))
        self.moved.setVisible(bool(rows))
        self._show_empty()

    def _show_empty(self) -> None:
        self._empty.setVisible(not self.dispatches.rowCount() and not self.movements.rowCount())

    def _note_changes(self, changes: list[Change]) -> None:
        if Change(Kind.DOCUMENT, self._document_id) in changes:
            self.load()
