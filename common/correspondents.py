"""The directory of correspondents: organisations and persons that write to us."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.kernel.ids import CorrespondentId
from common.kernel.rights import Right
from common.kernel.validation import Problem, require
from common.rpc.api import Api, reads, writes


class CorrespondentKind(StrEnum):
    ORGANISATION = "organisation"
    PERSON = "person"

    @property
    def label(self) -> str:
        return {CorrespondentKind.ORGANISATION: "Организация", CorrespondentKind.PERSON: "Гражданин"}[self]


class CorrespondentDraft(Struct, frozen=True, kw_only=True):
    name: Annotated[str, Meta(max_length=400)]
    kind: CorrespondentKind = CorrespondentKind.ORGANISATION
    tax_number: Annotated[str, Meta(max_length=12)] = ""
    address: Annotated[str, Meta(max_length=400)] = ""
    email: Annotated[str, Meta(max_length=200)] = ""

    def problems(self) -> Iterator[Problem]:
        yield from require("name", self.name.strip(), "Наименование")
        if self.tax_number and not (self.tax_number.isdigit() and len(self.tax_number) in {10, 12}):
            yield Problem("tax_number", "ИНН состоит из 10 цифр у организации и из 12 у гражданина.")
        if self.email and "@" not in self.email:
            yield Problem("email", "В адресе электронной почты нет знака @.")


class CorrespondentRow(Struct, frozen=True):
    id: CorrespondentId
    name: str
    tax_number: str
    address: str


class CorrespondentsApi(Api, Protocol):
    @reads(Right.READ_DOCUMENTS)
    def like(self, text: str, limit: Annotated[int, Meta(ge=1, le=100)] = 20) -> list[CorrespondentRow]:
        """Type-ahead: names that begin with the text, then those that contain it, then those that resemble it."""
        ...

    @writes(Right.EDIT_CORRESPONDENTS)
    def create(self, draft: CorrespondentDraft) -> CorrespondentId:
        """Raises Invalid when the name or the tax number is there already."""
        ...
