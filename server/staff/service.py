"""People, roles and substitutions as administrators look after them."""

import secrets
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from msgspec.structs import asdict
from sqlalchemy import any_, func, literal, or_, select, update

from common.identity import password_problems
from common.kernel.changes import Kind
from common.kernel.ids import PersonId, PostId, RoleId, UnitId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.registry.card import Choice
from common.rpc.errors import Invalid, Missing, NotAllowed
from common.staff import (
    Effect,
    EmployeeRow,
    FileReaderRow,
    HoldingDraft,
    HoldingRow,
    PersonCard,
    PersonDraft,
    PostDraft,
    PostRow,
    RoleDraft,
    RoleRow,
    StaffApi,
    SubstitutionDraft,
    SubstitutionRow,
    UnitChange,
    UnitRow,
    in_order,
)
from server.core.service import Service
from server.identity.accounts import NO_PASSWORD, renew
from server.identity.models import Account, FileReader, Person, PersonRole, Role, Substitution, Unit, UserSession
from server.identity.posts import follow
from server.registry.models import DictionaryEntry
from server.staff import queries
from server.staff.posts import Posts
from server.staff.reorganisation import Reorganisation

OWN = (
    "surname",
    "first_name",
    "patronymic",
    "post",
    "unit_id",
    "assistant_of_id",
    "takes_letters",
    "snils",
    "email",
    "dismissed",
)
NO_LOGIN = "У сотрудника нет имени входа. Впишите его в карточку, затем выдайте пароль."


