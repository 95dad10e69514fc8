"""What the sentences of the rules say, the server does: a sample of part × state × action, really tried."""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import Engine, text

from common.assignments.matrix import may
from common.assignments.orders import Executing, ReportDraft, ResolutionDraft, TermDraft
from common.assignments.rules import Action, Part, Situation, Standing, Status, refusal, refusals
from common.kernel.deadlines import Count, DeadlineRule, Shift
from common.kernel.ids import AssignmentId, DocumentId, ExecutorId
from common.rpc.errors import Invalid, NotAllowed
from server.core.clock import Clock
from tests.city import City, Signed
from tests.integration.assignments.conftest import TEN_DAYS
from tests.serving import Served

Combination = tuple[Part, Status, Action]
# Who only reads does not know of a draft at all: that is tried in test_drafts.
KNOWING = {Part.AUTHOR, Part.DRAFTER}
EVERY: list[Combination] = [
    (part, status, action) for part, status, action in product(Part, Status, Action)
    if status not in {Status.DRAFT, Status.APPROVAL} or part in KNOWING
]  # fmt: skip
RIGHTS = "{read_documents,draft,read_assignments,resolve,execute,control}"


def drawn() -> list[Combination]:
    """Each action once where it is allowed, and a number of both kinds."""
    draw = random.Random(7)
    allowed = [each for each in EVERY if may(*each)]
    refused = [each for each in EVERY if not may(*each)]
    of_action = [draw.choice([each for each in allowed if each[2] is action]) for action in Action]
    return [*of_action, *draw.sample(allowed, 12), *draw.sample(refused, 30)]


@pytest.fixture(scope="module")
def troupe(served: Served) -> Iterator[City]:
    people = City(served)
    yield people
    people.close()


@pytest.fixture(scope="module")
def person(engine: Engine, troupe: City) -> Signed:
    """Somebody with every right over assignments, and no part in any."""
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO role (title, rights) VALUES ('Все', :rights)"), {"rights": RIGHTS})
        connection.execute(
            text(
                "INSERT INTO person_role (person_id, role_id) SELECT a.person_id, r.id FROM account a, role r"
                " WHERE a.login = 'user171' AND r.title = 'Все'"
            )
        )
    return troupe.sign_in("user171")


@pytest.fixture
def stage(engine: Engine, troupe: City, person: Signed) -> Callable[[Combination], tuple[DocumentId, AssignmentId]]:
    """An assignment in that state to which the person is that part and nothing else."""

    def staged(each: Combination) -> tuple[DocumentId, AssignmentId]:
        part, status, action = each
        mayor, executor, controller = (troupe.sign_in(login) for login in ("mayor", "executor", "controller"))
        document = troupe.sign_in("registrar").register()
        draft = ResolutionDraft(
            document_id=document, text="Подготовить ответ", responsible_id=ExecutorId(executor.me.id), rule=TEN_DAYS,
            controller_id=controller.me.id, co_executor_ids=[ExecutorId(troupe.sign_in("executor2").me.id)],
        )  # fmt: skip
        above = mayor.api.assignments.resolve(draft)
        below = {name: getattr(draft, name) for name in draft.__struct_fields__} | {"parent_id": above}
        made = mayor.api.assignments.resolve(ResolutionDraft(**below))
        if action is Action.DECIDE and status is Status.ISSUED:
            sooner = DeadlineRule(title="", count=Count.DATE, shift=Shift.NONE, fixed=Clock().today() + timedelta(9))
            mayor.api.terms.move(made, 1, TermDraft(rule=sooner, reason="Раньше"))
            executor.api.terms.ask(made, 2, TermDraft(rule=TEN_DAYS, reason="Прошу"))
        if status is Status.REPORTED:
            executor.api.assignments.report(ReportDraft(assignment_id=made, version=1, text="Готово"))
        columns = {Part.AUTHOR: "author_id", Part.DRAFTER: "drafted_by_id", Part.CONTROLLER: "controller_id"}
        values = {"id": made, "above": above, "me": person.me.id, "status": status.value, "document": document}
        done = ", done_on = current_date" if status is Status.DONE else ""
        mine = f", {columns[part]} = :me" if part in columns else ""
        with engine.begin() as connection:
            connection.execute(text(f"UPDATE assignment SET status = :status{done}{mine} WHERE id = :id"), values)
            if part is Part.ABOVE:
                connection.execute(text("UPDATE assignment SET author_id = :me WHERE id = :above"), values)
            if part in {Part.RESPONSIBLE, Part.CO_EXECUTOR}:
                first = "" if part is Part.RESPONSIBLE else "NOT "
                move = (
                    f"UPDATE assignment_executor SET executor_id = :me WHERE assignment_id = :id AND {first}responsible"
                )
                connection.execute(text(move), values)
            read = "UPDATE document SET readers = readers || ARRAY[CAST(:me AS bigint)] WHERE id = :document"
            connection.execute(text(read), values)
        return document, made

    return staged


