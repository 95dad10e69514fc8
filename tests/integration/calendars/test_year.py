"""The production calendar as data: read from the state's file, changed with a trial first, one change at a time."""

import re
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from common.calendars import CalendarDay
from common.kernel.deadlines import Count, DayKind, DeadlineRule
from common.rpc.errors import Invalid, NotAllowed, Stale
from server.core.clock import Clock
from tests.city import City

TEN = DeadlineRule(title="Десять рабочих дней", count=Count.WORKING, amount=10, source="Регламент")
STATE_2028 = """<?xml version="1.0" encoding="UTF-8"?>
<calendar year="2028" lang="ru" date="2027.09.01">
  <holidays><holiday id="1" title="Новогодние каникулы"/></holidays>
  <days><day d="01.01" t="1" h="1"/><day d="01.03" t="1" h="1"/><day d="02.22" t="2"/>
    <day d="03.06" t="1" f="03.04"/><day d="03.04" t="3"/></days>
</calendar>"""


def test_a_state_calendar_is_read_and_its_year_can_be_counted_on(city: City) -> None:
    admin = city.sign_in("admin").api.calendars
    with pytest.raises(Invalid, match="нет 2028 года"):
        admin.deadline(TEN, date(2028, 2, 1))
    read = admin.read_file(STATE_2028)
    assert [(each.day.day, each.kind) for each in read.days if each.day.month == 3] == [
        (4, DayKind.WORKING),
        (6, DayKind.OFF),
    ]
    assert next(each for each in read.days if each.moved_from).title == "выходной день, перенесён с 04.03.2028"
    assert admin.put_year(read).days == 5
    assert admin.deadline(TEN, date(2028, 2, 24)).due == date(2028, 3, 9)
    admin.put_year(replace(admin.to_edit(2028), days=admin.to_edit(2028).days[:4]))


def test_regional_days_stay_when_the_state_calendar_is_read_anew(city: City) -> None:
    admin = city.sign_in("admin").api.calendars
    edited = admin.to_edit(2027)
    own = CalendarDay(date(2027, 8, 4), DayKind.OFF, "День города", regional=True)
    admin.put_year(replace(edited, days=[*edited.days, own]))
    read = admin.read_file(STATE_2028.replace("2028", "2027"))
    assert own in read.days
    assert len(read.days) == 6
    admin.put_year(replace(edited, mark=admin.to_edit(2027).mark))


def test_the_second_of_two_administrators_reads_the_year_again(city: City) -> None:
    admin = city.sign_in("admin").api.calendars
    edited = admin.to_edit(2027)
    first = replace(edited, days=[*edited.days, CalendarDay(date(2027, 7, 1), DayKind.SHORT)])
    admin.put_year(first)
    with pytest.raises(Stale, match="другой администратор"):
        admin.put_year(replace(edited, days=edited.days[1:]))
    admin.put_year(replace(edited, mark=admin.to_edit(2027).mark))


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (CalendarDay(date(2026, 7, 1), DayKind.OFF), "не день 2027 года"),
        (CalendarDay(date(2027, 7, 1), DayKind.WORKING), "и так рабочий день"),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_the_reason(city: City, day: CalendarDay, words: str) -> None:
    admin = city.sign_in("admin").api.calendars
    edited = admin.to_edit(2027)
    with pytest.raises(Invalid, match=words):
        admin.preview(replace(edited, days=[*edited.days, day]))


def test_no_year_is_left_out(city: City) -> None:
    admin = city.sign_in("admin").api.calendars
    with pytest.raises(Invalid, match="сначала введите"):
        admin.put_year(replace(admin.to_edit(2040), days=[CalendarDay(date(2040, 1, 1), DayKind.OFF)]))


@pytest.mark.parametrize(
    "text", ["", "не XML", "<calendar/>", '<calendar year="2027"><days><day d="13.45" t="1"/></days></calendar>',
             "<!DOCTYPE x [<!ENTITY a 'b'>]><calendar year='2027'/>"],
)  # fmt: skip
def test_what_is_no_calendar_is_refused_with_what_to_bring_instead(city: City, text: str) -> None:
    with pytest.raises(Invalid, match=r"calendar\.xml") as refused:
        city.sign_in("admin").api.calendars.read_file(text)
    said = str(refused.value).replace("xmlcalendar", "").replace("calendar.xml", "").replace("DOCTYPE", "")
    assert not re.search(r"[a-z]{4,}", said.replace("«year»", ""))  # in the language of the administrator


def test_only_an_administrator_changes_calendar_and_norms(city: City) -> None:
    clerk = city.sign_in("registrar").api.calendars
    assert clerk.year(2026)
    for call in (lambda: clerk.to_edit(2026), lambda: clerk.put_norm("", TEN), lambda: clerk.remove_norm("month")):
        with pytest.raises(NotAllowed, match="Администрирование"):
            call()


def test_a_norm_is_added_changed_and_removed_unless_a_kind_counts_by_it(city: City) -> None:
    admin = city.sign_in("admin").api.calendars
    key = admin.put_norm("", TEN)
    admin.put_norm(key, replace(TEN, amount=12))
    assert next(norm.rule.amount for norm in admin.norms() if norm.key == key) == 12
    with pytest.raises(Invalid, match="Протест"):
        admin.remove_norm("protest")
    admin.remove_norm(key)
    assert key not in [norm.key for norm in admin.norms()]


def test_the_norm_of_a_kind_puts_a_letter_on_control_with_its_explanation(city: City) -> None:
    clerk, today = city.sign_in("registrar"), Clock().today()
    received = today - timedelta(days=1)
    card = clerk.api.registry.card(clerk.register(kind="protest", received=received, their_date=received))
    assert card.control_deadline is not None
    assert (card.control_deadline.base, card.control_deadline.rule.amount) == (received, 10)
    assert card.draft.control_due == card.control_deadline.due
    assert "Закон о прокуратуре, ст. 23" in card.control_deadline.explanation()


def test_a_control_date_that_the_clerk_names_stays_the_clerks(city: City) -> None:
    clerk, today = city.sign_in("registrar"), Clock().today()
    document_id = clerk.register(kind="protest", control_due=today + timedelta(days=3))
    card = clerk.api.registry.card(document_id)
    assert (card.draft.control_due, card.control_deadline) == (today + timedelta(days=3), None)
    counted = clerk.register(kind="protest")
    card = clerk.api.registry.card(counted)
    clerk.api.registry.save(counted, card.version, replace(card.draft, control_due=today + timedelta(days=9)))
    assert clerk.api.registry.card(counted).control_deadline is None


def test_a_change_of_the_calendar_moves_the_control_dates_of_documents(city: City) -> None:
    clerk, admin = city.sign_in("registrar"), city.sign_in("admin").api.calendars
    document_id = clerk.register(kind="order")
    due = clerk.api.registry.card(document_id).draft.control_due
    assert due is not None
    edited = admin.to_edit(due.year)
    admin.put_year(replace(edited, days=[*edited.days, CalendarDay(due, DayKind.OFF, "Указ")]))
    card = clerk.api.registry.card(document_id)
    assert card.draft.control_due is not None
    assert card.draft.control_due > due
    assert card.control_deadline is not None
    assert card.control_deadline.due == card.draft.control_due
    admin.put_year(replace(edited, mark=admin.to_edit(due.year).mark))
