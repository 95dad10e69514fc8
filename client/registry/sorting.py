"""The order of a register by a click on a heading; where the register is too long for it, the order before stays."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel

from client.shell.register_page import grouped
from client.widgets.paged_model import PagedModel, PagedState
from client.widgets.register_view import RegisterView
from common.registry.columns import ListColumn
from common.registry.document import DocumentFilter
from common.registry.selection import SORTED_AT_MOST, Sort


class Sorting(QObject):
    """What cannot be ordered is said beside the number of rows."""

    asked = Signal(object)  # a mapping: what changes in the filter

    def __init__(self, view: RegisterView, model: PagedModel, words: QLabel) -> None:
        super().__init__(view)
        self._header, self._model, self._words = view.filters, model, words
        self._columns: list[ListColumn] = []
        self._chosen = DocumentFilter()
        self._before: dict[str, Any] = by(Sort.REGISTERED)
        self._refused = ""
        self._header.sectionClicked.connect(self._click)
        model.changed_state.connect(self._settle)

    def show_order(self, columns: Sequence[ListColumn], chosen: DocumentFilter) -> None:
        self._columns, self._chosen = list(columns), chosen
        if chosen.sort.is_indexed:
            self._before = by(chosen.sort, rising=chosen.rising)
        place = next((n for n, column in enumerate(columns) if column.orders(chosen)), -1)
        self._header.show_order(place, rising=chosen.rising)

    def hint(self, column: ListColumn) -> str:
        """What a click on the heading does."""
        if column.sort.is_indexed:
            return self.tr("{0}: щелчок сортирует, второй — в обратном порядке").format(column.title)
        words = self.tr("{0}: щелчок сортирует список, в котором не больше {1} документов")
        return words.format(column.title, grouped(SORTED_AT_MOST))

    def _click(self, section: int) -> None:
        """Once more turns the order round."""
        column = self._columns[section]
        if not column.sort.is_indexed and self._model.state is PagedState.READY and self._model.total > SORTED_AT_MOST:
            self._refused = self._too_long(column)
            self._say()
            self.show_order(self._columns, self._chosen)
            return
        rising = not self._chosen.rising if column.orders(self._chosen) else column.rises
        self.asked.emit(by(column.sort, column.field if column.sort is Sort.EXTRA else "", rising=rising))

    def _settle(self, state: PagedState) -> None:
        """The server has counted more than it orders: back to an order that an index holds."""
        error = self._model.error
        if state is PagedState.FAILED and error and any(each.field == "sort" for each in error.problems):
            self._refused = error.message
            self.asked.emit(self._before)
        elif state is PagedState.READY and self._refused:
            self._say()

    def _say(self) -> None:
        self._words.setText(f"{self._refused} {self.tr('Всего: {0}').format(grouped(self._model.total))}")
        self._words.setToolTip(self._refused)
        self._refused = ""

    def _too_long(self, column: ListColumn) -> str:
        words = self.tr("Сузьте список: по столбцу «{0}» сортируется до {1} документов.")
        return words.format(column.title, grouped(SORTED_AT_MOST))


def by(sort: Sort, field: str = "", *, rising: bool = False) -> dict[str, Any]:
    """The order, as the filter of a register names it."""
    return {"sort": sort, "sort_field": field, "rising": rising}
