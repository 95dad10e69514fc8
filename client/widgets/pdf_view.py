"""A PDF on the screen: pages, zoom, printing, saving."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QImage, QKeySequence, QPageLayout, QPainter, QPalette
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from client.widgets.icons import icon
from client.widgets.messages import label
from client.widgets.theme import tones_of

PRINT_DPI = 300


class PdfView(QWidget):
    save_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = QPdfDocument(self)
        self._buffer: QBuffer | None = None
        self._view = QPdfView(self)
        self._view.setDocument(self.document)
        self._view.setPageMode(QPdfView.PageMode.MultiPage)
        self._view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self._view.setProperty("desk", True)
        self._position = label("", "caption")
        self._view.pageNavigator().currentPageChanged.connect(self._show_position)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar())
        column.addWidget(self._view, 1)
        self.setFocusProxy(self._view)
        self._paint_desk()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._paint_desk()

    def show_file(self, file: Path) -> bool:
        """False for what is no readable PDF."""
        return self._shown(self.document.load(str(file)))

    def show_bytes(self, content: bytes) -> bool:
        self._buffer = QBuffer(self)
        self._buffer.setData(QByteArray(content))
        self._buffer.open(QBuffer.OpenModeFlag.ReadOnly)
        self.document.load(self._buffer)
        return self._shown(self.document.error())

    def fit_width(self) -> None:
        self._view.setZoomMode(QPdfView.ZoomMode.FitToWidth)

    def fit_page(self) -> None:
        self._view.setZoomMode(QPdfView.ZoomMode.FitInView)

    def zoom_in(self) -> None:
        self._zoom(1.2)

    def zoom_out(self) -> None:
        self._zoom(1 / 1.2)

    def print_out(self) -> None:
        """Asks for the printer; the paper follows the form."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        set_paper(printer, self.document)
        dialog = QPrintDialog(printer, self)
        dialog.setMinMax(1, max(1, self.document.pageCount()))
        PrintRun(self.document, printer, dialog).ask()

    def _paint_desk(self) -> None:
        """QPdfView paints what is not paper with the palette's Dark."""
        palette = QPalette(QApplication.palette())
        palette.setColor(QPalette.ColorRole.Dark, QColor(tones_of(palette).desk))
        self._view.setPalette(palette)

    def _shown(self, error: QPdfDocument.Error) -> bool:
        self._show_position(0)
        return error is QPdfDocument.Error.None_

    def _zoom(self, factor: float) -> None:
        width = self.document.pagePointSize(self._view.pageNavigator().currentPage()).width()
        shown = self._view.zoomFactor()
        if self._view.zoomMode() is not QPdfView.ZoomMode.Custom and width:
            shown = self._view.viewport().width() / (width * self.logicalDpiX() / 72)
        self._view.setZoomMode(QPdfView.ZoomMode.Custom)
        self._view.setZoomFactor(min(max(shown * factor, 0.2), 6.0))

    def _show_position(self, page: int) -> None:
        count = self.document.pageCount()
        self._position.setText(self.tr("Стр. {0} из {1}").format(page + 1, count) if count else "")

    def _bar(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("role", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(6, 2, 6, 2)
        row.setSpacing(2)
        row.addWidget(self._position)
        row.addStretch(1)
        for icon_name, text, keys, slot in (
            ("zoom-out", self.tr("Мельче"), "Ctrl+-", self.zoom_out),
            ("zoom-in", self.tr("Крупнее"), "Ctrl+=", self.zoom_in),
            ("arrow-autofit-width", self.tr("По ширине"), "Ctrl+0", self.fit_width),
            ("file", self.tr("Страница целиком"), "Ctrl+9", self.fit_page),
            ("device-floppy", self.tr("Сохранить как…"), "Ctrl+S", self.save_wanted.emit),
            ("printer", self.tr("Печать…"), "Ctrl+P", self.print_out),
        ):
            action = QAction(icon(icon_name), text, self)
            action.setShortcut(QKeySequence(keys))
            action.setToolTip(f"{text} ({keys})")
            action.triggered.connect(slot)
            self.addAction(action)
            button = QToolButton()
            button.setDefaultAction(action)
            row.addWidget(button)
        return bar


class PrintRun(QObject):
    """One printing: the dialog, then the pages it has agreed to."""

    def __init__(self, document: QPdfDocument, printer: QPrinter, dialog: QPrintDialog) -> None:
        super().__init__(dialog)
        self._document, self._printer, self._dialog = document, printer, dialog

    def ask(self) -> None:
        self._dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._dialog.accepted.connect(self._start)
        QDialog.open(self._dialog)

    def _start(self) -> None:
        print_document(self._document, self._printer)


def set_paper(printer: QPrinter, document: QPdfDocument) -> None:
    """A landscape journal comes out landscape without anybody setting it."""
    size = document.pagePointSize(0)
    landscape = size.width() > size.height()
    printer.setPageOrientation(QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait)
    printer.setFullPage(True)


def print_document(document: QPdfDocument, printer: QPrinter) -> bool:
    """Prints the pages that the printer has been told to, each fitted to its paper."""
    first = max(printer.fromPage(), 1)
    last = min(printer.toPage() or document.pageCount(), document.pageCount())
    painter = QPainter()
    if not painter.begin(printer):
        return False
    for number in range(first - 1, last):
        if number >= first:
            printer.newPage()
        paper = QRectF(printer.pageLayout().fullRectPixels(printer.resolution()))
        page = document.pagePointSize(number)
        scale = min(paper.width() / page.width(), paper.height() / page.height())
        size = QSize(round(page.width() * PRINT_DPI / 72), round(page.height() * PRINT_DPI / 72))
        image = document.render(number, size)
        target = QRectF(0, 0, page.width() * scale, page.height() * scale)
        painter.drawImage(target, flat(image))
    painter.end()
    return True


def flat(image: QImage) -> QImage:
    """On white: a PDF page has no ground of its own."""
    ground = QImage(image.size(), QImage.Format.Format_RGB32)
    ground.fill(0xFFFFFFFF)
    painter = QPainter(ground)
    painter.drawImage(QPoint(0, 0), image)
    painter.end()
    return ground
