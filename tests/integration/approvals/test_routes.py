"""Typical routes are data: defined by right, refused with reasons, resolved for each project."""

from collections.abc import Callable, Iterator

import msgspec
import pytest
from sqlalchemy import Engine, text

from common.approvals.api import SendDraft, Stage
from common.approvals.course import Order, Visa
from common.approvals.routes import Post, RouteDraft, RouteStage
from common.kernel.ids import PersonId
from common.registry.classes import DocumentClass, DocumentState
from common.registry.kinds import ExtraField, KindDraft
from common.registry.rules import Action
from common.registry.selection import Comparison, Condition
from common.registry.values import ValueType
from common.rpc.errors import Invalid, NotAllowed, Stale
from tests.city import City, Signed
from tests.factories.approvals import Project, of

Make = Callable[..., Project]
LONG = [Condition(field="sheets", comparison=Comparison.SINCE, value="10")]


@pytest.fixture
def keeper(city: City, engine: Engine) -> Iterator[Signed]:
    """The administrator, in a city without other routes."""
    with engine.begin() as connection:
        connection.execute(text("UPDATE approval_route SET closed = true"))
    yield city.sign_in("admin")
    with engine.begin() as connection:
        connection.execute(text("UPDATE approval_route SET closed = true"))


def memos(controller: Signed, **changes: object) -> RouteDraft:
    values: dict[str, object] = {
        "title": "Служебные записки", "kinds": ["memo"],
        "stages": [
            RouteStage(title="Подразделение", posts=[Post.UNIT_HEAD], days=2),
            RouteStage(title="Контроль", person_ids=[controller.me.id], order=Order.AT_ONCE, conditions=LONG),
        ],
    }  # fmt: skip
    return RouteDraft(**{**values, **changes})


def test_a_route_is_offered_as_it_would_run_for_the_project(city: City, keeper: Signed, project: Make) -> None:
    controller = city.sign_in("controller")
    keeper.api.routes.define(None, 0, memos(controller, title="Записки по объёму"))
    short, long = project(), project(sheets=12)
    [offered] = short.author.api.approvals.offer(short.id).routes
    assert ([stage.title for stage in offered.stages], offered.passed_by) == (["Подразделение"], ["Контроль"])
    [offered] = long.author.api.approvals.offer(long.id).routes
    assert [stage.person_ids for stage in offered.stages][1] == [controller.me.id]
    long.author.api.approvals.send(long.id, long.version, SendDraft(route_id=offered.id, stages=offered.stages))
    assert long.approval().route == "Записки по объёму"


def test_a_condition_set_before_its_field_was_widened_still_brings_its_stage(
    city: City, keeper: Signed, project: Make
) -> None:
    controller = city.sign_in("controller")
    field = ExtraField(key="trade", title="Способ торгов", type=ValueType.CHOICE, choices=["Аукцион", "Конкурс"])
    kind = KindDraft(key="trading", title="Торги", document_class=DocumentClass.INTERNAL, fields=[field])
    version = keeper.api.kinds.put(kind, 0)
    asked = [Condition(field="extra.trade", comparison=Comparison.IS, value="Аукцион")]
    stages = [
        RouteStage(title="Подразделение", posts=[Post.UNIT_HEAD]),
        RouteStage(title="Контроль", person_ids=[controller.me.id], conditions=asked),
    ]
    keeper.api.routes.define(None, 0, memos(controller, title="О торгах", kinds=["trading"], stages=stages))
    wider = msgspec.structs.replace(field, type=ValueType.SEVERAL)
    keeper.api.kinds.put(msgspec.structs.replace(kind, fields=[wider]), version)
    for chosen, passed_by in (("Аукцион; Конкурс", []), ("Конкурс", ["Контроль"])):
        made = project(kind="trading", extra={"trade": chosen})
        [offered] = made.author.api.approvals.offer(made.id).routes
        assert offered.passed_by == passed_by


def test_a_mandatory_route_stands_before_signing(city: City, keeper: Signed, project: Make) -> None:
    controller, head = city.sign_in("controller"), city.sign_in("affairs")
    stages = [RouteStage(title="Контроль", person_ids=[controller.me.id])]
    keeper.api.routes.define(None, 0, memos(controller, title="Обязательный", stages=stages, mandatory=True))
    memo = project()
    assert "согласование обязательно" in memo.refused(Action.SEND_FOR_SIGNING)
    assert not memo.refused(Action.SEND_FOR_APPROVAL)
    with pytest.raises(Invalid, match="согласование обязательно"):
        memo.author.api.registry.pass_on(memo.id, memo.version, Action.SEND_FOR_SIGNING)
    with pytest.raises(Invalid, match=controller.me.name):
        memo.send(of(head))
    memo.send(of(head), of(controller))
    memo.put(head)
    memo.put(controller)
    assert memo.state is DocumentState.SIGNING
    memo.author.api.registry.pass_on(memo.id, memo.version, Action.RECALL)
    assert not memo.refused(Action.SEND_FOR_SIGNING)
    memo.author.api.registry.pass_on(memo.id, memo.version, Action.SEND_FOR_SIGNING)  # approved as it is
    memo.author.api.registry.pass_on(memo.id, memo.version, Action.RECALL)
    memo.author.api.registry.attach(memo.id, memo.author.bring(b"new annex", "Расчёт.txt"))
    with pytest.raises(Invalid, match="изменились"):
        memo.author.api.registry.pass_on(memo.id, memo.version, Action.SEND_FOR_SIGNING)


