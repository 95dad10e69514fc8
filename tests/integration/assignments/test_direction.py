"""A resolution goes down or across: nobody gives one to whoever stands above."""

import pytest

from common.assignments.orders import ResolutionDraft
from common.kernel.ids import UNITS
from common.rpc.errors import Invalid
from tests.city import City, Signed
from tests.integration.assignments.conftest import TEN_DAYS


@pytest.fixture
def letter(city: City) -> ResolutionDraft:
    """A letter to the mayor and his deputy, to be resolved on."""
    people = [city.sign_in(login).me.id for login in ("mayor", "deputy")]
    return ResolutionDraft(
        document_id=city.sign_in("registrar").register(addressee_ids=people), text="Подготовить ответ",
        rule=TEN_DAYS, controlled=False,
    )  # fmt: skip


def resolved(person: Signed, letter: ResolutionDraft, responsible: int, *others: int) -> object:
    values = {name: getattr(letter, name) for name in letter.__struct_fields__}
    return person.api.assignments.resolve(
        ResolutionDraft(**values | {"responsible_id": responsible, "co_executor_ids": list(others)})
    )


def test_a_deputy_does_not_give_the_mayor_a_resolution(city: City, letter: ResolutionDraft) -> None:
    deputy, mayor = city.sign_in("deputy"), city.sign_in("mayor").me
    with pytest.raises(Invalid, match="Вышестоящему поручений не дают") as refused:
        resolved(deputy, letter, mayor.id)
    assert [(each.field, mayor.name in each.text) for each in refused.value.problems] == [("responsible_id", True)]
    executor = city.sign_in("executor").me.id
    with pytest.raises(Invalid) as refused:
        resolved(deputy, letter, executor, mayor.id)
    assert [each.field for each in refused.value.problems] == ["co_executor_ids"]


def test_nor_to_the_administration_that_the_mayor_heads(city: City, letter: ResolutionDraft) -> None:
    deputy = city.sign_in("deputy")
    administration = next(row.id for row in deputy.api.assignments.executors("Администрация города") if row.id > UNITS)
    with pytest.raises(Invalid, match="Вышестоящему"):
        resolved(deputy, letter, administration)


def test_a_colleague_another_unit_and_the_deputy_of_the_mayor_are_given_one(
    city: City, letter: ResolutionDraft
) -> None:
    deputy, mayor, affairs = (city.sign_in(login) for login in ("deputy", "mayor", "affairs"))
    unit = next(row.id for row in deputy.api.assignments.executors("Департамент финансов") if row.id > UNITS)
    assert resolved(deputy, letter, affairs.me.id, unit)
    assert resolved(mayor, letter, deputy.me.id)


def test_in_the_name_of_the_mayor_his_deputy_is_named(city: City, letter: ResolutionDraft) -> None:
    registrar, mayor, deputy = (city.sign_in(login) for login in ("registrar", "mayor", "deputy"))
    values = {name: getattr(letter, name) for name in letter.__struct_fields__}
    for_him = values | {"author_id": mayor.me.id, "responsible_id": deputy.me.id}
    assert registrar.api.resolutions.prepare(ResolutionDraft(**for_him))
    with pytest.raises(Invalid, match="Вышестоящему"):
        registrar.api.resolutions.prepare(
            ResolutionDraft(**values | {"author_id": deputy.me.id, "responsible_id": mayor.me.id})
        )


def test_who_stands_above_is_told_before_anybody_is_named(city: City, letter: ResolutionDraft) -> None:
    deputy, mayor = city.sign_in("deputy"), city.sign_in("mayor").me
    above = deputy.api.assignments.above(letter.document_id)
    assert mayor.name in [row.title for row in above]
    assert city.sign_in("mayor").api.assignments.above(letter.document_id) == []
    assert deputy.api.assignments.above(letter.document_id, mayor.id) == []
