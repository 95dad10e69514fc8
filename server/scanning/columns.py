"""The addressee's column read by itself: beside a letterhead the reader mixes the lines of two columns."""

from collections.abc import Callable, Sequence

import msgspec
import numpy as np

from common.scanning.recognition import Box, PageText, Word
from server.scanning.layout import Layout, Run, lay_out
from server.scanning.ocr import PAGE_SECONDS, never, recognise
from server.scanning.raster import DPI, Grey

RIGHT_HALF = 0.45
HEAD = 0.45  # share of the page above which an addressee stands
UNIFORM_BLOCK = 6
ALIGNED = 0.012
AIR = 0.01
LINE = 0.02


def read_right_column_again(
    pixels: Grey, text: PageText, *, dpi: int = DPI, seconds: float = PAGE_SECONDS, stop: Callable[[], bool] = never
) -> PageText:
    """The page with the column at the right of its head read anew, where that reads better than before."""
    frame = _right_column(lay_out(text))
    if frame is None:
        return text
    height, width = pixels.shape
    part = pixels[int(frame.top * height) : int(frame.bottom * height), int(frame.left * width) :]
    read = recognise(np.ascontiguousarray(part), 1, dpi=dpi, layout=UNIFORM_BLOCK, seconds=seconds, stop=stop)
    second = [_on_page(word, frame) for word in read.words]
    first = [word for word in text.words if _inside(word.box, frame)]
    if _worth(second) <= _worth(first):
        return text
    return msgspec.structs.replace(text, words=_put_in(text.words, first, second))


def _right_column(page: Layout) -> Box | None:
    """From a line above the first to a line below the last of the runs that begin on one vertical."""
    below = page.text_top(0.12)
    runs = [
        run for run in page.runs if run.box.left > RIGHT_HALF and run.box.bottom < min(below, HEAD) and run.is_legible
    ]
    columns = [[run for run in runs if abs(run.box.left - first.box.left) < ALIGNED] for first in runs]
    column: Sequence[Run] = max(columns, key=len, default=[])
    if len(column) < 2:
        return None
    return Box(
        left=min(run.box.left for run in column) - AIR,
        top=max(0.0, column[0].box.top - LINE),
        right=1.0,
        bottom=min(below, column[-1].box.bottom + LINE),
    )


def _on_page(word: Word, frame: Box) -> Word:
    box = Box(
        left=frame.left + word.box.left * frame.width,
        top=frame.top + word.box.top * frame.height,
        right=frame.left + word.box.right * frame.width,
        bottom=frame.top + word.box.bottom * frame.height,
    )
    return msgspec.structs.replace(word, box=box)


def _inside(box: Box, frame: Box) -> bool:
    across, down = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return frame.left < across < frame.right and frame.top < down < frame.bottom


def _worth(words: Sequence[Word]) -> float:
    """Letters read, each by how surely."""
    return sum(word.confidence * len(word.text) for word in words if word.confidence > 0.3)


def _put_in(words: Sequence[Word], first: Sequence[Word], second: Sequence[Word]) -> list[Word]:
    """The second reading in the place of the first, lines and blocks numbered anew."""
    dropped = {id(word) for word in first}
    at = next((number for number, word in enumerate(words) if id(word) in dropped), len(words))
    before, after = words[:at], [word for word in words[at:] if id(word) not in dropped]
    block = max((word.block for word in words), default=0) + 1
    lines: dict[tuple[bool, int], int] = {}
    numbered = (
        [(word, False) for word in before] + [(word, True) for word in second] + [(word, False) for word in after]
    )
    return [
        msgspec.structs.replace(
            word,
            line=lines.setdefault((anew, word.line), len(lines)),
            block=block if anew else word.block,
        )
        for word, anew in numbered
    ]
