"""Resolutions kept for repeated use, and groups of executors: each person's own."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from common.assignments.cards import ExecutorRow, ResolutionTemplate
from common.assignments.orders import ResolutionDraft
from common.kernel.ids import DocumentId, ExecutorId, PersonId, ResolutionTemplateId
from server.assignments.executors import at_work, rows_of
from server.assignments.models import ResolutionTemplateRow

Known = Mapping[ExecutorId, ExecutorRow]
GROUPS_AT_ONCE = 5
NO_DOCUMENT = DocumentId(0)


def templates_of(session: Session, person_id: PersonId, today: date) -> list[ResolutionTemplate]:
    rows = session.scalars(
        select(ResolutionTemplateRow).where(ResolutionTemplateRow.person_id == person_id)
        .order_by(ResolutionTemplateRow.is_group, func.lower(ResolutionTemplateRow.title))
    ).all()  # fmt: skip
    drafts = {row.id: msgspec.convert(row.content, ResolutionDraft) for row in rows}
    named = {each for draft in drafts.values() for each in (*_executors(draft), *_controller(draft))}
    known, working = rows_of(session, named), at_work(session, named, today)
    return [_template(row, drafts[row.id], known, working) for row in rows]


def _template(
    row: ResolutionTemplateRow, draft: ResolutionDraft, known: Known, working: set[ExecutorId]
) -> ResolutionTemplate:
    controls = next((known[each].title for each in _controller(draft) if each in working), "")
    named = [*_executors(draft), *_controller(draft)]
    return ResolutionTemplate(
        row.id, row.title, row.is_group, draft if controls else msgspec.structs.replace(draft, controller_id=None),
        [known[each] for each in _executors(draft) if each in working], controls, _gone(named, known, working),
    )  # fmt: skip


def groups_like(session: Session, person_id: PersonId, text: str, today: date) -> list[ExecutorRow]:
    """One's own groups each typed word of which begins a word of the title, with those of their members who execute.

    A group of which nobody is left is not offered.
    """
    words = text.strip().lower().replace("ё", "е").split()
    title = func.translate(func.lower(" " + ResolutionTemplateRow.title), "ё", "е")
    rows = session.scalars(
        select(ResolutionTemplateRow).where(ResolutionTemplateRow.person_id == person_id)
        .where(ResolutionTemplateRow.is_group, *(title.contains(f" {word}", autoescape=True) for word in words))
        .order_by(title).limit(GROUPS_AT_ONCE)
    ).all() if words else []  # fmt: skip
    groups = [(row, msgspec.convert(row.content, ResolutionDraft).co_executor_ids) for row in rows]
    named = {each for _, members in groups for each in members}
    known, working = rows_of(session, named), at_work(session, named, today)
    return [_group(row, members, known, working) for row, members in groups if working.intersection(members)]


def _group(
    row: ResolutionTemplateRow, members: Sequence[ExecutorId], known: Known, working: set[ExecutorId]
) -> ExecutorRow:
    staying, gone = [known[each] for each in members if each in working], _gone(members, known, working)
    detail = f"группа: {', '.join(each.title for each in staying)}"
    if gone:
        detail += f"; не войдут: {', '.join(gone)}"
    return ExecutorRow(ExecutorId(-row.id), row.title, detail, members=staying, left_out=gone)


def _gone(named: Iterable[ExecutorId], known: Known, working: set[ExecutorId]) -> list[str]:
    return [known[each].title for each in dict.fromkeys(named) if each in known and each not in working]


def _controller(draft: ResolutionDraft) -> list[ExecutorId]:
    return [ExecutorId(draft.controller_id)] if draft.controller_id else []


def _executors(draft: ResolutionDraft) -> list[ExecutorId]:
    return [each for each in (draft.responsible_id, *draft.co_executor_ids) if each]


def put_template(
    session: Session, person_id: PersonId, title: str, draft: ResolutionDraft, *, is_group: bool
) -> ResolutionTemplateId:
    content: dict[str, Any] = msgspec.to_builtins(
        msgspec.structs.replace(draft, document_id=NO_DOCUMENT, parent_id=None, author_id=None)
    )
    row = {"person_id": person_id, "title": title, "is_group": is_group, "content": content}
    changed = {"is_group": is_group, "content": content}
    statement = insert(ResolutionTemplateRow).values(row)
    kept = statement.on_conflict_do_update(index_elements=["person_id", "title"], set_=changed)
    return session.scalars(kept.returning(ResolutionTemplateRow.id)).one()


def remove_template(session: Session, person_id: PersonId, template_id: ResolutionTemplateId) -> bool:
    row = ResolutionTemplateRow
    gone = delete(row).where(row.id == template_id, row.person_id == person_id).returning(row.id)
    return session.scalars(gone).one_or_none() is not None
