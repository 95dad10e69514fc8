"""Codes of cards are printed, cut, laid on the bench, and bring the pages back to their cards."""

import pypdfium2 as pdfium
import pytest
from PIL import Image

from common.registry.card import FileRole, Restriction
from common.rpc.errors import Missing
from common.scanning.arranging import Aside
from common.scanning.codes import LABELS_ON_SHEET, CodeForm, CodeOrder
from common.scanning.recognition import PageState
from tests.integration.scanning.bench import Bench, kinds, page
from tests.integration.scanning.papers import numbers

MM = 300 / 25.4


@pytest.fixture
def bench(city, eventually, working) -> Bench:
    return Bench(city.sign_in("registrar"), eventually)


@pytest.fixture
def printed(bench):
    def make(form, *ids, first=1):
        return bench.clerk.api.codes.printed(CodeOrder(form=form, document_ids=list(ids), first=first))

    return make


def seen(pdf: bytes) -> list[Image.Image]:
    document = pdfium.PdfDocument(pdf)
    images = [leaf.render(scale=300 / 72, grayscale=True).to_pil() for leaf in document]
    document.close()
    return images


def words(pdf: bytes) -> str:
    document = pdfium.PdfDocument(pdf)
    text = "\n".join(leaf.get_textpage().get_text_bounded() for leaf in document)
    document.close()
    return text


def stuck(label: Image.Image) -> Image.Image:
    """A first page with the label on it."""
    sheet = Image.new("L", (2480, 1800), 255)
    sheet.paste(page("Письмо"))
    sheet.paste(label, (2480 - label.width - 100, 1200))
    return sheet


def papers(bench, batch_id):
    return [(paper.document_id, len(paper.pages)) for paper in bench.seen(batch_id).arrangement.papers]


def test_pages_behind_a_cover_sheet_go_to_its_card_and_the_sheet_does_not(bench, printed, desk):
    first, second = bench.clerk.register(sheets=2, appendix_sheets=0), bench.clerk.register(sheets=1, appendix_sheets=0)
    covers = seen(printed(CodeForm.COVER, first, second))
    batch_id = bench.lay(covers[0], page("Раз"), page("Два"), covers[1].rotate(180), page("Три"))
    assert papers(bench, batch_id) == [(first, 2), (second, 1)]
    batch = bench.seen(batch_id)
    assert [laid.why for laid in batch.arrangement.tray] == [Aside.COVER, Aside.COVER]
    assert batch.troubles == []
    assert bench.released(batch_id) == [first, second]
    images = [file for file in bench.clerk.api.registry.card(first).attachments if file.role is FileRole.ORIGINAL]
    assert len(images) == 1
    assert numbers(desk.ended(first), PageState.READ) == [1, 2]


def test_a_label_stuck_on_the_first_page_binds_the_paper(bench, printed):
    document_id = bench.clerk.register(sheets=2, appendix_sheets=0)
    [label] = seen(printed(CodeForm.LABEL, document_id))
    assert label.size == pytest.approx((58 * MM, 40 * MM), abs=2)
    assert papers(bench, bench.lay(stuck(label), page("Два"))) == [(document_id, 2)]


def test_labels_of_a_sheet_begin_with_the_first_free_one_and_go_on_overleaf(bench, printed):
    ids = [bench.clerk.register(sheets=1, appendix_sheets=0) for _ in range(2)]
    sheets = seen(printed(CodeForm.SHEET, *ids, first=LABELS_ON_SHEET))
    assert len(sheets) == 2
    height = 37 * MM
    last = sheets[0].crop((round(140 * MM), round(297 * MM - height - 6), 2480, round(297 * MM)))
    next_one = sheets[1].crop((0, 0, round(70 * MM), round(height + 6)))
    batch_id = bench.lay(stuck(last), stuck(next_one))
    assert papers(bench, batch_id) == [(ids[0], 1), (ids[1], 1)]


def test_a_draft_is_printed_without_a_number_and_takes_its_pages(bench, printed):
    document_id = bench.clerk.api.registry.new_draft(bench.clerk.place)
    pdf = printed(CodeForm.COVER, document_id)
    assert "Без номера" in words(pdf)
    batch_id = bench.lay(seen(pdf)[0], page("Раз"))
    assert papers(bench, batch_id) == [(document_id, 1)]
    assert bench.seen(batch_id).troubles == []


def test_the_words_name_the_card_but_a_restricted_one_keeps_its_summary(bench, printed):
    open_id = bench.clerk.register(summary="О ремонте моста")
    closed_id = bench.clerk.register(
        summary="О секретном мосте", restriction=Restriction.OFFICIAL, restriction_basis="п. 1.3", copy_number="1"
    )
    for form in CodeForm:
        said = words(printed(form, open_id, closed_id))
        assert bench.clerk.api.registry.card(open_id).number in said
        assert "ремонте моста" in said.replace("\r\n", " ").replace("\n", " ")
        assert "секретном" not in said


def test_a_cover_sheet_without_pages_is_told(bench, printed):
    first, second = bench.clerk.register(sheets=1, appendix_sheets=0), bench.clerk.register(sheets=1, appendix_sheets=0)
    covers = seen(printed(CodeForm.COVER, first, second))
    batch_id = bench.lay(covers[0], covers[1], page("Раз"))
    batch = bench.seen(batch_id)
    assert kinds(batch.troubles) == ["no_pages"]
    assert bench.clerk.api.registry.card(first).number in batch.troubles[0].words
    bench.clerk.api.batches.let_pass(batch_id, [batch.troubles[0].key])
    assert bench.released(batch_id) == [second]


def test_printing_is_in_the_history_and_a_strangers_card_is_not_printed(bench, printed, city):
    document_id = bench.clerk.register()
    printed(CodeForm.LABEL, document_id)
    acts = [each.action for each in bench.clerk.api.registry.history(document_id)]
    assert any("штрихкод" in each.lower() or each == "code_printed" for each in acts)
    with pytest.raises(Missing):
        printed(CodeForm.LABEL, document_id, 999_999_999)
