"""Numbers read again: what the other readings do not bear out is doubtful, what none has looked at is not."""

import numpy as np

from common.scanning.recognition import Box, PageText, Word
from server.scanning import figures
from server.scanning.figures import DOUBT, MOST_LINES, read_figures_again


def line(number):
    """«от 11.03.2026 № 101»."""
    top = 0.05 + number * 0.03
    said = (("от", 0.1), (f"{number + 10}.03.2026", 0.2), ("№", 0.4), (f"{number + 100}", 0.5))
    return [
        Word(
            text=text, box=Box(left=left, top=top, right=left + 0.08, bottom=top + 0.01), confidence=0.9, line=number,
            block=1,
        )
        for text, left in said
    ]  # fmt: skip


def test_lines_past_those_that_are_read_again_stay_as_they_were_read(monkeypatch):
    monkeypatch.setattr(figures, "read_lines", lambda images, **_: [[] for _ in images])
    words = [word for number in range(MOST_LINES + 1) for word in line(number)]
    page = PageText(number=1, width_mm=210, height_mm=297, words=words)
    found = read_figures_again(np.full((1200, 900), 255, dtype=np.uint8), page)
    doubtful = [word.line for word in found.words if word.confidence == DOUBT]
    assert sorted(set(doubtful)) == list(range(MOST_LINES))
    assert found.words[-4:] == page.words[-4:]
