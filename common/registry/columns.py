"""The columns of the registers: what they are called, how wide they are, what they show of a row."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from common.kernel.several import joined
from common.kernel.wording import day
from common.registry.classes import DocumentState, force_words
from common.registry.document import DocumentFilter, DocumentRow
from common.registry.extras import ExtraName, extras_of
from common.registry.kinds import Kind
from common.registry.selection import EXTRA, WORDS_FOR_ANY, Comparison, Condition, FieldType, Sort


class ListColumn(Struct, frozen=True):
    """`width` is in pixels of the screen and shares the width of a printed list; `field` is what conditions call it."""

    title: str
    width: int
    text: Callable[[DocumentRow], str]
    field: str
    sort: Sort
    extra_type: FieldType = FieldType.TEXT

    @property
    def rises(self) -> bool:
        """The first click puts names in the order of the alphabet, dates and numbers newest or largest first."""
        dated = {FieldType.DATE, FieldType.COUNT, FieldType.NUMBER}
        return self.sort is not Sort.NUMBER and self.asks_for("").type not in dated

    def orders(self, chosen: DocumentFilter) -> bool:
        """The register stands in the order of this column."""
        return self.sort is chosen.sort and (self.sort is not Sort.EXTRA or self.field == chosen.sort_field)

    def asks_for(self, typed: str, values: Sequence[str] = ()) -> Condition:
        """What is typed above the column, as a condition; `values` are those of its entries that it names."""
        if any_value := WORDS_FOR_ANY.get(typed.strip().lower()):
            return Condition(field=self.field, comparison=any_value, extra_type=self.extra_type)
        comparison = (Comparison.CONTAINS, Comparison.IS, Comparison.ONE_OF)[min(len(values), 2)]
        value = joined(values) or typed
        return Condition(field=self.field, comparison=comparison, value=value, extra_type=self.extra_type)


def _number(row: DocumentRow) -> str:
    """Nobody overlooks that the registration was cancelled, on the screen, in a spreadsheet or on paper."""
    return f"{row.number} (отменён)" if row.state is DocumentState.CANCELLED else row.number


COLUMNS = {
    "number": ListColumn("№", 122, _number, "number", Sort.NUMBER),
    "registered": ListColumn("Дата рег.", 80, lambda row: day(row.registered), "registered", Sort.REGISTERED),
    "correspondent": ListColumn(
        "Корреспондент", 212, lambda row: row.correspondent, "correspondent", Sort.CORRESPONDENT
    ),
    "their_number": ListColumn("Исх. №", 84, lambda row: row.their_number, "their_number", Sort.THEIR_NUMBER),
    "their_date": ListColumn("от", 80, lambda row: day(row.their_date), "their_date", Sort.THEIR_DATE),
    "summary": ListColumn("Краткое содержание", 280, lambda row: row.summary, "summary", Sort.SUMMARY),
    "addressees": ListColumn("Адресаты", 112, lambda row: row.addressees, "addressee", Sort.ADDRESSEES),
    "signatory": ListColumn("Подпись", 104, lambda row: row.signatory, "signatory_id", Sort.SIGNATORY),
    "executor": ListColumn("Исполнитель", 104, lambda row: row.executor, "executor", Sort.EXECUTOR),
    "unit": ListColumn("Подразделение", 104, lambda row: row.unit, "unit", Sort.UNIT),
    "control_due": ListColumn("Контроль", 80, lambda row: day(row.control_due), "control_due", Sort.CONTROL_DUE),
    "controller": ListColumn("Контроль исполнения", 120, lambda row: row.controller, "controller_id", Sort.CONTROLLER),
    "kind": ListColumn("Вид", 104, lambda row: row.kind, "kind", Sort.KIND),
    "place": ListColumn("Место", 92, lambda row: row.place, "place", Sort.PLACE),
    "force": ListColumn("Сила", 168, lambda row: force_words(row.force, row.force_since), "force", Sort.FORCE),
    "state": ListColumn("Состояние", 110, lambda row: row.state.label, "state", Sort.STATE),
    "discarded": ListColumn("Когда, кем и почему убран", 260, lambda row: row.discarded, "state", Sort.STATE),
    "document_class": ListColumn(
        "Класс", 90, lambda row: row.document_class.label, "document_class", Sort.DOCUMENT_CLASS
    ),
    "received": ListColumn("Поступил", 84, lambda row: day(row.received), "received", Sort.RECEIVED),
    "case_file": ListColumn("Дело", 64, lambda row: row.case_file, "case_file", Sort.CASE_FILE),
    "sheets": ListColumn("Листов", 56, lambda row: str(row.sheets or ""), "sheets", Sort.SHEETS),
    "form": ListColumn("Форма ведения", 130, lambda row: row.form.label, "form", Sort.FORM),
    "remark": ListColumn("Примечание", 140, lambda row: row.remark, "remark", Sort.REMARK),
}


BY_GROUPS = {
    Sort.REGISTERED, Sort.CORRESPONDENT, Sort.SIGNATORY, Sort.EXECUTOR, Sort.CONTROLLER, Sort.UNIT, Sort.KIND,
    Sort.PLACE, Sort.STATE, Sort.DOCUMENT_CLASS, Sort.CASE_FILE, Sort.FORM, Sort.EXTRA,
}  # fmt: skip


def grouping_columns(known: Mapping[str, ListColumn]) -> dict[str, ListColumn]:
    """Those by which the documents of a report are put together; days of registration, by their months."""
    return {key: each for key, each in known.items() if each.sort in BY_GROUPS and key != "discarded"}


def all_columns(kinds: Iterable[Kind]) -> dict[str, ListColumn]:
    """Those of every register, and the extra fields of the kinds that are to stand in lists."""
    kinds = list(kinds)
    names, found = extras_of(kinds), dict(COLUMNS)
    for field in (each for kind in kinds for each in kind.draft.fields):
        name = EXTRA + field.key
        if field.in_list:
            found.setdefault(name, _extra(names[name], field.key, field.shown))
    return found


def _extra(name: ExtraName, key: str, shown: Callable[[str], str]) -> ListColumn:
    return ListColumn(name.title, 120, lambda row: shown(row.extra.get(key, "")), EXTRA + key, Sort.EXTRA, name.type)