def attempt(person: Signed, document: DocumentId, made: AssignmentId, action: Action, version: int) -> None:
    """The call with which a person at the desk takes the action."""
    own, api, drafts, terms = made, person.api.assignments, person.api.resolutions, person.api.terms
    someone = Executing(responsible_id=ExecutorId(person.person("Губин").id))
    sooner = DeadlineRule(title="", count=Count.DATE, shift=Shift.NONE, fixed=Clock().today() + timedelta(days=3))
    draft = ResolutionDraft(
        document_id=document, text="Ответить", responsible_id=someone.responsible_id, rule=TEN_DAYS, controlled=False
    )
    values = {name: getattr(draft, name) for name in draft.__struct_fields__}
    calls: dict[Action, Callable[[], object]] = {
        Action.EDIT: lambda: drafts.save(own, version, ResolutionDraft(**values | {"parent_id": parent(person, own)})),
        Action.SUBMIT: lambda: drafts.submit(own, version),
        Action.RETURN_DRAFT: lambda: drafts.send_back(own, version, "Иначе"),
        Action.APPROVE: lambda: drafts.approve(own, version),
        Action.DISCARD: lambda: drafts.discard(own, version),
        Action.ACCEPT: lambda: api.accept(own, version),
        Action.HAND_DOWN: lambda: api.resolve(ResolutionDraft(**values | {"parent_id": own})),
        Action.INFORM: lambda: api.report(ReportDraft(assignment_id=own, version=version, text="Ход", final=False)),
        Action.REPORT: lambda: api.report(ReportDraft(assignment_id=own, version=version, text="Готово")),
        Action.SEND_BACK: lambda: api.send_back(own, version, "Нет подписи"),
        Action.RELEASE: lambda: api.release(own, version),
        Action.ASK: lambda: terms.ask(own, version, TermDraft(rule=TEN_DAYS, reason="Прошу")),
        Action.DECIDE: lambda: terms.decide(own, version, True),
        Action.MOVE: lambda: terms.move(own, version, TermDraft(rule=sooner, reason="Раньше")),
        Action.REPLACE: lambda: api.replace(own, version, someone, "В отпуске"),
        Action.CANCEL: lambda: api.cancel(own, version, "Отозвано"),
        Action.REOPEN: lambda: api.reopen(own, version, "Неполно"),
        Action.WATCH: lambda: api.watch(own, version, True),
    }
    calls[action]()


def parent(person: Signed, made: AssignmentId) -> AssignmentId | None:
    for folder in person.api.assignments.folder("drafts", 0, 500).rows:
        if folder.id == made:
            cards = person.api.assignments.of_document(folder.document_id)
            return next(card.parent_id for card in cards if card.row.id == made)
    return None


@pytest.mark.parametrize("each", drawn(), ids=lambda each: "-".join(word.value for word in each))
def test_the_server_answers_as_the_rules_read(each: Combination, person: Signed, stage: Callable) -> None:
    part, status, action = each
    document, made = stage(each)
    card = next(card for card in person.api.assignments.of_document(document) if card.row.id == made)
    situation = Situation(status, asked=card.row.asked)
    standing = Standing(frozenset({part, Part.READER}), frozenset(person.me.rights))
    assert card.refusals == refusals(situation, standing)
    expected = refusal(action, situation, standing)
    said = ""
    try:
        attempt(person, document, made, action, card.version)
    except (NotAllowed, Invalid) as error:
        said = error.message
    if expected:
        assert said == expected
    else:
        assert "Вы не можете" not in said
        assert "нельзя" not in said


def test_the_sample_holds_every_action_part_and_both_answers() -> None:
    sample = drawn()
    assert {action for *_, action in sample} == set(Action)
    assert {part for part, *_ in sample} == set(Part)
    assert 0 < sum(may(*each) for each in sample) < len(sample)
