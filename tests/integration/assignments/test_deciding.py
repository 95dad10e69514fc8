"""Who may report, release, return and recall, and in which order."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text

from common.assignments.cards import Folder
from common.assignments.orders import ReportDraft
from common.assignments.rules import Action, Status
from common.rpc.errors import Invalid, Missing, NotAllowed, Stale
from tests.city import City, Signed


def test_nothing_is_released_before_the_final_report(resolved) -> None:
    with pytest.raises(Invalid, match="после отчёта об исполнении"):
        resolved.release(resolved.controller)
    resolved.report(resolved.executor, final=False)
    with pytest.raises(Invalid, match="после отчёта об исполнении"):
        resolved.release(resolved.controller)
    assert resolved.seen_by(resolved.controller).blocks == ["Нет отчёта ответственного исполнителя."]
    resolved.report(resolved.executor)
    resolved.release(resolved.controller)
    card = resolved.seen_by(resolved.controller)
    assert (card.row.status, card.blocks) == (Status.DONE, [])
    assert card.done_on is not None


def test_nothing_is_released_over_an_open_child(resolved, city: City) -> None:
    colleague = city.sign_in("executor2")
    child = resolved.delegate(resolved.mayor, responsible_id=colleague.me.id)
    resolved.report(resolved.executor)
    with pytest.raises(Invalid, match="Не исполнены подчинённые поручения: 1"):
        resolved.release(resolved.controller)
    resolved.report(colleague, child)
    resolved.release(resolved.mayor, child)
    resolved.release(resolved.controller)
    assert resolved.seen_by(resolved.mayor).row.status is Status.DONE


def test_only_the_author_and_the_controller_decide_on_a_report(resolved) -> None:
    resolved.report(resolved.executor)
    card = resolved.seen_by(resolved.executor)
    assert not card.may(Action.RELEASE)
    with pytest.raises(NotAllowed, match="это делает автор поручения, контролёр"):
        resolved.release(resolved.executor)
    with pytest.raises(NotAllowed, match="это делает автор поручения, контролёр"):
        resolved.executor.api.assignments.send_back(resolved.id, card.version, "Сам передумал")
    assert resolved.seen_by(resolved.mayor).may(Action.RELEASE)
    resolved.release(resolved.mayor)


def test_only_an_executor_reports(resolved) -> None:
    with pytest.raises(NotAllowed, match="это делает ответственный исполнитель"):
        resolved.report(resolved.controller)


def test_a_stranger_does_not_even_learn_that_the_assignment_exists(resolved, city: City) -> None:
    stranger = city.sign_in("outsider")
    with pytest.raises(Missing):
        stranger.api.assignments.report(ReportDraft(assignment_id=resolved.id, version=1, text="Исполнено"))
    with pytest.raises(Missing):
        stranger.api.assignments.of_document(resolved.document_id)


def test_a_report_without_words_is_refused_beside_its_field(resolved) -> None:
    with pytest.raises(Invalid) as refused:
        resolved.report(resolved.executor, text="  ")
    assert [problem.field for problem in refused.value.problems] == ["text"]


def test_a_returned_report_says_why_and_may_be_given_again(resolved) -> None:
    resolved.report(resolved.executor)
    version = resolved.seen_by(resolved.controller).version
    with pytest.raises(Invalid, match="Причина возврата"):
        resolved.controller.api.assignments.send_back(resolved.id, version, " ")
    resolved.controller.api.assignments.send_back(resolved.id, version, "Нет подписи")
    card = resolved.seen_by(resolved.executor)
    assert (card.row.status, card.may(Action.REPORT)) == (Status.ISSUED, True)
    assert card.reports[0].answer == "Нет подписи"
    resolved.report(resolved.executor)
    resolved.release(resolved.controller)


def test_the_second_of_two_deciders_learns_that_it_is_decided(resolved) -> None:
    resolved.report(resolved.executor)
    version = resolved.seen_by(resolved.controller).version
    resolved.mayor.api.assignments.release(resolved.id, version)
    with pytest.raises(Stale, match="Обновите карточку"):
        resolved.controller.api.assignments.send_back(resolved.id, version, "Нет подписи")


def test_a_report_on_an_outdated_card_is_refused(resolved) -> None:
    version = resolved.seen_by(resolved.executor).version
    resolved.report(resolved.executor)
    with pytest.raises(Stale):
        resolved.executor.api.assignments.report(
            ReportDraft(assignment_id=resolved.id, version=version, text="Ещё один отчёт")
        )


def test_a_recall_takes_the_whole_branch_from_the_folders(resolved, city: City) -> None:
    colleague = city.sign_in("executor2")
    child = resolved.delegate(resolved.mayor, responsible_id=colleague.me.id)
    version = resolved.seen_by(resolved.mayor).version
    with pytest.raises(NotAllowed, match="это делает автор поручения"):
        resolved.executor.api.assignments.cancel(resolved.id, version, "Не хочу")
    resolved.mayor.api.assignments.cancel(resolved.id, version, "Письмо отозвано")
    assert resolved.seen_by(resolved.mayor).row.status is Status.CANCELLED
    assert resolved.seen_by(resolved.mayor, child).row.status is Status.CANCELLED
    assert child not in [row.id for row in colleague.api.assignments.folder(Folder.TO_EXECUTE).rows]
    with pytest.raises(Invalid):
        resolved.report(colleague, child)


def test_a_recall_leaves_what_is_done_as_done(resolved, city: City) -> None:
    colleague = city.sign_in("executor2")
    child = resolved.delegate(resolved.mayor, responsible_id=colleague.me.id)
    resolved.report(colleague, child)
    resolved.release(resolved.mayor, child)
    version = resolved.seen_by(resolved.mayor).version
    resolved.mayor.api.assignments.cancel(resolved.id, version, "Письмо отозвано")
    assert resolved.seen_by(resolved.mayor, child).row.status is Status.DONE


def test_a_letter_counts_as_executed_when_its_last_assignment_is_released(resolved) -> None:
    assert not resolved.mayor.api.registry.card(resolved.document_id).executed
    resolved.report(resolved.executor)
    resolved.release(resolved.controller)
    assert resolved.mayor.api.registry.card(resolved.document_id).executed


def test_a_deputy_reports_for_the_absent_and_the_history_says_for_whom(
    resolve: Callable, on_leave: tuple[Signed, Signed]
) -> None:
    absent, deputy = on_leave
    resolved = resolve(responsible_id=absent.me.id)
    assert resolved.id in [row.id for row in deputy.api.assignments.folder(Folder.TO_EXECUTE, 0, 500).rows]
    assert resolved.seen_by(deputy).may(Action.REPORT)
    resolved.report(deputy)
    [report] = resolved.seen_by(resolved.mayor).reports
    assert report.author == f"{deputy.me.name} (за {absent.me.name})"
    [act] = [
        row
        for row in resolved.mayor.api.registry.history(resolved.document_id)
        if row.action == "Представлен отчёт об исполнении"
    ]
    assert (act.person, act.acting_for) == (deputy.me.name, absent.me.name)


def test_only_the_executor_and_the_author_delegate_further(resolved, city: City) -> None:
    with pytest.raises(NotAllowed, match="это делает автор поручения, ответственный исполнитель, соисполнитель"):
        resolved.delegate(city.sign_in("affairs"), responsible_id=city.sign_in("executor2").me.id)


def test_a_dismissed_person_is_given_nothing(resolve: Callable, city: City, engine: Engine) -> None:
    leaver = city.sign_in("executor").person("Щ").id
    with engine.begin() as connection:
        connection.execute(text("UPDATE person SET dismissed = current_date WHERE id = :id"), {"id": leaver})
    with pytest.raises(Invalid, match="уволен"):
        resolve(responsible_id=leaver)


def test_nobody_controls_what_he_executes(resolve: Callable, city: City) -> None:
    with pytest.raises(Invalid, match="не контролирует сам себя"):
        resolve(controller_id=city.sign_in("executor").me.id)
