"""Resolutions kept for repeated use, and groups of executors: each person's own."""

from typing import Any

import msgspec
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from common.assignments.cards import ExecutorRow, ResolutionTemplate
from common.assignments.orders import ResolutionDraft
from common.kernel.ids import DocumentId, ExecutorId, PersonId, ResolutionTemplateId
from server.assignments.executors import rows_of
from server.assignments.models import ResolutionTemplateRow
from server.registry.queries import names_of

GROUPS_AT_ONCE = 5
NO_DOCUMENT = DocumentId(0)


def templates_of(session: Session, person_id: PersonId) -> list[ResolutionTemplate]:
    rows = session.scalars(
        select(ResolutionTemplateRow).where(ResolutionTemplateRow.person_id == person_id)
        .order_by(ResolutionTemplateRow.is_group, func.lower(ResolutionTemplateRow.title))
    ).all()  # fmt: skip
    drafts = {row.id: msgspec.convert(row.content, ResolutionDraft) for row in rows}
    known = rows_of(session, {each for draft in drafts.values() for each in _executors(draft)})
    names = names_of(session, [draft.controller_id for draft in drafts.values() if draft.controller_id])
    return [
        ResolutionTemplate(
            row.id, row.title, row.is_group, drafts[row.id],
            [known[each] for each in _executors(drafts[row.id]) if each in known],
            names.get(drafts[row.id].controller_id, ""),
        )
        for row in rows
    ]  # fmt: skip


def groups_like(session: Session, person_id: PersonId, text: str) -> list[ExecutorRow]:
    """One's own groups each typed word of which begins a word of the title, with those of their members who execute."""
    words = text.strip().lower().replace("ё", "е").split()
    title = func.translate(func.lower(" " + ResolutionTemplateRow.title), "ё", "е")
    rows = session.scalars(
        select(ResolutionTemplateRow).where(ResolutionTemplateRow.person_id == person_id)
        .where(ResolutionTemplateRow.is_group, *(title.contains(f" {word}", autoescape=True) for word in words))
        .order_by(title).limit(GROUPS_AT_ONCE)
    ).all() if words else []  # fmt: skip
    groups = [(row, msgspec.convert(row.content, ResolutionDraft).co_executor_ids) for row in rows]
    known = rows_of(session, {each for _, members in groups for each in members})
    return [_group(row, [known[each] for each in members if each in known]) for row, members in groups]


def _group(row: ResolutionTemplateRow, members: list[ExecutorRow]) -> ExecutorRow:
    return ExecutorRow(ExecutorId(-row.id), row.title, f"группа: {', '.join(each.title for each in members)}",
                       members=members)  # fmt: skip


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
