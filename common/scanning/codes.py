"""Codes of cards on paper: a cover sheet laid before the paper, or labels stuck on its first page."""

from enum import StrEnum
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.kernel.ids import DocumentId
from common.kernel.rights import Right
from common.registry.bulk import MOST_AT_ONCE
from common.rpc.api import Api, reads

LABELS_ON_SHEET = 24  # 70 × 37 mm, three across


class CodeForm(StrEnum):
    COVER = "cover"
    LABEL = "label"
    SHEET = "sheet"

    @property
    def label(self) -> str:
        return FORMS[self]


FORMS = {
    CodeForm.COVER: "Титульный лист, А4",
    CodeForm.LABEL: "Этикетка 58 × 40 мм",
    CodeForm.SHEET: f"Лист А4 с этикетками 70 × 37 мм, {LABELS_ON_SHEET} шт.",
}


class CodeOrder(Struct, frozen=True, kw_only=True):
    """`first` is the label of a sheet to begin with, 1 for a whole one; those before it are used already."""

    form: CodeForm
    document_ids: Annotated[list[DocumentId], Meta(min_length=1, max_length=MOST_AT_ONCE)]
    first: Annotated[int, Meta(ge=1, le=LABELS_ON_SHEET)] = 1


class CodesApi(Api, Protocol):
    @reads(Right.READ_DOCUMENTS)
    def printed(self, order: CodeOrder) -> bytes:
        """A PDF in the order of the documents, drafts among them; raises Missing for one that is not seen."""
        ...
