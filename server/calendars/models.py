"""The tables of the production calendar and the norms of deadlines."""

from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from common.kernel.deadlines import Area, DayKind
from server.core.db import Base


class CalendarDayRow(Base):
    """A day that is not as its weekday would have it; `moved_from` names the day whose rest it took over."""

    __tablename__ = "calendar_day"
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[DayKind]
    title: Mapped[str]
    moved_from: Mapped[date | None]
    regional: Mapped[bool] = mapped_column(server_default=text("false"))


class DeadlineNorm(Base):
    """A norm of a deadline under its key, in the order in which forms offer it."""

    __tablename__ = "deadline_norm"
    key: Mapped[str] = mapped_column(primary_key=True)
    area: Mapped[Area] = mapped_column(server_default=text("'other'"))
    position: Mapped[int]
    rule: Mapped[dict[str, Any]]
