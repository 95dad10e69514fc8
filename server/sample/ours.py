"""What the invented city writes itself: outgoing letters, internal documents, legal acts; projects on their way."""

import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import msgspec
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from common.kernel.ids import PersonId
from common.registry.classes import DocumentClass, DocumentState, RecordForm
from common.registry.kinds import Demand, KindDraft
from common.registry.links import LinkType
from common.registry.numbers import NumberTemplate, number_key, number_order
from server.core.db import copy_rows
from server.identity.models import Person, Unit
from server.registry.models import (
    ActPoint,
    Dispatch,
    Document,
    DocumentAddressee,
    DocumentLink,
    Journal,
)
from server.registry.number_models import NumberCounter, NumberLedger
from server.registry.numbering import Raw, initials, tokens_of
from server.sample.approvals import Approvals
from server.sample.archive import LEDGER, Access, moment, words
from server.sample.city import City
from server.sample.structure import CASE_FILES, DELIVERIES, KINDS, TOPICS
from server.sample.subjects import SUBJECTS

OUT, INSIDE, ACT = DocumentClass.OUTGOING, DocumentClass.INTERNAL, DocumentClass.ACT
SHARES = {"reply": 28, "outgoing_letter": 22, "memo": 22, "minutes": 5, "agenda": 4, "account": 3, "phone_message": 3,
          "procurement_minutes": 2, "resolution": 4, "disposition": 4, "business_order": 3}  # fmt: skip
ON_THEIR_WAY = (DocumentState.PROJECT, DocumentState.APPROVAL, DocumentState.SIGNING, DocumentState.AWAITING)
PROJECTS = 24
TITLES = {
    "memo": "О выделении средств на {year} год: {subject}",
    "minutes": "Протокол совещания по вопросу «{subject}»",
    "agenda": "Повестка совещания по вопросу «{subject}»",
    "account": "Отчёт о работе за {month:02d}.{year}",
    "phone_message": "О совещании {day:%d.%m.%Y} в 10:00, зал коллегии",
    "procurement_minutes": "Протокол рассмотрения заявок на участие в закупке № {count}",
    "resolution": "Об утверждении порядка: {subject}",
    "disposition": "О мерах: {subject}",
    "business_order": "О назначении ответственных: {subject}",
}
ORDERED = (
    "Подготовить и внести на утверждение план мероприятий с указанием ответственных и сроков.",
    "Довести настоящий акт до сведения подведомственных учреждений и доложить об исполнении.",
)
NAMES = (
    "id version document_class state open_place_id open_file access_id readers created author_id source name place_id"
    " journal_id number number_key number_order registered registered_at registrar_id kind correspondent_id signatory"
    " their_number their_number_key delivery redirected summary body drawn_up_at signatory_id executor_id unit_id"
    " signed_at left_state normative in_force published publication open_to_all"
    " register_when_signed joint_numbers controller_id form form_basis paper_place extra topic sheets copies appendices"
    " appendix_sheets restriction restriction_basis copy_number case_file remark resolutions unexecuted"
).split()
EMPTY: dict[str, Any] = {
    **dict.fromkeys(NAMES, ""), "version": 1, "source": "Гриф", "correspondent_id": None,
    "signed_at": None, "controller_id": None, "in_force": None, "published": None, "normative": False,
    "open_to_all": False, "register_when_signed": True, "extra": "{}", "copies": 1, "appendices": 0,
    "appendix_sheets": 0, "restriction": "none", "resolutions": 0, "unexecuted": 0, "journal_id": None,
    "registered": None, "registered_at": None, "registrar_id": None,
}  # fmt: skip
ACCESS = ("open_place_id", "open_file", "access_id", "readers")
BATCH = 50_000


