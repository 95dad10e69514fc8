"""The folders of whoever puts a visa or signs: everything he decides by stands in the row."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine, text

from common.approvals.course import Restart, Visa
from common.approvals.waiting import Agreement, Desk, WaitingFilter, WaitingRow
from common.registry.classes import DocumentState
from common.registry.rules import Action
from common.rpc.errors import Invalid
from tests.city import TODAY, City, Signed
from tests.factories.approvals import Project, of

Make = Callable[..., Project]


def folder(person: Signed, desk: Desk, **chosen: object) -> list[WaitingRow]:
    page = person.api.waiting.folder(WaitingFilter(desk=desk, **chosen), 0, 500)
    assert page.total == len(page.rows)
    return page.rows


def row_of(person: Signed, project: Project, desk: Desk = Desk.VISA, **chosen: object) -> WaitingRow | None:
    return next((row for row in folder(person, desk, **chosen) if row.id == project.id), None)


def test_the_row_says_by_when_since_when_from_whom_and_at_which_stage(city: City, project: Make) -> None:
    head, deputy = city.sign_in("affairs"), city.sign_in("deputy")
    memo = project(summary="О графике дежурств")
    memo.send(of(head), of(deputy, title="Руководство", days=2))
    memo.put(head)
    row = row_of(deputy, memo)
    turn = memo.row(deputy)
    assert (row.due, row.arrived, row.initiator) == (turn.due, turn.arrived, memo.author.me.name)
    assert row.deadline == turn.deadline is not None
    assert (row.stage, row.cycle, row.kind) == ("2 из 2. Руководство", 1, "Служебная записка")
    assert (row.prepared, row.whose, row.overdue_days) == (memo.author.me.name, "", 0)


def test_a_project_sent_again_says_which_cycle_it_is(city: City, project: Make) -> None:
    head = city.sign_in("affairs")
    memo = project()
    memo.send(of(head))
    memo.put(head, Visa.REFUSED, "Нет расчёта")
    memo.answer(head, "Исправлено в тексте")
    memo.resend()
    assert row_of(head, memo).cycle == 2


def test_the_nearest_term_comes_first_and_the_late_are_counted(city: City, project: Make, engine: Engine) -> None:
    head = city.sign_in("affairs")
    memos = [project(summary=f"Записка {number}") for number in range(3)]
    for memo, days in zip(memos, (5, 0, 1), strict=True):
        memo.send(of(head, days=days))
    with engine.begin() as connection:
        late = {"due": date(2026, 11, 2), "id": memos[2].row(head).id}
        connection.execute(text("UPDATE approval_visa SET due = :due WHERE id = :id"), late)
    order = [row.id for row in folder(head, Desk.VISA)]
    assert order.index(memos[2].id) < order.index(memos[0].id) < order.index(memos[1].id)
    assert row_of(head, memos[2]).overdue_days >= (TODAY.date() - late["due"]).days
    assert {row.id for row in folder(head, Desk.VISA, overdue=True)} >= {memos[2].id}
    assert memos[0].id not in {row.id for row in folder(head, Desk.VISA, overdue=True)}
    [count] = [each for each in head.api.waiting.counts() if each.desk is Desk.VISA]
    assert count.overdue == len(folder(head, Desk.VISA, overdue=True))


def test_filters_ask_about_the_text_the_people_and_the_kind(city: City, project: Make) -> None:
    head = city.sign_in("affairs")
    memo = project(summary="О закупке саженцев")
    memo.send(of(head))
    surname = memo.author.me.name.split()[0].upper()
    assert all(row_of(head, memo, text=sought) for sought in ("САЖЕНЦЕВ", surname))
    assert row_of(head, memo, text="экскаватор") is None
    assert row_of(head, memo, kind="memo")
    assert row_of(head, memo, kind="letter") is None


def test_the_signatory_sees_who_prepared_it_and_how_it_was_agreed(city: City, project: Make) -> None:
    head, signatory = city.sign_in("affairs"), city.sign_in("deputy")
    agreed, remarked, plain = (project(signatory_id=signatory.me.id) for _ in range(3))
    for memo, visa in ((agreed, Visa.AGREED), (remarked, Visa.WITH_REMARKS)):
        memo.send(of(head))
        memo.put(head, visa, "Проверьте срок" * visa.asks_for_text)
    plain.author.api.registry.pass_on(plain.id, plain.version, Action.SEND_FOR_SIGNING)
    assert plain.state is DocumentState.SIGNING
    found = {memo.id: row_of(signatory, memo, Desk.SIGNATURE) for memo in (agreed, remarked, plain)}
    assert [row.agreement for row in found.values()] == [Agreement.AGREED, Agreement.WITH_REMARKS, Agreement.NONE]
    assert all(row.prepared == agreed.author.me.name for row in found.values())
    assert all(row.arrived is not None for row in found.values())
    arrived = [row.arrived for row in folder(signatory, Desk.SIGNATURE) if row.arrived]
    assert arrived == sorted(arrived)
    only = {row.id for row in folder(signatory, Desk.SIGNATURE, with_remarks=True)}
    assert (remarked.id in only, agreed.id in only) == (True, False)


def test_nobody_elses_turn_is_shown(city: City, project: Make) -> None:
    head = city.sign_in("affairs")
    memo = project()
    memo.send(of(head))
    assert row_of(city.sign_in("deputy"), memo) is None
    assert row_of(memo.author, memo) is None
    assert row_of(head, memo, Desk.SIGNATURE) is None


def test_whoever_signs_is_told_all_that_approvers_had_to_say(city: City, project: Callable[..., Project]) -> None:
    head, deputy, mayor = (city.sign_in(login) for login in ("affairs", "deputy", "mayor"))
    memo = project()
    memo.send(of(head), of(deputy), restart=Restart.WHOLE)
    memo.put(head, Visa.WITH_REMARKS, "Опечатка")
    memo.put(deputy, Visa.REFUSED, "Нет расчёта")
    with pytest.raises(Invalid, match="Файлы с тех пор прежние"):
        memo.answer(head, taken=True)
    memo.answer(head, "Исправлена", taken=True)
    memo.answer(deputy, "Приложен", taken=True)
    memo.resend()
    memo.put(head)
    memo.put(deputy, Visa.WITH_REMARKS, "Уточните срок")
    memo.answer(deputy, "Срок указан в плане", taken=False)
    said = [remark.said() for remark in mayor.api.waiting.remarks([memo.id])]
    assert said == [
        f"Согласовано с замечаниями: {head.me.name} — Опечатка → учтено: Исправлена; позже: согласовано",
        f"Не согласовано: {deputy.me.name} — Нет расчёта → учтено: Приложен; позже: согласовано с замечаниями",
        f"Согласовано с замечаниями: {deputy.me.name} — Уточните срок → отклонено: Срок указан в плане",
    ]
    assert city.sign_in("outsider").api.waiting.remarks([memo.id]) == []


def test_a_refusal_is_not_lost_when_others_are_asked_instead(city: City, project: Callable[..., Project]) -> None:
    head, other, mayor = (city.sign_in(login) for login in ("affairs", "user160", "mayor"))
    memo = project()
    memo.send(of(head))
    memo.put(head, Visa.REFUSED, "Категорически против")
    memo.answer(head, "Пояснено устно", taken=True)
    memo.send(of(other))
    memo.put(other)
    [remark] = mayor.api.waiting.remarks([memo.id])
    assert remark.said().endswith("учтено: Пояснено устно; больше не спрашивали")


def test_an_electronic_project_without_text_or_file_has_nothing_to_be_agreed(
    city: City, project: Callable[..., Project]
) -> None:
    memo = project(body="")
    with pytest.raises(Invalid, match="Согласовывать нечего"):
        memo.send(of(city.sign_in("affairs")))
