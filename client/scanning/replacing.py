"""A page scanned badly: the next one that comes takes its place, from wherever it comes."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from client.scanning.bench_notice import BenchNotice
from client.scanning.feeding import Feeding
from client.scanning.source_panel import SourcePanel
from client.scanning.stack import Stack
from common.kernel.ids import BatchPageId


class Replacing(QObject):
    """The stack keeps which page it is; here it is asked for, and told as long as it is waited for."""

    def __init__(
        self, stack: Stack, feeding: Feeding, panel: SourcePanel, notice: BenchNotice, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._stack, self._feeding, self._panel, self._notice = stack, feeding, panel, notice
        self._question = ""  # while it is waited for; a scan under way needs none
        self._besides = ""  # an alarm that came over the question
        self._leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), parent)
        self._leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._leave.setEnabled(False)
        self._leave.activated.connect(self._give_up)
        feeding.moved_on.connect(self._follow)
        panel.scan_wanted.connect(self._leave_to_scanner)
        notice.told.connect(self._ask_again)

    def scan(self, page_id: BatchPageId, number: int) -> None:
        """With the scanner at hand at once; without one it may come in every other way."""
        if self._are_coming():
            self._notice.tell_replace_later()
        elif self._panel.may_scan:
            self._stack.replace_next(page_id)
            self._panel.scan_button.click()
        else:
            self.wait(page_id, number)

    def wait(self, page_id: BatchPageId, number: int) -> None:
        if self._are_coming():
            self._notice.tell_replace_later()
            return
        self._stack.replace_next(page_id)
        words = self.tr(
            "На место страницы {0} ляжет следующая: из файла, из папки, за которой следит стол,"
            " из буфера обмена (Ctrl+V) или из сканера (F8)."
        )
        self._set(words.format(number))
        self._ask("")

    def end(self) -> None:
        """The next page is a page as any other."""
        self._stack.replace_next(None)
        self._set("")

    def end_waiting(self) -> None:
        """The clerk has gone on; a scan under way replaces nevertheless."""
        if self._question:
            self.end()

    def _are_coming(self) -> bool:
        """Pages that were scanned or chosen before are for no other page's place."""
        return self._panel.is_busy or bool(self._feeding.intake.left)

    def _ask(self, besides: str) -> None:
        self._besides = besides
        take, leave = self.tr("&Выбрать файл…"), self.tr("&Не заменять (Esc)")
        self._notice.ask(self._words, (take, self._choose_file), (leave, self._give_up), alarm=bool(besides))

    def _choose_file(self) -> None:
        self._ask("")  # it is waited for on, whether a file is chosen or not
        self._panel.choose_file()

    @property
    def _words(self) -> str:
        return "\n".join(filter(None, (self._besides, self._question)))

    def _ask_again(self, words: str) -> None:
        """What is told meanwhile hides no question whose answer is still waited for."""
        if self._question and self._stack.replacing is not None and words != self._words:
            self._ask(words)

    def _leave_to_scanner(self) -> None:
        self._set("")

    def _set(self, question: str) -> None:
        self._question = question
        self._leave.setEnabled(bool(question))

    def _give_up(self) -> None:
        self.end_waiting()
        self._notice.hide()

    def _follow(self) -> None:
        if self._question and self._stack.replacing is None:
            asked = self._words
            self._set("")
            if self._notice.text.text() != asked:
                return
            if self._besides:
                self._notice.alarm(self._besides)
            else:
                self._notice.hide()
