"""The directory of correspondents: type-ahead that forgives typing errors, and new entries without doubles."""

import re
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from common.correspondents import CorrespondentDraft, CorrespondentRow
from common.kernel.validation import Problem
from common.rpc.errors import Invalid
from server.correspondents.models import Correspondent

ENOUGH = 0.35  # likeness (share of common trigrams) from which a name counts as meant

ROW = (Correspondent.id, Correspondent.name, Correspondent.tax_number, Correspondent.address)
LIKE = (  # built once, for it is asked with every key that is pressed
    select(*ROW)
    .where(Correspondent.name_key.like(bindparam("pattern")))
    .order_by(Correspondent.name_key).limit(bindparam("limit"))
)  # fmt: skip


def name_key(name: str) -> str:
    """The name as it is compared: small letters, ё as е, words only."""
    return " ".join(re.findall(r"\w+", name.lower().replace("ё", "е")))


def correspondents_like(session: Session, text: str, limit: int) -> list[CorrespondentRow]:
    """Names that begin with the text, then those that contain it, then those that resemble it."""
    key = name_key(text)
    if not key:
        return _rows(session, Correspondent.name_key != "", limit)
    pattern = key.replace("_", r"\_")
    found = _found(session, LIKE, {"pattern": f"{pattern}%", "limit": limit})
    if len(found) < limit:
        found += _found(session, LIKE, {"pattern": f"%{pattern}%", "limit": limit})
    if not found and text.strip().isdigit():
        found = _rows(session, Correspondent.tax_number.startswith(text.strip()), limit)
    if not found and len(key) > 3:
        likeness = func.word_similarity(key, Correspondent.name_key)
        found = _rows(session, Correspondent.name_key.bool_op("%>")(key), limit, likeness.desc())
    return list({row.id: row for row in found}.values())[:limit]


def closest(session: Session, name: str) -> tuple[CorrespondentRow, float] | None:
    """The entry that resembles the name most, with its likeness from 0 to 1, if any comes near."""
    key = name_key(name)
    likeness = func.similarity(Correspondent.name_key, key)
    found = session.execute(
        select(Correspondent, likeness.label("likeness"))
        .where(Correspondent.name_key.bool_op("%")(key)).order_by(likeness.desc()).limit(1)
    ).one_or_none()  # fmt: skip
    if found is None or found.likeness < ENOUGH:
        return None
    return row_of(found.Correspondent), float(found.likeness)


def create(session: Session, draft: CorrespondentDraft) -> Correspondent:
    key = name_key(draft.name)
    twin = session.scalars(select(Correspondent).where(Correspondent.name_key == key).limit(1)).one_or_none()
    if twin is not None:
        raise Invalid(f"«{twin.name}» уже есть в справочнике.", [Problem("name", "Такой корреспондент уже есть.")])
    fresh = Correspondent(
        kind=draft.kind, name=draft.name.strip(), name_key=key, tax_number=draft.tax_number,
        address=draft.address.strip(), email=draft.email.strip(),
    )  # fmt: skip
    session.add(fresh)
    try:
        session.flush()  # the id, and the tax number's uniqueness
    except IntegrityError as error:
        text = f"ИНН {draft.tax_number} уже есть у другого корреспондента: найдите его по ИНН."
        raise Invalid(text, [Problem("tax_number", text)]) from error
    return fresh


def row_of(correspondent: Correspondent) -> CorrespondentRow:
    return CorrespondentRow(
        correspondent.id, correspondent.name, correspondent.tax_number, correspondent.address
    )  # fmt: skip


def _rows(
    session: Session, fits: ColumnElement[bool], limit: int, order: ColumnElement[float] | None = None
) -> list[CorrespondentRow]:
    first = [order] if order is not None else []
    return _found(session, select(*ROW).where(fits).order_by(*first, Correspondent.name_key).limit(limit), {})


def _found(session: Session, statement: Select[*tuple[Any, ...]], values: dict[str, Any]) -> list[CorrespondentRow]:
    return [CorrespondentRow(*row) for row in session.execute(statement, values)]
