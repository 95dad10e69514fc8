"""«Почему я (не) вижу этот документ»: every ground by which a document is seen, weighed for a person and a day."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from msgspec import Struct
from sqlalchemy import select

from common.kernel.ids import POSTS, UNITS, DocumentId, PersonId, PostId, UnitId
from common.kernel.validation import Problem
from common.registry.access import Explanation, Ground
from common.registry.card import Restriction
from common.registry.classes import DocumentState
from common.rpc.errors import Invalid, Missing
from server.access.sets import members_of
from server.core.models import PastRow
from server.core.service import EVERYBODY, Context, Grant
from server.identity.models import RegistrationPlace
from server.identity.organisation import organisation
from server.identity.profile import Profile, profile_of
from server.registry.models import Document, DocumentCopy, DocumentKind
from server.registry.parts import BEFORE, Parts

FUTURE = "Можно спросить о сегодняшнем или прошедшем дне: кто увидит документ потом, ещё не решено."
NAMES_SHOWN = 3
NO_FILE = "—"


class Guard(Struct, frozen=True):
    """What decided on the access to a document on that day."""

    open_place_id: int
    open_file: str
    members: frozenset[int]
    readers: frozenset[int]
    kind: str
    state: str
    restricted: bool

    def admits(self, grant: Grant) -> bool:
        """As the condition of the queries has it."""
        if (grant.kinds and self.kind not in grant.kinds) or (grant.states and self.state not in grant.states):
            return False
        return bool(
            self.open_place_id in grant.places
            or self.members.intersection(grant.units)
            or self.readers.intersection(grant.people)
            or self.open_file in grant.files
        )


class Why:
    """Raises Invalid about a day to come."""

    def __init__(self, context: Context, on: date | None) -> None:
        self._context, self._session = context, context.session
        session, clock = context.session, context.clock
        today = clock.today()
        self.day = on or today
        if self.day > today:
            raise Invalid(FUTURE, [Problem("on", FUTURE)])
        past = self.day < today
        midnight = datetime.combine(self.day + timedelta(days=1), time(), clock.zone)
        self._moment = midnight if past else None
        self.known = organisation(session, self._moment, self.day)

    def explain(self, person_id: PersonId, document_id: DocumentId) -> Explanation:
        document = self._session.get(Document, document_id)
        if document is None or document.practice:  # who practises is nobody's question
            raise Missing("Такого документа нет.")
        title = self._title(document)
        person = self.known.people.get(person_id)
        if person is None:
            return self._outright("Этот сотрудник", title, "Тогда такого сотрудника в системе не было.")
        if person.dismissed is not None and person.dismissed <= self.day:
            return self._outright(person.name, title, f"Сотрудник уволен {person.dismissed:%d.%m.%Y}: вход закрыт.")
        if self._moment is not None and document.created >= self._moment:
            return self._outright(person.name, title, "Документа тогда ещё не было.")
        guard = self._guard(document)
        profile = profile_of(self.known, person_id, self.day)
        visible = any(guard.admits(grant) for grant in profile.grants)
        parts = Parts(self._context, document, self._moment, DocumentState(guard.state))
        grounds = [
            *self._in_person(person_id, document, guard, parts), *self._by_place(profile, guard),
            *self._by_units(person_id, guard, parts), *self._by_posts(person_id, guard, parts),
            *self._by_file(profile, guard), *self._in_stead(person_id, guard, parts),
        ]  # fmt: skip
        if not any(ground.holds for ground in grounds) and visible:
            grounds.append(Ground(True, "Основание — множество доступа документа."))
        once = list(dict.fromkeys(grounds))  # two roles may be the same ground
        return Explanation(visible, person.name, title, self.day, once, "" if visible else _advice(guard))

    def _outright(self, person: str, title: str, text: str) -> Explanation:
        return Explanation(False, person, title, self.day, [Ground(False, text)], "")

    def _title(self, document: Document) -> str:
        kind = self._session.get(DocumentKind, document.kind)
        number = f"№ {document.number} от {document.registered:%d.%m.%Y}" if document.registered else "без номера"
        return f"{kind.title if kind else 'Документ'} {number}"

    def _guard(self, document: Document) -> Guard:
        now = {name: getattr(document, name) for name in (
            "open_place_id", "open_file", "access_id", "readers", "kind", "state", "restriction")}  # fmt: skip
        if self._moment is not None:
            kept = (
                select(PastRow.was).where(PastRow.source == "document", PastRow.row_id == document.id)
                .where(PastRow.until > self._moment).order_by(PastRow.until, PastRow.id).limit(1)
            )  # fmt: skip
            now |= self._session.scalars(kept).first() or {}
        return Guard(
            now["open_place_id"], now["open_file"] or NO_FILE, frozenset(members_of(self._session, now["access_id"])),
            frozenset(now["readers"]), now["kind"], DocumentState(now["state"]).value,
            Restriction(now["restriction"]) is not Restriction.NONE,
        )  # fmt: skip

    def _in_person(self, person_id: PersonId, document: Document, guard: Guard, parts: Parts) -> Iterator[Ground]:
        if -person_id in guard.readers:
            copy = self._session.scalars(
                select(DocumentCopy.number)
                .where(DocumentCopy.document_id == document.id, DocumentCopy.person_id == person_id)
                .order_by(DocumentCopy.id.desc())
            ).first()
            named = "; ".join(parts.of(person_id)) or "делопроизводитель места, где документ ждёт номера"
            said = f"за сотрудником числится экз. № {copy}" if copy else f"сотрудник назван участником ({named})"
            yield Ground(True, f"Документ ДСП, {said}.")
        elif guard.restricted:
            yield Ground(False, "Документ ДСП: его видят только держатели учтённых экземпляров.")
        elif person_id in guard.readers:
            own = parts.opening(person_id)
            yield from (Ground(True, f"Участник документа: {words}.") for words in own)
            if not own:
                yield Ground(True, BEFORE)
            yield from (Ground(False, words) for words in parts.without_effect(person_id, reader=True))
            yield from (Ground(False, words) for words in parts.missing(person_id))
        else:
            yield from (Ground(False, words) for words in parts.without_effect(person_id, reader=False))
            yield from (Ground(False, words) for words in parts.missing(person_id))

    def _by_place(self, profile: Profile, guard: Guard) -> Iterator[Ground]:
        place = self._session.get(RegistrationPlace, guard.open_place_id)
        own = [role for role in profile.roles if role.place_id is not None]
        if place is None:
            if own and not guard.restricted:
                yield Ground(False, "Документ ещё не передан на регистрацию: делопроизводители его не видят.")
            return
        for role in (role for role in own if role.place_id == place.id):
            if role.fits(guard.kind, guard.state):
                yield Ground(True, f"Делопроизводитель места регистрации «{place.title}».")
            else:
                yield Ground(False, f"Роль в месте «{place.title}» не распространяется на этот вид или состояние.")
        if not any(role.place_id == place.id for role in own):
            yield Ground(False, f"Не делопроизводитель места регистрации «{place.title}».")

    def _by_units(self, person_id: PersonId, guard: Guard, parts: Parts) -> Iterator[Ground]:
        if EVERYBODY in guard.members:
            yield Ground(True, "Акт открыт всем сотрудникам.")
        taking_part = [UnitId(member - UNITS) for member in guard.members if UNITS < member < POSTS]
        for unit_id in taking_part:
            yield from self._led(person_id, unit_id, guard, parts)
        if taking_part and not self.known.led_by([person_id]).intersection(taking_part):
            names = ", ".join(f"«{self.known.units[unit].title}»" for unit in sorted(taking_part)[:5])
            yield Ground(False, f"Не руководитель подразделений, которые участвуют в работе: {names}.")

    def _by_posts(self, person_id: PersonId, guard: Guard, parts: Parts) -> Iterator[Ground]:
        for member in sorted(member for member in guard.members if member > POSTS):
            seat = self.known.seats.get(PostId(member - POSTS))
            if seat is None:  # on that day nothing had been given to it
                continue
            post = f"«{seat.title}» ({self.known.units[seat.unit_id].title})"
            given = "; ".join(parts.of(member)) or "ей дано поручение"
            if seat.holder_id == person_id:
                yield Ground(True, f"Занимает должность {post}: {given}.")
            elif self.known.answers_for(seat) == person_id:
                yield Ground(True, f"Должность {post} вакантна, за неё отвечает руководитель подразделения: {given}.")
            else:
                yield Ground(False, f"Не занимает должность {post}: {given}.")

    def _led(self, person_id: PersonId, unit_id: UnitId, guard: Guard, parts: Parts) -> Iterator[Ground]:
        """By whom the unit is led, and what the person is to that leader."""
        unit = self.known.units[unit_id]
        closed = f" (закрыто {unit.closed:%d.%m.%Y}, дела у преемника)" if unit.closed else ""
        work = self._work_of(unit_id, guard, parts)
        if unit_id in self.known.led_by([person_id]):
            yield Ground(True, f"Руководит подразделением «{unit.title}»{closed}: {work}.")
        leader = self.known.people[person_id].assistant_of_id
        if leader is not None and unit_id in self.known.led_by([leader]):
            name = self.known.people[leader].name
            yield Ground(True, f"Помощник руководителя {name}, которому подчинено «{unit.title}»{closed}: {work}.")

    def _work_of(self, unit_id: UnitId, guard: Guard, parts: Parts) -> str:
        """What of the document is the unit's: its own assignments, or those of its people who take part."""
        own = parts.of(UNITS + unit_id)
        known = (self.known.people.get(PersonId(reader)) for reader in sorted(guard.readers))
        people = [person for person in known if person and unit_id in self.known.ever_in(person.id)]
        named = [f"{person.name} ({parts.said(person.id)})" for person in people[:NAMES_SHOWN]]
        more = [f"и ещё {len(people) - NAMES_SHOWN}"] if len(people) > NAMES_SHOWN else []
        return "; ".join([*own, *named, *more]) or "его сотрудники участвовали в работе"

    def _by_file(self, profile: Profile, guard: Guard) -> Iterator[Ground]:
        if any(guard.open_file in grant.files for grant in profile.grants):
            yield Ground(True, f"Читатель дела {guard.open_file}.")
        elif guard.open_file != NO_FILE and not guard.restricted:
            yield Ground(False, f"Не читатель дела {guard.open_file}.")

    def _in_stead(self, person_id: PersonId, guard: Guard, parts: Parts) -> Iterator[Ground]:
        leader = self.known.people[person_id].assistant_of_id
        if leader is not None and leader in guard.readers:
            yield Ground(True, f"Помощник участника: {self.known.people[leader].name} ({parts.said(leader)}).")
        for each in self.known.stands_in.get(person_id, ()):
            name = self.known.people[each.absent_id].name
            period = f"с {each.since:%d.%m.%Y} по {each.until:%d.%m.%Y}"
            takes_part = each.absent_id in guard.readers or guard.members.intersection(
                [*(UNITS + unit for unit in self.known.led_by([each.absent_id])),
                 *(POSTS + seat.id for seat in self.known.seats.values()
                   if self.known.answers_for(seat) == each.absent_id)]
            )  # fmt: skip
            if -each.absent_id in guard.readers:
                takes_part = True
                if not each.confidential:
                    yield Ground(False, f"Замещает {name}, но документы ДСП замещением не передаются.")
                    continue
            if not takes_part:
                continue
            if not each.since <= self.day <= each.until:
                yield Ground(False, f"Замещает участника {name} {period}, но не в этот день.")
            elif each.kinds and guard.kind not in each.kinds:
                yield Ground(False, f"Замещает участника {name}, но не по документам этого вида.")
            else:
                by = f": {'; '.join(own)}" if (own := parts.of(each.absent_id)) else ""
                yield Ground(True, f"Замещает участника {name} {period}{by}.")


def _advice(guard: Guard) -> str:
    if guard.restricted:
        return "Чтобы открыть документ, выдайте сотруднику учтённый экземпляр (вкладка «Экземпляры» документа)."
    return (
        "Чтобы открыть документ: включите сотрудника в адресаты или исполнители, назначьте замещение"
        " или сделайте читателем дела."
    )
