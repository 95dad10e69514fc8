"""A registered document is sent to people: who gets it, who may send it, nobody gets it twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, text

from common.distribution.api import Result, SendDraft, SendingKind
from common.distribution.lists import ListDraft, Reach, UnitTarget
from common.kernel.ids import DocumentId, UnitId
from common.registry.card import Restriction
from common.registry.classes import DocumentClass
from common.registry.document import DocumentFilter
from common.registry.papers import DispatchFilter
from common.rpc.errors import Invalid, Missing, NotAllowed
from tests.city import City, Signed
from tests.factories.distribution import confirm, folder, sent, sheet, to, waits_for

RESTRICTED = {
    "restriction": Restriction.OFFICIAL, "restriction_basis": "Перечень сведений ДСП, п. 4", "copy_number": "1",
}  # fmt: skip


@pytest.fixture
def clerk(city: City) -> Signed:
    return city.sign_in("registrar")


@pytest.fixture
def outsider(city: City) -> Signed:
    return city.sign_in("outsider")


@pytest.fixture
def at_work(engine: Engine) -> Callable[[UnitId], int]:
    def counted(unit_id: UnitId) -> int:
        with engine.connect() as connection:
            statement = text("SELECT count(*) FROM person WHERE unit_id = :unit AND dismissed IS NULL")
            return connection.execute(statement, {"unit": unit_id}).scalar_one()

    return counted


def act_of(clerk: Signed) -> DocumentId:
    """A registered legal act of the clerk's place."""
    chosen = DocumentFilter(document_class=DocumentClass.ACT, place_id=clerk.place)
    return clerk.api.registry.documents(chosen).rows[0].id


def test_a_document_comes_into_the_folder_and_leaves_it_when_confirmed(clerk: Signed, outsider: Signed) -> None:
    document_id = clerk.register()
    with pytest.raises(Missing):
        outsider.api.registry.card(document_id)
    assert sent(clerk, document_id, to(outsider, days=3)) == "сотрудников: 1"
    assert waits_for(outsider, document_id)
    assert outsider.api.registry.card(document_id).number
    assert confirm(outsider, document_id, "Принято к сведению") == "ознакомлен"
    assert not waits_for(outsider, document_id)
    [row] = sheet(clerk, document_id)
    assert (row.result, row.comment, row.by) == (Result.DONE, "Принято к сведению", outsider.me.name)
    acts = [row.action for row in clerk.api.registry.history(document_id)]
    assert acts[:2] == ["Ознакомлен", "Разослан для ознакомления"]
    assert document_id not in [row.document_id for row in folder(clerk)]


def test_the_deadline_is_counted_in_working_days_and_explained(clerk: Signed, outsider: Signed) -> None:
    document_id = clerk.register()
    draft = to(outsider, days=3)
    deadline = clerk.api.distribution.preview([document_id], draft).deadline
    assert deadline is not None
    assert "норма 3 рабочих" in deadline.explanation()
    sent(clerk, document_id, draft)
    assert sheet(clerk, document_id)[0].due == deadline.due


def test_the_preview_says_exactly_who_will_get_it(clerk: Signed, outsider: Signed, at_work: Callable) -> None:
    document_id = clerk.register()
    unit = outsider.me.unit_id
    draft = SendDraft(units=[UnitTarget(unit, Reach.UNIT)], person_ids=[outsider.me.id, clerk.me.id])
    before = clerk.api.distribution.preview([document_id], draft)
    assert {count.unit_id: count.people for count in before.units} == {unit: at_work(unit), clerk.me.unit_id: 1}
    assert sent(clerk, document_id, draft) == f"сотрудников: {before.people}"
    assert len(sheet(clerk, document_id)) == before.people
    after = clerk.api.distribution.preview([document_id], draft)
    assert (after.people, after.passed_by) == (0, before.people)
    assert any(outsider.me.name in line and "уже в рассылке" in line for line in after.already)


def test_nobody_gets_a_document_twice(clerk: Signed, outsider: Signed) -> None:
    document_id = clerk.register()
    sent(clerk, document_id, to(outsider))
    assert sent(clerk, document_id, to(outsider)).startswith("Рассылать некому")
    assert sent(clerk, document_id, to(outsider, clerk)) == "сотрудников: 1"
    confirm(outsider, document_id)
    assert sent(clerk, document_id, to(outsider)).startswith("Рассылать некому")
    assert sent(clerk, document_id, to(outsider, again=True)) == "сотрудников: 1"
    assert waits_for(outsider, document_id)
    [unit] = [each for each in clerk.api.distribution.summary(document_id).units if each.unit_id == outsider.me.unit_id]
    assert (unit.people, unit.done) == (1, 0)


