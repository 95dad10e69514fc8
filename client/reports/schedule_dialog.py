"""«Отчёт по расписанию»: of which period, on which days, in which form, to whom."""

from collections.abc import Iterable

import msgspec
from PySide6.QtWidgets import QWidget

from client.core.calls import Call
from client.reports.days_fields import DaysFields
from client.reports.handing_dialog import HeadsField
from client.shell.workplace import Workplace
from client.widgets.checks_field import ChecksField
from client.widgets.fields import ChoiceField, CountField, FlagField, TextField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.lookup import Suggestion
from client.widgets.messages import label
from common.kernel.deadlines import WEEKDAYS
from common.kernel.ids import ReportScheduleId
from common.kernel.validation import Problem
from common.reports import Format
from common.schedules import PAST, Occasions, RelativePeriod, ScheduleCard, ScheduleDraft


class ScheduleDialog(FormDialog):
    """A new schedule, or one that is changed."""

    def __init__(
        self,
        workplace: Workplace,
        card: ScheduleCard,
        schedule_id: ReportScheduleId | None = None,
        parent: QWidget | None = None,
    ) -> None:
        form = Form(mandatory=["at"])
        self._work, self._card, self._id = workplace, card, schedule_id
        self.period = ChoiceField([(each, each.label) for each in PAST], nothing=None)
        self.days = DaysFields(card.days, self.tr("не ограничивать"))
        self.weekdays, self.month_day = ChecksField(list(enumerate(WEEKDAYS)), rows=6), CountField(31)
        self.at, self.moves = TextField(), FlagField(self.tr("С выходного — на следующий рабочий день"))
        self.format = ChoiceField([(each, each.value.upper()) for each in (Format.PDF, Format.XLSX)], nothing=None)
        self.people = workplace.people.several(self.tr("фамилия, должность, подразделение"))
        self.heads = HeadsField(workplace, self.tr("название подразделения"))
        title = self.tr("Отчёт по расписанию") if schedule_id is None else self.tr("Изменить расписание")
        super().__init__(title, form, self.tr("&Сохранить"), parent)
        told = label(card.title, "title", wrap=True)
        told.setContentsMargins(10, 2, 10, 2)
        self.column.insertWidget(1, told)
        self._fill(form)
        self._show(card)
        self.resize(640, 440)

    def draft(self) -> ScheduleDraft:
        values = self.form.values()
        occasions = Occasions(
            weekdays=values["weekdays"], month_day=values["month_day"], at=values["at"].strip(), moves=values["moves"]
        )
        return msgspec.structs.replace(
            self._card.draft, parameters={**self._card.draft.parameters, **self.days.texts()},
            period=values["period"] if self._card.has_period else None, format=values["format"],
            occasions=occasions, person_ids=values["person_ids"], unit_ids=values["unit_ids"],
        )  # fmt: skip

    def problems(self) -> Iterable[Problem]:
        return self.draft().problems()

    def send(self) -> Call[ReportScheduleId]:
        return self._work.calls(self, self._work.apis.schedules.put, self.draft(), self._id)

    def _fill(self, form: Form) -> None:
        form.add("period", self.tr("За период"), self.period, 0, span=2)
        row = self.days.add_to(form, 1, span=2)
        form.add("weekdays", self.tr("По дням недели"), self.weekdays, row, span=2)
        form.add("month_day", self.tr("или числа месяца"), self.month_day, row + 1)
        form.add("at", self.tr("Во сколько"), self.at, row + 1, 1)
        form.add("moves", "", self.moves, row + 2, span=2)
        form.add("format", self.tr("В виде"), self.format, row + 3, span=2)
        form.add("person_ids", self.tr("Сотрудникам"), self.people, row + 4, span=2)
        form.add("unit_ids", self.tr("Руководителям подразделений"), self.heads, row + 5, span=2)
        form.close_up(row + 6)

    def _show(self, card: ScheduleCard) -> None:
        draft = card.draft
        self.period.show_value(draft.period or RelativePeriod.LAST_WEEK)
        self.form.show_field("period", visible=card.has_period)
        self.days.show(draft.parameters)
        self.weekdays.show_value(draft.occasions.weekdays)
        self.month_day.show_value(draft.occasions.month_day)
        self.at.show_value(draft.occasions.at)
        self.moves.show_value(draft.occasions.moves)
        self.format.show_value(draft.format)
        self.people.show_value([Suggestion(key, name) for key, name in card.people.items()])
        self.heads.show_value([Suggestion(key, name) for key, name in card.units.items()])
