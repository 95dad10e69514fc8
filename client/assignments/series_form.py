"""A periodic assignment: what is ordered again and again, on which days, how long before."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from client.assignments.resolution_form import ResolutionForm
from client.core.calls import Call
from client.shell.workplace import Workplace
from client.widgets.date_field import DateField, Lean, read_date, shown
from client.widgets.days_off import DaysOff
from client.widgets.fields import ChoiceField, CountField, TextField
from client.widgets.list_model import ListModel, list_view
from client.widgets.messages import Notice, label, said
from client.widgets.paged_model import Column
from client.widgets.reason_dialog import ReasonDialog
from common.assignments.orders import ResolutionDraft
from common.assignments.series import Pattern, SeriesDraft, SeriesRow
from common.kernel.deadlines import DayOff
from common.kernel.ids import DocumentId
from common.kernel.validation import Problem
from common.kernel.wording import day
from common.rpc.errors import CallError


class DatesField(TextField):
    """Several dates in one line, as a clerk types them: «01.02, 01.03.2027»."""

    def __init__(self, today: date) -> None:
        super().__init__(self.tr("01.02.2027, 01.03.2027"))
        self._today = today

    def days(self) -> list[date]:
        try:
            return self.dates()
        except ValueError:
            return []

    def put_day(self, day: date, other: date) -> None:
        self.line.setText(", ".join(shown(other if each == day else each) for each in self.days()))
        self.note_edit()

    def dates(self) -> list[date]:
        parts = [part for part in re.split(r"[,;\n]+", self.value()) if part.strip()]
        return [found for part in parts if (found := read_date(part, self._today, Lean.AHEAD))]

    def misread(self) -> str:
        try:
            self.dates()
        except ValueError:
            return self.tr("Перечислите даты через запятую: 01.02.2027, 01.03.2027.")
        return ""


class SeriesForm(ResolutionForm):
    def __init__(self, workplace: Workplace, document_id: DocumentId, parent: QWidget | None = None) -> None:
        today = workplace.today()
        self.pattern = ChoiceField([(each, each.label) for each in Pattern], nothing=Pattern.MONTHLY)
        self.first, self.until = DateField(today, Lean.AHEAD), DateField(today, Lean.AHEAD)
        self.dates = DatesField(today)
        self.ahead = CountField(60)
        super().__init__(workplace, ResolutionDraft(document_id=document_id), parent=parent)
        form = self.form
        form.show_field("rule", visible=False)
        form.add("pattern", self.tr("Периодичность"), self.pattern, 13)
        form.add("ahead", self.tr("Создать за (раб. дней)"), self.ahead, 13, 1)
        form.add("first", self.tr("Первый срок"), self.first, 14)
        form.add("until", self.tr("Окончание"), self.until, 14, 1)
        form.add("dates", self.tr("Даты"), self.dates, 15, span=2)
        form.grid.setRowStretch(14, 0)  # the resolution ended there
        self.days_off = [DaysOff(field, self._ask_days_off, self) for field in (self.first, self.dates)]
        for row, watched in enumerate(self.days_off, start=16):
            form.add_wide(watched.line, row)
        form.close_up(18)
        self.pattern.show_value(Pattern.MONTHLY)
        self.ahead.show_value(5)
        self.pattern.changed.connect(self._show_pattern)
        self._show_pattern()
        self.resize(720, 540)

    def series(self) -> SeriesDraft:
        chosen = self.pattern.value() is Pattern.DATES
        return SeriesDraft(
            resolution=self.draft(), pattern=self.pattern.value(), ahead=self.ahead.value(),
            first=None if chosen else self.first.value(), until=None if chosen else self.until.value(),
            dates=self.dates.days() if chosen else [],
        )  # fmt: skip

    def draft(self) -> ResolutionDraft:
        own = {"pattern", "ahead", "first", "until", "dates"}
        return self.drafted({name: value for name, value in self.form.values().items() if name not in own})

    def problems(self) -> Iterable[Problem]:
        yield from self.series().problems(self._work.today())
        yield from self.directed_up()

    def send(self) -> Call[Any]:
        return self._work.calls(self, self._work.apis.series.begin, self.series())

    def _ask_term(self) -> None:
        """Its terms are the days of the pattern."""

    def _title(self) -> str:
        return self.tr("Периодическое поручение")

    def _action(self) -> str:
        return self.tr("&Задать")

    def _ask_days_off(self, owner: QObject, days: list[date]) -> Call[list[DayOff]]:
        return self._work.calls(owner, self._work.apis.calendars.days_off, days)

    def _show_pattern(self) -> None:
        chosen = self.pattern.value() is Pattern.DATES
        self.form.show_field("dates", visible=chosen)
        for name in ("first", "until"):
            self.form.show_field(name, visible=not chosen)
        for watched in self.days_off:
            watched.look()


class SeriesDialog(QDialog):
    """The periodic assignments of a document: what comes next, what was made, ending one."""

    def __init__(self, workplace: Workplace, document_id: DocumentId, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._document_id = workplace, document_id
        self.setWindowTitle(self.tr("Периодические поручения"))
        self.model = ListModel(
            (
                Column(self.tr("Поручение"), lambda row: row.text, 220, tooltip=lambda row: row.text),
                Column(self.tr("Ответственный"), lambda row: row.responsible, 120),
                Column(self.tr("Периодичность"), lambda row: row.pattern.label, 110),
                Column(self.tr("Ближайший срок"), self._next, 110),
                Column(self.tr("Создать"), lambda row: "" if row.ended else day(row.next_made_on), 82),
                Column(self.tr("Создано"), lambda row: str(row.made), 64, right=True),
            )
        )
        self.model.setParent(self)
        self.view, self._notice = list_view(self.model), Notice()
        self._empty = label(self.tr("Периодических поручений по документу нет."), "hint")
        self.add_button = QPushButton(self.tr("&Задать…"))
        self.end_button = QPushButton(self.tr("&Прекратить…"))
        self.add_button.clicked.connect(self.add)
        self.end_button.clicked.connect(self.end)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.add_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.end_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for widget in (self._notice, self._empty):
            column.addWidget(widget)
        column.addWidget(self.view, 1)
        column.addWidget(buttons)
        self.view.selectionModel().currentRowChanged.connect(self._follow)
        self.resize(780, 340)
        self.load()

    def load(self) -> None:
        asked = self._work.calls(self, self._work.apis.series.of_document, self._document_id)
        asked.then(self._show).fails(self._refuse)

    def add(self) -> None:
        form = SeriesForm(self._work, self._document_id, self)
        form.saved.connect(self._reload)
        form.open()

    def end(self) -> None:
        row = self.model.row(self.view.currentIndex())
        if row is not None:
            dialog = ReasonDialog(
                self.tr("Прекратить"), self.tr("Причина"), self.tr("Прекратить"), _Ending(self._work, row, self), self
            )
            dialog.saved.connect(self._reload)
            dialog.open()

    def _next(self, row: SeriesRow) -> str:
        if row.ended:
            return self.tr("прекращено")
        return day(row.next_due) or self.tr("больше нет")

    def _show(self, rows: list[SeriesRow]) -> None:
        self.model.show_rows(rows)
        self._empty.setVisible(not rows)
        if rows:
            self.view.selectRow(0)
        self._follow()

    def _follow(self) -> None:
        row = self.model.row(self.view.currentIndex())
        self.end_button.setEnabled(row is not None and row.may_end)

    def _refuse(self, error: CallError) -> None:
        self._notice.say(said(error), alarm=True)

    def _reload(self, _result: object) -> None:
        self.load()


class _Ending(QObject):
    """Makes the call of ending one series with the reason."""

    def __init__(self, workplace: Workplace, row: SeriesRow, owner: QObject) -> None:
        super().__init__(owner)
        self._work, self._row = workplace, row

    def __call__(self, reason: str) -> Call[None]:
        return self._work.calls(self, self._work.apis.series.end, self._row.id, self._row.version, reason)
