"""The round of the morning: reminders at their offsets, the head told of what stays undone, the digest of each."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine, text

from common.kernel.ids import AssignmentId, DocumentId
from common.notifications import Channel, Choice, Happening
from tests.city import City, Signed
from tests.factories.approvals import memo_of, of
from tests.factories.distribution import confirm, sent, to
from tests.integration.notifications.conftest import MailServer, resolve, told

Morning = Callable[..., int]
Term = Callable[..., None]
SOME = ["registrar", "mayor", "deputy", "executor", "executor2", "controller", "affairs", "admin"]  # have accounts
FEWER = text("""
    DELETE FROM account WHERE login <> ALL(:some) AND person_id NOT IN (
        SELECT u.head_id FROM unit u JOIN person p ON p.unit_id = u.id JOIN account a ON a.person_id = p.id
        WHERE a.login = 'executor' AND u.head_id IS NOT NULL
    )
""")  # a digest for each of hundreds would take long
FRIDAY, MONDAY, TUESDAY = date(2026, 12, 4), date(2026, 12, 7), date(2026, 12, 8)


@pytest.fixture
def given(city: City, engine: Engine) -> tuple[DocumentId, AssignmentId]:
    """An assignment to the executor; no morning has come yet, and nobody has been reminded of anything."""
    with engine.begin() as connection:
        connection.execute(text("UPDATE notification_rules SET morning = NULL"))
        connection.execute(text("DELETE FROM notification"))
        connection.execute(FEWER, {"some": SOME})
        connection.execute(text("UPDATE assignment SET due = due - 400"))  # what the sample has is long overdue
    document_id = city.sign_in("registrar").register()
    return document_id, resolve(city, document_id)


def reminded(person: Signed, document_id: DocumentId) -> list[Happening]:
    reminders = {Happening.DUE_SOON, Happening.OVERDUE, Happening.ESCALATED}
    return [row.happening for row in told(person, document_id) if row.happening in reminders]


def test_reminders_come_three_days_before_one_day_before_and_on_the_day(
    city: City, given: tuple[DocumentId, AssignmentId], term: Term, morning: Morning
) -> None:
    document_id, assignment_id = given
    term(assignment_id, date(2026, 12, 11))  # a Friday
    executor, heard = city.sign_in("executor"), []
    for day in range(7, 12):
        morning(date(2026, 12, day))
        heard.append(len(reminded(executor, document_id)))
    assert heard == [0, 1, 1, 2, 3]
    assert set(reminded(executor, document_id)) == {Happening.DUE_SOON}


def test_days_off_do_not_count(
    city: City, given: tuple[DocumentId, AssignmentId], term: Term, morning: Morning
) -> None:
    document_id, assignment_id = given
    term(assignment_id, TUESDAY)
    assert morning(date(2026, 12, 2)) == 1
    assert reminded(city.sign_in("executor"), document_id) == []
    assert morning(date(2026, 12, 3)) == 1  # three working days before, over a weekend
    assert reminded(city.sign_in("executor"), document_id) == [Happening.DUE_SOON]
    assert morning(date(2026, 12, 5)) == 0  # a Saturday


def test_a_morning_that_comes_twice_tells_once(
    city: City, given: tuple[DocumentId, AssignmentId], term: Term, morning: Morning, engine: Engine
) -> None:
    document_id, assignment_id = given
    term(assignment_id, MONDAY)
    assert morning(MONDAY, hour=6) == 0  # too early
    assert morning(MONDAY) == 1
    assert morning(MONDAY, hour=9) == 0
    with engine.begin() as connection:
        connection.execute(text("UPDATE notification_rules SET morning = NULL"))  # and even then
    assert morning(MONDAY, hour=10) == 1
    assert reminded(city.sign_in("executor"), document_id) == [Happening.DUE_SOON]
    assert [row.happening for row in told(city.sign_in("executor"), None)] == [Happening.DIGEST]


def test_after_a_standstill_only_what_is_still_of_use_is_told(
    city: City, given: tuple[DocumentId, AssignmentId], term: Term, morning: Morning
) -> None:
    document_id, assignment_id = given
    term(assignment_id, TUESDAY)
    morning(MONDAY)  # the server stood still on Thursday and Friday
    assert reminded(city.sign_in("executor"), document_id) == [Happening.DUE_SOON]


def test_a_moved_term_is_reminded_of_anew(
    city: City, given: tuple[DocumentId, AssignmentId], term: Term, morning: Morning
) -> None:
    document_id, assignment_id = given
    term(assignment_id, MONDAY)
    morning(MONDAY)
    term(assignment_id, TUESDAY)
    morning(TUESDAY)
    assert len(reminded(city.sign_in("executor"), document_id)) == 2


def test_the_head_is_told_of_what_has_been_overdue_for_three_working_days(
    city: City, given: tuple[DocumentId, AssignmentId], term: Term, morning: Morning, engine: Engine
) -> None:
    document_id, assignment_id = given
    term(assignment_id, FRIDAY)
    head = text(
        "SELECT a.login FROM person p JOIN unit u ON u.id = p.unit_id JOIN account a ON a.person_id = u.head_id"
        " WHERE p.id = :id"
    )
    with engine.connect() as connection:
        leader = city.sign_in(connection.execute(head, {"id": city.sign_in("executor").me.id}).scalar_one())
    morning(MONDAY)
    assert reminded(city.sign_in("executor"), document_id) == [Happening.OVERDUE]
    morning(TUESDAY)
    assert reminded(leader, document_id) == []
    morning(date(2026, 12, 9))
    morning(date(2026, 12, 10))
    assert reminded(leader, document_id) == [Happening.ESCALATED]


def test_the_digest_counts_what_waits_and_comes_by_letter_too(
    city: City, given: tuple[DocumentId, AssignmentId], term: Term, morning: Morning, mail: MailServer,
    lives_at: Callable[[Signed, str], str],
) -> None:  # fmt: skip
    executor = city.sign_in("executor")
    address = lives_at(executor, "digest@severogorsk.example")
    executor.api.notifications.choose([Choice(Happening.DUE_SOON, Channel.MAIL, on=False)])
    term(given[1], MONDAY)
    morning(MONDAY)
    [digest] = told(executor, None)
    assert digest.counts["Срок исполнения сегодня"] == 1
    assert digest.counts["«Новое поручение»"] == 1
    [letter] = mail.to(address)
    assert letter["Subject"] == "Гриф: Ежедневная сводка"
    assert "Срок исполнения сегодня: 1" in letter.get_content()
    morning(TUESDAY)
    later = told(executor, None)[0].counts
    assert later["Просрочено"] >= 1
    assert "«Новое поручение»" not in later


def test_an_approver_is_reminded_the_day_before_the_term_of_the_visa(
    city: City, given: tuple[DocumentId, AssignmentId], morning: Morning, engine: Engine
) -> None:
    memo = memo_of(city.sign_in("executor"))
    memo.send(of(city.sign_in("affairs")))
    with engine.begin() as connection:
        connection.execute(text("UPDATE approval_visa SET due = :due WHERE visa IS NULL"), {"due": TUESDAY})
    morning(FRIDAY)
    morning(MONDAY)
    morning(TUESDAY)
    happened = [row.happening for row in told(city.sign_in("affairs"), memo.id)]
    assert happened == [Happening.VISA_DUE, Happening.VISA_ASKED]


def test_who_has_not_read_is_reminded_until_he_has(
    city: City, given: tuple[DocumentId, AssignmentId], morning: Morning, engine: Engine
) -> None:
    document_id, reader = given[0], city.sign_in("executor2")
    sent(city.sign_in("registrar"), document_id, to(reader, days=2))
    with engine.begin() as connection:
        values = {"due": TUESDAY, "id": document_id}
        connection.execute(text("UPDATE acquaintance SET due = :due WHERE document_id = :id"), values)
    for day in (3, 4, 7, 8, 9, 10):
        morning(date(2026, 12, day))
    happened = [row.happening for row in told(reader, document_id)]
    assert happened == [*4 * [Happening.ACQUAINT_REMINDED], Happening.ACQUAINT]  # at 3, 1, 0 days, and once after
    assert told(reader, None)[0].counts["Ждут ознакомления"] >= 1
    confirm(reader, document_id)
    with engine.begin() as connection:
        connection.execute(text("UPDATE acquaintance SET due = due + 3 WHERE document_id = :id"), {"id": document_id})
    morning(date(2026, 12, 11))
    assert len(told(reader, document_id)) == 5
