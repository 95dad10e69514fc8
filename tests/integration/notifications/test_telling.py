"""Who is told of what: once, in person or as a deputy, and never of one's own acts."""

from datetime import date

import msgspec
import pytest
from sqlalchemy import Engine, text

from common.approvals.course import Visa
from common.assignments.orders import ReportDraft, TermDraft
from common.kernel.deadlines import Count, DeadlineRule
from common.notifications import Happening
from common.registry.card import Restriction
from common.registry.rules import Action
from tests.city import City, Signed
from tests.factories.approvals import memo_of, of
from tests.factories.distribution import sent, to
from tests.integration.notifications.conftest import resolve, told


def test_an_addressee_is_told_of_a_letter_and_its_registrar_is_not(city: City) -> None:
    clerk, mayor = city.sign_in("registrar"), city.sign_in("mayor")
    document_id = clerk.register()
    [notice] = told(mayor, document_id)
    assert (notice.happening, notice.by, notice.read) == (Happening.FOR_REVIEW, clerk.me.name, False)
    assert notice.document.startswith("№ ")
    assert notice.summary.startswith("Об устранении")
    assert told(clerk, document_id) == []


def test_an_executor_is_told_of_an_assignment_with_its_term(city: City) -> None:
    document_id = city.sign_in("registrar").register()
    assignment_id = resolve(city, document_id)
    [notice] = told(city.sign_in("executor"), document_id)
    assert (notice.happening, notice.assignment_id) == (Happening.ASSIGNED, assignment_id)
    assert notice.due is not None
    assert notice.due > date(2026, 11, 23)


def test_author_and_controller_are_told_of_a_report(city: City) -> None:
    document_id = city.sign_in("registrar").register()
    assignment_id = resolve(city, document_id)
    executor = city.sign_in("executor")
    [card] = executor.api.assignments.of_document(document_id)
    executor.api.assignments.report(ReportDraft(assignment_id=assignment_id, version=card.version, text="Сделано"))
    for login in ("mayor", "controller"):
        assert told(city.sign_in(login), document_id)[0].happening is Happening.REPORT_TO_CHECK


def test_reading_is_counted_down(city: City) -> None:
    document_id = city.sign_in("registrar").register()
    mayor = city.sign_in("mayor")
    before = mayor.api.notifications.fresh()
    assert before.newest is not None
    assert before.newest.document_id == document_id
    mayor.api.notifications.mark_read([before.newest.id])
    assert mayor.api.notifications.fresh().unread == before.unread - 1
    assert told(mayor, document_id)[0].read
    mayor.api.notifications.mark_read([])
    assert mayor.api.notifications.fresh().unread == 0


def test_nobody_reads_away_the_notices_of_another(city: City) -> None:
    document_id = city.sign_in("registrar").register()
    mayor = city.sign_in("mayor")
    city.sign_in("executor").api.notifications.mark_read([told(mayor, document_id)[0].id])
    assert not told(mayor, document_id)[0].read


def test_whoever_may_not_see_the_document_any_more_neither_sees_nor_counts_its_notice(
    city: City, engine: Engine
) -> None:
    document_id = city.sign_in("registrar").register()
    resolve(city, document_id)
    executor = city.sign_in("executor")
    counted = executor.api.notifications.fresh().unread
    with engine.begin() as connection:
        closed = text("UPDATE document SET readers = '{}', access_id = 1, open_place_id = 0 WHERE id = :id")
        connection.execute(closed, {"id": document_id})
    assert told(executor, document_id) == []
    assert executor.api.notifications.fresh().unread == counted - 1


def test_a_restricted_document_shows_no_summary(city: City) -> None:
    document_id = city.sign_in("registrar").register(
        restriction=Restriction.OFFICIAL, restriction_basis="п. 1 перечня", copy_number="1"
    )
    [notice] = told(city.sign_in("mayor"), document_id)
    assert notice.summary == ""
    assert "ДСП" in notice.document


@pytest.fixture
def on_leave(city: City, engine: Engine) -> tuple[Signed, Signed]:
    logins = text(
        "SELECT a.login AS absent, d.login AS deputy FROM substitution s"
        " JOIN account a ON a.person_id = s.absent_id JOIN account d ON d.person_id = s.deputy_id"
    )
    with engine.connect() as connection:
        row = connection.execute(logins).one()
    return city.sign_in(row.absent), city.sign_in(row.deputy)


