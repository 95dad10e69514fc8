"""The directory of correspondents: organisations, persons, officials, groups that write to us or to whom we write."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.kernel.ids import CorrespondentId, FileId, JobId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.rights import Right
from common.kernel.taxpayer import state_number_problems, tax_number_problems, tax_reason_problems
from common.kernel.validation import Problem, mailbox_problems, require
from common.rpc.api import Api, reads, writes

Offset = Annotated[int, Meta(ge=0)]
Limit = Annotated[int, Meta(ge=1, le=500)]
MOST_MEMBERS = 500


class CorrespondentKind(StrEnum):
    ORGANISATION = "organisation"
    PERSON = "person"
    OFFICIAL = "official"
    GROUP = "group"

    @property
    def label(self) -> str:
        return KINDS[self]


KINDS = {
    CorrespondentKind.ORGANISATION: "Организация",
    CorrespondentKind.PERSON: "Гражданин",
    CorrespondentKind.OFFICIAL: "Должностное лицо",
    CorrespondentKind.GROUP: "Группа",
}
LABELS = {
    "kind": "Вид",
    "name": "Наименование",
    "short_name": "Краткое наименование",
    "tax_number": "ИНН",
    "tax_reason": "КПП",
    "state_number": "ОГРН",
    "address": "Адрес",
    "email": "Эл. почта",
    "phone": "Телефон",
    "exchange_address": "Адрес МЭДО",
    "post": "Должность",
    "organisation_id": "Организация",
    "dative": "Кому в письме",
    "note": "Примечание",
    "closed": "Закрыт с",
    "group_ids": "Группы",
    "member_ids": "Участники",
}
COMMON = ("name", "short_name", "note", "closed")
CONTACTS = ("address", "email", "phone", "exchange_address", "dative", "group_ids")
FIELDS = {  # which fields an entry of the kind has
    CorrespondentKind.ORGANISATION: (*COMMON, "tax_number", "tax_reason", "state_number", *CONTACTS),
    CorrespondentKind.PERSON: (*COMMON, "tax_number", *CONTACTS),
    CorrespondentKind.OFFICIAL: (*COMMON, "post", "organisation_id", *CONTACTS),
    CorrespondentKind.GROUP: (*COMMON, "member_ids"),
}


class CorrespondentDraft(Struct, frozen=True, kw_only=True):
    """`name` of an official is the person's; `closed` is the first day on which the entry is not proposed any more."""

    name: Annotated[str, Meta(max_length=400)]
    kind: CorrespondentKind = CorrespondentKind.ORGANISATION
    short_name: Annotated[str, Meta(max_length=200)] = ""
    tax_number: Annotated[str, Meta(max_length=12)] = ""
    tax_reason: Annotated[str, Meta(max_length=9)] = ""
    state_number: Annotated[str, Meta(max_length=15)] = ""
    address: Annotated[str, Meta(max_length=400)] = ""
    email: Annotated[str, Meta(max_length=200)] = ""
    phone: Annotated[str, Meta(max_length=200)] = ""
    exchange_address: Annotated[str, Meta(max_length=200)] = ""
    post: Annotated[str, Meta(max_length=200)] = ""
    organisation_id: CorrespondentId | None = None
    dative: Annotated[str, Meta(max_length=400)] = ""
    note: Annotated[str, Meta(max_length=1000)] = ""
    closed: date | None = None
    group_ids: Annotated[list[CorrespondentId], Meta(max_length=100)] = []
    member_ids: Annotated[list[CorrespondentId], Meta(max_length=MOST_MEMBERS)] = []

    @property
    def printed(self) -> str:
        """The name as it stands on documents: of an official with the post."""
        name, post = self.name.strip(), self.post.strip()
        return f"{name}, {post}" if self.kind is CorrespondentKind.OFFICIAL and post else name

    def problems(self) -> Iterator[Problem]:
        yield from require("name", self.name.strip(), "Наименование")
        if self.kind is CorrespondentKind.OFFICIAL:
            yield from require("post", self.post.strip(), "Должность")
        foreign = [
            name for name in LABELS
            if name != "kind" and name not in FIELDS[self.kind] and getattr(self, name) not in ("", None, [])
        ]  # fmt: skip
        for name in foreign:
            yield Problem(name, f"У вида «{self.kind.label}» нет поля «{LABELS[name]}»: очистите его.")
        person = self.kind is CorrespondentKind.PERSON
        yield from tax_number_problems("tax_number", self.tax_number, person=person)
        yield from tax_reason_problems("tax_reason", self.tax_reason)
        yield from state_number_problems("state_number", self.state_number)
        yield from mailbox_problems("email", self.email)


