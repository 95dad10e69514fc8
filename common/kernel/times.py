"""The times of day that people mean when they type «9», «9:30», «930», «9 ч 30 мин», «с 9 до 12» or «после 14»."""

import re

Span = tuple[str, str]  # «чч:мм», both included
DIGITS = re.compile(r"(?P<hour>\d{1,2})(?P<minute>\d\d)")
CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:(?:[:.]|\s*ч(?:ас\w*)?\.?\s*)(?P<minute>\d\d(?:\s*мин\w*\.?)?)?)?")
FROM_TO = re.compile(r"(?:(?:с|от)\s+)?(?P<first>\d.*?)\s*(?:\s(?:до|по)\s|-|–|—|…)\s*(?P<last>\d.*)")
APART = re.compile(
    r"(?P<way>не раньше|не ранее|не позже|не позднее|после|позже|раньше|с|от|до|по|>=|<=|≥|≤|>|<)\s*(?P<time>\d.*)"
)
FIRST, LAST = "00:00", "23:59"
BEHIND, BEFORE = {"после", "позже", ">"}, {"раньше", "<"}
SINCE = {"не раньше", "не ранее", "с", "от", ">=", "≥"}


def time_of(text: str) -> str:
    """«чч:мм»; nothing for what is no time."""
    typed = text.strip().lower()
    found = DIGITS.fullmatch(typed) or CLOCK.fullmatch(typed)
    if found is None:
        return ""
    hour, minute = int(found["hour"]), int((found["minute"] or "0")[:2])
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


def span_of(text: str) -> Span | None:
    """A bare hour means all its minutes."""
    typed = re.sub(r"^в\s+", "", " ".join(text.lower().split()))
    if time := time_of(typed):
        found = CLOCK.fullmatch(typed)
        return (time, f"{time[:2]}:59") if found and not found["minute"] else (time, time)
    if found := FROM_TO.fullmatch(typed):
        return _ordered(time_of(found["first"]), time_of(found["last"]))
    if (found := APART.fullmatch(typed)) and (time := time_of(found["time"])):
        return _apart(found["way"], time)
    return None


def _apart(way: str, time: str) -> Span | None:
    if way in BEHIND | SINCE:
        return _ordered(_moved(time, 1) if way in BEHIND else time, LAST)
    return _ordered(FIRST, _moved(time, -1) if way in BEFORE else time)


def _ordered(first: str, last: str) -> Span | None:
    return (first, last) if first and first <= last else None


def _moved(time: str, minutes: int) -> str:
    """Nothing beyond midnight."""
    moved = int(time[:2]) * 60 + int(time[3:]) + minutes
    return f"{moved // 60:02}:{moved % 60:02}" if 0 <= moved < 24 * 60 else ""
