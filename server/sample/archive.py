"""Years of registered letters and assignments, drawn in bulk for the demo and for measurements."""

import json
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

import msgspec
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from common.assignments.rules import Status
from common.kernel.deadlines import Count, Deadline, DeadlineRule, Marked, ProductionCalendar
from common.kernel.ids import CorrespondentId, PersonId, UnitId
from common.registry.numbers import number_key, number_order
from server.access.models import NOBODY, AccessSet
from server.assignments.models import Assignment, AssignmentExecutor, ExecutionReportRow
from server.calendars.models import CalendarDayRow, DeadlineNorm
from server.core.db import copy_rows
from server.core.service import EVERYBODY, unit_principal
from server.registry.models import Document, DocumentAddressee
from server.registry.number_models import NumberCounter, NumberLedger
from server.sample.city import City
from server.sample.structure import CASE_FILES, DELIVERIES, LETTERS, TERMS, TOPICS
from server.sample.subjects import STREETS, SUBJECTS, Subject

DOCUMENT = (
    "id version document_class state open_place_id open_file access_id readers created author_id source name"
    " place_id journal_id number number_key"
    " registered registered_at registrar_id kind correspondent_id signatory their_number their_number_key their_date"
    " received delivery summary topic sheets copies appendices appendix_sheets restriction restriction_basis"
    " copy_number control_due case_file remark resolutions unexecuted number_order redirected body drawn_up_at"
    " left_state normative publication open_to_all register_when_signed joint_numbers form form_basis"
    " paper_place extra control_deadline"
).split()
ASSIGNMENT = (
    "id version document_id author_id controller_id text issued_at due first_due deadline controlled urgent status"
    " done_on closing_note"
).split()
LEDGER = "journal_id year scope value state number number_key document_id person_id at reason".split()
ORDERS = (
    "Прошу рассмотреть и подготовить ответ",
    "Рассмотреть, доложить предложения",
    "Для исполнения. Об исполнении доложить",
    "Подготовить проект ответа за моей подписью",
    "Прошу организовать выполнение работ",
    "Учесть в работе, ответить заявителю",
    "Провести проверку, принять меры",
)
T = TypeVar("T")
USUAL = 0.75  # how much of the work goes the way that such work mostly goes
NO_TERM = DeadlineRule(
    title="Срок не указан: до соответствующего числа следующего месяца", count=Count.MONTHS, amount=1
)
TEN_DAYS = DeadlineRule(title="«Оперативно»", count=Count.CALENDAR, amount=10)
JOURNAL_QUERY = text("SELECT place_id, id, code FROM journal WHERE document_class = 'incoming' AND NOT practice")


SHORT = (
    "p.surname || ' ' || left(p.first_name, 1) || '.' || coalesce(' ' || nullif(left(p.patronymic, 1), '') || '.', '')"
)
INDEX = text(
    (
        "INSERT INTO search_entry (document_id, on_date, kind, state, open_place_id, open_file, access_id,"
        " readers, journal_id, unit_id, summary, card, body, words)"
        " SELECT d.id, coalesce(d.registered, d.created::date), d.kind, d.state, d.open_place_id, d.open_file,"
        " d.access_id, d.readers, d.journal_id, d.unit_id, d.summary, s.card, '', number_words(d.document_class,"
        " d.number, d.registered, d.their_number, d.their_date) || setweight(to_tsvector('russian',"
        " translate(d.summary || '; ' || s.card, 'ёЁ', 'еЕ')), 'A')"
        " FROM document d JOIN document_kind e ON e.key = d.kind"
        " LEFT JOIN correspondent c ON c.id = d.correspondent_id"
        " LEFT JOIN (SELECT p.id, {SHORT} AS name FROM person p) i ON i.id = d.signatory_id"
        " LEFT JOIN (SELECT p.id, {SHORT} AS name FROM person p) x ON x.id = d.executor_id"
        " LEFT JOIN unit u ON u.id = d.unit_id"
        " LEFT JOIN dictionary_entry t ON t.dictionary = 'topic' AND t.key = d.topic,"
        " LATERAL (SELECT string_agg({SHORT}, ', ' ORDER BY a.position) AS names FROM document_addressee a"
        " JOIN person p ON p.id = a.person_id WHERE a.document_id = d.id) w,"
        " LATERAL (SELECT string_agg(n.text, '; ') AS said FROM act_point n WHERE n.document_id = d.id) n,"
        " LATERAL (SELECT concat_ws('; ', c.name, nullif(d.signatory, ''), i.name, x.name, w.names,"
        " nullif(d.body, ''), n.said, nullif(d.remark, ''), e.title, u.short_title, t.title,"
        " nullif(d.case_file, ''), nullif(d.joint_numbers, ''), nullif(d.publication, '')) AS card) s"
        " WHERE d.state <> 'discarded'"
    ).replace("{SHORT}", SHORT)
)


