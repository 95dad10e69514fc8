"""Two versions of a file side by side in one text: what was added, what was removed, word by word."""

from functools import partial
from html import escape

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QStackedWidget, QTextBrowser, QVBoxLayout, QWidget

from client.shell.job_watch import JobWatch
from client.shell.workplace import Workplace
from client.widgets.messages import EmptyState, LoadingState, label, said
from client.widgets.theme import tones_of
from common.jobs import JobRow, JobState
from common.kernel.ids import AttachmentId
from common.registry.previews import Comparison, Piece, Run
from common.rpc.errors import CallError

KEPT_AROUND = 220  # characters of a long unchanged passage shown at either end of it


class ComparisonDialog(QDialog):
    """F3 leads to the next difference, Shift+F3 back; long unchanged passages are folded."""

    def __init__(
        self, workplace: Workplace, attachment_id: AttachmentId, earlier: int, later: int, name: str,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("{0}: версии {1} и {2}").format(name, earlier, later))
        self._work, self._asked = workplace, (attachment_id, earlier, later)
        self._waiting_for = 0
        self._runs: list[Run] = []
        self._place = -1
        self.account = label("", "caption")
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.waiting = LoadingState(self.tr("Тексты версий читаются…"))
        self.refused = EmptyState(self.tr("Сравнить не удалось"), " ", "copy")
        self._lay_out()
        self.resize(820, 620)
        self.ask()

    def ask(self) -> None:
        api = self._work.apis.previews
        self._work.calls(self, api.compare, *self._asked).then(self._show).fails(self._fail)

    def step(self, *, forward: bool = True) -> None:
        """To the next difference, round at the end."""
        count = self.differences()
        if count:
            self._place = (self._place + (1 if forward else -1)) % count
            self.text.scrollToAnchor(f"d{self._place}")
            self._tell()

    def differences(self) -> int:
        return len(_groups(self._runs))

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        for page in (self.waiting, self.text, self.refused):
            self._stack.addWidget(page)
        back, on = QPushButton(self.tr("&Предыдущее  Shift+F3")), QPushButton(self.tr("&Следующее  F3"))
        back.clicked.connect(partial(self.step, forward=False))
        on.clicked.connect(self.step)
        close = QPushButton(self.tr("&Закрыть"))
        close.clicked.connect(self.reject)
        self._steps = (back, on)
        foot = QHBoxLayout()
        for button in (back, on, close):
            button.setAutoDefault(False)
        foot.addWidget(back)
        foot.addWidget(on)
        foot.addStretch(1)
        foot.addWidget(close)
        QShortcut(QKeySequence("F3"), self, self.step)
        QShortcut(QKeySequence("Shift+F3"), self, partial(self.step, forward=False))
        column = QVBoxLayout(self)
        column.addWidget(self.account)
        column.addWidget(self._stack, 1)
        column.addLayout(foot)

    def _show(self, comparison: Comparison) -> None:
        if comparison.job_ids:
            self._wait(comparison)
        elif comparison.reason:
            self._refuse(comparison.reason)
        else:
            self._runs, self._place = comparison.runs, -1
            self._paint()
            self._stack.setCurrentWidget(self.text)
            self.text.moveCursor(QTextCursor.MoveOperation.Start)
            self.text.setFocus()
            self._tell(self.tr(" Сравнены только начала очень длинных текстов.") if comparison.cut else "")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._paint()

    def _paint(self) -> None:
        tones = tones_of(self.palette())
        self.text.setHtml(_page(self._runs, tones.good, tones.problem, tones.faint))

    def _tell(self, more: str = "") -> None:
        count = self.differences()
        for button in self._steps:
            button.setEnabled(bool(count))
        if not count:
            self.account.setText(self.tr("Тексты версий одинаковы.") + more)
        elif self._place < 0:
            words = self.tr("Отличий: {0}. Удалённое зачёркнуто, добавленное подчёркнуто.")
            self.account.setText(words.format(count) + more)
        else:
            self.account.setText(self.tr("Отличие {0} из {1}").format(self._place + 1, count))

    def _wait(self, comparison: Comparison) -> None:
        self._waiting_for = len(comparison.job_ids)
        for job_id in comparison.job_ids:
            watch = JobWatch(self._work, job_id, self)
            watch.ended.connect(self._read)
            watch.failed.connect(self._fail)

    def _read(self, job: JobRow) -> None:
        self._waiting_for -= 1
        if job.state is not JobState.DONE:
            self._refuse(job.message)
        elif self._waiting_for == 0:
            self.ask()

    def _fail(self, error: CallError) -> None:
        self._refuse(said(error))

    def _refuse(self, reason: str) -> None:
        self.refused.text.setText(reason)
        self._stack.setCurrentWidget(self.refused)


def _groups(runs: list[Run]) -> list[int]:
    """Where differences begin: what is removed and what is added in its place are one."""
    return [
        place
        for place, run in enumerate(runs)
        if run.piece is not Piece.SAME and (place == 0 or runs[place - 1].piece is Piece.SAME)
    ]


def _page(runs: list[Run], added: str, removed: str, faint: str) -> str:
    starts = {place: number for number, place in enumerate(_groups(runs))}
    parts = []
    for place, run in enumerate(runs):
        anchor = f'<a name="d{starts[place]}"></a>' if place in starts else ""
        if run.piece is Piece.SAME:
            parts.append(_folded(run.text, faint))
        else:
            line = "underline" if run.piece is Piece.ADDED else "line-through"
            colour = added if run.piece is Piece.ADDED else removed
            parts.append(f'{anchor}<span style="color:{colour};text-decoration:{line}">{_lines(run.text)}</span>')
    return f'<div style="line-height:135%">{"".join(parts)}</div>'


def _folded(text: str, faint: str) -> str:
    if len(text) <= 3 * KEPT_AROUND:
        return _lines(text)
    gap = f'<br><span style="color:{faint}">⋯ без изменений ⋯</span><br>'
    return _lines(text[:KEPT_AROUND]) + gap + _lines(text[-KEPT_AROUND:])


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
