"""The invented city of Северогорск: its units, posts, people, roles, places of registration and dictionaries."""

import random
from datetime import date, timedelta

import msgspec
from msgspec import Struct
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from common.kernel.ids import CorrespondentId, PersonId, PlaceId, UnitId
from common.kernel.rights import Right
from common.scanning.profiles import Feed, ProfileDraft, SheetSize
from server.identity.login import Passwords
from server.identity.models import (
    Account,
    Person,
    PersonRole,
    RegistrationPlace,
    Role,
    Substitution,
    Unit,
)
from server.identity.posts import create_all
from server.registry.kinds import OWN
from server.registry.models import DictionaryEntry, DocumentKind, Journal
from server.sample.directory import correspondents
from server.sample.people import drawn_name
from server.sample.structure import (
    CASE_FILES,
    DELIVERIES,
    DEPARTMENTS,
    INSTITUTIONS,
    JOURNALS,
    KINDS,
    LEADERS,
    TOPICS,
)
from server.scanning.models import ScanProfile

PASSWORD = "grif-demo-2026"  # noqa: S105 -- of the invented people only
EMPLOYEES = 300

READER = (Right.READ_DOCUMENTS, Right.READ_ASSIGNMENTS, Right.DRAFT)
CLERK = (*READER, Right.DISTRIBUTE, Right.REGISTER, Right.EDIT_CORRESPONDENTS, Right.SCAN, Right.RUN_REPORTS)
LEADING = (Right.ADD_APPROVERS, Right.DISTRIBUTE, Right.RELEASE_FILES, Right.RESOLVE)
ROLES = {
    "Руководитель": (*READER, Right.EXECUTE, Right.RUN_REPORTS, *LEADING),
    "Исполнитель": (*READER, Right.EXECUTE),
    "Делопроизводитель": CLERK,
    "Старший делопроизводитель": (*CLERK, Right.EDIT_LISTS, Right.BACKDATE, Right.RELEASE_FILES),
    "Контролёр": (*READER, Right.CONTROL, Right.EXECUTE, Right.RUN_REPORTS),
    "Администратор": (Right.ADMINISTER, Right.EDIT_ROUTES, Right.READ_AUDIT, Right.EDIT_STAFF, Right.EXPLAIN_ACCESS),
    "Аудитор": (Right.READ_AUDIT,),
}


class City(Struct):
    """What the archive of documents is drawn from."""

    places: list[PlaceId]
    registrars: dict[PlaceId, list[PersonId]]
    leaders: list[PersonId]
    executors: list[PersonId]
    controllers: list[PersonId]
    correspondents: list[CorrespondentId]
    unit_of: dict[PersonId, UnitId]


def found(session: Session, today: date, directory: int = 0) -> City:
    """Founds the city; the same every time. `directory` asks for at least so many correspondents."""
    draw = random.Random(7)
    roles = _roles(session)
    units = _units(session)
    people = _people(session, draw, units)
    _logins(session, people)
    places = _places(session, units)
    _dictionaries(session)
    city = _cast(session, people, places, roles)
    session.flush()
    create_all(session, today)
    city.correspondents = correspondents(session, draw, directory)
    _substitute(session, city, today)
    return city


def _roles(session: Session) -> dict[str, int]:
    rows = [{"title": title, "rights": [right.value for right in rights]} for title, rights in ROLES.items()]
    session.execute(insert(Role), rows)
    return dict(session.execute(select(Role.title, Role.id)).all())


def _units(session: Session) -> list[UnitId]:
    """The administration itself, 32 departments below it and 9 institutions below those that run them."""
    top = Unit(title="Администрация города Северогорска", short_title="Администрация", code="01")
    session.add(top)
    session.flush()
    units = []
    for number, (title, short) in enumerate((*DEPARTMENTS, *INSTITUTIONS), start=2):
        unit = Unit(title=title, short_title=short, code=f"{number:02d}", parent_id=top.id)
        session.add(unit)
        units.append(unit)
    session.flush()
    return [top.id, *(unit.id for unit in units)]


def _people(session: Session, draw: random.Random, units: list[UnitId]) -> list[Person]:
    people = [
        Person(unit_id=units[max(0, number - 2)], surname=surname, first_name=first, patronymic=father, post=post,
               takes_letters=True)
        for number, (surname, first, father, post) in enumerate(LEADERS)
    ]  # fmt: skip
    headed = {person.unit_id for person in people}
    for unit_id in units:
        if unit_id not in headed:
            surname, first, father = drawn_name(draw)
            people.append(
                Person(unit_id=unit_id, surname=surname, first_name=first, patronymic=father,
                       post="Начальник", takes_letters=True)
            )  # fmt: skip
    posts = ("Главный специалист", "Ведущий специалист", "Консультант", "Заместитель начальника отдела", "Инженер")
    while len(people) < EMPLOYEES:
        surname, first, father = drawn_name(draw)
        unit_id = draw.choice(units[:8] if draw.random() < 0.3 else units)
        people.append(
            Person(unit_id=unit_id, surname=surname, first_name=first, patronymic=father, post=draw.choice(posts))
        )
    session.add_all(people)
    session.flush()
    heads = {person.unit_id: person.id for person in reversed(people) if person.takes_letters}
    for unit_id, person_id in heads.items():
        session.execute(update(Unit).where(Unit.id == unit_id).values(head_id=person_id))
    return people


