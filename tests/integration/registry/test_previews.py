"""What is attached can be looked at, found by its words and compared, however it was written."""

from collections.abc import Callable, Iterator

import pytest

from common.files import Preview
from common.kernel.ids import AttachmentId, DocumentId
from common.registry.previews import Comparison, Piece
from common.rpc.errors import Missing
from tests.city import City, Signed
from tests.factories import papers
from tests.serving import Served


@pytest.fixture(scope="module")
def working(served: Served) -> Iterator[Served]:
    served.start_worker()
    return served


@pytest.fixture
def author(city: City, working: Served) -> Signed:
    return city.sign_in("executor")


def attached(signed: Signed, document_id: DocumentId, content: bytes, name: str) -> AttachmentId:
    return signed.api.registry.attach(document_id, signed.bring(content, name))


def project(author: Signed) -> DocumentId:
    return author.api.registry.new_project("outgoing_letter", author.api.registry.dictionaries().all_places[0].id)


def looked(signed: Signed, file: AttachmentId, eventually: Callable[..., Preview]) -> Preview:
    def ready() -> Preview | None:
        preview = signed.api.previews.look(file, 1)
        return preview if preview.shown or preview.reason else None

    return eventually(ready)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("Записка.docx", papers.docx("О гололёде")), ("Смета.xlsx", papers.xlsx(("Сумма", 5))),
        ("Письмо.eml", papers.eml("О гололёде", "Скользко")), ("Заметка.txt", "Скользко".encode("cp1251")),
    ],
)  # fmt: skip
def test_office_files_letters_and_texts_are_shown_as_pdf(
    author: Signed, eventually: Callable[..., Preview], name: str, content: bytes
) -> None:
    file = attached(author, project(author), content, name)
    first = author.api.previews.look(file, 1)
    assert first.job_id is not None
    shown = looked(author, file, eventually).shown
    assert shown.media_type == "application/pdf"
    assert author.fetch(shown.id).content.startswith(b"%PDF-")
    assert author.api.previews.look(file, 1).shown == shown


def test_the_same_content_in_another_document_is_shown_at_once(
    author: Signed, eventually: Callable[..., Preview]
) -> None:
    content = papers.docx("Одно и то же")
    looked(author, attached(author, project(author), content, "Первый.docx"), eventually)
    again = attached(author, project(author), content, "Второй.docx")
    assert author.api.previews.look(again, 1).shown is not None


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("Битый.docx", b"PK\x03\x04" + b"junk" * 90, "повреждён"),
        ("Под паролем.odt", papers.odt("тайна", encrypted=True), "закрыт паролем"),
        ("Архив.zip", b"PK\x03\x04" + b"junk" * 99, "не показываются"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_says_why(
    author: Signed, eventually: Callable[..., Preview], name: str, content: bytes, reason: str
) -> None:
    file = attached(author, project(author), content, name)
    assert reason in looked(author, file, eventually).reason


def test_pdf_and_photographs_are_shown_as_they_are(author: Signed) -> None:
    content = papers.pdf("Как есть")
    preview = author.api.previews.look(attached(author, project(author), content, "Акт.pdf"), 1)
    assert author.fetch(preview.shown.id).content == content


def test_a_stranger_sees_neither_the_preview_nor_that_there_is_one(
    city: City, author: Signed, eventually: Callable[..., Preview]
) -> None:
    file = attached(author, project(author), papers.docx("Только для своих"), "Своё.docx")
    shown = looked(author, file, eventually).shown
    stranger = city.sign_in("outsider")
    with pytest.raises(Missing):
        stranger.api.previews.look(file, 1)
    assert stranger.fetch(shown.id).status_code == 404


def test_a_word_only_in_an_attached_docx_finds_the_document(
    city: City, working: Served, eventually: Callable[..., object]
) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.register()
    attached(clerk, letter, papers.docx("Требуется антиобледенитель для пандуса"), "Приложение.docx")
    eventually(lambda: letter in [hit.document_id for hit in clerk.api.search.find("антиобледенителя").rows])


def test_what_was_attached_before_the_number_is_found_after_it(
    city: City, working: Served, eventually: Callable[..., object]
) -> None:
    clerk = city.sign_in("registrar")
    draft = clerk.api.registry.new_draft(clerk.place)
    attached(clerk, draft, papers.rtf("Сведения о квадрокоптерах"), "Справка.rtf")
    clerk.api.registry.register(draft, clerk.api.registry.card(draft).version, clerk.letter())
    eventually(lambda: draft in [hit.document_id for hit in clerk.api.search.find("квадрокоптер").rows])


def compared(signed: Signed, file: AttachmentId, eventually: Callable[..., Comparison]) -> Comparison:
    def ready() -> Comparison | None:
        found = signed.api.previews.compare(file, 1, 2)
        return None if found.job_ids else found

    return eventually(ready)


def test_two_versions_are_compared_by_words(author: Signed, eventually: Callable[..., Comparison]) -> None:
    file = attached(author, project(author), papers.docx("Срок исполнения до 1 марта."), "Ответ.docx")
    second = author.bring(papers.docx("Срок исполнения до 15 марта."), "Ответ.docx")
    author.api.attachments.add_version(file, 1, second)
    runs = compared(author, file, eventually).runs
    assert [(run.piece, run.text) for run in runs if run.piece is not Piece.SAME] == [
        (Piece.REMOVED, "1"), (Piece.ADDED, "15"),
    ]  # fmt: skip


def test_a_version_without_text_says_so(author: Signed, eventually: Callable[..., Comparison]) -> None:
    file = attached(author, project(author), papers.docx("Текст"), "Ответ.docx")
    author.api.attachments.add_version(file, 1, author.bring(b"\x89PNG\r\n\x1a\n", "Снимок.png"))
    assert "В версии 2 текста нет" in compared(author, file, eventually).reason
