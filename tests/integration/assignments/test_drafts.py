"""Draft resolutions: prepared by an assistant, approved by the leader; nobody else knows of them before."""

import pytest
from sqlalchemy import Engine, text

from common.assignments.cards import Folder
from common.assignments.orders import ResolutionDraft
from common.assignments.rules import Action, Status
from common.kernel.ids import AssignmentId, DocumentId
from common.rpc.errors import Invalid, Missing, NotAllowed
from tests.city import City, Signed
from tests.integration.assignments.conftest import TEN_DAYS


@pytest.fixture
def assistant(city: City) -> Signed:
    """A clerk of the chancellery, who sees the letter and has no right to resolve."""
    return city.sign_in("registrar")


@pytest.fixture
def prepared(city: City, assistant: Signed) -> tuple[DocumentId, AssignmentId]:
    mayor = city.sign_in("mayor")
    document = assistant.register(addressee_ids=[mayor.me.id])
    return document, assistant.api.resolutions.prepare(
        ResolutionDraft(
            document_id=document, author_id=mayor.me.id, text="Подготовить ответ", rule=TEN_DAYS, point="2.1",
            responsible_id=city.sign_in("executor").me.id, controller_id=city.sign_in("controller").me.id,
        )
    )  # fmt: skip


def seen(person: Signed, prepared: tuple[DocumentId, AssignmentId]):
    cards = person.api.assignments.of_document(prepared[0])
    return next((card for card in cards if card.row.id == prepared[1]), None)


def in_folder(person: Signed, folder: Folder, assignment_id: AssignmentId) -> bool:
    return assignment_id in [row.id for row in person.api.assignments.folder(folder, 0, 500).rows]


def test_the_leaders_to_whom_it_is_written_are_offered_as_authors(city: City, assistant: Signed, prepared) -> None:
    assert city.sign_in("mayor").me.id in [row.id for row in assistant.api.resolutions.authors(prepared[0])]


def test_a_draft_goes_to_its_author_and_becomes_an_assignment(city: City, assistant: Signed, prepared) -> None:
    mayor, executor = city.sign_in("mayor"), city.sign_in("executor")
    card = seen(assistant, prepared)
    assert (card.row.status, card.drafted_by, card.row.point) == (Status.DRAFT, assistant.me.name, "2.1")
    assert in_folder(assistant, Folder.DRAFTS, prepared[1])
    assistant.api.resolutions.submit(prepared[1], card.version)
    assert in_folder(mayor, Folder.DRAFTS, prepared[1])
    card = seen(mayor, prepared)
    assert (card.row.status, card.may(Action.APPROVE)) == (Status.APPROVAL, True)
    mayor.api.resolutions.approve(prepared[1], card.version)
    card = seen(executor, prepared)
    assert (card.row.status, card.row.author, card.may(Action.REPORT)) == (Status.ISSUED, mayor.me.name, True)
    assert in_folder(executor, Folder.TO_EXECUTE, prepared[1])
    assert not in_folder(mayor, Folder.DRAFTS, prepared[1])


def test_a_draft_neither_reaches_its_executors_nor_counts(
    city: City, assistant: Signed, prepared, engine: Engine
) -> None:
    executor, mayor = city.sign_in("executor"), city.sign_in("mayor")
    assistant.api.resolutions.submit(prepared[1], seen(assistant, prepared).version)
    with pytest.raises(Missing):
        executor.api.assignments.of_document(prepared[0])
    assert not in_folder(executor, Folder.TO_EXECUTE, prepared[1])
    for folder in (Folder.ISSUED_BY_ME, Folder.ON_CONTROL, Folder.OVERDUE):
        assert not in_folder(mayor, folder, prepared[1])
    assert row_of(engine, prepared[0]) == (0, 0)
    other = city.sign_in("affairs")
    cards = other.api.assignments.of_document(prepared[0]) if sees(other, prepared[0]) else []
    assert prepared[1] not in [card.row.id for card in cards]


def row_of(engine: Engine, document_id: DocumentId) -> tuple[int, int]:
    counters = text("SELECT resolutions, unexecuted FROM document WHERE id = :id")
    with engine.connect() as connection:
        return tuple(connection.execute(counters, {"id": document_id}).one())


def sees(person: Signed, document_id: DocumentId) -> bool:
    try:
        person.api.registry.card(document_id)
    except Missing:
        return False
    return True


def test_a_returned_draft_says_why_and_may_be_sent_again(city: City, assistant: Signed, prepared) -> None:
    mayor = city.sign_in("mayor")
    assistant.api.resolutions.submit(prepared[1], seen(assistant, prepared).version)
    with pytest.raises(Invalid, match="Причина возврата"):
        mayor.api.resolutions.send_back(prepared[1], seen(mayor, prepared).version, "")
    mayor.api.resolutions.send_back(prepared[1], seen(mayor, prepared).version, "Другой исполнитель")
    card = seen(assistant, prepared)
    assert (card.row.status, card.steps[-1].text) == (Status.DRAFT, "Другой исполнитель")
    draft = card.draft
    changed = ResolutionDraft(**{name: getattr(draft, name) for name in draft.__struct_fields__} | {"text": "Иначе"})
    version = assistant.api.resolutions.save(prepared[1], card.version, changed)
    assistant.api.resolutions.submit(prepared[1], version)
    assert seen(mayor, prepared).row.text == "Иначе"


def test_only_the_author_approves(city: City, assistant: Signed, prepared) -> None:
    assistant.api.resolutions.submit(prepared[1], seen(assistant, prepared).version)
    version = seen(assistant, prepared).version
    with pytest.raises(NotAllowed):
        assistant.api.resolutions.approve(prepared[1], version)
    with pytest.raises((Missing, NotAllowed)):
        city.sign_in("deputy").api.resolutions.approve(prepared[1], version)


def test_a_draft_is_thrown_away_without_a_trace_but_in_the_audit(assistant: Signed, prepared) -> None:
    assistant.api.resolutions.discard(prepared[1], seen(assistant, prepared).version)
    assert seen(assistant, prepared) is None
    acts = [act.action for act in assistant.api.registry.history(prepared[0])]
    assert "Удалён проект резолюции" in acts


def test_a_draft_is_prepared_only_for_who_may_resolve(city: City, assistant: Signed, prepared) -> None:
    with pytest.raises(Invalid, match="не выносит резолюций"):
        assistant.api.resolutions.prepare(
            ResolutionDraft(
                document_id=prepared[0], author_id=city.sign_in("executor").me.id, text="Ответить", rule=TEN_DAYS,
                responsible_id=city.sign_in("executor2").me.id, controlled=False,
            )
        )  # fmt: skip
