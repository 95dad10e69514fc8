"""The fields that the chosen kind brings to the card, with what they hold while one chooses another kind."""

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication

from client.registry.extra_fields import as_text, as_value, widget_of
from client.shell.people import People
from client.widgets.fields import FlagField
from client.widgets.form import Form
from client.widgets.messages import label
from common.registry.kinds import ExtraField
from common.registry.values import ValueType


class KindFields:
    """They stand two in a row below a heading; values of another kind wait in case the choice was a slip."""

    def __init__(self, form: Form, row: int, today: date, people: People) -> None:
        self._form, self._row, self._today, self._people = form, row, today, people
        self._fields: list[ExtraField] = []
        self._values: dict[str, str] = {}
        self._carried = Carried()
        self.signed: Sequence[str] = ()  # keys of those that stay as they were signed
        self._heading = label(QCoreApplication.translate("KindFields", "Дополнительные реквизиты"), "caption")
        form.add_wide(self._heading, row)
        self._heading.hide()

    def values(self, *, known: bool) -> dict[str, str]:
        """What is filled of the kind; of all kinds, as long as the kinds are not `known`."""
        for field in self._fields:
            self._values[field.key] = as_text(field, self._form.fields[f"extra.{field.key}"].value())
        keys = [field.key for field in self._fields] if known else list(self._values)
        return {key: self._values[key] for key in keys if self._values.get(key)}

    def begin(self, values: Mapping[str, str], *, same_kind: bool) -> None:
        """Another draft is shown: what the fields of its former kind hold is nothing of its own."""
        if not same_kind:
            self._drop()
        self._values, self._carried = dict(values), Carried()

    def show(self, wanted: Sequence[ExtraField]) -> None:
        if list(wanted) != self._fields:
            self.values(known=True)
            self._drop()
            self._put(wanted)
        for field in self._fields:
            own = self._form.fields[f"extra.{field.key}"]
            own.show_value(as_value(field, self._values.get(field.key, "")))
            own.setEnabled(field.key not in self.signed)
        self._heading.setVisible(bool(self._fields))

    def _put(self, wanted: Sequence[ExtraField]) -> None:
        self._fields = list(wanted)
        for place, field in enumerate(self._fields):
            self._values[field.key] = self._carried.taken(field, self._values.get(field.key, ""))
            widget = widget_of(field, self._today, self._people)
            text = "" if isinstance(widget, FlagField) else field.title
            row = self._row + 1 + place // 2
            self._form.add(f"extra.{field.key}", text, widget, row, place % 2, mandatory=field.mandatory)

    def _drop(self) -> None:
        for field in self._fields:
            self._form.remove(f"extra.{field.key}")
            self._carried.hold(field)
        self._fields = []


class Carried:
    """Values on their way from the fields of one kind to those of another."""

    def __init__(self) -> None:
        self._held: dict[str, ExtraField] = {}
        self._read: dict[str, tuple[str, str]] = {}  # what a text took, and of what

    def hold(self, field: ExtraField) -> None:
        """The value under its key stands as this field has it."""
        self._held[field.key] = field

    def taken(self, field: ExtraField, value: str) -> str:
        """A text takes what people read; unless it is changed, the field it came from gets its own back."""
        held = self._held.get(field.key)
        if not value or held is None or held.type is field.type:
            return value
        if field.type is ValueType.TEXT:
            self._read[field.key] = (held.shown(value), value)
            return held.shown(value)
        shown, kept = self._read.get(field.key, ("", ""))
        return kept if value == shown else value
