"""Profiles of scanning: an administrator keeps them, a place scans with them, the batch says with which."""

import re

import pypdfium2
import pytest
from msgspec.structs import replace
from PIL import Image

from common.kernel.validation import Problem
from common.registry.card import FileRole, Restriction
from common.rpc.errors import Invalid, NotAllowed, Stale
from common.scanning.arranging import Aside, split, taken_out, turned
from common.scanning.batches import Look
from common.scanning.profiles import Feed, ProfileDraft
from common.scanning.recognition import ProposedField
from server.registry.stamping import MARK
from tests.integration.scanning.bench import Bench, blank, coded, jpeg, kinds, page, protocol, separator

pytestmark = pytest.mark.usefixtures("working")


@pytest.fixture
def bench(city, eventually) -> Bench:
    return Bench(city.sign_in("registrar"), eventually)


@pytest.fixture
def admin(city):
    return city.sign_in("admin")


def draft(bench, title, **values):
    return ProfileDraft(place_id=bench.clerk.place, title=title, **values)


def test_a_profile_is_offered_to_those_who_register_at_its_place(city, bench, admin):
    known = admin.api.profiles.put(None, 0, draft(bench, "Для проверки места", duplex=True))
    offered = {row.id: row for row in bench.clerk.api.profiles.offered()}
    assert offered[known].draft.duplex
    other = city.sign_in("registrar3")
    assert known not in [row.id for row in other.api.profiles.offered()]
    admin.api.profiles.put(known, offered[known].version, replace(offered[known].draft, closed=True))
    assert known not in [row.id for row in bench.clerk.api.profiles.offered()]
    assert known in [row.id for row in admin.api.profiles.profiles()]


def test_a_registrar_keeps_no_profiles(bench):
    with pytest.raises(NotAllowed):
        bench.clerk.api.profiles.put(None, 0, draft(bench, "Свой"))


def test_the_second_of_two_administrators_does_not_write_over_the_first(bench, admin):
    known = admin.api.profiles.put(None, 0, draft(bench, "Для двоих"))
    before = next(row for row in admin.api.profiles.profiles() if row.id == known)
    admin.api.profiles.put(known, before.version, replace(before.draft, dpi=200))
    with pytest.raises(Stale):
        admin.api.profiles.put(known, before.version, replace(before.draft, dpi=400))


def test_what_makes_no_sense_is_refused_beside_its_field(bench, admin):
    admin.api.profiles.put(None, 0, draft(bench, "Занято"))
    with pytest.raises(Invalid) as taken:
        admin.api.profiles.put(None, 0, draft(bench, "Занято"))
    assert [each.field for each in taken.value.problems] == ["title"]
    with pytest.raises(Invalid) as both:
        admin.api.profiles.put(None, 0, draft(bench, "Со стекла", paper=Feed.FLATBED, duplex=True))
    assert both.value.problems == [Problem("duplex", "Со стекла обе стороны сразу не сканируются.")]


def test_a_side_is_blank_by_the_measure_of_the_profile(bench, admin):
    careful = admin.api.profiles.put(None, 0, draft(bench, "Ничего не откладывать", blank_ink=0))
    faint = admin.api.profiles.put(None, 0, draft(bench, "Обороты просвечивают", blank_ink=50))
    empty = Image.new("L", (1500, 1000), 250)
    kept = bench.seen(bench.lay(page("Раз"), empty, profile_id=careful))
    assert [len(paper.ids) for paper in kept.arrangement.papers] == [2]
    few = bench.seen(bench.lay(page("Раз два три четыре пять", "шесть семь восемь", "девять"), page("-"),
                               profile_id=faint))  # fmt: skip
    assert [each.why for each in few.arrangement.tray] == [Aside.BLANK]


def test_the_protocol_has_a_line_for_pages_of_which_the_same_is_to_be_said(bench, eventually):
    sheets = [page(words) for words in ("Раз", "Два", "Три")]
    batch_id = bench.lay(*sheets, coded("https://example.org", "Чужой"), separator(), page("Четыре"), title="Почта")
    [first, second] = bench.released(batch_id)
    words = protocol(bench, batch_id, eventually)
    assert f"1–3 документ 1, стр. 1–3 новая карточка {first}" in words
    assert "4 чужой код: QR Code документ 1, стр. 4 5 код-разделитель разделитель" in words
    assert f"6 документ 2, стр. 1 новая карточка {second}" in words


def test_what_was_let_pass_is_printed_without_the_cards_that_only_the_passer_may_open(bench, eventually):
    card = bench.clerk.register(summary="О закрытом мосте", sheets=1, appendix_sheets=0)
    number = bench.clerk.api.registry.card(card).number
    scanned = jpeg(coded(f"{MARK}{card}", "Мост"))
    earlier, batch_id = bench.lay(), bench.lay()
    bench.add_files(earlier, scanned)
    bench.released(earlier)
    bench.add_files(batch_id, scanned)
    troubles = bench.seen(batch_id).troubles
    assert [number in each.words for each in troubles] == [True, True], "whoever may open the card reads its number"
    bench.clerk.api.batches.let_pass(batch_id, [each.key for each in troubles])
    assert kinds(bench.seen(batch_id).troubles) == []
    _, _, notes = protocol(bench, batch_id, eventually).partition("Оставлено как есть")
    assert f"такая же уже сканировалась (страница 1 из партии № {earlier})." in notes
    assert f"У документа № {card} уже есть образ." in notes
    assert number not in notes


