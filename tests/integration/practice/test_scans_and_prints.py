"""A practice card gets its pages at the bench like any other, and whatever is printed of it says what it is."""

from collections.abc import Callable
from io import BytesIO

import pypdfium2 as pdfium
from msgspec.structs import replace
from sqlalchemy import Engine, text

from common.jobs import JobState
from common.kernel.ids import FileId
from common.registry.card import FileRole
from common.registry.practice import MARK
from common.reports import Format
from common.scanning.codes import CodeForm, CodeOrder
from common.scanning.recognition import PageState, Spent
from tests.city import City
from tests.factories.practice import WORDS, Practising
from tests.integration.scanning.bench import Bench, page
from tests.integration.scanning.papers import numbers

KEPT = text(
    "SELECT (SELECT count(*) FROM card_effort) + (SELECT count(*) FROM proposal_outcome)"
    " + (SELECT count(*) FROM lesson)"
)


def words(pdf: bytes) -> str:
    document = pdfium.PdfDocument(BytesIO(pdf))
    found = "\n".join(leaf.get_textpage().get_text_bounded() for leaf in document)
    document.close()
    return found


def test_pages_come_to_a_practice_card_are_read_and_teach_nothing(
    practising: Practising, bench: Bench, city: City, engine: Engine, eventually: Callable[..., object]
) -> None:
    clerk, document_id = practising.clerk, practising.begun()
    cover = clerk.api.codes.printed(CodeOrder(form=CodeForm.COVER, document_ids=[document_id]))
    assert MARK in words(cover)
    [sheet] = [leaf.render(scale=300 / 72, grayscale=True).to_pil() for leaf in pdfium.PdfDocument(BytesIO(cover))]
    batch_id = bench.lay(sheet, page("Письмо о ремонте"))
    assert [paper.document_id for paper in bench.seen(batch_id).arrangement.papers] == [document_id]
    assert bench.released(batch_id) == [document_id]

    def read() -> bool:
        seen = clerk.api.scanning.recognition(document_id)
        return seen.job_id is None and numbers(seen, PageState.READ) == [1]

    eventually(read)
    preview: FileId = clerk.api.scanning.recognition(document_id).pages[0].preview_id
    assert clerk.fetch(preview).status_code == 200
    assert city.sign_in("mayor").fetch(preview).status_code != 200
    card = practising.card(document_id)
    with engine.connect() as connection:
        before = connection.scalar(KEPT)
    clerk.api.registry.register(document_id, card.version, clerk.letter(summary=WORDS))
    clerk.api.scanning.spent(document_id, Spent(seconds=40, keys=30))

    def stamped() -> FileId | None:
        files = clerk.api.registry.attachments(document_id)
        return next((each.file_id for each in files if each.role is FileRole.STAMPED), None)

    copy = clerk.fetch(eventually(stamped)).content
    assert f"{MARK} ДОКУМЕНТ" in words(copy)
    with engine.connect() as connection:
        assert connection.scalar(KEPT) == before
    assert clerk.api.practice.wipe() >= 1
    assert clerk.api.batches.batch(batch_id).documents == []


def test_label_and_control_card_say_that_it_is_practice(
    practising: Practising, bench: Bench, eventually: Callable[..., object]
) -> None:
    clerk, document_id = practising.clerk, practising.registered()
    assert f"{MARK} ДОКУМЕНТ" in words(clerk.api.registry.label(document_id))
    labels = CodeOrder(form=CodeForm.LABEL, document_ids=[document_id])
    assert MARK in words(clerk.api.codes.printed(labels))
    run_id = clerk.api.reports.run("assignments.control_card", {"document": str(document_id)}, Format.PDF)

    def made() -> object:
        run = clerk.api.reports.made(run_id)
        return run if run.state in {JobState.DONE, JobState.FAILED} else None

    run = eventually(made)
    assert run.file_name.startswith(f"РКК {MARK}")
    assert f"{MARK} ДОКУМЕНТ" in words(clerk.fetch(run.file_id).content)
    real = clerk.register()
    assert MARK not in words(clerk.api.registry.label(real))


def test_a_paper_wiped_while_it_waits_to_be_read_stops_no_worker(
    practising: Practising, bench: Bench, eventually: Callable[..., object], engine: Engine
) -> None:
    document_id = practising.registered()
    card = practising.card(document_id)
    practising.clerk.api.registry.save(document_id, card.version, replace(card.draft, remark="Ещё"))
    practising.clerk.api.practice.wipe()

    def idle() -> bool:
        with engine.connect() as connection:
            waiting = text("SELECT count(*) FROM job WHERE state IN ('queued', 'running')")
            return connection.scalar(waiting) == 0

    eventually(idle)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM job WHERE state = 'failed'")) == 0
