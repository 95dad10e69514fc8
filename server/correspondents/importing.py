"""Bringing entries from a table: each row is found, compared, added, changed or refused with its reason."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from common.correspondents import (
    KINDS,
    LABELS,
    AccountRow,
    CorrespondentDraft,
    CorrespondentKind,
    ImportDraft,
    Outcome,
)
from common.kernel.ids import CorrespondentId
from common.kernel.validation import Problem
from server.core.db import copy_rows
from server.core.service import Context
from server.correspondents import entries
from server.correspondents.directory import draft_of
from server.correspondents.models import (
    Correspondent,
    CorrespondentImport,
    CorrespondentImportRow,
    CorrespondentMember,
    CorrespondentName,
)
from server.correspondents.names import name_key
from server.correspondents.sheets import SheetFile, column_title
from server.files.service import FileService

IMPORT = "correspondents.import"
EVERY = 500  # rows between two words of progress
KIND_OF = {label.lower(): kind for kind, label in KINDS.items()} | {
    "юридическое лицо": CorrespondentKind.ORGANISATION, "орг": CorrespondentKind.ORGANISATION,
    "физическое лицо": CorrespondentKind.PERSON, "физлицо": CorrespondentKind.PERSON,
    "должность": CorrespondentKind.OFFICIAL,
}  # fmt: skip
REPEATED = "Повтор строки {0}."


class ImportOrder(Struct, frozen=True):
    import_id: int


class Refused(Exception):
    """The row is not taken; `column` is where the reason lies."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


class Known(Struct):
    """An entry of the directory as a row is compared with it."""

    id: CorrespondentId
    leads_to: CorrespondentId
    draft: CorrespondentDraft | None  # read when it is needed


