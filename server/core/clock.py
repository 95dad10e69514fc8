"""The time of the city; a test may hold it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

CITY = "Asia/Omsk"


class Clock:
    """Moments are kept with their zone; days are those of the city, whatever the machine thinks."""

    def __init__(self, zone: str = CITY) -> None:
        self.zone = ZoneInfo(zone)

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        """The date at the city's own midnight."""
        return self.local(self.now()).date()

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)


class HeldClock(Clock):
    """Stands still until moved."""

    def __init__(self, moment: datetime, zone: str = CITY) -> None:
        super().__init__(zone)
        self.moment = moment

    def now(self) -> datetime:
        return self.moment