class StaffService(Service, StaffApi):
    def people(
        self, text: str = "", dismissed: bool = False, unit_id: UnitId | None = None, offset: int = 0,
        limit: int = PAGE_SIZE,
    ) -> Page[EmployeeRow]:  # fmt: skip
        return queries.employees(
            self.session, text, dismissed=dismissed, unit_id=unit_id, day=self.today, offset=offset, limit=limit
        )

    def person(self, person_id: PersonId) -> PersonCard:
        person = self._person(person_id)
        account = self.session.get(Account, person_id)
        leader = self.session.get(Person, person.assistant_of_id) if person.assistant_of_id else None
        draft = PersonDraft(**{name: getattr(person, name) for name in OWN}, login=account.login if account else "")
        unit = self.session.get_one(Unit, person.unit_id)
        return PersonCard(person.id, draft, unit.title, leader.name if leader else "")

    def put_person(self, person_id: PersonId | None, draft: PersonDraft) -> PersonId:
        self.check(draft.problems())
        unit = self.session.get(Unit, draft.unit_id)
        if unit is None or unit.closed is not None:
            raise Invalid("Подразделение закрыто.", [Problem("unit_id", "Выберите действующее подразделение.")])
        values = {name: value for name, value in asdict(draft).items() if name in OWN}
        if person_id is None:
            person = Person(**values)
            self.session.add(person)
            before: dict[str, Any] = {}
        else:
            person = self._person(person_id, lock=True)
            before = {name: getattr(person, name) for name in values}
            for name, value in values.items():
                setattr(person, name, value)
        self.session.flush()  # the id
        if not before or before["post"] != person.post or before["unit_id"] != person.unit_id or person.dismissed:
            follow(self.session, person, self.today)
        self._put_login(person.id, draft.login)
        if draft.dismissed and draft.dismissed <= self.today:
            self.session.execute(
                update(UserSession).where(UserSession.person_id == person.id, UserSession.ended.is_(None))
                .values(ended=self.now)
            )  # fmt: skip
        changes = {name: [before.get(name), value] for name, value in values.items() if before.get(name) != value}
        self.record("person_changed", "person", person.id, changes=changes)
        self.changed(Kind.STAFF, person.id)
        return person.id

    def _put_login(self, person_id: PersonId, login: str) -> None:
        account = self.session.get(Account, person_id)
        if not login or (account is not None and account.login == login):
            return
        if self.session.scalar(select(func.count()).where(Account.login == login)):
            raise Invalid("Имя занято.", [Problem("login", f"Имя входа «{login}» уже есть. Выберите другое.")])
        if account is None:
            self.session.add(Account(person_id=person_id, login=login, password=NO_PASSWORD + secrets.token_hex(8)))
        else:
            account.login = login
        self.session.flush()

    def give_password(self, person_id: PersonId, new: str) -> None:
        if person_id == self.caller.me.id:
            raise NotAllowed("Свой пароль меняют командой «Сервис → Сменить пароль…».")
        person = self._person(person_id)
        account = self.session.get(Account, person_id, with_for_update=True)
        if account is None:
            raise Invalid(NO_LOGIN, [Problem("", NO_LOGIN)])
        self.check(password_problems(new, account.login, name=person.full_name))
        renew(self.context, account, new, must_change=True)
        self.changed(Kind.STAFF, person.id)

    def _person(self, person_id: PersonId, *, lock: bool = False) -> Person:
        person = self.session.get(Person, person_id, with_for_update=lock or None)
        if person is None:
            raise Missing("Такого сотрудника нет.")
        return person

    def roles(self) -> list[RoleRow]:
        return queries.role_rows(self.session, self.today)

    def put_role(self, role_id: RoleId | None, draft: RoleDraft) -> RoleId:
        self.check(draft.problems())
        rival = select(Role.id).where(Role.title == draft.title.strip(), Role.id != (role_id or 0))
        if self.session.scalar(rival):
            raise Invalid("Роль с таким названием уже есть.", [Problem("title", "Дайте роли другое название.")])
        role = self.session.get(Role, role_id, with_for_update=True) if role_id is not None else Role()
        if role is None:
            raise Missing("Такой роли нет.")
        role.title, role.rights = draft.title.strip(), [right.value for right in draft.rights]
        self.session.add(role)
        self.session.flush()  # the id
        self._check_administered()
        self.record("role_defined", "role", role.id, name=role.title, rights=role.rights)
        self.changed(Kind.STAFF, role.id)
        return role.id

    def holdings(self, text: str = "", offset: int = 0, limit: int = PAGE_SIZE) -> Page[HoldingRow]:
        return queries.holding_page(self.session, text, self.today, offset, limit)

    def give_role(self, draft: HoldingDraft) -> int:
        self.check(draft.problems())
        row = PersonRole(**asdict(draft))
        self.session.add(row)
        self.session.flush()  # the id
        role = self.session.get_one(Role, draft.role_id)
        self.record("role_given", "person", draft.person_id, name=role.title, place=draft.place_id, kinds=draft.kinds,
                    states=draft.states, since=draft.since, until=draft.until)  # fmt: skip
        self.changed(Kind.STAFF, row.id)
        return row.id

    def end_role(self, holding_id: int, until: date) -> None:
        row = self.session.get(PersonRole, holding_id, with_for_update=True)
        if row is None:
            raise Missing("Такого назначения нет.")
        self.check(in_order(row.since, until))
        row.until = until
        self.session.flush()
        self._check_administered()
        self.record("role_ended", "person", row.person_id, name=self.session.get_one(Role, row.role_id).title,
                    until=until)  # fmt: skip
        self.changed(Kind.STAFF, row.id)

    def _check_administered(self) -> None:
        """Somebody has to be able to give rights."""
        statement = (
            select(func.count()).select_from(PersonRole).join(Role, Role.id == PersonRole.role_id)
            .where(literal(Right.EDIT_STAFF.value) == any_(Role.rights))
            .where(or_(PersonRole.until.is_(None), PersonRole.until > self.today))
        )  # fmt: skip
        if not self.session.scalar(statement):
            raise Invalid("Не останется никого, кто вправе назначать роли. Сначала дайте это право другому.")

    def substitutions(self, offset: int = 0, limit: int = PAGE_SIZE) -> Page[SubstitutionRow]:
        return queries.substitution_page(self.session, offset, limit)

    def substitute(self, draft: SubstitutionDraft) -> int:
        self.check(draft.problems())
        self.check(self._contradicted(draft))
        row = Substitution(**asdict(draft))
        self.session.add(row)
        self.session.flush()  # the id
        self.record("substitution_set", "person", draft.absent_id, deputy=self._person(row.deputy_id).name,
                    since=row.since, until=row.until, acts=row.acts, signs=row.signs,
                    confidential=row.confidential, kinds=row.kinds)  # fmt: skip
        self.changed(Kind.STAFF, row.id)
        return row.id

    def _contradicted(self, draft: SubstitutionDraft) -> Iterator[Problem]:
        """The same twice on one day, or a circle in which nobody is left at work."""
        overlapping = self.session.scalars(
            select(Substitution).where(Substitution.since <= draft.until, Substitution.until >= draft.since)
        ).all()
        for row in overlapping:
            shared = not row.kinds or not draft.kinds or bool(set(row.kinds) & set(draft.kinds))
            if (row.absent_id, row.deputy_id) == (draft.absent_id, draft.deputy_id) and shared:
                yield Problem("since", f"В эти дни он уже замещает: с {row.since:%d.%m.%Y} по {row.until:%d.%m.%Y}.")
        away: dict[PersonId, set[PersonId]] = {}
        for row in overlapping:
            away.setdefault(row.absent_id, set()).add(row.deputy_id)
        known: set[PersonId] = set()
        edge = {draft.deputy_id} if draft.deputy_id is not None else set()
        while edge:
            known |= edge
            edge = {deputy for person in known for deputy in away.get(person, ())} - known
        if draft.absent_id in known:
            yield Problem("deputy_id", "В эти дни замещающий сам отсутствует, и его замещает этот сотрудник.")

    def end_substitution(self, substitution_id: int, until: date) -> None:
        row = self.session.get(Substitution, substitution_id, with_for_update=True)
        if row is None:
            raise Missing("Такого замещения нет.")
        if until < row.since and row.since >= self.today:  # it has not worked yet, or was a mistake of today
            self.session.delete(row)
            self.record("substitution_withdrawn", "person", row.absent_id, since=row.since, until=row.until)
        else:
            self.check(in_order(row.since, until))
            row.until = until
            self.record("substitution_ended", "person", row.absent_id, until=until)
        self.changed(Kind.STAFF, row.id)

    def file_readers(self) -> list[FileReaderRow]:
        return queries.file_reader_rows(self.session)

    def let_read_file(self, case_file: str, person_id: PersonId, since: date, until: date | None) -> int:
        self.check(in_order(since, until))
        if case_file not in [choice.key for choice in self.case_files()]:
            raise Invalid("Такого дела нет.", [Problem("case_file", "Выберите дело из номенклатуры.")])
        row = FileReader(case_file=case_file, person_id=self._person(person_id).id, since=since, until=until)
        self.session.add(row)
        self.session.flush()  # the id
        self.record("file_opened", "person", person_id, file=case_file, since=since, until=until)
        self.changed(Kind.STAFF, row.id)
        return row.id

    def end_reading(self, reader_id: int, until: date) -> None:
        row = self.session.get(FileReader, reader_id, with_for_update=True)
        if row is None:
            raise Missing("Такой записи нет.")
        self.check(in_order(row.since, until))
        row.until = until
        self.record("file_closed", "person", row.person_id, file=row.case_file, until=until)
        self.changed(Kind.STAFF, row.id)

    def case_files(self) -> list[Choice]:
        rows: Sequence[Any] = self.session.execute(
            select(DictionaryEntry.key, DictionaryEntry.title).where(DictionaryEntry.dictionary == "case_file")
            .order_by(DictionaryEntry.position)
        ).all()  # fmt: skip
        return [Choice(row.key, row.title) for row in rows]

    def posts(
        self, text: str = "", vacant: bool = False, offset: int = 0, limit: int = PAGE_SIZE
    ) -> Page[PostRow]:  # fmt: skip
        return Posts(self.context).page(text, offset, limit, vacant=vacant)

    def put_post(self, post_id: PostId | None, draft: PostDraft) -> PostId:
        return Posts(self.context).put(post_id, draft)

    def close_post(self, post_id: PostId) -> None:
        Posts(self.context).close(post_id)

    def units(self) -> list[UnitRow]:
        return queries.unit_rows(self.session, self.today)

    def effect(self, change: UnitChange) -> Effect:
        return Reorganisation(self.context).effect(change)

    def reorganise(self, change: UnitChange) -> Effect:
        return Reorganisation(self.context).reorganise(change)