def _logins(session: Session, people: list[Person]) -> None:
    password = Passwords().hash(PASSWORD)
    rows = [{"person_id": person.id, "login": f"user{number:03d}", "password": password}
            for number, person in enumerate(people)]  # fmt: skip
    for login, number in NAMED.items():
        rows[number]["login"] = login
    session.execute(insert(Account), rows)


# Who signs in under a name of his own in the demo; the number is the person's place among the people.
NAMED = {
    "mayor": 0, "deputy": 1, "affairs": 5, "registrar": 60, "registrar2": 61, "registrar3": 62, "registrar4": 63,
    "controller": 64, "executor": 65, "executor2": 66, "assistant": 67, "admin": 68, "auditor": 69, "outsider": 70,
}  # fmt: skip


def _places(session: Session, units: list[UnitId]) -> list[PlaceId]:
    titles = (
        ("Канцелярия администрации", "01", units[0]),
        ("Департамент городского хозяйства", "04", units[1]),
        ("Департамент архитектуры и градостроительства", "05", units[2]),
        ("Департамент финансов и контроля", "07", units[4]),
    )
    places = []
    for title, code, unit_id in titles:
        place = RegistrationPlace(title=title, unit_id=unit_id)
        session.add(place)
        session.flush()
        for document_class, template in JOURNALS.items():
            session.add(
                Journal(place_id=place.id, document_class=document_class, code=code, template=template,
                        title=f"{document_class.plural}: {title}")
            )  # fmt: skip
            session.add(
                Journal(place_id=place.id, document_class=document_class, code=code, template=f"УЧ-{template}",
                        title=f"Учебный журнал: {document_class.plural.lower()}", practice=True)
            )  # fmt: skip
        _profiles(session, place.id)
        places.append(place.id)
    return places


def _profiles(session: Session, place_id: PlaceId) -> None:
    """How letters, contracts and what does not go through a feeder are scanned there."""
    drafts = (
        ProfileDraft(place_id=place_id, title="Письма 300 dpi, двусторонние", duplex=True, size=SheetSize.A4),
        ProfileDraft(place_id=place_id, title="Письма 300 dpi, одна сторона", size=SheetSize.A4),
        ProfileDraft(place_id=place_id, title="Цветные приложения и схемы", colour=True, duplex=True),
        ProfileDraft(place_id=place_id, title="Тонкая бумага, обороты просвечивают", duplex=True, blank_ink=30),
        ProfileDraft(place_id=place_id, title="Со стекла: сшитое и ветхое", paper=Feed.FLATBED, dpi=400),
    )
    session.add_all(ScanProfile(**msgspec.structs.asdict(draft)) for draft in drafts)


def _dictionaries(session: Session) -> None:
    dictionaries = {"delivery": DELIVERIES, "topic": TOPICS, "case_file": CASE_FILES}
    rows = [
        {"dictionary": dictionary, "key": key, "title": title, "position": position}
        for dictionary, entries in dictionaries.items()
        for position, (key, title) in enumerate(entries)
    ]
    session.execute(insert(DictionaryEntry), rows)
    for position, kind in enumerate(KINDS):
        values = {name: getattr(kind, name) for name in OWN}
        session.add(DocumentKind(**values, fields=msgspec.to_builtins(kind.fields), position=position))
    session.flush()


def _cast(session: Session, people: list[Person], places: list[PlaceId], roles: dict[str, int]) -> City:
    """Who has which role; the named logins first."""
    of = {login: people[number] for login, number in NAMED.items()}
    registrars = {place: [of[login].id] for place, login in zip(
        places, ("registrar", "registrar2", "registrar3", "registrar4"), strict=True)}  # fmt: skip
    grants: list[tuple[PersonId, str, PlaceId | None]] = []
    registrars[places[0]].append(of["registrar2"].id)
    for place, persons in registrars.items():
        grants += [(person_id, "Делопроизводитель", place) for person_id in persons]
    grants += [(of["registrar"].id, "Старший делопроизводитель", places[0])]
    grants += [(of["controller"].id, "Контролёр", None), (of["admin"].id, "Администратор", None)]
    grants += [(of["auditor"].id, "Аудитор", None)]
    leaders = [person.id for person in people if person.takes_letters]
    grants += [(person_id, "Руководитель", None) for person_id in leaders]
    special = {of[login].id for login in ("admin", "auditor")} | {p for each in registrars.values() for p in each}
    executors = [person.id for person in people if not person.takes_letters and person.id not in special]
    grants += [(person_id, "Исполнитель", None) for person_id in executors]
    session.execute(
        insert(PersonRole),
        [{"person_id": person_id, "role_id": roles[title], "place_id": place} for person_id, title, place in grants],
    )
    of["assistant"].assistant_of_id = people[0].id
    of["assistant"].post = "Помощник мэра"
    of["controller"].post, of["controller"].unit_id = "Начальник отдела контроля", people[5].unit_id
    for login in ("registrar", "registrar2", "registrar3", "registrar4"):
        of[login].post = "Делопроизводитель"
        of[login].unit_id = people[5].unit_id
    controllers = [of["controller"].id, *executors[-3:]]
    return City(
        places, registrars, leaders, executors, controllers, [], {person.id: person.unit_id for person in people}
    )


def _substitute(session: Session, city: City, today: date) -> None:
    """The first executor is on leave for a fortnight, the second stands in."""
    first, second = city.executors[:2]
    session.add(
        Substitution(
            absent_id=first, deputy_id=second, since=today - timedelta(days=3), until=today + timedelta(days=11)
        )
    )
