"""Schedules of reports at the desk."""

from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox

from client.reports.centre import ReportCentre
from client.reports.schedule_dialog import ScheduleDialog
from client.widgets.lookup import Suggestion
from common.kernel.ids import PersonId, ReportScheduleId, SavedReportId
from common.kernel.paging import Page
from common.reports import Format, Parameter, ParameterKind, ReportForm, SavedDraft
from common.schedules import THIS_YEAR, Occasions, RelativePeriod, ScheduleCard, ScheduleDraft, ScheduleRow
from tests.factories.desk import TODAY

AT = datetime(2026, 11, 30, 3, tzinfo=UTC)
SCHEDULE = ReportScheduleId(5)
PERIOD = [
    Parameter("since", "С", ParameterKind.DATE, "2026-11-01", ends="until"),
    Parameter("until", "по", ParameterKind.DATE, "2026-11-23"),
]
PLACE = Parameter("place", "Место", ParameterKind.CHOICE, "", [("", "Все")], required=False)
FORM = ReportForm("journal", "Журнал", "Журналы", [*PERIOD, PLACE], [Format.SCREEN, Format.PDF])
SPANS = [
    Parameter("registered_since", "Зарегистрированы с", ParameterKind.DATE, required=False, ends="registered_until"),
    Parameter("registered_until", "по", ParameterKind.DATE, required=False),
    Parameter(
        "due_since",
        "Срок исполнения с",
        ParameterKind.DATE,
        f"{TODAY.replace(day=1)}",
        required=False,
        ends="due_until",
    ),
    Parameter("due_until", "по", ParameterKind.DATE, f"{TODAY}", required=False),
]
YEARS = [(f"{TODAY.year}", f"{TODAY.year}"), (THIS_YEAR, "текущий")]
YEAR = Parameter("year", "Год", ParameterKind.CHOICE, f"{TODAY.year}", YEARS)
LIST = ReportForm("list", "Список", "Исполнение", [*SPANS, YEAR], [Format.SCREEN, Format.PDF])
ROW = ScheduleRow(SCHEDULE, "Журнал", "пн в 08:00, прошлая неделя", "Баранова А. И.", False, AT, "")


@pytest.fixture
def centre(qtbot, work, server):
    server.answers["reports.centre"] = lambda: [FORM, LIST]
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


def test_the_terms_of_a_list_are_told_in_words(centre, qtbot, server):
    dialog = opened_for(centre, qtbot, LIST)
    assert dialog.period.isHidden()
    dialog.days.show({"due_since": RelativePeriod.NEXT_WEEK, "registered_since": ""})
    dialog.people.add([Suggestion(PersonId(7), "Шелест А. Б.")])
    dialog.save()
    qtbot.waitUntil(lambda: bool(server.calls_of("schedules.put")))
    sent = server.calls_of("schedules.put")[0].arguments.draft
    expected = {"due_since": "next_week", "registered_since": "", "year": "this_year"}
    assert (sent.parameters, sent.period) == (expected, None)


def test_a_list_is_kept_with_what_is_nearest_to_its_days(centre, qtbot, server):
    server.answers["reports.keep"] = lambda *_: SavedReportId(9)
    kept = SavedDraft(title="Мой", code="list", parameters={"due_since": "next_week"})
    server.answers["reports.kept"] = lambda _id: kept
    server.answers["reports.change"] = lambda *_: None
    centre.list.choose("list")
    centre.keep_button.click()
    centre.keeping.dialog.title.show_value("Мой")
    centre.keeping.dialog.save()
    qtbot.waitUntil(lambda: bool(server.calls_of("reports.keep")))
    draft = server.calls_of("reports.keep")[0].arguments.draft
    assert (draft.title, draft.code) == ("Мой", "list")
    assert draft.parameters == {"due_since": "this_month", "registered_since": "", "year": "this_year"}
    centre.builder.change(SavedReportId(9))
    qtbot.waitUntil(lambda: centre.keeping.dialog.days.texts()["due_since"] == "next_week")
    centre.keeping.dialog.save()
    qtbot.waitUntil(lambda: bool(server.calls_of("reports.change")))
    assert server.calls_of("reports.change")[0].arguments.draft.parameters["due_since"] == "next_week"


def opened_for(centre, qtbot, report) -> ScheduleDialog:
    centre.list.choose(report.code)
    centre.schedules.new_button.click()
    return opened(qtbot)


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
