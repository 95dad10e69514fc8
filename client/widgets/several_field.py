"""A field for several values of a list."""

from collections.abc import Sequence

from client.widgets.choices import Choices
from client.widgets.field import Field
from client.widgets.ticked_line import TickedLine
from common.kernel.several import joined, split


class SeveralField(Field):
    """Values are ticked or typed with «;» between them; pieces are spelt out when the field is left."""

    def __init__(self, values: Sequence[str]) -> None:
        self.line = TickedLine(Choices(list(values), complete=True))
        self.line.setPlaceholderText(self.tr("↓ — отметить одно или несколько"))
        super().__init__(self.line)
        self.line.textEdited.connect(self.note_edit)
        self.line.ticked.connect(self.note_edit)

    def value(self) -> list[str]:
        """In the order of the list; what does not name one value is kept as it is typed, for the refusal."""
        choices = self.line.choices
        named = [choices.one(part) or part for part in split(self.line.text())]
        return choices.in_order(list(dict.fromkeys(named)))

    def show_value(self, value: Sequence[str]) -> None:
        self.line.setText(joined(value))
        self.line.setToolTip(self.line.text())
        if not self.line.hasFocus():
            self.line.setCursorPosition(0)
        self.changed.emit()

    def misread(self) -> str:
        unclear = next((part for part in split(self.line.text()) if not self.line.choices.one(part)), "")
        return self.tr("«{0}»: выберите из списка (↓).").format(unclear) if unclear else ""

    def fill(self, text: str) -> bool:
        chosen = [one for part in split(text.replace(",", ";")) if (one := self.line.choices.one(part))]
        if chosen:
            self.show_value(self.line.choices.in_order(list(dict.fromkeys(chosen))))
            self.note_edit()
        return bool(chosen)

    def set_read_only(self, read_only: bool) -> None:
        self.line.setReadOnly(read_only)

    def takes_enter(self) -> bool:
        completer = self.line.completer()
        popup = completer.popup() if completer else None
        return self.line.list.isVisible() or (popup is not None and popup.isVisible())

    def mark_inset(self) -> int:
        return 26

    def settle(self) -> None:
        if joined(self.value()) != self.line.text():
            self.show_value(self.value())
