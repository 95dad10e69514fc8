"""A stack becomes papers: divided by separators and codes, every page accounted for."""

import hashlib
import struct
from io import BytesIO

import pytest
from msgspec.structs import replace
from PIL import Image
from sqlalchemy import text

from client.core.rpc import body_of, request_for
from common.registry.card import FileRole
from common.rpc.api import signatures
from common.rpc.errors import CallError, Failed, Invalid, Missing, Stale
from common.scanning.arranging import Aside, Paper, Placed, bound, joined, moved, put_back, split, taken_out, turned
from common.scanning.batches import BatchDraft, BatchesApi, BatchState, Brought, Look, TroubleKind
from server import app
from server.files.store import Store
from server.identity.login import caller_of
from server.registry.stamping import MARK
from server.scanning.batches import BatchService
from server.scanning.models import BatchRecord
from tests.integration.scanning.bench import Bench, blank, coded, jpeg, kinds, page, separator
from tests.integration.scanning.papers import Desk, saved

pytestmark = pytest.mark.usefixtures("working")


@pytest.fixture
def bench(city, eventually) -> Bench:
    return Bench(city.sign_in("registrar"), eventually)


def test_separators_divide_a_stack_and_belong_to_no_paper(bench):
    batch_id = bench.lay(separator(), page("Раз"), page("Два"), separator(), separator(), page("Три"), separator())
    assert bench.papers(batch_id) == [[2, 3], [6]]
    batch = bench.seen(batch_id)
    assert [laid.why for laid in batch.arrangement.tray] == [Aside.SEPARATOR] * 4
    assert batch.troubles == []


def test_a_foreign_code_divides_nothing(bench):
    batch_id = bench.lay(page("Раз"), coded("https://example.org/1", "Два"), coded("SEP", "Три"))
    assert bench.papers(batch_id) == [[1, 2, 3]]
    assert bench.seen(batch_id).troubles == []


def test_a_blank_side_waits_in_the_tray_and_can_be_put_back_where_it_was(bench):
    batch_id = bench.lay(page("Раз"), blank(), page("Два"))
    batch = bench.seen(batch_id)
    assert bench.papers(batch_id) == [[1, 3]]
    assert [laid.why for laid in batch.arrangement.tray] == [Aside.BLANK]
    back = put_back(batch.arrangement, [batch.pages[1].id])
    bench.clerk.api.batches.arrange(batch_id, batch.version, back)
    assert bench.papers(batch_id) == [[1, 2, 3]]


def test_blank_sides_stay_where_the_clerk_wants_them(bench):
    assert bench.papers(bench.lay(page("Раз"), blank(), keep_blank=True)) == [[1, 2]]


def test_a_code_of_a_card_binds_its_pages_to_the_card_and_the_page_is_kept(bench):
    document_id = bench.clerk.register()
    batch_id = bench.lay(page("Другое"), coded(f"{MARK}{document_id}", "Раз"), page("Два"))
    assert bench.papers(batch_id) == [[1], [2, 3]]
    batch = bench.seen(batch_id)
    assert [paper.document_id for paper in batch.arrangement.papers] == [None, document_id]
    assert [card.document_id for card in batch.cards] == [document_id]
    new, same = bench.released(batch_id)
    assert same == document_id
    images = [file for file in bench.clerk.api.registry.card(document_id).attachments if file.role is FileRole.ORIGINAL]
    assert len(images) == 1
    assert bench.clerk.fetch(images[0].file_id).content.startswith(b"%PDF")
    queue = bench.clerk.api.registry.unregistered()
    assert new in [row.id for row in queue.rows]


def test_what_was_bound_is_read_like_any_paper(bench, desk: Desk):
    document_id = bench.clerk.register(sheets=1, appendix_sheets=0)
    batch_id = bench.lay(coded(f"{MARK}{document_id}", "Первая"))
    bench.released(batch_id)
    assert desk.ended(document_id).pages[0].state.value == "read"
    assert "Первая" in desk.words(document_id, [1])[0]


