"""Whom a sending means: lists, units and people resolved to those at work today, as conditions of one statement."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session

from common.correspondents import CorrespondentKind
from common.distribution.api import SendDraft
from common.distribution.lists import Reach, UnitTarget
from common.kernel.ids import CorrespondentId, PersonId, PostId
from common.kernel.validation import Problem
from common.rpc.errors import Invalid
from server.core.service import Service
from server.correspondents.queries import members_of, now_standing_for
from server.distribution.models import Acquaintance, DistributionList, DistributionMember
from server.identity.models import Person, Unit, employed
from server.identity.posts import answering, posts_named
from server.identity.units import below
from server.registry.models import DocumentCopy

UNKNOWN_LIST = "Одного из списков рассылки больше нет, или он закрыт: откройте окно рассылки заново."
LONGEST = 400  # of the words that tell to whom


class Chosen(Struct, frozen=True):
    """A draft with its lists opened; `words` tell to whom it goes."""

    people: list[PersonId]
    unanswered: list[str]  # posts whose work nobody does
    units: list[UnitTarget]
    organisations: dict[CorrespondentId, str]
    words: str


def chosen(service: Service, draft: SendDraft) -> Chosen:
    """Raises Invalid for lists, units, people and organisations that there are not, and for closed ones."""
    session = service.session
    lists = offered(service, draft.list_ids)
    members = session.scalars(
        select(DistributionMember).where(DistributionMember.list_id.in_(draft.list_ids))
        .order_by(DistributionMember.list_id, DistributionMember.position)
    ).all()  # fmt: skip
    listed = [UnitTarget(each.unit_id, Reach(each.reach)) for each in members if each.unit_id and each.reach]
    titles = _units(session, draft.units)
    holding, unanswered = at_posts(session, [each.post_id for each in members if each.post_id])
    people = {*draft.person_ids, *holding, *(each.person_id for each in members if each.person_id)}
    if len(known := _people(session, people)) < len(people):
        raise Invalid("Такого сотрудника нет.", [Problem("person_ids", "Выберите сотрудников из подсказки.")])
    asked = [*draft.correspondent_ids, *(each.correspondent_id for each in members if each.correspondent_id)]
    organisations = organisations_of(session, asked)
    if draft.correspondent_ids and not organisations:
        raise Invalid("Таких организаций нет.", [Problem("correspondent_ids", "Выберите организации из подсказки.")])
    words = _words(draft, lists, titles, len(organisations))
    return Chosen(
        sorted(known), unanswered, [*draft.units, *listed], organisations, words
    )  # fmt: skip


def at_posts(session: Session, post_ids: Sequence[PostId]) -> tuple[set[PersonId], list[str]]:
    """Who does the work of the posts today, and the posts whose work nobody does: closed, or vacant without a head."""
    named, answers = posts_named(session, post_ids), answering(session, post_ids)
    kept = {each: answers[each] for each, post in named.items() if post.closed is None and each in answers}
    return set(kept.values()), [post.title for each, post in named.items() if each not in kept]


def offered(service: Service, list_ids: Sequence[int]) -> list[str]:
    """The titles of lists that may be used by the caller. Raises Invalid."""
    titles = service.session.execute(
        select(DistributionList.id, DistributionList.title)
        .where(DistributionList.id.in_(list_ids), ~DistributionList.closed)
        .where(or_(DistributionList.shared, DistributionList.owner_id == service.caller.me.id))
    ).all()
    if len(titles) < len(set(list_ids)):
        raise Invalid(UNKNOWN_LIST, [Problem("list_ids", UNKNOWN_LIST)])
    return [row.title for row in titles]


def organisations_of(session: Session, ids: Iterable[CorrespondentId]) -> dict[CorrespondentId, str]:
    """The entries that they lead to after mergers, groups opened; in the order asked for."""
    found: dict[CorrespondentId, str] = {}
    standing = now_standing_for(session, ids)
    for row in standing.values():
        of = members_of(session, row.id, closed=False) if row.kind is CorrespondentKind.GROUP else [row]
        found |= {each.id: each.name for each in of}
    return found


def meant(wanted: Chosen, today: date) -> ColumnElement[bool]:
    """Whether a person is one of those asked for, at work on that day."""
    by_reach: dict[Reach, list[int]] = {}
    for target in wanted.units:
        by_reach.setdefault(target.reach, []).append(target.unit_id)
    parts: list[ColumnElement[bool]] = [Person.id.in_(wanted.people)] if wanted.people else []
    for reach, ids in by_reach.items():
        units = below(ids) if reach.goes_below else select(Unit.id).where(Unit.id.in_(ids))
        if reach in {Reach.HEAD, Reach.HEADS}:
            parts.append(Person.id.in_(select(Unit.head_id).where(Unit.id.in_(units), Unit.head_id.is_not(None))))
        else:
            parts.append(Person.unit_id.in_(units))
    return employed(today) & or_(false(), *parts)


def has_got(document_id: Any, *, again: bool) -> ColumnElement[bool]:
    """Whether the person has the document already: waits to confirm it or, unless asked again, has confirmed it."""
    rows = select(Acquaintance.id).where(
        Acquaintance.document_id == document_id, Acquaintance.person_id == Person.id,
        Acquaintance.withdrawn_at.is_(None),
    )  # fmt: skip
    if again:
        rows = rows.where(Acquaintance.confirmed_at.is_(None))
    return rows.correlate_except(Acquaintance).exists()


def gave_back(document_id: Any) -> ColumnElement[bool]:
    """Whether the person had a copy of the restricted document and has given it back."""
    copies = (
        select(DocumentCopy.id).correlate_except(DocumentCopy)
        .where(DocumentCopy.document_id == document_id, DocumentCopy.person_id == Person.id)
    )  # fmt: skip
    return copies.exists() & ~copies.where(DocumentCopy.until.is_(None)).exists()


def _people(session: Session, ids: set[PersonId]) -> list[PersonId]:
    return list(session.scalars(select(Person.id).where(Person.id.in_(ids))))


def _units(session: Session, targets: Sequence[UnitTarget]) -> list[str]:
    """Their titles. Raises Invalid for closed ones."""
    ids = {target.unit_id for target in targets}
    rows = session.execute(select(Unit.title, Unit.short_title, Unit.closed).where(Unit.id.in_(ids))).all()
    gone = [row.title for row in rows if row.closed is not None]
    if gone or len(rows) < len(ids):
        text = f"Подразделение закрыто: {', '.join(gone)}." if gone else "Такого подразделения нет."
        raise Invalid(text, [Problem("units", text)])
    return sorted(row.short_title or row.title for row in rows)


def _words(draft: SendDraft, lists: Sequence[str], units: Sequence[str], organisations: int) -> str:
    parts = [f"По списку «{title}»" for title in lists]
    if units:
        parts.append(f"Всем из подразделений: {', '.join(units)}")
    if draft.person_ids:
        parts.append(f"Индивидуально: {len(draft.person_ids)}")
    if organisations:
        parts.append(f"Организациям: {organisations}")
    words = "; ".join(parts)
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
