"""A report is made of a register at the desk: grouped, looked at, kept, taken away again."""

from datetime import UTC, datetime

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from client.reports.centre import ReportCentre
from client.shell.building import Building
from common.jobs import JobState
from common.kernel.ids import JobId, ReportRunId, SavedReportId
from common.kernel.paging import Page
from common.registry.views import View
from common.reports import (
    Format,
    LineRole,
    ReportForm,
    ReportLine,
    ReportRun,
    ReportTable,
    SavedDraft,
    Sharing,
    ShownColumn,
)  # fmt: skip
from tests.gui.typing_keys import press

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
FORM = ReportForm("journal", "Журнал", "Журналы", [], [Format.SCREEN])
OWN = ReportForm("saved.4", "Мосты", "Свои отчёты", [], [Format.SCREEN, Format.PDF], SavedReportId(4), mine=True)
VIEW = View(title="Входящие", register="incoming", columns=["number", "kind"])
SHOWN = {"view": msgspec.json.encode(VIEW).decode()}
BUILDING = Building("registry.built", "Входящие", SHOWN, [("kind", "Вид"), ("place", "Место")], "документы")


@pytest.fixture
def centre(qtbot, work, server):
    run = ReportRun(ReportRunId(9), "registry.built", "Письма", JobId(3), JobState.DONE, 1, 1, "", AT, None, "")
    server.answers["reports.centre"] = lambda: [FORM, OWN]
    server.answers["reports.history"] = lambda *_: Page(0, [])
    server.answers["reports.run"] = lambda *_: ReportRunId(9)
    server.answers["reports.made"] = lambda _id: run
    server.answers["reports.table"] = lambda _id: ReportTable("Письма", [], AT, [ShownColumn("Вид", 10)])
    server.answers["reports.lines"] = lambda *_: Page(1, [ReportLine(0, LineRole.ROW, ["Письмо"])])
    centre = ReportCentre(work)
    qtbot.addWidget(centre)
    centre.show()
    qtbot.waitUntil(lambda: centre.title.text() == FORM.title)
    return centre


@pytest.fixture
def dialog(centre, work):
    work.navigator.build_report(BUILDING)
    return centre.builder.dialog


def test_a_register_is_grouped_and_looked_at_before_it_is_kept(centre, dialog, qtbot, server):
    dialog.title.show_value("Письма")
    dialog.first.show_value("kind")
    dialog.second.show_value("place")
    dialog.show_button.click()
    qtbot.waitUntil(lambda: centre.title.text() == "Письма" and centre.preview.grid.model.total == 1)
    sent = server.calls_of("reports.run")[0].arguments
    assert (sent.code, sent.format) == ("registry.built", Format.SCREEN)
    assert (sent.parameters["groups"], sent.parameters["rows"]) == ("kind,place", "1")
    assert (sent.parameters["title"], sent.parameters["view"]) == ("Письма", SHOWN["view"])
    assert dialog.isVisible()
    assert centre.hand_button.isEnabled()


def test_a_kept_report_stands_chosen_in_the_centre(centre, dialog, qtbot, server):
    server.answers["reports.keep"] = lambda _draft: SavedReportId(4)
    dialog.title.show_value("Мосты")
    dialog.sharing.show_value(Sharing.UNIT)
    dialog.save()
    qtbot.waitUntil(lambda: centre.title.text() == "Мосты")
    kept = server.calls_of("reports.keep")[0].arguments.draft
    assert (kept.title, kept.sharing, kept.code) == ("Мосты", Sharing.UNIT, "registry.built")
    centre.order_first()
    qtbot.waitUntil(lambda: bool(server.calls_of("reports.run")))
    assert server.calls_of("reports.run")[0].arguments.code == "saved.4"


def test_the_same_column_twice_and_totals_of_nothing_are_refused_beside_the_fields(dialog, server):
    dialog.first.show_value("kind")
    dialog.second.show_value("kind")
    dialog.save()
    assert "другой столбец" in dialog.form.note("second")
    dialog.first.show_value("")
    dialog.second.show_value("")
    dialog.rows.show_value(False)
    dialog.save()
    assert "итоги" in dialog.form.note("first")
    assert not server.calls_of("reports.keep")


def test_ones_own_report_is_opened_as_it_was_saved_and_changed(centre, qtbot, server):
    parameters = {"view": msgspec.json.encode(VIEW).decode(), "groups": "kind", "rows": ""}
    saved = SavedDraft(title="Мосты", code="registry.built", parameters=parameters, sharing=Sharing.UNIT)
    server.answers["reports.kept"] = lambda _id: saved
    server.answers["reports.change"] = lambda *_: None
    centre.list.choose(OWN.code)
    centre.activateWindow()
    centre.list.setFocus()
    qtbot.waitUntil(centre.list.hasFocus)
    press(centre.list, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: centre.builder.dialog is not None)
    dialog = centre.builder.dialog
    assert dialog.draft() == msgspec.structs.replace(saved, parameters=dialog.parameters())
    assert (dialog.first.value(), dialog.second.value(), dialog.rows.value()) == ("kind", "", False)
    dialog.title.show_value("Мосты и дороги")
    dialog.second.show_value("place")
    dialog.save()
    qtbot.waitUntil(lambda: bool(server.calls_of("reports.change")))
    sent = server.calls_of("reports.change")[0].arguments
    assert (sent.saved_id, sent.draft.title, sent.draft.parameters["groups"]) == (4, "Мосты и дороги", "kind,place")


def test_a_report_of_assignments_is_opened_as_it_was_saved_and_changed(centre, qtbot, server):
    parameters = {"chosen": '{"folder":"on_control"}', "title": "Контроль", "groups": "unit,due", "rows": ""}
    server.answers["reports.kept"] = lambda _id: SavedDraft(
        title="Контроль", code="assignments.built", parameters=parameters
    )
    server.answers["reports.change"] = lambda *_: None
    centre.builder.change(SavedReportId(4))
    qtbot.waitUntil(lambda: centre.builder.dialog is not None)
    dialog = centre.builder.dialog
    assert (dialog.first.value(), dialog.second.value(), dialog.rows.value()) == ("unit", "due", False)
    dialog.second.show_value("author")
    dialog.save()
    qtbot.waitUntil(lambda: bool(server.calls_of("reports.change")))
    changed = server.calls_of("reports.change")[0].arguments.draft
    assert (changed.code, changed.parameters) == ("assignments.built", {**parameters, "groups": "unit,author"})


def test_anothers_report_is_not_changed_by_f2(centre, qtbot, server):
    centre.list.choose(FORM.code)
    centre.list.change()
    assert server.calls_of("reports.kept") == []


def test_ones_own_report_is_taken_away_by_delete(centre, qtbot, server, monkeypatch):
    server.answers["reports.forget"] = lambda _id: None
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    centre.list.forget()
    assert not server.calls_of("reports.forget")  # a form of the house is nobody's own
    centre.list.choose("saved.4")
    centre.list.forget()
    qtbot.waitUntil(lambda: bool(server.calls_of("reports.forget")))
    assert server.calls_of("reports.forget")[0].arguments.saved_id == SavedReportId(4)
