"""What the forms of many reports ask for: a period that begins with this month, a unit, a place of registration."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select

from common.kernel.named import Named
from common.reports import Parameter, ParameterKind
from server.core.service import Context
from server.identity.models import RegistrationPlace, Unit


def period(context: Context, title: str) -> list[Parameter]:
    """`title` ends with «с»: «За период с»."""
    today = context.clock.today()
    return [
        Parameter("since", title, ParameterKind.DATE, f"{today.replace(day=1)}", ends="until"),
        Parameter("until", "по", ParameterKind.DATE, f"{today}"),
    ]


def unit(context: Context, title: str = "Подразделение, с нижестоящими") -> Parameter:
    """An open one, or all."""
    found = context.session.execute(select(Unit.id, Unit.title).where(Unit.closed.is_(None)).order_by(Unit.code))
    choices = [("", "Все подразделения"), *((str(row.id), row.title) for row in found)]
    return choice("unit", title, choices)


def place(context: Context) -> Parameter:
    found = context.session.execute(
        select(RegistrationPlace.id, RegistrationPlace.title).order_by(RegistrationPlace.title)
    )
    choices = [("", "Все места регистрации"), *((str(row.id), row.title) for row in found)]
    return choice("place", "Место регистрации", choices)


def is_named(of: Any, one: Named) -> ColumnElement[bool]:
    """Whether that is the person whom a parameter names: by the number, or else by how the surname begins."""
    found: ColumnElement[bool] = of.id == one.id if one.id else of.surname.istartswith(one.name, autoescape=True)
    return found


def choice(name: str, label: str, choices: Sequence[tuple[str, str]]) -> Parameter:
    """What begins with the first and need not be touched."""
    return Parameter(name, label, ParameterKind.CHOICE, choices[0][0], list(choices), required=False)