class Access:
    """Place, file, set and readers of documents, as the registry itself would set them."""

    def __init__(self, city: City) -> None:
        self._unit_of = city.unit_of
        self._sets: dict[tuple[int, ...], int] = {}
        self._fresh: list[tuple[int, list[int]]] = []

    def of(
        self, place: int, case_file: str, people: set[Any], *, restricted: bool = False, to_all: bool = False
    ) -> list[Any]:
        if restricted:
            return [0, "", NOBODY, sorted(-person for person in people)]
        units = {unit_principal(self._unit_of[person]) for person in people}
        members = (EVERYBODY,) if to_all else tuple(sorted(units))
        if members not in self._sets:
            self._sets[members] = NOBODY + 1 + len(self._sets)
            self._fresh.append((self._sets[members], list(members)))
        return [place, case_file, self._sets[members], sorted(people)]

    def put(self, session: Session) -> None:
        """Before the documents that they are of."""
        copy_rows(session, AccessSet.__table__, ["id", "members"], self._fresh)  # type: ignore[arg-type]
        self._fresh.clear()


class Archive:
    """Draws documents day by day; numbers, ledger and counters agree with one another."""

    def __init__(self, session: Session, city: City, *, restricted: float, today: date) -> None:
        self._session = session
        self._city = city
        self._restricted = restricted
        self._today = today
        self._draw = random.Random(11)
        self._habit = random.Random(13)
        self._custom = random.Random(17)
        self._journals = {row.place_id: row for row in session.execute(JOURNAL_QUERY)}
        marked = session.execute(select(CalendarDayRow.day, CalendarDayRow.kind, CalendarDayRow.title))
        self._calendar = ProductionCalendar({day: Marked(kind, title) for day, kind, title in marked})
        norms = session.execute(select(DeadlineNorm.key, DeadlineNorm.rule))
        self._norms = {row.key: msgspec.convert(row.rule, DeadlineRule) for row in norms}
        self._deadlines: dict[tuple[str, date], tuple[Deadline, str]] = {}
        self._last: Counter[tuple[Any, int]] = Counter()
        self._addressees: list[tuple[int, int, int]] = []
        self._ledger: list[tuple[Any, ...]] = []
        self._executors: list[tuple[Any, ...]] = []
        self._assignments: list[tuple[Any, ...]] = []
        self._reports: list[tuple[Any, ...]] = []
        self.access = Access(city)
        self._mates: dict[UnitId, list[PersonId]] = defaultdict(list)
        for person in city.executors:
            self._mates[city.unit_of[person]].append(person)
        self._wanted = 0.0
        self._assigned = 0

    def fill(self, documents: int, assignments: int, years: float) -> None:
        """Fills empty tables; `years` back from yesterday, the newest last."""
        days = self.working_days(years)
        self._wanted = assignments / max(documents, 1)
        batch = 50_000
        for start in range(0, documents, batch):
            count = min(batch, documents - start)
            rows = [self._document(number + 1, *moment(number, documents, days))
                    for number in range(start, start + count)]  # fmt: skip
            self.access.put(self._session)
            copy_rows(self._session, Document.__table__, DOCUMENT, rows)  # type: ignore[arg-type]
            self._put_rest()
        self._count()

    def working_days(self, years: float) -> list[date]:
        first = self._today - timedelta(days=round(years * 365.25))
        span = (self._today - first).days
        return [day for day in (first + timedelta(days=n) for n in range(span)) if self._calendar.works(day)]

    def _document(self, document_id: int, day: date, at: datetime) -> list[Any]:
        draw, city = self._draw, self._city
        place = city.places[min(int(draw.expovariate(0.9)), len(city.places) - 1)]
        journal = self._journals[place]
        registrar = draw.choice(city.registrars[place])
        restricted = draw.random() < self._restricted
        value = self._last[journal.id, day.year] = self._last[journal.id, day.year] + 1
        number = f"{journal.code}-{day.year % 100:02d}/{value:06d}{'-дсп' if restricted else ''}"
        addressees = draw.sample(city.leaders[:12], 1 if draw.random() < 0.8 else 2)
        dated = day - timedelta(days=draw.randint(0, 9))
        theirs = f"{draw.randint(1, 40):02d}-{draw.randint(1, 30):02d}/{draw.randint(10, 9900)}"
        subject, drawn_file = draw.choice(SUBJECTS), draw.choice(CASE_FILES)[0]
        case_file = subject.case_file if self._custom.random() < USUAL else drawn_file
        involved, resolutions, unexecuted = self._resolutions(document_id, day, at, addressees[0], subject)
        people = {*addressees, *involved, *([registrar] if restricted else [])}
        access = self.access.of(place, case_file, people, restricted=restricted)
        self._ledger.append(
            (journal.id, day.year, "", value, "issued", number, number_key(number), document_id, registrar, at, "")
        )
        self._addressees += [(document_id, person, position) for position, person in enumerate(addressees)]
        return [
            document_id, 1, "incoming", "registered", *access, at, registrar, "Бумага", "", place, journal.id, number,
            number_key(number), day, at, registrar, (kind := self._kind(subject)),
            (sender := draw.choice(city.correspondents)), "Руководитель", theirs, number_key(theirs), dated, day,
            self._delivery(sender, draw.choice(DELIVERIES)[0]), subject.summary.format(**words(draw, day)),
            draw.choice(TOPICS)[0], draw.randint(1, 6), 1, 0, 0,
            "official" if restricted else "none", "Перечень сведений ДСП, п. 4" if restricted else "",
            "1" if restricted else "", (control := self._control(kind, day))[0],
            case_file, "", resolutions, unexecuted, number_order(number, day.year),
            "", "", "", "", False, "", False, True, "", "mixed", "", "", "{}", control[1],
        ]  # fmt: skip

    def _kind(self, subject: Subject) -> str:
        drawn = self._draw.choice(LETTERS)[0]
        return self._usual(subject, [key for key, _ in LETTERS]) or drawn

    def _delivery(self, sender: CorrespondentId, drawn: str) -> str:
        """Whoever writes often has a way of his own to send it."""
        return DELIVERIES[sender * 3 % len(DELIVERIES)][0] if self._custom.random() < USUAL else drawn

    def _usual(self, subject: Subject, choices: Sequence[T]) -> T | None:
        """What matters of this kind mostly are, or mostly come to; nothing where a letter is not as they mostly are."""
        return choices[SUBJECTS.index(subject) * 5 % len(choices)] if self._habit.random() < USUAL else None

    def _control(self, kind: str, day: date) -> tuple[date | None, str | None]:
        """The control date of a letter by the norm of its kind, with how it came about."""
        if kind not in TERMS:
            return None, None
        deadline, encoded = self._deadline(self._norms[TERMS[kind]], day)
        return deadline.due, encoded

    def _resolutions(
        self, document_id: int, day: date, at: datetime, author: int, subject: Subject
    ) -> tuple[set[int], int, int]:
        """Assignments of one letter: who takes part, how many there are, how many are open."""
        draw = self._draw
        whole, part = divmod(self._wanted, 1)
        count = int(whole) + (draw.random() < part)
        involved: set[int] = set()
        unexecuted = 0
        for place in range(count):
            deadline, encoded = self._deadline(TEN_DAYS if draw.random() < 0.4 else NO_TERM, day)
            age = (self._today - day).days
            is_open = draw.random() < (0.7 if age < 45 else 0.004)
            done_on = None if is_open else min(deadline.due + timedelta(days=draw.choice((-5, -3, -2, -1, 0, 0, 3))),
                                               self._today)  # fmt: skip
            executors = self._team(draw, draw.choice((1, 1, 2, 3)))
            if place == 0 and (expert := self._expert(subject)):
                executors = self._team(self._habit, len(executors), expert)
            controller = draw.choice(self._city.controllers)
            number = len(self._assignments) + self._assigned + 1
            status = Status.ISSUED if is_open else Status.DONE
            self._assignments.append(
                (number, 1, document_id, author, controller, draw.choice(ORDERS), at, deadline.due, deadline.due,
                 encoded, True, draw.random() < 0.1, status.value, done_on, "")
            )  # fmt: skip
            self._executors += [
                (number, person, at_place == 0, deadline.due, is_open) for at_place, person in enumerate(executors)
            ]
            if done_on is not None and draw.random() < 0.8:
                reported = datetime.combine(done_on, time(5), UTC)
                self._reports.append((number, executors[0], reported, "Исполнено, ответ направлен.", True, True, ""))
            involved |= {author, controller, *executors}
            unexecuted += is_open
        return involved, count, unexecuted

    def _expert(self, subject: Subject) -> PersonId | None:
        """Who mostly gets such matters: of the unit that mostly does, now this one, now that one."""
        mates = self._usual(subject, list(self._mates.values()))
        return (self._usual(subject, mates) or self._habit.choice(mates)) if mates else None

    def _team(self, draw: random.Random, size: int, expert: PersonId | None = None) -> list[PersonId]:
        """Executors of one resolution: nine times in ten all of one unit."""
        city = self._city
        first = expert or draw.choice(city.executors)
        mates = self._mates[city.unit_of[first]] if draw.random() < 0.9 else city.executors
        others = [person for person in mates if person != first]
        return [first, *draw.sample(others, min(size - 1, len(others)))]

    def _deadline(self, rule: DeadlineRule, day: date) -> tuple[Deadline, str]:
        """The deadline, and as JSON."""
        key = (rule.title, day)
        if key not in self._deadlines:
            deadline = self._calendar.deadline(rule, day)
            encoded = json.dumps(msgspec.to_builtins(deadline), ensure_ascii=False)
            self._deadlines[key] = deadline, encoded
        return self._deadlines[key]

    def _put_rest(self) -> None:
        session = self._session
        put: list[tuple[Any, list[str], list[tuple[Any, ...]]]] = [
            (DocumentAddressee, ["document_id", "person_id", "position"], self._addressees),
            (
                NumberLedger,
                "journal_id year scope value state number number_key document_id person_id at reason".split(),
                self._ledger,
            ),
            (Assignment, ASSIGNMENT, self._assignments),
            (AssignmentExecutor, "assignment_id executor_id responsible due open".split(), self._executors),
            (ExecutionReportRow, "assignment_id author_id at text final accepted answer".split(), self._reports),
        ]
        self._assigned += len(self._assignments)
        for table, columns, rows in put:
            copy_rows(session, table.__table__, columns, rows)
            rows.clear()

    def _count(self) -> None:
        rows = [(journal, year, "", last) for (journal, year), last in self._last.items()]
        copy_rows(self._session, NumberCounter.__table__, ["journal_id", "year", "scope", "last"], rows)  # type: ignore[arg-type]

    def finish(self) -> None:
        """Sequences go on where the ids end; the search index is computed by the database itself."""
        for table in ("document", "assignment", "access_set"):
            self._session.execute(
                text(f"SELECT setval('{table}_id_seq', (SELECT coalesce(max(id), 1) FROM {table}))")  # noqa: S608
            )
        self._session.execute(INDEX)
        self._session.execute(
            text(
                "INSERT INTO document_copy (document_id, number, person_id, basis, since)"
                " SELECT d.id, row_number() OVER (PARTITION BY d.id ORDER BY r.reader DESC), -r.reader,"
                " 'участник документа', d.registered_at"
                " FROM document d, unnest(d.readers) AS r (reader) WHERE d.restriction <> 'none'"
            )
        )


def moment(number: int, documents: int, days: list[date]) -> tuple[date, datetime]:
    """The day and the moment at which the document of that number is registered: one after the other."""
    day = days[number * len(days) // documents]
    share = number * len(days) % documents / documents
    return day, datetime.combine(day, time(2), UTC) + timedelta(seconds=9 * 3600 * share)


def words(draw: random.Random, day: date) -> dict[str, object]:
    return {
        "street": draw.choice(STREETS), "other": draw.choice(STREETS), "house": draw.randint(1, 180), "year": day.year,
        "next": day.year + 1, "deadline": f"{day:%d.%m.%Y}", "earlier": f"{day:%d.%m.%Y}",
        "count": draw.randrange(15, 340, 5), "percent": draw.randint(20, 95), "area": draw.randint(15, 900),
        "diameter": 300, "sum": f"{draw.randint(1, 48)} млн",
    }  # fmt: skip
