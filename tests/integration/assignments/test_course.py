"""The course of an assignment: deadlines moved by right and on request, other executors, recall, taking up again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from common.assignments.assignment import DueChange, ExtensionDraft, Folder, Reassignment
from common.assignments.rules import Action, Status
from common.kernel.deadlines import Count, DeadlineRule, Shift
from common.rpc.errors import Invalid, NotAllowed, Stale
from tests.city import City, Signed


def until(day) -> DeadlineRule:
    return DeadlineRule(title="Срок указан", count=Count.DATE, shift=Shift.NONE, fixed=day)


def move(resolved, person: Signed, day, assignment_id=None, **changes: object) -> None:
    card = resolved.seen_by(person, assignment_id)
    values = {"assignment_id": card.row.id, "version": card.version, "rule": until(day), "reason": "Ждём ответа банка"}
    person.api.assignments.move_due(DueChange(**{**values, **changes}))


def ask(resolved, person: Signed, day, reason: str = "Запрошены сведения") -> None:
    card = resolved.seen_by(person)
    draft = ExtensionDraft(assignment_id=card.row.id, version=card.version, until=day, reason=reason)
    person.api.assignments.ask_extension(draft)


def test_only_who_gave_it_moves_the_deadline_and_the_first_one_stays(resolved) -> None:
    first = resolved.seen_by(resolved.mayor).row.due
    for person in (resolved.executor, resolved.controller):
        with pytest.raises(NotAllowed, match="автор поручения"):
            move(resolved, person, first + timedelta(days=3))
    move(resolved, resolved.mayor, first + timedelta(days=3), basis="Письмо № 5")
    card = resolved.seen_by(resolved.executor)
    assert (card.row.due, card.first_due, card.row.postponements) == (first + timedelta(days=3), first, 1)
    moved = card.postponements[0]
    assert (moved.before, moved.after, moved.basis) == (first, first + timedelta(days=3), "Письмо № 5")
    row = next(
        each for each in resolved.executor.api.assignments.folder(Folder.TO_EXECUTE).rows if each.id == resolved.id
    )
    assert row.due == first + timedelta(days=3)


def test_a_deadline_stays_between_that_above_and_those_below(resolved, city: City) -> None:
    due = resolved.seen_by(resolved.mayor).row.due
    child = resolved.delegate(resolved.mayor, responsible_id=city.sign_in("executor2").me.id)
    with pytest.raises(Invalid, match="позже срока вышестоящего"):
        move(resolved, resolved.mayor, due + timedelta(days=1), child)
    with pytest.raises(Invalid, match="сначала перенесите его"):
        move(resolved, resolved.mayor, due - timedelta(days=2))
    move(resolved, resolved.mayor, due - timedelta(days=3), child)
    move(resolved, resolved.mayor, due - timedelta(days=2))


def test_a_request_for_a_later_deadline_is_granted_by_who_gave_it(resolved) -> None:
    later = resolved.seen_by(resolved.executor).row.due + timedelta(days=7)
    ask(resolved, resolved.executor, later)
    with pytest.raises(Invalid, match="уже ждёт решения"):
        ask(resolved, resolved.executor, later)
    card = resolved.seen_by(resolved.mayor)
    assert card.asked is not None
    assert (card.asked.until, card.may(Action.DECIDE_EXTENSION)) == (later, True)
    assert not resolved.seen_by(resolved.controller).may(Action.DECIDE_EXTENSION)
    resolved.mayor.api.assignments.decide_extension(card.row.id, card.version, granted=True)
    card = resolved.seen_by(resolved.executor)
    assert (card.row.due, card.asked, card.extensions[0].granted) == (later, None, True)
    assert "по просьбе исполнителя" in card.deadline.explanation()


def test_a_request_may_be_refused_with_the_reason_only(resolved) -> None:
    due = resolved.seen_by(resolved.executor).row.due
    with pytest.raises(Invalid, match="продлевать нечего"):
        ask(resolved, resolved.executor, due)
    ask(resolved, resolved.executor, due + timedelta(days=7))
    card = resolved.seen_by(resolved.mayor)
    with pytest.raises(Invalid, match="Причина отказа"):
        resolved.mayor.api.assignments.decide_extension(card.row.id, card.version, granted=False)
    resolved.mayor.api.assignments.decide_extension(
        card.row.id, card.version, granted=False, answer="Срок установлен законом"
    )
    card = resolved.seen_by(resolved.executor)
    assert (card.row.due, card.extensions[0].answer) == (due, "Срок установлен законом")
    ask(resolved, resolved.executor, due + timedelta(days=5))


def test_other_executors_take_it_over(resolved, city: City) -> None:
    second, card = city.sign_in("executor2"), resolved.seen_by(resolved.mayor)
    change = Reassignment(
        assignment_id=card.row.id, version=card.version, responsible_id=second.me.id, reason="Отпуск исполнителя"
    )
    resolved.mayor.api.assignments.reassign(change)
    assert resolved.id not in [row.id for row in resolved.executor.api.assignments.folder(Folder.TO_EXECUTE).rows]
    assert resolved.id in [row.id for row in second.api.assignments.folder(Folder.TO_EXECUTE).rows]
    assert resolved.seen_by(second).may(Action.REPORT)
    with pytest.raises(NotAllowed):
        resolved.report(resolved.executor)
    told = [row for row in second.api.registry.history(resolved.document_id) if "Заменены" in row.action]
    assert told


def test_what_is_recalled_without_its_branch_leaves_the_branch(resolved, city: City) -> None:
    colleague = city.sign_in("executor2")
    child = resolved.delegate(resolved.mayor, responsible_id=colleague.me.id)
    card = resolved.seen_by(resolved.mayor)
    resolved.mayor.api.assignments.cancel(card.row.id, card.version, "Передано в суд", with_branch=False)
    assert resolved.seen_by(colleague).row.status is Status.CANCELLED
    assert resolved.seen_by(colleague, child).row.status is Status.ISSUED


def test_the_executed_is_taken_up_again_with_a_reason(resolved) -> None:
    resolved.report(resolved.executor)
    resolved.release(resolved.controller)
    card = resolved.seen_by(resolved.controller)
    with pytest.raises(NotAllowed):
        resolved.executor.api.assignments.reopen(card.row.id, card.version, "Не доделано")
    with pytest.raises(Invalid, match="Причина"):
        resolved.controller.api.assignments.reopen(card.row.id, card.version, " ")
    resolved.controller.api.assignments.reopen(card.row.id, card.version, "Заявитель не получил ответа")
    card = resolved.seen_by(resolved.executor)
    assert (card.row.status, card.done_on, card.may(Action.REPORT)) == (Status.ISSUED, None, True)


def test_an_executor_takes_it_up_once_and_every_return_is_counted(resolved) -> None:
    card = resolved.seen_by(resolved.executor)
    resolved.executor.api.assignments.take(card.row.id, card.version)
    card = resolved.seen_by(resolved.executor)
    assert card.taken_at is not None
    assert not card.may(Action.TAKE)
    for times in (1, 2):
        resolved.report(resolved.executor)
        version = resolved.seen_by(resolved.mayor).version
        resolved.mayor.api.assignments.send_back(resolved.id, version, "Нет приложений")
        assert resolved.seen_by(resolved.executor).returns == times


def test_delay_is_told_in_calendar_and_in_working_days(resolved, days_pass: Callable, engine: Engine) -> None:
    today = resolved.seen_by(resolved.mayor).issued_at.date()
    days_pass(resolved.id, today - timedelta(days=14))
    card = resolved.seen_by(resolved.mayor)
    assert card.row.overdue_days >= 14
    assert 0 < card.overdue_working_days < card.row.overdue_days


def test_the_second_of_two_who_move_it_reads_it_again(resolved) -> None:
    card = resolved.seen_by(resolved.mayor)
    change = DueChange(
        assignment_id=card.row.id, version=card.version, rule=until(card.row.due + timedelta(days=1)), reason="Раз"
    )
    resolved.mayor.api.assignments.move_due(change)
    with pytest.raises(Stale):
        resolved.mayor.api.assignments.move_due(change)


def test_special_control_is_seen_in_the_folder_of_control(resolve: Callable) -> None:
    resolved = resolve(special=True)
    rows = resolved.controller.api.assignments.folder(Folder.ON_CONTROL).rows
    assert {row.id: row.special for row in rows}[resolved.id]
