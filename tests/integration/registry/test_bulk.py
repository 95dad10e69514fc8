"""Many documents at once: every one is done or refused for itself, and all are accounted for."""

from datetime import timedelta

import pytest

from common.registry.bulk import Bulk, BulkOrder
from common.registry.classes import DocumentState, RecordForm
from common.registry.document import DocumentFilter, Point
from common.rpc.errors import Invalid
from server.core.clock import Clock
from tests.city import City
from tests.integration.registry.test_projects import project


def test_papers_are_registered_together_and_the_unfinished_one_is_refused_without_spending_a_number(
    city: City,
) -> None:
    clerk = city.sign_in("registrar")
    ready, unfinished, other = (clerk.api.registry.new_draft(clerk.place) for _ in range(3))
    for document_id in (ready, other):
        clerk.api.registry.save(document_id, 1, clerk.letter())
    order = BulkOrder(action=Bulk.REGISTER, document_ids=[ready, unfinished, other])
    outcomes = {each.document_id: each for each in clerk.api.registry.bulk(order)}
    assert outcomes[unfinished].refusal
    assert not outcomes[unfinished].done
    first, second = (int(outcomes[each].done.rsplit("/", 1)[1]) for each in (ready, other))
    assert second == first + 1
    assert clerk.api.registry.card(unfinished).state is DocumentState.DRAFT


def test_an_act_whose_points_nobody_would_control_waits_for_somebody_to_say_so(city: City) -> None:
    clerk, executor = city.sign_in("registrar"), city.sign_in("executor")
    point = Point(
        number="1", text="Провести сход", executor_id=executor.me.id, due=Clock().today() + timedelta(days=30)
    )
    on_paper = {"form": RecordForm.PAPER, "form_basis": "Регламент", "paper_place": "Шкаф 3", "points": [point]}
    controlled = project(clerk, clerk.place, "disposition", controller_id=city.sign_in("controller").me.id, **on_paper)
    uncontrolled = project(clerk, clerk.place, "disposition", **on_paper)
    order = BulkOrder(action=Bulk.REGISTER, document_ids=[controlled, uncontrolled])
    outcomes = {each.document_id: each for each in clerk.api.registry.bulk(order)}
    assert outcomes[controlled].done
    assert "«Контроль исполнения» не назван" in outcomes[uncontrolled].refusal
    assert not clerk.api.registry.card(uncontrolled).number


def test_what_was_refused_leaves_no_trace_in_the_history(city: City) -> None:
    clerk = city.sign_in("registrar")
    document_id = clerk.register()
    before = clerk.api.registry.history(document_id)
    order = BulkOrder(action=Bulk.DISCARD, document_ids=[document_id, 10**9], reason="Ошибка")
    outcomes = clerk.api.registry.bulk(order)
    assert all(each.refusal for each in outcomes)
    assert clerk.api.registry.history(document_id) == before


def test_the_bin_gives_back_what_was_put_into_it(city: City) -> None:
    clerk = city.sign_in("registrar")
    papers = [clerk.api.registry.new_draft(clerk.place) for _ in range(2)]
    discarded = clerk.api.registry.bulk(BulkOrder(action=Bulk.DISCARD, document_ids=papers, reason="Реклама"))
    assert [each.done for each in discarded] == ["в корзине"] * 2
    chosen = DocumentFilter(document_class=None, states=(DocumentState.DISCARDED,))
    assert set(papers) <= {row.id for row in clerk.api.registry.documents(chosen).rows}
    clerk.api.registry.bulk(BulkOrder(action=Bulk.RESTORE, document_ids=papers))
    assert {clerk.api.registry.card(each).state for each in papers} == {DocumentState.DRAFT}


def test_an_order_without_its_reason_or_value_is_refused_whole(city: City) -> None:
    clerk = city.sign_in("registrar")
    for action in (Bulk.DISCARD, Bulk.FILE):
        with pytest.raises(Invalid):
            clerk.api.registry.bulk(BulkOrder(action=action, document_ids=[clerk.register()]))