class CorrespondentRow(Struct, frozen=True):
    """A proposal of the type-ahead; `known_as` is the other name by which it was found."""

    id: CorrespondentId
    name: str
    tax_number: str
    address: str
    kind: CorrespondentKind = CorrespondentKind.ORGANISATION
    organisation: str = ""
    known_as: str = ""


class DirectoryOrder(StrEnum):
    """The columns by which the directory is put in order; what is empty comes last."""

    NAME = "name"
    SHORT_NAME = "short_name"
    TAX_NUMBER = "tax_number"
    ADDRESS = "address"
    ORGANISATION = "organisation"
    USED = "used"
    STATE = "state"


class DirectoryFilter(Struct, frozen=True, kw_only=True):
    text: Annotated[str, Meta(max_length=200)] = ""
    kind: CorrespondentKind | None = None
    group_id: CorrespondentId | None = None
    closed: bool = False  # shows the closed ones too
    unchecked: bool = False  # only what was entered in passing and nobody has checked
    order: DirectoryOrder = DirectoryOrder.NAME
    falling: bool = False


EVERYTHING = DirectoryFilter()


class DirectoryRow(Struct, frozen=True):
    id: CorrespondentId
    kind: CorrespondentKind
    name: str
    short_name: str
    tax_number: str
    address: str
    email: str
    organisation: str
    groups: str
    used: int  # documents of a year
    closed: date | None
    checked: bool


class Name(Struct, frozen=True):
    """A name that an entry has had; `until` is when it was changed for another."""

    name: str
    short: bool
    until: datetime | None


class CorrespondentCard(Struct, frozen=True):
    id: CorrespondentId
    version: int
    draft: CorrespondentDraft
    printed: str
    checked: bool
    organisation: CorrespondentRow | None
    groups: list[CorrespondentRow]
    members: list[CorrespondentRow]
    names: list[Name]
    merged_into: CorrespondentRow | None = None


class CorrespondentsApi(Api, Protocol):
    @reads(Right.READ_DOCUMENTS)
    def like(
        self, text: str, limit: Annotated[int, Meta(ge=1, le=100)] = 20, groups: bool = False
    ) -> list[CorrespondentRow]:
        """Type-ahead: names that begin with the text, then those with all its words, then those that resemble it."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def among(self, ids: Annotated[list[CorrespondentId], Meta(max_length=20)]) -> list[CorrespondentRow]:
        """Those entries in that order, as they may be named today: a merged one by what it leads to, no closed one."""
        ...

    @writes(Right.DRAFT)
    def create(self, draft: CorrespondentDraft) -> CorrespondentId:
        """Anybody who prepares a card may enter one; raises Invalid when the name or the ИНН is there already."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def directory(
        self, chosen: DirectoryFilter = EVERYTHING, offset: Offset = 0, limit: Limit = PAGE_SIZE
    ) -> Page[DirectoryRow]:
        """How often an entry is used, of all documents, is told to registrars only: others may see fewer of them."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def card(self, correspondent_id: CorrespondentId) -> CorrespondentCard: ...

    @writes(Right.EDIT_CORRESPONDENTS)
    def update(self, correspondent_id: CorrespondentId, version: int, draft: CorrespondentDraft) -> int:
        """Gives the new version; documents keep the name under which they were registered. Raises Stale."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def members(self, group_id: CorrespondentId) -> list[CorrespondentRow]:
        """Whom a letter to the group goes to: neither closed nor merged ones."""
        ...


class LikenessRow(Struct, frozen=True):
    """Two entries that are probably one; `likeness` in per cent."""

    id: int
    likeness: int
    reasons: str
    first: DirectoryRow
    second: DirectoryRow
    apart: bool


class MergerDraft(Struct, frozen=True, kw_only=True):
    """`taken` names the fields whose values the staying entry takes from the other."""

    stays_id: CorrespondentId
    goes_id: CorrespondentId
    stays_version: int
    goes_version: int
    taken: Annotated[list[str], Meta(max_length=20)] = []


class MergerRow(Struct, frozen=True):
    id: int
    at: datetime
    person: str
    stays_id: CorrespondentId
    stays: str
    goes: str
    changes: str
    undone_at: datetime | None
    undone_by: str