def test_what_was_approved_and_written_anew_is_approved_anew(city: City, keeper: Signed, project: Make) -> None:
    controller = city.sign_in("controller")
    stages = [RouteStage(title="Контроль", person_ids=[controller.me.id])]
    keeper.api.routes.define(None, 0, memos(controller, title="Второй обязательный", stages=stages, mandatory=True))
    memo, registry = project(), city.sign_in("executor").api.registry
    memo.send(of(controller))
    memo.put(controller)
    registry.pass_on(memo.id, memo.version, Action.RECALL)
    draft = registry.card(memo.id).draft
    registry.save(memo.id, memo.version, msgspec.structs.replace(draft, summary="О премировании"))
    with pytest.raises(Invalid, match="изменено поле «Заголовок»"):
        registry.pass_on(memo.id, memo.version, Action.SEND_FOR_SIGNING)


def test_a_refused_project_does_not_go_to_signature(city: City, project: Make) -> None:
    memo, head = project(), city.sign_in("affairs")
    memo.send(of(head))
    memo.put(head, Visa.REFUSED, "Категорически против")
    assert "ответьте на замечания" in memo.refused(Action.SEND_FOR_SIGNING)
    with pytest.raises(Invalid, match="не согласован"):
        memo.author.api.registry.pass_on(memo.id, memo.version, Action.SEND_FOR_SIGNING)


def test_a_kind_without_a_route_is_signed_as_before(keeper: Signed, project: Make) -> None:
    memo = project()
    assert memo.author.api.approvals.offer(memo.id).routes == []
    memo.author.api.registry.pass_on(memo.id, memo.version, Action.SEND_FOR_SIGNING)
    assert memo.state is DocumentState.SIGNING


def test_what_a_route_names_must_be_there(city: City, keeper: Signed) -> None:
    controller = city.sign_in("controller")
    with pytest.raises(Invalid, match="Таких видов документов нет: нет такого"):
        keeper.api.routes.define(None, 0, memos(controller, kinds=["нет такого"]))
    with pytest.raises(Invalid, match="уволен или неизвестен"):
        keeper.api.routes.define(None, 0, memos(controller, stages=[RouteStage(person_ids=[PersonId(10**9)])]))
    with pytest.raises(NotAllowed):
        controller.api.routes.define(None, 0, memos(controller))


def test_two_who_define_a_route_do_not_overwrite_each_other(city: City, keeper: Signed) -> None:
    draft = memos(city.sign_in("controller"), title="Двое")
    route_id = keeper.api.routes.define(None, 0, draft)
    version = next(card.version for card in keeper.api.routes.all() if card.id == route_id)
    keeper.api.routes.define(route_id, version, msgspec.structs.replace(draft, closed=True))
    with pytest.raises(Stale):
        keeper.api.routes.define(route_id, version, draft)
    with pytest.raises(Invalid, match="уже есть"):
        keeper.api.routes.define(None, 0, draft)


def test_a_route_without_people_is_not_sent(project: Make) -> None:
    memo = project()
    with pytest.raises(Invalid, match="кто согласует"):
        memo.send()
    with pytest.raises(Invalid, match="некому согласовывать"):
        memo.send(Stage(title="Юристы"))


def test_a_route_that_names_one_person_twice_asks_him_once_and_says_so(
    city: City, keeper: Signed, project: Make
) -> None:
    controller, head = city.sign_in("controller"), city.sign_in("affairs")
    stages = [RouteStage(title="Контроль", person_ids=[controller.me.id]),
              RouteStage(title="Руководство", person_ids=[head.me.id, controller.me.id])]  # fmt: skip
    keeper.api.routes.define(None, 0, memos(controller, title="Дважды", stages=stages, mandatory=True))
    memo = project()
    [offered] = memo.author.api.approvals.offer(memo.id).routes
    assert [stage.person_ids for stage in offered.stages] == [[controller.me.id], [head.me.id]]
    assert offered.merged == [
        f"{controller.me.name} уже согласует в этапе «Контроль», в этапе «Руководство» не спрашивается"
    ]
    memo.send(*offered.stages)
    assert memo.waits() == [controller.me.name]
