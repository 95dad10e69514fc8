"""The days that people mean when they type «5», «23.11», «11.2026», «ноябрь», «вчера» or «с 1.11 по вчера»."""

import re
from datetime import date, timedelta

Days = tuple[date, date]  # both included
MONTHS = "янв фев мар апр мая|май июн июл авг сен окт ноя дек".split()
NEAR = {"позавчера": -2, "вчера": -1, "сегодня": 0, "завтра": 1, "послезавтра": 2}
PERIOD = re.compile(r"(?:(?:на|в|за|с)\s+)?(эт|прошл|следующ)\w*\s+(недел|месяц|квартал|год)\w*$")
FROM_TO = re.compile(r"(?:(?:с|со|от)\s+(?P<first>.+?))?\s*(?:\b(?:по|до)\s+(?P<last>.+))?$")
BETWEEN = re.compile(r"(?P<first>\d[\d.]*)\s*(?:-|–|—|\.\.\.?|…)\s*(?P<last>\d[\d.]*)$")
SINCE = re.compile(r"с\s+начала\s+(недел|месяц|квартал|год)\w*$")
QUARTER = re.compile(r"(?P<number>[1-4]|i{1,3}|iv)(?:-?й)?\s+квартал\w*(?:\s+(?P<year>\d{4}))?$")
LATELY = re.compile(r"(?:(?:за\s+)?последни[ех]\s+)?(?P<days>[1-9]\d{0,3})\s+(?:день|дня|дней)$")
APART = re.compile(r"(?P<way>после|позже|раньше|ранее|>=|<=|>|<)\s*(?P<day>.+)$")
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
AROUND = 10  # years on from which two digits mean the century before
SHIFT = {"прошл": -1, "эт": 0, "следующ": 1}
SPAN = {"месяц": 1, "квартал": 3, "год": 12}  # months


def days_of(text: str, today: date) -> Days | None:
    """Nothing for what is no date."""
    typed = " ".join(text.strip().strip(".").lower().replace("ё", "е").split())
    typed = re.sub(r"^(?:за|в|на)\s+(?=\d|[а-я]{3})", "", typed)
    if typed in NEAR:
        day = today + timedelta(days=NEAR[typed])
        return day, day
    if period := PERIOD.match(typed):
        return _around(today, period[2], SHIFT[period[1]])
    try:
        return (
            _counted(typed, today) or _named(typed, today) or _numbered(typed, today) or _apart_from(typed, today)
            or _from_to(typed, today)
        )  # fmt: skip
    except (ValueError, OverflowError):
        return None


def _counted(typed: str, today: date) -> Days | None:
    """«с начала года», «III квартал», «3 квартал 2025», «последние 7 дней»."""
    if since := SINCE.match(typed):
        return _around(today, since[1], 0)[0], today
    if quarter := QUARTER.match(typed):
        number = int(ROMAN.get(quarter["number"], quarter["number"]))
        return _months(int(quarter["year"] or today.year) * 12 + 3 * (number - 1), 3)
    if lately := LATELY.match(typed):
        return today - timedelta(days=int(lately["days"]) - 1), today
    return None


def _apart_from(typed: str, today: date) -> Days | None:
    """«после 20.11», «раньше ноября», «>= 1.11»."""
    found = APART.match(typed)
    days = days_of(found["day"], today) if found else None
    if found is None or days is None:
        return None
    ends: dict[str, Days] = {">=": (days[0], date.max), "<=": (date.min, days[1])}
    later, earlier = (days[1] + timedelta(days=1), date.max), (date.min, days[0] - timedelta(days=1))
    return ends.get(found["way"], later if found["way"] in {"после", "позже", ">"} else earlier)


def _from_to(typed: str, today: date) -> Days | None:
    """«с 1.11 по вчера», «с ноября», «по 5.11.2026»: each end is a day or a period of its own."""
    found = BETWEEN.match(typed) or FROM_TO.match(typed)
    if found is None or not (found["first"] or found["last"]):
        return None
    first = days_of(found["first"], today) if found["first"] else (date.min, date.min)
    last = days_of(found["last"], today) if found["last"] else (date.max, date.max)
    return (first[0], last[1]) if first and last and first[0] <= last[1] else None


def _around(today: date, span: str, shift: int) -> Days:
    if span == "недел":
        monday = today + timedelta(days=7 * shift - today.weekday())
        return monday, monday + timedelta(days=6)
    months = SPAN[span]
    first = (today.year * 12 + today.month - 1) // months * months + shift * months
    return _months(first, months)


def _months(first: int, count: int) -> Days:
    """So many months from the first on, counted from the year nought."""
    following = first + count
    return (
        date(first // 12, first % 12 + 1, 1), date(following // 12, following % 12 + 1, 1) - timedelta(days=1),
    )  # fmt: skip


def _named(typed: str, today: date) -> Days | None:
    """«ноябрь», «ноябрь 2026», «23 ноября», «23 ноября 2026»."""
    found = re.fullmatch(r"(?:(\d{1,2})\s+)?([а-я]{3,})(?:\s+(\d{4}))?(?:\s+г(?:ода?)?)?", typed)
    if found is None:
        return None
    month = next((n for n, name in enumerate(MONTHS, 1) if re.match(name, found[2])), None)
    if month is None:
        return None
    year = int(found[3]) if found[3] else today.year
    if found[1] is None:
        return _months(year * 12 + month - 1, 1)
    day = date(year, month, int(found[1]))
    return day, day


def _numbered(typed: str, today: date) -> Days | None:
    """«2026», «11.2026», «23.11.2026», «231126», «2026-11-23»; «5» and «23.11» are of this month and year."""
    parts = typed.split("-")[::-1] if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", typed) else _apart(typed)
    if not all(part.isdecimal() for part in parts) or len(parts) > 3:
        return None
    if len(parts[-1]) != 4:
        parts += [f"{today.month}", f"{today.year}"][len(parts) - 1 :]
    if len(parts[-1]) != 4:
        parts[-1] = _full_year(parts[-1], today)
    numbers = [int(part) for part in reversed(parts)]
    if len(numbers) == 1:
        return _months(numbers[0] * 12, 12)
    first = date(numbers[0], numbers[1], numbers[2] if len(numbers) == 3 else 1)
    return (first, first) if len(numbers) == 3 else _months(numbers[0] * 12 + numbers[1] - 1, 1)


def _apart(typed: str) -> list[str]:
    """Figures without points are day, month, year; four of them are a year where they can be one."""
    figures = re.fullmatch(r"(\d\d)(\d\d)(\d\d|\d{4})?", typed)
    if figures is None or (figures[3] is None and figures[1] in {"19", "20"}):
        return typed.split(".")
    return [part for part in figures.groups() if part]


def _full_year(year: str, today: date) -> str:
    """Two digits mean the century that lies nearest behind the next ten years."""
    if len(year) != 2:
        raise ValueError(year)
    return f"{20 if int(year) <= today.year % 100 + AROUND else 19}{year}"
