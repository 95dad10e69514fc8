"""What an administrator changes about people and units is felt at once, and every change can be tried first."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from common.kernel.rights import Right
from common.registry.document import DocumentFilter
from common.rpc.errors import Invalid, NotAllowed, NotSignedIn
from common.staff import (
    Effect,
    HoldingDraft,
    PersonDraft,
    RoleDraft,
    SubstitutionDraft,
    UnitAction,
    UnitChange,
    UnitPart,
    UnitRow,
)
from server.core.clock import Clock
from tests.city import City, Signed

DAY = timedelta(days=1)


@pytest.fixture
def admin(city: City) -> Signed:
    return city.sign_in("admin")


def unit_of(admin: Signed, short: str) -> UnitRow:
    return next(unit for unit in admin.api.staff.units() if unit.short_title == short)


def today() -> date:
    return Clock().today()


def test_a_clerk_may_not_even_look(city: City) -> None:
    with pytest.raises(NotAllowed, match="Сотрудники, роли"):
        city.sign_in("registrar").api.staff.people()


def test_people_are_found_by_surname_post_and_unit(admin: Signed) -> None:
    everybody = admin.api.staff.people().total
    assert 0 < admin.api.staff.people("ЩЕГОЛЕВА").total < everybody
    head = admin.api.staff.people("щеголева").rows[0]
    assert (head.unit, head.roles) == ("Управление делами", "Руководитель")
    of_unit = admin.api.staff.people(unit_id=unit_of(admin, "УД").id)
    assert {row.unit for row in of_unit.rows} == {"Управление делами"}
    assert of_unit.total == unit_of(admin, "УД").people


def test_a_new_employee_gets_a_login_a_role_and_is_dismissed(admin: Signed, city: City) -> None:
    unit = unit_of(admin, "УИ")
    draft = PersonDraft(surname="Ёлкин", first_name="Пётр", post="Инженер", unit_id=unit.id, login="elkin")
    known = admin.api.staff.put_person(None, draft)
    role = next(role for role in admin.api.staff.roles() if role.title == "Исполнитель")
    admin.api.staff.give_role(HoldingDraft(person_id=known, role_id=role.id, kinds=["letter"], since=today()))
    given = admin.api.staff.holdings("елкин").rows[0]
    assert (given.role, given.limits) == ("Исполнитель", "виды: Письмо")
    with pytest.raises(Invalid, match="Имя занято"):
        admin.api.staff.put_person(None, PersonDraft(**{**_as_dict(draft), "surname": "Пенькова"}))
    admin.api.staff.put_person(known, PersonDraft(**{**_as_dict(draft), "dismissed": today()}))
    assert admin.api.staff.people("Ёлкин").total == 0
    assert admin.api.staff.people("Ёлкин", dismissed=True).total == 1


def _as_dict(draft: PersonDraft) -> dict[str, object]:
    return {name: getattr(draft, name) for name in PersonDraft.__struct_fields__}


def test_a_dismissed_person_is_out_at_once(admin: Signed, city: City) -> None:
    leaver = city.sign_in("user100")
    card = admin.api.staff.person(leaver.me.id)
    admin.api.staff.put_person(leaver.me.id, PersonDraft(**{**_as_dict(card.draft), "dismissed": today()}))
    with pytest.raises(NotSignedIn):
        leaver.api.identity.me()


def test_a_role_at_a_place_shows_its_documents_until_it_ends(admin: Signed, city: City) -> None:
    novice = city.sign_in("user110")
    before = novice.api.registry.documents(DocumentFilter()).total
    role = next(role for role in admin.api.staff.roles() if role.title == "Делопроизводитель")
    place = city.sign_in("registrar").place
    yesterday = today() - DAY
    given = admin.api.staff.give_role(
        HoldingDraft(person_id=novice.me.id, role_id=role.id, place_id=place, since=yesterday)
    )
    assert novice.api.registry.documents(DocumentFilter()).total > before
    admin.api.staff.end_role(given, yesterday)
    assert novice.api.registry.documents(DocumentFilter()).total == before


def test_the_last_who_may_give_roles_keeps_that_right(admin: Signed) -> None:
    role = next(role for role in admin.api.staff.roles() if role.title == "Администратор")
    fewer = [right for right in role.rights if right is not Right.EDIT_STAFF]
    with pytest.raises(Invalid, match="Не останется никого"):
        admin.api.staff.put_role(role.id, RoleDraft(title=role.title, rights=fewer))
    assert Right.EDIT_STAFF in admin.api.identity.me().rights


def test_a_reader_of_a_file_sees_its_documents(admin: Signed, city: City) -> None:
    reader = city.sign_in("user111")
    document = city.sign_in("registrar").register(case_file="01-13")
    assert document not in seen(reader)
    opened = admin.api.staff.let_read_file("01-13", reader.me.id, today() - DAY, None)
    assert document in seen(reader)
    admin.api.staff.end_reading(opened, today() - DAY)
    assert document not in seen(reader)


def seen(person: Signed) -> set[int]:
    return {row.id for row in person.api.registry.documents(DocumentFilter(), 0, 500).rows}


def test_a_substitution_shows_and_ends(admin: Signed, city: City) -> None:
    leader, deputy = city.sign_in("affairs"), city.sign_in("user112")
    before = len(seen(deputy))
    known = admin.api.staff.substitute(
        SubstitutionDraft(
            absent_id=leader.me.id, deputy_id=deputy.me.id, since=today() - DAY, until=today() + DAY, signs=True
        )
    )
    assert len(seen(deputy)) > before
    assert admin.api.staff.substitutions().rows[0].scope == "видит, действует, подписывает"
    admin.api.staff.end_substitution(known, today() - DAY)
    assert len(seen(deputy)) == before


@pytest.mark.parametrize("ahead", [0, 4])
def test_a_substitution_entered_by_mistake_is_withdrawn(admin: Signed, city: City, ahead: int) -> None:
    leader, deputy = city.sign_in("affairs"), city.sign_in("user112")
    before, since = len(seen(deputy)), today() + ahead * DAY
    known = admin.api.staff.substitute(
        SubstitutionDraft(absent_id=leader.me.id, deputy_id=deputy.me.id, since=since, until=since + DAY)
    )
    admin.api.staff.end_substitution(known, since - DAY)
    assert known not in [row.id for row in admin.api.staff.substitutions().rows]
    assert len(seen(deputy)) == before


def test_a_trial_says_what_would_change_and_changes_nothing(admin: Signed, city: City) -> None:
    head = city.sign_in("user003")  # of the department of municipal services
    moved, into = unit_of(admin, "ДО"), unit_of(admin, "ДГХ")
    change = UnitChange(action=UnitAction.MOVE, unit_id=moved.id, into_id=into.id)
    before = len(seen(head))
    tried = admin.api.staff.effect(change)
    assert tried.gained == [head.me.name]
    assert tried.documents > 0
    assert (unit_of(admin, "ДО"), len(seen(head))) == (moved, before)
    assert admin.api.staff.reorganise(change) == tried
    assert unit_of(admin, "ДО").parent_id == into.id
    assert len(seen(head)) > before


def test_a_unit_is_not_put_below_itself(admin: Signed) -> None:
    top, below = unit_of(admin, "Администрация"), unit_of(admin, "ДК")
    with pytest.raises(Invalid) as refused:
        admin.api.staff.effect(UnitChange(action=UnitAction.MOVE, unit_id=top.id, into_id=below.id))
    assert "само подчинено" in refused.value.problems[0].text


def test_a_split_unit_hands_its_work_to_both_parts(admin: Signed, city: City) -> None:
    unit = unit_of(admin, "ДТ")
    people = admin.api.staff.people(unit_id=unit.id, limit=500).rows
    going = [row.id for row in people[:3]]
    heads = [people[0].id, people[-1].id]
    parts = [
        UnitPart(title="Управление автобусов", short_title="УА", code="081", head_id=heads[1]),
        UnitPart(title="Управление трамваев", short_title="УТ", code="082", head_id=heads[0], person_ids=going),
    ]
    nobody = [parts[0], replace(parts[1], person_ids=[])]
    with pytest.raises(Invalid, match="кто переходит во второе") as refused:
        admin.api.staff.reorganise(UnitChange(action=UnitAction.SPLIT, unit_id=unit.id, parts=nobody))
    assert refused.value.problems[0].field == "person_ids_2"
    effect: Effect = admin.api.staff.reorganise(UnitChange(action=UnitAction.SPLIT, unit_id=unit.id, parts=parts))
    assert effect.moved == len(people)
    assert unit_of(admin, "УТ").people == len(going)
    old = unit_of(admin, "ДТ")
    assert (old.people, old.successors, old.closed is not None) == (0, "УА, УТ", True)
    again = [UnitPart(title="Т", short_title="Т", code="091"), parts[1]]
    change = UnitChange(action=UnitAction.SPLIT, unit_id=unit_of(admin, "ДЖП").id, parts=again)
    with pytest.raises(Invalid, match="Код занят") as refused:
        admin.api.staff.effect(change)
    assert refused.value.problems[0].field == "code_2"


def test_a_merged_unit_leaves_its_documents_to_the_one_that_takes_it_in(admin: Signed, city: City) -> None:
    goes, stays = unit_of(admin, "УЭ"), unit_of(admin, "УДХБ")
    with_documents = admin.api.staff.effect(UnitChange(action=UnitAction.MERGE, unit_id=goes.id, into_id=stays.id))
    assert with_documents.moved == goes.people
    assert stays.head in with_documents.gained


def test_nobody_stands_in_twice_at_once_or_in_a_circle(admin: Signed, city: City) -> None:
    first, second, third = (city.sign_in(login).me.id for login in ("user113", "user114", "user115"))
    period = {"since": today() + 100 * DAY, "until": today() + 110 * DAY}

    def set_in(absent: int, deputy: int, **changes: object) -> int:
        draft = SubstitutionDraft(**{"absent_id": absent, "deputy_id": deputy, **period, **changes})
        return admin.api.staff.substitute(draft)

    set_in(first, second)
    with pytest.raises(Invalid, match="уже замещает"):
        set_in(first, second, since=period["until"], until=period["until"] + DAY)
    set_in(first, second, since=period["until"] + DAY, until=period["until"] + DAY)
    with pytest.raises(Invalid, match="сам отсутствует"):
        set_in(second, first)
    set_in(second, third)
    with pytest.raises(Invalid, match="сам отсутствует"):
        set_in(third, first)
    set_in(third, first, since=period["until"] + 2 * DAY, until=period["until"] + 3 * DAY)
