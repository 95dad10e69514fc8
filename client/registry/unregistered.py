"""The queue of papers that wait for registration."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QBrush, QFont
from PySide6.QtWidgets import QApplication

from client.core.calls import Call
from client.core.city_time import moment
from client.registry.bulk import BulkButton
from client.shell.counter import Counter
from client.shell.manifest import Badge
from client.shell.navigator import UNREGISTERED
from client.shell.register_page import RegisterPage
from client.shell.workplace import Workplace
from client.widgets.filter_line import FilterLine
from client.widgets.paged_model import Column, PagedState
from common.kernel.changes import Kind
from common.kernel.paging import PAGE_SIZE, Page
from common.registry.bulk import Bulk
from common.registry.document import QueueFilter, UnregisteredRow

REST = 250  # ms of rest in typing before the server is asked
SUMMARY = 7  # the column that takes what width is left
KINDS = frozenset({Kind.DOCUMENT, Kind.SCAN})


class UnregisteredQueue(RegisterPage):
    def __init__(self, workplace: Workplace) -> None:
        self.text = FilterLine()
        super().__init__(workplace, UNREGISTERED, KINDS)
        self.stretch(SUMMARY)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.model.reload)
        self.text.setPlaceholderText(self.tr("Слова карточки, вида, файла"))
        self.text.setAccessibleName(self.tr("Отбор очереди"))
        self.text.setMaxLength(200)
        self.text.setClearButtonEnabled(True)
        self.text.textChanged.connect(self._narrow)
        self.text.left_down.connect(self.view.setFocus)
        self.focus_filter("Ctrl+Shift+F", self.text)
        self.add_to_bar(self.text, 1)
        self.bulk = BulkButton(workplace, self.view, (Bulk.REGISTER, Bulk.DISCARD, Bulk.FILE, Bulk.TOPIC))
        self.add_to_bar(self.bulk)
        self.offer_export(self.tr("На регистрацию"), "registry.taken_queue", self.chosen)
        self.model.changed_state.connect(self._explain_empty)

    def chosen(self) -> QueueFilter:
        return QueueFilter(text=self.text.text().strip())

    def empty_words(self) -> tuple[str, str, str]:
        return (
            self.tr("Всё зарегистрировано"),
            self.tr("Отсканированные и загруженные бумаги появятся здесь."),
            "circle-check",
        )

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Поступил"), lambda row: moment(row.received), 116),
            Column(self.tr("Вид"), lambda row: row.kind, 120, tooltip=lambda row: row.kind),
            Column(self.tr("Откуда"), lambda row: row.source, 84, tooltip=lambda row: row.source),
            Column(self.tr("Файл"), lambda row: row.name, 150, tooltip=lambda row: row.name),
            Column(self.tr("Страниц"), lambda row: str(row.pages or ""), 60, right=True),
            Column(self.tr("Распознавание"), lambda row: row.recognition, 110, tooltip=lambda row: row.recognition),
            self._proposable(self.tr("Корреспондент"), 180, "correspondent", "sender_read"),
            self._proposable(self.tr("Краткое содержание"), 300, "summary", "summary_read"),
        )

    def _proposable(self, title: str, width: int, name: str, read: str) -> Column:
        """What the card says; in italics what the text of the image proposes for it."""
        words = self.tr("Прочитано на образе, в карточке ещё нет: {0}")

        def text(row: UnregisteredRow) -> str:
            return str(getattr(row, name) or getattr(row, read))

        def tooltip(row: UnregisteredRow) -> str:
            return words.format(getattr(row, read)) if getattr(row, read) else str(getattr(row, name))

        look: dict[int, Callable[[Any], Any]] = {
            int(Qt.ItemDataRole.FontRole): lambda row: slanted() if getattr(row, read) else None,
            int(Qt.ItemDataRole.ForegroundRole): lambda row: faint() if getattr(row, read) else None,
        }
        return Column(title, text, width, tooltip=tooltip, roles=look)

    def open_row(self, row: UnregisteredRow) -> None:
        self.workplace.navigator.open_document(row.id)

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        unregistered = self.workplace.apis.registry.unregistered
        return self.workplace.calls(owner, unregistered, offset, PAGE_SIZE, self.chosen())

    def _narrow(self, *_: object) -> None:
        self._rest.start()

    def _explain_empty(self, state: PagedState) -> None:
        if state is PagedState.READY:
            title, text, _ = self.empty_words()
            narrowed = bool(self.chosen().text)
            self.empty.title.setText(self.tr("Ничего не найдено") if narrowed else title)
            self.empty.text.setText(self.tr("Измените слова отбора.") if narrowed else text)


def slanted() -> QFont:
    font = QFont(QApplication.font())
    font.setItalic(True)
    return font


def faint() -> QBrush:
    return QApplication.palette().placeholderText()


class UnregisteredCounter(Counter):
    kinds = KINDS

    def read(self) -> None:
        call = self._workplace.calls(self, self._workplace.apis.registry.unregistered, 0, 1)
        call.then(self._count).fails(self.keep_old)

    def _count(self, page: Page[UnregisteredRow]) -> None:
        self.counted.emit({UNREGISTERED: Badge(page.total)})
