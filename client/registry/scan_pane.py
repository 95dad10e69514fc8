"""The scan beside the card: its pages, how far it is read, what could not be read and why."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QImage, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from client.core.background import Work
from client.core.calls import Calls
from client.core.transfers import Transfers
from client.widgets.icons import icon
from client.widgets.messages import EmptyState, ProgressLine, Question, label
from client.widgets.scan_view import ZOOM_STEP, ScanView
from common.kernel.changes import Change, Kind
from common.kernel.ids import DocumentId
from common.rpc.errors import CallError, Missing
from common.scanning.recognition import Box, PageState, PageText, Recognition, ScannedPage, ScanningApi


class ScanPane(QWidget):
    """Pages and words are fetched as they come in sight."""

    text_selected = Signal(str, int, Box)
    proposals_found = Signal(object)  # list[Proposal]
    found = Signal()  # how many pages there are

    def __init__(
        self, document_id: DocumentId, api: ScanningApi, calls: Calls, transfers: Transfers, *, may_register: bool
    ) -> None:
        super().__init__()
        self._document_id, self._api, self._calls, self._transfers = document_id, api, calls, transfers
        self._may_register = may_register
        self._recognition: Recognition | None = None
        self.view = ScanView()
        self.progress = ProgressLine()
        self.progress.cancel_button.hide()
        self.notice = Question()
        self._position = label("", "caption")
        self._empty = EmptyState(self.tr("Образа нет"), self.tr("Карточка заведена без сканирования."), "file-text")
        self._lay_out()
        self.view.page_seen.connect(self._fetch)
        self.view.text_selected.connect(self.text_selected)
        self.view.moved.connect(self._show_position)
        calls.changed.connect(self._note_changes)

    def load(self) -> None:
        self._calls(self, self._api.recognition, self._document_id).then(self._show).fails(self._refuse)

    def mark(self, page: int, box: Box, confidence: float = 0) -> None:
        self.view.mark(page, box, confidence)

    def unmark(self) -> None:
        self.view.unmark()

    @property
    def is_read(self) -> bool:
        """It is known what there is."""
        return self._recognition is not None

    def page_count(self) -> int:
        return len(self._recognition.pages) if self._recognition else 0

    def _lay_out(self) -> None:
        bar = QFrame()
        bar.setProperty("role", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(6, 2, 6, 2)
        row.setSpacing(2)
        row.addWidget(self._button("chevron-up", self.tr("Предыдущая страница"), "Ctrl+PgUp", self._back))
        row.addWidget(self._button("chevron-down", self.tr("Следующая страница"), "Ctrl+PgDown", self._forward))
        row.addWidget(self._position)
        row.addSpacing(12)
        row.addWidget(self.progress, 1)
        row.addStretch(1)
        row.addWidget(self._button("zoom-out", self.tr("Мельче"), "Ctrl+-", self._zoom_out))
        row.addWidget(self._button("zoom-in", self.tr("Крупнее"), "Ctrl+=", self._zoom_in))
        row.addWidget(self._button("arrow-autofit-width", self.tr("По ширине"), "Ctrl+0", self.view.fit_width))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self.notice)
        column.addWidget(self._stack, 1)

    def _button(self, icon_name: str, text: str, keys: str, slot: object) -> QToolButton:
        action = QAction(icon(icon_name), text, self)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setToolTip(f"{text} ({QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)})")
        action.triggered.connect(slot)
        self.addAction(action)
        button = QToolButton()
        button.setDefaultAction(action)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return button

    def _show(self, recognition: Recognition) -> None:
        self._recognition = recognition
        self.view.show_pages(recognition.pages)
        self._stack.setCurrentWidget(self.view if recognition.pages else self._empty)
        self._show_progress(recognition)
        self._show_failures(recognition)
        self._show_position(self.view.current_page())
        self.found.emit()
        self.proposals_found.emit(recognition.proposals)

    def _show_progress(self, recognition: Recognition) -> None:
        under_way = recognition.job_id is not None and recognition.done < recognition.total
        if under_way:
            text = recognition.message or self.tr("Распознавание")
            self.progress.show_progress(text, recognition.done, recognition.total)
        self.progress.setVisible(under_way)

    def _show_failures(self, recognition: Recognition) -> None:
        failed = [page for page in recognition.pages if page.state is PageState.FAILED]
        given_up = recognition.job_id is None and any(p.state is PageState.WAITING for p in recognition.pages)
        again = (self.tr("&Повторить"), self._order_reading)
        if given_up and recognition.message:
            self.notice.ask(recognition.message, again, alarm=True)
            return
        doubtful = [page for page in recognition.pages if page.is_doubtful]
        if failed:
            text = self.tr("Не распознано, стр. {0}: {1}").format(numbers_of(failed), failed[0].reason)
            self.notice.ask(text, again, alarm=True)
        elif recognition.unread:
            self.notice.ask(self.tr("Образ ещё не распознан."), (self.tr("&Распознать"), self._order_reading))
        elif recognition.contradiction:
            answer = [(self.tr("Так и &есть"), self._bear_with)] if self._may_register else []
            self.notice.ask(recognition.contradiction, *answer, alarm=True)
        elif doubtful:
            text = self.tr(
                "Текст неразборчив, стр. {0}: поиск по словам их не найдёт. Отсканируйте их заново чётче (300 точек"
                " на дюйм) или сверьте карточку с образом сами."
            )
            self.notice.ask(text.format(numbers_of(doubtful)), alarm=True)
        else:
            self.notice.hide()

    def _show_position(self, page: int) -> None:
        count = self.page_count()
        self._position.setText(self.tr("Стр. {0} из {1}").format(page, count) if count else "")

    def _fetch(self, number: int) -> None:
        page = self._page(number)
        if page is None:
            return
        fetched = PageFetch(self, number)
        if page.preview_id is not None:
            transfer = self._transfers.download(fetched, page.preview_id, self.tr("Страница {0}").format(number))
            transfer.done.connect(fetched.decode)
        if page.state is PageState.READ:
            self._calls(fetched, self._api.page, self._document_id, number).then(self._show_words).fails(
                self._do_without_words
            )

    def _page(self, number: int) -> ScannedPage | None:
        pages = self._recognition.pages if self._recognition else []
        return next((page for page in pages if page.number == number), None)

    def _show_words(self, page: PageText) -> None:
        self.view.show_words(page)

    def _do_without_words(self, error: CallError) -> None:
        """Without words the page is still to be seen; only selecting text on it has to wait."""
        if not isinstance(error, Missing):
            self.notice.ask(error.message)

    def _order_reading(self) -> None:
        self._calls(self, self._api.read, self._document_id).then(self._reload).fails(self._refuse)

    def _bear_with(self) -> None:
        self._calls(self, self._api.bear_with, self._document_id).then(self._reload).fails(self._refuse)

    def _reload(self, _answer: object) -> None:
        self.load()

    def _refuse(self, error: CallError) -> None:
        self.notice.ask(error.message, alarm=True)

    def _note_changes(self, changes: list[Change]) -> None:
        job_id = self._recognition.job_id if self._recognition else None
        if Change(Kind.SCAN, self._document_id) in changes or (
            job_id is not None and Change(Kind.JOB, job_id) in changes
        ):
            self.load()

    def _back(self) -> None:
        self.view.go_to(self.view.current_page() - 1)

    def _forward(self) -> None:
        self.view.go_to(self.view.current_page() + 1)

    def _zoom_in(self) -> None:
        self.view.zoom(ZOOM_STEP)

    def _zoom_out(self) -> None:
        self.view.zoom(1 / ZOOM_STEP)


def numbers_of(pages: Sequence[ScannedPage]) -> str:
    return ", ".join(str(page.number) for page in pages[:8]) + ("…" if len(pages) > 8 else "")


class PageFetch(QObject):
    """One page on its way: its file, then its picture, both off the GUI thread."""

    def __init__(self, pane: ScanPane, number: int) -> None:
        super().__init__(pane)
        self._pane, self._number = pane, number

    def decode(self, file: Path) -> None:
        work = Work(partial(QImage, str(file)), self)
        work.done.connect(self._show)

    def _show(self, image: QImage) -> None:
        self._pane.view.show_image(self._number, image)
