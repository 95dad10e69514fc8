"""A page scanned badly: the next one that comes takes its place, from wherever it comes."""

from PySide6.QtCore import QObject

from client.scanning.bench_notice import BenchNotice
from client.scanning.feeding import Feeding
from client.scanning.source_panel import SourcePanel
from client.scanning.stack import Stack
from common.kernel.ids import BatchPageId


class Replacing(QObject):
    def __init__(
        self, stack: Stack, feeding: Feeding, panel: SourcePanel, notice: BenchNotice, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._stack, self._panel, self._notice = stack, panel, notice
        self._told = False  # that it is waited for
        feeding.moved_on.connect(self._follow)

    def scan(self, page_id: BatchPageId, number: int) -> None:
        """With the scanner at hand at once; without one it may come in every other way."""
        if self._panel.may_scan:
            self._stack.replacing = page_id
            self._panel.scan_button.click()
        else:
            self.wait(page_id, number)

    def wait(self, page_id: BatchPageId, number: int) -> None:
        self._stack.replacing = page_id
        self._told = True
        words = self.tr(
            "На место страницы {0} ляжет следующая: из файла, из папки, за которой следит стол,"
            " из буфера обмена (Ctrl+V) или из сканера (F8)."
        )
        take, leave = self.tr("&Выбрать файл…"), self.tr("&Не заменять")
        self._notice.ask(words.format(number), (take, self._panel.choose_file), (leave, self.end))

    def end(self) -> None:
        """The next page is a page as any other."""
        self._stack.replacing = None
        self._told = False

    def _follow(self) -> None:
        if self._told and self._stack.replacing is None:
            self._told = False
            self._notice.hide()
