"""Where the original and the copies are, and to whom an outgoing letter was sent."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTableView, QVBoxLayout, QWidget

from client.core.city_time import moment
from client.registry.due_back import due_back_column
from client.registry.paper_dialogs import HandOverDialog, ReturnPaperDialog
from client.shell.workplace import Workplace
from client.widgets.icons import icon
from client.widgets.list_model import ListModel, list_view
from client.widgets.messages import EmptyState, label
from client.widgets.paged_model import Column
from common.kernel.changes import Change, Kind
from common.kernel.ids import DocumentId
from common.kernel.rights import Right
from common.kernel.wording import day
from common.registry.classes import RecordForm
from common.registry.papers import DispatchRow, Kept, Movement


class PaperTab(QWidget):
    """Hidden halves have nothing to say: a letter that was never sent shows its movement only.

    Ins hands a copy over, Del writes down that one came back.
    """

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
                Column(self.tr("У кого, где"), self._where, 230, tooltip=self._where),
                Column(self.tr("С"), lambda row: day(row.on), 80),
                due_back_column(self.tr("Вернуть до"), workplace.today, 210),
                Column(self.tr("Записал"), lambda row: f"{row.recorded_by}, {moment(row.recorded_at)}", 200),
                Column(self.tr("Примечание"), lambda row: row.remark, 120),
            )
        )
        self.sent, self.moved = self._table(self.dispatches), self._table(self.movements)
        self._sent_title, self._moved_title = label(self.tr("Отправка"), "caption"), label("", "caption")
        self._moved_title.setText(self.tr("Движение экземпляров"))
        self._empty = EmptyState("", " ", "transfer")
        self.hand_button = QPushButton(icon("transfer"), self.tr("&Передать экземпляр…  Ins"))
        self.back_button = QPushButton(icon("arrow-back-up"), self.tr("&Вернулось…  Del"))
        self.hand_button.clicked.connect(self.hand_over)
        self.back_button.clicked.connect(self.bring_back)
        self.moved.selectionModel().currentRowChanged.connect(self._enable)
        self._lay_out()
        self._enable()
        workplace.calls.changed.connect(self._note_changes)
        self.setFocusProxy(self.moved)
        self.load()

    def load(self) -> None:
        papers, calls = self._work.apis.papers, self._work.calls
        calls(self, papers.dispatches, self._document_id).then(self._show_dispatches).beside_a_card()
        calls(self, papers.movements, self._document_id).then(self._show_movements).beside_a_card()
        calls(self, papers.kept, self._document_id).then(self._show_kept).beside_a_card()

    def hand_over(self) -> None:
        if self._work.may(Right.REGISTER):
            HandOverDialog(self._work, self._document_id, self).open()

    def bring_back(self) -> None:
        if (held := self._held()) and self._work.may(Right.REGISTER):
            ReturnPaperDialog(self._work, self._document_id, held, self).open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        acts: dict[int, Callable[[], None]] = {Qt.Key.Key_Insert: self.hand_over, Qt.Key.Key_Delete: self.bring_back}
        if event.key() in acts:
            acts[event.key()]()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        for button in (self.hand_button, self.back_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.addLayout(buttons)
        for widget in (self._sent_title, self.sent, self._moved_title, self.moved, self._empty):
            column.addWidget(widget)
        for widget in (self._sent_title, self.sent, self._moved_title, self.moved):
            widget.hide()
        for button in (self.hand_button, self.back_button):  # in the tab by now, or each would be a window of its own
            button.setVisible(self._work.may(Right.REGISTER))

    def _where(self, row: Movement) -> str:
        if not row.returned:
            return row.holder + ("" if row.current else self.tr(" (был)"))
        by = self.tr(", сдал(а) {0}").format(row.brought_by) if row.brought_by else ""
        return (self.tr("на месте: {0}") if row.current else self.tr("вернулось: {0}")).format(row.holder) + by

    def _held(self) -> Movement | None:
        """The copy one stands on, or the only one that is out."""
        rows = [self.movements.row(self.movements.index(each, 0)) for each in range(self.movements.rowCount())]
        held = [row for row in rows if row and row.current and not row.returned]
        current = self.movements.row(self.moved.currentIndex())
        return current if current in held else held[0] if len(held) == 1 else None

    def _enable(self, *_: object) -> None:
        self.back_button.setEnabled(self._held() is not None)

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
        self._enable()
        self._show_empty()

    def _show_kept(self, kept: Kept) -> None:
        """Of a document without paper nothing can be in its place."""
        act = self.tr(
            "Передача подлинника или копии записывается действием «Передать экземпляр», возврат — «Вернулось»."
        )
        if kept.form is RecordForm.ELECTRONIC:
            title = self.tr("Бумажного подлинника нет")
            text = self.tr("Документ ведётся только в электронной форме. Передать можно бумажную копию.")
        else:
            title = self.tr("Подлинник на месте: {0}").format(kept.place) if kept.place else self.tr("Бумага на месте")
            text = act
        self._empty.title.setText(title)
        self._empty.text.setText(text)

    def _show_empty(self) -> None:
        self._empty.setVisible(not self.dispatches.rowCount() and not self.movements.rowCount())

    def _note_changes(self, changes: list[Change]) -> None:
        if Change(Kind.DOCUMENT, self._document_id) in changes:
            self.load()
