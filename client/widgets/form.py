"""A form: named fields that together make up one struct."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.inspect import StrType, StructType, type_info
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from client.widgets.field import Field, Proposed
from client.widgets.messages import label
from common.kernel.validation import Problem
from common.scanning.recognition import Box

STAR = "\u00a0*"


class Form(QWidget):
    """Enter walks from field to field, Ctrl+Enter sends; problems stand beside their fields."""

    changed = Signal()  # by a person
    sent = Signal()  # Ctrl+Enter
    place_entered = Signal(int, Box, float)  # the field with the focus was read off this place, so surely
    place_left = Signal()
    unconfirmed_changed = Signal()
    mark_clicked = Signal(str)  # of the field with that name
    checked = Signal(object)  # this form: its problems are shown

    def __init__(self, struct: type[Struct] | None = None, mandatory: Iterable[str] = ()) -> None:
        super().__init__()
        self._mandatory = frozenset(mandatory)
        self.fields: dict[str, Field] = {}
        self._limits = text_limits(struct) if struct else {}
        self._letters: set[str] = set()
        self._captions: dict[str, QLabel] = {}
        self._titles: dict[str, str] = {}
        self._places: dict[str, tuple[int, int, int]] = {}  # row, column, place in a strip
        self._current: Field | None = None
        self.whole = label("", "problem", wrap=True)
        self.whole.hide()
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(10, 8, 10, 8)
        self.grid.setHorizontalSpacing(8)
        self.grid.setVerticalSpacing(5)
        self.grid.setColumnStretch(1, 1)
        self.grid.setColumnStretch(3, 1)
        self.grid.addWidget(self.whole, 0, 0, 1, 4)

    def add(
        self, name: str, text: str, field: Field, row: int, column: int = 0, span: int = 1, *, mandatory: bool = False
    ) -> None:
        """Puts a labelled field into one of the two columns of the card, or across both."""
        if mandatory:
            self._mandatory |= {name}
        self._enlist(name, field, text, (row, column, 0))
        caption = self._caption(text, field)
        caption.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        caption.setContentsMargins(0, 4, 0, 0)
        self.grid.addWidget(caption, row + 1, column * 2)
        self.grid.addWidget(field, row + 1, column * 2 + 1, 1, span * 2 - 1, Qt.AlignmentFlag.AlignTop)

    def add_strip(self, entries: Sequence[tuple[str, str, Field]], row: int, column: int = 0, span: int = 1) -> None:
        """Several small fields in one line; the first one's label stands in the label column."""
        strip = QHBoxLayout()
        strip.setSpacing(8)
        for number, (name, text, field) in enumerate(entries):
            self._enlist(name, field, text, (row, column, number))
            caption = self._caption(text, field)
            if number == 0:
                caption.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
                caption.setContentsMargins(0, 4, 0, 0)
                self.grid.addWidget(caption, row + 1, column * 2)
            elif text:
                strip.addWidget(caption)
            strip.addWidget(field)
        strip.addStretch(1)
        below = QVBoxLayout()
        below.setSpacing(1)
        below.addLayout(strip)
        for _name, _text, field in entries:
            field.note_below(below)
        self.grid.addLayout(below, row + 1, column * 2 + 1, 1, span * 2 - 1)

    def remove(self, name: str) -> None:
        """Takes a field away that does not belong to the entry any more."""
        for widget in (self.fields.pop(name), self._captions.pop(name)):
            self.grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()

    def add_wide(self, widget: QWidget, row: int) -> None:
        self.grid.addWidget(widget, row + 1, 0, 1, 4)

    def show_field(self, name: str, *, visible: bool) -> None:
        """A field that does not concern this entry is not there at all."""
        self.fields[name].setVisible(visible)
        self._captions[name].setVisible(visible)

    def rename(self, name: str, text: str) -> None:
        """The same field under another label."""
        self._captions[name].setText(self._starred(name, text))
        self._name(name, text)

    def close_up(self, row: int) -> None:
        """Leaves what height remains below the given row."""
        self.grid.setRowStretch(row + 1, 1)

    def values(self) -> dict[str, Any]:
        return {name: field.value() for name, field in self.fields.items()}

    def show_values(self, entry: Struct | Mapping[str, Any]) -> None:
        values = msgspec.structs.asdict(entry) if isinstance(entry, Struct) else entry
        for name, field in list(self.fields.items()):  # a value may bring or take fields
            if name in values:
                field.withdraw_proposal()
                field.show_value(values[name])

    def check(self, problems: Iterable[Problem]) -> bool:
        """Shows what is wrong, misread fields first, and leads to the first of them; true when nothing is."""
        misread = [Problem(name, field.misread()) for name, field in self.fields.items() if field.misread()]
        known = {problem.field for problem in misread}
        return self.show_problems([*misread, *(problem for problem in problems if problem.field not in known)])

    def show_problems(self, problems: Iterable[Problem]) -> bool:
        texts: dict[str, list[str]] = {}
        for problem in problems:
            texts.setdefault(problem.field if problem.field in self.fields else "", []).append(problem.text)
        for name, field in self.fields.items():
            field.show_problem("\n".join(texts.get(name, ())))
        self.whole.setText("\n".join(texts.get("", ())))
        self.whole.setVisible("" in texts)
        first = next((field for name, field in self.fields.items() if name in texts), None)
        if first is not None:
            self.lead_to(first.objectName())
        self.checked.emit(self)
        return not texts

    def wrong(self) -> list[str]:
        """The fields beside which a problem stands, as the eye meets them."""
        noted = [name for name, field in self.fields.items() if field.note() and field.isVisibleTo(self)]
        return sorted(noted, key=lambda name: self._places[name])

    def title(self, name: str) -> str:
        return self._titles[name] or self.fields[name].editor.accessibleName()

    def lead_to(self, name: str) -> None:
        self.fields[name].editor.setFocus(Qt.FocusReason.OtherFocusReason)
        scroll_to(self.fields[name])

    def note(self, name: str) -> str:
        """What stands beside a field; the empty name asks for what concerns the whole form."""
        return self.fields[name].note() if name else self.whole.text()

    def propose(self, name: str, proposed: Proposed) -> bool:
        """Fills an empty field with a proposal; what a person has entered stays."""
        field = self.fields[name]
        if field.proposed == proposed or (not field.is_empty() and not field.unconfirmed):
            return False
        field.propose(proposed)
        if field.editor.hasFocus():
            self._tell_place(proposed)
        self.unconfirmed_changed.emit()
        return True

    def unconfirmed(self) -> list[str]:
        """The fields whose proposals nobody has confirmed yet."""
        return [name for name, field in self.fields.items() if field.unconfirmed]

    def confirm_all(self) -> None:
        for field in self.fields.values():
            field.confirm()

    def current(self) -> str:
        """The field that has, or last had, the focus."""
        return next((name for name, field in self.fields.items() if field is self._current), "")

    def fill_current(self, text: str) -> bool:
        """Puts text selected on the scan into the field in focus."""
        return self._current is not None and self._current.isEnabled() and self._current.fill(text)

    def set_read_only(self, read_only: bool) -> None:
        for field in self.fields.values():
            field.set_read_only(read_only)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.start()

    def start(self) -> None:
        """Leads to the first empty field, or to the first of all."""
        usable = [field for field in self.fields.values() if field.isEnabled() and not field.isHidden()]
        wanting = [field for field in usable if field.is_empty() or field.unconfirmed]
        for field in (wanting or usable)[:1]:
            field.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def _enlist(self, name: str, field: Field, text: str, place: tuple[int, int, int]) -> None:
        self.fields[name] = field
        self._places[name] = place
        field.setParent(self)
        field.setObjectName(name)
        self._name(name, text)
        if name in self._limits:
            field.limit(self._limits[name])
        field.edited.connect(self.changed)
        field.sent.connect(self.sent)
        field.entered.connect(self._note_entered)
        field.walked.connect(self._walk)
        field.confirmed.connect(self.unconfirmed_changed)
        field.mark.clicked.connect(partial(self.mark_clicked.emit, name))

    def _caption(self, text: str, field: Field) -> QLabel:
        role = "mandatory" if field.objectName() in self._mandatory else "caption"
        caption = label(self._starred(field.objectName(), self._with_mnemonic(text)), role)
        caption.setToolTip(self.tr("Обязательное поле") if role == "mandatory" else "")
        caption.setBuddy(field.editor)
        self._captions[field.objectName()] = caption
        return caption

    def _starred(self, name: str, text: str) -> str:
        return f"{text}{STAR}" if text and name in self._mandatory else text

    def _name(self, name: str, text: str) -> None:
        """For the eye a mandatory field has a star, for a screen reader the word."""
        self._titles[name] = text.replace("&", "")
        said = self.tr("{0}, обязательное") if text and name in self._mandatory else "{0}"
        self.fields[name].set_name(said.format(self._titles[name]))

    def _with_mnemonic(self, text: str) -> str:
        """Marks the first letter of the label that no other label of the form has taken."""
        if "&" in text:
            self._letters.add(text[text.index("&") + 1].lower())
            return text
        for position, letter in enumerate(text.lower()):
            if letter.isalpha() and letter not in self._letters:
                self._letters.add(letter)
                return f"{text[:position]}&{text[position:]}"
        return text

    def _tell_place(self, proposed: Proposed) -> None:
        self.place_entered.emit(proposed.page, proposed.box, proposed.confidence)

    def _note_entered(self) -> None:
        field = self.sender()
        if isinstance(field, Field):
            self._current = field
            if field.proposed is None:
                self.place_left.emit()
            else:
                self._tell_place(field.proposed)

    def _walk(self) -> None:
        """From the last field on to whatever follows the form, as a rule its button."""
        field = self.sender()
        names = sorted(self.fields, key=lambda name: self._places[name])
        order = [self.fields[name] for name in names if self.fields[name].isEnabled()]
        order = [field for field in order if field.isVisibleTo(self)]
        if isinstance(field, Field) and field in order[:-1]:
            following = order[order.index(field) + 1]
            following.editor.setFocus(Qt.FocusReason.TabFocusReason)
            scroll_to(following)
        else:
            self.focusNextChild()


def settle_current(form: Form) -> None:
    """Before a key or button that takes no focus sends the form: the field one stands in is done with, too."""
    field = form.fields.get(form.current())
    if field is not None and field.editor.hasFocus():
        field.settle()


def scroll_to(field: QWidget) -> None:
    """Brings it into the view of the sheet in which it lies, if it lies in one."""
    parent = field.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    if isinstance(parent, QScrollArea):
        parent.ensureWidgetVisible(field, 10, 20)


def text_limits(struct: type[Struct]) -> dict[str, int]:
    """How long the struct lets each of its texts be."""
    described = type_info(struct)
    assert isinstance(described, StructType)
    return {
        field.name: field.type.max_length
        for field in described.fields
        if isinstance(field.type, StrType) and field.type.max_length is not None
    }
