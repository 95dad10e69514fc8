"""Units are created, renamed, moved, merged and split; documents stay as they are, their units change hands."""

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select, update

from common.kernel.changes import Kind
from common.kernel.ids import POSTS, PersonId, UnitId
from common.kernel.validation import Problem
from common.rpc.errors import Invalid, Missing
from common.staff import Effect, UnitAction, UnitChange, UnitPart
from server.access.models import AccessSet, SetTally
from server.core.service import Service, unit_principal
from server.identity.models import Person, RegistrationPlace, Unit, UnitSuccession
from server.identity.organisation import Organisation, organisation
from server.identity.posts import follow_units, hand_over
from server.identity.profile import profile_of

NAMED = 30  # people whose view changes are named, beyond that their number


class Reorganisation(Service):
    def effect(self, change: UnitChange) -> Effect:
        """Carries the change out, looks, and takes it back."""
        with self.session.begin_nested() as savepoint:
            seen = self._carry_out(change)
            savepoint.rollback()
        return seen

    def reorganise(self, change: UnitChange) -> Effect:
        effect = self._carry_out(change)
        unit = self.session.get(Unit, change.unit_id) if change.unit_id else None
        self.record(
            "unit_changed", "unit", change.unit_id, name=unit.title if unit else change.parts[0].title,
            change=change.action.label, documents=effect.documents, count=effect.moved,
        )  # fmt: skip
        self.changed(Kind.STAFF, change.unit_id or 0)
        return effect

    def _carry_out(self, change: UnitChange) -> Effect:
        self.check(change.problems())
        before = organisation(self.session)
        touched = self._below(before, change.unit_id) if change.unit_id else set()
        moved = {
            UnitAction.CREATE: self._create, UnitAction.RENAME: self._rename, UnitAction.MOVE: self._move,
            UnitAction.MERGE: self._merge, UnitAction.SPLIT: self._split,
        }[change.action](change)  # fmt: skip
        follow_units(self.session)
        self.session.flush()
        after = organisation(self.session)
        gained, lost = self._differences(before, after)
        documents = self._documents(touched) if gained or lost else 0
        return Effect(documents, moved, list(gained), list(lost))

    def _unit(self, unit_id: UnitId | None) -> Unit:
        unit = self.session.get(Unit, unit_id, with_for_update=True)
        if unit is None:
            raise Missing("Такого подразделения нет.")
        if unit.closed is not None:
            raise Invalid(f"Подразделение «{unit.title}» закрыто {unit.closed:%d.%m.%Y}.")
        return unit

    def _check_code(self, part: UnitPart, own: UnitId | None = None, place: int = 1) -> None:
        rival = self.session.scalars(select(Unit).where(Unit.code == part.code.strip(), Unit.id != (own or 0))).first()
        if rival is not None:
            raise Invalid("Код занят.", [Problem(f"code_{place}", f"Код {part.code} носит «{rival.title}».")])

    def _new(self, part: UnitPart, parent_id: UnitId | None, place: int = 1) -> Unit:
        self._check_code(part, place=place)
        unit = Unit(
            title=part.title.strip(), short_title=part.short_title.strip(), code=part.code.strip(),
            parent_id=parent_id, head_id=part.head_id,
        )  # fmt: skip
        self.session.add(unit)
        self.session.flush()  # the id
        return unit

    def _create(self, change: UnitChange) -> int:
        unit = self._new(change.parts[0], change.into_id)
        return self._transfer(change.parts[0].person_ids, unit.id)

    def _rename(self, change: UnitChange) -> int:
        unit, part = self._unit(change.unit_id), change.parts[0]
        self._check_code(part, unit.id)
        unit.title, unit.short_title, unit.code = part.title.strip(), part.short_title.strip(), part.code.strip()
        unit.head_id = part.head_id
        return self._transfer(part.person_ids, unit.id)

    def _move(self, change: UnitChange) -> int:
        unit, into = self._unit(change.unit_id), self._unit(change.into_id)
        if into.id in self._below(organisation(self.session), unit.id):
            raise Invalid("Нельзя.", [Problem("into_id", f"«{into.title}» само подчинено «{unit.title}».")])
        unit.parent_id = into.id
        return 0

    def _merge(self, change: UnitChange) -> int:
        unit, into = self._unit(change.unit_id), self._unit(change.into_id)
        if into.id in self._below(organisation(self.session), unit.id):
            raise Invalid("Нельзя.", [Problem("into_id", f"«{into.title}» само подчинено «{unit.title}».")])
        return self._close(unit, [into], into.id)

    def _split(self, change: UnitChange) -> int:
        unit = self._unit(change.unit_id)
        parts = [self._new(part, unit.parent_id, place) for place, part in enumerate(change.parts, start=1)]
        named = sum(self._transfer(part.person_ids, new.id) for part, new in zip(change.parts, parts, strict=True))
        return named + self._close(unit, parts, parts[0].id)

    def _close(self, unit: Unit, successors: Sequence[Unit], remaining: UnitId) -> int:
        """Its people, the units below and its places go to the successor that takes what remains."""
        unit.closed = self.today
        for successor in successors:
            self.session.add(UnitSuccession(unit_id=unit.id, successor_id=successor.id, since=self.today))
        self.session.execute(update(Unit).where(Unit.parent_id == unit.id).values(parent_id=remaining))
        self.session.execute(
            update(RegistrationPlace).where(RegistrationPlace.unit_id == unit.id).values(unit_id=remaining)
        )
        hand_over(self.session, unit.id, remaining)
        moved = update(Person).where(Person.unit_id == unit.id).values(unit_id=remaining).returning(Person.id)
        return len(self.session.scalars(moved).all())

    def _transfer(self, person_ids: Sequence[PersonId], unit_id: UnitId) -> int:
        moved = (
            update(Person).where(Person.id.in_(person_ids), Person.unit_id != unit_id)
            .values(unit_id=unit_id).returning(Person.id)
        )  # fmt: skip
        return len(self.session.scalars(moved).all())

    def _below(self, known: Organisation, unit_id: UnitId) -> set[UnitId]:
        found, edge = {unit_id}, {unit_id}
        while edge:
            edge = {unit.id for unit in known.units.values() if unit.parent_id in edge} - found
            found |= edge
        return found

    def _differences(self, before: Organisation, after: Organisation) -> tuple[Sequence[str], Sequence[str]]:
        """Whose view of the units' work grows, and whose shrinks."""
        gained, lost = [], []
        for person_id, person in after.people.items():
            then, now = (set(self._units(known, person_id)) for known in (before, after))
            fresh = {unit_principal(unit) for unit in after.units.keys() - before.units.keys()}
            if now - then - fresh:
                gained.append(person.name)
            if then - now:
                lost.append(person.name)
        return _shortened(gained), _shortened(lost)

    def _units(self, known: Organisation, person_id: PersonId) -> Iterator[int]:
        for grant in profile_of(known, person_id, self.today).grants:
            yield from (unit for unit in grant.units if unit < POSTS)

    def _documents(self, units: set[UnitId]) -> int:
        members = [unit_principal(unit) for unit in units]
        statement = (
            select(func.sum(SetTally.documents)).join(AccessSet, AccessSet.id == SetTally.access_id)
            .where(AccessSet.members.overlap(members))
        )  # fmt: skip
        return int(self.session.scalar(statement) or 0)


def _shortened(names: list[str]) -> list[str]:
    names.sort()
    return names if len(names) <= NAMED else [*names[:NAMED], f"и ещё {len(names) - NAMED}"]
