"""Mergers: one entry gives way to another; documents are not touched, so undoing restores everything."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from common.correspondents import (
    LABELS,
    CorrespondentDraft,
    CorrespondentKind,
    LikenessRow,
    MergerDraft,
    MergerRow,
    MergersApi,
)
from common.kernel.changes import Kind
from common.kernel.ids import CorrespondentId, JobId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.validation import Problem
from common.rpc.errors import Invalid, Missing, Stale
from server.core.events import CorrespondentRenamed
from server.core.service import Service
from server.correspondents import entries
from server.correspondents.directory import directory_row, directory_rows, draft_of, entry_of
from server.correspondents.likeness import SEEK, SeekOrder
from server.correspondents.models import (
    Correspondent,
    CorrespondentLikeness,
    CorrespondentMerger,
    CorrespondentName,
)
from server.identity.models import Person, short_name
from server.jobs.service import JobService

TAKABLE = [name for name in CorrespondentDraft.__struct_fields__ if name not in {"kind", "member_ids", "closed"}]
First, Second = aliased(Correspondent), aliased(Correspondent)
Stays, Goes, Undoer = aliased(Correspondent), aliased(Correspondent), aliased(Person)


class MergerService(Service, MergersApi):
    def likenesses(self, apart: bool = False, offset: int = 0, limit: int = PAGE_SIZE) -> Page[LikenessRow]:
        both = (
            select(CorrespondentLikeness)
            .join(First, First.id == CorrespondentLikeness.first_id)
            .join(Second, Second.id == CorrespondentLikeness.second_id)
            .where(CorrespondentLikeness.apart == apart, *(
                condition for of in (First, Second) for condition in (of.merged_into_id.is_(None), of.closed.is_(None))
            ))
        )  # fmt: skip
        total = self.session.execute(select(func.count()).select_from(both.subquery())).scalar_one()
        page = both.order_by(CorrespondentLikeness.likeness.desc(), CorrespondentLikeness.id)
        page_rows: Any = page.offset(offset).limit(limit).subquery()
        one, other = directory_rows(First).subquery(), directory_rows(Second).subquery()
        rows = self.session.execute(
            select(page_rows.c.id, page_rows.c.likeness, page_rows.c.reasons, page_rows.c.apart, *one.c, *other.c)
            .join(one, one.c.id == page_rows.c.first_id).join(other, other.c.id == page_rows.c.second_id)
            .order_by(page_rows.c.likeness.desc(), page_rows.c.id)
        )  # fmt: skip
        width = 4 + len(one.c)
        found = [
            LikenessRow(
                id=row[0], likeness=row[1], reasons=row[2], apart=row[3], first=directory_row(tuple(row[4:width])),
                second=directory_row(tuple(row[width:])),
            )
            for row in rows
        ]  # fmt: skip
        return Page(total, found)

    def seek(self) -> JobId:
        self.record("likenesses_sought")
        return JobService(self.context).order(SEEK, "Поиск похожих корреспондентов", SeekOrder())

    def tell_apart(self, likeness_id: int, apart: bool) -> None:
        found = self.session.get(CorrespondentLikeness, likeness_id, with_for_update=True)
        if found is None:
            raise Missing("Этой пары больше нет. Обновите список (F5).")
        found.apart, found.person_id = apart, self.caller.me.id
        self.record("told_apart" if apart else "told_alike", "correspondent", found.first_id, other=found.second_id)
        self.changed(Kind.CORRESPONDENT, found.first_id)

    def merge(self, draft: MergerDraft) -> int:
        stays, goes = self._both(draft.stays_id, draft.goes_id)
        self._check_mergeable(draft, stays, goes)
        before = draft_of(self.session, stays)
        taken = self._taken(draft.taken, before, draft_of(self.session, goes))
        followers = list(self.session.scalars(select(Correspondent.id).where(Correspondent.merged_into_id == goes.id)))
        self._lead(followers, goes, stays)
        merger = CorrespondentMerger(
            person_id=self.caller.me.id, at=self.now, stays_id=stays.id, goes_id=goes.id,
            changes=self._change(stays, before, taken), followers={"ids": followers},
        )  # fmt: skip
        self.session.add(merger)
        self.session.flush()  # the id
        self.record(
            "correspondents_merged", "correspondent", stays.id, name=stays.name, other=goes.id, changes=merger.changes
        )
        self._told(stays, goes)
        return merger.id

    def mergers(self, offset: int = 0, limit: int = PAGE_SIZE) -> Page[MergerRow]:
        total = self.session.execute(select(func.count()).select_from(CorrespondentMerger)).scalar_one()
        rows = self.session.execute(
            select(
                CorrespondentMerger, Stays.name.label("stays"), Goes.name.label("goes"), Person.surname,
                Person.first_name, Person.patronymic, Undoer.surname, Undoer.first_name, Undoer.patronymic,
            )
            .join(Stays, Stays.id == CorrespondentMerger.stays_id).join(Goes, Goes.id == CorrespondentMerger.goes_id)
            .join(Person, Person.id == CorrespondentMerger.person_id)
            .outerjoin(Undoer, Undoer.id == CorrespondentMerger.undone_by)
            .order_by(CorrespondentMerger.id.desc()).offset(offset).limit(limit)
        )  # fmt: skip
        return Page(total, [_merger_row(row) for row in rows])

    def undo(self, merger_id: int) -> list[str]:
        merger = self.session.get(CorrespondentMerger, merger_id, with_for_update=True)
        if merger is None:
            raise Missing("Такого объединения нет. Обновите список (F5).")
        if merger.undone_at is not None:
            raise Invalid("Это объединение уже отменено.")
        stays, goes = self._both(merger.stays_id, merger.goes_id)
        if goes.merged_into_id != stays.id or stays.merged_into_id is not None:
            raise Invalid("Позже запись объединили ещё раз: сначала отмените более позднее объединение.")
        now = draft_of(self.session, stays)
        kept, restored = [], {}
        for field, (old, new) in merger.changes.items():
            if msgspec.to_builtins(getattr(now, field)) == new:
                restored[field] = old
            else:
                kept.append(LABELS[field])
        before = msgspec.convert({**msgspec.to_builtins(now), **restored}, CorrespondentDraft)
        if restored:
            entries.change(self.session, stays, before, self.now)
        self._part(merger.followers["ids"], goes)
        merger.undone_at, merger.undone_by = self.now, self.caller.me.id
        self.record("merger_undone", "correspondent", stays.id, name=stays.name, other=goes.id)
        self._told(stays, goes)
        return kept

    def _both(self, one: CorrespondentId, other: CorrespondentId) -> tuple[Correspondent, Correspondent]:
        """Both entries, locked in the order of their ids."""
        found = {each: entry_of(self.session, each, lock=True) for each in sorted({one, other})}
        return found[one], found[other]

    def _check_mergeable(self, draft: MergerDraft, stays: Correspondent, goes: Correspondent) -> None:
        if stays.id == goes.id:
            raise Invalid("Выберите две разные записи.", [Problem("goes_id", "Это та же самая запись.")])
        if stays.kind is not goes.kind or CorrespondentKind.GROUP in {stays.kind, goes.kind}:
            raise Invalid("Объединяются записи одного вида, но не группы. Сначала исправьте вид одной из них.")
        if stays.merged_into_id is not None or goes.merged_into_id is not None:
            raise Invalid("Одна из записей уже объединена с другой. Обновите список (F5).")
        if (stays.version, goes.version) != (draft.stays_version, draft.goes_version):
            raise Stale("Одну из записей уже изменили. Откройте сравнение заново.")
        if unknown := set(draft.taken) - set(TAKABLE):
            raise Invalid(f"Эти поля не переносятся: {', '.join(sorted(unknown))}.")

    def _taken(self, names: Sequence[str], stays: CorrespondentDraft, goes: CorrespondentDraft) -> dict[str, Any]:
        taken = {name: getattr(goes, name) for name in names}
        if "group_ids" in taken:
            taken["group_ids"] = list(dict.fromkeys([*stays.group_ids, *goes.group_ids]))
        return taken

    def _change(self, stays: Correspondent, before: CorrespondentDraft, taken: dict[str, Any]) -> dict[str, Any]:
        """Gives the fields that have changed: [before, after]."""
        after = msgspec.structs.replace(before, **taken)
        self.check(after.problems())
        if after == before:
            return {}
        entries.change(self.session, stays, after, self.now)
        old, new = msgspec.to_builtins(before), msgspec.to_builtins(draft_of(self.session, stays))
        return {name: [old[name], new[name]] for name in new if old[name] != new[name]}

    def _lead(self, followers: list[CorrespondentId], goes: Correspondent, stays: Correspondent) -> None:
        """The going entry and all that were merged into it now lead to the staying one."""
        goes.merged_into_id = stays.id
        self.session.flush()
        moved = [goes.id, *followers]
        self.session.execute(
            update(Correspondent).where(Correspondent.id.in_(followers)).values(merged_into_id=stays.id)
        )
        names = {"leads_to_id": stays.id, "proposed": stays.closed is None, "used": stays.used + goes.used}
        self.session.execute(
            update(CorrespondentName).where(CorrespondentName.correspondent_id.in_(moved)).values(names)
        )

    def _part(self, followers: list[CorrespondentId], goes: Correspondent) -> None:
        """The undoing of `_lead`."""
        goes.merged_into_id = None
        try:
            self.session.flush()
        except IntegrityError as error:
            text = f"ИНН {goes.tax_number} за это время получила другая запись: сначала исправьте её."
            raise Invalid(text) from error
        self.session.execute(
            update(Correspondent).where(Correspondent.id.in_(followers)).values(merged_into_id=goes.id)
        )
        names = {"leads_to_id": goes.id, "proposed": goes.closed is None, "used": goes.used}
        self.session.execute(
            update(CorrespondentName).where(CorrespondentName.correspondent_id.in_([goes.id, *followers])).values(names)
        )

    def _told(self, stays: Correspondent, goes: Correspondent) -> None:
        for entry in (stays, goes):
            self.context.tell(CorrespondentRenamed(entry.id))
            self.changed(Kind.CORRESPONDENT, entry.id)


def _merger_row(row: Any) -> MergerRow:
    merger: CorrespondentMerger = row[0]
    return MergerRow(
        merger.id, merger.at, short_name(*row[3:6]), merger.stays_id, row.stays, row.goes,
        ", ".join(LABELS[name] for name in merger.changes), merger.undone_at,
        short_name(*row[6:9]) if merger.undone_by else "",
    )  # fmt: skip
