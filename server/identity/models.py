"""Tables of people: units, persons, accounts, roles, places of registration, substitutions, sessions."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    Sequence,
    Text,
    func,
    literal_column,
    or_,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from common.kernel.ids import PersonId, PlaceId, PostId, RoleId, SessionId, UnitId
from server.core.db import Base

# People and places share one sequence: an id in a document's list of readers names exactly one of them.
PRINCIPALS = Sequence("principal_id", metadata=Base.metadata)


class Unit(Base):
    """A department or an institution; `head_id` leads it. A closed one lives on in its successors."""

    __tablename__ = "unit"
    id: Mapped[UnitId] = mapped_column(primary_key=True)
    parent_id: Mapped[UnitId | None] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[str]
    short_title: Mapped[str]
    code: Mapped[str] = mapped_column(unique=True)
    head_id: Mapped[PersonId | None] = mapped_column(
        ForeignKey("person.id", use_alter=True, deferrable=True, initially="DEFERRED"), index=True
    )
    closed: Mapped[date | None]


class UnitSuccession(Base):
    """What a closed unit has worked on passes to its successor; a split has several."""

    __tablename__ = "unit_succession"
    unit_id: Mapped[UnitId] = mapped_column(ForeignKey(Unit.id), primary_key=True)
    successor_id: Mapped[UnitId] = mapped_column(ForeignKey(Unit.id), primary_key=True, index=True)
    since: Mapped[date]


class Person(Base):
    """An employee in a post; `assistant_of_id` names the leader that he or she assists."""

    __tablename__ = "person"
    __table_args__ = (
        Index(
            "ix_person_surname_prefix",
            func.lower(literal_column("surname")),
            postgresql_ops={"lower": "text_pattern_ops"},
        ),
    )
    id: Mapped[PersonId] = mapped_column(PRINCIPALS, primary_key=True, server_default=PRINCIPALS.next_value())
    unit_id: Mapped[UnitId] = mapped_column(ForeignKey(Unit.id), index=True)
    assistant_of_id: Mapped[PersonId | None] = mapped_column(ForeignKey("person.id"), index=True)
    surname: Mapped[str]
    first_name: Mapped[str]
    patronymic: Mapped[str] = mapped_column(default="")
    post: Mapped[str]
    takes_letters: Mapped[bool] = mapped_column(default=False)  # may be an addressee
    snils: Mapped[str] = mapped_column(server_default="", default="")
    email: Mapped[str] = mapped_column(server_default="", default="")  # of the office, for notifications
    dismissed: Mapped[date | None]

    @property
    def full_name(self) -> str:
        return f"{self.surname} {self.first_name} {self.patronymic}".strip()

    @property
    def name(self) -> str:
        return short_name(self.surname, self.first_name, self.patronymic)


def short_name(surname: str, first_name: str, patronymic: str) -> str:
    initials = " ".join(f"{part[0]}." for part in (first_name, patronymic) if part)
    return f"{surname} {initials}".strip()


class Post(Base):
    """A place in a unit, held by one person or vacant; nobody holds two. `executes` once work has been given to it."""

    __tablename__ = "post"
    id: Mapped[PostId] = mapped_column(primary_key=True)
    unit_id: Mapped[UnitId] = mapped_column(ForeignKey(Unit.id), index=True)
    title: Mapped[str]
    holder_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id), unique=True)
    executes: Mapped[bool] = mapped_column(server_default="false", default=False)
    closed: Mapped[date | None]


class Account(Base):
    __tablename__ = "account"
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    password: Mapped[str]  # argon2id
    must_change: Mapped[bool] = mapped_column(server_default="false", default=False)  # an administrator knows it
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]


class Role(Base):
    __tablename__ = "role"
    id: Mapped[RoleId] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(unique=True)
    rights: Mapped[list[str]] = mapped_column(ARRAY(Text))


class RegistrationPlace(Base):
    """Where documents get their numbers."""

    __tablename__ = "registration_place"
    id: Mapped[PlaceId] = mapped_column(PRINCIPALS, primary_key=True, server_default=PRINCIPALS.next_value())
    title: Mapped[str] = mapped_column(unique=True)
    unit_id: Mapped[UnitId] = mapped_column(ForeignKey(Unit.id), index=True)


class PersonRole(Base):
    """A role of a person between two days; with a place it makes a registrar of that place.

    Kinds and states, where there are any, limit the role to documents of these.
    """

    __tablename__ = "person_role"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    role_id: Mapped[RoleId] = mapped_column(ForeignKey(Role.id), index=True)
    place_id: Mapped[PlaceId | None] = mapped_column(ForeignKey(RegistrationPlace.id), index=True)
    kinds: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}", default=list)
    states: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}", default=list)
    since: Mapped[date | None]
    until: Mapped[date | None]  # the last day


class FileReader(Base):
    """Between two days a person reads the documents of a file («Дело») in the person's own right."""

    __tablename__ = "file_reader"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_file: Mapped[str] = mapped_column(index=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    since: Mapped[date]
    until: Mapped[date | None]


class Substitution(Base):
    """Between two days, both included, the deputy sees, acts and signs for the absent person as far as is said.

    Restricted documents are not inherited unless `confidential` says so; kinds, if any, limit all of it.
    """

    __tablename__ = "substitution"
    __table_args__ = (CheckConstraint("until >= since", name="in_order"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    absent_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    deputy_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    since: Mapped[date]
    until: Mapped[date]
    acts: Mapped[bool] = mapped_column(server_default="true", default=True)
    signs: Mapped[bool] = mapped_column(server_default="true", default=True)
    confidential: Mapped[bool] = mapped_column(server_default="false", default=False)
    kinds: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}", default=list)


class UserSession(Base):
    """A session of work; only the hash of its token is kept."""

    __tablename__ = "user_session"
    id: Mapped[SessionId] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    started: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    seen: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    expires: Mapped[datetime]
    ended: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(default="")
    workplace: Mapped[str] = mapped_column(default="")


class Remembered(Base):
    """What the client keeps for its person: columns, how a window is divided, the last choices."""

    __tablename__ = "remembered"
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[bytes] = mapped_column(LargeBinary)
    kept: Mapped[datetime]


class IdentityVersion(Base):
    """Raised by every change of people, roles, places or substitutions; profiles in memory are as old as it."""

    __tablename__ = "identity_version"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]


def employed(today: date) -> ColumnElement[bool]:
    """Not dismissed by that day; a dismissal may be set ahead."""
    return or_(Person.dismissed.is_(None), Person.dismissed > today)
