"""Moments as the city's clocks show them, whatever zone this computer is set to."""

from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

ZONE = "city_zone"


def keep_zone(zone: str) -> None:
    """The zone holds for the whole program, as its language does; an empty one is the computer's own."""
    program = QCoreApplication.instance()
    assert program is not None
    program.setProperty(ZONE, zone)


def local(value: datetime) -> datetime:
    return value.astimezone(_zone())


def now() -> datetime:
    return datetime.now().astimezone(_zone())


def today() -> date:
    return now().date()


def moment(value: datetime) -> str:
    return f"{local(value):%d.%m.%Y %H:%M}"


def short_moment(value: datetime) -> str:
    """Without the year where it is this one."""
    then = local(value)
    return f"{then:%d.%m %H:%M}" if then.year == now().year else f"{then:%d.%m.%Y}"


def offset() -> timedelta:
    """How far the city's clocks are from UTC now."""
    return now().utcoffset() or timedelta()


def computer_offset() -> timedelta:
    return datetime.now().astimezone().utcoffset() or timedelta()


def utc(difference: timedelta) -> str:
    """«UTC+6», «UTC+5:30»."""
    minutes = round(difference.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def _zone() -> tzinfo | None:
    program = QCoreApplication.instance()
    name = program.property(ZONE) if program is not None else None
    return ZoneInfo(name) if name else None
