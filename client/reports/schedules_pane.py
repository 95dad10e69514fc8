"""The page «Расписания» of the report centre: which reports are made by themselves, and what has become of them."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QMessageBox, QPushButton

from client.core.calls import Call
from client.core.city_time import moment
from client.reports.days_fields import in_words
from client.reports.schedule_dialog import ScheduleDialog
from client.shell.register_page import RegisterPage
from client.shell.workplace import Workplace
from client.widgets.icons import icon
from client.widgets.paged_model import Column
from client.widgets.theme import tones_of
from common.kernel.changes import Kind
from common.kernel.ids import ReportScheduleId
from common.kernel.paging import Page
from common.reports import ReportForm
from common.schedules import Occasions, RelativePeriod, ScheduleCard, ScheduleDraft, ScheduleRow, begun

TITLE = 0
PERIOD = "since"  # the name of the day with which the period of a report begins


class SchedulesPane(RegisterPage):
    """Enter changes the schedule in hand; a new one is of the report that is chosen in the list."""

    new_wanted = Signal()
    refused = Signal(object)  # CallError
    told = Signal(str)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, "reports.schedules", frozenset({Kind.REPORT}))
        self.stretch(TITLE)
        self.new_button = self.command(self.tr("Добавить…"), "Ctrl+Alt+N", self.new_wanted.emit)
        self.pause_button = self._act("hourglass", self.tr("Приостановить или возобновить"), self.pause)
        self.run_button = self._act("send", self.tr("Сделать и передать сейчас"), self.run_now)
        self.drop_button = self._act("trash", self.tr("Удалить расписание"), self.drop)

    def empty_words(self) -> tuple[str, str, str]:
        words = self.tr("Выберите отчёт, заполните параметры и нажмите «Добавить…»: он будет приходить сам.")
        return self.tr("Расписаний нет"), words, "clock"

    def columns(self) -> Sequence[Column]:
        roles: dict[int, Any] = {int(Qt.ItemDataRole.ForegroundRole): self._colour}
        return (
            Column(self.tr("Отчёт"), lambda row: row.title, 120, tooltip=self._whole, roles=roles),
            Column(self.tr("Следующий"), self._next, 126, tooltip=self._whole, roles=roles),
        )

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        return self.workplace.calls(owner, self.workplace.apis.schedules.register, offset)

    def open_row(self, row: ScheduleRow) -> None:
        call = self.workplace.calls(self, self.workplace.apis.schedules.card, row.id)
        call.then(partial(self.edit, schedule_id=row.id)).fails(self.refused.emit)

    def begin(self, form: ReportForm, texts: Mapping[str, str]) -> None:
        """A new one, with the parameters that stand in the form; of its period the days are told each time."""
        days = begun(form.parameters)
        has_period = any(each.name == PERIOD for each in days)
        told = in_words(form.parameters, texts, self.workplace.today())
        draft = ScheduleDraft(
            code=form.code, occasions=Occasions(weekdays=[0]),
            parameters={name: text for name, text in told.items() if not (has_period and name == PERIOD)},
            period=RelativePeriod(told[PERIOD]) if has_period else None,
        )  # fmt: skip
        others = [each for each in days if each.name != PERIOD]
        self.edit(ScheduleCard(draft, form.title, has_period, {}, {}, paused=False, days=others))

    def edit(self, card: ScheduleCard, schedule_id: ReportScheduleId | None = None) -> None:
        dialog = ScheduleDialog(self.workplace, card, schedule_id, self.window())
        dialog.saved.connect(self._saved)
        dialog.open()

    def pause(self) -> None:
        row = self._row()
        if row is not None:
            call = self.workplace.calls(self, self.workplace.apis.schedules.pause, row.id, not row.paused)
            call.then(self._done).fails(self.refused.emit)

    def run_now(self) -> None:
        row = self._row()
        if row is not None:
            call = self.workplace.calls(self, self.workplace.apis.schedules.run_now, row.id)
            call.then(self._ordered).fails(self.refused.emit)

    def drop(self) -> None:
        row = self._row()
        words = self.tr("Удалить расписание «{0}» ({1})? Сделанные отчёты останутся.")
        if row is None:
            return
        asked = QMessageBox.question(self, self.tr("Удалить расписание"), words.format(row.title, row.words))
        if asked == QMessageBox.StandardButton.Yes:
            call = self.workplace.calls(self, self.workplace.apis.schedules.drop, row.id)
            call.then(self._done).fails(self.refused.emit)

    def _act(self, picture: str, words: str, act: Any) -> QPushButton:
        button = QPushButton(icon(picture), "")
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.clicked.connect(act)
        self.add_to_bar(button)
        return button

    def _row(self) -> ScheduleRow | None:
        row = self.model.row(self.view.currentIndex())
        return row if isinstance(row, ScheduleRow) else None

    def _saved(self, _id: ReportScheduleId) -> None:
        self.refresh()

    def _done(self, _nothing: None) -> None:
        self.refresh()

    def _ordered(self, _nothing: None) -> None:
        self.told.emit(self.tr("Отчёт заказан: получатели найдут его в папке «Отчёты мне», вы — в «Моих отчётах»."))
        self.refresh()

    def _next(self, row: ScheduleRow) -> str:
        return moment(row.next) if row.next is not None else self.tr("приостановлено")

    def _whole(self, row: ScheduleRow) -> str:
        return "\n".join(part for part in (row.title, row.words, row.owner, row.trouble) if part)

    def _colour(self, row: ScheduleRow) -> QColor | None:
        return QColor(tones_of(self.palette()).problem) if row.trouble else None
