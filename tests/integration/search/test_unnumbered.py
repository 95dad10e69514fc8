"""What has no number is found like everything else: by those who see it, with its state."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from common.correspondents import CorrespondentDraft
from common.kernel.ids import DocumentId, JobId
from common.registry.classes import DocumentState
from common.registry.document import DocumentDraft
from common.registry.kinds import OF_THE_QUEUE
from common.registry.rules import Action
from common.search import EVERYTHING, Facet, as_filter
from server import app
from server.core.clock import Clock
from server.core.service import Context
from server.core.settings import Settings
from server.jobs.models import Job
from server.jobs.work import Turns, Work
from server.registry.jobs import IndexCorrespondent, IndexOrder, index_unnumbered
from server.search.models import SearchEntry
from tests.city import City, Signed
from tests.serving import Served


@pytest.fixture
def author(city: City) -> Signed:
    return city.sign_in("executor")


@pytest.fixture
def clerk(city: City) -> Signed:
    return city.sign_in("registrar")


def written(author: Signed, place: int, summary: str) -> DocumentId:
    document_id = author.api.registry.new_project("memo", place)
    card = author.api.registry.card(document_id)
    draft = DocumentDraft(**{**fields(card.draft), "summary": summary})
    author.api.registry.save(document_id, card.version, draft)
    return document_id


def fields(draft: DocumentDraft) -> dict[str, object]:
    return {name: getattr(draft, name) for name in draft.__struct_fields__}


def found(person: Signed, text: str) -> dict[DocumentId, DocumentState]:
    return {hit.document_id: hit.state for hit in person.api.search.find(text).rows}


def test_a_project_is_found_by_its_author_in_any_form_of_the_word_and_by_no_stranger(
    author: Signed, clerk: Signed, city: City
) -> None:
    project = written(author, clerk.place, "О закупке дефибрилляторов")
    assert found(author, "дефибриллятор") == {project: DocumentState.PROJECT}
    assert found(city.sign_in("outsider"), "дефибриллятор") == {}
    counted = author.api.search.count("дефибриллятор", exact=True)
    assert (counted.total, [each.key for each in counted.values if each.facet is Facet.YEAR]) == (1, [])
    listed = author.api.registry.documents(as_filter("дефибриллятор", EVERYTHING))
    assert [row.id for row in listed.rows] == [project]


def test_what_lies_in_the_bin_is_not_found_until_it_is_restored(author: Signed, clerk: Signed) -> None:
    project = written(author, clerk.place, "О ремонте планетария")
    author.api.registry.discard(project, author.api.registry.card(project).version, "лишний")
    assert found(author, "планетарий") == {}
    author.api.registry.restore(project, author.api.registry.card(project).version)
    assert found(author, "планетарий") == {project: DocumentState.PROJECT}


def test_a_paper_of_the_queue_is_found_and_bears_its_number_after_registration(clerk: Signed) -> None:
    paper = clerk.paper()
    card = clerk.api.registry.card(paper)
    letter = clerk.letter(summary="О сбережении дендрария")
    clerk.api.registry.save(paper, card.version, letter)
    assert found(clerk, "дендрарий") == {paper: DocumentState.DRAFT}
    given = clerk.api.registry.register(paper, clerk.api.registry.card(paper).version, letter)
    assert found(clerk, "дендрарий") == found(clerk, given.number) == {paper: DocumentState.REGISTERED}


def test_a_blank_card_is_not_found_by_the_name_of_its_kind(clerk: Signed) -> None:
    blank = clerk.api.registry.new_draft(clerk.place)
    assert clerk.api.registry.card(blank).draft.kind == OF_THE_QUEUE
    assert blank not in found(clerk, "письмо")


def test_the_state_follows_the_project_on_its_way(author: Signed, clerk: Signed) -> None:
    project = written(author, clerk.place, "О наладке камертонов")
    card = author.api.registry.card(project)
    signatory = author.person("Губин").id
    filled = {"signatory_id": signatory, "addressee_ids": [signatory], "sheets": 1, "case_file": "01-13"}
    draft = DocumentDraft(**{**fields(card.draft), **filled})
    version = author.api.registry.save(project, card.version, draft)
    author.api.registry.pass_on(project, version, Action.SEND_FOR_SIGNING)
    assert found(author, "камертон") == {project: DocumentState.SIGNING}


def test_what_was_written_before_finds_its_place_by_the_way(author: Signed, clerk: Signed, engine: Engine) -> None:
    project = written(author, clerk.place, "О покупке арифмометров")
    with Session(engine) as session, session.begin():
        session.execute(delete(SearchEntry).where(SearchEntry.document_id == project))
    assert found(author, "арифмометр") == {}
    with Session(engine) as session, session.begin():
        assert index_unnumbered(Context(session, Clock(), None, {})) >= 1
    assert found(author, "арифмометр") == {project: DocumentState.PROJECT}


def test_what_comes_back_from_the_bin_is_found_by_the_texts_of_its_files_again(
    served: Served, author: Signed, clerk: Signed, eventually: Callable[..., object]
) -> None:
    served.start_worker()
    project = written(author, clerk.place, "О посадках")
    author.api.registry.attach(project, author.bring("Список для рододендрария".encode(), "Список.txt"))
    eventually(lambda: found(author, "рододендрарий") == {project: DocumentState.PROJECT})
    author.api.registry.discard(project, author.api.registry.card(project).version, "лишний")
    assert found(author, "рододендрарий") == {}
    author.api.registry.restore(project, author.api.registry.card(project).version)
    eventually(lambda: found(author, "рододендрарий") == {project: DocumentState.PROJECT})


def test_a_card_put_into_the_bin_while_its_correspondent_is_indexed_stays_out_of_the_index(
    clerk: Signed, engine: Engine, settings: Settings
) -> None:
    entry_id = clerk.api.correspondents.create(CorrespondentDraft(name="Корзинный завод"))
    document_id = clerk.api.registry.new_draft(clerk.place)
    card = clerk.api.registry.card(document_id)
    version = clerk.api.registry.save(document_id, card.version, clerk.letter(correspondent_id=entry_id))
    works = app.works(settings, engine=engine)

    class Meanwhile(Work):
        def progress(self, done: int, total: int, message: str = "") -> None:
            clerk.api.registry.discard(document_id, version, "Ошибочная")

    IndexCorrespondent().run(Meanwhile(works, Job(id=JobId(0), attempts=1), None, Turns([])), IndexOrder(entry_id))
    with Session(engine) as session:
        assert session.get(SearchEntry, document_id) is None
