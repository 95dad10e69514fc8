"""How the letter ends: what is appended and who signed."""

import re
from dataclasses import dataclass
from itertools import pairwise

from server.scanning.layout import Layout, Run, sentence

INITIALS = r"[А-ЯЁ][.,\s]{0,2}[А-ЯЁ][.,]?"
SURNAME = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
NAME = re.compile(rf"(?:({INITIALS})\s?({SURNAME})|({SURNAME})\s({INITIALS}))$")
POST = re.compile(
    r"^(?:глава|мэр|министр|начальник|замести?тель|зам\.|директор|руководитель|председатель|прокурор|губернатор|врио|и\.?\s?о\.|исполняющ"
    r"|временно|первый|генеральн|исполнительн|главн|ректор|проректор|управляющ|секретарь|судья|инспектор|заведующ|депутат|уполномоченн"
    r"|президент|советник|помощник|старш|военн|командир|атаман|индивидуальн|собственник|инженер|юрисконсульт|консультант|специалист)",
    re.IGNORECASE,
)
APPENDIX = re.compile(r"^[\W_]*Прил[оа]жени[еяй]\b", re.IGNORECASE)
SHEETS = re.compile(
    r"на\s+([\dОЗбlI|]{1,4}|[а-яё]{3,12})(?:-?(?:х|ти|и))?\s*(?:\([^)]*\)\s*)?(?:л\b|лист|стр\b|с\.)", re.IGNORECASE
)
TOTAL = re.compile(r"всего[^.;]{0,30}?" + SHEETS.pattern, re.IGNORECASE)
ITEM = re.compile(r"(?:^|[\s:;.])\d{1,2}[.)]\s+[А-ЯЁа-яё«]")
DIGITS = str.maketrans("ОЗбlI|", "036111")
COUNTS = {
    **dict.fromkeys(("одном", "один"), 1),
    **dict.fromkeys(("двух", "два"), 2),
    **dict.fromkeys(("трёх", "трех", "три"), 3),
    **dict.fromkeys(("четырёх", "четырех", "четыре"), 4),
    **dict.fromkeys(("пяти", "пять"), 5),
    **dict.fromkeys(("шести", "шесть"), 6),
    **dict.fromkeys(("семи", "семь"), 7),
    **dict.fromkeys(("восьми", "восемь"), 8),
    **dict.fromkeys(("девяти", "девять"), 9),
    **dict.fromkeys(("десяти", "десять"), 10),
}


@dataclass(frozen=True)
class Signature:
    post: str
    name: str
    lines: tuple[Run, ...]


@dataclass(frozen=True)
class Appendices:
    """`certain` is how surely the least sure of the counts was read: among well read words it would not be seen."""

    sheets: int
    lines: tuple[Run, ...]
    certain: float


def signature_of(page: Layout, below: float) -> Signature | None:
    """Post at the left margin, initials and surname at the right of its last line; the lowest such pair."""
    for run in reversed(page.runs):
        name = NAME.search(run.text)
        if run.box.top <= below or run.box.left < 0.45 or not name or run.text[: name.start()].strip(" ._,-|"):
            continue
        post = _post_beside(page, run)
        if post:
            initials, surname = (name[1], name[2]) if name[1] else (name[4], name[3])
            initials = re.sub(r"[^А-ЯЁ]", "", initials)
            return Signature(
                sentence(line.text for line in post), f"{initials[0]}.{initials[1]}. {surname}", (*post, run)
            )
    return None


def appendices_of(page: Layout) -> Appendices | None:
    """The number of sheets appended, unless some item of the list does not tell its own."""
    rows = page.rows
    start = next((number for number, row in enumerate(rows) if _announces(page, row)), None)
    if start is None:
        return None
    lines = [rows[start]]
    for before, row in pairwise(rows[start:]):
        if row.box.top - before.box.bottom > 1.6 * before.box.height or len(lines) == 12:
            break
        lines.append(row)
    text = sentence(line.text for line in lines)
    total = TOTAL.search(text)
    found = [total[1]] if total else [match[1] for match in SHEETS.finditer(text)]
    counts = [_count(each) for each in found]
    if not counts or None in counts or (not total and len(ITEM.findall(text)) > len(counts)):
        return None
    words = [word for line in lines for word in line.words if word.text.strip(".,;()") in found]
    certain = min((word.confidence for word in words), default=1.0)
    return Appendices(sum(count for count in counts if count), tuple(lines), certain)


def _announces(page: Layout, row: Run) -> bool:
    return APPENDIX.match(row.text) is not None and row.box.left - page.margin < 0.1


def _post_beside(page: Layout, name: Run) -> list[Run]:
    """The lines of the post, the lowest level with the name or right above or below it."""
    left = [
        run
        for run in page.runs
        if run.box.left - page.margin < 0.04 and run.is_legible and run.box.right <= name.box.left
    ]
    post: list[Run] = []
    for run in reversed(left):
        if not post:
            if abs(run.box.bottom - name.box.bottom) < 1.3 * name.box.height:
                post.append(run)
            continue
        if post[0].box.top - run.box.bottom > 1.0 * post[0].box.height or len(post) == 5:
            break
        post.insert(0, run)
    while post and not POST.match(post[0].text):
        post.pop(0)
    return post


def _count(printed: str) -> int | None:
    digits = printed.translate(DIGITS)
    return int(digits) if digits.isdigit() else COUNTS.get(printed.lower())