def test_an_image_added_to_one_that_is_there_is_read_beside_it(bench, desk: Desk):
    (document_id,) = bench.released(bench.lay(page("Первая")))
    desk.ended(document_id)
    batch_id = bench.lay(page("Вторая"))
    batch = bench.seen(batch_id)
    bench.clerk.api.batches.arrange(batch_id, batch.version, bound(batch.arrangement, 0, document_id))
    batch = bench.seen(batch_id)
    assert kinds(batch.troubles) == ["has_image"]
    with pytest.raises(Invalid, match="уже есть образ"):
        bench.clerk.api.batches.release(batch_id, batch.version)
    bench.clerk.api.batches.let_pass(batch_id, [batch.troubles[0].key])
    bench.released(batch_id)
    assert len(desk.ended(document_id).pages) == 2
    assert desk.words(document_id, [1, 2]) == ["Первая", "Вторая"]


def test_a_word_given_for_one_card_is_not_given_for_another(bench):
    first, second = bench.released(bench.lay(page("Первая"), separator(), page("Вторая")))
    batch_id = bench.lay(page("Третья"))
    for document_id in (first, second):
        batch = bench.seen(batch_id)
        bench.clerk.api.batches.arrange(batch_id, batch.version, bound(batch.arrangement, 0, document_id))
        troubles = bench.seen(batch_id).troubles
        assert kinds(troubles) == ["has_image"]
        bench.clerk.api.batches.let_pass(batch_id, [troubles[0].key])
    assert kinds(bench.seen(batch_id).troubles) == []


def test_an_unknown_card_is_no_reason_to_lose_or_misfile_pages(bench):
    batch_id = bench.lay(coded(f"{MARK}999999999", "Раз"))
    batch = bench.seen(batch_id)
    assert kinds(batch.troubles) == ["unknown_card"]
    assert batch.troubles[0].words.startswith("Страница 1: код документа 999999999")
    bench.clerk.api.batches.let_pass(batch_id, [batch.troubles[0].key])
    with pytest.raises(Invalid, match="такой карточки нет"):
        bench.clerk.api.batches.release(batch_id, batch.version)
    bench.clerk.api.batches.arrange(batch_id, batch.version, bound(batch.arrangement, 0, None))
    assert kinds(bench.seen(batch_id).troubles) == [], "the clerk has said that it is a new one"


def test_fewer_pages_than_the_card_states_are_told_before_it_is_too_late(bench):
    document_id = bench.clerk.register(sheets=5)
    batch_id = bench.lay(coded(f"{MARK}{document_id}", "Раз"), page("Два"))
    (trouble,) = bench.seen(batch_id).troubles
    assert trouble.kind is TroubleKind.SHEETS
    assert "листов по карточке 5, а страниц 2" in trouble.words


def test_a_stack_of_another_size_than_stated_is_told(bench):
    batch_id = bench.lay(page("Раз"), page("Два"), sheets=5)
    (trouble,) = bench.seen(batch_id).troubles
    assert (trouble.kind, trouble.kind.may_pass) == (TroubleKind.STATED, True)


def test_the_same_page_twice_is_a_question(bench):
    batch_id = bench.lay()
    bench.add_files(batch_id, *[jpeg(page("Дважды"))] * 2)
    (trouble,) = bench.seen(batch_id).troubles
    assert trouble.kind is TroubleKind.TWIN
    assert trouble.words.startswith("Страница 2")


def test_a_page_nobody_can_read_must_be_laid_aside_or_scanned_again(bench):
    batch_id = bench.lay(page("Раз"))
    bench.add_files(batch_id, jpeg(page("Два"))[:900])
    batch = bench.seen(batch_id)
    assert [each.look for each in batch.pages] == [Look.SEEN, Look.FAILED]
    assert kinds(batch.troubles) == ["unreadable"]
    with pytest.raises(Invalid, match="Страница 2"):
        bench.clerk.api.batches.release(batch_id, batch.version)
    bench.add(batch_id, page("Два"), instead_of=batch.pages[1].id)
    assert bench.papers(batch_id) == [[1, 3]]
    batch = bench.seen(batch_id)
    assert [laid.why for laid in batch.arrangement.tray] == [Aside.RESCANNED]
    assert batch.troubles == []


