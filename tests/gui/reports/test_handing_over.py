"""Handing a report over at the desk, and reading what was handed over."""

from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QApplication

from client.reports.centre import ReportCentre
from client.reports.handing_dialog import HandingDialog
from client.reports.received import ReceivedPage
from client.widgets.lookup import Suggestion
from common.kernel.ids import PersonId, ReportDeliveryId, ReportRunId, UnitId
from common.kernel.paging import Page
from common.reports import (
    Format,
    HeadedUnit,
    LineRole,
    PastRun,
    ReceivedReport,
    ReportForm,
    ReportLine,
    ReportTable,
    ShownColumn,
)

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
RUN = ReportRunId(7)
FORM = ReportForm("journal", "Журнал", "Журналы", [], [Format.SCREEN, Format.PDF, Format.XLSX])
RECEIVED = ReceivedReport(ReportDeliveryId(1), RUN, "Журнал", AT, AT, "Баранова А. И.", "К планёрке", False, [])


@pytest.fixture
def figures(server):
    server.answers["reports.table"] = lambda _id: ReportTable("Журнал", [], AT, [ShownColumn("Сколько", 10)])
    server.answers["reports.lines"] = lambda *_: Page(1, [ReportLine(0, LineRole.ROW, ["42"])])
    return server


@pytest.fixture
def centre(qtbot, work, figures):
    figures.answers["reports.centre"] = lambda: [FORM]
    figures.answers["reports.history"] = lambda *_: Page(0, [])
    figures.answers["deliveries.units"] = lambda: [HeadedUnit(UnitId(3), "Управление делами", "Шелест А. Б.")]
    centre = ReportCentre(work)
    qtbot.addWidget(centre)
    centre.show()
    qtbot.waitUntil(lambda: centre.title.text() == FORM.title)
    return centre


def opened(centre) -> HandingDialog:
    centre.hand_button.click()
    return next(each for each in QApplication.topLevelWidgets() if isinstance(each, HandingDialog) and each.isVisible())


def test_a_report_without_figures_is_not_handed_over(centre):
    assert not centre.hand_button.isEnabled()


def test_a_report_is_handed_to_people_and_heads_of_units(centre, qtbot, figures):
    figures.answers["deliveries.hand_over"] = lambda *_: 2
    centre.show_past(PastRun(RUN, "journal", "Журнал", AT, "", True, []))
    dialog = opened(centre)
    dialog.people.add([Suggestion(PersonId(5), "Климов П. П.")])
    qtbot.waitUntil(lambda: bool(dialog.heads._lookup.suggestions))
    dialog.heads.add(dialog.heads._lookup.suggestions)
    dialog.note.show_value("К планёрке")
    dialog.save()
    qtbot.waitUntil(lambda: not centre.notice.isHidden())
    sent = figures.calls_of("deliveries.hand_over")[0].arguments
    assert (sent.run_id, sent.draft.person_ids, sent.draft.unit_ids) == (RUN, [PersonId(5)], [UnitId(3)])
    assert sent.draft.note == "К планёрке"


def test_nobody_named_is_said_beside_the_field(centre, figures):
    centre.show_past(PastRun(RUN, "journal", "Журнал", AT, "", True, []))
    dialog = opened(centre)
    dialog.save()
    assert "Назовите" in dialog.form.note("person_ids")
    assert not figures.calls_of("deliveries.hand_over")


def test_what_was_handed_over_shows_its_figures_who_sent_it_and_his_words(qtbot, work, figures):
    figures.answers["deliveries.received"] = lambda *_: Page(1, [RECEIVED])
    figures.answers["deliveries.take"] = lambda _id: RECEIVED
    page = ReceivedPage(work)
    qtbot.addWidget(page)
    page.show()
    assert not page.pdf_button.isVisible()
    work.navigator.open_report(RUN)
    qtbot.waitUntil(lambda: page.title.text() == "Журнал" and page.preview.grid.model.total == 1)
    assert "Баранова А. И." in page.words.text()
    assert "К планёрке" in page.words.text()
    assert page.pdf_button.isEnabled()
