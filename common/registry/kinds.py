"""Kinds of documents as data: an administrator adds one, and forms, lists, search and reports know it."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.kernel.ids import DocumentId, PersonId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.rights import Right
from common.kernel.several import MARK
from common.kernel.validation import Problem, require
from common.registry.classes import LABELS, DocumentClass, RecordForm, label_of
from common.registry.numbers import NumberTemplate
from common.registry.values import ValueType
from common.rpc.api import Api, reads, writes

Line = Annotated[str, Meta(max_length=200)]
Key = Annotated[str, Meta(max_length=40)]
KEY = re.compile(r"[a-z][a-z0-9_]*$")
LONGEST_VALUE = 2000


OF_THE_QUEUE = "letter"  # the kind of a paper that has come, until somebody says otherwise


class Demand(StrEnum):
    """Which signature documents of a kind must have; more than is demanded is always allowed."""

    NONE = "none"
    SIMPLE = "simple"
    CRYPTOGRAPHIC = "cryptographic"

    @property
    def label(self) -> str:
        return DEMANDS[self]


DEMANDS = {
    Demand.NONE: "Не требуется",
    Demand.SIMPLE: "Простая (пароль)",
    Demand.CRYPTOGRAPHIC: "Усиленная (сертификат)",
}


class ExtraField(Struct, frozen=True, kw_only=True):
    """A field of one kind. Values travel as text: dates as ISO, flags as «да», numbers with a point."""

    key: Key
    title: Line
    type: ValueType = ValueType.TEXT
    mandatory: bool = False
    choices: Annotated[list[Line], Meta(max_length=200)] = []
    in_list: bool = False
    in_search: bool = True
    in_print: bool = True

    def faults(self) -> Iterator[Problem]:
        """What makes the definition unusable, at the part of it that does."""
        if not KEY.match(self.key):
            yield Problem("key", f"Ключ «{self.key}» — строчные латинские буквы, цифры и _, первая — буква.")
        if not self.title.strip():
            yield Problem("title", f"У поля «{self.key}» нет названия.")
        if self.type.nature.listed and len(self.choices) < 2:
            yield Problem("choices", f"Для выбора в поле «{self.title}» нужно не меньше двух значений.")
        if not self.type.nature.listed and self.choices:
            yield Problem(
                "choices", f"Список значений есть только у выбора: уберите его у поля «{self.title}» или смените тип."
            )
        if self.type is ValueType.SEVERAL and any(MARK in choice for choice in self.choices):
            yield Problem("choices", f"Значения поля «{self.title}» пишут без «{MARK}»: так отделяют одно от другого.")
        if not all(choice.strip() for choice in self.choices):
            yield Problem("choices", f"Среди значений поля «{self.title}» есть пустое: уберите его.")
        if len({choice.strip().lower() for choice in self.choices}) != len(self.choices):
            yield Problem("choices", f"Значения поля «{self.title}» повторяются.")

    def fault_of(self, value: str) -> str:
        """Why a value does not fit; empty when it does."""
        if self.mandatory and not value.strip():
            return f"Заполните поле «{self.title}»."
        return self.misfit_of(value)

    def misfit_of(self, value: str) -> str:
        """Why a value cannot be kept even in an unfinished card."""
        if not value:
            return ""
        if len(value) > LONGEST_VALUE:
            return f"«{self.title}»: не больше {LONGEST_VALUE} знаков."
        if not self._fits(value):
            return f"«{self.title}»: {self.type.nature.expected}."
        return ""

    def shown(self, value: str) -> str:
        """The value as people read it."""
        return self.type.nature.shown(value) if self._fits(value) else value

    def searched(self, value: str) -> str:
        """What the search knows the value by."""
        return self.shown(value) if self.type is ValueType.PERSON else value

    def _fits(self, value: str) -> bool:
        return self.type.nature.fits(value, self.choices)


class KindDraft(Struct, frozen=True, kw_only=True):
    """A kind as an administrator defines it."""

    key: Key
    title: Line
    document_class: DocumentClass
    code: Annotated[str, Meta(max_length=20)] = ""
    template: Annotated[str, Meta(max_length=100)] = ""  # empty: the journal's own
    own_series: bool = False
    fields: Annotated[list[ExtraField], Meta(max_length=40)] = []
    recipient_ids: Annotated[list[PersonId], Meta(max_length=200)] = []
    deadline_norm: Key = ""
    retention: Line = ""
    form: RecordForm = RecordForm.ELECTRONIC
    form_basis: Line = ""
    signature: Demand = Demand.NONE
    number_when_signed: bool = False
    closed: bool = False

    @property
    def numbering(self) -> tuple[str, str, bool]:
        """What makes its numbers."""
        return self.template, self.code, self.own_series

    def problems(self) -> Iterator[Problem]:
        yield from require("title", self.title.strip(), "Название")
        if not KEY.match(self.key):
            yield Problem("key", "Ключ — строчные латинские буквы, цифры и _, первая — буква.")
        if self.template:
            yield from (Problem("template", fault) for fault in NumberTemplate(self.template).faults())
        if self.own_series and not self.template:
            yield Problem("template", "Для собственной нумерации задайте шаблон номера, например {N}-п.")
        if self.form is not RecordForm.ELECTRONIC and not self.form_basis.strip():
            yield Problem("form_basis", "Назовите правовое основание ведения на бумаге.")
        if self.signature is not Demand.NONE and self.document_class is DocumentClass.INCOMING:
            yield Problem("signature", "Входящие подписывает отправитель: выберите «Не требуется».")
        if self.signature is not Demand.NONE and self.form is RecordForm.PAPER:
            yield Problem("signature", "Бумажный документ подписывают на бумаге: выберите «Не требуется».")
        if self.number_when_signed and self.document_class is DocumentClass.INCOMING:
            yield Problem("number_when_signed", "Входящие не подписывают здесь: номер даёт регистратор.")
        yield from (Problem("fields", fault.text) for field in self.fields for fault in field.faults())
        keys = [field.key for field in self.fields]
        titles = [field.title.strip().lower() for field in self.fields]
        if len(set(keys)) != len(keys) or len(set(titles)) != len(titles):
            yield Problem("fields", "Ключи и названия дополнительных полей не повторяются.")
        taken = {label_of(self.document_class, name).lower() for name in LABELS}
        yield from (
            Problem("fields", f"Поле «{field.title.strip()}» уже есть среди общих реквизитов: назовите своё иначе.")
            for field in self.fields
            if field.title.strip().lower() in taken
        )
        if self.closed and self.key == OF_THE_QUEUE:
            yield Problem("closed", "С этого вида начинается карточка каждой поступившей бумаги: его не закрывают.")

    def problems_of(self, extra: Mapping[str, str]) -> Iterator[Problem]:
        """What is wrong with the extra fields of a document of this kind; the field is named `extra.<key>`."""
        for field in self.fields:
            if fault := field.fault_of(extra.get(field.key, "")):
                yield Problem(f"extra.{field.key}", fault)

    def contradictions_of(self, extra: Mapping[str, str], kept: Mapping[str, str]) -> Iterator[Problem]:
        """What cannot be written even into an unfinished card; `kept` is what stands in it already."""
        known = {field.key: field for field in self.fields}
        for key, value in extra.items():
            if kept.get(key) == value:
                continue
            if key not in known:
                yield Problem(f"extra.{key}", f"У вида «{self.title}» нет поля «{key}»: обновите карточку (F5).")
            elif fault := known[key].misfit_of(value):
                yield Problem(f"extra.{key}", fault)

    def carried(self, extra: Mapping[str, str], before: "KindDraft") -> dict[str, str]:
        """Of the values of another kind those that this one has a fitting field for; a text takes what people read."""
        known = {field.key: field for field in self.fields}
        values = dict(extra)
        for field in before.fields:
            if field.key in values and field.key in known and known[field.key].type is ValueType.TEXT:
                values[field.key] = field.shown(values[field.key])
        return {
            key: value for key, value in values.items() if value and key in known and not known[key].misfit_of(value)
        }

    def lacking(self, extra: Mapping[str, str]) -> list[ExtraField]:
        """The mandatory fields without a value."""
        return [field for field in self.fields if field.mandatory and not extra.get(field.key, "").strip()]

    def shown(self, extra: Mapping[str, str]) -> list[tuple[str, str]]:
        """Titles and values of what is filled, in the order of the definition."""
        return [(each.title, each.shown(extra[each.key])) for each in self.fields if extra.get(each.key)]


class Kind(Struct, frozen=True):
    """A kind as cards and registers use it."""

    draft: KindDraft
    version: int
    documents: int = 0

    @property
    def key(self) -> str:
        return self.draft.key

    @property
    def title(self) -> str:
        return self.draft.title


class DryRow(Struct, frozen=True):
    """What a document of last year would have got under the definition."""

    id: DocumentId
    had: str
    registered: date
    would: str
    faults: list[str]

    @property
    def is_changed(self) -> bool:
        return self.had != self.would or bool(self.faults)


class NextNumber(Struct, frozen=True):
    """What a journal would give next under the definition; its own template is not the kind's and stays."""

    journal: str
    number: str
    is_own: bool = False


