"""The typeface of printed forms, and how text is broken to a width."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

import pyphen
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

import resources

REGULAR, BOLD = "LiberationSerif", "LiberationSerif-Bold"
HAIR = 1e-6  # what is lost where widths are added
REMEMBERED = 20_000  # words with their widths
SEPARATORS = "-/\\_.@"
LETTERS = re.compile("[А-Яа-яЁё]{4,}")
KEPT = "\N{NO-BREAK SPACE}"
TOGETHER = re.compile(r"(?<=№) (?=\S)|(?<=[а-яё]) (?=[А-ЯЁ]\.)|(?<=\b[А-ЯЁ]\.) (?=[А-ЯЁ]\.)")


@cache
def load() -> None:
    """Makes the faces known to ReportLab, once a process."""
    for name, file in ((REGULAR, "LiberationSerif-Regular.ttf"), (BOLD, "LiberationSerif-Bold.ttf")):
        pdfmetrics.registerFont(TTFont(name, str(resources.path("fonts", file))))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)


def width_of(text: str, font: str, size: float) -> float:
    return float(pdfmetrics.stringWidth(text, font, size))


@lru_cache(maxsize=REMEMBERED)
def _width(word: str, font: str, size: float) -> float:
    return width_of(word, font, size)


def together(text: str) -> str:
    """Initials stay with their surname, and «№» with its number."""
    return TOGETHER.sub(KEPT, text)


def broken(text: str, font: str, size: float, width: float) -> list[str]:
    """The text in lines of at most that width; a word that is too long is broken where it must be."""
    lines = []
    width, space = width + HAIR, _width(" ", font, size)
    for paragraph in together(text).split("\n"):
        line, filled = "", 0.0
        for word in _words(paragraph, font, size, width):
            needed = _width(word, font, size)
            if not line or filled + space + needed <= width:
                line, filled = (f"{line} {word}", filled + space + needed) if line else (word, needed)
            else:
                lines.append(line)
                line, filled = word, needed
            while filled > width and len(line) > 1:
                head, line = _cut(line, font, size, width)
                lines.append(head)
                filled = width_of(line, font, size)
        lines.append(line)
    return lines


def lines_of(paragraph: str, font: str, size: float, width: float) -> int:
    """How many lines it takes where words are not parted: but for one longer than a line, which is."""
    lines, filled, space = 1, 0.0, _width(" ", font, size)
    for word in paragraph.split():
        needed = _width(word, font, size)
        if filled and filled + space + needed > width:
            lines, filled = lines + 1, 0.0
        filled += needed + (space if filled else 0.0)
        while filled > width:
            lines, filled = lines + 1, filled - width
    return lines


def at_most(most: int, lines: list[str]) -> list[str]:
    """So many lines, the last of them with «…» where there are more."""
    return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1]}…"]


def with_room(text: str, font: str, size: float, width: float) -> str:
    """The line with a space wherever a word that is too long is broken."""
    return " ".join(
        piece for word in _words(text, font, size, width) for piece in _pieces(word, font, size, width)
    )  # fmt: skip


def _pieces(word: str, font: str, size: float, width: float) -> Iterator[str]:
    while len(word) > 1 and _width(word, font, size) > width:
        head, word = _cut(word, font, size, width)
        yield head
    yield word


def _cut(word: str, font: str, size: float, width: float) -> tuple[str, str]:
    """By syllables, with a hyphen; what has none is cut where the line ends."""
    fits = _fitting(word, font, size, width)
    for place in _seams(word):
        head = word[:place] if word[place - 1] in SEPARATORS else f"{word[:place]}-"
        if place <= fits and width_of(head, font, size) <= width:
            return head, word[place:]
    return word[:fits], word[fits:]


def _seams(word: str) -> list[int]:
    """Where a word may be parted, from its end on."""
    found = {place for place in range(2, len(word) - 1) if word[place - 1] in SEPARATORS}
    for run in LETTERS.finditer(word):
        found.update(run.start() + place for place in _syllables().positions(run[0].lower()))
    return sorted(found, reverse=True)


@cache
def _syllables() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="ru_RU")


def _words(paragraph: str, font: str, size: float, width: float) -> Iterator[str]:
    """What is kept together comes apart where no line has room for it."""
    for word in paragraph.split(" "):
        yield from word.split(KEPT) if KEPT in word and _width(word, font, size) > width else [word]


def _fitting(word: str, font: str, size: float, width: float) -> int:
    low, high = 1, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        if width_of(word[:middle], font, size) <= width:
            low = middle
        else:
            high = middle - 1
    return low
