"""Schedules of reports at the desk."""

from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox

from client.reports.centre import ReportCentre
from client.reports.schedule_dialog import ScheduleDialog
from client.widgets.lookup import Suggestion
from common.kernel.ids import PersonId, ReportScheduleId
from common.kernel.paging import Page
from common.reports import Format, Parameter, ParameterKind, ReportForm
from common.schedules import Occasions, RelativePeriod, ScheduleCard, ScheduleDraft, ScheduleRow

AT = datetime(2026, 11, 30, 3, tzinfo=UTC)
SCHEDULE = ReportScheduleId(5)
PERIOD = [
    Parameter("since", "С", ParameterKind.DATE, "2026-11-01"),
    Parameter("until", "по", ParameterKind.DATE, "2026-11-23"),
]
PLACE = Parameter("place", "Место", ParameterKind.CHOICE, "", [("", "Все")], required=False)
FORM = ReportForm("journal", "Журнал", "Журналы", [*PERIOD, PLACE], [Format.SCREEN, Format.PDF])
ROW = ScheduleRow(SCHEDULE, "Журнал", "пн в 08:00, прошлая неделя", "Баранова А. И.", False, AT, "")


@pytest.fixture
def centre(qtbot, work, server):
    server.answers["reports.centre"] = lambda: [FORM]
    server.answers["reports.history"] = lambda *_: Page(0, [])
    server.answers["schedules.register"] = lambda *_: Page(1, [ROW])
    server.answers["schedules.put"] = lambda *_: SCHEDULE
    server.answers["deliveries.units"] = list
    centre = ReportCentre(work)
    qtbot.addWidget(centre)
    centre.show()
    qtbot.waitUntil(lambda: centre.title.text() == FORM.title)
    return centre


def opened(qtbot) -> ScheduleDialog:
    def found():
        return [
            each for each in QApplication.topLevelWidgets() if isinstance(each, ScheduleDialog) and each.isVisible()
        ]

    qtbot.waitUntil(lambda: bool(found()))
    return found()[0]


def test_the_chosen_report_is_scheduled_with_its_parameters_and_a_relative_period(centre, qtbot, server):
    centre.schedules.new_button.click()
    dialog = opened(qtbot)
    dialog.period.show_value(RelativePeriod.LAST_MONTH)
    dialog.weekdays.show_value([])
    dialog.month_day.show_value(1)
    dialog.at.show_value("9:30")
    dialog.people.add([Suggestion(PersonId(7), "Шелест А. Б.")])
    dialog.save()
    qtbot.waitUntil(lambda: bool(server.calls_of("schedules.put")))
    sent = server.calls_of("schedules.put")[0].arguments
    assert sent.schedule_id is None
    assert sent.draft == ScheduleDraft(
        code="journal", parameters={"place": ""}, period=RelativePeriod.LAST_MONTH, person_ids=[PersonId(7)],
        occasions=Occasions(month_day=1, at="9:30"),
    )  # fmt: skip


def test_a_schedule_is_changed_with_what_stood_in_it(centre, qtbot, server):
    draft = ScheduleDraft(
        version=3, code="journal", period=RelativePeriod.LAST_WEEK, person_ids=[PersonId(7)],
        occasions=Occasions(weekdays=[0]), format=Format.XLSX,
    )  # fmt: skip
    server.answers["schedules.card"] = lambda _id: ScheduleCard(
        draft, "Журнал", True, {PersonId(7): "Шелест"}, {}, False
    )
    centre.schedules.open_row(ROW)
    dialog = opened(qtbot)
    assert [person.title for person in dialog.people.people()] == ["Шелест"]
    dialog.save()
    qtbot.waitUntil(lambda: bool(server.calls_of("schedules.put")))
    sent = server.calls_of("schedules.put")[0].arguments
    assert (sent.draft, sent.schedule_id) == (draft, SCHEDULE)


def test_neither_days_nor_recipients_are_said_beside_the_fields(centre, qtbot, server):
    centre.schedules.new_button.click()
    dialog = opened(qtbot)
    dialog.weekdays.show_value([])
    dialog.save()
    assert "дни недели" in dialog.form.note("weekdays")
    assert "кому" in dialog.form.note("person_ids")
    assert not server.calls_of("schedules.put")


def test_a_schedule_is_paused_run_and_dropped(centre, qtbot, server, monkeypatch):
    for name in ("pause", "run_now", "drop"):
        server.answers[f"schedules.{name}"] = lambda *_: None
    pane = centre.schedules
    pane.model.reload()
    qtbot.waitUntil(lambda: pane.model.row(pane.model.index(0, 0)) is not None)
    pane.view.setCurrentIndex(pane.model.index(0, 0))
    pane.pause_button.click()
    qtbot.waitUntil(lambda: bool(server.calls_of("schedules.pause")))
    assert server.calls_of("schedules.pause")[0].arguments.paused
    pane.run_button.click()
    qtbot.waitUntil(lambda: not centre.notice.isHidden())
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    pane.drop_button.click()
    qtbot.waitUntil(lambda: bool(server.calls_of("schedules.drop")))
