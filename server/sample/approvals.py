"""Typical routes of the invented city, and the projects that stand on them: waiting, refused, approved."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from common.approvals.api import ApprovalState
from common.approvals.course import Order, Restart, Visa
from common.approvals.routes import Post, RouteDraft, RouteStage
from common.kernel.deadlines import Count, DeadlineRule, Marked, ProductionCalendar
from common.kernel.ids import ApprovalId, PersonId, RouteId
from common.registry.classes import DocumentState
from common.registry.selection import Comparison, Condition
from server.approvals.models import Approval, ApprovalRoute, ApprovalVisa
from server.calendars.models import CalendarDayRow
from server.identity.models import Unit
from server.registry.models import DocumentApprover
from server.sample.city import City

REMARKS = (
    "Пункт 2: укажите источник финансирования.",
    "Нет ссылки на решение Совета; приложите финансово-экономическое обоснование.",
    "Срок исполнения в пункте 3 уже прошёл.",
)
FIRST_DEPUTY = 1
Planned = tuple[Order, str, int, list[PersonId]]  # a stage: order, title, days, people


class Project(Struct):
    """A project that has been on its way to approval."""

    document_id: int
    route: str
    state: ApprovalState
    executor_id: PersonId
    at: datetime
    stages: list[Planned]
    given: int  # how many visas there are


class Turned(Struct):
    """One approver on the route: whether his turn has come, and whether his visa is given."""

    place: int
    stage: int
    position: int
    person_id: PersonId
    come: bool
    given: bool


class Approvals:
    def __init__(self, session: Session, city: City, today: date) -> None:
        self._session, self._city, self._today = session, city, today
        self._draw = random.Random(17)
        self._heads: dict[str, Any] = dict(session.execute(select(Unit.short_title, Unit.head_id)).all())
        self._head_of: dict[Any, Any] = dict(session.execute(select(Unit.id, Unit.head_id)).all())
        marked = session.execute(select(CalendarDayRow.day, CalendarDayRow.kind, CalendarDayRow.title))
        self._calendar = ProductionCalendar({day: Marked(kind, title) for day, kind, title in marked})
        self._routes: dict[str, RouteId] = {}
        self._route_of: dict[str, str] = {}
        self._projects: list[Project] = []
        for draft in self._drafts():
            self._define(draft)

    def plan(
        self, document_id: int, kind: str, state: DocumentState, executor_id: PersonId, at: datetime
    ) -> set[PersonId]:
        """What has become of the approval of a project in its state; gives those whose turn has come."""
        if kind not in self._route_of:
            kind = "memo"
        returned = state is DocumentState.PROJECT and self._draw.random() < 0.5
        if state is DocumentState.PROJECT and not returned:
            return set()
        stages = self._stages(self._route_of[kind], executor_id)
        visas = sum(len(people) for *_, people in stages)
        states = {DocumentState.APPROVAL: ApprovalState.RUNNING, DocumentState.PROJECT: ApprovalState.RETURNED}
        project = Project(
            document_id, self._route_of[kind], states.get(state, ApprovalState.AGREED), executor_id,
            at - timedelta(days=self._draw.randint(1, 6)), stages,
            given=self._draw.randrange(visas) if state is DocumentState.APPROVAL else 1 if returned else visas,
        )  # fmt: skip
        self._projects.append(project)
        return {turn.person_id for turn in _turns(project) if turn.come}

    def put(self) -> None:
        """After the documents."""
        for project in self._projects:
            ended = project.at + timedelta(hours=30) if project.state is ApprovalState.AGREED else None
            approval = Approval(
                document_id=project.document_id, initiator_id=project.executor_id, started=project.at, ended=ended,
                route_id=self._routes[project.route], restart=Restart.FROM_REFUSED, state=project.state,
            )  # fmt: skip
            self._session.add(approval)
            self._session.flush()
            rows = [self._visa(project, approval.id, turn) for turn in _turns(project)]
            self._session.add_all(rows)
            running = project.state is ApprovalState.RUNNING
            awaited = {row.person_id: running and row.visa is None for row in rows if row.arrived}
            self._session.execute(
                insert(DocumentApprover),
                [{"document_id": project.document_id, "person_id": each, "awaited": waits}
                 for each, waits in awaited.items()],
            )  # fmt: skip
        self._session.flush()

    def _visa(self, project: Project, approval_id: ApprovalId, turn: Turned) -> ApprovalVisa:
        order, title, days, _ = project.stages[turn.stage - 1]
        arrived = project.at + timedelta(hours=5 * (turn.stage - 1)) if turn.come else None
        rule = DeadlineRule(title="Срок согласования", count=Count.WORKING, amount=days)
        deadline = self._calendar.deadline(rule, arrived.date()) if arrived and days else None
        visa = self._drawn_visa(project, turn.place) if turn.given else None
        return ApprovalVisa(
            approval_id=approval_id, cycle=1, stage=turn.stage, position=turn.position, stage_title=title,
            stage_order=order, days=days, person_id=turn.person_id, arrived=arrived, visa=visa,
            due=deadline.due if deadline else None, deadline=msgspec.to_builtins(deadline),
            decided=arrived + timedelta(hours=2 + turn.place) if arrived and visa else None,
            by_id=turn.person_id if visa else None,
            text=self._draw.choice(REMARKS) if visa and visa.asks_for_text else "",
        )  # fmt: skip

    def _drawn_visa(self, project: Project, place: int) -> Visa:
        if project.state is ApprovalState.RETURNED and place == project.given - 1:
            return Visa.REFUSED
        return Visa.WITH_REMARKS if self._draw.random() < 0.25 else Visa.AGREED

    def _stages(self, route: str, executor_id: PersonId) -> list[Planned]:
        """As the route runs for a project of that executor; the first stage is the head of his unit."""
        draft = next(each for each in self._drafts() if each.title == route)
        head = self._head_of[self._city.unit_of[executor_id]]
        found: list[Planned] = []
        for stage in draft.stages:
            asked = {person for _, _, _, earlier in found for person in earlier}
            people = [*([head] if stage.posts else []), *stage.person_ids]
            fresh = [each for each in dict.fromkeys(people) if each not in asked]
            if fresh and not stage.conditions:
                found.append((stage.order, stage.title, stage.days, fresh))
        return found

    def _drafts(self) -> Iterator[RouteDraft]:
        deputy, affairs = self._city.leaders[FIRST_DEPUTY], self._heads["УД"]
        own = RouteStage(title="Подразделение", posts=[Post.UNIT_HEAD], days=1)
        budget = [Condition(field="topic", comparison=Comparison.KEY, value="budget")]
        yield RouteDraft(
            title="Правовые акты города", kinds=["resolution", "disposition"], mandatory=True,
            restart=Restart.FROM_REFUSED,
            stages=[
                own,
                RouteStage(title="Экспертиза", order=Order.AT_ONCE, days=3,
                           person_ids=[self._heads["ДПО"], affairs]),
                RouteStage(title="Бюджет", days=3, person_ids=[self._heads["ДФК"]], conditions=budget),
                RouteStage(title="Руководство", days=2, person_ids=[deputy]),
            ],
        )  # fmt: skip
        yield RouteDraft(
            title="Письма за подписью мэра", kinds=["outgoing_letter", "reply"], restart=Restart.REFUSED_ONLY,
            stages=[own, RouteStage(title="Руководство", days=1, person_ids=[affairs, deputy])],
        )  # fmt: skip
        long = [Condition(field="sheets", comparison=Comparison.SINCE, value="10")]
        yield RouteDraft(
            title="Внутренние документы", kinds=["memo", "minutes", "account", "business_order"],
            stages=[own, RouteStage(title="Управление делами", days=2, person_ids=[affairs]),
                    RouteStage(title="Контроль объёма", days=2, person_ids=[deputy], conditions=long)],
        )  # fmt: skip

    def _define(self, draft: RouteDraft) -> None:
        route = ApprovalRoute(
            title=draft.title, kinds=draft.kinds, stages=msgspec.to_builtins(draft.stages), restart=draft.restart,
            mandatory=draft.mandatory,
        )  # fmt: skip
        self._session.add(route)
        self._session.flush()
        self._routes[draft.title] = route.id
        self._route_of.update(dict.fromkeys(draft.kinds, draft.title))


def _turns(project: Project) -> list[Turned]:
    """In the order of the route."""
    found: list[Turned] = []
    for stage, (order, _, _, people) in enumerate(project.stages, start=1):
        first = len(found)
        for position, person_id in enumerate(people, start=1):
            given = len(found) < project.given
            waits = len(found) == project.given or (order is Order.AT_ONCE and first <= project.given)
            come = given or (waits and project.state is ApprovalState.RUNNING)
            found.append(Turned(len(found), stage, position, person_id, come, given))
    return found
