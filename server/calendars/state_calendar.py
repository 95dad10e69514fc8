"""The state calendar of a year as xmlcalendar publishes it: calendar@year, holidays/holiday, days/day@d@t@h@f."""

from collections.abc import Iterator
from datetime import date
from xml.etree import ElementTree as ET

from common.calendars import CalendarDay
from common.kernel.deadlines import DayKind
from common.kernel.validation import Problem
from common.rpc.errors import Invalid

KINDS = {"1": DayKind.OFF, "2": DayKind.SHORT, "3": DayKind.WORKING}
TITLES = {DayKind.OFF: "нерабочий день", DayKind.SHORT: "сокращённый день", DayKind.WORKING: "рабочий день"}
ENTITIES = "<!DOCTYPE"  # the format has none, and what they expand to is a known attack


def read_state_calendar(text: str) -> tuple[int, list[CalendarDay]]:
    """The year and its days; raises Invalid with the place of the fault."""
    if ENTITIES in text:
        raise _unfit("описание типа документа (DOCTYPE) не допускается")
    try:
        root = ET.fromstring(text)  # noqa: S314 -- without DOCTYPE there is nothing to expand
        year = int(root.attrib["year"])
        titles = {each.attrib["id"]: each.attrib["title"] for each in root.iterfind("holidays/holiday")}
        days = list(_days(root, year, titles))
    except ET.ParseError as fault:
        line, _ = fault.position
        raise _unfit(f"разметка нарушена в строке {line}") from fault
    except KeyError as fault:
        raise _unfit(f"не указан или неизвестен признак «{fault.args[0]}»") from fault
    except ValueError as fault:
        raise _unfit("год или день записан неверно: дни пишутся как «05.09», месяц впереди") from fault
    if root.tag != "calendar" or not days:
        raise _unfit("нет ни одного дня")
    return year, days


def _days(root: ET.Element, year: int, titles: dict[str, str]) -> Iterator[CalendarDay]:
    for each in root.iterfind("days/day"):
        kind = KINDS[each.attrib["t"]]
        day, taken_from = _on(year, each.attrib["d"]), each.attrib.get("f", "")
        moved_from = _on(year, taken_from) if taken_from else None
        title = titles.get(each.attrib.get("h", ""), "")
        if not title and moved_from:
            title = f"выходной день, перенесён с {moved_from:%d.%m.%Y}"
        yield CalendarDay(day, kind, title or TITLES[kind], moved_from)


def _on(year: int, text: str) -> date:
    month, day = text.split(".")
    return date(year, int(month), int(day))


def _unfit(fault: str) -> Invalid:
    text = f"Это не календарь в формате xmlcalendar: {fault}. Возьмите файл calendar.xml нужного года."
    return Invalid(text, [Problem("days", text)])
