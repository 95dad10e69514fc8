"""One resolution on several documents, and resolutions kept for repeated use."""

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, text

from common.assignments.orders import ResolutionDraft
from common.kernel.ids import DocumentId, ExecutorId
from common.rpc.errors import Invalid, Missing
from tests.city import City
from tests.integration.assignments.conftest import TEN_DAYS


@pytest.fixture
def draft(city: City) -> ResolutionDraft:
    return ResolutionDraft(
        document_id=DocumentId(0), text="Для исполнения", rule=TEN_DAYS, urgent=True,
        responsible_id=ExecutorId(city.sign_in("executor").me.id), controller_id=city.sign_in("controller").me.id,
        co_executor_ids=[ExecutorId(city.sign_in("executor2").me.id)],
    )  # fmt: skip


def test_every_document_is_accounted_for(city: City, draft: ResolutionDraft) -> None:
    clerk, mayor = city.sign_in("registrar"), city.sign_in("mayor")
    letters = [clerk.register(), clerk.register()]
    unregistered, unknown = clerk.paper(), DocumentId(10**9)
    outcomes = mayor.api.resolutions.resolve_all([*letters, unregistered, unknown, letters[0]], draft)
    assert [each.document_id for each in outcomes] == [*letters, unregistered, unknown]
    assert [each.done for each in outcomes] == ["резолюция вынесена", "резолюция вынесена", "", ""]
    assert all(each.refusal for each in outcomes[2:])
    for letter in letters:
        [card] = mayor.api.assignments.of_document(letter)
        assert (card.row.text, card.row.urgent) == ("Для исполнения", True)


def test_a_faulty_resolution_is_given_to_none(city: City, draft: ResolutionDraft) -> None:
    letter = city.sign_in("registrar").register()
    values = {name: getattr(draft, name) for name in draft.__struct_fields__} | {"text": ""}
    with pytest.raises(Invalid):
        city.sign_in("mayor").api.resolutions.resolve_all([letter], ResolutionDraft(**values))
    assert city.sign_in("mayor").api.assignments.of_document(letter) == []


def test_templates_are_ones_own_and_a_title_is_kept_once(city: City, draft: ResolutionDraft) -> None:
    mayor, affairs = city.sign_in("mayor").api.resolutions, city.sign_in("affairs").api.resolutions
    first = mayor.keep_template("На исполнение", draft)
    assert mayor.keep_template("На исполнение", draft) == first
    mayor.keep_template("Рабочая группа", draft, True)
    kept = mayor.templates()
    assert [(each.title, each.is_group) for each in kept] == [("На исполнение", False), ("Рабочая группа", True)]
    assert (kept[0].draft.text, kept[0].draft.rule, kept[0].draft.urgent) == ("Для исполнения", TEN_DAYS, True)
    assert [row.id for row in kept[0].executors] == [draft.responsible_id, *draft.co_executor_ids]
    assert kept[0].controller == city.sign_in("controller").me.name
    assert affairs.templates() == []
    with pytest.raises(Missing):
        affairs.remove_template(first)
    mayor.remove_template(first)
    assert [each.title for each in mayor.templates()] == ["Рабочая группа"]


def test_ones_own_group_is_found_by_its_words_and_names_its_members(city: City, draft: ResolutionDraft) -> None:
    mayor, affairs = city.sign_in("mayor").api, city.sign_in("affairs").api
    mayor.resolutions.keep_template("Комиссия по ёлкам", draft, True)
    [group] = mayor.assignments.executors("комис елк", 20, True)
    assert (group.title, [each.id for each in group.members]) == ("Комиссия по ёлкам", list(draft.co_executor_ids))
    assert group.members[0].title in group.detail
    assert mayor.assignments.executors("комис елк", 20) == []
    assert affairs.assignments.executors("комис елк", 20, True) == []


def test_a_template_has_a_title_and_a_group_has_members(city: City, draft: ResolutionDraft) -> None:
    api = city.sign_in("mayor").api.resolutions
    with pytest.raises(Invalid, match="Название"):
        api.keep_template(" ", draft)
    alone = {name: getattr(draft, name) for name in draft.__struct_fields__} | {"co_executor_ids": []}
    with pytest.raises(Invalid, match="Соисполнители"):
        api.keep_template("Группа", ResolutionDraft(**alone), True)


def test_who_does_not_execute_any_more_is_left_out_of_groups_and_templates_and_named(
    city: City, draft: ResolutionDraft, engine: Engine
) -> None:
    mayor = city.sign_in("mayor").api
    gone, stays = city.sign_in("outsider"), draft.co_executor_ids[0]
    of_group = replace(draft, co_executor_ids=[stays, ExecutorId(gone.me.id)])
    mayor.resolutions.keep_template("Паводковая комиссия", of_group, True)
    mayor.resolutions.keep_template("Пустая комиссия", replace(draft, co_executor_ids=[ExecutorId(gone.me.id)]), True)
    mayor.resolutions.keep_template("Паводок", replace(of_group, responsible_id=ExecutorId(gone.me.id)))
    with engine.begin() as connection:
        dismissed = "UPDATE person SET dismissed = current_date - 1 WHERE id = :id"
        connection.execute(text(dismissed), {"id": gone.me.id})
    [group] = mayor.assignments.executors("паводк", 20, True)
    assert ([each.id for each in group.members], group.left_out) == ([stays], [gone.me.name])
    assert f"не войдут: {gone.me.name}" in group.detail
    assert mayor.assignments.executors("пустая ком", 20, True) == []
    kept = {each.title: each for each in mayor.resolutions.templates()}
    assert [each.id for each in kept["Паводок"].executors] == [stays]
    assert kept["Паводок"].left_out == [gone.me.name]
    assert kept["Пустая комиссия"].left_out == [gone.me.name]  # stays to be looked at and removed