def test_coarse_pages_are_told_once_for_the_batch(bench):
    def coarse(words: str) -> bytes:
        out = BytesIO()
        page(words).resize((500, 333)).save(out, "JPEG", dpi=(100, 100))
        return out.getvalue()

    batch_id = bench.lay(page("Чётко"))
    bench.add_files(batch_id, coarse("Раз"), coarse("Два"))
    [trouble] = bench.seen(batch_id).troubles
    assert trouble.words.startswith("Страницы 2–3: разрешение ниже 150 точек на дюйм")
    bench.clerk.api.batches.let_pass(batch_id, [trouble.key])
    assert kinds(bench.seen(batch_id).troubles) == []


def test_a_file_nobody_can_read_is_told_by_its_name(bench):
    batch_id = bench.clerk.api.batches.open(BatchDraft(place_id=bench.clerk.place, source="Файл"))
    file_id = bench.clerk.bring(b"%PDF-1.4 broken", "Акт сверки.pdf")
    bench.clerk.api.batches.add(batch_id, [Brought(file_id=file_id)])
    [trouble] = bench.seen(batch_id).troubles
    assert trouble.words.startswith("Файл «Акт сверки.pdf», страница 1: ")


def test_a_batch_tells_how_many_of_its_documents_had_a_card(bench):
    card = bench.clerk.register(sheets=1, appendix_sheets=0)
    batch_id = bench.lay(coded(f"{MARK}{card}", "Ответ"), separator(), page("Письмо"))
    made = bench.released(batch_id)
    batch = bench.clerk.api.batches.batch(batch_id)
    assert len(made) == 2
    [new] = [each for each in made if each != card]
    assert batch.fresh == [new]
    assert bench.clerk.api.registry.card(new).name == f"Партия {batch_id}, документ 2"


def test_a_long_title_names_its_documents_by_its_beginning(bench):
    title = "Почта министерств и ведомств за последнюю неделю ноября с приложениями и без них"
    [made] = bench.released(bench.lay(page("Письмо"), title=title))
    name = "Почта министерств и ведомств за последнюю неделю ноября с пр…, документ 1"
    assert bench.clerk.api.registry.card(made).name == name


def test_a_file_of_many_pages_is_divided_as_a_stack_is(bench):
    batch_id = bench.lay()
    bench.add_pdf(batch_id, [page("Раз"), separator(), page("Два"), page("Три")])
    bench.add_pdf(batch_id, [page("Четыре")])
    assert bench.papers(batch_id) == [[1], [3, 4], [5]]


def test_a_bad_first_page_does_not_hide_those_after_it(bench):
    broken = damaged_first(saved([page("Раз"), page("Два"), page("Три")], "TIFF"))
    batch_id = bench.lay()
    bench.clerk.api.batches.add(batch_id, [Brought(file_id=bench.clerk.bring(broken, "Факс.tif"))])
    assert [each.look for each in bench.seen(batch_id).pages] == [Look.FAILED, Look.SEEN, Look.SEEN]


def damaged_first(tiff):
    """The strip of the first page points beyond the end of the file."""
    with Image.open(BytesIO(tiff)) as image:
        at = image.tag_v2[273][0]
    where = tiff.index(struct.pack("<HHII", 273, 4, 1, at)) + 8
    return tiff[:where] + struct.pack("<I", len(tiff) + 10_000) + tiff[where + 4 :]


def test_pages_that_come_while_the_clerk_lays_the_stack_are_laid_after_it(bench):
    batch_id = bench.lay(page("Раз"), page("Два"))
    batch = bench.seen(batch_id)
    own = split(batch.arrangement, batch.pages[1].id)
    bench.add(batch_id, page("Три"))
    bench.seen(batch_id)
    bench.clerk.api.batches.arrange(batch_id, batch.version, own)
    assert bench.papers(batch_id) == [[1], [2, 3]]


def test_a_page_laid_again_under_its_key_is_laid_once_even_when_the_batch_is_released_meanwhile(bench):
    batch_id = bench.lay()
    brought = [Brought(file_id=bench.clerk.bring(jpeg(page("Раз")), "1.jpg"))]
    signature = signatures(BatchesApi)["add"]
    request = request_for(signature.name, body_of(signature, batch_id, brought), "key-of-the-page")
    for _ in range(2):
        assert bench.clerk.transport.fetch(request).status == 200
    assert bench.papers(batch_id) == [[1]]
    bench.released(batch_id)
    assert bench.clerk.transport.fetch(request).status == 200
    assert len(bench.seen(batch_id).pages) == 1


