"""One resolution for many documents, and one that comes again and again."""

from datetime import date

from PySide6.QtCore import Qt

from client.assignments.many import ManyForm
from client.assignments.series_form import SeriesForm
from client.widgets.lookup import person_suggestion
from common.assignments.series import Pattern
from common.kernel.ids import DocumentId
from common.registry.bulk import BulkOutcome
from tests.factories.assignments import MONTH
from tests.factories.workplace import DIRECTOR, LETTER
from tests.gui.typing_keys import type_text


def test_one_resolution_goes_to_all_chosen_documents(qtbot, work, server, letters_of_executors):
    server.answers["resolutions.templates"] = list
    server.answers["resolutions.resolve_all"] = lambda ids, _draft: [
        BulkOutcome(each, f"№ {each}", "резолюция вынесена", "") for each in ids
    ]
    form = ManyForm(work, [LETTER, DocumentId(8)])
    qtbot.addWidget(form)
    form.show()
    type_text(form.text.text, "Подготовить ответ")
    form.responsible.show_value(person_suggestion(DIRECTOR))
    qtbot.waitUntil(lambda: form.rule.combo.count() == 3)
    form.rule.show_value(MONTH)
    form.controlled.show_value(False)
    with qtbot.waitSignal(form.saved) as saved:
        form.save_button.click()
    assert [each.document_id for each in saved.args[0]] == [LETTER, 8]


def test_a_periodic_assignment_is_set_by_its_first_day_and_its_end(qtbot, work, server, letters_of_executors):
    server.answers["resolutions.templates"] = list
    server.answers["series.begin"] = lambda _draft: 3
    form = SeriesForm(work, LETTER)
    qtbot.addWidget(form)
    form.show()
    type_text(form.text.text, "Представить сводку")
    form.responsible.show_value(person_suggestion(DIRECTOR))
    form.controlled.show_value(False)
    form.save_button.click()
    assert "Первый срок" in form.form.note("first")
    form.first.show_value(date(2026, 12, 25))
    form.until.show_value(date(2027, 6, 25))
    with qtbot.waitSignal(form.saved):
        form.save_button.click()
    sent = server.calls_of("series.begin")[0].arguments.draft
    assert (sent.pattern, sent.first, sent.until, sent.ahead) == (
        Pattern.MONTHLY, date(2026, 12, 25), date(2027, 6, 25), 5,
    )  # fmt: skip
    assert sent.resolution.rule is None


def test_chosen_dates_are_typed_in_one_line(qtbot, work, server, letters_of_executors):
    server.answers["resolutions.templates"] = list
    form = SeriesForm(work, LETTER)
    qtbot.addWidget(form)
    form.show()
    form.pattern.show_value(Pattern.DATES)
    form.dates.show_value("01.02.2027, 1 марта 2027")
    assert form.series().dates == [date(2027, 2, 1), date(2027, 3, 1)]
    assert form.dates.misread() == ""
    form.dates.show_value("скоро")
    assert "через запятую" in form.dates.misread()
    assert form.dates.isVisible()
    assert not form.first.isVisible()


def test_no_field_of_a_periodic_assignment_stands_on_another(qtbot, work, letters_of_executors):
    form = SeriesForm(work, LETTER)
    qtbot.addWidget(form)
    form.show()
    form.grab()
    shown = [field for field in form.form.fields.values() if field.isVisible()]
    places = [field.geometry() for field in shown]
    assert not any(a.intersects(b) for at, a in enumerate(places) for b in places[:at])


def test_the_days_of_a_periodic_assignment_warn_where_nobody_works(qtbot, work, letters_of_executors):
    form = SeriesForm(work, LETTER)
    qtbot.addWidget(form)
    form.show()
    first, dates = (watched.line for watched in form.days_off)
    form.first.show_value(date(2026, 12, 13))
    qtbot.waitUntil(first.isVisible)
    form.pattern.show_value(Pattern.DATES)
    form.dates.show_value("01.02.2027, 07.03.2027")
    qtbot.waitUntil(dates.isVisible)
    assert not first.isVisible()
    form.activateWindow()
    qtbot.keyClick(form.dates.line, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: form.series().dates == [date(2027, 2, 1), date(2027, 3, 5)])
    qtbot.waitUntil(dates.isHidden)
