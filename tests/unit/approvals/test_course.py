"""Whose turn it is, how an approval ends and who is asked again, for any route and any visas."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.approvals.course import Order, Outcome, Restart, Turn, Visa, asked_again, kind_of_route, outcome, waited
from common.approvals.routes import Post, RouteDraft, RouteStage, applies
from common.kernel.ids import PersonId
from common.registry.document import DocumentDraft
from common.registry.selection import Comparison, Condition, FieldType

POSITIVE = (Visa.AGREED, Visa.WITH_REMARKS)


@st.composite
def routes(draw: st.DrawFn) -> list[Turn]:
    """A route of some stages that nobody has visited, with additions on the way in some of them."""
    turns: list[Turn] = []
    for stage in range(1, draw(st.integers(1, 4)) + 1):
        order = draw(st.sampled_from(Order))
        first = len(turns)
        for place in range(draw(st.integers(1, 4))):
            earlier = st.integers(first, first + place - 1) if place else st.nothing()
            turns.append(Turn(stage, order, None, draw(st.none() | earlier)))
    return turns


def visited(turns: list[Turn], place: int, visa: Visa) -> list[Turn]:
    turn = turns[place]
    return [*turns[:place], Turn(turn.stage, turn.order, visa, turn.after), *turns[place + 1 :]]


@given(routes(), st.data())
def test_every_route_ends_and_nobody_is_asked_out_of_turn(turns: list[Turn], data: st.DataObject) -> None:
    for _ in range(len(turns) + 1):
        waiting = waited(turns)
        assert bool(waiting) is (outcome(turns) is Outcome.RUNNING)
        if not waiting:
            break
        [stage] = {turns[place].stage for place in waiting}
        assert all(turn.visa is not None for turn in turns if turn.stage < stage)
        assert all(turn.visa is None for turn in turns if turn.stage > stage)
        assert all(turns[turns[place].after or place].visa is not None for place in waiting if turns[place].after)
        turns = visited(turns, data.draw(st.sampled_from(waiting)), data.draw(st.sampled_from(Visa)))
    assert outcome(turns) is not Outcome.RUNNING
    refused = any(turn.visa is Visa.REFUSED for turn in turns)
    assert (outcome(turns) is Outcome.REFUSED) is refused
    assert refused or all(turn.visa in POSITIVE for turn in turns)


@given(routes(), st.data(), st.sampled_from(Restart))
def test_the_next_cycle_asks_all_refusers_and_never_more_than_the_whole(
    turns: list[Turn], data: st.DataObject, restart: Restart
) -> None:
    while waiting := waited(turns):
        turns = visited(turns, data.draw(st.sampled_from(waiting)), data.draw(st.sampled_from(Visa)))
    refusers = [place for place, turn in enumerate(turns) if turn.visa is Visa.REFUSED]
    if not refusers:
        return
    asked = {way: set(asked_again(turns, way)) for way in Restart}
    assert set(refusers) == asked[Restart.REFUSED_ONLY] <= asked[Restart.FROM_REFUSED] <= asked[Restart.WHOLE]
    assert all(turns[place].visa is not None for place in asked[restart])


def test_in_turn_a_refusal_ends_the_stage_at_once_the_others_still_speak() -> None:
    for order, ends in ((Order.IN_TURN, Outcome.REFUSED), (Order.AT_ONCE, Outcome.RUNNING)):
        turns = [Turn(1, order, Visa.REFUSED), Turn(1, order), Turn(2, Order.IN_TURN)]
        assert outcome(turns) is ends


def test_an_approver_waits_for_the_one_he_has_added_before_himself() -> None:
    turns = [Turn(1, Order.AT_ONCE), Turn(1, Order.AT_ONCE, None, 2), Turn(1, Order.AT_ONCE)]
    assert waited(turns) == [0, 2]
    assert waited(visited(turns, 2, Visa.AGREED)) == [0, 1]


@pytest.mark.parametrize(
    ("stages", "said"),
    [
        ([(Order.IN_TURN, 1), (Order.AT_ONCE, 1)], "Последовательный"),
        ([(Order.AT_ONCE, 3)], "Параллельный"),
        ([(Order.IN_TURN, 2), (Order.AT_ONCE, 3)], "Комбинированный"),
    ],
)
def test_the_sheet_names_the_type_of_the_route(stages: list[tuple[Order, int]], said: str) -> None:
    assert kind_of_route(stages) == said


CARD = DocumentDraft(kind="resolution", sheets=12, normative=True, summary="О бюджете города", extra={"sum": "900"})
TITLES = {"kind": "Постановление", "unit": "Департамент финансов"}


@pytest.mark.parametrize(
    ("field", "comparison", "value", "holds"),
    [
        ("sheets", Comparison.SINCE, "10", True),
        ("sheets", Comparison.UNTIL, "10", False),
        ("kind", Comparison.KEY, "resolution", True),
        ("unit", Comparison.CONTAINS, "финанс", True),
        ("summary", Comparison.CONTAINS, "дорог", False),
        ("normative", Comparison.FILLED, "", True),
        ("restriction", Comparison.FILLED, "", False),
        ("control_due", Comparison.SINCE, "2026-12-01", False),
        ("extra.sum", Comparison.IS, "900", True),
        ("extra.party", Comparison.EMPTY, "", True),
        ("unit", Comparison.ONE_OF, "Юристы; финансы", False),
        ("extra.sum", Comparison.ONE_OF, "900; 1000", True),
    ],
)
def test_a_stage_applies_when_the_card_fits_its_condition(
    field: str, comparison: Comparison, value: str, holds: bool
) -> None:
    condition = Condition(field=field, comparison=comparison, value=value)
    stage = RouteStage(person_ids=[PersonId(1)], conditions=[condition])
    assert applies(stage, CARD, TITLES) is holds


@pytest.mark.parametrize(
    ("comparison", "value", "holds"),
    [
        (Comparison.IS, "Конкурс", True),
        (Comparison.IS, "конк", False),
        (Comparison.CONTAINS, "конк", True),
        (Comparison.ONE_OF, "торги; конкурс", True),
        (Comparison.ONE_OF, "торги; продажа", False),
        (Comparison.EMPTY, "", False),
    ],
)
def test_a_stage_looks_at_each_of_several_values(comparison: Comparison, value: str, holds: bool) -> None:
    condition = Condition(field="extra.ways", comparison=comparison, value=value, extra_type=FieldType.SEVERAL)
    stage = RouteStage(person_ids=[PersonId(1)], conditions=[condition])
    assert applies(stage, DocumentDraft(kind="sale", extra={"ways": "аукцион; конкурс"}), {}) is holds


@pytest.mark.parametrize(
    ("comparison", "value", "holds"),
    [
        (Comparison.IS, "Конкурс", True),
        (Comparison.IS, "аукцион; конкурс", True),
        (Comparison.IS, "конк", False),
        (Comparison.ONE_OF, "торги; конкурс", True),
        (Comparison.CONTAINS, "конк", True),
    ],
)
def test_a_condition_older_than_the_several_values_of_its_field_still_holds(
    comparison: Comparison, value: str, holds: bool
) -> None:
    stage = RouteStage(
        person_ids=[PersonId(1)], conditions=[Condition(field="extra.ways", comparison=comparison, value=value)]
    )
    card = DocumentDraft(kind="sale", extra={"ways": "аукцион; конкурс"})
    assert applies(stage, card, {}, {"ways"}) is holds
    assert applies(stage, card, {}) is (holds and value not in {"Конкурс", "торги; конкурс"})


@pytest.mark.parametrize(
    ("stages", "said"),
    [
        ([], "нет ни одного этапа"),
        ([RouteStage(title="Юристы")], "Юристы: некому согласовывать"),
        ([RouteStage(person_ids=[PersonId(1), PersonId(1)])], "назван дважды"),
        ([RouteStage(posts=[Post.UNIT_HEAD], conditions=[Condition(field="normative", value="1")])], "не сравнивается"),
        ([RouteStage(posts=[Post.UNIT_HEAD], conditions=[Condition(field="journal", value="1")])], "условие не задать"),
        (
            [RouteStage(posts=[Post.UNIT_HEAD], conditions=[Condition(field="summary", value="бюджет")])],
            "Все этапы условные",
        ),
    ],
)
def test_a_bad_route_is_refused_with_the_reason(stages: list[RouteStage], said: str) -> None:
    draft = RouteDraft(title="Постановления", kinds=["resolution"], stages=stages)
    assert any(said in problem.text for problem in draft.problems())


@pytest.mark.parametrize(("value", "holds"), [("Шелест С. Н.", True), ("Шелест С. Н. #17", False)])
def test_a_stage_knows_a_person_by_his_name(value: str, holds: bool) -> None:
    condition = Condition(field="extra.chair", comparison=Comparison.IS, value=value, extra_type=FieldType.PERSON)
    stage = RouteStage(person_ids=[PersonId(1)], conditions=[condition])
    assert applies(stage, DocumentDraft(kind="sale", extra={"chair": "Шелест С. Н. #17"}), {}) is holds


@pytest.mark.parametrize(
    ("comparison", "value", "holds"),
    [(Comparison.CONTAINS, "с 9 до 12", True), (Comparison.SINCE, "10", False), (Comparison.IS, "930", True)],
)
def test_a_stage_looks_at_the_clock(comparison: Comparison, value: str, holds: bool) -> None:
    condition = Condition(field="extra.at", comparison=comparison, value=value, extra_type=FieldType.TIME)
    stage = RouteStage(person_ids=[PersonId(1)], conditions=[condition])
    assert applies(stage, DocumentDraft(kind="sale", extra={"at": "09:30"}), {}) is holds
    assert not applies(stage, DocumentDraft(kind="sale", extra={"at": "утром"}), {})