def test_the_batch_keeps_its_profile_and_the_protocol_names_it(bench, admin, eventually):
    known = admin.api.profiles.put(None, 0, draft(bench, "Письма на две стороны", duplex=True))
    batch_id = bench.lay(page("Раз"), separator(), page("Два"), profile_id=known, title="Утренняя почта")
    assert bench.seen(batch_id).profile_id == known
    for document_id in bench.released(batch_id):
        eventually(lambda document_id=document_id: bench.clerk.api.scanning.recognition(document_id).job_id is None)
    words = protocol(bench, batch_id, eventually)
    assert "«Утренняя почта»" in words
    assert "профиль: Письма на две стороны (300 dpi, с двух сторон, серый)" in words
    assert "страниц: 3, документов: 2, разделителей: 1, замечаний оставлено: 0" in words
    assert "распознано страниц: 2, уверенность в среднем" in words
    assert re.search(r"наименьшая \d+ % \(документ [12], стр. 1\)", words)


def test_the_protocol_tells_who_has_laid_what_and_each_remark_on_a_line_of_its_own(bench, city, eventually):
    batch_id = bench.lay(page("Раз"), page("Два"), page("Три"), blank(), sheets=9)
    other = city.sign_in("registrar2")
    batch = bench.seen(batch_id)
    one, two, three, _ = [each.id for each in batch.pages]
    laid = split(batch.arrangement, two)
    version = bench.clerk.api.batches.arrange(batch_id, batch.version, laid)
    laid = turned(laid, [one], 180)
    version = bench.clerk.api.batches.arrange(batch_id, version, laid)
    laid = taken_out(laid, [three])
    other.api.batches.arrange(batch_id, version, laid)
    keys = [each.key for each in bench.seen(batch_id).troubles]
    bench.clerk.api.batches.let_pass(batch_id, keys)
    lines = protocol(bench, batch_id, eventually, sep="\n").split("\n")
    mine, others = (line for line in lines if line.startswith("Разложено вручную"))
    assert mine.endswith(": повёрнуто: 1; новый документ начат со страниц: 2.")
    assert others.endswith(": отложено: 3.")
    [start] = [number for number, line in enumerate(lines) if line.startswith("Оставлено как есть")]
    assert lines[start + 1].startswith("— В пачке заявлено листов: 9")


@pytest.mark.parametrize(("duplex", "sheets"), [(True, "2"), (False, "3")])
def test_the_sheets_of_a_letter_are_those_of_paper_and_not_its_pages(bench, admin, eventually, duplex, sheets):
    """Three pages with text and an empty back: two sheets, where both sides were scanned."""
    profile = admin.api.profiles.put(None, 0, draft(bench, f"Листы письма, {duplex}", duplex=duplex))
    texts = ("О ремонте моста", "Просим сообщить сроки", "С уважением")
    batch_id = bench.lay(*(page(words, "через реку Омь") for words in texts), blank(), profile_id=profile)
    [letter] = bench.released(batch_id)
    assert told_sheets(bench, letter, eventually) == sheets


def test_an_odd_side_fed_alone_shifts_no_sheet_of_the_runs_after_it(bench, admin, eventually):
    """A back fed again by itself, then a stack of two sheets: of each run the sides are counted by themselves."""
    profile = admin.api.profiles.put(None, 0, draft(bench, "Нечётная подача", duplex=True))
    batch_id = bench.lay(page("Оборот отдельно"), profile_id=profile)
    bench.add(batch_id, separator(), blank())
    bench.add(batch_id, *(page(words, "через реку Омь") for words in ("О мосте", "О сроках")))
    bench.add(batch_id, separator(), blank(), page("О дороге", "через реку Омь"), page("Конец", "через реку Омь"))
    alone, both, last = bench.released(batch_id)
    assert [told_sheets(bench, each, eventually) for each in (both, last)] == ["1", "1"]
    assert bench.clerk.api.scanning.recognition(alone).pages


def told_sheets(bench, letter, eventually):
    def read():
        found = bench.clerk.api.scanning.recognition(letter)
        return found if found.job_id is None else None

    return next((each.value for each in eventually(read).proposals if each.field is ProposedField.SHEETS), None)


@pytest.mark.parametrize("clean", [True, False])
def test_the_copy_with_text_is_clean_where_the_profile_says_so_and_the_original_never(bench, admin, eventually, clean):
    profile = admin.api.profiles.put(None, 0, draft(bench, f"Копия, {clean}", clean_copy=clean))
    scan = page("О ремонте моста")
    scan.paste(0, (0, 0, 6, scan.height))  # the edge of the lid
    [letter] = bench.released(bench.lay(scan, profile_id=profile))
    eventually(lambda: bench.clerk.api.scanning.recognition(letter).job_id is None)
    files = {each.role: each.file_id for each in bench.clerk.api.registry.card(letter).attachments}
    edges = {role: darkest_at_the_edge(bench.clerk.fetch(file_id).content) for role, file_id in files.items()}
    assert edges[FileRole.ORIGINAL] < 60
    assert (edges[FileRole.SEARCHABLE] > 200) is clean


