"""The line at the foot: the server, what is on its way, who works here."""

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QStatusBar, QToolButton, QWidget
from shiboken6 import isValid

from client.core import city_time
from client.core.transfer import Transfer
from client.shell.workplace import Workplace
from client.widgets.icons import icon
from client.widgets.messages import label, restyle

SHOWN_FOR = 5000  # ms
TICK = 5000  # ms: the minute on the line is never much behind


class StatusLine(QStatusBar):
    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._workplace = workplace
        self.setSizeGripEnabled(False)
        self.setContentsMargins(0, 0, 10, 0)
        self.line = Line()
        self.moving = Moving()
        me = workplace.me
        person = label(self.tr("{0}, {1}").format(me.name, me.unit), "caption")
        self.addWidget(self.line)
        self.addPermanentWidget(self.moving)
        if city_time.offset() != city_time.computer_offset():
            self.addPermanentWidget(self._city_time())
        self.addPermanentWidget(person)
        for deputy in me.acts_for[:1]:
            self.addPermanentWidget(label(self.tr("замещает: {}").format(deputy.name), "caption"))
        workplace.calls.online_changed.connect(self._show_line)
        workplace.outbox.changed.connect(self._show_line)
        workplace.transfers.started.connect(self.moving.follow)
        self._show_line()

    def _city_time(self) -> QLabel:
        """For a computer whose clock shows another hour than the city's."""
        words = label("", "caption")
        said = self.tr("Даты и время на экране — по часам города ({0}); часы этого компьютера — {1}.")
        words.setToolTip(
            said.format(city_time.utc(city_time.offset()), city_time.utc(city_time.computer_offset()))
        )  # fmt: skip

        def tick() -> None:
            words.setText(self.tr("время города {0}").format(f"{city_time.now():%H:%M}"))

        tick()
        clock = QTimer(words, interval=TICK)
        clock.timeout.connect(tick)
        clock.start()
        return words

    def _show_line(self) -> None:
        self.line.show_state(online=self._workplace.calls.online, waiting=len(self._workplace.outbox.waiting))


class Line(QWidget):
    """Whether the server answers, and how much waits for it on this computer."""

    def __init__(self) -> None:
        super().__init__()
        self.picture = QLabel()
        self.text = label("", "good")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.addWidget(self.picture)
        row.addWidget(self.text)

    def show_state(self, *, online: bool, waiting: int) -> None:
        self.picture.setPixmap(icon("server" if online else "cloud-off").pixmap(QSize(14, 14)))
        if not online:
            words = self.tr("Нет связи с сервером: набранное сохраняется на этом компьютере")
        else:
            words = self.tr("На связи")
        if waiting:
            words += self.tr(" · ждут отправки: {}").format(waiting)
        self.text.setText(words)
        self.text.setProperty("role", "caption" if online and not waiting else "warning")
        restyle(self.text)


class Moving(QWidget):
    """The file on its way that came last, with its way out; the number of the others beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._transfers: list[Transfer] = []
        self.text = label("", "caption")
        self.bar = QProgressBar()
        self.bar.setFixedWidth(140)
        self.bar.setTextVisible(False)
        self.cancel = QToolButton()
        self.cancel.setIcon(icon("x"))
        self.cancel.setIconSize(QSize(12, 12))
        self.cancel.setToolTip(self.tr("Отменить передачу файла"))
        self.cancel.setAccessibleName(self.cancel.toolTip())
        self.cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.cancel.clicked.connect(self._cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 8, 0)
        for widget in (self.text, self.bar, self.cancel):
            row.addWidget(widget)
        self.hide()

    def follow(self, transfer: Transfer) -> None:
        self._transfers.append(transfer)
        transfer.progress.connect(self._show_progress)
        transfer.waiting.connect(self._show_words)
        transfer.over.connect(self._tidy)
        transfer.destroyed.connect(self._tidy)
        self.bar.setRange(0, 0)
        self._show_words(waiting=False)
        self.show()

    def _cancel(self) -> None:
        if self._transfers:
            self._transfers[-1].cancel()

    def _show_progress(self, done: int, total: int) -> None:
        if self._transfers and self.sender() is self._transfers[-1]:
            self.bar.setRange(0, 1000 if total else 0)
            self.bar.setValue(1000 * done // total if total else 0)

    def _show_words(self, waiting: bool = False) -> None:
        if not self._transfers:
            return
        title, others = self._transfers[-1].title, len(self._transfers) - 1
        words = self.tr("«{}» ждёт связи").format(title) if waiting else self.tr("Передаётся «{}»").format(title)
        self.text.setText(words + (self.tr(" и ещё {}").format(others) if others else ""))

    def _tidy(self) -> None:
        self._transfers = [transfer for transfer in self._transfers if isValid(transfer) and not transfer.is_over]
        self.setVisible(bool(self._transfers))
        self._show_words()
