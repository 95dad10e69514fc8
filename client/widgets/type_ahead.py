"""A line that suggests while one types; the list below it never takes the focus."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPalette,
)
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from client.widgets.lookup import Lookup, Suggestion
from client.widgets.pasting import names_in
from client.widgets.theme import tones_of

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
LONGEST = 9
CREATE = object()  # the key of «Создать …»


class TypeAhead(QLineEdit):
    """Down opens the list, Enter takes the marked line, Esc closes it."""

    picked = Signal(object)  # Suggestion
    create_wanted = Signal(str)
    erased = Signal()  # Backspace in an empty line
    listed = Signal(list)  # several names were pasted at once

    def __init__(self, lookup: Lookup, create: str = "") -> None:
        super().__init__()
        self._lookup, self._create = lookup, create
        self._wanted: str | None = None
        self.takes_lists = False
        self.unlisted: Suggestion | None = None  # a name that is to be created: no list has it
        self._model = SuggestionModel()
        self.popup = SuggestionList(self, self._model)
        self.popup.clicked.connect(self._take)
        lookup.found.connect(self._show_found)
        lookup.failed.connect(self._show_failure)
        self.textEdited.connect(self.ask)

    def ask(self, text: str) -> None:
        self._wanted = text
        self._lookup.ask(text)

    def close_list(self) -> None:
        self._wanted = None
        self.popup.hide()

    def is_open(self) -> bool:
        return self.popup.isVisible() and self.popup.currentIndex().isValid()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: LONGEST, Qt.Key.Key_PageUp: -LONGEST}
        if key == Qt.Key.Key_Down and not self.popup.isVisible() and not self.isReadOnly():
            self.ask(self.text())
        elif self.popup.isVisible() and key in moves:
            self.popup.move_by(moves[Qt.Key(key)])
        elif self.is_open() and key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._take(self.popup.currentIndex())
        elif self.popup.isVisible() and key == Qt.Key.Key_Escape:
            self.close_list()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self._paste()
        else:
            if key == Qt.Key.Key_Backspace and not self.text():
                self.erased.emit()
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if (paste := menu.findChild(QAction, "edit-paste")) is not None:
            paste.triggered.disconnect()
            paste.triggered.connect(self._paste)
        menu.popup(event.globalPos())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.close_list()

    def _show_found(self, text: str, suggestions: list[Suggestion]) -> None:
        if text != self._wanted or not self.hasFocus():
            return
        lines = list(suggestions)
        if self._lookup.may_know_more(suggestions):
            lines.append(Suggestion(None, self.tr("Показаны первые {0}: уточните").format(len(suggestions))))
        if self._create and self.unlisted is not None and text == self.unlisted.title:
            lines.insert(0, Suggestion(CREATE, self._create.format(text), self.unlisted.detail))
        elif self._create and text.strip():
            lines.append(Suggestion(CREATE, self._create.format(text.strip())))
        if not lines:
            lines = [Suggestion(None, self.tr("Ничего не найдено"))]
        self._model.show(lines)
        self.popup.open_below()

    def _show_failure(self, message: str) -> None:
        if self._wanted is not None and self.hasFocus():
            self._model.show([Suggestion(None, message)])
            self.popup.open_below()

    def _paste(self) -> None:
        names = names_in(QGuiApplication.clipboard().text()) if self.takes_lists and not self.isReadOnly() else []
        if len(names) > 1:
            self.listed.emit(names)
        else:
            self.paste()

    def _take(self, index: Index) -> None:
        suggestion = self._model.suggestion(index)
        typed = self.text().strip()
        if suggestion is None or suggestion.key is None:
            return
        self.close_list()
        if suggestion.key is CREATE:
            self.create_wanted.emit(typed)
        else:
            self.picked.emit(suggestion)


class SuggestionModel(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self._suggestions: list[Suggestion] = []

    def show(self, suggestions: list[Suggestion]) -> None:
        self.beginResetModel()
        self._suggestions = suggestions
        self.endResetModel()

    def suggestion(self, index: Index) -> Suggestion | None:
        return self._suggestions[index.row()] if index.isValid() else None

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._suggestions)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        suggestion = self.suggestion(index)
        if suggestion is None:
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return f"{suggestion.title}\n{suggestion.detail}".strip()
        return None


class SuggestionList(QListView):
    def __init__(self, line: TypeAhead, model: SuggestionModel) -> None:
        super().__init__(line)
        self._line = line
        self.setAccessibleName(self.tr("Подсказки"))
        self.setWindowFlags(Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("popup", True)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setModel(model)
        self.setItemDelegate(SuggestionDelegate(self))

    def open_below(self) -> None:
        rows = min(self.model().rowCount(), LONGEST)
        parent = self._line.parentWidget()
        framed = parent if self._line.property("bare") and parent is not None else self._line
        self.resize(max(framed.width(), 380), rows * self.sizeHintForRow(0) + 2)
        corner = framed.mapToGlobal(QPoint(0, framed.height()))
        screen = framed.screen().availableGeometry()
        if corner.y() + self.height() > screen.bottom():
            corner.setY(corner.y() - framed.height() - self.height())
        self.move(min(corner.x(), screen.right() - self.width()), corner.y())
        self.setCurrentIndex(self.model().index(0, 0))
        self.show()

    def move_by(self, step: int) -> None:
        row = min(max(self.currentIndex().row() + step, 0), self.model().rowCount() - 1)
        self.setCurrentIndex(self.model().index(row, 0))


class SuggestionDelegate(QStyledItemDelegate):
    """Two lines: the name, and what tells it from its namesakes."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(100, option.fontMetrics.lineSpacing() * 2 + 6)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        title, _, detail = str(index.data()).partition("\n")
        palette: QPalette = option.palette
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, palette.highlight())
        rect: QRect = option.rect.adjusted(7, 3, -7, -3)
        metrics = option.fontMetrics
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        flags = Qt.AlignmentFlag.AlignLeft | (Qt.AlignmentFlag.AlignTop if detail else Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(rect, flags, metrics.elidedText(title, Qt.TextElideMode.ElideRight, rect.width()))
        painter.setPen(tones_of(palette).faint)
        low = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        painter.drawText(rect, low, metrics.elidedText(detail, Qt.TextElideMode.ElideRight, rect.width()))