class DryRun(Struct, frozen=True):
    """`documents` of last year, how many of them would keep their numbers, be numbered otherwise or lack something."""

    documents: int
    otherwise: int
    lacking: int
    changed: int  # numbered otherwise, or lacking something, or both
    following: list[NextNumber] = []  # with which the definition begins to count

    @property
    def same(self) -> int:
        return self.documents - self.otherwise


class KindsApi(Api, Protocol):
    @reads(Right.SIGNED_IN)
    def all(self) -> list[Kind]:
        """All kinds in their order, closed ones last."""
        ...

    @reads(Right.ADMINISTER)
    def dry_run(self, draft: KindDraft, version: int) -> DryRun:
        """What last year's documents of the kind would get; a new one has none. Refuses what `put` would."""
        ...

    @reads(Right.ADMINISTER)
    def dry_rows(
        self, draft: KindDraft, changed: bool, offset: Annotated[int, Meta(ge=0)] = 0, limit: int = PAGE_SIZE
    ) -> Page[DryRow]:
        """The documents of a dry run in their order; of the `changed` ones only, if so asked."""
        ...

    @writes(Right.ADMINISTER)
    def put(self, draft: KindDraft, version: int) -> int:
        """Adds a kind (version 0) or changes one; returns its new version. Its journals count by its template from the
        next number on, except those with a template of their own.

        Raises Invalid for a bad definition and for one that contradicts documents already registered, Stale for an
        old version.
        """
        ...