def test_two_who_send_at_once_ask_everybody_once(city: City, outsider: Signed) -> None:
    clerk, other = city.sign_in("registrar"), city.sign_in("mayor")
    document_id = clerk.register(addressee_ids=[other.me.id])
    draft = SendDraft(units=[UnitTarget(outsider.me.unit_id, Reach.UNIT)])
    with ThreadPoolExecutor(2) as rivals:
        said = list(rivals.map(lambda person: sent(person, document_id, draft), (clerk, other)))
    assert len([each for each in said if each.startswith("Рассылать некому")]) == 1
    people = [row.person_id for row in sheet(clerk, document_id)]
    assert len(people) == len(set(people))


@pytest.mark.parametrize(("reach", "below"), [(Reach.UNIT, False), (Reach.BRANCH, True)])
def test_all_of_a_unit_with_or_without_the_units_below(clerk: Signed, reach: Reach, *, below: bool) -> None:
    rows = clerk.api.lists.units()
    top = rows[0]
    expected = sum(row.people for row in rows if below or row.id == top.id)
    found = clerk.api.distribution.preview([clerk.register()], SendDraft(units=[UnitTarget(top.id, reach)]))
    assert (found.people, len(found.units)) == (expected, len([row for row in rows if row.people]) if below else 1)


def test_the_head_of_a_unit_is_whoever_leads_it_on_the_day(clerk: Signed, engine: Engine) -> None:
    with engine.connect() as connection:
        unit, head = connection.execute(
            text("SELECT u.id, u.head_id FROM unit u JOIN person p ON p.id = u.head_id WHERE p.dismissed IS NULL"
                 " AND u.closed IS NULL ORDER BY u.id DESC LIMIT 1")
        ).one()  # fmt: skip
    document_id = clerk.register()
    sent(clerk, document_id, SendDraft(units=[UnitTarget(unit, Reach.HEAD)]))
    assert [row.person_id for row in sheet(clerk, document_id)] == [head]


def test_a_list_is_opened_on_the_day_of_sending(clerk: Signed, outsider: Signed, at_work: Callable) -> None:
    unit = outsider.me.unit_id
    draft = ListDraft(title="Ознакомить отдел", units=[UnitTarget(unit, Reach.UNIT)], person_ids=[clerk.me.id])
    known = clerk.api.lists.define(None, 0, draft)
    document_id = clerk.register()
    assert sent(clerk, document_id, SendDraft(list_ids=[known])) == f"сотрудников: {at_work(unit) + 1}"
    [sending] = clerk.api.distribution.summary(document_id).sendings
    assert sending.recipients == "По списку «Ознакомить отдел»"


def test_who_was_dismissed_gets_nothing_and_the_preview_says_so(
    clerk: Signed, outsider: Signed, engine: Engine
) -> None:
    with engine.begin() as connection:
        statement = text("SELECT id, surname FROM person WHERE dismissed IS NULL ORDER BY id DESC LIMIT 1")
        person, surname = connection.execute(statement).one()
        connection.execute(text("UPDATE person SET dismissed = '2026-01-01' WHERE id = :id"), {"id": person})
    document_id = clerk.register()
    draft = SendDraft(person_ids=[person, outsider.me.id])
    preview = clerk.api.distribution.preview([document_id], draft)
    assert preview.people == 1
    assert preview.dismissed[0].startswith(surname)
    sent(clerk, document_id, draft)
    assert [row.person_id for row in sheet(clerk, document_id)] == [outsider.me.id]


def test_only_a_registered_document_is_sent(clerk: Signed, outsider: Signed) -> None:
    assert sent(clerk, clerk.api.registry.new_draft(clerk.place), to(outsider)).startswith("Рассылают зарегистриров")


def test_sending_asks_for_its_right(city: City, clerk: Signed) -> None:
    executor = city.sign_in("executor")
    document_id = clerk.register()
    sent(clerk, document_id, to(executor))
    with pytest.raises(NotAllowed, match="Рассылка документов и ознакомление"):
        sent(executor, document_id, to(clerk))
    assert executor.api.distribution.summary(document_id).refusal


