"""A change of the calendar moves the open deadlines that are counted on it, after a trial that shows them."""

from collections.abc import Callable

from msgspec.structs import replace

from common.assignments.orders import TermDraft
from common.calendars import CalendarDay
from common.kernel.deadlines import Count, DayKind, DeadlineRule
from tests.city import City

TEN = DeadlineRule(title="Десять рабочих дней", count=Count.WORKING, amount=10)


def test_a_trial_shows_what_moves_and_the_change_moves_just_that(resolve: Callable, city: City) -> None:
    admin = city.sign_in("admin").api.calendars
    resolved = resolve(rule=TEN)
    executor = city.sign_in("executor")
    before = resolved.seen_by(executor)
    edited = admin.to_edit(before.row.due.year)
    off = CalendarDay(before.row.due, DayKind.OFF, "Указ губернатора", regional=True)
    free = replace(edited, days=[*edited.days, off])
    trial = admin.preview(free)
    assert resolved.seen_by(executor).row.due == before.row.due
    assert trial.days == 1
    mine = next(moved for moved in trial.moved if moved.document_id == before.row.document_id)
    assert mine.what == "Поручение"  # what is ordered is for those who see the document
    assert mine.who == before.row.responsible
    assert (mine.before, mine.after > mine.before) == (before.row.due, True)
    assert admin.put_year(free).moved == trial.moved
    after = resolved.seen_by(executor)
    assert (after.row.due, after.first_due) == (mine.after, before.row.due)
    assert "Указ губернатора" in after.deadline.explanation()
    acts = [row.action for row in executor.api.registry.history(before.row.document_id)]
    assert "Срок пересчитан по изменённому календарю" in acts
    admin.put_year(replace(edited, mark=admin.to_edit(before.row.due.year).mark))
    assert resolved.seen_by(executor).row.due == before.row.due


def test_a_moved_term_that_is_recounted_still_says_who_moved_it_and_how_it_began(resolve: Callable, city: City) -> None:
    admin = city.sign_in("admin").api.calendars
    resolved = resolve(rule=TEN)
    version = resolved.seen_by(resolved.mayor).version
    more = DeadlineRule(title="Двадцать", count=Count.WORKING, amount=20)
    resolved.mayor.api.terms.move(resolved.id, version, TermDraft(rule=more, reason="Ждём ответа министерства"))
    before = resolved.seen_by(resolved.mayor)
    edited = admin.to_edit(before.row.due.year)
    off = CalendarDay(before.row.due, DayKind.OFF, "Указ губернатора", regional=True)
    admin.put_year(replace(edited, days=[*edited.days, off]))
    after = resolved.seen_by(resolved.mayor)
    assert after.row.due > before.row.due
    assert (after.deadline.moves, after.deadline.first) == (before.deadline.moves, before.deadline.first)
    assert after.deadline.first is not None
    admin.put_year(replace(edited, mark=admin.to_edit(before.row.due.year).mark))
