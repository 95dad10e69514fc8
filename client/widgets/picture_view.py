"""One picture, or a PDF, fitted to its window."""

from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QStackedLayout, QWidget

from client.widgets.pdf_view import PdfView
from client.widgets.theme import tones_of


class PictureView(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._image, self._pdf = ImageView(), PdfView()
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._image)
        self._stack.addWidget(self._pdf)

    def show_image(self, image: QImage) -> None:
        self._image.show_image(image)
        self._stack.setCurrentWidget(self._image)

    def show_pdf(self, file: Path) -> None:
        self._pdf.show_file(file)
        self._stack.setCurrentWidget(self._pdf)

    def clear(self) -> None:
        self.show_image(QImage())


class ImageView(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._picture = QImage()
        self.setMinimumSize(200, 200)

    def show_image(self, image: QImage) -> None:
        self._picture = image
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tones_of(self.palette()).desk))
        if not self._picture.isNull():
            ratio = self.devicePixelRatioF()
            room = (self.size() - QSize(20, 20)) * ratio
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            pixmap = QPixmap.fromImage(self._picture.scaled(room, keep, smooth))
            pixmap.setDevicePixelRatio(ratio)
            place = QRect(self.rect())
            size = pixmap.deviceIndependentSize().toSize()
            painter.drawPixmap(place.center() - QRect(0, 0, size.width(), size.height()).center(), pixmap)
        painter.end()
