"""The pages of a scan one below the other: zoom, a marked place, text selected by mouse."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from client.widgets import page_painting
from client.widgets.page_layout import Desk
from client.widgets.page_words import PageWords, place_of, text_of
from client.widgets.theme import tones_of
from common.scanning.recognition import Box, PageState, PageText, ScannedPage, Word

ZOOM_STEP = 1.2


class ScanView(QAbstractScrollArea):
    """Images and words are asked for when a page comes in sight, once."""

    page_seen = Signal(int)  # a page has come in sight for the first time
    text_selected = Signal(str, int, Box)
    moved = Signal(int)  # the page in the middle of the window
    zoomed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("desk", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self._desk = Desk()
        self._pages: dict[int, ScannedPage] = {}
        self._images: dict[int, QImage] = {}
        self._scaled: dict[int, QPixmap] = {}
        self._words: dict[int, PageWords] = {}
        self._seen: set[int] = set()
        self._place: tuple[int, Box, float] | None = None
        self._anchor: tuple[int, int] | None = None  # page, word where the mouse went down
        self._selected: tuple[int, Sequence[Word]] | None = None
        self.verticalScrollBar().valueChanged.connect(self._look)

    def show_pages(self, pages: Sequence[ScannedPage]) -> None:
        """Takes the list anew; what is known of a page whose preview is the same stays."""
        for page in pages:
            known = self._pages.get(page.number)
            if known is None or known.preview_id != page.preview_id:
                self._images.pop(page.number, None)
                self._seen.discard(page.number)
            if known is None or known.state != page.state:
                self._words.pop(page.number, None)
                self._seen.discard(page.number)
        self._pages = {page.number: page for page in pages}
        self._desk.show_pages(list(self._pages))
        self._relayout()

    def show_image(self, number: int, image: QImage) -> None:
        self._images[number] = image
        self._scaled.pop(number, None)
        if not image.isNull():
            self._desk.set_aspect(number, image.height() / image.width())
        self._relayout()

    def show_words(self, page: PageText) -> None:
        self._words[page.number] = PageWords(page)

    def mark(self, number: int, box: Box, confidence: float = 0) -> None:
        """Marks a place and brings it into sight; how surely it was read stands beside it."""
        if number not in self._pages:
            return
        self._place = (number, box, confidence)
        rect = self._rect(number, box)
        bar = self.verticalScrollBar()
        height = self.viewport().height()
        if rect.top() < bar.value() + 20 or rect.bottom() > bar.value() + height - 20:
            bar.setValue(int(rect.center().y() - height / 2))
        self.viewport().update()

    def unmark(self) -> None:
        if self._place is not None:
            self._place = None
            self.viewport().update()

    def go_to(self, number: int) -> None:
        if number in self._pages:
            self.verticalScrollBar().setValue(int(self._desk.rect(number).top()) - 6)

    def current_page(self) -> int:
        middle = self.verticalScrollBar().value() + self.viewport().height() // 3
        return self._desk.page_at_height(middle)

    def fit_width(self) -> None:
        self._desk.fits_width = True
        self._relayout()

    def zoom(self, factor: float) -> None:
        """Enlarges about the middle of the window."""
        self.zoom_about(factor, QPointF(self.viewport().rect().center()))

    def zoom_about(self, factor: float, point: QPointF) -> None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        before = self._desk.scale
        self._desk.zoom(factor)
        ratio = self._desk.scale / before
        x, y = across.value() + point.x(), down.value() + point.y()
        self._relayout()
        across.setValue(round(x * ratio - point.x()))
        down.setValue(round(y * ratio - point.y()))

    def selected_text(self) -> str:
        return text_of(self._selected[1]) if self._selected else ""

    def clear_selection(self) -> None:
        self._selected = None
        self.viewport().update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.translate(-self._offset())
        for number in self._in_sight():
            self._paint_page(painter, number)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._relayout()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turned = event.angleDelta().y()
            self.zoom_about(ZOOM_STEP if turned > 0 else 1 / ZOOM_STEP, event.position())
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.selected_text())
        elif event.key() == Qt.Key.Key_Home:
            bar.setValue(0)
        elif event.key() == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        elif event.key() == Qt.Key.Key_Space:
            bar.setValue(bar.value() + bar.pageStep())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clear_selection()
        found = self._word_at(event.position(), nearest=True)
        self._anchor = found if event.button() == Qt.MouseButton.LeftButton else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._word_at(event.position(), nearest=False)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor if over else Qt.CursorShape.ArrowCursor)
        if self._anchor and event.buttons() & Qt.MouseButton.LeftButton:
            found = self._word_at(event.position(), nearest=True, page=self._anchor[0])
            if found:
                self._select(self._anchor[0], self._anchor[1], found[1])

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._anchor = None
        self._tell_selection()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self._word_at(event.position(), nearest=True)
        if found:
            self._select(found[0], found[1], found[1])

    def _select(self, page: int, first: int, last: int) -> None:
        self._selected = (page, self._words[page].between(first, last))
        self.viewport().update()

    def _tell_selection(self) -> None:
        if self._selected:
            page, words = self._selected
            self.text_selected.emit(text_of(words), page, place_of(words))

    def _word_at(self, point: QPointF, *, nearest: bool, page: int | None = None) -> tuple[int, int] | None:
        spot = point + QPointF(self._offset())
        number = page if page is not None else self._desk.page_at(spot)
        if number is None or number not in self._words:
            return None
        rect = self._desk.rect(number)
        x, y = (spot.x() - rect.left()) / rect.width(), (spot.y() - rect.top()) / rect.height()
        words = self._words[number]
        found = words.nearest(x, y) if nearest else words.at(x, y)
        return None if found is None else (number, found)

    def _paint_page(self, painter: QPainter, number: int) -> None:
        rect, tones = self._desk.rect(number), tones_of(self.palette())
        page_painting.sheet(painter, rect, tones)
        pixmap = self._pixmap(number, rect)
        if pixmap is None:
            page = self._pages[number]
            failed = page.state is PageState.FAILED
            text = page.reason if failed else self.tr("Страница {0} загружается…").format(number)
            page_painting.absence(painter, rect, text, failed=failed)
        else:
            painter.drawPixmap(rect.topLeft(), pixmap)
        if self._selected and self._selected[0] == number:
            page_painting.selection(painter, [self._rect(number, word.box) for word in self._selected[1]])
        if self._place and self._place[0] == number:
            _, box, confidence = self._place
            told = self.tr("{0} %").format(round(confidence * 100)) if confidence else ""
            page_painting.place(painter, self._rect(number, box), tones, told)

    def _pixmap(self, number: int, rect: QRectF) -> QPixmap | None:
        image = self._images.get(number)
        if image is None or image.isNull():
            return None
        ratio = self.devicePixelRatioF()
        size = QSize(round(rect.width() * ratio), round(rect.height() * ratio))
        known = self._scaled.get(number)
        if known is None or known.size() != size:
            aspect, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            known = QPixmap.fromImage(image.scaled(size, aspect, smooth))
            known.setDevicePixelRatio(ratio)
            self._scaled[number] = known
        return known

    def _rect(self, number: int, box: Box) -> QRectF:
        page = self._desk.rect(number)
        return QRectF(
            page.left() + box.left * page.width(),
            page.top() + box.top * page.height(),
            box.width * page.width(),
            box.height * page.height(),
        )

    def _offset(self) -> QPoint:
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _in_sight(self) -> list[int]:
        return self._desk.pages_between(self._offset().y(), self._offset().y() + self.viewport().height())

    def _relayout(self) -> None:
        view = self.viewport().size()
        size = self._desk.arrange(view.width())
        self.verticalScrollBar().setRange(0, max(0, size.height() - view.height()))
        self.verticalScrollBar().setPageStep(view.height())
        self.verticalScrollBar().setSingleStep(40)
        self.horizontalScrollBar().setRange(0, max(0, size.width() - view.width()))
        self.horizontalScrollBar().setPageStep(view.width())
        self.viewport().update()
        self.zoomed.emit()
        self._look()

    def _look(self) -> None:
        """Asks for what has come in sight, and lets go of enlarged pages that are far."""
        in_sight = self._in_sight()
        self._scaled = {number: pixmap for number, pixmap in self._scaled.items() if number in in_sight}
        for number in in_sight:
            if number not in self._seen:
                self._seen.add(number)
                self.page_seen.emit(number)
        self.moved.emit(self.current_page())
