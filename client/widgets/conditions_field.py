"""Conditions on the fields of a card: a short list, each condition in a dialog of its own."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from PySide6.QtWidgets import QDialog, QWidget

from client.widgets.date_field import DateField
from client.widgets.entry_dialog import EntryDialog
from client.widgets.fields import ChoiceField, TextField
from client.widgets.form import Form
from client.widgets.paged_model import Column
from client.widgets.rows_field import RowsField
from common.kernel.validation import Problem
from common.registry.extras import ExtraName
from common.registry.selection import (
    ANY,
    EXACT,
    FIELD_TYPES,
    TESTS_OF,
    Comparison,
    Condition,
    FieldType,
    is_date,
    said,
    title_of,
)


class ConditionsField(RowsField):
    """Conditions on any of the fields; `extra` are those of the kinds, `offered` limits the card's own."""

    def __init__(
        self, extra: Mapping[str, ExtraName], today: date, offered: Collection[str] = FIELD_TYPES, height: int = 220
    ) -> None:
        self._extra, self._today, self._offered = extra, today, offered
        super().__init__(
            (
                Column("Поле", self._title, 190),
                Column("Сравнение", lambda each: said(each.comparison, each.type), 150),
                Column("Значение", _shown, 200),
            ),
            stretch=2,
            height=height,
        )

    def blank(self) -> Condition:
        return Condition(field="summary")

    def edited_row(self, row: Condition) -> Condition | None:
        dialog = ConditionDialog(row, self._extra, self._today, self, offered=self._offered)
        return dialog.condition() if dialog.exec() == QDialog.DialogCode.Accepted else None

    def _title(self, condition: Condition) -> str:
        return named(condition.field, self._extra)


def named(field: str, extra: Mapping[str, ExtraName]) -> str:
    """What a field is called, the kinds' own included."""
    return extra[field].title if field in extra else title_of(field)


def _shown(condition: Condition) -> str:
    if is_date(condition.value):
        return ".".join(reversed(condition.value.split("-")))
    return condition.value


def in_alphabet(title: str) -> str:
    return title.lower().replace("ё", "е")


class ConditionDialog(EntryDialog):
    """One condition: the field decides how it may be compared, the comparison what is asked for."""

    def __init__(
        self, condition: Condition, extra: Mapping[str, ExtraName], today: date, parent: QWidget | None = None, *,
        offered: Collection[str] = FIELD_TYPES,
    ) -> None:  # fmt: skip
        super().__init__(self.tr("Условие"), Form(Condition, ["field", "comparison"]), parent)
        self._extra = extra
        names = [*offered, *extra]
        fields = sorted(((name, named(name, extra)) for name in names), key=lambda each: in_alphabet(each[1]))
        self.field, self.comparison = ChoiceField(fields), ChoiceField(nothing=Comparison.CONTAINS)
        self.value, self.day = TextField(), DateField(today)
        self.form.add("field", self.tr("Поле"), self.field, 0, span=2)
        self.form.add("comparison", self.tr("Сравнение"), self.comparison, 1, span=2)
        self.form.add("value", self.tr("Значение"), self.value, 2, span=2)
        self.form.add("day", self.tr("Дата"), self.day, 3, span=2)
        self.form.close_up(4)
        self.field.show_value(condition.field)
        self._offer_comparisons()
        self.comparison.show_value(condition.comparison)
        self._follow()
        self.value.show_value(condition.value)
        if is_date(condition.value):
            self.day.show_value(date.fromisoformat(condition.value))
        self.field.edited.connect(self._offer_comparisons)
        self.comparison.changed.connect(self._follow)
        self.resize(480, 190)

    def condition(self) -> Condition:
        value = self.value.value()
        if self._asks_for_day():
            day = self.day.value()
            value = day.isoformat() if day else ""
        if self.comparison.value() in ANY:
            value = ""
        return Condition(
            field=self.field.value(), comparison=self.comparison.value(), value=value, extra_type=self._extra_type()
        )

    def problems(self) -> Iterable[Problem]:
        beside = "day" if self._asks_for_day() else "value"
        return (Problem(beside, problem.text) for problem in self.condition().problems())

    def _offer_comparisons(self) -> None:
        kind = self._type()
        allowed = [each for each in TESTS_OF[kind] if each is not Comparison.KEY]
        if self.comparison.value() not in allowed:
            self.comparison.show_value(allowed[0])
        self.comparison.show_choices([(each, said(each, kind)) for each in allowed])
        self._follow()

    def _asks_for_day(self) -> bool:
        return self._type() is FieldType.DATE and self.comparison.value() in EXACT

    def _type(self) -> FieldType:
        return Condition(field=self.field.value(), extra_type=self._extra_type()).type

    def _extra_type(self) -> FieldType:
        known = self._extra.get(self.field.value())
        return known.type if known else FieldType.TEXT

    def _follow(self) -> None:
        asks, several = self.comparison.value() not in ANY, self.comparison.value() is Comparison.ONE_OF
        self.value.line.setPlaceholderText(self.tr("через «;»: первое; второе") if several else "")
        self.form.show_field("day", visible=asks and self._asks_for_day())
        self.form.show_field("value", visible=asks and not self._asks_for_day())
