"""Lines that were read across two columns are put back column by column; what only looks so stays."""

from collections.abc import Sequence

import pytest

from common.scanning.recognition import Box, PageText, Word
from server.scanning.gutter import in_columns

LETTER = 0.011  # the width of a letter on the page
STEP, HEIGHT = 0.018, 0.012


def page(*lines: Sequence[tuple[float, str]], pause_before: int | None = None) -> PageText:
    """Lines of pieces, each of which begins at its place."""
    words, top = [], 0.3
    for number, line in enumerate(lines):
        top += STEP + (0.03 if number == pause_before else 0)
        for begin, piece in line:
            left = begin
            for word in piece.split():
                box = Box(left=left, top=top, right=left + LETTER * len(word), bottom=top + HEIGHT)
                words.append(Word(text=word, box=box, confidence=0.9, line=number, block=1))
                left = box.right + LETTER / 2
    return PageText(number=1, width_mm=210, height_mm=297, words=words)


LEFT = ["принципах организации местного", "самоуправления в Российской", "и нормативных правовых актов",
        "Финансирование предусмотрено", "средств областного и местного", "объектов может быть уточнён"]  # fmt: skip
RIGHT = ["населения о ходе работ через", "массовой информации и сайт", "включая сведения о сроках и",
         "ограничениях движения и всех", "горячей линии сообщаем что", "аналогичные предложения от"]  # fmt: skip
COLUMNS = [[(0.1, left), (0.55, right)] for left, right in zip(LEFT, RIGHT, strict=True)]


def test_the_left_column_is_read_before_the_right_one() -> None:
    assert in_columns(page(*COLUMNS)).text.splitlines() == LEFT + RIGHT


def test_a_longer_left_column_stays_before_the_right_one_and_the_signature_after_both() -> None:
    lines = [*COLUMNS, [(0.1, "последняя строка слева")], [(0.1, "Министр"), (0.6, "Юрьев К. Д.")]]
    read = in_columns(page(*lines, pause_before=len(COLUMNS) + 1)).text.splitlines()
    assert read == [*LEFT, "последняя строка слева", *RIGHT, "Министр Юрьев К. Д."]


TABLE = [[(0.1, "1"), (0.2, "Труба"), (0.55, "12"), (0.7, "45 000")] for _ in range(8)]
PLAIN = [[(0.1, "Просим выделить на срок до конца года два легковых автомобиля с водителями")] for _ in range(8)]
FEW = COLUMNS[:4]


@pytest.mark.parametrize("lines", [TABLE, PLAIN, FEW, []], ids=["table", "one column", "few lines", "nothing"])
def test_what_is_no_text_in_columns_stays_as_it_was_read(lines: list[list[tuple[float, str]]]) -> None:
    given = page(*lines)
    assert in_columns(given) == given
