"""The register of the directory and the card of an entry."""

from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session, aliased

from common.correspondents import (
    CorrespondentCard,
    CorrespondentDraft,
    CorrespondentKind,
    DirectoryFilter,
    DirectoryOrder,
    DirectoryRow,
    Name,
)
from common.kernel.ids import CorrespondentId
from common.kernel.paging import Page
from common.rpc.errors import Missing
from server.correspondents.models import Correspondent, CorrespondentMember, CorrespondentName
from server.correspondents.names import other_layout, search_key
from server.correspondents.queries import members_of, now_standing_for

SEMICOLON: ColumnElement[str] = literal_column("'; '")
KEPT_LISTS = {"group_ids", "member_ids"}
EMPLOYER = aliased(Correspondent)
ORDERS: dict[DirectoryOrder, list[Any]] = {
    DirectoryOrder.NAME: [],
    DirectoryOrder.SHORT_NAME: [func.nullif(func.lower(Correspondent.short_name), "")],
    DirectoryOrder.TAX_NUMBER: [func.nullif(Correspondent.tax_number, "")],
    DirectoryOrder.ADDRESS: [func.nullif(func.lower(Correspondent.address), "")],
    DirectoryOrder.ORGANISATION: [
        select(EMPLOYER.name_key).where(EMPLOYER.id == Correspondent.organisation_id).scalar_subquery()
    ],
    DirectoryOrder.USED: [func.nullif(Correspondent.used, 0)],
    DirectoryOrder.STATE: [Correspondent.closed, func.nullif(Correspondent.checked, True)],
}  # fmt: skip
PLAIN = [name for name in CorrespondentDraft.__struct_fields__ if name not in {*KEPT_LISTS, "name"}]


def directory_page(session: Session, chosen: DirectoryFilter, offset: int, limit: int) -> Page[DirectoryRow]:
    fits = and_(Correspondent.merged_into_id.is_(None), *_conditions(chosen))
    total = session.execute(select(func.count()).select_from(Correspondent).where(fits)).scalar_one()
    order = _order(chosen)
    page = select(Correspondent.id).where(fits).order_by(*order).offset(offset).limit(limit).subquery()
    found = session.execute(directory_rows().join(page, page.c.id == Correspondent.id).order_by(*order))
    return Page(total, [directory_row(row) for row in found])


def _order(chosen: DirectoryFilter) -> list[Any]:
    """By an index in the order of names; a hundred thousand entries are few enough to be sorted otherwise."""
    columns = ORDERS[chosen.order]
    ordered = [each.desc() if chosen.falling else each.asc() for each in (*columns, Correspondent.name_key)]
    return [*(each.nulls_last() for each in ordered[: len(columns)]), *ordered[len(columns) :], Correspondent.id]


def directory_rows(of: Any = Correspondent) -> Select[Any]:
    """The columns of a DirectoryRow, to be narrowed."""
    organisation, group = aliased(Correspondent), aliased(Correspondent)
    groups = (
        select(func.string_agg(group.name, aggregate_order_by(SEMICOLON, group.name_key)))
        .join_from(CorrespondentMember, group, group.id == CorrespondentMember.group_id)
        .where(CorrespondentMember.member_id == of.id).correlate(of).scalar_subquery()
    )  # fmt: skip
    return select(
        of.id, of.kind, of.name, of.short_name, of.tax_number, of.address, of.email,
        func.coalesce(organisation.name, "").label("organisation"), func.coalesce(groups, "").label("groups"),
        of.used, of.closed, of.checked,
    ).outerjoin(organisation, organisation.id == of.organisation_id)  # fmt: skip


def directory_row(row: Row[Any] | tuple[Any, ...]) -> DirectoryRow:
    return DirectoryRow(*row)


def _conditions(chosen: DirectoryFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if chosen.text.strip():
        found.append(_spoken_of(chosen.text.strip()))
    if chosen.kind is not None:
        found.append(Correspondent.kind == chosen.kind)
    if chosen.group_id is not None:
        members = select(CorrespondentMember.member_id).where(CorrespondentMember.group_id == chosen.group_id)
        found.append(Correspondent.id.in_(members))
    if not chosen.closed:
        found.append(Correspondent.closed.is_(None))
    if chosen.unchecked:
        found.append(~Correspondent.checked)
    return found


def _spoken_of(text: str) -> ColumnElement[bool]:
    """Any name, present or former, in either keyboard layout, or a number that begins so."""

    def named(typed: str) -> ColumnElement[bool]:
        words = [CorrespondentName.key.contains(word, autoescape=True) for word in search_key(typed).split()]
        return Correspondent.id.in_(select(CorrespondentName.leads_to_id).where(*words))

    ways = [named(each) for each in (text, other_layout(text)) if search_key(each)]
    if text.isdecimal():
        ways += [column.startswith(text) for column in (Correspondent.tax_number, Correspondent.state_number)]
    return or_(*ways) if ways else Correspondent.email.contains(text, autoescape=True)


def draft_of(session: Session, entry: Correspondent) -> CorrespondentDraft:
    """The entry as it may be edited again."""
    groups = select(CorrespondentMember.group_id).where(CorrespondentMember.member_id == entry.id)
    members = select(CorrespondentMember.member_id).where(CorrespondentMember.group_id == entry.id)
    return CorrespondentDraft(
        name=entry.own_name or entry.name, **{name: getattr(entry, name) for name in PLAIN},
        group_ids=list(session.scalars(groups.order_by(CorrespondentMember.group_id))),
        member_ids=list(session.scalars(members.order_by(CorrespondentMember.position)))
        if entry.kind is CorrespondentKind.GROUP else [],
    )  # fmt: skip


def entry_of(session: Session, correspondent_id: CorrespondentId, *, lock: bool = False) -> Correspondent:
    """Raises Missing."""
    entry = session.get(Correspondent, correspondent_id, with_for_update=lock or None)
    if entry is None:
        raise Missing("Такой записи нет в справочнике. Обновите список (F5).")
    return entry


def card_of(session: Session, correspondent_id: CorrespondentId) -> CorrespondentCard:
    entry = entry_of(session, correspondent_id)
    draft = draft_of(session, entry)
    asked = {entry.id, *draft.group_ids, *([draft.organisation_id] if draft.organisation_id else [])}
    known = now_standing_for(session, asked)
    names = session.execute(
        select(CorrespondentName.name, CorrespondentName.short, CorrespondentName.until)
        .where(CorrespondentName.correspondent_id == entry.id)
        .order_by(CorrespondentName.until.desc().nulls_first(), CorrespondentName.short, CorrespondentName.id)
    )  # fmt: skip
    return CorrespondentCard(
        id=entry.id, version=entry.version, draft=draft, printed=entry.name, checked=entry.checked,
        organisation=known.get(draft.organisation_id) if draft.organisation_id else None,
        groups=[known[group] for group in draft.group_ids if group in known],
        members=members_of(session, entry.id, closed=True) if entry.kind is CorrespondentKind.GROUP else [],
        names=[Name(*row) for row in names],
        merged_into=known.get(entry.id) if entry.merged_into_id else None,
    )  # fmt: skip
