"""What one types above the columns of a register: each column takes what stands in it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QCoreApplication

from client.widgets.choices import Choices
from client.widgets.column_filter import Asked
from common.kernel.amounts import limits_of
from common.kernel.periods import days_of
from common.kernel.several import joined, split
from common.kernel.times import span_of
from common.registry.classes import DocumentClass, DocumentState, Force, RecordForm
from common.registry.columns import ListColumn
from common.registry.document import Dictionaries
from common.registry.extras import ExtraName
from common.registry.selection import LONGEST_VALUE, LONGEST_VALUES, MOST_VALUES, WORDS_FOR_ANY, FieldType

NUMBERS = {"number", "their_number"}
AMOUNTS = {FieldType.COUNT, FieldType.NUMBER}


def filters_of(
    columns: Mapping[str, ListColumn], known: Dictionaries, extra: Mapping[str, ExtraName],
    states: Sequence[DocumentState], today: date,
) -> dict[str, Asked]:  # fmt: skip
    """`states` are those that the register shows."""
    listed: dict[str, Choices] = {
        "kind": _all(kind.title for kind in known.kinds),
        "document_class": _all(each.label for each in DocumentClass),
        "state": _all(each.label for each in states),
        "force": _all(each.label for each in Force),
        "form": _all(each.label for each in RecordForm),
        "place": _all(place.title for place in known.all_places or known.places),
        "unit": _all((unit.title for unit in known.units), [unit.short_title for unit in known.units]),
        "case_file": Choices([each.key for each in known.case_files]),
        **{name: Choices(each.values) for name, each in extra.items()},
    }
    return {key: _asked(column, listed.get(column.field, Choices()), today) for key, column in columns.items()}


def _all(titles: Iterable[str], also: Iterable[str] = ()) -> Choices:
    named = list(dict.fromkeys(title for title in titles if title))
    return Choices(named, [title for title in also if title and title not in named], complete=bool(named))


def _asked(column: ListColumn, choices: Choices, today: date) -> Asked:
    kind = column.asks_for("").type
    if kind is FieldType.DATE:
        tip = _tr("День, месяц или период: 5, 05.12, завтра, ноябрь, с 01.10 по 15.10, прошлая неделя; пусто, есть")
        return Asked(column.title, _tr("дата"), tip, misread=partial(_misread_date, today), is_short=True)
    if kind is FieldType.TIME:
        tip = _tr("9:30, 9 (весь час), с 9 до 12, после 14; пусто, есть")
        return Asked(column.title, _tr("время"), tip, misread=_misread_time, is_short=True)
    if kind in AMOUNTS:
        return Asked(
            column.title, _tr("число"), _tr("10, больше 9, 5–10; пусто, есть"), misread=_misread_amount, is_short=True
        )
    if choices.titles:
        tip = _tr("↓ — отметить одно или несколько; можно набрать части названий через «;». Ещё: пусто, есть")
        return Asked(column.title, _tr("любое"), tip, choices, misread=partial(_misread_choice, choices))
    if column.field in NUMBERS:
        return Asked(column.title, _tr("номер"), _tr("Номер целиком или его часть; пусто, есть"))
    tip = _tr("Часть слова: «школ» найдёт «школа» и «школы»; слово во всех формах ищет общий поиск. Ещё: пусто, есть")
    return Asked(column.title, _tr("часть слова"), tip)


def _misread_choice(choices: Choices, text: str) -> str:
    if not text or _is_any(text):
        return ""
    if unknown := choices.unknown(text):
        return _tr("«{0}» в списке нет: ↓ — выбрать из него.").format(unknown)
    values = choices.values(text)
    if len(values) < 2 and len(joined(values or split(text))) > LONGEST_VALUE:
        return _tr("Слишком длинно: не больше {0} знаков.").format(LONGEST_VALUE)
    too_many = len(values) > MOST_VALUES or len(joined(values)) > LONGEST_VALUES
    return _tr("Слишком много значений: уточните.") if too_many else ""


def _misread_date(today: date, text: str) -> str:
    words = _tr("«{0}» — не дата. Пишите: 5, 05.12, завтра, ноябрь, 3 квартал, после 20.11, с 01.10 по 15.10.")
    return "" if not text or _is_any(text) or days_of(text, today) else words.format(text)


def _misread_time(text: str) -> str:
    words = _tr("«{0}» — не время, по нему не отобрано. Пишите: 9:30, с 9 до 12, после 14.")
    return "" if not text or _is_any(text) or span_of(text) else words.format(text)


def _misread_amount(text: str) -> str:
    words = _tr("«{0}» — не число, по нему не отобрано. Пишите: 10, больше 9, 5–10.")
    return "" if not text or _is_any(text) or limits_of(text) else words.format(text)


def _is_any(text: str) -> bool:
    return text.lower() in WORDS_FOR_ANY


def _tr(text: str) -> str:
    return QCoreApplication.translate("ColumnFilters", text)
