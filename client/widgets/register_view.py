"""The table of a register: any number of rows, one height, everything by keyboard."""

from typing import Any

from msgspec import Struct
from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from client.core.settings import Settings
from client.widgets.filter_header import FilterHeader
from client.widgets.list_model import named_by
from client.widgets.messages import EmptyState, ErrorState, LoadingState
from client.widgets.paged_model import PagedModel, PagedState

ROW_HEIGHT = 24


class Chosen(Struct, frozen=True):
    """The rows chosen by a person; `all` means every row of the register, fetched or not."""

    all: bool
    ids: list[Any]


class ChosenDelegate(QStyledItemDelegate):
    """Paints every row as chosen."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        option.state |= QStyle.StateFlag.State_Selected


class RegisterView(QTableView):
    """Rows open by Enter or double click; Ctrl+A chooses all rows without touching any of them."""

    opened = Signal(object)  # the row
    chosen_changed = Signal()

    def __init__(self, model: PagedModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._all = model, False
        self._current_id: Any = None
        self._anew = True  # no row has come since the list began
        self._plain, self._chosen = QStyledItemDelegate(self), ChosenDelegate(self)
        self.setModel(model)
        self.setAccessibleName(self.tr("Список: {0}").format(named_by(model.columns)))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.filters = FilterHeader(self)
        self.setHorizontalHeader(self.filters)
        self.filters.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.filters.setStretchLastSection(True)
        self.fit_columns()
        self.doubleClicked.connect(self._open)
        self.verticalScrollBar().valueChanged.connect(self._look)
        model.arrived.connect(self._settle)
        model.modelReset.connect(self._forget_choice)
        self.selectionModel().currentRowChanged.connect(self._note_current)

    def fit_columns(self) -> None:
        """Gives the columns of the model the widths that they ask for."""
        for number, column in enumerate(self._model.columns):
            self.setColumnWidth(number, column.width)

    def chosen(self) -> Chosen:
        rows = (self._model.row(index) for index in self.selectionModel().selectedRows())
        return Chosen(self._all, [] if self._all else [row.id for row in rows if row is not None])

    def current_row(self) -> Any | None:
        return self._model.row(self.currentIndex())

    def selectAll(self) -> None:
        """Qt's own marks each of three million rows, for a minute; ours is one word, painted as if."""
        if self._model.total:
            self._choose_all(every=True)

    @property
    def paged(self) -> PagedModel:
        return self._model

    @property
    def all_chosen(self) -> bool:
        return self._all

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self._choose_all(every=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier
        ):
            self._open(self.currentIndex())
            return
        if self._all and event.key() == Qt.Key.Key_Escape:
            self._choose_all(every=False)
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._look()

    def show_row(self, identifier: Any) -> bool:
        """Makes the row with that id current where it is at hand."""
        position = self._model.position(identifier)
        if position is None:
            return False
        index = self._model.index(position, max(self.currentIndex().column(), 0))
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        return True

    def _open(self, index: QModelIndex) -> None:
        row = self._model.row(index)
        if row is not None:
            self.opened.emit(row)

    def _look(self) -> None:
        if not self._model.total:
            return
        first = max(self.rowAt(0), 0)
        last = self.rowAt(self.viewport().height() - 1)
        self._model.look(first, last if last >= 0 else min(first + 100, self._model.total - 1))

    def _settle(self) -> None:
        """After a refresh the current row stays the same thing, wherever it now stands."""
        if self._anew and self._model.total:
            self._anew = False
            self._choose_row(max(self.currentIndex().row(), 0))  # Qt makes a row current as the focus comes, unchosen
        if self._current_id is None:
            if self._model.total and not self.currentIndex().isValid():
                self.setCurrentIndex(self._model.index(0, 0))
            return
        row = self.current_row()
        if row is not None and row.id != self._current_id:
            self.show_row(self._current_id)

    def _note_current(self, current: QModelIndex) -> None:
        row = self._model.row(current)
        self._current_id = None if row is None else row.id

    def _choose_row(self, row: int) -> None:
        """Whatever key is held while the rows come; `selectRow` would add to what is chosen, or take it out."""
        alone = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(self._model.index(row, 0), alone)

    def _forget_choice(self) -> None:
        self._current_id, self._anew = None, True
        self._choose_all(every=False)

    def _choose_all(self, *, every: bool) -> None:
        self._all = every
        self.setItemDelegate(self._chosen if every else self._plain)
        self.chosen_changed.emit()


class Nothing(QLabel):
    """Says over the empty rows that no row fits; seen where the line of filters keeps the rows in place."""

    def __init__(self, view: RegisterView) -> None:
        super().__init__(view.viewport())
        self.setProperty("role", "caption")
        self.setContentsMargins(12, 10, 12, 10)
        self.explain(self.tr("Ничего не найдено: исправьте отбор в столбцах или снимите его (Ctrl+Shift+Backspace)."))
        self.hide()

    def explain(self, words: str) -> None:
        self.setText(words)
        self.adjustSize()


class RegisterPane(QWidget):
    """A register with what stands in its place while it loads, is empty or cannot be read."""

    def __init__(self, view: RegisterView, empty: EmptyState, name: str = "", settings: Settings | None = None) -> None:
        super().__init__()
        self.view, self._empty, self._name, self._settings = view, empty, name, settings
        self._model = view.paged
        self._loading, self._error = LoadingState(), ErrorState()
        self._nothing = Nothing(view)
        self._error.retry.connect(self._model.reload)
        self._stack = QStackedWidget()
        for page in (view, self._loading, empty, self._error):
            self._stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._model.changed_state.connect(self._show)
        self._show(self._model.state)
        self._restore_columns()
        view.horizontalHeader().sectionResized.connect(self._keep_columns)
        view.horizontalHeader().sectionMoved.connect(self._keep_columns)

    def _show(self, state: PagedState) -> None:
        model = self._model
        shown: QWidget = self._loading if state is PagedState.LOADING else self._empty
        if state is PagedState.FAILED and model.error is not None:
            self._error.show_error(model.error)
            shown = self._error
        elif model.total or self.view.filters.filters_open:  # one types on in the line of filters
            shown = self.view
        self._stack.setCurrentWidget(shown)
        self.setFocusProxy(shown)
        self._nothing.setVisible(state is PagedState.READY and not model.total)

    def explain(self, title: str, text: str) -> None:
        """Why there is no row, wherever it is said: in place of the rows or over them."""
        self._empty.title.setText(title)
        self._empty.text.setText(text)
        self._nothing.explain(f"{title}. {text}")

    def rename(self, name: str) -> None:
        """Other columns have widths of their own, kept under another name."""
        self._name = name
        self._restore_columns()

    @property
    def _key(self) -> str:
        """Widths belong to so many columns: a release that adds one begins anew."""
        return f"columns/{self._name}/{self._model.columnCount()}"

    def _restore_columns(self) -> None:
        if self._settings and self._name and not (kept := self._settings.state(self._key)).isEmpty():
            self.view.horizontalHeader().restoreState(kept)

    def _keep_columns(self) -> None:
        if self._settings and self._name:
            self._settings.keep_state(self._key, self.view.horizontalHeader().saveState())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.view.verticalHeader().setDefaultSectionSize(max(ROW_HEIGHT, self.fontMetrics().height() + 8))