class MergersApi(Api, Protocol):
    @reads(Right.EDIT_CORRESPONDENTS)
    def likenesses(self, apart: bool = False, offset: Offset = 0, limit: Limit = PAGE_SIZE) -> Page[LikenessRow]:
        """The most alike first; those told apart by a person on request only."""
        ...

    @writes(Right.EDIT_CORRESPONDENTS)
    def seek(self) -> JobId:
        """Looks through the whole directory for likenesses in the background."""
        ...

    @writes(Right.EDIT_CORRESPONDENTS)
    def tell_apart(self, likeness_id: int, apart: bool) -> None:
        """«Не одно и то же», remembered for good, or taken back."""
        ...

    @writes(Right.EDIT_CORRESPONDENTS)
    def merge(self, draft: MergerDraft) -> int:
        """Gives the merger's number. Documents are not touched: they keep their printed names. Raises Stale."""
        ...

    @reads(Right.EDIT_CORRESPONDENTS)
    def mergers(self, offset: Offset = 0, limit: Limit = PAGE_SIZE) -> Page[MergerRow]: ...

    @writes(Right.EDIT_CORRESPONDENTS)
    def undo(self, merger_id: int) -> list[str]:
        """Restores both entries; gives the labels of fields that were edited since and therefore stay."""
        ...


IMPORTED = (
    "name short_name kind tax_number tax_reason state_number address email phone exchange_address post organisation"
    " group dative note"
).split()
IMPORT_LABELS = {name: LABELS.get(name, "") for name in IMPORTED} | {"organisation": "Организация", "group": "Группа"}


class Sheet(Struct, frozen=True, kw_only=True):
    """How a file is read; empty words are guessed."""

    encoding: Annotated[str, Meta(pattern="^(|utf-8|cp1251)$")] = ""
    delimiter: Annotated[str, Meta(pattern="^(|;|,|\t)$")] = ""
    headed: bool = True  # the first row holds the titles of columns


GUESSED = Sheet()


class SheetColumn(Struct, frozen=True):
    title: str
    field: str  # one of IMPORTED, or empty for a column that is left out
    samples: list[str]


class ImportPreview(Struct, frozen=True):
    sheet: Sheet
    is_table: bool  # a spreadsheet, which needs neither encoding nor delimiter
    columns: list[SheetColumn]


class ImportDraft(Struct, frozen=True, kw_only=True):
    """`fields` names a field, or nothing, for each column of the file in turn."""

    file_id: FileId
    sheet: Sheet
    fields: Annotated[list[str], Meta(min_length=1, max_length=200)]
    trial: bool = True  # gives the account and changes nothing

    def problems(self) -> Iterator[Problem]:
        chosen = [field for field in self.fields if field]
        for name in dict.fromkeys(chosen):
            if name not in IMPORTED:
                yield Problem("fields", "Среди полей есть неизвестное: выберите из списка.")
            elif chosen.count(name) > 1:
                yield Problem("fields", f"Поле «{IMPORT_LABELS[name]}» выбрано для двух столбцов: оставьте один.")
        if "name" not in chosen:
            yield Problem("fields", "Укажите, в каком столбце наименование: без него записи не создать.")


class Outcome(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return OUTCOMES[self]


OUTCOMES = {
    Outcome.ADDED: "Добавлена",
    Outcome.CHANGED: "Изменена",
    Outcome.SAME: "Без изменений",
    Outcome.REFUSED: "Не принята",
}


class ImportRow(Struct, frozen=True):
    id: int
    job_id: JobId
    at: datetime
    person: str
    file_name: str
    trial: bool
    done: bool
    added: int
    changed: int
    same: int
    refused: int
    account_id: FileId | None


class AccountRow(Struct, frozen=True):
    """What became of one row of the file; `id` is its number there."""

    id: int
    outcome: Outcome
    name: str
    column: str
    reason: str


class ImportsApi(Api, Protocol):
    @reads(Right.EDIT_CORRESPONDENTS)
    def preview(self, file_id: FileId, sheet: Sheet = GUESSED) -> ImportPreview:
        """The columns of a file that the caller has brought, with a guess for each. Raises Invalid."""
        ...

    @writes(Right.EDIT_CORRESPONDENTS)
    def order(self, draft: ImportDraft) -> int:
        """Gives the import's number; the work is done in the background, all of it or nothing."""
        ...

    @reads(Right.EDIT_CORRESPONDENTS)
    def one(self, import_id: int) -> ImportRow: ...

    @reads(Right.EDIT_CORRESPONDENTS)
    def register(self, offset: Offset = 0, limit: Limit = PAGE_SIZE) -> Page[ImportRow]: ...

    @reads(Right.EDIT_CORRESPONDENTS)
    def account(
        self, import_id: int, outcome: Outcome | None = None, offset: Offset = 0, limit: Limit = PAGE_SIZE
    ) -> Page[AccountRow]: ...
