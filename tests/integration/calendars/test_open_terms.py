"""A changed calendar moves the terms of visas and of acquaintance too, after a trial that shows them."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from common.approvals.course import Order
from common.calendars import CalendarDay, Moved, YearDraft
from common.kernel.deadlines import DayKind
from common.registry.card import Restriction
from tests.city import City, Signed
from tests.factories.approvals import memo_of, of
from tests.factories.distribution import confirm, sent, sheet, to


@pytest.fixture
def day_off(city: City) -> Callable:
    """The year with one more day off."""
    admin = city.sign_in("admin").api.calendars

    def drafted(day) -> YearDraft:
        edited = admin.to_edit(day.year)
        return replace(edited, days=[*edited.days, CalendarDay(day, DayKind.OFF, "Указ губернатора", regional=True)])

    return drafted


def put_back(admin: Signed, year: int) -> None:
    edited = admin.api.calendars.to_edit(year)
    days = [each for each in edited.days if each.title != "Указ губернатора"]
    admin.api.calendars.put_year(replace(edited, days=days))


def moved_of(admin: Signed, draft: YearDraft, document_id: int) -> list[Moved]:
    return [each for each in admin.api.calendars.preview(draft).moved if each.document_id == document_id]


def test_a_visa_that_is_waited_for_moves_and_one_that_is_put_stays(city: City, day_off: Callable) -> None:
    admin, head, deputy = (city.sign_in(login) for login in ("admin", "affairs", "deputy"))
    memo = memo_of(city.sign_in("executor"))
    memo.send(of(head, deputy, order=Order.AT_ONCE, days=3))
    memo.put(deputy)
    before = memo.row(head)
    assert "норма 3 рабочих дня" in before.deadline.explanation()
    draft = day_off(before.due)
    [moved] = moved_of(admin, draft, memo.id)
    assert (moved.what, moved.before) == ("Виза согласования", before.due)
    assert moved.document == "Служебная записка, проект", "what it is about is not the calendar keeper's"
    assert moved.who == before.person
    assert memo.row(head).due == before.due
    admin.api.calendars.put_year(draft)
    after = memo.row(head)
    assert (after.due, after.deadline.due) == (moved.after, moved.after)
    assert "Указ губернатора" in after.deadline.explanation()
    assert memo.row(deputy).due == before.due
    acts = [row.action for row in memo.author.api.registry.history(memo.id)]
    assert "Срок пересчитан по изменённому календарю" in acts
    put_back(admin, before.due.year)
    assert memo.row(head).due == before.due


def test_a_term_of_acquaintance_moves_for_those_who_have_not_read(city: City, day_off: Callable) -> None:
    admin, clerk, reader, outsider = (city.sign_in(login) for login in ("admin", "registrar", "affairs", "outsider"))
    document_id = clerk.register()
    sent(clerk, document_id, to(outsider, reader, days=3))
    confirm(reader, document_id)
    before = {row.person_id: row for row in sheet(clerk, document_id)}
    due = before[outsider.me.id].due
    assert "Срок ознакомления" in before[outsider.me.id].deadline.explanation()
    draft = day_off(due)
    [moved] = [each for each in moved_of(admin, draft, document_id) if each.what == "Срок ознакомления"]
    admin.api.calendars.put_year(draft)
    after = {row.person_id: row for row in sheet(clerk, document_id)}
    assert after[outsider.me.id].due == moved.after
    assert moved.who, "to whom it was sent"
    assert "Указ губернатора" in after[outsider.me.id].deadline.explanation()
    assert (after[reader.me.id].due, after[reader.me.id].deadline) == (due, None)
    put_back(admin, due.year)


def test_a_trial_names_no_restricted_document(city: City, day_off: Callable) -> None:
    admin, clerk, outsider = (city.sign_in(login) for login in ("admin", "registrar", "outsider"))
    document_id = clerk.register(restriction=Restriction.OFFICIAL, copy_number="1", restriction_basis="п. 1.3")
    sent(clerk, document_id, to(outsider, days=3))
    [row] = sheet(clerk, document_id)
    [moved] = moved_of(admin, day_off(row.due), document_id)
    assert (moved.document, moved.who) == ("Документ ДСП", "")
