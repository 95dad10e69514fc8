"""Reports by schedule: made by the worker for their owners, handed over, stopped where they may not go on."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

import msgspec
import pytest
from sqlalchemy import Engine, text

from common.calendars import CalendarDay
from common.jobs import JobState
from common.kernel.deadlines import DayKind
from common.kernel.ids import ReportScheduleId
from common.notifications import Happening
from common.registry.classes import DocumentClass
from common.registry.document import DocumentFilter
from common.registry.views import View
from common.reports import Format, ParameterKind, ReportForm, SavedDraft
from common.rpc.errors import Invalid, Missing, NotAllowed, Stale
from common.schedules import LAST_YEAR, Occasions, RelativePeriod, ScheduleDraft, begun, offered
from server import app
from server.core.clock import Clock, HeldClock
from server.core.settings import Settings
from server.jobs.worker import Worker
from tests.city import City, Signed

JOURNAL, LIST = "assignments.incoming_journal", "assignments.execution_of_incoming"
MISSING = "registry.missing_numbers"
DAILY = Occasions(weekdays=list(range(7)), moves=False)
SOON = timedelta(seconds=9)  # jobs are ordered by the clock of the database
At = Callable[[timedelta], None]


def draft(*people: Signed, **changes: object) -> ScheduleDraft:
    values: dict[str, object] = {
        "code": JOURNAL, "parameters": {"place": ""}, "period": RelativePeriod.YEAR_TO_DATE, "format": Format.PDF,
        "occasions": DAILY, "person_ids": [person.me.id for person in people],
    }  # fmt: skip
    return ScheduleDraft(**{**values, **changes})


def work_at(settings: Settings, engine: Engine, moment: datetime) -> None:
    """Lets a worker do all there is to do at a moment."""
    worker: Worker = app.worker(settings, HeldClock(moment, settings.zone), engine)
    worker.sweepers[0].sweep_when_due()
    while worker.run_one():
        continue


def noon_of(day: date) -> timedelta:
    """How long it is until noon of a day: whatever is due that morning is behind."""
    return datetime.combine(day, time(12), Clock().zone) - Clock().now()


@pytest.fixture
def at(settings: Settings, engine: Engine) -> At:
    """Work done so long after now."""
    return lambda later: work_at(settings, engine, Clock().now() + later)


@pytest.fixture(autouse=True)
def nothing_left(engine: Engine) -> Iterator[None]:
    yield
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM report_schedule"))


def set_by(person: Signed, *people: Signed, **changes: object) -> ReportScheduleId:
    return person.api.schedules.put(draft(*people, **changes))


def received(person: Signed) -> int:
    return person.api.deliveries.received().total


def told(person: Signed, happening: Happening) -> list[str]:
    return [row.summary for row in person.api.notifications.register().rows if row.happening is happening]


def test_a_report_is_made_once_after_many_missed_days_and_handed_over(city: City, at: At) -> None:
    clerk, mayor = city.sign_in("registrar"), city.sign_in("mayor")
    clerk.register(summary="О том, что идёт по расписанию")
    before = received(mayor)
    set_by(clerk, mayor)
    assert clerk.api.schedules.register().rows[0].words == "ежедневно в 08:00, с начала года"
    at(SOON)
    assert received(mayor) == before
    noon = noon_of(Clock().now().date() + timedelta(days=5))
    at(noon)
    assert received(mayor) == before + 1
    at(noon + timedelta(minutes=9))
    assert received(mayor) == before + 1
    got = mayor.api.deliveries.received().rows[0]
    assert (got.by, got.formats, got.read) == (clerk.me.name, [Format.PDF], False)
    printed = mayor.api.reports.made(mayor.api.reports.again(got.run_id, Format.PDF))
    assert printed.state is JobState.DONE
    assert mayor.fetch(printed.file_id).content.startswith(b"%PDF")
    assert got.run_id in [run.id for run in clerk.api.reports.history().rows]


def test_a_schedule_waits_by_the_calendar_as_it_is_now(city: City, at: At) -> None:
    clerk, admin = city.sign_in("registrar"), city.sign_in("admin")
    set_by(clerk, city.sign_in("mayor"), occasions=Occasions(month_day=1))
    before = clerk.api.schedules.register().rows[0].next
    assert before is not None
    day = before.astimezone(Clock().zone).date()
    was = admin.api.calendars.to_edit(day.year)
    others = [each for each in was.days if each.day != day]
    off = CalendarDay(day=day, kind=DayKind.OFF, title="День города")
    admin.api.calendars.put_year(msgspec.structs.replace(was, days=sorted([*others, off], key=lambda each: each.day)))
    try:
        after = clerk.api.schedules.register().rows[0].next
    finally:
        now = admin.api.calendars.to_edit(day.year)
        admin.api.calendars.put_year(msgspec.structs.replace(now, days=was.days))
    assert after is not None
    assert after > before
    assert clerk.api.schedules.register().rows[0].next == before


def test_a_report_that_the_house_makes_no_more_is_said_in_words(city: City, engine: Engine, at: At) -> None:
    clerk = city.sign_in("registrar")
    run_id = clerk.api.reports.run(JOURNAL, {"since": "2026-11-01", "until": "2026-11-30", "place": ""})
    with engine.begin() as connection:
        connection.execute(text("UPDATE report_run SET code = 'no.more' WHERE id = :id"), {"id": run_id})
    at(SOON)
    run = clerk.api.reports.made(run_id)
    assert run.state is JobState.FAILED
    assert "больше нет" in run.message


def test_a_paused_schedule_rests_and_one_that_goes_on_makes_up_nothing(city: City, at: At) -> None:
    clerk, mayor = city.sign_in("registrar"), city.sign_in("mayor")
    before = received(mayor)
    schedule = set_by(clerk, mayor)
    clerk.api.schedules.pause(schedule, paused=True)
    assert clerk.api.schedules.register().rows[0].next is None
    at(timedelta(days=2))
    clerk.api.schedules.pause(schedule, paused=False)
    at(SOON)
    assert received(mayor) == before
    clerk.api.schedules.run_now(schedule)
    with pytest.raises(Invalid, match="уже формируется"):
        clerk.api.schedules.run_now(schedule)
    at(SOON)
    assert received(mayor) == before + 1


def test_a_dropped_schedule_makes_nothing_and_is_not_found(city: City, at: At) -> None:
    clerk, mayor = city.sign_in("registrar"), city.sign_in("mayor")
    before = received(mayor)
    schedule = set_by(clerk, mayor)
    clerk.api.schedules.drop(schedule)
    at(timedelta(days=2))
    assert received(mayor) == before
    with pytest.raises(Missing):
        clerk.api.schedules.card(schedule)


def test_an_owner_without_the_right_stops_the_schedule_and_administrators_are_told(
    city: City, at: At, engine: Engine
) -> None:
    clerk, mayor, admin = city.sign_in("registrar2"), city.sign_in("mayor"), city.sign_in("admin")
    before = received(mayor)
    set_by(clerk, mayor)
    changed = "UPDATE role SET rights = array_{0}(rights, 'run_reports') WHERE id = ANY(:had)"
    with engine.begin() as connection:
        had = list(connection.execute(text("SELECT id FROM role WHERE 'run_reports' = ANY(rights)")).scalars())
        connection.execute(text(changed.format("remove")), {"had": had})
    try:
        at(timedelta(days=2))
    finally:
        with engine.begin() as connection:
            connection.execute(text(changed.format("append")), {"had": had})
    assert received(mayor) == before
    row = clerk.api.schedules.register().rows[0]
    assert row.paused
    assert "нет права" in row.trouble
    assert any("нет права" in words for words in told(admin, Happening.SCHEDULE_STOPPED))
    assert any("нет права" in words for words in told(clerk, Happening.SCHEDULE_STOPPED))


def test_a_dismissed_owner_stops_the_schedule(city: City, at: At, engine: Engine) -> None:
    clerk, mayor, admin = city.sign_in("registrar2"), city.sign_in("mayor"), city.sign_in("admin")
    set_by(clerk, mayor)
    dismissal = text("UPDATE person SET dismissed = :day WHERE id = :id")
    with engine.begin() as connection:
        connection.execute(dismissal, {"day": Clock().today(), "id": clerk.me.id})
    try:
        at(timedelta(days=2))
    finally:
        with engine.begin() as connection:
            connection.execute(dismissal, {"day": None, "id": clerk.me.id})
    assert clerk.api.schedules.register().rows[0].paused
    assert any("уволен" in words for words in told(admin, Happening.SCHEDULE_STOPPED))


@pytest.mark.parametrize("asked_for", [False, True])
def test_a_schedule_of_a_report_that_names_addressees_is_stopped(
    city: City, at: At, engine: Engine, asked_for: bool
) -> None:
    clerk, mayor = city.sign_in("registrar"), city.sign_in("mayor")
    before = received(mayor)
    schedule = set_by(clerk, mayor)
    with engine.begin() as connection:  # set before such reports were held back
        connection.execute(text("UPDATE report_schedule SET code = 'registry.dispatch_list'"))
    if asked_for:
        clerk.api.schedules.run_now(schedule)
    at(SOON if asked_for else timedelta(days=2))
    assert received(mayor) == before
    row = clerk.api.schedules.register().rows[0]
    assert row.paused
    assert "ДСП" in row.trouble


def test_of_a_report_that_cannot_be_made_the_owner_is_told(city: City, at: At, engine: Engine) -> None:
    clerk, mayor = city.sign_in("registrar"), city.sign_in("mayor")
    set_by(clerk, mayor)
    with engine.begin() as connection:  # the place was offered when it was chosen
        connection.execute(text("""UPDATE report_schedule SET parameters = '{"place": "77777"}'"""))
    at(timedelta(days=2))
    row = clerk.api.schedules.register().rows[0]
    assert (row.paused, "из списка" in row.trouble) == (False, True)
    assert any("из списка" in words for words in told(clerk, Happening.REPORT_FAILED))


def test_only_the_owner_changes_a_schedule_and_the_administrator_pauses_it(city: City) -> None:
    clerk, other, admin = city.sign_in("registrar"), city.sign_in("controller"), city.sign_in("admin")
    schedule = set_by(clerk, other)
    with pytest.raises(Missing):
        other.api.schedules.card(schedule)
    version = clerk.api.schedules.card(schedule).draft.version
    clerk.api.schedules.put(draft(other, version=version, format=Format.XLSX), schedule)
    assert clerk.api.schedules.card(schedule).draft.format is Format.XLSX
    with pytest.raises(Stale):
        clerk.api.schedules.put(draft(other, version=version), schedule)
    if "run_reports" in {right.value for right in admin.me.rights}:
        with pytest.raises(NotAllowed):
            admin.api.schedules.run_now(schedule)
        admin.api.schedules.pause(schedule, paused=True)


def test_a_report_of_a_period_asks_for_a_relative_one_and_others_do_not(city: City) -> None:
    clerk = city.sign_in("registrar")
    with pytest.raises(Invalid) as refusal:
        set_by(clerk, clerk, period=None)
    assert [problem.field for problem in refusal.value.problems] == ["period"]
    with pytest.raises(Invalid):
        set_by(clerk, clerk, code="registry.form_103", parameters={"number": "1"}, period=None)


def test_a_report_of_ones_own_comes_by_schedule_until_it_is_taken_away(city: City, at: At) -> None:
    clerk, mayor = city.sign_in("registrar"), city.sign_in("mayor")
    clerk.register(summary="О своём отчёте")
    chosen = DocumentFilter(document_class=DocumentClass.INCOMING, summary="своём отчёте")
    view = msgspec.json.encode(View(title="Свой", register="incoming", chosen=chosen, columns=["number"])).decode()
    own = clerk.api.reports.keep(
        SavedDraft(title="Свой", code="registry.built", parameters={"view": view, "groups": "kind", "rows": "1"})
    )
    set_by(clerk, mayor, code=f"saved.{own}", parameters={}, period=None)
    at(timedelta(days=2))
    assert mayor.api.deliveries.received().rows[0].title == "Свой"
    clerk.api.reports.forget(own)
    at(timedelta(days=4))
    row = clerk.api.schedules.register().rows[0]
    assert row.paused
    assert "больше нет" in row.trouble


def test_a_date_that_would_be_the_same_each_time_is_refused(city: City) -> None:
    clerk, mayor = city.sign_in("registrar"), city.sign_in("mayor")
    form = next(
        each for each in clerk.api.reports.centre()
        if any(one.kind is ParameterKind.DATE and one.name == "due_since" for one in each.parameters)
    )  # fmt: skip
    dated = {each.name: each.default for each in form.parameters} | {"due_since": "2026-11-01"}
    with pytest.raises(Invalid) as refused:
        set_by(clerk, mayor, code=form.code, parameters=dated, period=None)
    assert all("от раза к разу" in each.text for each in refused.value.problems)
    assert {each.field for each in refused.value.problems} == {"due_since"}
    with pytest.raises(Invalid, match="текущий или прошлый"):
        set_by(clerk, mayor, code=MISSING, parameters={"year": "2026", "journal": ""}, period=None)


def test_terms_told_in_words_are_of_the_day_on_which_the_list_is_made(city: City, at: At) -> None:
    clerk, mayor = city.sign_in("registrar"), city.sign_in("mayor")
    asked = {each.name: "" for each in form_of(clerk, LIST).parameters}
    asked |= {"registered_since": RelativePeriod.UP_TO_TODAY, "due_since": RelativePeriod.NEXT_WEEK}
    monday = Occasions(weekdays=[0], moves=False)
    schedule = set_by(clerk, mayor, code=LIST, parameters=asked, period=None, occasions=monday)
    assert clerk.api.schedules.register().rows[0].words == "пн в 08:00, следующая неделя, по сегодняшний день"
    card = clerk.api.schedules.card(schedule)
    assert [each.name for each in card.days] == ["registered_since", "due_since"]
    first = next_monday()
    for day in (first, first + timedelta(days=7)):
        at(noon_of(day))
        words = "; ".join(mayor.api.reports.table(mayor.api.deliveries.received().rows[0].run_id).words)
        since, until = day + timedelta(days=7), day + timedelta(days=13)
        assert f"зарегистрированы по {day:%d.%m.%Y}" in words
        assert f"срок исполнения с {since:%d.%m.%Y} по {until:%d.%m.%Y}" in words


def test_a_year_told_in_words_is_that_of_the_day(city: City, at: At) -> None:
    clerk, mayor = city.sign_in("registrar"), city.sign_in("mayor")
    set_by(clerk, mayor, code=MISSING, parameters={"year": LAST_YEAR, "journal": ""}, period=None)
    for year in (Clock().today().year, Clock().today().year + 1):
        at(noon_of(date(year + 1, 2, 1)))
        run_id = mayor.api.deliveries.received().rows[0].run_id
        assert mayor.api.reports.table(run_id).words == [f"за {year} год"]


def test_a_report_of_ones_own_keeps_words_instead_of_days(city: City, at: At) -> None:
    clerk = city.sign_in("registrar")
    kept = SavedDraft(title="Сегодняшние", code=JOURNAL, parameters={"since": RelativePeriod.TODAY, "place": ""})
    own = clerk.api.reports.keep(kept)
    run_id = clerk.api.reports.run(f"saved.{own}", {}, Format.SCREEN)
    at(timedelta())
    assert f"за период с {Clock().today():%d.%m.%Y} по {Clock().today():%d.%m.%Y}" in (
        clerk.api.reports.table(run_id).words
    )
    ahead = {"since": RelativePeriod.UP_TO_TODAY, "place": ""}
    with pytest.raises(Invalid):  # a journal begins on some day
        clerk.api.reports.keep(SavedDraft(title="Все", code=JOURNAL, parameters=ahead))


def test_every_report_of_the_centre_with_days_takes_words_instead(city: City) -> None:
    clerk = city.sign_in("registrar")
    reports, tried = app.reports_by_code(), set()
    for form in clerk.api.reports.centre():
        report = reports.get(form.code)
        if not begun(form.parameters) or report is None:
            continue
        asked = {each.name: each.default or "1" * each.required for each in form.parameters}
        for day in begun(form.parameters):
            asked |= {day.name: offered(day)[0], day.ends: ""} if day.ends else {day.name: offered(day)[0]}
        clerk.api.reports.keep(SavedDraft(title=form.title, code=form.code, parameters=asked))
        if report.names_addressees or Format.SCREEN not in form.formats:
            continue
        period = RelativePeriod.TODAY if "since" in asked else None
        set_by(clerk, clerk, code=form.code, parameters=asked, period=period)
        tried.add(form.code)
    assert {JOURNAL, LIST, "assignments.discipline"} <= tried


def form_of(person: Signed, code: str) -> ReportForm:
    return next(form for form in person.api.reports.centre() if form.code == code)


def next_monday() -> date:
    today = Clock().today()
    return today + timedelta(days=7 - today.weekday())
