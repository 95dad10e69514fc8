"""A whole life of a document: written, refused, written anew, signed, registered, read, executed on three levels."""

from collections.abc import Callable
from datetime import date, timedelta

import msgspec
import pytest

from client.assignments.execution_tab import ExecutionTab
from common.approvals.course import Visa
from common.assignments.cards import AssignmentCard
from common.assignments.orders import ReportDraft, ResolutionDraft, TermDraft
from common.assignments.rules import Status
from common.kernel.deadlines import Count, DeadlineRule
from common.kernel.ids import AssignmentId, DocumentId
from common.registry.classes import DocumentState, Force
from common.rpc.errors import NotAllowed
from common.signatures import Verdict
from tests.city import City, Signed
from tests.e2e.desk import Desk, until
from tests.factories.approvals import Project, of
from tests.factories.signing import by_password

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise)\(\)")
MONTH = DeadlineRule(title="Поручение без срока", count=Count.CALENDAR, amount=30, source="Регламент, п. 5.3.2")
TEN_DAYS = DeadlineRule(title="«Оперативно»", count=Count.CALENDAR, amount=10, source="Регламент, п. 5.3.3")


def written(author: Signed) -> Project:
    """A draft order of the mayor with its first text."""
    registry = author.api.registry
    document_id = registry.new_project("business_order", registry.dictionaries().all_places[0].id)
    card = registry.card(document_id)
    values = {
        "signatory_id": author.person("Шелест").id, "sheets": 1, "case_file": "01-13",
        "summary": "О подготовке города к зиме",
    }  # fmt: skip
    draft = msgspec.structs.replace(card.draft, **values)
    registry.save(document_id, card.version, draft)
    registry.attach(document_id, author.bring(b"%PDF-1.4 the first text\n%%EOF", "Постановление.pdf"))
    return Project(author, document_id)


class Execution:
    """Who was told to do what about the document."""

    def __init__(self, document_id: DocumentId) -> None:
        self._document_id = document_id

    def seen_by(self, person: Signed, assignment_id: AssignmentId) -> AssignmentCard:
        cards = person.api.assignments.of_document(self._document_id)
        return next(card for card in cards if card.row.id == assignment_id)

    def order(self, author: Signed, executor: Signed, rule: DeadlineRule, **changes: object) -> AssignmentId:
        values = {
            "document_id": self._document_id, "text": "Подготовить", "responsible_id": executor.me.id, "rule": rule,
            "controlled": False, **changes,
        }  # fmt: skip
        return author.api.assignments.resolve(ResolutionDraft(**values))

    def report(self, executor: Signed, assignment_id: AssignmentId, text: str) -> None:
        card = self.seen_by(executor, assignment_id)
        executor.api.assignments.report(ReportDraft(assignment_id=card.row.id, version=card.version, text=text))

    def release(self, person: Signed, assignment_id: AssignmentId) -> None:
        card = self.seen_by(person, assignment_id)
        person.api.assignments.release(card.row.id, card.version)


def test_from_the_first_draft_to_the_release_from_control(city: City, desk_of: Callable[[str], Desk]) -> None:
    author, lawyer, mayor = (city.sign_in(login) for login in ("executor", "affairs", "mayor"))
    act = written(author)
    document_id, registry = act.id, author.api.registry

    act.send(of(lawyer, days=2))
    act.put(lawyer, Visa.REFUSED, "Нет ссылки на закон")
    assert act.state is DocumentState.PROJECT
    [file] = author.api.attachments.files(document_id).rows
    better = author.bring(b"%PDF-1.4 the second text\n%%EOF", "Постановление.pdf")
    author.api.attachments.add_version(file.id, file.number, better)
    act.answer(lawyer)
    act.resend()
    act.put(lawyer)
    assert act.state is DocumentState.SIGNING

    assert by_password(mayor, document_id)[0].refusal == ""
    clerk = city.sign_in("registrar")
    card = clerk.api.registry.card(document_id)
    assert card.state is DocumentState.AWAITING
    clerk.api.registry.register(document_id, card.version, card.draft)
    assert clerk.api.registry.card(document_id).force is Force.IN_FORCE
    with pytest.raises(NotAllowed):
        author.api.attachments.add_version(file.id, file.number + 1, better)

    execution = Execution(document_id)
    deputy, controller = city.sign_in("deputy"), city.sign_in("controller")
    under_control = {"controlled": True, "controller_id": controller.me.id}
    first = execution.order(mayor, deputy, MONTH, **under_control)
    second = execution.order(deputy, lawyer, TEN_DAYS, parent_id=first)
    third = execution.order(lawyer, author, TEN_DAYS, parent_id=second)
    assert "Не исполнено" in " ".join(execution.seen_by(mayor, first).blocks)

    asked = execution.seen_by(lawyer, second)
    later = DeadlineRule(title="Срок указан датой", count=Count.DATE, fixed=working(asked.row.due))
    lawyer.api.terms.ask(second, asked.version, TermDraft(rule=later, reason="Ждём ответ министерства"))
    deputy.api.terms.decide(second, execution.seen_by(deputy, second).version, True)
    moved = execution.seen_by(lawyer, second)
    assert (moved.row.due, moved.first_due) == (later.fixed, asked.row.due)

    execution.report(author, third, "Сведения собраны")
    execution.release(lawyer, third)
    execution.report(lawyer, second, "Проект плана готов")
    returned = execution.seen_by(deputy, second)
    deputy.api.assignments.send_back(second, returned.version, "Нет сметы")
    execution.report(lawyer, second, "План со сметой готов")
    execution.release(deputy, second)
    execution.report(deputy, first, "План утверждён")
    execution.release(controller, first)
    assert clerk.api.registry.card(document_id).executed

    [signature] = clerk.api.signatures.check_again(document_id)
    assert signature.verdict is Verdict.VALID
    acts = [act.action for act in registry.history(document_id)]
    assert {"Согласован", "Подписан", "Зарегистрирован"} <= set(acts)
    window = desk_of("mayor").open(document_id)
    tab = window.findChild(ExecutionTab)
    assert tab is not None
    window.tabs.setCurrentWidget(tab)
    until(lambda: len(tab.tree.cards()) == 3, "the tree of assignments")
    assert {card.row.status for card in tab.tree.cards()} == {Status.DONE}


def working(due: date) -> date:
    """A few days later, on a working day, and within the month of the order above."""
    later = due + timedelta(days=3)
    return later + timedelta(days=max(0, 7 - later.isoweekday()) if later.isoweekday() > 5 else 0)
