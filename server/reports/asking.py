"""What the forms of many reports ask for: a period that begins with this month, a unit."""

from sqlalchemy import select

from common.reports import Parameter, ParameterKind
from server.core.service import Context
from server.identity.models import Unit


def period(context: Context, title: str) -> list[Parameter]:
    """`title` ends with «с»: «За период с»."""
    today = context.clock.today()
    return [
        Parameter("since", title, ParameterKind.DATE, f"{today.replace(day=1)}"),
        Parameter("until", "по", ParameterKind.DATE, f"{today}"),
    ]


def unit(context: Context, title: str = "Подразделение, с нижестоящими") -> Parameter:
    """An open one, or all."""
    found = context.session.execute(select(Unit.id, Unit.title).where(Unit.closed.is_(None)).order_by(Unit.code))
    choices = [("", "Все подразделения"), *((str(row.id), row.title) for row in found)]
    return Parameter("unit", title, ParameterKind.CHOICE, "", choices, required=False)
