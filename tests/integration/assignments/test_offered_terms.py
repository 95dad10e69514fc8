"""The term that a resolution begins with: of the document, of its kind, of no term; of the assignment above."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, text

from common.assignments.orders import ResolutionDraft, TermDraft
from common.kernel.deadlines import Area, Count, DeadlineRule, Since
from common.rpc.errors import Invalid
from server.core.clock import Clock
from tests.city import City
from tests.integration.assignments.conftest import TEN_DAYS


@pytest.fixture
def by_norm(engine: Engine) -> Iterator[Callable[[str], None]]:
    """Has letters count by a norm."""

    def count_by(norm: str) -> None:
        with engine.begin() as connection:
            statement = text("UPDATE document_kind SET deadline_norm = :norm WHERE key = 'letter'")
            connection.execute(statement, {"norm": norm})

    yield count_by
    count_by("")


def test_the_control_term_of_the_document_is_offered_and_says_why_it_is_due(city: City, by_norm: Callable) -> None:
    by_norm("deputy")
    registrar, mayor = city.sign_in("registrar"), city.sign_in("mayor")
    document_id = registrar.register()
    control = registrar.api.registry.card(document_id).draft.control_due
    offer = mayor.api.terms.offer(document_id)
    assert (offer.rule.count, offer.rule.fixed, offer.norm, offer.area) == (
        Count.DATE, control, "deputy", Area.DEPUTIES,
    )  # fmt: skip
    assert offer.rule.title == "Контрольный срок документа — Депутатский запрос: 30 дней (3-ФЗ, ст. 14)"
    draft = ResolutionDraft(
        document_id=document_id, text="Подготовить ответ", responsible_id=city.sign_in("executor").me.id,
        rule=replace(offer.rule, title="Что угодно"), controlled=False,
    )  # fmt: skip
    mayor.api.assignments.resolve(draft)
    card = mayor.api.assignments.of_document(document_id)[0]
    assert (card.row.due, card.deadline.rule.norm) == (control, "deputy")
    assert "3-ФЗ, ст. 14" in card.deadline.explanation()  # with its base, and it moves with the calendar
    assert card.deadline == registrar.api.registry.card(document_id).control_deadline


def test_without_a_control_term_it_is_the_same_number_of_the_next_month(city: City) -> None:
    document_id = city.sign_in("registrar").register()
    mayor = city.sign_in("mayor")
    assert mayor.api.terms.offer(document_id).rule.norm == "month"
    assert mayor.api.terms.offer(None).rule.norm == "month"


def test_a_control_term_that_has_passed_gives_way_to_the_norm_of_the_kind(
    city: City, by_norm: Callable, engine: Engine
) -> None:
    by_norm("deputy")
    document_id = city.sign_in("registrar").register()
    with engine.begin() as connection:
        late = text("UPDATE document SET control_due = :past WHERE id = :id")
        connection.execute(late, {"past": Clock().today() - timedelta(days=3), "id": document_id})
    assert city.sign_in("mayor").api.terms.offer(document_id).rule.norm == "deputy"


def test_a_part_has_the_time_of_the_whole(resolved, city: City) -> None:
    offer = resolved.executor.api.terms.offer(resolved.document_id, resolved.id)
    assert offer.rule.fixed == resolved.seen_by(resolved.executor).row.due
    assert offer.rule.title.startswith("Срок вышестоящего поручения — «Оперативно»")
    child = resolved.delegate(resolved.mayor, rule=offer.rule, responsible_id=city.sign_in("executor2").me.id)
    assert resolved.seen_by(resolved.mayor, child).deadline.rule.title == offer.rule.title


def test_an_extension_counts_from_the_first_term_and_begins_nothing(resolved) -> None:
    norms = resolved.mayor.api.calendars.norms()
    extension = next(norm.rule for norm in norms if norm.key == "appeal_extension")
    assert extension.since is Since.TERM
    before = resolved.seen_by(resolved.mayor)
    resolved.mayor.api.terms.move(before.row.id, before.version, TermDraft(rule=extension, reason="Ждём ответа"))
    after = resolved.seen_by(resolved.mayor)
    assert after.deadline.base == before.first_due
    assert after.deadline.unshifted == before.first_due + timedelta(days=30)
    assert "59-ФЗ, ч. 2 ст. 12" in after.deadline.explanation()
    with pytest.raises(Invalid, match="норма продления"):
        resolved.delegate(resolved.mayor, rule=extension)


def test_norms_come_area_by_area_and_an_own_one_where_it_was_put(city: City) -> None:
    admin = city.sign_in("admin").api.calendars
    key = admin.put_norm("", DeadlineRule(title="Запрос думы", count=Count.CALENDAR, amount=5), Area.DEPUTIES)
    areas = [norm.area for norm in admin.norms()]
    assert areas == sorted(areas, key=list(Area).index)
    assert next(norm.area for norm in admin.norms() if norm.key == key) is Area.DEPUTIES
    assert {norm.key for norm in admin.norms() if norm.area is Area.OTHER} == set()
    admin.remove_norm(key)
    assert TEN_DAYS.norm in {norm.key for norm in admin.norms()}


def test_the_controller_of_the_document_is_offered_for_the_next_resolution_on_it(resolve: Callable) -> None:
    letter = resolve()
    offer = letter.mayor.api.terms.offer(letter.document_id)
    assert (offer.controller_id, offer.controller) == (letter.controller.me.id, letter.controller.me.name)
    other = letter.mayor.api.terms.offer(resolve(controlled=False, controller_id=None).document_id)
    assert (other.controller_id, other.controller) == (None, "")


def test_the_usual_controller_is_who_controls_most_of_what_one_has_given(city: City) -> None:
    registrar, mayor, executor = city.sign_in("registrar"), city.sign_in("mayor"), city.sign_in("executor").me.id
    one, other = city.sign_in("controller").me.id, city.sign_in("registrar2").me.id
    for controller in (one, one, other):
        draft = ResolutionDraft(
            document_id=registrar.register(), text="Подготовить ответ", responsible_id=executor,
            rule=TEN_DAYS, controlled=True, controller_id=controller,
        )  # fmt: skip
        mayor.api.assignments.resolve(draft)
    offer = mayor.api.terms.offer(registrar.register())
    assert (offer.controller_id, offer.usual_controller_id) == (None, one)
    assert offer.usual_controller == city.sign_in("controller").me.name


def test_who_has_ordered_nothing_is_offered_the_only_controller(city: City) -> None:
    registrar, executor = city.sign_in("registrar"), city.sign_in("executor2")
    document_id = registrar.register(addressee_ids=[executor.me.id])
    offered = executor.api.terms.offer(document_id).usual_controller_id
    assert offered in {None, city.sign_in("controller").me.id}
