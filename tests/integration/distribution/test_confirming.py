"""«Ознакомлен»: by the recipient or the deputy, once; overdue is counted; sendings are recalled, people reminded."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from common.distribution.api import Result, SendDraft, SendingKind, SheetFilter
from common.kernel.ids import DocumentId
from common.rpc.errors import Invalid, NotAllowed
from common.staff import SubstitutionDraft
from server.core.clock import Clock
from tests.city import City, Signed
from tests.factories.distribution import confirm, folder, sent, sheet, to, waits_for

DAY = timedelta(days=1)


@pytest.fixture
def clerk(city: City) -> Signed:
    return city.sign_in("registrar")


@pytest.fixture
def outsider(city: City) -> Signed:
    return city.sign_in("outsider")


@pytest.fixture
def deputy(city: City, outsider: Signed, engine: Engine) -> Iterator[Signed]:
    """Who stands in for the recipient today."""
    staff, stand_in = city.sign_in("admin").api.staff, city.sign_in("executor2")
    draft = SubstitutionDraft(
        absent_id=outsider.me.id, deputy_id=stand_in.me.id, since=Clock().today() - DAY, until=Clock().today() + DAY
    )
    begun = staff.substitute(draft)
    yield stand_in
    with engine.begin() as connection:  # nobody stands in twice on the same days
        connection.execute(text("DELETE FROM substitution WHERE id = :id"), {"id": begun})


@pytest.fixture
def days_pass(engine: Engine) -> Callable[[DocumentId, int], None]:
    """As if it had been due so many days ago."""

    def passed(document_id: DocumentId, days: int) -> None:
        due = Clock().today() - days * DAY
        with engine.begin() as connection:
            statement = text("UPDATE acquaintance SET due = :due WHERE document_id = :id")
            connection.execute(statement, {"due": due, "id": document_id})

    return passed


def test_a_deputy_confirms_in_the_stead_of_the_absent(clerk: Signed, outsider: Signed, deputy: Signed) -> None:
    document_id = clerk.register()
    preview = clerk.api.distribution.preview([document_id], to(outsider))
    assert [(each.name, each.deputy) for each in preview.away] == [(outsider.me.name, deputy.me.name)]
    sent(clerk, document_id, to(outsider))
    assert waits_for(deputy, document_id)
    assert confirm(deputy, document_id) == "ознакомлен"
    [row] = sheet(clerk, document_id)
    assert row.by == f"{deputy.me.name} за {outsider.me.name}"
    assert clerk.api.registry.history(document_id)[0].acting_for == outsider.me.name
    assert not waits_for(outsider, document_id)


def test_nobody_else_confirms(city: City, clerk: Signed, outsider: Signed) -> None:
    document_id = clerk.register()
    sent(clerk, document_id, to(outsider))
    [row] = sheet(clerk, document_id)
    [outcome] = clerk.api.distribution.confirm([row.id])
    assert outcome.refusal.startswith("Ознакомление подтверждает сам получатель")
    [unseen] = city.sign_in("executor").api.distribution.confirm([row.id])
    assert "недоступен" in unseen.refusal
    assert sheet(clerk, document_id)[0].result is Result.WAITS


def test_two_who_confirm_at_once_confirm_once(clerk: Signed, outsider: Signed, deputy: Signed) -> None:
    document_id = clerk.register()
    sent(clerk, document_id, to(outsider))
    [row] = sheet(clerk, document_id)
    with ThreadPoolExecutor(2) as rivals:
        outcomes = list(rivals.map(lambda person: person.api.distribution.confirm([row.id])[0], (outsider, deputy)))
    assert sorted(bool(each.done) for each in outcomes) == [False, True]
    assert any("уже подтверждено" in each.refusal for each in outcomes)
    history = [each.action for each in clerk.api.registry.history(document_id)]
    assert history.count("Ознакомлен") == 1


def test_several_are_confirmed_by_one_act(clerk: Signed, outsider: Signed) -> None:
    documents = [clerk.register() for _ in range(3)]
    clerk.api.distribution.send(documents, to(outsider))
    rows = [row for row in folder(outsider) if row.document_id in documents]
    outcomes = outsider.api.distribution.confirm([row.id for row in rows])
    assert [each.done for each in outcomes] == ["ознакомлен"] * 3
    assert not {row.document_id for row in folder(outsider)} & {*documents}


def test_what_was_sent_for_information_is_read_not_signed_for(clerk: Signed, outsider: Signed) -> None:
    document_id = clerk.register()
    sent(clerk, document_id, to(outsider, kind=SendingKind.FOR_INFORMATION))
    assert confirm(outsider, document_id) == "прочитано"
    assert sheet(clerk, document_id)[0].said == "Прочитано"


def test_past_its_day_it_is_overdue_by_so_many_days(clerk: Signed, outsider: Signed, days_pass: Callable) -> None:
    document_id = clerk.register()
    sent(clerk, document_id, to(outsider, clerk, days=2))
    days_pass(document_id, 0)
    assert sheet(clerk, document_id)[0].result is Result.WAITS
    days_pass(document_id, 4)
    late = {row.document_id: row.overdue_days for row in folder(outsider, overdue=True)}
    assert late[document_id] == 4
    confirm(clerk, document_id)
    units = clerk.api.distribution.summary(document_id).units
    assert sum(unit.overdue for unit in units) == 1
    assert [row.person for row in sheet(clerk, document_id, waiting=True)] == [outsider.me.name]


def test_who_has_not_read_is_told_by_unit(city: City, clerk: Signed, outsider: Signed) -> None:
    document_id = clerk.register()
    sent(clerk, document_id, to(clerk, outsider, city.sign_in("affairs")))
    confirm(clerk, document_id)
    states = {unit.unit_id: (unit.people, unit.done) for unit in clerk.api.distribution.summary(document_id).units}
    assert states[outsider.me.unit_id] == (1, 0)
    assert sum(done for _, done in states.values()) == 1
    [row] = sheet(clerk, document_id, unit_id=outsider.me.unit_id)
    assert row.person_id == outsider.me.id


def test_a_sending_is_recalled_from_those_who_have_not_confirmed(city: City, clerk: Signed, outsider: Signed) -> None:
    affairs = city.sign_in("affairs")
    document_id = clerk.register()
    sent(clerk, document_id, to(outsider, affairs))
    confirm(affairs, document_id)
    [sending] = clerk.api.distribution.summary(document_id).sendings
    assert sending.may_recall
    with pytest.raises(Invalid, match="Причина отзыва"):
        clerk.api.distribution.recall(sending.id, "  ")
    with pytest.raises(NotAllowed, match="тот, кто её отправил"):
        affairs.api.distribution.recall(sending.id, "Не нужно")
    assert clerk.api.distribution.recall(sending.id, "Ошибочный список") == 1
    assert not waits_for(outsider, document_id)
    assert {row.person_id: row.result for row in sheet(clerk, document_id)} == {
        affairs.me.id: Result.DONE, outsider.me.id: Result.RECALLED,
    }  # fmt: skip
    with pytest.raises(Invalid, match="уже отозвана"):
        clerk.api.distribution.recall(sending.id, "Ещё раз")
    assert clerk.api.registry.history(document_id)[0].action == "Рассылка отозвана"
    assert sent(clerk, document_id, to(outsider)) == "сотрудников: 1"


def test_what_was_recalled_is_not_confirmed(clerk: Signed, outsider: Signed) -> None:
    document_id = clerk.register()
    sent(clerk, document_id, to(outsider))
    [row] = sheet(clerk, document_id)
    [sending] = clerk.api.distribution.summary(document_id).sendings
    clerk.api.distribution.recall(sending.id, "Отменено")
    [outcome] = outsider.api.distribution.confirm([row.id])
    assert outcome.refusal.startswith("Рассылка отозвана")


def test_those_who_have_not_read_are_reminded_once_in_a_day(city: City, clerk: Signed, outsider: Signed) -> None:
    affairs = city.sign_in("affairs")
    document_id = clerk.register()
    sent(clerk, document_id, to(outsider, affairs, clerk))
    confirm(clerk, document_id)
    assert clerk.api.distribution.remind(document_id, SheetFilter(unit_id=outsider.me.unit_id)) == 1
    assert clerk.api.distribution.remind(document_id, SheetFilter()) == 1
    with pytest.raises(Invalid, match="Напоминать некому"):
        clerk.api.distribution.remind(document_id, SheetFilter())
    reminded = {row.person_id for row in sheet(clerk, document_id) if row.reminded_at}
    assert reminded == {outsider.me.id, affairs.me.id}


def test_a_cancelled_registration_asks_nobody_any_more(clerk: Signed, outsider: Signed) -> None:
    document_id = clerk.register()
    sent(clerk, document_id, to(outsider))
    version = clerk.api.registry.card(document_id).version
    clerk.api.numbers.cancel(document_id, version, "Зарегистрировано ошибочно")
    assert not waits_for(outsider, document_id)


def test_who_leaves_counts_neither_as_read_nor_as_waiting(city: City, clerk: Signed, engine: Engine) -> None:
    with engine.connect() as connection:
        statement = text("SELECT id FROM person WHERE dismissed IS NULL ORDER BY id DESC LIMIT 1")
        leaver = connection.execute(statement).scalar_one()
    document_id = clerk.register()
    sent(clerk, document_id, SendDraft(person_ids=[leaver, clerk.me.id]))
    with engine.begin() as connection:
        connection.execute(text("UPDATE person SET dismissed = '2026-01-01' WHERE id = :id"), {"id": leaver})
    assert {row.person_id: row.result for row in sheet(clerk, document_id)}[leaver] is Result.LEFT
    assert clerk.api.distribution.summary(document_id).people == 1
