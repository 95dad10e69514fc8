"""Writing entries: checks against the directory, names and their history, groups."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, true
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from common.correspondents import CorrespondentDraft, CorrespondentKind
from common.kernel.ids import CorrespondentId
from common.kernel.validation import Problem
from common.rpc.errors import Invalid
from server.correspondents.directory import PLAIN
from server.correspondents.models import Correspondent, CorrespondentMember, CorrespondentName, CorrespondentWord
from server.correspondents.names import name_key, search_key
from server.correspondents.queries import PROPOSE

STRIPPED = [name for name in PLAIN if name not in {"kind", "organisation_id", "closed"}]


def contradictions(session: Session, draft: CorrespondentDraft, own: CorrespondentId | None) -> Iterator[Problem]:
    """What the entries that are there already do not allow."""
    twin = _twin(session, draft, own)
    if twin is not None:
        address = f", {twin.address}" if twin.address else ""
        yield Problem("name", f"«{twin.name}»{address} уже есть в справочнике: выберите эту запись или уточните имя.")
    if draft.tax_number:
        whole = (Correspondent.tax_reason == draft.tax_reason) | (Correspondent.tax_reason == "")
        same = session.scalars(
            select(Correspondent)
            .where(Correspondent.tax_number == draft.tax_number, Correspondent.merged_into_id.is_(None))
            .where(whole if draft.tax_reason else true(), Correspondent.id != (own or 0)).limit(1)
        ).one_or_none()  # fmt: skip
        if same is not None:
            yield Problem("tax_number", f"ИНН {draft.tax_number} уже есть у «{same.name}». Для филиала укажите КПП.")
    yield from _wrong_kinds(session, draft, own)


def _twin(session: Session, draft: CorrespondentDraft, own: CorrespondentId | None) -> Correspondent | None:
    """Citizens of one name live at different addresses; organisations of one name have different numbers."""
    same = select(Correspondent).where(
        Correspondent.name_key == name_key(draft.printed), Correspondent.merged_into_id.is_(None),
        Correspondent.id != (own or 0),
    )  # fmt: skip
    return next((entry for entry in session.scalars(same) if not _told_apart(entry, draft)), None)


def _told_apart(entry: Correspondent, draft: CorrespondentDraft) -> bool:
    """Whether both have a value of what tells namesakes apart, and not the same one."""
    address = "address" if draft.kind is CorrespondentKind.PERSON else "tax_reason"
    both = ((getattr(entry, field), getattr(draft, field)) for field in (address, "tax_number", "organisation_id"))
    return any(mine and theirs and mine != theirs for mine, theirs in both)


def _wrong_kinds(session: Session, draft: CorrespondentDraft, own: CorrespondentId | None) -> Iterator[Problem]:
    asked = {*draft.group_ids, *draft.member_ids, draft.organisation_id} - {None}
    kinds = {
        row.id: row.kind
        for row in session.execute(select(Correspondent.id, Correspondent.kind).where(Correspondent.id.in_(asked)))
    }
    group, organisation = CorrespondentKind.GROUP, CorrespondentKind.ORGANISATION
    if draft.organisation_id is not None and kinds.get(draft.organisation_id) is not organisation:
        yield Problem("organisation_id", "Должностное лицо относится к организации: выберите организацию из подсказки.")
    if any(kinds.get(each) is not group for each in draft.group_ids):
        yield Problem("group_ids", "Среди групп есть запись другого вида: выберите группу из подсказки.")
    if any(kinds.get(each, group) is group for each in draft.member_ids):
        yield Problem("member_ids", "Группа состоит из организаций и лиц, а не из других групп.")
    if own in draft.member_ids:
        yield Problem("member_ids", "Группа не входит сама в себя.")


def create(session: Session, draft: CorrespondentDraft, *, checked: bool = True) -> Correspondent:
    entry = Correspondent(checked=checked)
    _fill(entry, draft)
    session.add(entry)
    _flush(session, draft)
    put_groups(session, entry, draft)
    session.execute(insert(CorrespondentName), name_rows(entry.id, draft))
    learn_words(session, [draft.printed, draft.short_name])
    return entry


def change(session: Session, entry: Correspondent, draft: CorrespondentDraft, now: datetime) -> None:
    """Former names stay known; documents registered before keep the printed one."""
    before = (entry.name, entry.short_name, entry.closed)
    _fill(entry, draft)
    if entry.name != before[0]:
        entry.renamed_at = now
    _flush(session, draft)
    put_groups(session, entry, draft)
    for short, old, new in ((False, before[0], entry.name), (True, before[1], entry.short_name)):
        if old != new:
            _rename(session, entry, short=short, new=new, now=now)
    if (entry.closed is None) is not (before[2] is None):
        session.execute(PROPOSE, {"entry": entry.id, "is_proposed": entry.closed is None})


def _rename(session: Session, entry: Correspondent, *, short: bool, new: str, now: datetime) -> None:
    current = session.scalars(
        select(CorrespondentName).where(
            CorrespondentName.correspondent_id == entry.id, CorrespondentName.short == short,
            CorrespondentName.until.is_(None),
        )
    ).one_or_none()  # fmt: skip
    if current is not None:
        current.until = now
    if new:
        session.add(
            CorrespondentName(
                correspondent_id=entry.id, leads_to_id=entry.merged_into_id or entry.id, short=short, name=new,
                key=search_key(new), proposed=entry.closed is None, used=entry.used,
            )
        )  # fmt: skip
    session.flush()
    learn_words(session, [new])


def name_rows(entry_id: CorrespondentId, draft: CorrespondentDraft, used: int = 0) -> list[dict[str, Any]]:
    return [
        {"correspondent_id": entry_id, "leads_to_id": entry_id, "short": short, "name": name,
         "key": search_key(name), "until": None, "proposed": draft.closed is None, "used": used}
        for short, name in ((False, draft.printed), (True, draft.short_name.strip())) if name
    ]  # fmt: skip


def learn_words(session: Session, names: Iterable[str]) -> None:
    words = sorted({word for name in names for word in search_key(name).split()})
    if words:
        session.execute(
            upsert(CorrespondentWord).on_conflict_do_nothing(), [{"word": word} for word in words]
        )  # fmt: skip


def columns_of(draft: CorrespondentDraft) -> dict[str, Any]:
    """The row of the entry as its draft says it."""
    values = {name: getattr(draft, name) for name in PLAIN}
    values |= {name: values[name].strip() for name in STRIPPED}
    own = draft.name.strip()
    printed = draft.printed
    return {**values, "name": printed, "name_key": name_key(printed), "own_name": "" if own == printed else own}


def _fill(entry: Correspondent, draft: CorrespondentDraft) -> None:
    for name, value in columns_of(draft).items():
        setattr(entry, name, value)


def put_groups(session: Session, entry: Correspondent, draft: CorrespondentDraft) -> None:
    member, group = CorrespondentMember.member_id, CorrespondentMember.group_id
    if entry.kind is CorrespondentKind.GROUP:
        session.execute(delete(CorrespondentMember).where(group == entry.id))
        ids = list(dict.fromkeys(draft.member_ids))
        rows: list[dict[str, Any]] = [
            {"group_id": entry.id, "member_id": each, "position": place} for place, each in enumerate(ids)
        ]
    else:
        had = set(session.scalars(select(group).where(member == entry.id)))
        gone = had - set(draft.group_ids)
        session.execute(delete(CorrespondentMember).where(member == entry.id, group.in_(gone)))
        rows = [
            {"group_id": each, "member_id": entry.id, "position": entry.id}
            for each in dict.fromkeys(draft.group_ids)
            if each not in had
        ]
    if rows:
        session.execute(insert(CorrespondentMember), rows)


def _flush(session: Session, draft: CorrespondentDraft) -> None:
    try:
        session.flush()  # the id, and the uniqueness of ИНН with КПП
    except IntegrityError as error:
        text = f"ИНН {draft.tax_number} уже есть у другого корреспондента: найдите его по ИНН."
        raise Invalid(text, [Problem("tax_number", text)]) from error
