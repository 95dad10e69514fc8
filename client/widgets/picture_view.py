"""One picture: fitted to its window, or enlarged and moved by hand."""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea

from client.widgets.theme import tones_of

MARGIN = 10
STEP = 1.2
NOTCH = 120  # of a wheel
MOST = 4.0


class ImageView(QAbstractScrollArea):
    """Ctrl and the wheel enlarge about the pointer, a double click goes close and back, the mouse drags."""

    lacking = Signal()  # it is shown larger than its points allow

    def __init__(self) -> None:
        super().__init__()
        self.picture = QImage()
        self._scaled = QPixmap()
        self._full = QSizeF()  # at a scale of 1
        self._scale: float | None = None  # none: fitted
        self._held: QPoint | None = None
        self.setMinimumSize(200, 200)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.setSingleStep(40)

    def show_image(self, image: QImage, sharper: float = 1.0) -> None:
        """Another picture, as large as the one before; of the whole it has `sharper` times fewer points."""
        self._full = QSizeF(image.size()) * sharper / self.devicePixelRatioF()
        self.sharpen(image)

    def sharpen(self, image: QImage) -> None:
        """The same picture with more points, where it stands."""
        self.picture, self._scaled = image, QPixmap()
        self._arrange()

    def clear(self) -> None:
        self.show_image(QImage())

    @property
    def is_fitted(self) -> bool:
        return self._scale is None

    @property
    def scale(self) -> float:
        return self._fitted() if self._scale is None else self._scale

    def fit(self) -> None:
        self._scale = None
        self._arrange()

    def zoom_in(self) -> None:
        self._zoom(STEP)

    def zoom_out(self) -> None:
        self._zoom(1 / STEP)

    def come_close(self) -> None:
        self._come_close(QPointF(self.viewport().rect().center()))

    def place(self) -> QRectF:
        """Where the picture lies in the window."""
        size, view = self._full * self.scale, self.viewport().size()
        left = max(MARGIN, (view.width() - size.width()) / 2) - self.horizontalScrollBar().value()
        top = max(MARGIN, (view.height() - size.height()) / 2) - self.verticalScrollBar().value()
        return QRectF(QPointF(left, top), size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(tones_of(self.palette()).desk))
        if not self.picture.isNull():
            self._paint(painter, self.place())
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._zoom_about(STEP ** (event.angleDelta().y() / NOTCH), event.position())
            event.accept()
        else:
            super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and not self.is_fitted:
            self._held = event.position().toPoint()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            now = event.position().toPoint()
            way, self._held = self._held - now, now
            across, down = self.horizontalScrollBar(), self.verticalScrollBar()
            across.setValue(across.value() + way.x())
            down.setValue(down.value() + way.y())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._held = None
        self._show_hand()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.is_fitted:
            self._come_close(event.position())
        else:
            self.fit()

    def _come_close(self, point: QPointF) -> None:
        self._zoom_about(1 / self.scale, point)

    def _zoom(self, factor: float) -> None:
        self._zoom_about(factor, QPointF(self.viewport().rect().center()))

    def _zoom_about(self, factor: float, point: QPointF) -> None:
        """What lies under the point stays there; smaller than the window it is fitted."""
        if self.picture.isNull():
            return
        before = self.place()
        self._scale = min(self.scale * factor, max(MOST, self._fitted()))
        self._arrange()
        ratio, after = self.scale * self._full.width() / before.width(), self.place()
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() + round(after.left() + (point.x() - before.left()) * ratio - point.x()))
        down.setValue(down.value() + round(after.top() + (point.y() - before.top()) * ratio - point.y()))

    def _fitted(self) -> float:
        if self._full.isEmpty():
            return 1.0
        room = self.maximumViewportSize() - QSize(2 * MARGIN, 2 * MARGIN)
        return max(min(room.width() / self._full.width(), room.height() / self._full.height()), 0.01)

    def _arrange(self) -> None:
        if self._scale is not None and self._scale <= self._fitted():
            self._scale = None
        size, view = self._full * self.scale, self.viewport().size()
        sides = ((self.horizontalScrollBar(), size.width(), view.width()),
                 (self.verticalScrollBar(), size.height(), view.height()))  # fmt: skip
        for bar, length, room in sides:
            bar.setRange(0, 0 if self.is_fitted else max(0, round(length) + 2 * MARGIN - room))
            bar.setPageStep(room)
        self._show_hand()
        self.viewport().update()
        if not self.picture.isNull() and size.width() * self.devicePixelRatioF() > self.picture.width() + 1:
            self.lacking.emit()

    def _show_hand(self) -> None:
        shapes = Qt.CursorShape
        self.viewport().setCursor(shapes.ArrowCursor if self.is_fitted else shapes.OpenHandCursor)

    def _paint(self, painter: QPainter, place: QRectF) -> None:
        """A smaller copy is kept; of an enlarged picture only what is in sight is drawn."""
        ratio = self.devicePixelRatioF()
        points = (place.size() * ratio).toSize()
        if points.width() <= self.picture.width():
            if self._scaled.size() != points:
                aspect, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
                self._scaled = QPixmap.fromImage(self.picture.scaled(points, aspect, smooth))
                self._scaled.setDevicePixelRatio(ratio)
            painter.drawPixmap(place.topLeft().toPoint(), self._scaled)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, self.picture)