def test_the_deputy_of_an_absent_executor_is_told_too(city: City, on_leave: tuple[Signed, Signed]) -> None:
    absent, deputy = on_leave
    document_id = city.sign_in("registrar").register()
    resolve(city, document_id, responsible_id=absent.me.id)
    [own], [lent] = told(absent, document_id), told(deputy, document_id)
    assert (own.absent, lent.absent) == ("", absent.me.name)


def test_an_addressee_who_is_added_later_is_told_and_the_others_are_not_told_again(city: City) -> None:
    clerk, mayor, deputy = (city.sign_in(login) for login in ("registrar", "mayor", "deputy"))
    document_id = clerk.register()
    card = clerk.api.registry.card(document_id)
    both = msgspec.structs.replace(card.draft, addressee_ids=[mayor.me.id, deputy.me.id])
    clerk.api.registry.save(document_id, card.version, both)
    assert [row.happening for row in told(deputy, document_id)] == [Happening.FOR_REVIEW]
    assert len(told(mayor, document_id)) == 1


def test_a_project_on_its_way_tells_those_on_whose_desk_it_comes_and_its_author(city: City) -> None:
    memo = memo_of(city.sign_in("executor"), signatory_id=city.sign_in("mayor").me.id)
    head, author, mayor = city.sign_in("affairs"), city.sign_in("executor"), city.sign_in("mayor")
    memo.send(of(head))
    assert [row.happening for row in told(head, memo.id)] == [Happening.VISA_ASKED]
    assert told(mayor, memo.id) == []
    memo.put(head)
    assert [row.happening for row in told(author, memo.id)] == [Happening.AGREED]
    assert [row.happening for row in told(mayor, memo.id)] == [Happening.FOR_SIGNATURE]
    card = mayor.api.registry.card(memo.id)
    mayor.api.registry.pass_on(memo.id, card.version, Action.SEND_BACK, "Исправьте срок")
    assert told(author, memo.id)[0].happening is Happening.RETURNED


def test_a_refused_visa_tells_the_author(city: City) -> None:
    memo = memo_of(city.sign_in("executor"))
    memo.send(of(city.sign_in("affairs")))
    memo.put(city.sign_in("affairs"), Visa.REFUSED, "Не так")
    assert told(city.sign_in("executor"), memo.id)[0].happening is Happening.NOT_AGREED


def test_terms_moved_and_asked_for_are_told(city: City) -> None:
    document_id = city.sign_in("registrar").register()
    assignment_id = resolve(city, document_id)
    mayor, executor = city.sign_in("mayor"), city.sign_in("executor")
    later = DeadlineRule(title="Двадцать дней", count=Count.CALENDAR, amount=20)
    version = executor.api.assignments.of_document(document_id)[0].version
    executor.api.terms.ask(assignment_id, version, TermDraft(rule=later, reason="Ждём ответа области"))
    assert told(mayor, document_id)[0].happening is Happening.EXTENSION_ASKED
    version = mayor.api.assignments.of_document(document_id)[0].version
    mayor.api.terms.decide(assignment_id, version, granted=True)
    decided = told(executor, document_id)[0]
    assert (decided.happening, decided.by) == (Happening.EXTENSION_DECIDED, mayor.me.name)
    version = mayor.api.assignments.of_document(document_id)[0].version
    mayor.api.assignments.cancel(assignment_id, version, "Не нужно")
    assert told(executor, document_id)[0].happening is Happening.CANCELLED


def test_an_open_window_of_nobody_else_hears_of_a_notice(city: City, engine: Engine) -> None:
    city.sign_in("registrar").register()
    notes = text("SELECT audience FROM change_note WHERE kind = 'notification' ORDER BY id DESC LIMIT 1")
    with engine.connect() as connection:
        assert connection.execute(notes).scalar_one() == [-city.sign_in("mayor").me.id]


def test_who_is_to_read_a_document_is_told(city: City) -> None:
    clerk, executor = city.sign_in("registrar"), city.sign_in("executor")
    document_id = clerk.register()
    sent(clerk, document_id, to(executor))
    [notice] = told(executor, document_id)
    assert (notice.happening, notice.by) == (Happening.ACQUAINT, clerk.me.name)
