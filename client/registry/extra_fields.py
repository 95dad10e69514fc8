"""Fields that a kind of documents brings with it: the widget for each type, and its value as text."""

from collections.abc import Callable
from datetime import date
from typing import Any

from msgspec import Struct
from PySide6.QtCore import QCoreApplication

from client.shell.people import People
from client.widgets.date_field import DateField
from client.widgets.field import Field
from client.widgets.fields import ChoiceField, FlagField, TextField
from client.widgets.lookup import Suggestion
from client.widgets.several_field import SeveralField
from client.widgets.time_field import TimeField
from common.kernel.several import joined, split
from common.registry.kinds import ExtraField
from common.registry.values import YES, ValueType, name_in, person_of


class Editor(Struct, frozen=True):
    """How one type is entered: `text` is how the value of the widget travels, `value` what it shows for that."""

    widget: Callable[[ExtraField, date, People], Field]
    text: Callable[[Any], str] = str
    value: Callable[[str], Any] = str


EDITORS = {
    ValueType.TEXT: Editor(lambda _field, _today, _people: TextField()),
    ValueType.NUMBER: Editor(
        lambda _field, _today, _people: TextField(),
        lambda value: str(value).replace("\u00a0", "").replace(" ", "").replace(",", "."),
        lambda text: text.replace(".", ","),
    ),
    ValueType.DATE: Editor(
        lambda _field, today, _people: DateField(today),
        lambda value: value.isoformat() if value else "",
        lambda text: date.fromisoformat(text) if ValueType.DATE.nature.fits(text, ()) else None,
    ),
    ValueType.TIME: Editor(lambda _field, _today, _people: TimeField()),
    ValueType.FLAG: Editor(
        lambda field, _today, _people: FlagField(field.title),
        lambda value: YES if value else "",
        lambda text: text == YES,
    ),
    ValueType.CHOICE: Editor(
        lambda field, _today, _people: ChoiceField([(choice, choice) for choice in field.choices], may_be_empty=True)
    ),
    ValueType.SEVERAL: Editor(lambda field, _today, _people: SeveralField(field.choices), joined, split),
    ValueType.PERSON: Editor(
        lambda _field, _today, people: people.named(_tr("фамилия")),
        lambda value: value or "",
        lambda text: Suggestion(text, name_in(text)) if person_of(text) else text,
    ),
}


def widget_of(field: ExtraField, today: date, people: People) -> Field:
    return EDITORS[field.type].widget(field, today, people)


def as_text(field: ExtraField, value: Any) -> str:
    """How the value of its widget travels."""
    return EDITORS[field.type].text(value)


def as_value(field: ExtraField, text: str) -> Any:
    """What the widget shows for the text that has travelled."""
    return EDITORS[field.type].value(text)


def _tr(text: str) -> str:
    return QCoreApplication.translate("ExtraFields", text)
