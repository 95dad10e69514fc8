"""The folders at the left, with live counts."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from client.shell.manifest import Badge, FolderSpec, Section, said
from client.widgets.icons import icon
from client.widgets.theme import tones_of

KEY = Qt.ItemDataRole.UserRole
BADGE = Qt.ItemDataRole.UserRole + 1
ROW, SECTION = 23, 26
RIGHT_MARGIN = 10


class FolderTree(QTreeView):
    """The folder one stands on is shown; Enter goes into it."""

    chosen = Signal(str)  # the key of a folder
    gone_into = Signal(str)

    def __init__(self, folders: Sequence[FolderSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tree")
        self._items: dict[str, QStandardItem] = {}
        self._own, self._watched = QStandardItem(said(Section.WATCHED.value)), set[str]()
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        self.setItemDelegate(FolderDelegate(self))
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setIndentation(0)
        self.setProperty("frame", "none")
        self.setStyleSheet("QTreeView::item { padding-left: 5px; }")
        self.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setIconSize(QSize(18, 18))
        self.setAccessibleName(self.tr("Папки"))
        self._fill(folders)
        self.expandAll()
        self.selectionModel().currentChanged.connect(self._choose)

    def show_badges(self, badges: dict[str, Badge]) -> None:
        for key, badge in badges.items():
            if key in self._items:
                self._items[key].setData(badge, BADGE)
                self._items[key].setToolTip(self._hint(key, badge))

    def show_watched(self, folders: Sequence[FolderSpec]) -> None:
        """The person's own folders; without any their section does not show."""
        current = self.currentIndex().data(KEY)
        self.blockSignals(True)
        self._own.removeRows(0, self._own.rowCount())
        self._items = {key: item for key, item in self._items.items() if key not in self._watched}
        self._watched = {folder.key for folder in folders}
        self._add(self._own, folders)
        self.setRowHidden(self._own.row(), QModelIndex(), not folders)
        self.expandAll()
        self.choose(str(current))
        self.blockSignals(False)

    def choose(self, key: str) -> None:
        if key in self._items:
            self.setCurrentIndex(self._items[key].index())

    def row_of(self, key: str) -> QRect:
        """Where the row stands; empty where it does not."""
        return self.visualRect(self._items[key].index()) if key in self._items else QRect()

    def badge(self, key: str) -> Badge | None:
        badge = self._items[key].data(BADGE)
        return badge if isinstance(badge, Badge) else None

    def _fill(self, folders: Sequence[FolderSpec]) -> None:
        by_section = {section: [each for each in folders if each.section is section] for section in Section}
        for section, own in by_section.items():
            group = self._own if section is Section.WATCHED else QStandardItem(said(section.value))
            if own or group is self._own:
                group.setFlags(Qt.ItemFlag.NoItemFlags)
                self._model.appendRow(group)
                self._add(group, own)
        self.setRowHidden(self._own.row(), QModelIndex(), True)

    def _add(self, group: QStandardItem, folders: Iterable[FolderSpec]) -> None:
        for folder in folders:
            item = QStandardItem(icon(folder.icon), said(folder.title))
            item.setData(folder.key, KEY)
            self._items[folder.key] = item
            group.appendRow(item)

    def _hint(self, key: str, badge: Badge) -> str:
        title = self._items[key].text()
        if badge.come_today:
            return self.tr("{0}: сегодня зарегистрировано {1}").format(title, badge.count)
        if badge.overdue:
            return self.tr("{0}: {1}, из них просрочено {2}").format(title, badge.count, badge.overdue)
        return self.tr("{0}: {1}").format(title, badge.count)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = self.currentIndex().data(KEY)
        if key and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.gone_into.emit(key)
        else:
            super().keyPressEvent(event)

    def _choose(self, current: QModelIndex) -> None:
        key = current.data(KEY)
        if key:
            self.chosen.emit(key)


class FolderDelegate(QStyledItemDelegate):
    """Section titles small and quiet, counts at the right, late ones in the colour of a problem."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        height = ROW if index.data(KEY) else SECTION
        return QSize(super().sizeHint(option, index).width(), max(height, option.fontMetrics.height() + 5))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if not index.data(KEY):
            self._paint_section(painter, option, str(index.data()))
            return
        super().paint(painter, option, index)
        badge = index.data(BADGE)
        if isinstance(badge, Badge) and badge.count:
            self._paint_badge(painter, option, badge)

    def _paint_section(self, painter: QPainter, option: QStyleOptionViewItem, title: str) -> None:
        painter.save()
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() - 1.5)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(tones_of(option.palette).faint))
        rect = option.rect.adjusted(10, 0, -RIGHT_MARGIN, -4)
        painter.drawText(rect, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, title.upper())
        painter.restore()

    def _paint_badge(self, painter: QPainter, option: QStyleOptionViewItem, badge: Badge) -> None:
        tones = tones_of(option.palette)
        right = option.rect.right() - RIGHT_MARGIN
        painter.save()
        painter.setPen(QColor(tones.faint))
        right = self._paint_number(
            painter, option.rect, right, f"+{badge.count}" if badge.come_today else str(badge.count)
        )
        if badge.overdue:
            painter.setPen(QColor(tones.problem))
            font = painter.font()
            font.setBold(True)
            painter.setFont(font)
            self._paint_number(painter, option.rect, right - 8, str(badge.overdue))
        painter.restore()

    def _paint_number(self, painter: QPainter, row: QRect, right: int, text: str) -> int:
        width = painter.fontMetrics().horizontalAdvance(text)
        rect = QRect(right - width, row.top(), width + 1, row.height())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
        return right - width
