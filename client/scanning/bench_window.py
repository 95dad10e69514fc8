"""The bench window: pages come in, the stack is divided, put right and let go to its cards."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from client.scanning.batch_bar import BatchBar, BatchFoot
from client.scanning.batch_steps import BatchSteps, became
from client.scanning.bench_commands import BenchCommands
from client.scanning.bench_model import rows_of
from client.scanning.bench_notice import BenchNotice
from client.scanning.bench_parts import BenchParts
from client.scanning.bench_view import BenchView
from client.scanning.devices import Ended, ScanSettings
from client.scanning.feeding import Feeding
from client.scanning.leaving import may_leave
from client.scanning.page_preview import PagePreview
from client.scanning.profile_choice import ProfileChoice
from client.scanning.replacing import Replacing
from client.scanning.scanner import Scanner
from client.scanning.source_panel import SourcePanel
from client.scanning.stack import Stack
from client.scanning.table import Table
from client.scanning.troubles_pane import TroublesPane
from client.scanning.watched_folder import WatchedFolder
from client.shell.workplace import Workplace
from common.kernel.ids import BatchId
from common.rpc.errors import CallError, Stale
from common.scanning.batches import Batch


class BenchWindow(QWidget):
    """F8 scans, F9 lets the batch go; what lies on the bench survives a fall of the program and of the computer."""

    def __init__(self, workplace: Workplace, folder: Path | None = None) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("Сканирование"))
        self._work = workplace
        self.stack = Stack(folder or workplace.folder / "scans")
        self.scanner, self.table = Scanner(self), Table(workplace, self)
        self.bar, self.foot = BatchBar(workplace), BatchFoot()
        self.feeding = Feeding(workplace, self.stack, self.bar.draft, self)
        self.panel, self.view = SourcePanel(workplace.settings), BenchView(workplace)
        self.profiles = ProfileChoice(workplace, self.panel, self.bar, self)
        self.commands = BenchCommands(self.table, self.view)
        self.steps = BatchSteps(workplace, self.table, self.bar, self)
        self.watched = WatchedFolder(self.feeding.intake, self)
        self.picture, self.troubles = PagePreview(workplace), TroublesPane(workplace.settings)
        self.notice = BenchNotice()
        self.notice.follow(workplace.calls)
        self.parts = BenchParts(workplace.settings, self.view, self.picture, self.troubles)
        self._looked = False
        self.replacing = Replacing(self.stack, self.feeding, self.panel, self.notice, self)
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()
        self.table.take(self.stack.batch_id)
        self.feeding.go_on()

    def scan(self, settings: ScanSettings) -> None:
        self.panel.show_busy(busy=True)
        self._expect(self.tr("Сканер"))
        self.stack.begin_run()
        self.scanner.scan(settings, self.stack.folder)

    def add_files(self, files: list[Path]) -> None:
        self._expect(self.tr("Файл"))
        self.feeding.intake.take(files)
        self._show_figures()

    def paste(self) -> None:
        self._expect("")
        if self.feeding.intake.take_clipboard():
            self.bar.name_source(self.tr("Буфер обмена"))
        else:
            self.notice.alarm(self.tr("В буфере обмена нет ни файлов, ни изображения."))
            self._feed()

    def release(self) -> None:
        if self._are_coming():
            self.notice.tell_still_coming()
            return
        self.notice.hide()
        self.steps.release()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._looked:
            self._looked = True
            self._look()
            self.bar.refresh()
            self.profiles.refresh()
            self.view.setFocus()
            self.panel.watch_as_before()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Waits for what is under way; all that lies on the bench is here again at the next opening."""
        if not may_leave(self.feeding.intake, self.table, self.bar, self):
            event.ignore()
            return
        self.parts.keep()
        self.scanner.abandon()
        self.feeding.stop()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):  # what does not suit is told why
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.add_files([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()

    def _lay_out(self) -> None:
        work = QVBoxLayout()
        work.setSpacing(0)
        work.addWidget(self.commands)
        work.addWidget(self.parts, 1)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.panel)
        middle.addLayout(work, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.notice)
        column.addLayout(middle, 1)
        column.addWidget(self.foot)

    def _connect(self) -> None:
        self.panel.scan_wanted.connect(self.scan)
        self.panel.missing.connect(self.notice.alarm)
        self.panel.cancel_wanted.connect(self.scanner.cancel)
        self.panel.look_wanted.connect(self._look)
        self.panel.files_chosen.connect(self.add_files)
        self.panel.paste_wanted.connect(self.paste)
        self.panel.watch_wanted.connect(self.watched.watch)
        self.watched.arrived.connect(partial(self._expect, self.tr("Папка")))
        self.watched.lost.connect(self._lose_folder)
        self.watched.silent.connect(self.notice.alarm)
        self.scanner.found.connect(self.panel.show_devices)
        self.scanner.page_scanned.connect(self._take_page)
        self.scanner.ended.connect(self._end_scan)
        self.feeding.opened.connect(self._open_fed)
        self.feeding.moved_on.connect(self._show_figures)
        self.feeding.moved_on.connect(self.table.refresh_soon)
        self.feeding.failed.connect(self._refuse)
        self.feeding.intake.refused.connect(self._tell_refused)
        self.table.shown.connect(self._show_batch)
        self.table.laid.connect(self.notice.hide)
        self.table.laid.connect(self.replacing.end_waiting)
        self.table.passed.connect(self.notice.tell_passed)
        self.table.failed.connect(self._refuse)
        self.table.lost.connect(self.notice.tell_lost)
        self.bar.chosen.connect(self._choose)
        self.bar.refused.connect(self._refuse)
        self.profiles.failed.connect(self._refuse)
        self.view.current_changed.connect(self._show_picture)
        self.view.split.connect(self.steps.open_made)
        self.troubles.let_pass.connect(self.table.let_pass)
        self.commands.bind_wanted.connect(partial(self.commands.ask_card, self._work, self))
        self.commands.rescan_wanted.connect(self.replacing.scan)
        self.commands.replace_wanted.connect(self.replacing.wait)
        self.foot.release_button.clicked.connect(self.release)
        self.foot.protocol_wanted.connect(self.steps.print_protocol)
        self.foot.separators_wanted.connect(self.steps.print_separators)
        self.foot.withdraw_wanted.connect(self.steps.ask_to_withdraw)
        self.steps.withdrawn.connect(self._take_next)
        self.steps.released.connect(self._end_batch)
        self.steps.refused.connect(self._refuse_release)
        self.steps.failed.connect(self.notice.alarm)
        self.steps.waits.connect(self.notice.tell_to_wait)
        self.steps.told.connect(self.notice.say)

    def _look(self) -> None:
        self.panel.show_looking()
        self.scanner.look()

    def _feed(self) -> None:
        self._show_figures()
        self.feeding.go_on()

    def _take_page(self, file: Path) -> None:
        self.stack.add_scanned(file)
        self._feed()

    def _lose_folder(self, folder: str, reason: str) -> None:
        self.panel.watch(None)
        self.notice.tell_folder_lost(folder, reason)

    def _end_scan(self, ended: Ended) -> None:
        self.replacing.end()
        self.panel.show_busy(busy=False)
        self.notice.tell_scanned(ended)

    def _tell_refused(self, refused: list[str]) -> None:
        self.notice.tell_refused(refused)
        self._feed()

    def _open_fed(self, batch_id: BatchId) -> None:
        self.bar.refresh(batch_id)
        self.table.take(batch_id)

    def _choose(self, batch_id: BatchId | None) -> None:
        """Pages under way go to the batch for which they were scanned; another is chosen when they have arrived."""
        if self.feeding.left or self.scanner.scanning:
            self.notice.tell_choose_later()
            self.bar.refresh(self.stack.batch_id)
            return
        self.notice.hide()
        self.stack.belong_to(None if batch_id in self.bar.closed else batch_id)
        self.table.take(batch_id)

    def _expect(self, source: str) -> None:
        """Pages are coming; a batch that is only shown takes none, they begin a new one."""
        self.notice.hide()
        if self.table.is_closed:
            self._take_next()
        self.bar.name_source(source)

    def _take_next(self) -> None:
        """The batch in hand is closed: there is nothing more to say of it."""
        self.bar.forget()
        self._choose(None)
        self.bar.refresh()

    def _show_batch(self) -> None:
        batch = self.table.batch
        self.view.show_rows(rows_of(batch, self.table.arrangement) if batch else [])
        self.troubles.show_troubles(batch.troubles if batch and self.table.is_open else [])
        self.bar.show_batch(batch, self.table.batch_id)
        self.commands.follow()
        self._show_figures()
        self.steps.follow()

    def _end_batch(self, batch: Batch) -> None:
        self._take_next()
        navigator = self._work.navigator
        ways: list[tuple[str, Callable[[], object]]] = []
        if batch.fresh:
            ways = [
                (self.tr("Открыть первую &новую"), partial(navigator.open_document, batch.fresh[0])),
                (self.tr("На &регистрацию"), navigator.open_unregistered),
            ]
        self.notice.ask(became(batch), *ways)
        if len(batch.documents) == 1:
            navigator.open_document(batch.documents[0])

    def _are_coming(self) -> bool:
        settled = self.table.batch is not None and self.table.settled
        return not settled or bool(self.feeding.left) or self.scanner.scanning

    def _show_figures(self) -> None:
        self.foot.show_figures(self.table, self.feeding.left)
        self.view.expect_pages(coming=bool(self.feeding.left) or self.table.looking)
        if not self._are_coming() and not self.table.looking:
            self.notice.end_waiting()

    def _show_picture(self) -> None:
        self.commands.follow()
        self.picture.show_row(self.view.current_row())

    def _refuse_release(self, error: CallError) -> None:
        self._refuse(error)
        if not isinstance(error, Stale):
            self.troubles.lead()

    def _refuse(self, error: CallError) -> None:
        self.notice.refuse(error)
        self._show_figures()
