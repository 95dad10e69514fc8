"""The queue of papers that wait for registration."""

from typing import Any

from PySide6.QtCore import QObject

from client.core.calls import Call
from client.core.city_time import moment
from client.registry.bulk import BulkButton
from client.shell.counter import Counter
from client.shell.manifest import Badge
from client.shell.register_page import RegisterPage
from client.shell.workplace import Workplace
from client.widgets.paged_model import Column
from common.kernel.changes import Kind
from common.kernel.paging import Page
from common.registry.bulk import Bulk
from common.registry.document import UnregisteredRow

KEY = "registry.unregistered"
SUMMARY = 7  # the column that takes what width is left
KINDS = frozenset({Kind.DOCUMENT, Kind.SCAN})


class UnregisteredQueue(RegisterPage):
    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, KEY, KINDS)
        self.stretch(SUMMARY)
        self.bulk = BulkButton(workplace, self.view, (Bulk.REGISTER, Bulk.DISCARD, Bulk.FILE, Bulk.TOPIC))
        self.add_to_bar(self.bulk)
        self._bar.insertStretch(1, 1)

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
            Column(self.tr("Корреспондент"), lambda row: row.correspondent, 180, tooltip=lambda row: row.correspondent),
            Column(self.tr("Краткое содержание"), lambda row: row.summary, 300, tooltip=lambda row: row.summary),
        )

    def open_row(self, row: UnregisteredRow) -> None:
        self.workplace.navigator.open_document(row.id)

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        return self.workplace.calls(owner, self.workplace.apis.registry.unregistered, offset)


class UnregisteredCounter(Counter):
    kinds = KINDS

    def read(self) -> None:
        call = self._workplace.calls(self, self._workplace.apis.registry.unregistered, 0, 1)
        call.then(self._count).fails(self.keep_old)

    def _count(self, page: Page[UnregisteredRow]) -> None:
        self.counted.emit({KEY: Badge(page.total)})
