"""The sender's own number and date, told apart from those of the letter he answers."""

import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from common.scanning.recognition import Proposal, ProposedField, Word, around
from server.scanning.layout import Layout, Run

MONTHS = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
LEAST_SURE = 0.6  # of a number: one wrong digit is another letter
LOWEST = 0.5  # share of the page under which no reference stands

SIGN = r"(?:№+|[NMМ][oоеeº°][.:]?(?=\s|\d)|N(?=\s))"
INDEX = r"[0-9A-Za-zА-Яа-яЁё]+(?:\s?[-–—/.\\]\s?[0-9A-Za-zА-Яа-яЁё]+)*"
NEXT_WORD = re.compile(r"[.,](?=[А-ЯЁ][а-яё]{2})")  # no part of a number begins so: the column beside does
NUMBER = re.compile(rf"{SIGN}\s*[_.]*\s*({INDEX})")
DAY_MONTH_YEAR = re.compile(
    r"(?<![\d.])([0-3]?[0-9ОоOЗзб])\s?[.,]\s?([01ОоO]?[0-9ОоOЗзб])\s?[.,]\s?((?:[12][0-9ОоOЗзб]{3}|\d{2}))(?!\d)"
)
DAY_MONTH_YEAR_SPACED = re.compile(r"(?<![\d.])([0-3]\d)[.,\s]{1,2}([01]\d)[.,\s]{1,2}((?:19|20)\d{2})(?!\d)")
DAY_WORD_YEAR = re.compile(
    r"[«\"“„<]*\s*([0-3]?[0-9ОоOЗз])\s*[»\"”>]*\s+([а-яё]{3,9})[\s`'’‘.,·]+((?:19|20)\d{2})", re.IGNORECASE
)
REPLY = re.compile(rf"(?:^|\s)(?:[НH][аa]|ha)\s*(?:вх\w*[.:]?\s*)?{SIGN}", re.IGNORECASE)
LEAD = re.compile(
    r"^[\W_]*(?:исх(?:одящий)?\b[\W_]*|от\b[\W_]*|дата\b[\W_]*|рег\w*\b[\W_]*|номер\b[\W_]*)*$", re.IGNORECASE
)
FOREIGN = re.compile(
    r"\b(?:ИНН|КПП|ОГРН|ОКПО|БИК|р/с|к/с|лиценз|свидетельств|тел|факс|ул\.|закон|постановлен|приказ)", re.IGNORECASE
)
TORN = re.compile(r"\s\d+(?![\d.,]|\s[а-я])")  # a number that goes on after a blank was not read whole
DIGITS = str.maketrans("ОоOЗзб", "000336")
CYRILLIC = str.maketrans("ABCEHKMOPTXaceopx", "АВСЕНКМОРТХасеорх")


@dataclass(frozen=True)
class Found:
    value: str
    start: int
    end: int


def references(first: Layout, above: float) -> list[Proposal]:
    """Number and date from the rows above the text; the two may stand in rows of their own.

    What may be read into the arms of a letterhead bars no number that stands beside its date.
    """
    number: Proposal | None = None
    day: Proposal | None = None
    for row in first.rows:
        if row.box.top >= min(above, LOWEST):
            break
        own = _own_part(row.text)
        if FOREIGN.search(own):
            continue
        found_day, found_number = find_date(own), _find_number(own)
        start = min((found.start for found in (found_day, found_number) if found), default=0)
        if not LEAD.match(own[:start]):
            continue
        paired = 1.0 if found_day and found_number else 0.85
        torn = bool(found_number and TORN.match(own[found_number.end :]))
        is_guess = number is not None and day is None and number.confidence < LEAST_SURE
        if found_number and (number is None or (is_guess and found_day)):
            number = _proposal(ProposedField.THEIR_NUMBER, row, found_number, paired * (0.5 if torn else 1.0))
        if found_day and day is None:
            day = _proposal(ProposedField.THEIR_DATE, row, found_day, paired)
    return [proposal for proposal in (number, day) if proposal]


