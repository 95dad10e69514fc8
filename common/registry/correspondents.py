"""The directory of correspondents: organisations and persons that write to us."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from common.kernel.validation import Problem, require


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
