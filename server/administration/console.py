"""What the console tells an administrator about people, units and access, line by line."""

from collections.abc import Iterator
from datetime import date

from common.identity import PersonRow
from common.registry.matrix import sentences
from common.staff import UnitRow
from server.core.service import Context
from server.identity.accounts import people_named
from server.registry.access import AccessService
from server.staff.service import StaffService


def why(context: Context, person: str, number: str, on: date | None) -> Iterator[str]:
    """«Почему (не) видит»; raises ValueError when the person is not one, Missing when there is no such document."""
    found = people_named(context.session, person, context.clock.today())
    if not found:
        raise ValueError(f"сотрудника «{person}» нет: укажите имя входа или фамилию")
    if len(found) > 1:
        names = "; ".join(_told(each) for each in found)
        raise ValueError(f"«{person}» — это не один сотрудник. Укажите имя входа. Нашлись: {names}")
    for explanation in AccessService(context).why_number(found[0].id, number, on):
        yield f"{explanation.verdict} (на {explanation.on:%d.%m.%Y})"
        for ground in explanation.grounds:
            yield f"  {'+' if ground.holds else '–'} {ground.text}"
        if explanation.advice:
            yield f"  {explanation.advice}"


def people(context: Context, text: str) -> Iterator[str]:
    page = StaffService(context).people(text, dismissed=True, limit=500)
    for row in page.rows:
        gone = f", уволен {row.dismissed:%d.%m.%Y}" if row.dismissed else ""
        yield f"{row.login or '(нет входа)':<14} {row.name}, {row.post}, {row.unit}: {row.roles or 'без ролей'}{gone}"
    yield f"Всего: {page.total}"


def units(context: Context) -> Iterator[str]:
    """The tree, closed units below where they stood, with who has their work now."""
    rows = StaffService(context).units()
    for row in rows:
        if row.parent_id is None:
            yield from _branch(rows, row, 0)


def rules(context: Context) -> Iterator[str]:
    """Who may do what with a document, with the roles of this installation."""
    return sentences({role.title: role.rights for role in StaffService(context).roles()})


def _branch(rows: list[UnitRow], unit: UnitRow, depth: int) -> Iterator[str]:
    closed = f", закрыто {unit.closed:%d.%m.%Y}, дела у: {unit.successors or '—'}" if unit.closed else ""
    yield f"{'  ' * depth}{unit.code} {unit.title} — {unit.head or 'нет руководителя'}, людей: {unit.people}{closed}"
    for below in rows:
        if below.parent_id == unit.id:
            yield from _branch(rows, below, depth + 1)


def _told(person: PersonRow) -> str:
    return f"{person.name}, {person.post}, {person.unit}"
