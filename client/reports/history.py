"""One's own reports as they were made: their figures are kept, whatever has changed since."""

import re
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit

from client.core.calls import Call
from client.core.city_time import moment, short_moment
from client.shell.register_page import RegisterPage
from client.shell.workplace import Workplace
from client.widgets.paged_model import Column
from common.kernel.changes import Kind
from common.kernel.ids import ReportRunId
from common.kernel.paging import Page
from common.reports import PastRun
from common.rpc.errors import Invalid

TITLE = 2


class ReportHistory(RegisterPage):
    """The line above finds the one whose sheet one holds: its number is typed, or its QR code read by a scanner."""

    wanted = Signal(object)  # PastRun
    refused = Signal(object)  # CallError

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, "reports.history", frozenset({Kind.REPORT}))
        self.stretch(TITLE)
        self.number = QLineEdit(maxLength=60, clearButtonEnabled=True)
        self.number.setPlaceholderText(self.tr("№ с листа отчёта"))
        self.number.setAccessibleName(self.tr("Номер или QR-код с листа отчёта"))
        self.number.setToolTip(self.tr("Номер внизу листа или QR-код: Enter откроет данные этого отчёта"))
        self.number.returnPressed.connect(self._find)
        self.add_to_bar(self.number, 1)

    def empty_words(self) -> tuple[str, str, str]:
        return self.tr("Отчётов ещё нет"), self.tr("Здесь останутся отчёты, которые вы сформируете."), "history"

    def columns(self) -> Sequence[Column]:
        return (
            Column(self.tr("№"), lambda run: str(run.id), 46, tooltip=self._whole),
            Column(self.tr("Данные на"), lambda run: short_moment(run.as_of), 84, tooltip=self._whole),
            Column(self.tr("Отчёт"), _titled, 140, tooltip=self._whole),
        )

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        return self.workplace.calls(owner, self.workplace.apis.reports.history, offset)

    def open_row(self, row: PastRun) -> None:
        self.wanted.emit(row)

    def _find(self) -> None:
        number = number_on(self.number.text())
        if number is None:
            self.refused.emit(Invalid(self.tr("Введите номер, напечатанный внизу листа отчёта.")))
        else:
            call = self.workplace.calls(self, self.workplace.apis.reports.numbered, number)
            call.then(self.wanted.emit).fails(self.refused.emit)

    def _whole(self, run: PastRun) -> str:
        files = ", ".join(form.value.upper() for form in run.formats)
        return "\n".join(part for part in (run.title, run.words, moment(run.as_of), files) if part)


def number_on(text: str) -> ReportRunId | None:
    """What a person types, or what a scanner types of a QR code, in whatever layout the keyboard is."""
    found = re.search(r"\d{1,18}", text)
    return ReportRunId(int(found[0])) if found else None


def _titled(run: PastRun) -> str:
    """Runs of one report are told apart by what they were asked for."""
    return " · ".join(part for part in (run.title, *run.words.split("\n")) if part)
