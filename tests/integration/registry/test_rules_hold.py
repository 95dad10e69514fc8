"""What the sentences of the rules say, the server does: a sample of part × class × state × action, really tried."""

import random
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, text

from common.approvals.api import SendDraft, Stage, VisaDraft
from common.approvals.course import Visa
from common.kernel.ids import DocumentId, FileId
from common.registry.classes import NUMBERED, DocumentClass, DocumentState
from common.registry.ledger import NumberChoice
from common.registry.links import LinkType
from common.registry.matrix import may, states_of
from common.registry.papers import Handover, Sending
from common.registry.rules import Action, Part, Standing, refusal, refusals
from common.rpc.errors import CallError, Invalid, NotAllowed
from tests.city import TODAY, City, Signed
from tests.serving import Served

Combination = tuple[Part, DocumentClass, DocumentState, Action]
ON_FILES = {Action.REVISE, Action.RELEASE_FILE}  # they need a file on the document: only asked about here
TRIED = [action for action in Action if action not in ON_FILES]
EVERY: list[Combination] = [
    (part, of_class, state, action)
    for part in Part for of_class in DocumentClass for state in states_of(of_class) for action in TRIED
    if not (action is Action.EDIT and state is DocumentState.REGISTERED)  # saving is correcting then
    and not (action is Action.CORRECT and state is not DocumentState.REGISTERED)
    and not (action is Action.REGISTER and state is DocumentState.REGISTERED)  # refused before it is asked who
]  # fmt: skip
ALLOWED = [each for each in EVERY if may(*each)]
REFUSED = [each for each in EVERY if not may(*each)]
KINDS = {
    DocumentClass.INCOMING: "letter", DocumentClass.OUTGOING: "outgoing_letter", DocumentClass.INTERNAL: "memo",
    DocumentClass.ACT: "disposition",
}  # fmt: skip
COLUMNS = {Part.AUTHOR: "author_id", Part.EXECUTOR: "executor_id", Part.SIGNATORY: "signatory_id"}  # fmt: skip


REGISTERED = (
    "UPDATE document SET number = 'проба-' || id, number_order = extract(year FROM current_date) || ' проба-' || id,"
    " registered = current_date, registered_at = now(), registrar_id = :other,"
    " journal_id = (SELECT min(id) FROM journal) WHERE id = :id"
)


def drawn() -> list[Combination]:
    """Each action once where it is allowed, and as many again of both kinds."""
    draw = random.Random(20)
    of_action = [draw.choice([each for each in ALLOWED if each[3] is action]) for action in TRIED]
    return [*of_action, *draw.sample(ALLOWED, 20), *draw.sample(REFUSED, 40)]


def named(each: Combination) -> str:
    return "-".join(word.value for word in each)


@pytest.fixture(scope="module")
def cast(engine: Engine) -> tuple[str, str]:
    """Somebody who registers at the chancellery and somebody who does not, both with every right over documents."""
    rights = "{read_documents,draft,register,read_assignments}"
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO role (title, rights) VALUES ('Все права', :rights)"), {"rights": rights})
        for login, place in (("user170", "(SELECT min(id) FROM registration_place)"), ("user171", "NULL")):
            connection.execute(
                text(
                    "INSERT INTO person_role (person_id, role_id, place_id) SELECT a.person_id, r.id,"
                    f" {place} FROM account a, role r WHERE a.login = :login AND r.title = 'Все права'"
                ),
                {"login": login},
            )
    return "user170", "user171"


@pytest.fixture(scope="module")
def troupe(served: Served) -> Iterator[City]:
    """Signed in once for all combinations."""
    people = City(served)
    yield people
    people.close()


@pytest.fixture
def stage(engine: Engine, troupe: City) -> Callable[[Signed, Combination], DocumentId]:
    """A document of that class in that state, to which the person is that part and nothing else."""

    def staged(person: Signed, each: Combination) -> DocumentId:
        part, of_class, state, _ = each
        clerk = troupe.sign_in("registrar")
        document = clerk.api.registry.new_draft(clerk.place)
        values: dict[str, object] = {
            "id": document,
            "class": of_class.value,
            "kind": KINDS[of_class],
            "state": state.value,
            "me": person.me.id,
            "other": troupe.sign_in("mayor").me.id,
            "left": of_class.begins.value if state is DocumentState.DISCARDED else "",
        }
        parts = ", ".join(f"{column} = :{'me' if part is each else 'other'}" for each, column in COLUMNS.items())
        with engine.begin() as connection:
            if state in NUMBERED:
                connection.execute(text(REGISTERED), values)
            connection.execute(
                text(
                    f"UPDATE document SET document_class = :class, kind = :kind, state = :state, {parts},"
                    " left_state = :left, readers = ARRAY[CAST(:me AS bigint)] WHERE id = :id"
                ),
                values,
            )
            connection.execute(
                text("INSERT INTO document_approver VALUES (:id, :who, true)"),
                {"id": document, "who": values["me" if part is Part.APPROVER else "other"]},
            )
        return document

    return staged