def test_nobody_is_not_a_recipient(clerk: Signed) -> None:
    document_id = clerk.register()
    with pytest.raises(Invalid, match="Укажите, кому разослать"):
        sent(clerk, document_id, SendDraft())
    with pytest.raises(Invalid, match="Такого подразделения нет"):
        sent(clerk, document_id, SendDraft(units=[UnitTarget(UnitId(999_999), Reach.UNIT)]))
    with pytest.raises(Invalid, match="Срок ставится только"):
        sent(clerk, document_id, to(clerk, kind=SendingKind.FOR_INFORMATION, days=2))


def test_a_restricted_document_goes_to_the_named_only(city: City, clerk: Signed, outsider: Signed) -> None:
    document_id = clerk.register(**RESTRICTED)
    whole_unit = SendDraft(units=[UnitTarget(outsider.me.unit_id, Reach.UNIT)])
    assert sent(clerk, document_id, whole_unit).startswith("Документ ДСП рассылают только названным")
    [refused] = clerk.api.distribution.preview([document_id], whole_unit).refusals
    assert "поимённо" in refused.refusal
    assert sent(clerk, document_id, to(outsider)) == "сотрудников: 1"
    assert outsider.api.registry.card(document_id).number
    assert "Просмотрен" in [row.action for row in clerk.api.registry.history(document_id)]
    assert confirm(outsider, document_id) == "ознакомлен"
    with pytest.raises(Missing):
        city.sign_in("executor2").api.registry.card(document_id)


def test_who_only_reads_a_restricted_document_may_not_send_it_on(city: City, clerk: Signed) -> None:
    reader = city.sign_in("affairs")
    document_id = clerk.register(**RESTRICTED)
    sent(clerk, document_id, to(reader))
    assert sent(reader, document_id, to(city.sign_in("executor"))).startswith("Документ ДСП рассылают регистратор")


def test_outside_organisations_come_into_the_register_of_dispatch(clerk: Signed) -> None:
    act = act_of(clerk)
    office = clerk.api.correspondents.like("прокуратура")[0]
    draft = SendDraft(correspondent_ids=[office.id])
    assert clerk.api.distribution.preview([act], draft).organisations == [office.name]
    assert sent(clerk, act, draft) == "организаций: 1"
    assert [row.correspondent for row in clerk.api.papers.dispatches(act)] == [office.name]
    assert act in [row.document_id for row in clerk.api.papers.dispatch_register(DispatchFilter(unsent=True)).rows]
    assert sent(clerk, act, draft).startswith("Рассылать некому")
    assert clerk.api.distribution.preview([act], draft).organisations_already == [office.name]


def test_organisations_are_for_the_registrar_of_the_place(city: City, clerk: Signed) -> None:
    office = clerk.api.correspondents.like("прокуратура")[0]
    letter = clerk.register()
    assert sent(clerk, letter, SendDraft(correspondent_ids=[office.id])).startswith(
        "Организациям рассылает регистратор"
    )
    head, act = city.sign_in("affairs"), act_of(clerk)
    assert sent(head, act, SendDraft(correspondent_ids=[office.id])).startswith("Организациям рассылает регистратор")


def test_who_gave_a_restricted_copy_back_gets_no_other(clerk: Signed, outsider: Signed, engine: Engine) -> None:
    document_id = clerk.register(**RESTRICTED)
    sent(clerk, document_id, to(outsider))
    confirm(outsider, document_id)
    with engine.begin() as connection:
        gave_back = text("UPDATE document_copy SET until = now() WHERE document_id = :id AND person_id = :person")
        connection.execute(gave_back, {"id": document_id, "person": outsider.me.id})
    assert sent(clerk, document_id, to(outsider, again=True)).startswith("Рассылать некому")
    assert clerk.api.distribution.preview([document_id], to(outsider, again=True)).people == 0


def test_several_documents_are_done_or_refused_each_for_itself(clerk: Signed, outsider: Signed) -> None:
    good, draft = clerk.register(), clerk.api.registry.new_draft(clerk.place)
    done, refused = clerk.api.distribution.send([good, draft], to(outsider))
    assert (done.done, done.refusal) == ("сотрудников: 1", "")
    assert refused.refusal
    assert waits_for(outsider, good)
    preview = clerk.api.distribution.preview([good, draft], to(outsider, clerk))
    assert [each.document_id for each in preview.refusals] == [draft]
    assert (preview.people, preview.passed_by) == (1, 1)
