"""A whole life of a document: written, refused, written anew, signed, registered, read, executed on three levels."""

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest

from client.assignments.execution_tab import ExecutionTab
from common.approvals.course import Visa
from common.assignments.cards import AssignmentCard
from common.assignments.orders import ReportDraft, ResolutionDraft, TermDraft
from common.assignments.rules import Status
from common.distribution.api import SendDraft, SendingKind
from common.kernel.deadlines import Count, DeadlineRule, Shift
from common.kernel.ids import AssignmentId, DocumentId
from common.registry.classes import DocumentState, Force
from common.rpc.errors import NotAllowed
from common.signatures import Verdict
from tests.city import City, Signed
from tests.e2e.desk import Desk, until
from tests.factories.approvals import Project, of
from tests.factories.signing import by_password

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise)\(\)")
MONTH = DeadlineRule(title="Поручение без срока", count=Count.MONTHS, amount=1, norm="month")
TEN_DAYS = DeadlineRule(title="«Оперативно»", count=Count.CALENDAR, amount=10, norm="prompt")


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


def approve(act: Project, lawyer: Signed) -> None:
    """Refused at first; approved with another text."""
    act.send(of(lawyer, days=2))
    act.put(lawyer, Visa.REFUSED, "Нет ссылки на закон")
    assert act.state is DocumentState.PROJECT
    [file] = act.author.api.attachments.files(act.id).rows
    better = act.author.bring(b"%PDF-1.4 the second text\n%%EOF", "Постановление.pdf")
    act.author.api.attachments.add_version(file.id, file.number, better)
    act.answer(lawyer)
    act.resend()
    act.put(lawyer)
    assert act.state is DocumentState.SIGNING


def sign_and_register(act: Project, mayor: Signed, clerk: Signed) -> None:
    assert by_password(mayor, act.id)[0].refusal == ""
    card = clerk.api.registry.card(act.id)
    assert card.state is DocumentState.AWAITING
    clerk.api.registry.register(act.id, card.version, card.draft)
    assert clerk.api.registry.card(act.id).force is Force.IN_FORCE
    [file] = act.author.api.attachments.files(act.id).rows
    other = act.author.bring(b"%PDF-1.4 another text\n%%EOF", "Постановление.pdf")
    with pytest.raises(NotAllowed):
        act.author.api.attachments.add_version(file.id, file.number, other)


def distribute(act: Project, clerk: Signed, reader: Signed, other: Signed) -> None:
    distribution = clerk.api.distribution
    both = SendDraft(person_ids=[reader.me.id, other.me.id], kind=SendingKind.SIGNED_FOR, days=3)
    assert distribution.preview([act.id], both).people == 2
    assert distribution.send([act.id], both)[0].refusal == ""
    [asked] = reader.api.distribution.summary(act.id).mine
    assert reader.api.distribution.confirm([asked.id], "Прочитано")[0].refusal == ""
    assert (distribution.summary(act.id).people, distribution.summary(act.id).done) == (2, 1)


def extend(execution: Execution, assignment_id: AssignmentId, executor: Signed, giver: Signed) -> None:
    asked = execution.seen_by(executor, assignment_id)
    later = DeadlineRule(
        title="Срок указан датой", count=Count.DATE, shift=Shift.NONE, fixed=asked.row.due + timedelta(days=3)
    )
    executor.api.terms.ask(assignment_id, asked.version, TermDraft(rule=later, reason="Ждём ответ министерства"))
    giver.api.terms.decide(assignment_id, execution.seen_by(giver, assignment_id).version, True)
    moved = execution.seen_by(executor, assignment_id)
    assert (moved.row.due, moved.first_due) == (later.fixed, asked.row.due)


def execute(act: Project, mayor: Signed, deputy: Signed, lawyer: Signed, controller: Signed) -> None:
    """On three levels: the term extended, a report returned, released from below upwards."""
    execution = Execution(act.id)
    under_control = {"controlled": True, "controller_id": controller.me.id}
    first = execution.order(mayor, deputy, MONTH, **under_control)
    second = execution.order(deputy, lawyer, TEN_DAYS, parent_id=first)
    third = execution.order(lawyer, act.author, TEN_DAYS, parent_id=second)
    assert "Не исполнено" in " ".join(execution.seen_by(mayor, first).blocks)
    extend(execution, second, lawyer, deputy)
    execution.report(act.author, third, "Сведения собраны")
    execution.release(lawyer, third)
    execution.report(lawyer, second, "Проект плана готов")
    returned = execution.seen_by(deputy, second)
    deputy.api.assignments.send_back(second, returned.version, "Нет сметы")
    execution.report(lawyer, second, "План со сметой готов")
    execution.release(deputy, second)
    execution.report(deputy, first, "План утверждён")
    execution.release(controller, first)


def test_from_the_first_draft_to_the_release_from_control(city: City, desk_of: Callable[[str], Desk]) -> None:
    lawyer, mayor, clerk = (city.sign_in(login) for login in ("affairs", "mayor", "registrar"))
    act = written(city.sign_in("executor"))
    approve(act, lawyer)
    sign_and_register(act, mayor, clerk)
    distribute(act, clerk, city.sign_in("outsider"), lawyer)
    execute(act, mayor, city.sign_in("deputy"), lawyer, city.sign_in("controller"))
    assert clerk.api.registry.card(act.id).executed
    [signature] = clerk.api.signatures.check_again(act.id)
    assert signature.verdict is Verdict.VALID
    acts = [each.action for each in act.author.api.registry.history(act.id)]
    assert {"Согласован", "Подписан", "Зарегистрирован"} <= set(acts)
    window = desk_of("mayor").open(act.id)
    tab = window.findChild(ExecutionTab)
    assert tab is not None
    window.tabs.setCurrentWidget(tab)
    until(lambda: len(tab.tree.cards()) == 3, "the tree of assignments")
    assert {card.row.status for card in tab.tree.cards()} == {Status.DONE}