def test_of_two_clerks_the_second_is_told_what_the_first_has_done(bench, city):
    other = city.sign_in("registrar2")
    batch_id = bench.lay(page("Раз"), page("Два"))
    batch = bench.seen(batch_id)
    bench.clerk.api.batches.arrange(batch_id, batch.version, split(batch.arrangement, batch.pages[1].id))
    with pytest.raises(Stale) as stale:
        other.api.batches.arrange(batch_id, batch.version, turned(batch.arrangement, [batch.pages[0].id], 90))
    name = bench.clerk.api.batches.batches()[0].person
    assert stale.value.message == (
        f"Партию тем временем изменили: {name} (новый документ начат со страниц: 2). Показано, как она лежит теперь."
        " Ваше последнее действие не выполнено: повторите его, если оно ещё нужно."
    )
    with pytest.raises(Stale, match=r"вы в другом окне \(новый документ.*передайте её снова"):
        bench.clerk.api.batches.release(batch_id, batch.version)
    assert bench.papers(batch_id) == [[1], [2]]


def test_a_page_of_another_batch_cannot_be_smuggled_in(bench):
    other = bench.seen(bench.lay(page("Чужая")))
    batch_id = bench.lay(page("Раз"))
    batch = bench.seen(batch_id)
    forged = moved(batch.arrangement, [batch.pages[0].id], 0, 0)
    forged.papers[0].pages.append(other.arrangement.papers[0].pages[0])
    with pytest.raises(Invalid, match="чужие или повторённые"):
        bench.clerk.api.batches.arrange(batch_id, batch.version, forged)


def test_a_paper_without_pages_and_a_page_askew_are_refused(bench):
    batch_id = bench.lay(page("Раз"))
    batch = bench.seen(batch_id)
    askew = replace(batch.arrangement, papers=[Paper(pages=[Placed(batch.pages[0].id, 45)])])
    empty = replace(batch.arrangement, papers=[*batch.arrangement.papers, Paper(pages=[])])
    for forged in (askew, empty):
        with pytest.raises(CallError) as refused:
            bench.clerk.api.batches.arrange(batch_id, batch.version, forged)
        assert not isinstance(refused.value, Failed)


def test_a_page_whose_file_is_lost_holds_up_none_of_the_others(bench, settings):
    batch_id = bench.lay()
    file_id = bench.clerk.bring(jpeg(page("Раз")), "0.jpg")
    lost_from(settings, bench.clerk, file_id)
    bench.clerk.api.batches.add(batch_id, [Brought(file_id=file_id)])
    bench.add(batch_id, page("Два"))
    batch = bench.seen(batch_id)
    assert [each.look for each in batch.pages] == [Look.FAILED, Look.SEEN]
    assert "не найден в хранилище" in batch.troubles[0].words


def lost_from(settings, clerk, file_id):
    sha256 = hashlib.sha256(clerk.fetch(file_id).content).hexdigest()
    Store(settings.files, 0).path(sha256).unlink()


def test_what_the_clerk_has_laid_is_what_the_documents_show(bench, desk: Desk):
    batch_id = bench.lay(page("Первая"), page("Вторая"), page("Третья"), page("Пятно"))
    batch = bench.seen(batch_id)
    first, second, third, spot = (each.id for each in batch.pages)
    laid = taken_out(turned(split(batch.arrangement, second), [first], 180), [spot])
    laid = moved(laid, [third], 0, 0)
    bench.clerk.api.batches.arrange(batch_id, batch.version, laid)
    assert bench.papers(batch_id) == [[3, 1], [2]]
    one, other = bench.released(batch_id)
    desk.ended(one)
    assert desk.words(one, [1]) == ["Третья"]
    desk.ended(other)
    assert desk.words(other, [1]) == ["Вторая"]


def test_a_joined_paper_is_one_again(bench):
    batch_id = bench.lay(page("Раз"), separator(), page("Два"))
    batch = bench.seen(batch_id)
    bench.clerk.api.batches.arrange(batch_id, batch.version, joined(batch.arrangement, 1))
    assert bench.papers(batch_id) == [[1, 3]]