class Directory:
    """All entries by their numbers and names, kept up with what the file adds."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.known: dict[CorrespondentId, Known] = {}
        self._by_number: defaultdict[tuple[str, str], set[CorrespondentId]] = defaultdict(set)
        self._by_name: defaultdict[tuple[str, str], set[CorrespondentId]] = defaultdict(set)
        of = Correspondent
        columns = (of.id, of.merged_into_id, of.kind, of.name, of.tax_number, of.tax_reason, of.state_number)
        for row in session.execute(select(*columns)):
            self.add(row.id, row.merged_into_id or row.id, row.kind, row.name, row.tax_number, row.tax_reason)
        former = select(CorrespondentName.correspondent_id, CorrespondentName.name, Correspondent.kind).join(
            Correspondent, Correspondent.id == CorrespondentName.correspondent_id
        )
        for owner, name, kind in session.execute(former.where(CorrespondentName.until.is_not(None))):
            self._by_name[kind.value, name_key(name)].add(owner)

    def add(
        self, entry_id: CorrespondentId, leads_to: CorrespondentId, kind: CorrespondentKind, name: str, inn: str,
        kpp: str, draft: CorrespondentDraft | None = None,
    ) -> None:  # fmt: skip
        self.known[entry_id] = Known(entry_id, leads_to, draft)
        if inn:
            self._by_number[inn, kpp].add(entry_id)
            self._by_number[inn, "*"].add(entry_id)
        self._by_name[kind.value, name_key(name)].add(entry_id)

    def find(self, draft: CorrespondentDraft) -> Known | None:
        """By ИНН with КПП, then by ИНН alone, then by name; raises Refused when it may be two."""
        by_number = self._by_number.get((draft.tax_number, draft.tax_reason), set()) if draft.tax_number else set()
        if not by_number and draft.tax_number:
            by_number = {
                each for each in self._by_number.get((draft.tax_number, "*"), set())
                if not draft.tax_reason or not self.draft(each).tax_reason
            }  # fmt: skip
        found = by_number or self._named(draft)
        leads_to = {self.known[each].leads_to for each in found}
        if len(leads_to) > 1:
            numbers = ", ".join(f"№ {each}" for each in sorted(leads_to)[:5])
            raise Refused("ИНН" if by_number else "Наименование", f"Подходит к нескольким записям: {numbers}.")
        return self.known[min(found)] if found else None

    def named(self, name: str, kind: CorrespondentKind) -> CorrespondentId | None:
        found = {self.known[each].leads_to for each in self._by_name.get((kind.value, name_key(name)), set())}
        return min(found) if len(found) == 1 else None

    def draft(self, entry_id: CorrespondentId) -> CorrespondentDraft:
        known = self.known[entry_id]
        if known.draft is None:
            known.draft = draft_of(self._session, self._session.get_one(Correspondent, entry_id))
        return known.draft

    def _named(self, draft: CorrespondentDraft) -> set[CorrespondentId]:
        """Those of the name that no number or address tells apart."""
        apart = ("address",) if draft.kind is CorrespondentKind.PERSON else ("tax_number", "tax_reason")
        found = self._by_name.get((draft.kind.value, name_key(draft.printed)), set())
        return {
            each for each in found
            if not any(
                getattr(draft, field) and getattr(self.draft(each), field)
                and name_key(getattr(draft, field)) != name_key(getattr(self.draft(each), field))
                for field in apart
            )
        }  # fmt: skip


class Import:
    """One run over a file, inside the transaction of its job."""

    def __init__(self, context: Context, run: CorrespondentImport, progress: Callable[[int, int, str], None]) -> None:
        self._context, self._session, self._run, self._progress = context, context.session, run, progress
        self._order = msgspec.convert(run.order, ImportDraft)
        self._directory = Directory(context.session)
        self._names: list[str] = []
        self._groups: list[tuple[str, CorrespondentId]] = []
        self._brought: dict[CorrespondentId, int] = {}  # the row that has named the entry first
        self.accounts: list[AccountRow] = []

    def bring(self) -> None:
        """Raises Invalid when the file is no table."""
        file = SheetFile(FileService(self._context).path(self._run.file_id), self._order.sheet)
        rows = list(file.rows())
        for place, (number, cells) in enumerate(rows):
            if place % EVERY == 0:
                self._progress(place, len(rows), "Сверяются строки")
            self.accounts.append(self._account(number, cells))
        if not self._run.trial:
            self._progress(len(rows), len(rows), "Записываются группы")
            self._join_groups()
            entries.learn_words(self._session, self._names)
        for outcome in Outcome:
            setattr(self._run, outcome.value, sum(each.outcome is outcome for each in self.accounts))
        copy_rows(
            self._session, CorrespondentImportRow.__table__,  # type: ignore[arg-type]
            ["import_id", "number", "outcome", "name", '"column"', "reason"],
            ((self._run.id, each.id, each.outcome, each.name, each.column, each.reason) for each in self.accounts),
        )  # fmt: skip

    def _account(self, number: int, cells: list[str]) -> AccountRow:
        values = {field: cell for field, cell in zip(self._order.fields, cells, strict=False) if field and cell}
        name = values.get("name", "")[:400]
        try:
            draft = self._draft(values)
            outcome, reason = self._take(number, draft, values)
        except Refused as error:
            return AccountRow(number, Outcome.REFUSED, name, error.column, error.reason)
        return AccountRow(number, outcome, draft.printed, "", reason)

    def _draft(self, values: dict[str, str]) -> CorrespondentDraft:
        """The row as an entry; raises Refused for the first thing wrong with it."""
        kind = self._kind(values)
        own = {
            name: value for name, value in values.items()
            if name not in {"kind", "organisation", "group"}
        }  # fmt: skip
        organisation = values.get("organisation")
        if organisation:
            found = self._directory.named(organisation, CorrespondentKind.ORGANISATION)
            if found is None:
                raise Refused("Организация", f"«{organisation}» нет в справочнике или таких несколько.")
            own["organisation_id"] = found  # type: ignore[assignment]
        try:
            draft = msgspec.convert({"name": "", **own, "kind": kind.value}, CorrespondentDraft)
        except msgspec.ValidationError as error:
            field = str(error).rpartition("$.")[2].strip("`")
            raise Refused(column_title(field), "Слишком длинное значение: сократите его.") from error
        for problem in draft.problems():
            raise Refused(LABELS.get(problem.field, problem.field), problem.text)
        return draft

    def _kind(self, values: dict[str, str]) -> CorrespondentKind:
        """As the file says, else what the other columns let guess."""
        said = values.get("kind", "").lower()
        if said:
            if said not in KIND_OF:
                raise Refused("Вид", f"Вида «{said}» нет. Возможны: {', '.join(KINDS.values())}.")
            return KIND_OF[said]
        if values.get("post"):
            return CorrespondentKind.OFFICIAL
        return CorrespondentKind.ORGANISATION

    def _take(self, number: int, draft: CorrespondentDraft, values: dict[str, str]) -> tuple[Outcome, str]:
        found = self._directory.find(draft)
        if found is None:
            return Outcome.ADDED, self._add(number, draft, values)
        if found.leads_to != found.id:
            return Outcome.SAME, f"Запись объединена с № {found.leads_to}: оставлена как есть."
        before = self._directory.draft(found.id)
        given = {name: getattr(draft, name) for name in values if name in CorrespondentDraft.__struct_fields__}
        if values.get("organisation"):
            given["organisation_id"] = draft.organisation_id
        given.pop("kind", None)
        after = msgspec.structs.replace(before, **given)
        changed = [name for name in given if getattr(before, name) != getattr(after, name)]
        for problem in self._problems(after, found.id) if changed else ():
            raise Refused(LABELS.get(problem.field, problem.field), problem.text)
        first = self._brought.setdefault(found.id, number)
        repeated = REPEATED.format(first) if first != number else ""
        joined = self._join(values, found.id)
        if not changed:
            if joined:
                return Outcome.CHANGED, f"Группа: добавлена «{values['group']}». {repeated}".strip()
            return Outcome.SAME, repeated or f"Запись № {found.id}."
        known = self._directory.known[found.id]
        after = msgspec.structs.replace(after, group_ids=self._directory.draft(found.id).group_ids)
        if not self._run.trial:
            entry = self._session.get_one(Correspondent, found.id)
            entries.change(self._session, entry, after, self._context.clock.now())
        known.draft = after
        said = "; ".join(
            f"{LABELS[name]}: {self._shown(name, before)} → {self._shown(name, after)}" for name in changed
        )
        return Outcome.CHANGED, f"{said}. {repeated}".strip()

    def _shown(self, name: str, draft: CorrespondentDraft) -> str:
        value = getattr(draft, name)
        if name == "organisation_id" and value:
            value = self._directory.draft(value).printed
        return f"«{f'{value:%d.%m.%Y}' if isinstance(value, date) else value}»" if value else "пусто"

    def _problems(self, draft: CorrespondentDraft, own: CorrespondentId) -> Iterator[Problem]:
        yield from draft.problems()
        there = [each for each in draft.group_ids if each > 0]  # of a trial the new ones are nowhere
        yield from entries.contradictions(self._session, msgspec.structs.replace(draft, group_ids=there), own)

    def _add(self, number: int, draft: CorrespondentDraft, values: dict[str, str]) -> str:
        if self._run.trial:
            fresh = CorrespondentId(-len(self._directory.known) - 1)
        else:
            columns: dict[str, Any] = entries.columns_of(draft)
            fresh = self._session.execute(
                insert(Correspondent).values(**columns).returning(Correspondent.id)
            ).scalar_one()
            self._session.execute(insert(CorrespondentName), entries.name_rows(fresh, draft))
            self._names += [draft.printed, draft.short_name]
        self._directory.add(fresh, fresh, draft.kind, draft.printed, draft.tax_number, draft.tax_reason, draft)
        self._brought[fresh] = number
        self._join(values, fresh)
        return "" if self._run.trial else f"Запись № {fresh}."

    def _join(self, values: dict[str, str], member: CorrespondentId) -> bool:
        """Whether the row brings the entry into a group that it was not in."""
        title = values.get("group", "")
        if not title:
            return False
        group = self._directory.named(title, CorrespondentKind.GROUP)
        draft = self._directory.draft(member)
        if group is not None and group in draft.group_ids:
            return False
        if group is None:
            group = self._new_group(title)
        self._directory.known[member].draft = msgspec.structs.replace(draft, group_ids=[*draft.group_ids, group])
        self._groups.append((title, member))
        return True

    def _new_group(self, title: str) -> CorrespondentId:
        draft = CorrespondentDraft(name=title, kind=CorrespondentKind.GROUP)
        if self._run.trial:
            fresh = CorrespondentId(-len(self._directory.known) - 1)
        else:
            fresh = entries.create(self._session, draft).id
        self._directory.add(fresh, fresh, CorrespondentKind.GROUP, title, "", "", draft)
        return fresh

    def _join_groups(self) -> None:
        rows = [
            {"group_id": self._directory.named(title, CorrespondentKind.GROUP), "member_id": member,
             "position": member}
            for title, member in self._groups
        ]  # fmt: skip
        if rows:
            joined = insert(CorrespondentMember).on_conflict_do_nothing()  # a changed entry is in its groups by now
            self._session.execute(joined, rows)