def attempt(person: Signed, document: DocumentId, action: Action, file_id: FileId, other: DocumentId) -> None:
    """The call with which a person at the desk takes the action."""
    api = person.api
    card = api.registry.card(document)
    calls: dict[Action, Callable[[], object]] = {
        Action.EDIT: lambda: api.registry.save(document, card.version, card.draft),
        Action.CORRECT: lambda: api.registry.save(document, card.version, card.draft),
        Action.LIFT: lambda: api.access.lift(document, card.version, "Сведения опубликованы"),
        Action.ATTACH: lambda: api.registry.attach(document, file_id),
        Action.REGISTER: lambda: api.registry.register(document, card.version, card.draft),
        Action.RENUMBER: lambda: api.numbers.renumber(document, card.version, NumberChoice(reason="Опечатка")),
        Action.CANCEL: lambda: api.numbers.cancel(document, card.version, "Ошибка"),
        Action.CHANGE_JOURNAL: lambda: api.numbers.change_journal(document, card.version, card.draft.kind, "Ошибка"),
        Action.COPY_INSIDE: lambda: api.numbers.copy_inside(document, [person.me.id]),
        Action.DISPATCH: lambda: api.papers.send(
            document, [1], Sending(delivery="post", sent_on=TODAY.date())
        ),
        Action.HAND_OVER: lambda: api.papers.hand_over(document, Handover(place="Архив", on=TODAY.date())),
        Action.LINK: lambda: api.links.link(document, other, LinkType.RELATED),
        Action.ANSWER: lambda: api.links.answer(document),
        Action.COPY: lambda: api.links.copy(document),
        Action.DISCARD: lambda: api.registry.discard(document, card.version, "Не нужен"),
        Action.SEND_FOR_APPROVAL: lambda: api.approvals.send(
            document, card.version, SendDraft(stages=[Stage(person_ids=[person.me.id])])
        ),
        Action.APPROVE: lambda: api.approvals.put_visa(document, VisaDraft(visa=Visa.AGREED)),
        Action.RESTORE: lambda: api.registry.restore(document, card.version),
    }  # fmt: skip
    call = calls.get(action, lambda: api.registry.pass_on(document, card.version, action, "Исправить"))
    call()


@pytest.mark.parametrize("each", drawn(), ids=named)
def test_the_server_answers_as_the_rules_read(
    each: Combination, cast: tuple[str, str], troupe: City, stage: Callable[[Signed, Combination], DocumentId]
) -> None:
    part, of_class, state, action = each
    person = troupe.sign_in(cast[0] if part is Part.REGISTRAR else cast[1])
    document, other = stage(person, each), stage(person, (part, of_class, state, Action.LINK))
    file_id = person.bring(f"%PDF-1.4 {document}".encode()) if action is Action.ATTACH else FileId(0)
    standing = Standing(frozenset({part, Part.READER}), frozenset(person.me.rights))
    expected = refusal(action, of_class, state, standing)
    said_on_card, ruled = person.api.registry.card(document).refusals, refusals(of_class, state, standing)
    if of_class is DocumentClass.ACT and "обязательно" in said_on_card[Action.SEND_FOR_SIGNING]:
        ruled[Action.SEND_FOR_SIGNING] = said_on_card[Action.SEND_FOR_SIGNING]  # by its route, not by the table
    assert said_on_card == ruled
    said = ""
    try:
        attempt(person, document, action, file_id, other)
    except NotAllowed as error:
        said = error.message
    except Invalid:
        """The action is allowed; this document is only not ready for it."""
    assert said == expected
    assert bool(said) is not may(*each)


def test_the_sample_holds_every_action_and_both_answers() -> None:
    sample = drawn()
    assert {action for *_, action in sample} == set(TRIED)
    assert sum(may(*each) for each in sample) >= len(TRIED)
    assert issubclass(NotAllowed, CallError)
