"""To whom the letter is written: the block at the right above the text, its first word in the dative."""

import re

from server.scanning.layout import Layout, Run

LEFTMOST = 0.38
MOST_LINES = 8

POST = re.compile(
    r"^(?:главе|мэру|директору|начальнику|заместителю|первому|руководител[юя]м?|председателю|министру|губернатору|прокурору"
    r"|исполняющему|и\.?\s?о\.|врио\b|временно|управляющему|секретарю|депутату|главному|генеральному|ректору|заведующе\w+"
    r"|директорам|главам|начальникам|руководителям|уполномоченному|помощнику|советнику|судье|военному|полковнику)",
    re.IGNORECASE,
)
BODY = re.compile(
    r"^(?:В\s+[А-ЯЁа-яё]{4,}|Администраци[яию]|Департамент|Комитет|Управлени[ею]|Мэри[яию]|Городско\w+\s+Совет)"
)
PLACE = re.compile(r"@|\b\d{6}\b|^(?:ул|пр|пл|пер)\.|^(?:г|тел)\.\s|\be-?mail", re.IGNORECASE)


def addressee_block(first: Layout, above: float) -> list[Run]:
    """The lines of the addressee, his postal address left out; empty when nothing on the page is surely that."""
    start = next((run for run in first.runs if run.box.top < above and _begins(run)), None)
    if start is None:
        return []
    lines: list[Run] = []
    for run in first.block(start):
        if run.box.top >= above or PLACE.search(run.text) or len(lines) == MOST_LINES:
            break
        lines.append(run)
    return _with_name(first, lines, above)


def _begins(run: Run) -> bool:
    if run.box.left < LEFTMOST or not run.is_legible:
        return False
    return any(pattern.match(run.text) for pattern in (POST, BODY))


def _with_name(first: Layout, lines: list[Run], above: float) -> list[Run]:
    """The name may stand apart from the post, a line lower."""
    last = lines[-1] if lines else None
    if last is None or re.search(r"\b[А-ЯЁ]\s?[.,]|\b[А-ЯЁ]{2}\b", last.text):
        return lines
    for run in first.runs:
        gap = run.box.top - last.box.bottom
        near = 0 < gap < 2.6 * last.box.height and run.box.top < above
        if near and abs(run.box.left - last.box.left) < 0.02 and re.search(r"\b[А-ЯЁ]\s?[.,]|\b[А-ЯЁ]{2}\b", run.text):
            return [*lines, run]
    return lines