def test_a_batch_of_another_place_is_not_there(bench, city):
    batch_id = bench.lay(page("Раз"))
    stranger = city.sign_in("outsider")
    for ask in (
        lambda: stranger.api.batches.batch(batch_id),
        lambda: stranger.api.batches.withdraw(batch_id, "Чужое"),
    ):
        with pytest.raises(Exception) as refused:
            ask()
        assert isinstance(refused.value, Missing) or "прав" in str(refused.value)
    seen = bench.seen(batch_id)
    assert stranger.fetch(seen.pages[0].preview_id).status_code in {403, 404}
    assert bench.clerk.fetch(seen.pages[0].preview_id).status_code == 200


def test_a_withdrawn_batch_becomes_nothing_and_says_why(bench):
    batch_id = bench.lay(page("Раз"))
    bench.seen(batch_id)
    with pytest.raises(Invalid, match="причину"):
        bench.clerk.api.batches.withdraw(batch_id, " ")
    bench.clerk.api.batches.withdraw(batch_id, "Не та пачка")
    assert bench.clerk.api.batches.batch(batch_id).state is BatchState.WITHDRAWN
    with pytest.raises(Invalid, match="уже передана или снята"):
        bench.add(batch_id, page("Два"))
    states = {row.id: row.state for row in bench.clerk.api.batches.batches()}
    assert states[batch_id] is BatchState.WITHDRAWN


def test_a_released_batch_shows_what_its_papers_have_become(bench):
    batch_id = bench.lay(page("Раз"), separator(), page("Два"), blank())
    before = bench.papers(batch_id)
    documents = bench.released(batch_id)
    batch = bench.clerk.api.batches.batch(batch_id)
    assert bench.papers(batch_id) == before == [[1], [3]]
    assert [paper.document_id for paper in batch.arrangement.papers] == documents == batch.documents
    assert [card.document_id for card in batch.cards] == documents
    assert (batch.troubles, len(batch.arrangement.tray)) == ([], 2)


def test_a_batch_is_never_open_between_its_release_and_the_end_of_its_job(bench, engine, settings):
    """Its job ends after the batch was read and before the job is."""
    batch_id = bench.lay(page("Раз"))
    bench.seen(batch_id)
    state = text("UPDATE scan_batch SET state = :state, job_id = :job WHERE id = :id")
    with engine.begin() as connection:
        done = connection.execute(text("SELECT id FROM job WHERE state = 'done' LIMIT 1")).scalar_one()
        connection.execute(state, {"state": "releasing", "job": done, "id": batch_id})
    with app.works(settings, engine=engine).transaction() as context:
        context.caller = caller_of(context.session, bench.clerk.me.id, context.clock.today())
        read = context.session.get_one(BatchRecord, batch_id)
        assert read.state is BatchState.RELEASING
        with engine.begin() as connection:
            connection.execute(state, {"state": "released", "job": done, "id": batch_id})
        assert BatchService(context).batch(batch_id).state is BatchState.RELEASED


def test_a_batch_whose_release_was_given_up_lies_open_again(bench, engine):
    batch_id = bench.lay(page("Раз"))
    batch = bench.seen(batch_id)
    assert not bench.clerk.api.batches.look_again(batch_id)
    given_up = text(
        "UPDATE scan_batch SET state = 'releasing', job_id = (SELECT id FROM job WHERE state = 'done' LIMIT 1)"
        " WHERE id = :id"
    )
    with engine.begin() as connection:
        connection.execute(given_up, {"id": batch_id})
    assert bench.clerk.api.batches.batch(batch_id).state is BatchState.OPEN
    bench.clerk.api.batches.arrange(batch_id, batch.version, batch.arrangement)
    bench.released(batch_id)


def test_pages_that_a_worker_has_given_up_are_looked_over_when_asked(bench, engine):
    batch_id = bench.lay(page("Раз"))
    bench.seen(batch_id)
    with engine.begin() as connection:
        connection.execute(text("UPDATE batch_page SET look = 'waiting' WHERE batch_id = :id"), {"id": batch_id})
    assert bench.clerk.api.batches.look_again(batch_id)


def test_nothing_laid_in_papers_cannot_be_released(bench):
    batch_id = bench.lay(separator(), blank())
    assert kinds(bench.seen(batch_id).troubles) == ["nothing"]
