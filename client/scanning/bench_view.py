"""The bench: pages as small pictures, paper under paper; laid by mouse or keys."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragMoveEvent,
    QDropEvent,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from client.scanning.bench_model import ROW, BenchModel, PageRow, PaperLine, Row, SinglesLine, TrayLine
from client.scanning.pictures import Pictures
from client.shell.workplace import Workplace
from client.widgets.icons import drawing
from client.widgets.theme import Tones, tones_of
from common.kernel.ids import BatchPageId
from common.scanning.arranging import Aside
from common.scanning.batches import Look

SIZES = (QSize(84, 116), QSize(112, 156), QSize(168, 236), QSize(252, 354), QSize(378, 531))
SIZE = "scanning/size"  # the one chosen last
LINE = 28
FOOT = 20
PAD = 6
Index = QModelIndex | QPersistentModelIndex


class BenchDelegate(QStyledItemDelegate):
    def __init__(self, view: "BenchView", pictures: Pictures) -> None:
        super().__init__(view)
        self._view, self._pictures = view, pictures
        self.size = SIZES[1]

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        if isinstance(index.data(ROW), PageRow):
            return QSize(self.size.width() + 2 * PAD, self.size.height() + FOOT + 2 * PAD)
        return QSize(self._view.viewport().width() - 4, LINE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Row = index.data(ROW)
        painter.save()
        tones = tones_of(option.palette)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if isinstance(row, PageRow):
            self._paint_page(painter, option.rect, row, tones, chosen=chosen)
        else:
            self._paint_line(painter, option.rect, row, tones, chosen=chosen)
        if focused:
            painter.setPen(QPen(QColor(tones.accent), 1, Qt.PenStyle.DotLine))
            painter.drawRect(option.rect.adjusted(1, 1, -2, -2))
        painter.restore()

    def _paint_line(
        self, painter: QPainter, place: QRect, row: PaperLine | SinglesLine | TrayLine, tones: Tones, *, chosen: bool
    ) -> None:
        painter.fillRect(place, QColor(tones.selection if chosen else tones.window))
        painter.setPen(QColor(tones.text))
        inside = place.adjusted(8, 0, -8, 0)
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        title = self._view.title_of(row)
        painter.drawText(inside, int(Qt.AlignmentFlag.AlignVCenter), title)
        shift = QFontMetrics(font).horizontalAdvance(title) + 12
        font.setBold(False)
        painter.setFont(font)
        painter.setPen(QColor(tones.faint))
        rest = inside.adjusted(shift, 0, 0, 0)
        words = QFontMetrics(font).elidedText(self._view.words_of(row), Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, int(Qt.AlignmentFlag.AlignVCenter), words)

    def _paint_page(self, painter: QPainter, place: QRect, row: PageRow, tones: Tones, *, chosen: bool) -> None:
        if chosen:
            painter.fillRect(place.adjusted(1, 1, -1, -1), QColor(tones.selection))
        room = QRect(place.topLeft() + QPoint(PAD, PAD), self.size)
        image = self._pictures.of(row.page.preview_id) if row.page.preview_id is not None else None
        if image is not None and not image.isNull():
            self._paint_picture(painter, room, image, row.placed.turned, faded=row.number is None)
        else:
            painter.fillRect(room, QColor(tones.base))
            painter.setPen(QColor(tones.faint))
            words = self.tr("не читается") if row.page.look is Look.FAILED else ""
            painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), words)
        troubled = row.trouble is not None
        painter.setPen(QPen(QColor(tones.problem if troubled else tones.line), 2 if troubled else 1))
        painter.drawRect(room)
        foot = QRect(place.left() + PAD, room.bottom() + 2, self.size.width(), FOOT)
        painter.setPen(QColor(tones.text))
        painter.drawText(foot, int(Qt.AlignmentFlag.AlignCenter), self._view.foot_of(row))
        ratio = painter.device().devicePixelRatioF()
        if row.is_turned:
            painter.drawPixmap(room.topLeft() + QPoint(4, 4), drawing("refresh", 16, tones.accent, ratio))
        if troubled:
            painter.drawPixmap(room.topRight() + QPoint(-20, 4), drawing("alert-triangle", 16, tones.problem, ratio))

    def _paint_picture(self, painter: QPainter, room: QRect, image: QImage, turned: int, *, faded: bool) -> None:
        ratio = painter.device().devicePixelRatioF()
        seen = image.transformed(QTransform().rotate(turned)) if turned else image
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        pixmap = QPixmap.fromImage(seen.scaled(room.size() * ratio, keep, smooth))
        pixmap.setDevicePixelRatio(ratio)
        size = pixmap.deviceIndependentSize().toSize()
        painter.setOpacity(0.5 if faded else 1.0)
        painter.drawPixmap(room.center() - QRect(QPoint(), size).center(), pixmap)
        painter.setOpacity(1.0)


class BenchView(QListView):
    """Delete lays aside, R turns, Enter begins a paper, Backspace joins it to the one before, Alt+arrows move."""

    current_changed = Signal()
    laid_aside = Signal(object)  # list[BatchPageId]
    put_back = Signal(object)  # list[BatchPageId]
    turned = Signal(object, int)  # list[BatchPageId], degrees
    split = Signal(object)  # BatchPageId
    joined = Signal(int)  # number of the paper
    shifted = Signal(object, int)  # list[BatchPageId], step
    dropped = Signal(object, object)  # list[BatchPageId], the row they were dropped on

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._work = workplace
        self.setAccessibleName(self.tr("Страницы партии"))
        self.bench = BenchModel()
        self.pictures = Pictures(workplace, self)
        self._delegate = BenchDelegate(self, self.pictures)
        kept = workplace.settings.text(SIZE)
        if kept.isdecimal() and int(kept) < len(SIZES):
            self._take_size(SIZES[int(kept)])
        self.setModel(self.bench)
        self.setItemDelegate(self._delegate)
        self.setProperty("desk", True)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSpacing(1)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._begun_with: BatchPageId | None = None
        self._coming = False
        self.pictures.arrived.connect(self._repaint)
        self.selectionModel().currentChanged.connect(self.current_changed)

    def show_rows(self, rows: list[Row]) -> None:
        """The chosen pages stay chosen wherever they lie now; whoever lays pages aside goes on with the next."""
        chosen, current, before = set(self.chosen()), self.current_row(), self.bench.rows
        self.bench.show_rows(rows)
        if (on := self._on_from(current, before)) is not None:
            self.go_to(on)
            return
        for page_id in chosen:
            row = self.bench.row_of(page_id)
            if row is not None:
                self.selectionModel().select(self.bench.index(row), self.selectionModel().SelectionFlag.Select)
        if isinstance(current, PageRow) and not self._strayed(current.page.id):
            self.go_to(current.page.id, keep=True)
        elif rows and (isinstance(current, PageRow) or not self.currentIndex().isValid()):
            self._begin()
        self.current_changed.emit()

    def expect_pages(self, *, coming: bool) -> None:
        if coming != self._coming:
            self._coming = coming
            self.viewport().update()

    def empty_words(self) -> str:
        if self._coming:
            return self.tr("Страницы поступают и просматриваются.\nПервые лягут сюда через несколько секунд.")
        return self.tr(
            "На столе пусто.\nПоложите пачку в сканер и нажмите F8,"
            " перетащите сюда файлы (PDF, TIFF, JPEG, PNG)"
            " или вставьте их из буфера обмена: Ctrl+V."
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        if event.rect().contains(self.viewport().rect()):
            self.pictures.see_anew()
        super().paintEvent(event)
        if self.bench.rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(tones_of(self.palette()).faint))
            room = self.viewport().rect().adjusted(40, 0, -40, -self.viewport().height() // 3)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.empty_words())

    def _on_from(self, current: Row | None, before: Sequence[Row]) -> BatchPageId | None:
        """Where one goes on when the page in hand has gone to the tray: the next that lies in a paper, or the last."""
        if not isinstance(current, PageRow) or current.why is not None:
            return None
        now = {row.page.id: row.why for row in self.bench.rows if isinstance(row, PageRow)}
        if now.get(current.page.id) is None:
            return None
        pages = [row.page.id for row in before if isinstance(row, PageRow)]
        at = pages.index(current.page.id)
        near = (*pages[at:], *reversed(pages[:at]))
        return next((each for each in near if each in now and now[each] is None), None)

    def _begin(self) -> None:
        self.setCurrentIndex(self.bench.index(1 if self.bench.rowCount() > 1 else 0))
        row = self.current_row()
        self._begun_with = row.page.id if isinstance(row, PageRow) else None

    def _strayed(self, page_id: BatchPageId) -> bool:
        """Whether it is where the view began by itself, in the tray, when no paper lay on the bench yet."""
        place = self.bench.row_of(page_id)
        row = self.bench.rows[place] if place is not None else None
        return page_id == self._begun_with and isinstance(row, PageRow) and row.why is not None

    def go_to(self, page_id: BatchPageId, *, keep: bool = False) -> None:
        row = self.bench.row_of(page_id)
        if row is not None:
            flag = self.selectionModel().SelectionFlag
            how = flag.NoUpdate if keep else flag.ClearAndSelect
            self.selectionModel().setCurrentIndex(self.bench.index(row), how)
            self.scrollTo(self.bench.index(row))

    def current_row(self) -> Row | None:
        at = self.currentIndex().row()
        return self.bench.rows[at] if 0 <= at < len(self.bench.rows) else None

    def chosen(self) -> list[BatchPageId]:
        """The chosen pages in their order; a chosen line stands for all the pages of its paper."""
        ids: list[BatchPageId] = []
        for index in sorted(self.selectedIndexes(), key=QModelIndex.row):
            row = self.bench.rows[index.row()]
            if isinstance(row, PageRow):
                ids.append(row.page.id)
            elif isinstance(row, PaperLine):
                ids += row.paper.ids
        return list(dict.fromkeys(ids))

    def paper_in_hand(self) -> int | None:
        """The number of the paper where one stands."""
        row = self.current_row()
        return row.number if isinstance(row, PaperLine | PageRow) else None

    def zoom(self, step: int) -> None:
        at = SIZES.index(self._delegate.size) + step
        self._take_size(SIZES[max(0, min(at, len(SIZES) - 1))])
        self._work.settings.keep_text(SIZE, str(SIZES.index(self._delegate.size)))
        self.scheduleDelayedItemsLayout()

    def _take_size(self, size: QSize) -> None:
        self._delegate.size = size
        self.pictures.show_within(size * self.devicePixelRatioF())

    def title_of(self, row: PaperLine | SinglesLine | TrayLine) -> str:
        if isinstance(row, TrayLine):
            title = self.tr("Разделители: {0}") if row.of_separators else self.tr("Отложено: {0}")
            return title.format(row.count)
        if isinstance(row, SinglesLine):
            return self.tr("Документы {0}–{1}").format(row.first + 1, row.last + 1)
        return self.tr("Документ {0}").format(row.number + 1)

    def words_of(self, row: PaperLine | SinglesLine | TrayLine) -> str:
        if isinstance(row, TrayLine):
            if row.of_separators:
                return self.tr("делят пачку и в документы не попадут; вернуть страницу — Insert")
            return self.tr("не попадут ни в один документ; вернуть страницу — Insert")
        if isinstance(row, SinglesLine):
            return self.tr("по одной странице · новые карточки")
        pages = self.tr("страниц: {0}").format(len(row.paper.pages))
        if row.card is not None:
            parts = (pages, row.card.number or self.tr("карточка без номера"), row.card.summary)
            return " · ".join(part for part in parts if part)
        if row.paper.document_id is not None:
            return self.tr("{0} · карточки {1} нет, или она вам недоступна").format(pages, row.paper.document_id)
        return self.tr("{0} · новая карточка").format(pages)

    def foot_of(self, row: PageRow) -> str:
        reasons = {
            Aside.BLANK: self.tr("пустая"),
            Aside.SEPARATOR: self.tr("разделитель"),
            Aside.COVER: self.tr("титульный лист"),
            Aside.TAKEN_OUT: self.tr("отложена"),
            Aside.RESCANNED: self.tr("заменена"),
        }
        if row.single and row.number is not None:
            return self.tr("док. {0} · {1}").format(row.number + 1, row.page.number)
        return f"{row.page.number} · {reasons[row.why]}" if row.why is not None else str(row.page.number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._act(event.key(), event.modifiers()):
            super().keyPressEvent(event)

    def _act(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        chosen, row = self.chosen(), self.current_row()
        alt = bool(modifiers & Qt.KeyboardModifier.AltModifier)
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if key == Qt.Key.Key_Delete and chosen:
            self.laid_aside.emit(chosen)
        elif key == Qt.Key.Key_Insert and chosen:
            self.put_back.emit(chosen)
        elif key in {Qt.Key.Key_R, 0x41A} and chosen and not alt:  # К stands on the key of R
            self.turned.emit(chosen, 270 if shift else 90)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and isinstance(row, PageRow):
            self.split.emit(row.page.id)
        elif key == Qt.Key.Key_Backspace and isinstance(row, PaperLine | PageRow) and row.number is not None:
            self.joined.emit(row.number)
        elif alt and key in {Qt.Key.Key_Left, Qt.Key.Key_Right} and chosen:
            self.shifted.emit(chosen, -1 if key == Qt.Key.Key_Left else 1)
        else:
            return False
        return True

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)
        if event.source() is self:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """The model stays as it is: what the clerk means is told, and comes back as rows."""
        if event.source() is self and self.chosen():
            at = self.indexAt(event.position().toPoint()).row()
            self.dropped.emit(self.chosen(), self.bench.rows[at] if at >= 0 else None)
            event.setDropAction(Qt.DropAction.IgnoreAction)
            event.accept()

    def _repaint(self, _file_id: object) -> None:
        self.viewport().update()
