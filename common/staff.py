"""Who works where with which rights, and how that changes: people, roles, substitutions, units."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.identity import Password
from common.kernel.ids import PersonId, PlaceId, PostId, RoleId, UnitId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.rights import Right
from common.kernel.taxpayer import snils_problems
from common.kernel.validation import Problem, mailbox_problems, require, sensible_date
from common.registry.card import Choice
from common.rpc.api import Api, reads, writes

Line = Annotated[str, Meta(max_length=200)]
Keys = Annotated[list[str], Meta(max_length=200)]
Offset = Annotated[int, Meta(ge=0)]


class PersonDraft(Struct, frozen=True, kw_only=True):
    surname: Line = ""
    first_name: Line = ""
    patronymic: Line = ""
    post: Line = ""
    unit_id: UnitId | None = None
    assistant_of_id: PersonId | None = None
    takes_letters: bool = False
    snils: Annotated[str, Meta(max_length=14)] = ""  # whose certificate it is
    email: Annotated[str, Meta(max_length=120)] = ""  # of the office, for notifications
    login: Annotated[str, Meta(max_length=60)] = ""
    dismissed: date | None = None

    def problems(self) -> Iterator[Problem]:
        for field, title in (("surname", "Фамилия"), ("first_name", "Имя"), ("post", "Должность")):
            yield from require(field, getattr(self, field).strip(), title)
        yield from require("unit_id", self.unit_id, "Подразделение")
        yield from sensible_date("dismissed", self.dismissed)
        yield from snils_problems("snils", self.snils)
        yield from mailbox_problems("email", self.email)
        if self.login and (self.login != self.login.strip().lower() or " " in self.login):
            yield Problem("login", "Имя входа пишется строчными буквами без пробелов.")


class EmployeeRow(Struct, frozen=True):
    id: PersonId
    name: str
    post: str
    unit: str
    login: str
    roles: str
    dismissed: date | None


class PersonCard(Struct, frozen=True):
    id: PersonId
    draft: PersonDraft
    unit: str
    assistant_of: str


class RoleDraft(Struct, frozen=True, kw_only=True):
    title: Line = ""
    rights: list[Right] = []

    def problems(self) -> Iterator[Problem]:
        yield from require("title", self.title.strip(), "Название")


class RoleRow(Struct, frozen=True):
    id: RoleId
    title: str
    rights: list[Right]
    people: int


class HoldingDraft(Struct, frozen=True, kw_only=True):
    """A role for a person: everywhere, or at a place, for some kinds, in some states, between two days."""

    person_id: PersonId | None = None
    role_id: RoleId | None = None
    place_id: PlaceId | None = None
    kinds: Keys = []
    states: Keys = []
    since: date | None = None
    until: date | None = None

    def problems(self) -> Iterator[Problem]:
        yield from require("person_id", self.person_id, "Сотрудник")
        yield from require("role_id", self.role_id, "Роль")
        yield from in_order(self.since, self.until)


class HoldingRow(Struct, frozen=True):
    id: int
    person: str
    role: str
    place: str
    limits: str  # kinds and states in words
    since: date | None
    until: date | None


class SubstitutionDraft(Struct, frozen=True, kw_only=True):
    """Who stands in for whom, and how far; to see is the least of it."""

    absent_id: PersonId | None = None
    deputy_id: PersonId | None = None
    since: date | None = None
    until: date | None = None
    acts: bool = True
    signs: bool = False
    confidential: bool = False
    kinds: Keys = []

    def problems(self) -> Iterator[Problem]:
        for field, title in (
            ("absent_id", "Кого замещают"), ("deputy_id", "Кто замещает"), ("since", "С"), ("until", "По"),
        ):  # fmt: skip
            yield from require(field, getattr(self, field), title)
        if self.absent_id is not None and self.absent_id == self.deputy_id:
            yield Problem("deputy_id", "Сотрудник не замещает сам себя.")
        yield from in_order(self.since, self.until)


class SubstitutionRow(Struct, frozen=True):
    id: int
    absent: str
    deputy: str
    since: date
    until: date
    scope: str


class FileReaderRow(Struct, frozen=True):
    id: int
    case_file: str
    person: str
    since: date
    until: date | None


class UnitRow(Struct, frozen=True):
    id: UnitId
    code: str
    title: str
    short_title: str
    parent_id: UnitId | None
    parent: str
    head_id: PersonId | None
    head: str
    people: int
    closed: date | None
    successors: str


class PostDraft(Struct, frozen=True, kw_only=True):
    title: Line = ""
    unit_id: UnitId | None = None
    holder_id: PersonId | None = None

    def problems(self) -> Iterator[Problem]:
        yield from require("title", self.title.strip(), "Должность")
        yield from require("unit_id", self.unit_id, "Подразделение")


class PostRow(Struct, frozen=True):
    """A post with its holder; of a vacant one, who does its work meanwhile."""

    id: PostId
    title: str
    unit_id: UnitId
    unit: str
    holder_id: PersonId | None
    holder: str
    head: str
    closed: date | None


class UnitAction(StrEnum):
    CREATE = "create"
    RENAME = "rename"
    MOVE = "move"
    MERGE = "merge"
    SPLIT = "split"

    @property
    def label(self) -> str:
        return UNIT_ACTIONS[self]


UNIT_ACTIONS = {
    UnitAction.CREATE: "Создать новое",
    UnitAction.RENAME: "Переименовать, сменить руководителя",
    UnitAction.MOVE: "Переподчинить",
    UnitAction.MERGE: "Присоединить к другому",
    UnitAction.SPLIT: "Разделить на два",
}


class UnitPart(Struct, frozen=True, kw_only=True):
    """A unit as named by an administrator; of a split one also who goes there."""

    title: Line = ""
    short_title: Line = ""
    code: Annotated[str, Meta(max_length=20)] = ""
    head_id: PersonId | None = None
    person_ids: Annotated[list[PersonId], Meta(max_length=5000)] = []


class UnitChange(Struct, frozen=True, kw_only=True):
    """One organisational change; `into_id` is the new parent or the unit that takes this one in."""

    action: UnitAction
    unit_id: UnitId | None = None
    into_id: UnitId | None = None
    parts: Annotated[list[UnitPart], Meta(max_length=2)] = []

    def problems(self) -> Iterator[Problem]:
        if self.action is not UnitAction.CREATE:
            yield from require("unit_id", self.unit_id, "Подразделение")
        if self.action in {UnitAction.MOVE, UnitAction.MERGE}:
            yield from require("into_id", self.into_id, "Куда")
            if self.into_id is not None and self.into_id == self.unit_id:
                yield Problem("into_id", "Подразделение не входит само в себя.")
        wanted = {UnitAction.CREATE: 1, UnitAction.RENAME: 1, UnitAction.SPLIT: 2}.get(self.action, 0)
        if len(self.parts) != wanted:
            yield Problem("parts", "Заполните сведения о подразделениях.")
        for number, part in enumerate(self.parts, start=1):
            for name, title in (("title", "Название"), ("short_title", "Сокращение"), ("code", "Код")):
                if not getattr(part, name).strip():
                    yield Problem(f"{name}_{number}", f"Заполните поле «{title}».")
        if self.action is UnitAction.SPLIT and len(self.parts) == wanted and not self.parts[1].person_ids:
            yield Problem("person_ids_2", "Отметьте, кто переходит во второе: остальные перейдут в первое.")


class Effect(Struct, frozen=True):
    """What a change does: whose view changes, how many documents change hands, how many people move."""

    documents: int
    moved: int
    gained: list[str]
    lost: list[str]


class StaffApi(Api, Protocol):
    @reads(Right.EDIT_STAFF)
    def people(
        self, text: Line = "", dismissed: bool = False, unit_id: UnitId | None = None, offset: Offset = 0,
        limit: int = PAGE_SIZE,
    ) -> Page[EmployeeRow]:  # fmt: skip
        """Everybody, or those of one unit, by surname; without those dismissed unless asked for."""
        ...

    @reads(Right.EDIT_STAFF)
    def person(self, person_id: PersonId) -> PersonCard: ...

    @writes(Right.EDIT_STAFF)
    def put_person(self, person_id: PersonId | None, draft: PersonDraft) -> PersonId: ...

    @writes(Right.EDIT_STAFF, secret=True)
    def give_password(self, person_id: PersonId, new: Password) -> None:
        """A password for the first sign-in, at which another one is asked for; ends all sessions of the person."""
        ...

    @reads(Right.EDIT_STAFF)
    def roles(self) -> list[RoleRow]: ...

    @writes(Right.EDIT_STAFF)
    def put_role(self, role_id: RoleId | None, draft: RoleDraft) -> RoleId: ...

    @reads(Right.EDIT_STAFF)
    def holdings(self, text: Line = "", offset: Offset = 0, limit: int = PAGE_SIZE) -> Page[HoldingRow]:
        """Who has which role, those that have ended last."""
        ...

    @writes(Right.EDIT_STAFF)
    def give_role(self, draft: HoldingDraft) -> int: ...

    @writes(Right.EDIT_STAFF)
    def end_role(self, holding_id: int, until: date) -> None: ...

    @reads(Right.EDIT_STAFF)
    def substitutions(self, offset: Offset = 0, limit: int = PAGE_SIZE) -> Page[SubstitutionRow]: ...

    @writes(Right.EDIT_STAFF)
    def substitute(self, draft: SubstitutionDraft) -> int: ...

    @writes(Right.EDIT_STAFF)
    def end_substitution(self, substitution_id: int, until: date) -> None: ...

    @reads(Right.EDIT_STAFF)
    def file_readers(self) -> list[FileReaderRow]: ...

    @writes(Right.EDIT_STAFF)
    def let_read_file(self, case_file: Line, person_id: PersonId, since: date, until: date | None) -> int: ...

    @writes(Right.EDIT_STAFF)
    def end_reading(self, reader_id: int, until: date) -> None: ...

    @reads(Right.EDIT_STAFF)
    def case_files(self) -> list[Choice]: ...

    @reads(Right.EDIT_STAFF)
    def posts(self, text: Line = "", vacant: bool = False, offset: Offset = 0, limit: int = PAGE_SIZE) -> Page[PostRow]:
        """By unit and title, those that are closed last."""
        ...

    @writes(Right.EDIT_STAFF)
    def put_post(self, post_id: PostId | None, draft: PostDraft) -> PostId:
        """Whoever is appointed leaves his former post vacant, and so does whoever held this one."""
        ...

    @writes(Right.EDIT_STAFF)
    def close_post(self, post_id: PostId) -> None:
        """Only a vacant one; what it still executes stays with the head of the unit."""
        ...

    @reads(Right.EDIT_STAFF)
    def units(self) -> list[UnitRow]: ...

    @reads(Right.EDIT_STAFF)
    def effect(self, change: UnitChange) -> Effect:
        """What the change would do; nothing is changed."""
        ...

    @writes(Right.EDIT_STAFF)
    def reorganise(self, change: UnitChange) -> Effect: ...


def in_order(since: date | None, until: date | None) -> Iterator[Problem]:
    yield from sensible_date("since", since)
    yield from sensible_date("until", until)
    if since and until and until < since:
        yield Problem("until", "Окончание раньше начала: проверьте даты.")