def darkest_at_the_edge(pdf):
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=2, grayscale=True).to_pil().convert("L")
    return picture.crop((0, 0, 3, picture.height)).getextrema()[0]


def test_pages_without_a_word_are_counted_and_lower_nothing(bench, eventually):
    batch_id = bench.lay(page("Раз два три"), separator(), blank(), keep_blank=True)
    for document_id in bench.released(batch_id):
        eventually(lambda document_id=document_id: bench.clerk.api.scanning.recognition(document_id).job_id is None)
    words = protocol(bench, batch_id, eventually)
    assert "распознано страниц: 2, уверенность в среднем" in words
    assert "(документ 1, стр. 1), без текста: 1" in words


def test_a_profile_of_another_place_is_refused(city, bench, admin):
    other = city.sign_in("registrar3")
    known = admin.api.profiles.put(None, 0, ProfileDraft(place_id=other.place, title="Чужой"))
    with pytest.raises(Invalid) as refused:
        bench.lay(profile_id=known)
    assert [each.field for each in refused.value.problems] == ["profile_id"]


@pytest.mark.parametrize(
    ("duplex", "pages", "told"), [(True, 3, True), (True, 4, False), (False, 3, True), (False, 2, False)]
)
def test_a_profile_tells_how_many_pages_the_stated_sheets_give(bench, admin, duplex, pages, told):
    title = f"Две стороны: {duplex}, страниц {pages}"
    profile = admin.api.profiles.put(None, 0, draft(bench, title, duplex=duplex))
    batch_id = bench.lay(*(page(f"Лист {number}") for number in range(pages)), sheets=2, profile_id=profile)
    assert ("stated" in kinds(bench.seen(batch_id).troubles)) is told


def test_the_protocol_names_no_card_that_its_reader_may_not_open(bench, city, eventually):
    secret = {"restriction": Restriction.OFFICIAL, "restriction_basis": "п. 1.3", "copy_number": "1"}
    card = bench.clerk.register(summary="О закрытом мосте", sheets=1, appendix_sheets=0, **secret)
    number = bench.clerk.api.registry.card(card).number
    batch_id = bench.lay(coded(f"{MARK}{card}", "Мост"), separator(), page("Письмо"))
    [_, new] = bench.released(batch_id)
    assert f"{number} · О закрытом мосте" in protocol(bench, batch_id, eventually)
    words = protocol(Bench(city.sign_in("registrar2"), eventually), batch_id, eventually)
    assert "закрытом" not in words
    assert number not in words
    assert "документ 1, стр. 1 карточка вам недоступна 2 код-разделитель разделитель" in words
    assert f"новая карточка {new}" in words


def test_pages_of_a_card_that_one_may_not_open_are_not_shown_at_the_bench_either(bench, city, eventually):
    secret = {"restriction": Restriction.OFFICIAL, "restriction_basis": "п. 1.3", "copy_number": "1"}
    card = bench.clerk.register(summary="О закрытом мосте", sheets=1, appendix_sheets=0, **secret)
    batch_id = bench.lay(coded(f"{MARK}{card}", "Мост"), separator(), page("Письмо"))
    pictures = [each.preview_id for each in bench.seen(batch_id).pages]
    bench.released(batch_id)
    other = city.sign_in("registrar2")
    closed, *others = other.api.batches.batch(batch_id).pages
    assert (closed.look, closed.preview_id, closed.file_id) == (Look.FAILED, None, None)
    assert [other.fetch(each.file_id).status_code for each in others] == [200, 200]
    assert "вам недоступна" in closed.reason
    assert [each.preview_id for each in others] == pictures[1:]
    assert [other.fetch(each).status_code == 200 for each in pictures] == [False, True, True]
    assert bench.clerk.fetch(pictures[0]).status_code == 200


def test_a_file_of_which_a_page_is_withheld_is_offered_to_nobody_from_whom_it_is(bench, city):
    secret = {"restriction": Restriction.OFFICIAL, "restriction_basis": "п. 1.3", "copy_number": "1"}
    card = bench.clerk.register(summary="О закрытом мосте", sheets=1, appendix_sheets=0, **secret)
    batch_id = bench.lay()
    bench.add_pdf(batch_id, [coded(f"{MARK}{card}", "Мост"), separator(), page("Письмо")])
    assert {each.file_id is not None and len(each.sha256) for each in bench.seen(batch_id).pages} == {64}
    bench.released(batch_id)
    other = city.sign_in("registrar2")
    closed, *others = other.api.batches.batch(batch_id).pages
    assert [(each.file_id, each.sha256) for each in (closed, *others)] == [(None, "")] * 3
    assert [other.fetch(each.preview_id).status_code for each in others] == [200, 200]
