"""Pages laid out by hand."""

from common.scanning.recognition import Box, PageText, Word

Printed = tuple[str, float, float]


def printed_page(*printed: Printed, number: int = 1, confidence: float = 0.95) -> PageText:
    """The text of a page from lines (text, left, top) in millimetres of an A4 sheet set in 13-point type."""
    words = [word for line, each in enumerate(printed) for word in _words(each, line, confidence)]
    return PageText(number=number, width_mm=210, height_mm=297, words=words)


def _words(printed: Printed, line: int, confidence: float) -> list[Word]:
    text, left, top = printed
    words: list[Word] = []
    for part in text.split(" "):
        right = left + 2.3 * len(part)
        if part:
            box = Box(left=left / 210, top=top / 297, right=right / 210, bottom=(top + 4) / 297)
            words.append(Word(text=part, box=box, confidence=confidence, line=line, block=1))
        left = right + 1.2
    return words
