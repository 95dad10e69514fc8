"""What the letter is about: the heading to the text, «О …» or «Об …», on one or several lines."""

import re

from server.scanning.layout import SALUTATION, Layout, Run, sentence

LONE_O = r"(?:[\[{(|][@©®6ОO0]\)?|[@©®]\)?)"  # so «О» is read when it stands alone
OPENING = re.compile(
    rf"^[«\"“]?(?:{LONE_O}(?=\s[а-яё])|[ОO0]|[ОO0][бB6]|Обо|[Пп]о\s+вопрос[уе]|Касательно|Кас\.:?|Тема:)\s+[«\"“]?\w"
)
MOST_LINES = 8
ZERO_FOR_O = re.compile(rf"^(?:[O0]|{LONE_O})(?=\s)")
ZERO_FOR_OB = re.compile(r"^[ОO0][B6](?=\s)|^[O0]б(?=\s)")


def heading_block(first: Layout, below: float) -> list[Run]:
    """The lines of the heading under `below`; a paragraph of the text is indented and does not count."""
    salutation = first.salutation.box.top if first.salutation else 0.6
    for run in first.runs:
        if run.box.top <= below or run.box.top >= salutation:
            continue
        if run.box.left - first.margin < 0.03 and OPENING.match(run.text) and run.is_legible:
            return _until_text(first.block(run))
    return []


def heading_text(lines: list[Run]) -> str:
    text = sentence(line.text for line in lines)
    text = ZERO_FOR_OB.sub("Об", ZERO_FOR_O.sub("О", text))
    return re.sub(r"^(?:Тема:|Кас\.:?)\s*", "", text).strip(" .;")


def _until_text(lines: list[Run]) -> list[Run]:
    heading = [lines[0]]
    for run in lines[1:MOST_LINES]:
        if SALUTATION.match(run.text) or not run.has_letters:
            break  # a line read badly is one of its lines all the same: without it another matter would be told
        heading.append(run)
    return heading
