"""Outline icons in the colour of the text around them, sharp at any scale."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from resources import path


def icon(name: str) -> QIcon:
    """An icon by its name in `resources/icons`; it follows a change of the palette by itself."""
    file = path("icons", f"{name}.svg")
    if not file.is_file():
        raise FileNotFoundError(file)
    return QIcon(OutlineEngine(file))


def drawing(name: str, size: int, colour: str, scale: float = 1.0) -> QPixmap:
    """An icon as a picture in a colour of its own."""
    pixmap = _transparent(QSize(round(size * scale), round(size * scale)))
    painter = QPainter(pixmap)
    _renderer(path("icons", f"{name}.svg"), colour).render(painter, QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap


class OutlineEngine(QIconEngine):
    """Draws an SVG whose strokes are `currentColor` in the palette's colour of button text."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self._drawn: dict[tuple[int, int, str], QPixmap] = {}

    def clone(self) -> QIconEngine:
        return OutlineEngine(self._file)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        _renderer(self._file, self._colour(mode)).render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        key = (size.width(), size.height(), self._colour(mode))
        if key not in self._drawn:
            pixmap = _transparent(size)
            painter = QPainter(pixmap)
            self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
            painter.end()
            self._drawn[key] = pixmap
        return self._drawn[key]

    @staticmethod
    def _colour(mode: QIcon.Mode) -> str:
        group = QPalette.ColorGroup.Disabled if mode is QIcon.Mode.Disabled else QPalette.ColorGroup.Active
        return QGuiApplication.palette().color(group, QPalette.ColorRole.ButtonText).name()


def _renderer(file: Path, colour: str) -> QSvgRenderer:
    outline = file.read_text(encoding="utf-8").replace("currentColor", colour)
    return QSvgRenderer(QByteArray(outline.replace('stroke-width="2"', 'stroke-width="1.75"').encode()))


def _transparent(size: QSize) -> QPixmap:
    pixmap = QPixmap(size)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap
