"""What the caller is to an assignment, in person or in an absent person's stead, and what the rules then say."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from common.assignments.rules import OPEN, Action, Part, Situation, Standing, refusal, refusals
from common.identity import StandIn
from common.kernel.ids import POSTS, UNITS, AssignmentId, ExecutorId, PersonId, PostId
from common.kernel.rights import Right
from common.rpc.errors import Invalid, NotAllowed
from server.assignments.models import Assignment, AssignmentExecutor
from server.core.service import Caller, Service
from server.identity.models import Unit
from server.identity.posts import answered_by, answering
from server.registry.models import Document
from server.registry.participants import addressees

EVERYBODY = Standing(frozenset(Part), frozenset(Right))


class Self(Struct, frozen=True):
    """One of those in whose name the caller acts: with the units that he heads and his rights on the document."""

    absent: StandIn | None
    ids: frozenset[int]
    rights: frozenset[Right]


def selves_of(service: Service, document: Document) -> list[Self]:
    """In person first, then everybody absent for whom the caller acts on documents of that kind."""
    caller = service.caller
    acting = caller.selves(document.kind)
    persons = [None, *(absent for absent in caller.me.stands_in if absent.id in acting)]
    ids = [absent.id if absent else caller.me.id for absent in persons]
    headed = answered_for(service.session, ids)
    return [
        Self(absent, frozenset({person, *headed.get(person, ())}), _rights(caller, absent, document))
        for absent, person in zip(persons, ids, strict=True)
    ]


def _rights(caller: Caller, absent: StandIn | None, document: Document) -> frozenset[Right]:
    alone = caller.standing_in_for(absent)
    return alone.rights_on(document.place_id, document.kind, document.state.value)


def answered_for(session: Session, person_ids: Collection[PersonId]) -> dict[PersonId, set[int]]:
    """The units that each leads and the posts that each answers for, as executors."""
    found: dict[PersonId, set[int]] = {}
    for unit_id, head_id in session.execute(
        select(Unit.id, Unit.head_id).where(Unit.head_id.in_(person_ids), Unit.closed.is_(None))
    ):  # fmt: skip
        if head_id is not None:
            found.setdefault(head_id, set()).add(UNITS + unit_id)
    for person_id, posts in answered_by(session, person_ids).items():
        found.setdefault(person_id, set()).update(POSTS + post for post in posts)
    return found


def parts_of(
    assignment: Assignment, executors: Mapping[ExecutorId, bool], above: Iterable[Assignment]
) -> dict[Part, set[int | None]]:
    """Whose each part is; `executors` says of each whether he is the responsible one."""
    return {
        Part.AUTHOR: {assignment.author_id, assignment.in_stead_of_id},
        Part.ABOVE: {person for each in above for person in (each.author_id, each.in_stead_of_id)},
        Part.DRAFTER: {assignment.drafted_by_id},
        Part.RESPONSIBLE: {executor for executor, responsible in executors.items() if responsible},
        Part.CO_EXECUTOR: {executor for executor, responsible in executors.items() if not responsible},
        Part.CONTROLLER: {assignment.controller_id},
    }


def standing(parts: Mapping[Part, set[int | None]], one: Self) -> Standing:
    held = {part for part, people in parts.items() if people & one.ids}
    return Standing(frozenset({*held, Part.READER}), one.rights)


def situation_of(service: Service, assignment: Assignment, open_children: int) -> Situation:
    return Situation(
        assignment.status, open_children, assignment.due < service.today, assignment.asked_due is not None,
        assignment.accepted_at is not None,
    )  # fmt: skip


def demand(service: Service, assignment: Assignment, action: Action) -> StandIn | None:
    """In whose stead the caller takes the action, nobody's when in person; raises with the rules' own words."""
    session = service.session
    document = session.get_one(Document, assignment.document_id)
    executors = executors_of(session, [assignment.id]).get(assignment.id, {})
    parts = parts_of(assignment, executors, ancestors(session, assignment))
    situation = situation_of(service, assignment, open_below(session, assignment.id))
    said = [(one.absent, refusal(action, situation, standing(parts, one))) for one in selves_of(service, document)]
    for absent, words in said:
        if not words:
            return absent
    words = said[0][1]
    raise Invalid(words) if words == refusal(action, situation, EVERYBODY) else NotAllowed(words)


def merged(parts: Mapping[Part, set[int | None]], situation: Situation, selves: Sequence[Self]) -> dict[Action, str]:
    """Why each action may not be taken: by nobody in whose name the caller acts."""
    found: dict[Action, str] = {}
    for one in reversed(selves):  # the words for the caller in person are the ones that stay
        said = refusals(situation, standing(parts, one))
        found = {action: words if words and found.get(action, "-") else "" for action, words in said.items()}
    return found


def ancestors(session: Session, assignment: Assignment) -> Iterator[Assignment]:
    """Those that the assignment was handed down from, the nearest first."""
    above = assignment.parent_id
    while above is not None:
        parent = session.get_one(Assignment, above)
        yield parent
        above = parent.parent_id


def open_below(session: Session, assignment_id: AssignmentId) -> int:
    """How many children, not their children, are neither executed nor recalled."""
    return session.execute(
        select(func.count()).select_from(Assignment)
        .where(Assignment.parent_id == assignment_id, Assignment.status.in_(OPEN))
    ).scalar_one()  # fmt: skip


def executors_of(session: Session, ids: Sequence[AssignmentId]) -> dict[AssignmentId, dict[ExecutorId, bool]]:
    """Of each assignment its executors, the responsible one marked and first."""
    found: dict[AssignmentId, dict[ExecutorId, bool]] = {}
    rows = (
        select(AssignmentExecutor.assignment_id, AssignmentExecutor.executor_id, AssignmentExecutor.responsible)
        .where(AssignmentExecutor.assignment_id.in_(ids))
        .order_by(AssignmentExecutor.responsible.desc(), AssignmentExecutor.executor_id)
    )
    for row in session.execute(rows):
        found.setdefault(row.assignment_id, {})[row.executor_id] = row.responsible
    return found


def people_of(session: Session, executors: Iterable[ExecutorId]) -> list[PersonId]:
    """The people behind executors: heads of the units, holders of the posts among them."""
    return list(dict.fromkeys(people_behind(session, executors).values()))


def readers_of(session: Session, executors: Iterable[ExecutorId]) -> list[int]:
    """Whom executors let in: the people behind them, and posts for those who will hold them."""
    named = list(executors)
    return [*people_of(session, named), *(each for each in named if each > POSTS)]


def people_behind(session: Session, executors: Iterable[ExecutorId]) -> dict[ExecutorId, PersonId]:
    """Of each executor who it is: himself, the head of the unit if it has one, the holder of the post today."""
    named = list(executors)
    found = {each: PersonId(each) for each in named if each < UNITS}
    if units := [executor - UNITS for executor in named if UNITS < executor < POSTS]:
        led = select(Unit.id, Unit.head_id).where(Unit.id.in_(units), Unit.head_id.is_not(None))
        found |= {ExecutorId(UNITS + row.id): row.head_id for row in session.execute(led)}
    if posts := [PostId(executor - POSTS) for executor in named if executor > POSTS]:
        found |= {ExecutorId(POSTS + post): person for post, person in answering(session, posts).items()}
    return found


def author_for(service: Service, document: Document) -> StandIn | None:
    """In whose stead the caller writes a resolution: the absent addressee's, or whose right to resolve it takes.

    Raises NotAllowed when neither the caller nor an absent person may resolve on documents of this kind and state.
    """
    me, to = service.caller.me.id, addressees(service.session, document.id)
    selves = [one for one in selves_of(service, document) if Right.RESOLVE in one.rights]
    for one in selves:
        if one.absent and one.absent.id in to and me not in to:
            return one.absent
    if not selves:
        raise NotAllowed("Ваша роль не даёт выносить резолюции по документам этого вида или в этом состоянии.")
    return selves[0].absent