class Ours:
    """Draws after the archive of letters: replies are to letters that are there."""

    def __init__(self, session: Session, city: City, access: Access, today: date) -> None:
        self._approvals = Approvals(session, city, today)
        self._session, self._city, self._access, self._today = session, city, access, today
        self._draw = random.Random(13)
        self._kinds = {kind.key: kind for kind in KINDS}
        self._codes = dict(session.execute(select(Unit.id, Unit.code)).all())
        self._names = {row.id: row for row in session.execute(select(Person.id, Person.first_name, Person.surname))}
        self._journals: dict[tuple[int, str], Any] = {}
        self._last: Counter[tuple[int, int]] = Counter()
        self._rows: list[list[Any]] = []
        self._ledger: list[tuple[Any, ...]] = []
        self._addressees: list[tuple[Any, ...]] = []
        self._links: list[tuple[Any, ...]] = []
        self._dispatches: list[tuple[Any, ...]] = []
        self._points: list[tuple[Any, ...]] = []

    def fill(self, documents: int, days: list[date], letters: int) -> None:
        """`letters` stand in the archive already, under the ids from 1 on."""
        kinds, weights = list(SHARES), list(SHARES.values())
        for number in range(documents):
            kind = self._kinds[self._draw.choices(kinds, weights)[0]]
            self._document(letters + number + 1, kind, *moment(number, documents, days), letters)
            if len(self._rows) >= BATCH:
                self._put()
        for number in range(PROJECTS if documents else 0):
            kind = self._kinds[self._draw.choice(kinds)]
            state = ON_THEIR_WAY[number % len(ON_THEIR_WAY)]
            if kind.signature is not Demand.NONE:
                state = DocumentState.PROJECT  # nothing comes before a signatory without a file
            self._project(letters + documents + number + 1, kind, state)
        self._put()
        self._approvals.put()
        self._count()

    def _document(self, document_id: int, kind: KindDraft, day: date, at: datetime, letters: int) -> None:
        draw, city = self._draw, self._city
        place = city.places[0 if kind.own_series else min(int(draw.expovariate(0.9)), len(city.places) - 1)]
        journal, registrar = self._journal(place, kind), draw.choice(city.registrars[place])
        card = self._card(document_id, kind, place, day)
        value = self._last[journal.id, day.year] = self._last[journal.id, day.year] + 1
        number = NumberTemplate(journal.template).render(value, self._tokens(journal, card, kind, day))
        addressees = self._addressed(document_id, kind)
        people = {card["executor_id"], card["signatory_id"], *addressees}
        access = self._access.of(place, card["case_file"], people, to_all=card["open_to_all"])
        self._rows.append(
            [*({**card, **dict(zip(ACCESS, access, strict=True)), "state": DocumentState.REGISTERED.value,
                "created": at - timedelta(days=2), "journal_id": journal.id, "number": number,
                "number_key": number_key(number), "number_order": number_order(number, day.year), "registered": day,
                "registered_at": at, "registrar_id": registrar, "signed_at": at - timedelta(hours=3)}).values()]
        )  # fmt: skip
        self._ledger.append(
            (journal.id, day.year, "", value, "issued", number, number_key(number), document_id, registrar, at, "")
        )
        if kind.document_class is OUT:
            sent = day if draw.random() < 0.97 else None
            self._dispatches.append((document_id, card["correspondent_id"], card["delivery"], sent, registrar, "", ""))
        if kind.key == "reply" and letters:
            earlier = max(1, min(letters, int(letters * document_id / (document_id + letters))))
            self._links.append((document_id, earlier, LinkType.REPLY.value, card["executor_id"], at))

    def _project(self, document_id: int, kind: KindDraft, state: DocumentState) -> None:
        at = datetime.combine(self._today, time(4), UTC) - timedelta(hours=self._draw.randint(1, 60))
        place = self._city.places[0]
        card = self._card(document_id, kind, place, self._today)
        signed = at if state is DocumentState.AWAITING else None
        self._addressed(document_id, kind)
        if kind.document_class is ACT:
            card["controller_id"] = self._ordered(document_id, card["signatory_id"])
        approvers = self._approvals.plan(document_id, kind.key, state, card["executor_id"], at)
        people = {card["executor_id"], card["signatory_id"], *approvers}
        opened = self._access.of(place if state is DocumentState.AWAITING else 0, "", people)
        self._rows.append(
            [*({**card, **dict(zip(ACCESS, opened, strict=True)), "state": state.value, "created": at,
                "signed_at": signed}).values()]
        )  # fmt: skip

    def _card(self, document_id: int, kind: KindDraft, place: int, day: date) -> dict[str, Any]:
        draw, city = self._draw, self._city
        executor = draw.choice(city.executors)
        drawn = words(draw, day)
        subject = draw.choice(SUBJECTS).summary.format(**drawn)
        title = TITLES.get(kind.key, "{subject}").format(
            **{**drawn, "subject": subject[:1].upper() + subject[1:], "month": day.month, "day": day}
        )
        is_act = kind.document_class is ACT
        values = {
            "id": document_id, "document_class": kind.document_class.value, "author_id": executor, "place_id": place,
            "kind": kind.key, "summary": title, "executor_id": executor, "unit_id": city.unit_of[executor],
            "signatory_id": draw.choice(city.leaders[:12]), "form": kind.form.value, "form_basis": kind.form_basis,
            "paper_place": "Сейф закупочной комиссии, каб. 214" if kind.form is RecordForm.PAPER else "",
            "topic": draw.choice(TOPICS)[0], "sheets": draw.randint(1, 5), "case_file": draw.choice(CASE_FILES)[0],
            "normative": is_act and draw.random() < 0.3,
            "in_force": day if is_act else None, "open_to_all": is_act,
            "extra": msgspec.json.encode(self._extra(kind, day)).decode(),
        }  # fmt: skip
        if kind.document_class is OUT:
            values |= {"correspondent_id": draw.choice(city.correspondents), "delivery": draw.choice(DELIVERIES)[0]}
        return {**EMPTY, **values}

    def _extra(self, kind: KindDraft, day: date) -> dict[str, str]:
        """The fields of the kind, as far as they must be filled."""
        known = {"held_on": f"{day}", "period": f"{day:%m.%Y}", "passed_by": "Специалист Круглова О. П."}
        return {field.key: known[field.key] for field in kind.fields if field.mandatory and field.key in known}

    def _addressed(self, document_id: int, kind: KindDraft) -> list[PersonId]:
        if kind.document_class is OUT:
            return []
        people = self._draw.sample(self._city.leaders, 1 if kind.document_class is INSIDE else 3)
        self._addressees += [(document_id, person, position) for position, person in enumerate(people)]
        return people

    def _ordered(self, document_id: int, signatory: PersonId) -> PersonId:
        """Points of an act, due in the coming weeks; gives who controls it."""
        first, second, controller = self._draw.sample([each for each in self._city.leaders if each != signatory], 3)
        for position, (said, executor) in enumerate(zip(ORDERED, (first, second), strict=True)):
            due = self._today + timedelta(days=14 * (position + 1))
            due -= timedelta(days=max(0, due.weekday() - 4))  # a Friday rather than its weekend
            self._points.append((document_id, position, str(position + 1), said, executor, due))
        return controller

    def _journal(self, place: int, kind: KindDraft) -> Any:
        """The journal of the class at the place, or the own one of the kind, begun with its first document."""
        key = (place, kind.key if kind.own_series else kind.document_class)
        if key not in self._journals:
            if kind.own_series:
                title = self._session.scalar(text("SELECT title FROM registration_place WHERE id = :id"), {"id": place})
                self._session.execute(
                    insert(Journal).values(place_id=place, document_class=kind.document_class, kind=kind.key, version=1,
                                           title=f"{kind.title}: {title}", code=kind.code, template=kind.template)
                )  # fmt: skip
            own = kind.key if kind.own_series else ""
            self._journals[key] = self._session.execute(
                select(Journal.id, Journal.code, Journal.template, Journal.scope).where(
                    Journal.place_id == place,
                    Journal.document_class == kind.document_class,
                    Journal.kind == own,
                    ~Journal.practice,
                )
            ).one()
        return self._journals[key]

    def _tokens(self, journal: Any, card: dict[str, Any], kind: KindDraft, day: date) -> dict[str, str]:
        signatory = self._names[card["signatory_id"]]
        raw = Raw(
            case_file=card["case_file"], unit=self._codes[card["unit_id"]], kind=kind.code,
            signatory=initials(signatory.first_name, signatory.surname),
        )  # fmt: skip
        return tokens_of(journal, raw, day)

    def _put(self) -> None:
        self._access.put(self._session)
        put: list[tuple[Any, list[str], list[Any]]] = [
            (Document, NAMES, self._rows),
            (NumberLedger, LEDGER, self._ledger),
            (DocumentAddressee, ["document_id", "person_id", "position"], self._addressees),
            (ActPoint, ["document_id", "position", "number", "text", "executor_id", "due"], self._points),
            (DocumentLink, ["later_id", "earlier_id", "type", "person_id", "at"], self._links),
            (
                Dispatch,
                "document_id correspondent_id delivery sent_on person_id track remark".split(),
                self._dispatches,
            ),
        ]
        for table, columns, rows in put:
            copy_rows(self._session, table.__table__, columns, rows)
            rows.clear()

    def _count(self) -> None:
        rows = [(journal, year, "", last) for (journal, year), last in self._last.items()]
        copy_rows(self._session, NumberCounter.__table__, ["journal_id", "year", "scope", "last"], rows)  # type: ignore[arg-type]
