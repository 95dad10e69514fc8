"""Points of a legal act become assignments of its signatory when it is registered, each exactly once."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, text

from common.assignments.cards import PointRow
from common.assignments.orders import ReportDraft, ResolutionDraft
from common.assignments.rules import Status
from common.kernel.deadlines import Count, DeadlineRule, Shift
from common.kernel.ids import DocumentId
from common.registry.classes import RecordForm
from common.registry.document import Point
from common.registry.rules import Action
from common.rpc.errors import Invalid
from server import app
from server.core.clock import Clock
from server.core.settings import Settings
from tests.city import City, Signed

SOON = Clock().today() + timedelta(days=12)


@pytest.fixture
def work(settings: Settings, engine: Engine) -> Callable[[], str]:
    """Lets a worker do what there is to do; gives what it last said of points."""

    def worked() -> str:
        worker = app.worker(settings, Clock(), engine)
        while worker.run_one():
            pass
        with engine.connect() as connection:
            said = text("SELECT message FROM job WHERE code = 'assignments.points' ORDER BY id DESC LIMIT 1")
            return connection.execute(said).scalar_one()

    return worked


@pytest.fixture
def enact(city: City) -> Callable[..., DocumentId]:
    """Registers an order that the mayor has signed on paper, with these points."""

    def enacted(*points: Point, **changes: object) -> DocumentId:
        clerk, mayor = city.sign_in("registrar"), city.sign_in("mayor")
        document_id = clerk.api.registry.new_project("disposition", clerk.place)
        card = clerk.api.registry.card(document_id)
        draft = replace(
            card.draft, signatory_id=mayor.me.id, executor_id=clerk.me.id, unit_id=clerk.me.unit_id,
            summary="О подготовке к отопительному периоду", sheets=2, case_file="01-13", points=list(points),
            form=RecordForm.PAPER, form_basis="Регламент, п. 2.5", paper_place="Шкаф 3", **changes,
        )  # fmt: skip
        clerk.api.registry.register(document_id, card.version, draft)
        return document_id

    return enacted


def point(number: str, executor: Signed | None, due: date | None = SOON) -> Point:
    return Point(number=number, text=f"Обеспечить {number}", executor_id=executor.me.id if executor else None, due=due)


def points_of(person: Signed, document_id: DocumentId) -> dict[str, PointRow]:
    return {row.number: row for row in person.api.assignments.points(document_id)}


def test_a_point_becomes_an_assignment_of_the_signatory_under_the_control_the_act_names(
    city: City, enact: Callable[..., DocumentId], work: Callable[[], str]
) -> None:
    executor, controller, mayor = (city.sign_in(login) for login in ("executor", "controller", "mayor"))
    document_id = enact(point("1", executor), controller_id=controller.me.id)
    assert work() == "Выдано поручений по пунктам: 1."
    [card] = executor.api.assignments.of_document(document_id)
    assert (card.row.text, card.draft.point, card.row.due, card.row.status) == (
        "Обеспечить 1", "п. 1", SOON, Status.ISSUED,
    )  # fmt: skip
    assert (card.draft.author_id, card.draft.controller_id) == (mayor.me.id, controller.me.id)
    assert controller.api.registry.card(document_id).number
    assert "Срок пункта 1 акта №" in card.deadline.explanation()
    assert points_of(mayor, document_id)["1"].status is Status.ISSUED


def test_the_controller_does_not_control_a_point_of_his_own(
    city: City, enact: Callable[..., DocumentId], work: Callable[[], str]
) -> None:
    controller, mayor = city.sign_in("controller"), city.sign_in("mayor")
    document_id = enact(point("1", controller), controller_id=controller.me.id)
    work()
    [card] = mayor.api.assignments.of_document(document_id)
    assert card.draft.controller_id == mayor.me.id


def test_a_point_that_lacks_something_says_what_and_holds_up_no_other(
    city: City, enact: Callable[..., DocumentId], work: Callable[[], str]
) -> None:
    executor, mayor = city.sign_in("executor"), city.sign_in("mayor")
    document_id = enact(
        point("1", None), point("2", mayor), point("3", executor, None), point("4", executor),
    )  # fmt: skip
    assert work() == "Выдано поручений по пунктам: 1."
    rows = points_of(mayor, document_id)
    assert {number: row.status for number, row in rows.items()} == {
        "1": None, "2": None, "3": None, "4": Status.ISSUED,
    }  # fmt: skip
    assert rows["1"].why_not == "Исполнитель не назван."
    assert rows["2"].why_not.startswith("Исполнитель — сам подписавший")
    assert rows["3"].why_not.startswith("Срок не назван")


def test_who_left_before_the_registration_is_named_and_the_others_get_theirs(
    city: City, enact: Callable[..., DocumentId], work: Callable[[], str], engine: Engine
) -> None:
    leaver, second = city.sign_in("user160"), city.sign_in("executor2")
    document_id = enact(point("1", leaver), point("2", second))
    with engine.begin() as connection:
        dismissed = text("UPDATE person SET dismissed = current_date - 1 WHERE id = :id")
        connection.execute(dismissed, {"id": leaver.me.id})
    said = work()
    assert said.startswith("Выдано поручений по пунктам: 1. Пункт 1 не выдан: Один из названных сотрудников уволен")
    assert [card.draft.point for card in second.api.assignments.of_document(document_id)] == ["п. 2"]


def test_a_point_whose_day_has_passed_is_overdue_from_the_beginning(
    city: City, enact: Callable[..., DocumentId], work: Callable[[], str]
) -> None:
    executor = city.sign_in("executor")
    document_id = enact(point("1", executor, Clock().today() - timedelta(days=2)))
    work()
    [card] = executor.api.assignments.of_document(document_id)
    assert card.row.overdue_days == 2


def test_a_point_is_given_by_hand_once_and_again_after_its_recall(
    city: City, enact: Callable[..., DocumentId], work: Callable[[], str]
) -> None:
    executor, mayor = city.sign_in("executor"), city.sign_in("mayor")
    document_id = enact(point("1", executor, None))
    work()
    [row] = mayor.api.assignments.points(document_id)
    rule = DeadlineRule(title="Указанная дата", count=Count.DATE, shift=Shift.NONE, fixed=SOON)
    draft = ResolutionDraft(
        document_id=document_id, text=row.text, point="п. 1", act_point=row.position, responsible_id=row.executor_id,
        rule=rule, controlled=False,
    )  # fmt: skip
    assignment_id = mayor.api.assignments.resolve(draft)
    with pytest.raises(Invalid, match="уже выдано"):
        mayor.api.assignments.resolve(draft)
    with pytest.raises(Invalid, match="Такого пункта в акте нет"):
        mayor.api.assignments.resolve(replace(draft, act_point=7))
    [card] = mayor.api.assignments.of_document(document_id)
    mayor.api.assignments.cancel(assignment_id, card.version, "Ошибка")
    [row] = mayor.api.assignments.points(document_id)
    assert (row.status, row.is_open) == (Status.CANCELLED, True)
    mayor.api.assignments.resolve(draft)
    assert points_of(mayor, document_id)["1"].status is Status.ISSUED


def test_an_act_is_not_executed_while_a_point_that_names_somebody_was_never_given(
    city: City, enact: Callable[..., DocumentId], work: Callable[[], str]
) -> None:
    executor, mayor = city.sign_in("executor"), city.sign_in("mayor")
    document_id = enact(point("1", executor), point("2", executor, None), point("3", None, None))
    work()
    [card] = mayor.api.assignments.of_document(document_id)
    executor.api.assignments.report(ReportDraft(assignment_id=card.row.id, version=card.version, text="Сделано"))
    [card] = mayor.api.assignments.of_document(document_id)
    mayor.api.assignments.release(card.row.id, card.version)
    assert not mayor.api.registry.card(document_id).executed
    rows = points_of(mayor, document_id)
    assert {number: row.is_open for number, row in rows.items()} == {"1": False, "2": True, "3": False}
    assert rows["3"].why_not.startswith("Поручения не требует")


def test_the_executor_of_a_point_hears_who_has_signed_the_act_not_who_registered_it(
    city: City, enact: Callable[..., DocumentId], work: Callable[[], str]
) -> None:
    executor, mayor = city.sign_in("executor2"), city.sign_in("mayor")
    document_id = enact(point("1", executor))
    work()
    notice = next(row for row in executor.api.notifications.register().rows if row.document_id == document_id)
    assert notice.by == mayor.me.name


def test_a_project_whose_point_is_due_yesterday_does_not_go_on(city: City) -> None:
    author = city.sign_in("executor")
    document_id = author.api.registry.new_project("disposition", author.api.registry.dictionaries().all_places[0].id)
    card = author.api.registry.card(document_id)
    draft = replace(
        card.draft, signatory_id=city.sign_in("mayor").me.id, summary="О мерах", sheets=1, case_file="01-13",
        points=[point("1", city.sign_in("executor2"), Clock().today() - timedelta(days=1))],
    )  # fmt: skip
    version = author.api.registry.save(document_id, card.version, draft)
    with pytest.raises(Invalid) as refused:
        author.api.registry.pass_on(document_id, version, Action.SEND_FOR_SIGNING, "")
    assert "Срок пункта 1 уже прошёл" in refused.value.problems[0].text


def test_who_is_named_to_control_an_act_sees_it_before_any_point_is_given(
    city: City, enact: Callable[..., DocumentId]
) -> None:
    outsider = city.sign_in("outsider")
    document_id = enact(controller_id=outsider.me.id)
    assert outsider.api.registry.card(document_id).number
    assert "контролирует" in str(city.sign_in("admin").api.access.why(outsider.me.id, document_id, None))


def test_an_act_whose_point_is_given_to_its_signatory_is_not_sent_on(city: City) -> None:
    author, mayor = city.sign_in("registrar"), city.sign_in("mayor")
    document_id = author.api.registry.new_project("order_core", author.place)
    card = author.api.registry.card(document_id)
    draft = replace(
        card.draft, signatory_id=mayor.me.id, executor_id=author.me.id, unit_id=author.me.unit_id, summary="О зиме",
        sheets=1, case_file="01-13", form=RecordForm.PAPER, form_basis="Регламент, п. 2.5", paper_place="Шкаф 3",
        points=[point("1", author), point("2", mayor)],
    )  # fmt: skip
    version = author.api.registry.save(document_id, card.version, draft)
    with pytest.raises(Invalid, match="Пункты 2 поручены тому, кто подписывает"):
        author.api.registry.pass_on(document_id, version, Action.SEND_FOR_SIGNING)
