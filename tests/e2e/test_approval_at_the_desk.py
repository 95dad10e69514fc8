"""A project sent, refused, answered and approved at three desks, by the same windows that people use."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QItemSelectionModel

from client.approvals.send_dialog import SendDialog
from client.approvals.stages_field import StagesField
from client.approvals.tab import ApprovalTab
from client.approvals.visa_dialogs import AnswerDialog, VisaDialog
from client.approvals.waiting import WaitingRegister
from client.registry.document_window import DocumentWindow
from client.shell.bulk_account import BulkAccount
from client.widgets.paged_model import PagedState
from common.approvals.course import Visa
from common.registry.classes import DocumentState
from common.registry.rules import Action
from tests.city import City
from tests.e2e.desk import Desk, closed, until
from tests.factories.approvals import memo_of, of

SelectionFlag = QItemSelectionModel.SelectionFlag
pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise)\(\)")


def tab_of(window: DocumentWindow) -> ApprovalTab:
    tab = window.findChild(ApprovalTab)
    assert tab is not None
    window.tabs.setCurrentWidget(tab)
    return tab


def take(window: DocumentWindow, action: Action) -> None:
    until(lambda: window.steps.actions[action].isEnabled(), action.label)
    window.steps.actions[action].trigger()


def test_a_project_is_refused_answered_and_approved(desk_of: Callable[[str], Desk], city: City) -> None:
    author, head = city.sign_in("executor"), city.sign_in("affairs")
    memo = memo_of(author)
    desk = desk_of("executor")
    window = desk.open(memo.id)
    take(window, Action.SEND_FOR_APPROVAL)
    sending = desk.dialog(SendDialog)
    until(sending.form.isEnabled, "the routes")
    assert isinstance(sending.stages, StagesField)
    sending.route.show_value(0)
    sending.stages.show_value([of(head, days=2)])
    sending.save()
    until(lambda: memo.state is DocumentState.APPROVAL, "the project on its way")
    approver = desk_of("affairs")
    theirs = approver.open(memo.id)
    take(theirs, Action.APPROVE)
    visa = approver.dialog(VisaDialog)
    visa.text.show_value("Нет расчёта")
    visa.refuse_button.click()
    until(lambda: memo.state is DocumentState.PROJECT, "the refusal")
    tab = tab_of(window)
    until(tab.answer_button.isVisible, "the remark to answer")
    tab.answer()
    answer = desk.dialog(AnswerDialog)
    answer.save()
    until(lambda: "Файлы с тех пор прежние" in answer.form.note("text"), "what to say")
    answer.text.show_value("Расчёт в тексте")
    answer.save()
    until(closed(answer), "the answer to be kept")
    until(lambda: memo.row(head).taken, "the decision")
    tab.send_again()
    again = desk.dialog(SendDialog)
    until(again.returned.isVisible, "the offer to send again")
    again.save()
    until(lambda: memo.approval().cycle == 2, "the next cycle")
    take(theirs, Action.APPROVE)
    approver.dialog(VisaDialog).save()
    until(lambda: memo.state is DocumentState.SIGNING, "the project at the signatory's")
    assert [row.visa for row in memo.approval().visas] == [Visa.REFUSED, Visa.AGREED]


def test_chosen_projects_get_one_visa_with_an_account(desk_of: Callable[[str], Desk], city: City) -> None:
    author, head = city.sign_in("executor"), city.sign_in("affairs")
    memos = [memo_of(author) for _ in range(2)]
    for memo in memos:
        memo.send(of(head))
    desk = desk_of("affairs")
    desk.window.open_folder("approvals.visa")
    page = desk.page(WaitingRegister)
    until(lambda: page.model.state is PagedState.READY and page.model.total >= len(memos), "the folder")
    for memo in memos:
        place = page.model.index(page.model.position(memo.id), 0)
        page.view.selectionModel().select(place, SelectionFlag.Select | SelectionFlag.Rows)
    page.act_button.click()
    desk.dialog(VisaDialog).save()
    account = desk.dialog(BulkAccount)
    assert "Не сделано: 0" in account.verdict.text()
    assert all(memo.state is DocumentState.SIGNING for memo in memos)
