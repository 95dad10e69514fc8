"""A folder of assignments narrowed, put in order, and released from as a whole."""

from collections.abc import Callable
from datetime import timedelta

from common.assignments.cards import AssignmentRow, Folder
from common.assignments.rules import Status
from common.assignments.selection import AssignmentFilter, AssignmentMark, Order
from common.kernel.ids import AssignmentId
from server.core.clock import Clock
from tests.city import Signed


def on_control(person: Signed, **chosen: object) -> list[AssignmentRow]:
    page = person.api.assignments.folder(Folder.ON_CONTROL, 0, 500, AssignmentFilter(**chosen))
    assert page.total == len(page.rows)
    return page.rows


def ids(rows: list[AssignmentRow]) -> set[AssignmentId]:
    return {row.id for row in rows}


def test_every_filter_keeps_what_it_asks_for_and_nothing_else(resolve: Callable) -> None:
    ours = resolve({"summary": "О ремонте моста через Ильву"}, text="Обследовать опоры")
    resolve({"summary": "О школьном питании"}, text="Подготовить справку")
    controller, executor, mayor = ours.controller, ours.executor, ours.mayor
    everything = on_control(controller)
    number = next(row for row in everything if row.id == ours.id).document.partition("№ ")[2].partition(" ")[0]
    for sought in ("ОПОРЫ", "моста через", number):
        assert ours.id in ids(found := on_control(controller, text=sought))
        assert len(found) < len(everything)
    surname = executor.me.name.split()[0]
    assert ids(on_control(controller, executor=surname)) == {
        row.id for row in everything if surname in row.responsible + row.co_executors
    }
    assert ours.id in ids(on_control(controller, author=mayor.me.name.split()[0]))
    assert ours.id not in ids(on_control(controller, author=executor.me.name.split()[0]))
    assert ours.id in ids(on_control(controller, kind="letter"))
    assert ours.id not in ids(on_control(controller, kind="memo"))


def test_the_unit_is_that_of_the_executor_or_the_executor_itself(resolved) -> None:
    [person] = [p for p in resolved.mayor.api.identity.people(resolved.executor.me.name.split()[0])
                if p.id == resolved.executor.me.id]  # fmt: skip
    assert resolved.id in ids(on_control(resolved.controller, unit=person.unit[:12]))
    assert on_control(resolved.controller, unit="такого подразделения нет") == []


def test_the_period_of_due_dates_takes_both_its_ends(resolved, days_pass: Callable) -> None:
    today = Clock().today()
    due = today + timedelta(days=900)
    days_pass(resolved.id, due)
    assert ids(on_control(resolved.controller, since=due, until=due)) == {resolved.id}
    days_pass(resolved.id, today - timedelta(days=1))
    late = on_control(resolved.controller, overdue=True)
    assert resolved.id in ids(late)
    assert all(row.overdue_days > 0 for row in late)


def test_a_folder_is_read_in_the_order_of_any_column_page_by_page(resolve: Callable) -> None:
    controller = resolve(text="Ямочный ремонт").controller
    resolve(text="Асфальтирование")
    for order, shown in (
        (Order.TEXT, lambda row: row.text.lower()), (Order.STATUS, lambda row: row.status),
        (Order.MOVES, lambda row: row.moves), (Order.DUE, lambda row: row.due),
    ):  # fmt: skip
        rising = on_control(controller, order=order)
        falling = on_control(controller, order=order, falling=True)
        assert [row.id for row in falling] == [row.id for row in rising][::-1]
        if order is not Order.TEXT:  # letters are for the database to sort
            assert [shown(row) for row in rising] == sorted(shown(row) for row in rising)
        pages = [
            row
            for offset in range(0, len(rising), 4)
            for row in controller.api.assignments.folder(
                Folder.ON_CONTROL, offset, 4, AssignmentFilter(order=order)
            ).rows
        ]
        assert pages == rising
    for order in Order:
        assert ids(on_control(controller, order=order)) == ids(on_control(controller))


def test_several_are_released_at_once_and_each_refusal_says_why(resolve: Callable) -> None:
    ready, early, seen_before = (resolve(text=text) for text in ("Готово", "Рано", "Устарело"))
    ready.report(ready.executor)
    seen_before.report(seen_before.executor)
    controller = ready.controller
    marks = {row.id: AssignmentMark(row.id, row.version) for row in on_control(controller)}
    controller.api.assignments.watch(seen_before.id, marks[seen_before.id].version, True)
    chosen = [marks[one.id] for one in (ready, early, seen_before)]
    told = controller.api.assignments.release_all([*chosen, AssignmentMark(AssignmentId(10**9), 1)], "Принято")
    assert [bool(each.refusal) for each in told] == [False, True, True, True]
    assert (told[0].done, told[0].title.partition(": ")[2]) == ("снято с контроля", "Готово")
    assert "отчёта ещё нет" in told[1].refusal
    assert "изменил другой сотрудник" in told[2].refusal
    assert ready.seen_by(controller).row.status is Status.DONE
    assert seen_before.seen_by(controller).row.status is Status.REPORTED


def test_who_does_not_control_releases_nothing(resolved) -> None:
    resolved.report(resolved.executor)
    version = resolved.seen_by(resolved.executor).version
    [told] = resolved.executor.api.assignments.release_all([AssignmentMark(resolved.id, version)])
    assert (told.done, "снять с контроля" in told.refusal) == ("", True)
    assert resolved.seen_by(resolved.executor).row.status is Status.REPORTED
