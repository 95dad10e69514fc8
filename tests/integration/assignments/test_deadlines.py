"""Deadlines of assignments: counted on the calendar, explained, never past the parent's, overdue by the day."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from common.assignments.cards import Folder
from common.kernel.deadlines import Count, DeadlineRule
from common.rpc.errors import Invalid
from server.core.clock import Clock
from tests.city import City

WEEK = DeadlineRule(title="Срок указан в резолюции", count=Count.WORKING, amount=7)


def on(day: date) -> DeadlineRule:
    return DeadlineRule(title="Срок указан", count=Count.DATE, fixed=day)


def test_a_deadline_is_counted_on_the_calendar_and_kept_with_its_explanation(resolve: Callable, city: City) -> None:
    resolved = resolve(rule=WEEK)
    executor = city.sign_in("executor")
    card = resolved.seen_by(executor)
    promised = executor.api.calendars.deadline(WEEK, card.deadline.base)
    assert card.deadline == promised
    assert card.row.due == card.first_due == promised.due
    assert "норма 7 рабочих дней" in card.deadline.explanation()
    assert {skipped.title for skipped in card.deadline.skipped} >= {"суббота", "воскресенье"}


def test_the_row_of_a_folder_carries_how_its_deadline_was_counted(resolve: Callable, city: City) -> None:
    resolved = resolve(rule=WEEK)
    executor = city.sign_in("executor")
    rows = executor.api.assignments.folder(Folder.TO_EXECUTE, 0, 500).rows
    row = next(row for row in rows if row.id == resolved.id)
    assert row.deadline.due == row.due
    assert "норма 7 рабочих дней" in row.deadline.explanation()


def test_a_deadline_on_a_day_off_is_moved_and_says_so(resolve: Callable, city: City) -> None:
    today = Clock().today()
    sunday = today + timedelta(days=13 - today.weekday())
    card = resolve(rule=on(sunday)).seen_by(city.sign_in("executor"))
    assert card.row.due < sunday
    assert "нерабочий день, перенос" in card.deadline.explanation()


@pytest.mark.parametrize("day", [date(1066, 10, 14), date(2999, 1, 1)])
def test_a_deadline_beyond_the_calendar_is_refused_beside_its_field(resolve: Callable, day: date) -> None:
    with pytest.raises(Invalid) as refused:
        resolve(rule=on(day))
    assert [problem.field for problem in refused.value.problems] == ["rule"]


def test_a_deadline_already_past_is_refused(resolve: Callable) -> None:
    with pytest.raises(Invalid, match="уже прошёл"):
        resolve(rule=on(Clock().today() - timedelta(days=5)))


def test_a_childs_deadline_may_not_pass_its_parents(resolved, city: City) -> None:
    colleague = city.sign_in("executor2")
    later = DeadlineRule(title="Месяц", count=Count.MONTHS, amount=1)
    with pytest.raises(Invalid, match="не может быть позже срока вышестоящего поручения"):
        resolved.delegate(resolved.mayor, responsible_id=colleague.me.id, rule=later)
    child = resolved.delegate(resolved.mayor, responsible_id=colleague.me.id)
    assert resolved.seen_by(colleague, child).parent_id == resolved.id


def test_an_assignment_past_its_deadline_is_overdue_by_so_many_days(resolved, days_pass: Callable) -> None:
    before = {count.folder: count.count for count in resolved.executor.api.assignments.counts()}
    days_pass(resolved.id, Clock().today() - timedelta(days=4))
    after = {count.folder: count for count in resolved.executor.api.assignments.counts()}
    assert after[Folder.OVERDUE].count == before[Folder.OVERDUE] + 1
    assert after[Folder.TO_EXECUTE].overdue >= 1
    overdue = resolved.executor.api.assignments.folder(Folder.OVERDUE)
    assert {row.id: row.overdue_days for row in overdue.rows}[resolved.id] == 4


def test_the_day_of_the_deadline_itself_is_not_overdue(resolved, days_pass: Callable) -> None:
    days_pass(resolved.id, Clock().today())
    overdue = resolved.executor.api.assignments.folder(Folder.OVERDUE)
    assert resolved.id not in [row.id for row in overdue.rows]
    assert resolved.seen_by(resolved.executor).row.overdue_days == 0