def answered(first: Layout, above: float) -> Proposal | None:
    """«На № … от …»: our own number as the sender gives it, and after a blank its date (ISO) where he gives one."""
    for row in first.rows:
        reply = REPLY.search(row.text) if row.box.top < min(above, LOWEST) else None
        number = _find_number(row.text, reply.start()) if reply else None
        if reply and number and any(char.isdigit() for char in number.value):
            day = find_date(row.text[number.end :])
            whole = Found(
                f"{number.value} {day.value}" if day else number.value,
                reply.start(),
                number.end + day.end if day else number.end,
            )
            torn = not day and TORN.match(row.text[number.end :])
            return _proposal(ProposedField.ANSWERED, row, whole, 0.5 if torn else 1.0 if day else 0.85)
    return None


def reference_row(first: Layout) -> Run | None:
    """The lowest row of numbers and dates above the text, of the sender or of the letter answered."""
    text_top = min(LOWEST, first.salutation.box.top if first.salutation else LOWEST)
    rows = [row for row in first.rows if row.box.top < text_top and _is_reference(row.text)]
    wide = {run.box.top for run in first.runs if run.box.width > 0.5}
    near = [row for row in rows if row.box.top not in wide and row.box.top - rows[0].box.top < 0.08]
    return near[-1] if near else None


def find_date(text: str) -> Found | None:
    numeric = DAY_MONTH_YEAR.search(text) or DAY_MONTH_YEAR_SPACED.search(text)
    if numeric:
        day, month, year = (int(part.translate(DIGITS)) for part in numeric.groups())
        return _dated(day, month, year + 2000 if year < 100 else year, numeric)
    worded = DAY_WORD_YEAR.search(text)
    if worded:
        near = get_close_matches(worded[2].lower(), MONTHS, n=1, cutoff=0.75)
        if near:
            return _dated(int(worded[1].translate(DIGITS)), MONTHS.index(near[0]) + 1, int(worded[3]), worded)
    return None


def _is_reference(text: str) -> bool:
    if REPLY.search(text):
        return True
    found = [each for each in (find_date(text), _find_number(text)) if each]
    return (
        bool(found) and not FOREIGN.search(text) and LEAD.match(text[: min(each.start for each in found)]) is not None
    )


def _own_part(text: str) -> str:
    """The row without the reference to the letter answered."""
    reply = REPLY.search(text)
    return text[: reply.start()] if reply else text


def _find_number(text: str, since: int = 0) -> Found | None:
    for match in NUMBER.finditer(text, since):
        value = re.sub(r"\s*([-–—/.\\])\s*", r"\1", match[1]).replace("–", "-").replace("—", "-")
        value = NEXT_WORD.split(value)[0]
        if any(char.isdigit() for char in value) or value.lower() == "б/н":
            return Found(_one_alphabet(value), match.start(), match.end(1))
    return None


def _one_alphabet(number: str) -> str:
    """Latin letters that look Cyrillic become Cyrillic, unless the number has others too."""
    latin = re.findall(r"[A-Za-z]", number)
    lookalike = all(ord(char) in CYRILLIC for char in latin)
    return number.translate(CYRILLIC) if lookalike else number


def _dated(day: int, month: int, year: int, match: re.Match[str]) -> Found | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return Found(found.isoformat(), match.start(1), match.end()) if 1990 <= year <= 2100 else None


def _proposal(field: ProposedField, row: Run, found: Found, certain: float) -> Proposal:
    words = _words_between(row, found.start, found.end)
    telling = [word for word in words if any(char.isdigit() for char in word.text)]
    return Proposal(
        field=field,
        value=found.value,
        text=" ".join(word.text for word in words),
        page=row.page,
        box=around(word.box for word in words),
        confidence=round(certain * min(word.confidence for word in telling or words), 3),
    )


def _words_between(row: Run, start: int, end: int) -> list[Word]:
    words, at = [], 0
    for word in row.words:
        if at < end and at + len(word.text) > start:
            words.append(word)
        at += len(word.text) + 1
    return words
