"""Looking at a file and comparing two versions of it, at the desk."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from client.registry.comparison_dialog import ComparisonDialog
from client.registry.file_look import FileLook
from common.files import Preview, StoredFile
from common.jobs import JobRow, JobState
from common.kernel.ids import AttachmentId, JobId
from common.registry.previews import Comparison, Piece, Run
from tests.factories import papers
from tests.gui.registry.test_files import NOW, file

LONG = "Без изменений. " * 100


def job(state: JobState, message: str = "") -> JobRow:
    return JobRow(JobId(4), "Просмотр", state, 0, 0, message, NOW, 1)


@pytest.fixture
def look(qtbot, work):
    def opened() -> FileLook:
        window = FileLook(work, AttachmentId(1), file(1, "Ответ.docx"))
        window.show()
        return window

    return opened


def test_an_office_file_is_shown_once_the_server_has_prepared_it(qtbot, look, server):
    stored = server.shelf.put(papers.pdf("Ответ"), "Ответ.docx")
    answers = iter([Preview(job_id=JobId(4)), Preview(stored)])
    server.answers["previews.look"] = lambda *_: next(answers)
    server.answers["jobs.job"] = lambda _id: job(JobState.DONE)
    window = look()
    assert window.preview.waiting.isVisible()
    qtbot.waitUntil(window.preview.pdf.isVisible)
    assert window.preview.pdf.document.pageCount() == 1
    window.close()


def test_a_picture_is_shown_as_it_is(qtbot, look, server, tmp_path):
    picture = QImage(60, 40, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    picture.save(str(tmp_path / "фото.png"))
    stored = server.shelf.put((tmp_path / "фото.png").read_bytes(), "фото.png")
    shown = StoredFile(stored.id, "фото.png", stored.size, stored.sha256, "image/png")
    server.answers["previews.look"] = lambda *_: Preview(shown)
    window = look()
    qtbot.waitUntil(window.preview.picture.isVisible)
    window.close()


@pytest.mark.parametrize("failed", [False, True])
def test_what_cannot_be_shown_says_why(qtbot, look, server, failed):
    reason = "Файл закрыт паролем."
    server.answers["previews.look"] = lambda *_: Preview(job_id=JobId(4)) if failed else Preview(reason=reason)
    server.answers["jobs.job"] = lambda _id: job(JobState.FAILED, reason)
    window = look()
    qtbot.waitUntil(window.preview.refused.isVisible)
    assert window.preview.refused.text.text() == reason
    window.close()


@pytest.fixture
def compared(qtbot, work, server):
    def opened(*answers: Comparison) -> ComparisonDialog:
        rest = iter(answers)
        server.answers["previews.compare"] = lambda *_: next(rest)
        server.answers["jobs.job"] = lambda _id: job(JobState.DONE)
        dialog = ComparisonDialog(work, AttachmentId(1), 1, 2, "Ответ.docx")
        dialog.show()
        return dialog

    return opened


def test_differences_are_marked_and_f3_goes_from_one_to_the_next(qtbot, compared):
    runs = [
        Run(Piece.SAME, "Срок до "), Run(Piece.REMOVED, "1"), Run(Piece.ADDED, "15"), Run(Piece.SAME, LONG),
        Run(Piece.ADDED, "Дополнение <важное>"),
    ]  # fmt: skip
    dialog = compared(Comparison(job_ids=[JobId(4)]), Comparison(runs))
    qtbot.waitUntil(dialog.text.isVisible)
    assert dialog.account.text().startswith("Отличий: 2.")
    page = dialog.text.toHtml()
    assert "line-through" in page
    assert "underline" in page
    assert "Дополнение <важное>" in dialog.text.toPlainText()
    assert "без изменений" in dialog.text.toPlainText()
    for told in ("Отличие 1 из 2", "Отличие 2 из 2", "Отличие 1 из 2"):
        QTest.keyClick(dialog.text, Qt.Key.Key_F3)
        assert dialog.account.text() == told
    dialog.close()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Comparison([Run(Piece.SAME, "Одно и то же")]), "одинаковы"),
        (Comparison([Run(Piece.ADDED, "а")], cut=True), "только начала"),
    ],
)
def test_the_account_says_what_was_found(qtbot, compared, answer, words):
    dialog = compared(answer)
    qtbot.waitUntil(dialog.text.isVisible)
    assert words in dialog.account.text()
    dialog.close()


def test_a_version_without_text_is_told(qtbot, compared):
    dialog = compared(Comparison(reason="В версии 2 текста нет."))
    qtbot.waitUntil(dialog.refused.isVisible)
    assert dialog.refused.text.text() == "В версии 2 текста нет."
    dialog.close()
