"""What the console tells an administrator about people, units and access, line by line."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from common.identity import PersonRow
from common.registry.matrix import sentences
from common.staff import UnitRow
from server.core.audit import Entry
from server.core.service import Context
from server.identity.accounts import people_named
from server.registry.access import AccessService
from server.scanning.learning import LearningService
from server.signatures.certificates import card_of
from server.signatures.revocation import card_of_issuer, genuine_list
from server.signatures.trust import next_update, read_trust, this_update, trust_certificate
from server.staff.service import StaffService

AT_ONCE = 500


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
    """Who may do what with a document, with the roles of this installation and for what they are given."""
    staff = StaffService(context)
    return sentences({role.title: role.rights for role in staff.roles()}, _limited(context, staff))


def learn(context: Context) -> Iterator[str]:
    job_id = LearningService(context).relearn()
    yield f"Задание № {job_id} поставлено в очередь: его выполнит grif work. Пока оно идёт, предложений меньше."


def _limited(context: Context, staff: StaffService) -> dict[str, list[str]]:
    """Of each role to whom it is given for some kinds or states only, today."""
    today, held, offset = context.clock.today(), dict[tuple[str, str], list[str]](), 0
    while (page := staff.holdings(offset=offset, limit=AT_ONCE)).rows:
        offset += len(page.rows)
        for row in page.rows:
            if row.limits and (row.since or today) <= today <= (row.until or today):
                held.setdefault((row.role, row.limits), []).append(
                    row.person + (f" ({row.place})" if row.place else "")
                )
    found: dict[str, list[str]] = {}
    for (role, limits), people in held.items():
        found.setdefault(role, []).append(f"{limits} — {', '.join(dict.fromkeys(people))}")
    return found


def _branch(rows: list[UnitRow], unit: UnitRow, depth: int) -> Iterator[str]:
    closed = f", закрыто {unit.closed:%d.%m.%Y}, дела у: {unit.successors or '—'}" if unit.closed else ""
    yield f"{'  ' * depth}{unit.code} {unit.title} — {unit.head or 'нет руководителя'}, людей: {unit.people}{closed}"
    for below in rows:
        if below.parent_id == unit.id:
            yield from _branch(rows, below, depth + 1)


def _told(person: PersonRow) -> str:
    return f"{person.name}, {person.post}, {person.unit}"


def trusted(context: Context) -> Iterator[str]:
    """Authorities and lists of revoked certificates, as signatures are checked by them."""
    trust = read_trust(context.settings)
    for kind, certificates in (("корневой", trust.roots), ("промежуточный", trust.intermediates)):
        for each in certificates:
            card = card_of(each)
            days = f"до {card.until:%d.%m.%Y}, {card.algorithm}"
            yield f"{kind:<14} {card.owner or card.organisation}, № {card.serial}, {days}"
    for listed in trust.lists:
        until = next_update(listed)
        bounds = f"от {this_update(listed):%d.%m.%Y}" + (f" до {until:%d.%m.%Y}" if until else "")
        yield f"{'СОС':<14} {card_of_issuer(listed)} {bounds}"
    yield f"Центров: {len(trust.roots) + len(trust.intermediates)}, списков отозванных: {len(trust.lists)}"


def trust(context: Context, path: Path) -> Iterator[str]:
    """Whom it names is trusted from now on; raises Invalid for what is no certificate of an authority."""
    card = card_of(trust_certificate(context.settings, path.read_bytes()))
    context.entries.append(Entry("trust_changed", details={"name": card.owner, "certificate": card.serial}))
    yield f"Доверенный центр добавлен: {card.owner}, № {card.serial}"


def revoke(context: Context, path: Path) -> Iterator[str]:
    """Takes over a list of revoked certificates; raises Invalid unless a trusted authority has signed it."""
    listed = genuine_list(context.settings, path.read_bytes())
    context.entries.append(Entry("trust_changed", details={"name": card_of_issuer(listed)}))
    yield f"Список отозванных принят: {card_of_issuer(listed)}, от {this_update(listed):%d.%m.%Y}"
