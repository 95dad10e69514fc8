"""Norms of deadlines: each with what it would give from today on."""

import pytest

from client.calendars.norms import NormDialog, NormsPage
from common.calendars import Norm
from common.kernel.deadlines import Area, Count, DeadlineRule, ProductionCalendar
from common.rpc.errors import Invalid
from tests.gui.typing_keys import type_text

PROTEST = Norm(
    "protest", DeadlineRule(title="Протест", count=Count.CALENDAR, amount=10, source="Закон, ст. 23"), Area.PROSECUTOR
)


@pytest.fixture
def page(qtbot, work, server):
    server.answers["calendars.norms"] = lambda: [PROTEST]
    server.answers["calendars.deadline"] = lambda rule, base: ProductionCalendar({}).deadline(rule, base)
    made = NormsPage(work)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.model.row(made.model.index(0, 0)) is not None)
    return made


def dialog(page) -> NormDialog:
    return next(each for each in page.findChildren(NormDialog) if each.isVisible())


def test_a_norm_shows_what_it_gives_before_it_is_saved(page, server, qtbot):
    page.open_row(PROTEST)
    form = dialog(page)
    qtbot.waitUntil(lambda: "03.12.2026" in form.example.text())
    form.amount.line.clear()
    type_text(form.amount.line, "20")
    qtbot.waitUntil(lambda: "11.12.2026" in form.example.text())
    server.answers["calendars.put_norm"] = lambda _key, _rule, _area: "protest"
    with qtbot.waitSignal(form.saved):
        form.save()
    saved = server.calls_of("calendars.put_norm")[0].arguments
    assert (saved.key, saved.rule.amount, saved.rule.source) == ("protest", 20, "Закон, ст. 23")
    assert saved.area is Area.PROSECUTOR


def test_a_norm_without_a_term_is_refused_beside_its_field(page, server):
    page.add()
    form = dialog(page)
    type_text(form.title.line, "Новая")
    form.save()
    assert "нулевым" in form.form.note("amount")
    assert not server.calls_of("calendars.put_norm")


def test_a_norm_in_use_stays_and_says_by_whom(page, server, qtbot):
    def refuse(_key):
        raise Invalid("По этой норме считают срок виды: Протест.")

    server.answers["calendars.remove_norm"] = refuse
    page.remove()
    assert "Удалить норму «Протест»?" in page.question.text.text()
    page.question.findChildren(type(page.remove_button))[0].click()
    qtbot.waitUntil(lambda: "виды: Протест" in page.question.text.text())
