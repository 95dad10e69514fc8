"""One letter from its scan to its report, through the real server and worker."""

from collections.abc import Callable
from pathlib import Path

import pytest

from common.assignments.cards import Folder
from common.assignments.orders import ReportDraft, ResolutionDraft
from common.assignments.rules import Status
from common.kernel.deadlines import Count, DeadlineRule
from common.kernel.ids import DocumentId
from common.registry.card import FileRole
from common.registry.document import DraftFiles
from common.rpc.errors import Missing
from common.scanning.recognition import PageState, ProposedField
from common.search import MARK_START
from server.core import audit
from server.sample.letters import letter
from server.sample.paper import render
from server.sample.prints import save_pdf
from tests.city import City
from tests.serving import Served
from tests.words import another_form

SEED = 40
TEN_DAYS = DeadlineRule(title="«Оперативно»", count=Count.CALENDAR, amount=10, norm="prompt")


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scan") / "Скан.pdf"
    save_pdf(render(letter(SEED), SEED, level=1), path)
    return path


@pytest.fixture(scope="module")
def working(served: Served) -> Served:
    served.start_worker()
    return served


@pytest.fixture(scope="module")
def registered(working: Served, scan: Path) -> DocumentId:
    """The letter scanned, read, and registered with the proposals that its text made."""
    people = City(working)
    clerk = people.sign_in("registrar")
    file_id = clerk.bring(scan.read_bytes(), scan.name)
    draft = DraftFiles(file_ids=[file_id], place_id=clerk.place, source="Сканер", name="Скан 1")
    document_id = clerk.api.registry.accept(draft)
    clerk.api.scanning.read(document_id)
    people.close()
    return document_id


def test_a_letter_goes_from_scan_to_report(
    city: City, registered: DocumentId, eventually: Callable[..., object]
) -> None:
    clerk = city.sign_in("registrar")
    truth = letter(SEED)

    def read() -> object:
        seen = clerk.api.scanning.recognition(registered)
        return seen if seen.job_id is None and seen.pages else None

    recognition = eventually(read)
    assert [page.state for page in recognition.pages] == [PageState.READ] * len(recognition.pages)
    proposed = {proposal.field: proposal for proposal in recognition.proposals}
    assert proposed[ProposedField.THEIR_NUMBER].value == truth.number
    assert proposed[ProposedField.THEIR_DATE].value == truth.dated.isoformat()
    card = clerk.api.registry.card(registered)
    assert {attachment.role for attachment in card.attachments} == {FileRole.ORIGINAL, FileRole.SEARCHABLE}
    draft = clerk.letter(
        their_number=proposed[ProposedField.THEIR_NUMBER].value,
        their_date=truth.dated,
        summary=proposed[ProposedField.SUMMARY].value,
    )
    number = clerk.api.registry.register(registered, card.version, draft).number
    assert number.startswith("01-26/")

    def stamped() -> bool:
        return any(a.role is FileRole.STAMPED for a in clerk.api.registry.card(registered).attachments)

    eventually(stamped)
    assert clerk.api.registry.label(registered).startswith(b"%PDF")


def test_the_leader_resolves_and_the_executor_reports(city: City, registered: DocumentId) -> None:
    mayor, executor, controller = (city.sign_in(login) for login in ("mayor", "executor", "controller"))
    before = {count.folder: count.count for count in executor.api.assignments.counts()}
    with pytest.raises(Missing):
        executor.api.registry.card(registered)
    resolution = ResolutionDraft(
        document_id=registered, text="Подготовить ответ", responsible_id=executor.me.id, rule=TEN_DAYS,
        co_executor_ids=[city.sign_in("executor2").me.id], controller_id=controller.me.id,
    )  # fmt: skip
    assignment_id = mayor.api.assignments.resolve(resolution)
    after = {count.folder: count.count for count in executor.api.assignments.counts()}
    assert after[Folder.TO_EXECUTE] == before[Folder.TO_EXECUTE] + 1
    [card] = executor.api.assignments.of_document(registered)
    assert "норма 10 календарных дней" in card.deadline.explanation()
    answer = executor.bring(b"%PDF-1.4 answer\n%%EOF", "Ответ.pdf")
    executor.api.assignments.report(
        ReportDraft(assignment_id=assignment_id, version=card.version, text="Ответ направлен", file_ids=[answer])
    )
    [card] = controller.api.assignments.of_document(registered)
    controller.api.assignments.send_back(assignment_id, card.version, "Нет подписи")
    [card] = executor.api.assignments.of_document(registered)
    assert card.row.status is Status.ISSUED
    executor.api.assignments.report(
        ReportDraft(assignment_id=assignment_id, version=card.version, text="Ответ направлен с подписью")
    )
    [card] = controller.api.assignments.of_document(registered)
    controller.api.assignments.release(assignment_id, card.version)
    [card] = controller.api.assignments.of_document(registered)
    assert card.row.status is Status.DONE
    assert [report.accepted for report in card.reports] == [False, True]
    assert controller.fetch(answer).content == b"%PDF-1.4 answer\n%%EOF"


def test_a_word_inside_the_scan_finds_the_letter_in_another_form_for_participants_only(
    city: City, registered: DocumentId
) -> None:
    clerk, stranger = city.sign_in("registrar"), city.sign_in("outsider")
    word = another_form(" ".join(letter(SEED).body))
    found = clerk.api.search.find(word.lower())
    assert registered in [hit.document_id for hit in found.rows]
    assert any(MARK_START in hit.snippet for hit in found.rows)
    assert registered not in [hit.document_id for hit in stranger.api.search.find(word.lower()).rows]


def test_the_history_tells_who_did_what_and_the_chain_is_whole(city: City, registered: DocumentId, engine) -> None:
    acts = [row.action for row in city.sign_in("registrar").api.registry.history(registered)]
    assert acts[0] == "Снято с контроля"
    assert "Зарегистрирован" in acts
    assert "Вынесена резолюция" in acts
    with engine.connect() as connection:
        assert audit.verify(connection).broken_at is None
