"""The assignment of the row that one stands on, read for what may be done with it."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QTimer, Signal

from client.shell.workplace import Workplace
from client.widgets.register_view import RegisterView
from common.assignments.cards import AssignmentCard, AssignmentRow

REST = 60  # ms on a row before its assignment is read


class CardInHand(QObject):
    """Read when one rests on a row, and again when the row has changed; none while several rows are chosen."""

    changed = Signal(object)  # AssignmentCard or nothing

    def __init__(self, workplace: Workplace, view: RegisterView) -> None:
        super().__init__(view)
        self._work, self._view = workplace, view
        self._cards: list[AssignmentCard] = []
        self._row: AssignmentRow | None = None
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._read)
        view.chosen_changed.connect(self.follow)
        view.paged.arrived.connect(self.follow)
        view.selectionModel().currentRowChanged.connect(self._go_on)

    def current(self) -> AssignmentCard | None:
        row = self._row
        return None if row is None else next((card for card in self._cards if card.row.id == row.id), None)

    def cards(self) -> Sequence[AssignmentCard]:
        return self._cards

    def chosen(self) -> list[AssignmentRow]:
        """The chosen rows that have been fetched; of all rows the register knows better."""
        rows = (self._view.paged.row(index) for index in self._view.selectionModel().selectedRows())
        return [row for row in rows if row is not None]

    def follow(self, *_page: int) -> None:
        row = None if self._view.all_chosen or len(self.chosen()) > 1 else self._view.current_row()
        if row != self._row:
            self._row = row
            if row is None:
                self.changed.emit(None)
            self._rest.start()

    def read_again(self) -> None:
        self._rest.start()

    def _go_on(self, _current: QModelIndex, _previous: QModelIndex) -> None:
        self.follow()

    def _read(self) -> None:
        if self._row is not None:
            api = self._work.apis.assignments
            self._work.calls(self, api.of_document, self._row.document_id).then(self._take).fails(self._stay_without)

    def _take(self, cards: list[AssignmentCard]) -> None:
        self._cards = cards
        self.changed.emit(self.current())

    def _stay_without(self, _error: object) -> None:
        """The row is there to be opened; its document will say what is wrong."""
