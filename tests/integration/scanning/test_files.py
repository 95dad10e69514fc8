"""Whatever lies on the scanner's desk is read, or the page says why not and what to do."""

from pathlib import Path

import pytest

from common.registry.card import FileRole
from common.registry.document import DraftFiles
from common.rpc.errors import Invalid, Missing
from common.scanning.recognition import PageState
from tests.factories import papers
from tests.integration.scanning.papers import Desk, blank_pdf, locked_pdf, numbers, saved, sheet

pytestmark = pytest.mark.usefixtures("working")

WORDS = ("Первая", "Вторая", "Третья", "Четвёртая")
TRUNCATED = saved([sheet(word) for word in WORDS], "PDF")[:-400]

UNREADABLE = {
    "locked": (locked_pdf(), "защищён паролем. Попросите отправителя"),
    "truncated": (TRUNCATED, "PDF повреждён и не открывается. Загрузите файл ещё раз"),
    "garbled": (b"%PDF-1.7\n" + b"\x00\xff" * 500 + b"\n%%EOF", "PDF повреждён и не открывается. Загрузите"),
    "text": ("Обычный текст, а не PDF.\n".encode() * 9, "Формат файла не распознан. Подходят PDF, TIFF, JPEG и PNG"),
    "office": (b"PK\x03\x04" + b"\x00" * 99, "офисный документ, а не скан"),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_an_unreadable_file_says_why_and_may_be_tried_again(desk: Desk, kind: str) -> None:
    content, reason = UNREADABLE[kind]
    document_id = desk.scan(("Письмо.pdf", content))
    for _ in range(2):
        ended = desk.ended(document_id)
        assert [page.state for page in ended.pages] == [PageState.FAILED]
        assert reason in ended.pages[0].reason
        assert ended.message == "Не распознано страниц: 1 из 1."
        assert desk.clerk.api.scanning.read(document_id)


def test_the_original_of_an_unreadable_file_stays_untouched_and_the_paper_can_be_registered(desk: Desk) -> None:
    document_id = desk.scan(("Закрытое.pdf", locked_pdf()))
    desk.ended(document_id)
    card = desk.clerk.api.registry.card(document_id)
    assert [file.role for file in card.attachments] == [FileRole.ORIGINAL]
    assert desk.clerk.api.registry.register(document_id, card.version, desk.clerk.letter()).number


def test_a_bad_page_among_good_ones_does_not_stop_them(desk: Desk) -> None:
    files = [
        ("1.png", saved([sheet("Первая")], "PNG")),
        ("2.pdf", TRUNCATED),
        ("3.png", saved([sheet("Третья")], "PNG")),
    ]
    document_id = desk.scan(*files)
    ended = desk.ended(document_id)
    assert numbers(ended, PageState.READ) == [1, 3]
    assert numbers(ended, PageState.FAILED) == [2]
    assert "повреждён" in ended.pages[1].reason
    assert desk.words(document_id, [1, 3]) == ["Первая", "Третья"]
    with pytest.raises(Missing, match="ещё не распознана"):
        desk.clerk.api.scanning.page(document_id, 2)


def test_several_files_of_one_stack_keep_their_order(desk: Desk) -> None:
    pictures = [(f"{9 - place}.png", saved([sheet(word)], "PNG")) for place, word in enumerate(WORDS)]
    document_id = desk.scan(*pictures)
    ended = desk.ended(document_id)
    assert [page.number for page in ended.pages] == [1, 2, 3, 4]
    assert desk.words(document_id, range(1, 5)) == list(WORDS)
    names = [file.name for file in desk.clerk.api.registry.card(document_id).attachments]
    assert names[:4] == ["9.png", "8.png", "7.png", "6.png"]


def test_the_same_blank_back_twice_in_a_stack_is_two_pages(desk: Desk) -> None:
    blank = ("оборот.png", saved([sheet()], "PNG"))
    document_id = desk.scan(
        ("лицо.png", saved([sheet("Первая")], "PNG")), blank, ("лицо 2.png", saved([sheet("Вторая")], "PNG")), blank
    )
    ended = desk.ended(document_id)
    assert numbers(ended, PageState.READ) == [1, 2, 3, 4]
    assert desk.words(document_id, range(1, 5)) == ["Первая", "", "Вторая", ""]


def test_the_frames_of_a_tiff_are_pages_in_their_order(desk: Desk) -> None:
    document_id = desk.scan(("Факс.tiff", saved([sheet(word) for word in WORDS], "TIFF")))
    ended = desk.ended(document_id)
    assert (ended.done, ended.total, ended.message) == (4, 4, "Распознано страниц: 4.")
    assert desk.words(document_id, range(1, 5)) == list(WORDS)
    assert all(page.preview_id for page in ended.pages)


def test_a_tiff_cut_off_in_the_middle_gives_the_frames_that_have_come(desk: Desk) -> None:
    whole = saved([sheet(word) for word in WORDS], "TIFF")
    ended = desk.ended(desk.scan(("Факс.tiff", whole[: len(whole) // 2])))
    assert ended.pages
    assert all(page.reason for page in ended.pages if page.state is PageState.FAILED)
    assert numbers(ended, PageState.WAITING) == []


def test_a_letter_whose_recognition_is_under_way_is_not_ordered_twice(desk: Desk) -> None:
    document_id = desk.scan(("Долго.pdf", saved([sheet(word) for word in WORDS], "PDF")))
    with pytest.raises(Invalid, match="дождитесь его окончания"):
        desk.clerk.api.scanning.read(document_id)
    desk.ended(document_id)


def test_a_strangers_eye_sees_neither_pages_nor_words(desk: Desk, city) -> None:
    document_id = desk.scan(("Письмо.png", saved([sheet("Первая")], "PNG")))
    desk.ended(document_id)
    stranger = city.sign_in("outsider")
    for ask in (
        lambda: stranger.api.scanning.recognition(document_id),
        lambda: stranger.api.scanning.page(document_id, 1),
    ):
        with pytest.raises(Missing):
            ask()


def test_three_hundred_pages_are_read_one_by_one_in_bounded_memory(desk: Desk, working) -> None:
    desk.ended(desk.scan(("Разогрев.pdf", saved([sheet("Первая")], "PDF"))))
    before = peak_memory(working.workers[0].pid)
    document_id = desk.scan(("Дело.pdf", blank_pdf(300)))
    steps = []

    def over() -> object:
        seen = desk.seen(document_id)
        steps.append(seen.done)
        assert seen.total in {0, 300}
        return seen if seen.job_id is None else None

    ended = desk.eventually(over, patience=200)
    assert steps == sorted(steps)
    assert len(set(steps)) > 20
    assert numbers(ended, PageState.READ) == list(range(1, 301))
    assert peak_memory(working.workers[0].pid) - before < 60 * 1024
    copy = next(f for f in desk.clerk.api.registry.card(document_id).attachments if f.role is FileRole.SEARCHABLE)
    assert desk.clerk.fetch(copy.file_id).content.startswith(b"%PDF")


def peak_memory(pid: int) -> int:
    """The most memory that the process has ever had, in KB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


@pytest.mark.parametrize(
    ("content", "name", "unread"),
    [
        (saved([sheet("Первая")], "PNG"), "Письмо.png", 1),
        (papers.docx("Первая"), "Письмо.docx", 0),
    ],
)
def test_only_what_has_no_words_of_its_own_is_offered_to_be_read(
    desk: Desk, content: bytes, name: str, unread: int
) -> None:
    draft = DraftFiles(file_ids=[desk.clerk.bring(content, name)], place_id=desk.clerk.place, source="Файл", name=name)
    document_id = desk.clerk.api.registry.accept(draft)
    desk.eventually(lambda: desk.seen(document_id).unread == unread)
