"""The columns of the registers: what they are called, how wide they are, what they show of a row."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from common.kernel.wording import day
from common.registry.classes import force_words
from common.registry.document import DocumentRow
from common.registry.kinds import Kind
from common.registry.selection import EXTRA, Sort


class ListColumn(Struct, frozen=True):
    """`width` is in pixels of the screen and shares the width of a printed list; `field` is what conditions call it."""

    title: str
    width: int
    text: Callable[[DocumentRow], str]
    field: str
    sort: Sort | None = None


COLUMNS = {
    "number": ListColumn("№", 122, lambda row: row.number, "number", Sort.NUMBER),
    "registered": ListColumn("Дата рег.", 84, lambda row: day(row.registered), "registered", Sort.REGISTERED),
    "correspondent": ListColumn("Корреспондент", 176, lambda row: row.correspondent, "correspondent"),
    "their_number": ListColumn("Исх. №", 88, lambda row: row.their_number, "their_number"),
    "their_date": ListColumn("от", 80, lambda row: day(row.their_date), "their_date", Sort.THEIR_DATE),
    "summary": ListColumn("Краткое содержание", 280, lambda row: row.summary, "summary"),
    "addressees": ListColumn("Адресаты", 124, lambda row: row.addressees, "addressee"),
    "signatory": ListColumn("Подпись", 110, lambda row: row.signatory, "signatory_id"),
    "executor": ListColumn("Исполнитель", 110, lambda row: row.executor, "executor"),
    "unit": ListColumn("Подразделение", 120, lambda row: row.unit, "unit"),
    "control_due": ListColumn("Контроль", 84, lambda row: day(row.control_due), "control_due", Sort.CONTROL_DUE),
    "kind": ListColumn("Вид", 110, lambda row: row.kind, "kind"),
    "place": ListColumn("Место", 92, lambda row: row.place, "place"),
    "force": ListColumn("Сила", 168, lambda row: force_words(row.force, row.force_since), "force"),
    "state": ListColumn("Состояние", 110, lambda row: row.state.label, "state"),
    "document_class": ListColumn("Класс", 90, lambda row: row.document_class.label, "document_class"),
    "received": ListColumn("Поступил", 84, lambda row: day(row.received), "received"),
    "case_file": ListColumn("Дело", 64, lambda row: row.case_file, "case_file"),
    "sheets": ListColumn("Листов", 56, lambda row: str(row.sheets or ""), "sheets"),
    "form": ListColumn("Форма ведения", 130, lambda row: row.form.label, "form"),
    "remark": ListColumn("Примечание", 140, lambda row: row.remark, "remark"),
}


def all_columns(kinds: Iterable[Kind]) -> dict[str, ListColumn]:
    """Those of every register, and the extra fields of the kinds that are to stand in lists."""
    found = dict(COLUMNS)
    for kind in kinds:
        for field in kind.draft.fields:
            if field.in_list:
                found.setdefault(EXTRA + field.key, _extra(field.title, field.key, field.shown))
    return found


def _extra(title: str, key: str, shown: Callable[[str], str]) -> ListColumn:
    return ListColumn(title, 120, lambda row: shown(row.extra.get(key, "")), EXTRA + key)
