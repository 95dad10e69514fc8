"""A project goes along its route: whose turn comes, what a refusal does, how it begins anew."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from common.approvals.api import AdditionDraft, ApprovalState, VisaDraft
from common.approvals.course import Order, Restart, Visa
from common.approvals.waiting import Desk, WaitingFilter
from common.registry.card import Restriction
from common.registry.classes import DocumentState
from common.registry.rules import Action
from common.rpc.errors import Invalid, Missing, NotAllowed, Stale
from common.staff import SubstitutionDraft
from server.core.clock import Clock
from tests.city import City, Signed
from tests.factories.approvals import Project, of, waiting

DAY = timedelta(days=1)
Make = Callable[..., Project]


@pytest.fixture
def cast(city: City) -> tuple[Signed, Signed, Signed]:
    return city.sign_in("affairs"), city.sign_in("deputy"), city.sign_in("controller")


def test_the_last_positive_visa_leads_to_signing(project: Make, cast: tuple[Signed, ...]) -> None:
    head, deputy, controller = cast
    memo = project()
    memo.send(of(head, controller), of(deputy, title="Руководство"))
    assert memo.waits() == [head.me.name]
    memo.put(head)
    memo.put(controller, Visa.WITH_REMARKS, "Добавьте срок")
    assert memo.waits() == [deputy.me.name]
    memo.put(deputy)
    assert memo.state is DocumentState.SIGNING
    approval = memo.approval()
    assert (approval.state, approval.type) == (ApprovalState.AGREED, "Последовательный")
    acts = [row.action for row in memo.author.api.registry.history(memo.id)]
    assert acts.count("Поставлена виза") == 3
    assert acts[0] == "Согласован"


def test_the_folder_holds_exactly_what_waits_for_me(project: Make, cast: tuple[Signed, ...]) -> None:
    head, deputy, controller = cast
    memo = project()
    memo.send(of(head, controller), of(deputy))
    assert [memo.id in waiting(each) for each in cast] == [True, False, False]
    memo.put(head)
    assert [memo.id in waiting(each) for each in cast] == [False, False, True]
    memo.put(controller)
    assert [memo.id in waiting(each) for each in cast] == [False, True, False]


def test_approvers_see_the_project_from_their_turn_on(city: City, project: Make) -> None:
    head, outsider = city.sign_in("affairs"), city.sign_in("outsider")
    memo = project()
    memo.send(of(head), of(outsider))
    with pytest.raises(Missing):
        outsider.api.registry.card(memo.id)
    memo.put(head)
    assert outsider.api.registry.card(memo.id).may(Action.APPROVE)
    memo.put(outsider, Visa.REFUSED, "Нет расчёта")
    assert outsider.api.registry.card(memo.id).state is DocumentState.PROJECT


def test_a_restricted_project_is_opened_to_its_approver(city: City, project: Make) -> None:
    outsider = city.sign_in("outsider")
    memo = project(restriction=Restriction.OFFICIAL, restriction_basis="п. 1", copy_number="1")
    memo.send(of(outsider))
    assert outsider.api.registry.card(memo.id).may(Action.APPROVE)


def test_a_visa_with_remarks_says_what_they_are(project: Make, cast: tuple[Signed, ...]) -> None:
    memo = project()
    memo.send(of(cast[0]))
    with pytest.raises(Invalid, match="Замечания"):
        memo.put(cast[0], Visa.REFUSED, "  ")
    with pytest.raises(NotAllowed, match="это делает согласующий"):
        memo.put(memo.author)


def test_one_who_is_not_waited_for_puts_no_visa(project: Make, cast: tuple[Signed, ...]) -> None:
    head, deputy, _ = cast
    memo = project()
    memo.send(of(head, deputy, order=Order.AT_ONCE))
    row = memo.row(deputy)
    with pytest.raises(NotAllowed, match="не ожидается"):
        head.api.approvals.put_visa(memo.id, VisaDraft(visa=Visa.AGREED, visa_id=row.id))


@pytest.mark.parametrize(
    ("restart", "asked"),
    [
        (Restart.WHOLE, {"affairs"}),
        (Restart.FROM_REFUSED, {"deputy", "controller"}),
        (Restart.REFUSED_ONLY, {"deputy"}),
    ],
)
def test_a_refusal_begins_the_cycle_anew_as_the_route_says(
    city: City, project: Make, cast: tuple[Signed, ...], restart: Restart, asked: set[str]
) -> None:
    head, deputy, controller = cast
    memo = project()
    memo.send(of(head), of(deputy, controller, order=Order.AT_ONCE), restart=restart)
    memo.put(head)
    memo.put(deputy, Visa.REFUSED, "Нет расчёта")
    assert memo.state is DocumentState.APPROVAL  # the other still has his say
    memo.put(controller, Visa.WITH_REMARKS, "Опечатка в п. 2")
    assert (memo.state, memo.approval().state) == (DocumentState.PROJECT, ApprovalState.RETURNED)
    with pytest.raises(Invalid, match="Без решения остались замечания: 2"):
        memo.resend()
    memo.answer(deputy, "Исправлено в тексте")
    with pytest.raises(Invalid, match="Мотивы отклонения"):
        memo.answer(controller, taken=False)
    memo.answer(controller, "Опечатки нет", taken=False)
    memo.resend()
    assert set(memo.waits()) == {city.sign_in(login).me.name for login in asked}
    approval = memo.approval()
    assert approval.cycle == 2
    assert [row.visa for row in approval.visas if row.cycle == 1] == [Visa.AGREED, Visa.REFUSED, Visa.WITH_REMARKS]


def test_a_visa_keeps_the_version_it_saw(project: Make, cast: tuple[Signed, ...]) -> None:
    head = cast[0]
    memo = project()
    author = memo.author
    attachment = author.api.registry.attach(memo.id, author.bring(b"first draft", "Записка.txt"))
    memo.send(of(head))
    memo.put(head, Visa.REFUSED, "Нет расчёта")
    assert not memo.approval().changed_since
    author.api.attachments.add_version(attachment, 1, author.bring(b"second draft", "Записка.txt"))
    assert memo.approval().changed_since
    memo.answer(head)
    memo.resend()
    memo.put(head)
    first, second = (row.files for row in memo.approval().visas)
    assert ([each.number for each in first], [each.number for each in second]) == ([1], [2])
    assert first[0].sha256 != second[0].sha256 == author.api.attachments.files(memo.id).rows[0].sha256


def test_a_recall_and_a_return_stop_the_approval(project: Make, cast: tuple[Signed, ...]) -> None:
    head = cast[0]
    memo = project()
    memo.send(of(head))
    memo.author.api.registry.pass_on(memo.id, memo.version, Action.RECALL)
    assert memo.approval().state is ApprovalState.STOPPED
    assert memo.id not in waiting(head)
    memo.send(of(head))
    head.api.registry.pass_on(memo.id, memo.version, Action.SEND_BACK, "Не по адресу")
    assert (memo.approval().state, memo.approval().reason) == (ApprovalState.STOPPED, "Не по адресу")
    assert len(memo.author.api.approvals.of_document(memo.id)) == 2


def test_a_deadline_is_counted_in_working_days_from_the_turn(project: Make, cast: tuple[Signed, ...]) -> None:
    head, deputy, _ = cast
    memo = project()
    memo.send(of(head, days=3), of(deputy, days=5))
    due = memo.row(head).due
    assert due is not None
    assert due >= Clock().today() + 3 * DAY
    assert memo.row(deputy).due is None  # the turn has not come
    assert memo.approval().due == due


def test_a_deputy_puts_the_visa_for_the_absent(city: City, project: Make) -> None:
    head, stand_in = city.sign_in("affairs"), city.sign_in("user160")
    staff = city.sign_in("admin").api.staff
    draft = SubstitutionDraft(
        absent_id=head.me.id, deputy_id=stand_in.me.id, since=Clock().today() - DAY, until=Clock().today(), signs=True
    )
    begun = staff.substitute(draft)
    memo = project()
    memo.send(of(head))
    assert memo.row(head).absent.startswith("отсутствует до")
    assert memo.author.api.approvals.deputies([head.me.id])[head.me.id].id == stand_in.me.id
    assert memo.id in waiting(stand_in)
    [row] = [r for r in stand_in.api.waiting.folder(WaitingFilter(desk=Desk.VISA), 0, 500).rows if r.id == memo.id]
    assert row.whose == head.me.name
    memo.put(stand_in)
    staff.end_substitution(begun, Clock().today() - DAY)
    assert memo.row(head).by == f"{stand_in.me.name} за {head.me.name}"
    history = memo.author.api.registry.history(memo.id)
    assert next(row.acting_for for row in history if row.action == "Поставлена виза") == head.me.name


def test_an_approver_adds_one_before_himself(city: City, project: Make, cast: tuple[Signed, ...]) -> None:
    head, deputy, controller = cast
    memo = project()
    memo.send(of(head, deputy, order=Order.AT_ONCE))
    addition = AdditionDraft(visa_id=memo.row(head).id, person_id=controller.me.id, before=True)
    head.api.approvals.add_approver(addition)
    assert set(memo.waits()) == {controller.me.name, deputy.me.name}
    assert memo.row(controller).added_by == head.me.name
    memo.put(controller)
    assert set(memo.waits()) == {head.me.name, deputy.me.name}
    after = AdditionDraft(visa_id=memo.row(head).id, person_id=city.sign_in("outsider").me.id, before=False)
    head.api.approvals.add_approver(after)
    memo.put(deputy)
    memo.put(head)
    assert memo.waits() == [city.sign_in("outsider").me.name]
    with pytest.raises(NotAllowed):
        memo.author.api.approvals.add_approver(after)


def test_the_initiator_changes_stages_that_have_not_begun(project: Make, cast: tuple[Signed, ...]) -> None:
    head, deputy, controller = cast
    memo = project()
    memo.send(of(head), of(deputy))
    approval = memo.approval()
    memo.author.api.approvals.change_stages(approval.id, approval.version, [of(controller)])
    memo.put(head)
    assert memo.waits() == [controller.me.name]
    with pytest.raises(Stale):
        memo.author.api.approvals.change_stages(approval.id, approval.version, [])
    with pytest.raises(NotAllowed, match="меняет инициатор"):
        controller.api.approvals.change_stages(approval.id, memo.approval().version, [])


def test_one_visa_on_many_accounts_for_each(project: Make, cast: tuple[Signed, ...]) -> None:
    head, deputy, _ = cast
    mine, also, alien = project(), project(), project()
    for memo in (mine, also):
        memo.send(of(head))
    alien.send(of(head, deputy))
    alien.put(head)
    outcomes = head.api.approvals.put_visas([mine.id, alien.id, also.id], VisaDraft(visa=Visa.AGREED))
    assert [bool(each.refusal) for each in outcomes] == [False, True, False]
    assert outcomes[0].done == "согласовано"
    assert "это делает согласующий" in outcomes[1].refusal
    assert mine.state is also.state is DocumentState.SIGNING


def test_two_visas_at_once_are_both_kept_and_the_last_leads_on(project: Make, cast: tuple[Signed, ...]) -> None:
    memo = project()
    memo.send(of(*cast, order=Order.AT_ONCE))
    with ThreadPoolExecutor(len(cast)) as hands:
        list(hands.map(memo.put, cast))
    assert [row.visa for row in memo.approval().visas] == [Visa.AGREED] * len(cast)
    assert memo.state is DocumentState.SIGNING


def test_who_has_prepared_a_project_is_not_its_only_approver(project: Make, cast: tuple[Signed, ...]) -> None:
    memo = project()
    with pytest.raises(Invalid) as refused:
        memo.send(of(memo.author))
    assert "только тот, кто его готовил" in refused.value.problems[0].text
    memo.send(of(memo.author, cast[0]))
    memo.put(memo.author)
    assert memo.waits() == [cast[0].me.name]


def test_one_approver_is_not_asked_twice_in_one_cycle(project: Make, cast: tuple[Signed, ...]) -> None:
    head, deputy, controller = cast
    memo = project()
    with pytest.raises(Invalid) as refused:
        memo.send(of(head, title="Экспертиза"), of(deputy, head, title="Руководство"))
    [problem] = refused.value.problems
    assert head.me.name in problem.text
    assert "«Экспертиза» и «Руководство»" in problem.text
    memo.send(of(head, title="Экспертиза"), of(deputy, title="Руководство"))
    with pytest.raises(Invalid, match="уже согласует проект в этапе «Руководство»"):
        head.api.approvals.add_approver(AdditionDraft(visa_id=memo.row(head).id, person_id=deputy.me.id))
    approval = memo.approval()
    with pytest.raises(Invalid, match="«Экспертиза» и «Контроль»"):
        memo.author.api.approvals.change_stages(
            approval.id, approval.version, [of(deputy, controller), of(head, title="Контроль")]
        )


def test_the_next_cycle_asks_the_same_approver_anew(project: Make, cast: tuple[Signed, ...]) -> None:
    head, deputy, _ = cast
    memo = project()
    memo.send(of(head), of(deputy), restart=Restart.WHOLE)
    memo.put(head)
    memo.put(deputy, Visa.REFUSED, "Нет расчёта")
    memo.answer(deputy, "Исправлено в тексте", taken=True)
    memo.resend()
    assert memo.waits() == [head.me.name]
