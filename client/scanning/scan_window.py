"""The scanning table: pages come in, are looked over, put in order and sent to be read."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QImage, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from client.core.background import Work
from client.scanning.devices import Ended, ScanSettings
from client.scanning.page_list import PageList, count_pages, read_picture
from client.scanning.scanner import Scanner
from client.scanning.sending import Sending
from client.scanning.source_panel import SourcePanel
from client.scanning.stack import Stack, StackPage, suits
from client.shell.workplace import Workplace
from client.widgets.fields import ChoiceField, TextField
from client.widgets.messages import Notice, ProgressLine, label, restyle, said
from client.widgets.picture_view import PictureView
from common.files import refusal
from common.kernel.ids import DocumentId, PlaceId
from common.rpc.errors import CallError

LARGE = QSize(1600, 2200)


class ScanWindow(QWidget):
    """F8 scans, F9 sends; what lies on the table survives a fall of the program."""

    def __init__(self, workplace: Workplace, folder: Path | None = None) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("Сканирование"))
        self._work = workplace
        self.stack = Stack(folder or table_of(workplace))
        self.scanner, self.sending = Scanner(self), Sending(workplace, self)
        self.panel, self.pages, self.picture = (
            SourcePanel(workplace.settings),
            PageList(self.stack.folder),
            PictureView(),
        )
        self.notice, self.progress, self.count = Notice(), ProgressLine(), label("", "title")
        self.name, self.place = TextField(self.tr("название, видимое в очереди")), ChoiceField(nothing=PlaceId(0))
        self.send_button = QPushButton(self.tr("Отправить на распознавание  F9"))
        self._looked = False
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()
        self._show_stack()

    def scan(self, settings: ScanSettings) -> None:
        self.notice.hide()
        self.panel.show_busy(busy=True)
        self.scanner.scan(settings, self.stack.folder)
        self.stack.describe(self.tr("Сканер"), self.stack.name)

    def add_files(self, files: list[Path]) -> None:
        """Takes what can be taken and says what cannot."""
        refused = []
        for file in files:
            reason = self._refusal(file)
            if reason:
                refused.append(reason)
            else:
                self._add_copy(file, refused)
        self.stack.describe(self.stack.source or self.tr("Файл"), self.stack.name)
        if refused:
            self.notice.say("\n".join(refused[:4]), alarm=True)
        self._show_stack()

    def send(self) -> None:
        if not self.stack.pages or self.sending.under_way or self.scanner.scanning:
            return
        self.notice.hide()
        self.stack.describe(self.stack.source, self.name.value())
        name = self.name.value() or self.tr("Документ из {0} стр.").format(self._page_count())
        self.sending.send(self.stack.paths(), self.place.value(), self.stack.source, name)
        self._follow()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._looked:
            self._looked = True
            self._look()

    def closeEvent(self, event: QCloseEvent) -> None:
        """What is scanned lies in the stack and is here again at the next opening."""
        self.scanner.abandon()
        self.sending.cancel()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(suits(Path(url.toLocalFile())) for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.add_files([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()

    def _lay_out(self) -> None:
        halves = QSplitter()
        halves.addWidget(self.pages)
        halves.addWidget(self.picture)
        halves.setSizes([230, 640])
        halves.setStretchFactor(1, 1)
        halves.setChildrenCollapsible(False)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.panel)
        middle.addWidget(halves, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addLayout(middle, 1)
        column.addWidget(self._foot())

    def _foot(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("role", "foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(10, 6, 10, 6)
        row.setSpacing(8)
        self.name.limit(200)
        self.name.set_name(self.tr("Название"))
        self.name.show_value(self.stack.name)
        self.place.combo.setMinimumContentsLength(20)
        self.place.set_name(self.tr("Место регистрации"))
        places = self._work.me.places
        self.place.show_choices([(place.id, place.title) for place in places])
        if places:
            self.place.show_value(places[0].id)
        self.send_button.setShortcut("F9")
        self.send_button.setProperty("primary", True)
        restyle(self.send_button)
        row.addWidget(self.count)
        row.addWidget(self.progress, 1)
        row.addWidget(self.name, 1)
        row.addWidget(self.place)
        row.addWidget(self.send_button)
        return foot

    def _connect(self) -> None:
        self.panel.scan_wanted.connect(self.scan)
        self.panel.cancel_wanted.connect(self.scanner.cancel)
        self.panel.look_wanted.connect(self._look)
        self.panel.files_chosen.connect(self.add_files)
        self.scanner.found.connect(self.panel.show_devices)
        self.scanner.page_scanned.connect(self._take_page)
        self.scanner.ended.connect(self._end_scan)
        self.pages.removed.connect(self._remove)
        self.pages.arranged.connect(self._arrange)
        self.pages.currentRowChanged.connect(self._show_picture)
        self.send_button.clicked.connect(self.send)
        self.sending.progress.connect(self._show_progress)
        self.sending.done.connect(self._open)
        self.sending.failed.connect(self._refuse)
        self.progress.cancelled.connect(self._cancel_sending)

    def _look(self) -> None:
        self.panel.show_looking()
        self.scanner.look()

    def _take_page(self, file: Path) -> None:
        self.stack.add_scanned(file)
        self._show_stack()
        self.pages.setCurrentRow(self.pages.count() - 1)

    def _end_scan(self, ended: Ended) -> None:
        self.panel.show_busy(busy=False)
        counted = self.tr("Отсканировано страниц: {0}. Сверьте с пачкой.").format(ended.pages)
        if ended.trouble is not None:
            self.notice.say(f"{ended.trouble.words}\n{counted}" if ended.pages else ended.trouble.words, alarm=True)
        else:
            self.notice.say(counted)

    def _refusal(self, file: Path) -> str:
        if not suits(file):
            return self.tr("«{0}»: принимаются только PDF, TIFF, JPEG и PNG.").format(file.name)
        try:
            return refusal(file.name, file.stat().st_size)
        except OSError as error:
            return self.tr("«{0}» не читается: {1}.").format(file.name, error.strerror or error)

    def _add_copy(self, file: Path, refused: list[str]) -> None:
        try:
            self.stack.add_copy(file, count_pages(file))
        except OSError as error:
            refused.append(self.tr("«{0}» не скопирован: {1}.").format(file.name, error.strerror or error))

    def _remove(self, pages: list[StackPage]) -> None:
        if not self.sending.under_way:
            self.stack.remove(pages)
            self._show_stack()

    def _arrange(self, pages: list[StackPage]) -> None:
        self.stack.arrange(pages)
        self.pages.show_pages(pages)

    def _show_stack(self) -> None:
        self.pages.show_pages(self.stack.pages)
        count = self._page_count()
        self.count.setText(self.tr("Страниц: {0}").format(count) if count else self.tr("Стол пуст"))
        if self.name.is_empty():
            self.name.show_value(self.stack.name)
        self._follow()
        self._show_picture()

    def _page_count(self) -> int:
        return sum(page.count for page in self.stack.pages)

    def _show_picture(self) -> None:
        page = self.pages.current_page()
        if page is None:
            self.picture.clear()
        elif page.file.endswith(".pdf"):
            self.picture.show_pdf(self.stack.path(page))
        else:
            work = Work(partial(read_picture, self.stack.path(page), LARGE), self)
            work.done.connect(self._show_image)

    def _show_image(self, image: QImage) -> None:
        self.picture.show_image(image)

    def _follow(self) -> None:
        under_way = self.sending.under_way
        self.send_button.setEnabled(bool(self.stack.pages) and not under_way)
        for widget in (self.name, self.place):
            widget.setVisible(not under_way)
        if not under_way:
            self.progress.hide()

    def _show_progress(self, done: int, _left: int, text: str) -> None:
        self.progress.show_progress(text, done, 1000)

    def _cancel_sending(self) -> None:
        self.sending.cancel()
        self._follow()

    def _open(self, document_id: DocumentId) -> None:
        self.stack.clear()
        self.name.show_value("")
        self._show_stack()
        self._work.navigator.open_document(document_id)

    def _refuse(self, error: CallError) -> None:
        self.notice.say(said(error), alarm=True)
        self._follow()


def table_of(workplace: Workplace) -> Path:
    """Where this person's stack lies on this computer."""
    return workplace.folder / "scans"
