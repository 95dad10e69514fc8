"""Who executes: people and units, others in their place; recall with and without the branch; reopening."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from common.assignments.cards import AssignmentRow, DeskPart, Folder
from common.assignments.orders import Executing
from common.assignments.rules import Action, Status
from common.assignments.selection import AssignmentFilter
from common.kernel.ids import UNITS, ExecutorId, UnitId
from common.rpc.errors import Invalid, NotAllowed, Stale
from server.core.clock import Clock
from tests.city import City, Signed


@pytest.fixture
def unit(city: City, engine: Engine) -> tuple[UnitId, Signed, Signed]:
    """A unit, its head, and somebody who could lead it instead."""
    with engine.connect() as connection:
        row = connection.execute(
            text(
                "SELECT u.id, h.login, o.login AS other FROM unit u JOIN account h ON h.person_id = u.head_id"
                " JOIN person p ON p.unit_id = u.id AND p.id <> u.head_id JOIN account o ON o.person_id = p.id"
                " JOIN person_role r ON r.person_id = h.person_id JOIN role t ON t.id = r.role_id"
                " WHERE 'execute' = ANY (t.rights) AND h.login NOT IN ('mayor', 'executor', 'controller')"
                " AND NOT EXISTS (SELECT FROM substitution s WHERE s.absent_id = u.head_id) ORDER BY u.id LIMIT 1"
            )
        ).one()
    return row.id, city.sign_in(row.login), city.sign_in(row.other)


def in_folder(person: Signed, assignment_id: int) -> AssignmentRow:
    rows = person.api.assignments.folder(Folder.TO_EXECUTE, 0, 500).rows
    return next(row for row in rows if row.id == assignment_id)


def holds(person: Signed, assignment_id: int) -> bool:
    return assignment_id in [row.id for row in person.api.assignments.folder(Folder.TO_EXECUTE, 0, 500).rows]


def test_a_unit_executes_by_its_head_whoever_that_is(
    resolve: Callable, unit: tuple[UnitId, Signed, Signed], engine: Engine
) -> None:
    unit_id, head, other = unit
    resolved = resolve(responsible_id=ExecutorId(UNITS + unit_id), co_executor_ids=[])
    card = resolved.seen_by(head)
    assert (card.executors[0].id, card.may(Action.REPORT)) == (UNITS + unit_id, True)
    assert (holds(head, resolved.id), holds(other, resolved.id)) == (True, False)
    lead = text("UPDATE unit SET head_id = :head WHERE id = :unit")
    with engine.begin() as connection:
        connection.execute(lead, {"head": other.me.id, "unit": unit_id})
        connection.execute(text("UPDATE identity_version SET version = version + 1"))
    try:
        assert (holds(head, resolved.id), holds(other, resolved.id)) == (False, True)
        assert resolved.seen_by(other).may(Action.REPORT)
        assert not resolved.seen_by(head).may(Action.REPORT)
    finally:
        with engine.begin() as connection:
            connection.execute(lead, {"head": head.me.id, "unit": unit_id})
            connection.execute(text("UPDATE identity_version SET version = version + 1"))
    resolved.report(head)
    resolved.release(resolved.controller)
    assert resolved.seen_by(head).row.status is Status.DONE


def test_people_and_units_are_found_by_the_beginning_of_their_names(resolved, engine: Engine) -> None:
    with engine.connect() as connection:
        title = connection.execute(
            text("SELECT title FROM unit WHERE head_id IS NOT NULL ORDER BY id DESC LIMIT 1")
        ).scalar_one()
    found = resolved.mayor.api.assignments.executors(title)
    assert title in [row.title for row in found if row.id > UNITS]
    assert resolved.executor.me.id in [
        row.id for row in resolved.mayor.api.assignments.executors(resolved.executor.me.name.split()[0])
    ]


def test_one_assignment_stays_one_thing_with_many_executors(resolve: Callable, city: City) -> None:
    team = [city.sign_in("executor2").me.id, city.sign_in("affairs").me.id, city.sign_in("deputy").me.id]
    resolved = resolve(co_executor_ids=team)
    assert len(resolved.mayor.api.assignments.of_document(resolved.document_id)) == 1
    assert all(holds(city.sign_in(login), resolved.id) for login in ("executor2", "affairs", "deputy"))
    helper = city.sign_in("executor2")
    with pytest.raises(NotAllowed, match="это делает ответственный исполнитель"):
        resolved.report(helper)
    resolved.report(helper, final=False)
    assert resolved.seen_by(resolved.mayor).row.status is Status.ISSUED


def test_an_executor_is_replaced_and_the_history_says_whom(resolved, city: City) -> None:
    second = city.sign_in("executor2")
    version = resolved.seen_by(resolved.mayor).version
    executing = Executing(responsible_id=ExecutorId(second.me.id))
    with pytest.raises(NotAllowed):
        resolved.executor.api.assignments.replace(resolved.id, version, executing, "Не моё")
    resolved.mayor.api.assignments.replace(resolved.id, version, executing, "В отпуске")
    assert (holds(resolved.executor, resolved.id), holds(second, resolved.id)) == (False, True)
    step = resolved.seen_by(second).steps[-1]
    assert step.change == f"{resolved.executor.me.name} → {second.me.name}"
    assert (step.action, step.text) == (Action.REPLACE, "В отпуске")
    with pytest.raises(Stale):
        resolved.mayor.api.assignments.replace(resolved.id, version, executing, "Ещё раз")
    version = resolved.seen_by(resolved.mayor).version
    with pytest.raises(Invalid, match="Исполнители те же"):
        resolved.mayor.api.assignments.replace(resolved.id, version, executing, "Ещё раз")


def test_a_recall_may_leave_what_was_handed_down(resolved, city: City) -> None:
    colleague = city.sign_in("executor2")
    child = resolved.delegate(resolved.mayor, responsible_id=colleague.me.id)
    resolved.mayor.api.assignments.cancel(resolved.id, resolved.seen_by(resolved.mayor).version, "Иначе", False)
    card = resolved.seen_by(colleague, child)
    assert (card.row.status, card.parent_id, holds(colleague, child)) == (Status.ISSUED, None, True)
    assert resolved.seen_by(resolved.mayor).row.status is Status.CANCELLED


def test_control_is_reopened_with_a_reason(resolved) -> None:
    resolved.report(resolved.executor)
    resolved.release(resolved.controller)
    version = resolved.seen_by(resolved.controller).version
    with pytest.raises(Invalid, match="Причина возобновления"):
        resolved.controller.api.assignments.reopen(resolved.id, version, "")
    resolved.controller.api.assignments.reopen(resolved.id, version, "Ответ неполон")
    card = resolved.seen_by(resolved.executor)
    assert (card.row.status, card.done_on, holds(resolved.executor, resolved.id)) == (Status.ISSUED, None, True)
    assert in_folder(resolved.executor, resolved.id).state == ["Возобновлено"]
    assert not resolved.mayor.api.registry.card(resolved.document_id).executed
    resolved.report(resolved.executor)
    resolved.release(resolved.controller)
    assert resolved.mayor.api.registry.card(resolved.document_id).executed


def test_taking_on_is_marked_once(resolved) -> None:
    resolved.executor.api.assignments.accept(resolved.id, resolved.seen_by(resolved.executor).version)
    card = resolved.seen_by(resolved.mayor)
    assert card.accepted_at is not None
    with pytest.raises(Invalid, match="уже принято"):
        resolved.executor.api.assignments.accept(resolved.id, card.version)


def test_returns_are_counted(resolved) -> None:
    for reason in ("Нет подписи", "Нет перечня"):
        resolved.report(resolved.executor)
        version = resolved.seen_by(resolved.controller).version
        resolved.controller.api.assignments.send_back(resolved.id, version, reason)
    assert resolved.seen_by(resolved.mayor).returns == 2
    assert in_folder(resolved.executor, resolved.id).state == ["На доработке"]
    resolved.report(resolved.executor)
    resolved.release(resolved.controller)
    version = resolved.seen_by(resolved.controller).version
    resolved.controller.api.assignments.reopen(resolved.id, version, "Заявитель обратился повторно")
    assert in_folder(resolved.executor, resolved.id).state == ["Возобновлено"]


def test_the_root_says_what_blocks_it_branch_by_branch(resolved, city: City) -> None:
    resolved.delegate(resolved.mayor, responsible_id=city.sign_in("executor2").me.id)
    resolved.report(resolved.executor)
    card = resolved.seen_by(resolved.controller)
    [said] = card.blocks
    assert said.startswith("Не исполнено подпоручение: ")
    assert "Собрать сведения (срок" in said
    assert "подчинённые поручения: 1" in card.refusals[Action.RELEASE]


def test_who_is_away_on_the_due_date_is_told_with_the_deputy(resolved, on_leave: tuple[Signed, Signed]) -> None:
    absent, deputy = on_leave
    ids = [ExecutorId(absent.me.id), ExecutorId(resolved.executor.me.id)]
    [said] = resolved.mayor.api.assignments.absences(ids, Clock().today())
    assert (said.executor_id, said.deputy.id) == (absent.me.id, deputy.me.id)
    assert resolved.mayor.api.assignments.absences(ids, Clock().today() + timedelta(days=300)) == []


def test_the_controllers_desk_counts_what_its_parts_list(resolved, days_pass: Callable) -> None:
    api = resolved.controller.api.assignments

    def counted() -> dict[DeskPart, int]:
        return {each.part: each.count for each in api.desk()}

    before = counted()
    days_pass(resolved.id, Clock().today())
    api.watch(resolved.id, resolved.seen_by(resolved.controller).version, True)
    resolved.report(resolved.executor)
    after = counted()
    raised = {DeskPart.TODAY, DeskPart.WEEK, DeskPart.REPORTED, DeskPart.SPECIAL}
    grown = {part for part in DeskPart if after[part] == before[part] + 1}
    assert grown >= raised - ({DeskPart.WEEK} if before[DeskPart.WEEK] == after[DeskPart.WEEK] else set())
    for part in DeskPart:
        page = api.folder(Folder.ON_CONTROL, 0, 500, AssignmentFilter(part=part))
        assert (page.total, len(page.rows)) == (after[part], after[part])
    special = api.folder(Folder.ON_CONTROL, 0, 500, AssignmentFilter(part=DeskPart.SPECIAL)).rows
    assert [row.special for row in special] == [True] * after[DeskPart.SPECIAL]


def test_nobody_gives_an_assignment_to_himself_or_back_up(city: City, resolve: Callable) -> None:
    deputy, affairs = city.sign_in("deputy"), city.sign_in("affairs")
    resolved = resolve(responsible_id=deputy.me.id)
    with pytest.raises(Invalid, match="не поручает сам себе"):
        resolved.delegate(deputy, responsible_id=deputy.me.id)
    below = resolved.delegate(deputy, responsible_id=affairs.me.id)
    for above in (deputy, resolved.mayor):
        with pytest.raises(Invalid, match="вернулось бы к тому, кто дал вышестоящее"):
            resolved.delegate(affairs, parent_id=below, responsible_id=above.me.id)
    card, himself = resolved.seen_by(resolved.mayor), Executing(responsible_id=resolved.mayor.me.id)
    with pytest.raises(Invalid, match="не поручает сам себе"):
        resolved.mayor.api.assignments.replace(card.row.id, card.version, himself, "Возьму на себя")


def test_who_does_a_part_does_not_get_the_whole(city: City, resolve: Callable) -> None:
    deputy, affairs = city.sign_in("deputy"), city.sign_in("affairs")
    resolved = resolve(responsible_id=deputy.me.id)
    resolved.delegate(deputy, responsible_id=affairs.me.id)
    card, whole = resolved.seen_by(resolved.mayor), Executing(responsible_id=affairs.me.id)
    with pytest.raises(Invalid, match="уже исполняет подпоручение"):
        resolved.mayor.api.assignments.replace(card.row.id, card.version, whole, "Отпуск")


def test_a_head_is_neither_controller_of_his_unit_nor_named_beside_it(unit: tuple, resolve: Callable) -> None:
    unit_id, head, _other = unit
    with pytest.raises(Invalid, match="Контролёр сам исполняет: как руководитель подразделения"):
        resolve(responsible_id=ExecutorId(UNITS + unit_id), controller_id=head.me.id)
    with pytest.raises(Invalid, match="Дважды назван один сотрудник"):
        resolve(responsible_id=head.me.id, co_executor_ids=[ExecutorId(UNITS + unit_id)])


def test_a_unit_named_by_its_title_comes_before_people_known_by_its_name(city: City) -> None:
    find = city.sign_in("mayor").api.assignments.executors
    assert find("Департамент транспорта")[0].id > UNITS
    surname = city.sign_in("affairs").me.name.split()[0]
    assert find(surname)[0].id < UNITS
