"""Fields that a kind of documents brings with it: the widget for each type, and its value as text."""

from datetime import date
from typing import Any

from client.widgets.date_field import DateField
from client.widgets.field import Field
from client.widgets.fields import ChoiceField, FlagField, TextField
from common.registry.kinds import YES, ExtraField, ValueType


def widget_of(field: ExtraField, today: date) -> Field:
    if field.type is ValueType.DATE:
        return DateField(today)
    if field.type is ValueType.FLAG:
        return FlagField(field.title)
    if field.type is ValueType.CHOICE:
        return ChoiceField([(choice, choice) for choice in field.choices], may_be_empty=True)
    return TextField()


def as_text(field: ExtraField, value: Any) -> str:
    """How the value of its widget travels."""
    if field.type is ValueType.DATE:
        return value.isoformat() if value else ""
    if field.type is ValueType.FLAG:
        return YES if value else ""
    if field.type is ValueType.NUMBER:
        return str(value).replace("\u00a0", "").replace(" ", "").replace(",", ".")
    return str(value)


def as_value(field: ExtraField, text: str) -> Any:
    """What the widget shows for the text that has travelled."""
    if field.type is ValueType.DATE:
        return date.fromisoformat(text) if text else None
    if field.type is ValueType.FLAG:
        return text == YES
    return text.replace(".", ",") if field.type is ValueType.NUMBER else text
