"""The mark of an electronic signature stands where nothing stands, whole, and beside the name where there is room."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from server.reports.typeface import REGULAR, load
from server.signatures.mark import HEADLINE, HEIGHT, SIMPLE, WIDTH, Mark, draw_marks

MARK = Mark(
    HEADLINE,
    (
        "Сертификат: 7417DBB1450F9378E2CB29E29273EEA8B1BC997E", "Владелец: Шелест Сергей Николаевич",
        "Действителен: с 27.11.2026 по 28.11.2027", "Подписано: 28.11.2026 10:23",
    ),
    "Шелест",
)  # fmt: skip


def letter(path: Path, *, lines: int = 20, turned: int = 0, name_at: float | None = 60 * mm) -> Path:
    """A letter of so many lines, with the line of the signature."""
    load()
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setPageRotation(turned)
    canvas.setFont(REGULAR, 13)
    for number in range(lines):
        canvas.drawString(30 * mm, 277 * mm - number * 6 * mm, "Уважаемые коллеги, сообщаем о принятых мерах в районе.")
    if name_at is not None:
        canvas.drawString(30 * mm, name_at, "Мэр города")
        canvas.drawString(160 * mm, name_at, "С.Н. Шелест")
    canvas.save()
    return path


def ink(path: Path, page: int) -> np.ndarray:
    document = pdfium.PdfDocument(path)
    try:
        bitmap = document[page].render(scale=1, grayscale=True)
        return bitmap.to_numpy().reshape(bitmap.height, -1)[:, : bitmap.width] < 200
    finally:
        document.close()


@pytest.fixture
def marked(tmp_path: Path) -> Callable[..., tuple[Path, Path, list]]:
    def made(source: Path, *marks: Mark) -> tuple[Path, Path, list]:
        out = tmp_path / "marked.pdf"
        return source, out, draw_marks(source, out, marks or (MARK,))

    return made


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_the_mark_covers_nothing(marked, tmp_path: Path, turned: int) -> None:
    source, out, [placed] = marked(letter(tmp_path / "letter.pdf", turned=turned))
    before, after = ink(source, 0), ink(out, 0)
    assert (after & before).sum() == before.sum()
    left, bottom, right, top = (round(edge) for edge in placed.box)
    tall = before.shape[0]
    assert not before[tall - top : tall - bottom, left:right].any()
    assert after[tall - top : tall - bottom, left:right].mean() > 0.05


def test_the_mark_stands_beside_the_name_of_the_signatory(marked, tmp_path: Path) -> None:
    _, _, [placed] = marked(letter(tmp_path / "letter.pdf", name_at=120 * mm))
    _, bottom, right, top = placed.box
    assert bottom - 12 * mm < 120 * mm < top + 12 * mm
    assert right < 160 * mm


def test_the_mark_stands_between_the_post_and_the_name(marked, tmp_path: Path) -> None:
    _, _, [placed] = marked(letter(tmp_path / "letter.pdf", name_at=90 * mm))
    left, bottom, right, top = placed.box
    assert (left > 50 * mm, bottom < 91 * mm < top, right < 160 * mm) == (True, True, True)


def test_without_a_line_of_the_signature_it_stands_low_on_the_right_within_the_margins(marked, tmp_path: Path) -> None:
    _, _, [placed] = marked(letter(tmp_path / "letter.pdf", name_at=None))
    left, bottom, right, _ = placed.box
    assert (round((210 * mm - right) / mm), round(bottom / mm)) == (10, 20)
    assert left > 100 * mm


@pytest.mark.parametrize("name_at", [22 * mm, 40 * mm, 150 * mm, None])
def test_the_margins_stay_white(marked, tmp_path: Path, name_at: float | None) -> None:
    _, _, [placed] = marked(letter(tmp_path / "letter.pdf", name_at=name_at))
    left, bottom, right, top = (edge / mm for edge in placed.box)
    assert (left > 19.5, bottom > 19.5, right < 200.5, top < 277.5) == (True, True, True, True)


def test_the_frame_of_a_simple_signature_is_no_higher_than_its_words(marked, tmp_path: Path) -> None:
    simple = Mark(SIMPLE, ("Владелец: Шелест С. Н., Мэр города", "Подписано: 28.11.2026 10:23"), "Шелест")
    source, out, [placed] = marked(letter(tmp_path / "letter.pdf"), simple)
    left, bottom, right, top = (round(edge) for edge in placed.box)
    assert top - bottom < 21 * mm
    added = ink(out, 0) & ~ink(source, 0)
    tall = added.shape[0]
    rows = added[tall - top : tall - bottom, left + 8 : right - 8].any(axis=1)[3:-3]
    white = max(len(run) for run in "".join("1" if row else "0" for row in rows).split("1"))
    assert white < 5 * mm


def test_two_marks_do_not_cover_one_another(marked, tmp_path: Path) -> None:
    _, _, [first, second] = marked(letter(tmp_path / "letter.pdf"), MARK, MARK)
    apart = first.box[0] >= second.box[2] or second.box[0] >= first.box[2]
    above = first.box[1] >= second.box[3] or second.box[1] >= first.box[3]
    assert apart or above


def test_without_room_the_mark_gets_a_page_of_its_own(marked, tmp_path: Path) -> None:
    _, out, [placed] = marked(letter(tmp_path / "full.pdf", lines=45, name_at=None))
    assert placed.page == 1
    document = pdfium.PdfDocument(out)
    words = document[1].get_textpage().get_text_range()
    document.close()
    assert "ЭЛЕКТРОННОЙ ПОДПИСЬЮ" in words
    assert (round(WIDTH / mm), round(HEIGHT / mm)) == (72, 30)


def test_every_word_of_a_long_owner_is_there(marked, tmp_path: Path) -> None:
    owner = "Владелец: Константинопольская-Преображенская Александрина Вячеславовна, заместитель мэра города"
    _, out, _ = marked(letter(tmp_path / "letter.pdf"), Mark(HEADLINE, (*MARK.lines, owner), "Шелест"))
    document = pdfium.PdfDocument(out)
    words = document[0].get_textpage().get_text_range()
    document.close()
    assert all(word in words for word in ("Преображенская", "Вячеславовна", "мэра"))
