"""Fields that pick people, correspondents and entries of long dictionaries by typing."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QToolButton

from client.widgets.field import Proposed
from client.widgets.flow_layout import FlowLayout
from client.widgets.lookup import ListLookup, Lookup, Suggestion
from client.widgets.messages import restyle
from client.widgets.pasting import Pasting
from client.widgets.type_ahead import TypeAhead
from client.widgets.typed_field import TypedField
from common.registry.card import Choice


class PickField(TypedField):
    """One thing of many; text that names none of them is a misreading."""

    create_wanted = Signal(str)
    picked = Signal(object)  # Suggestion

    def __init__(self, lookup: Lookup, create: str = "", placeholder: str = "") -> None:
        super().__init__(TypeAhead(lookup, create), lookup)
        self.line.setPlaceholderText(placeholder)
        self._picked_key: Any = None
        self._typed = False
        self._title = ""
        if isinstance(lookup, QObject):
            lookup.setParent(self)
        self.line.picked.connect(self._take)
        self.line.create_wanted.connect(self.create_wanted)
        self.line.textEdited.connect(self._note_typing)
        self.entered.connect(self._offer_unlisted)

    def value(self) -> Any:
        return self._picked_key

    def show_value(self, value: Any) -> None:
        """Takes a suggestion; a bare key keeps the title that stands already, text alone waits for a choice."""
        if isinstance(value, Suggestion):
            self._picked_key, self._title = value.key, value.title
        elif isinstance(value, str) and value:
            self._picked_key, self._title = None, value
        elif not value:
            self._picked_key, self._title = None, ""
        elif value != self._picked_key:
            self._picked_key, self._title = value, f"№ {value}"
        self._typed = False
        self.line.setText(self._title)
        self.line.setCursorPosition(0)
        self.line.setToolTip(self._title)
        self.changed.emit()

    def is_empty(self) -> bool:
        return not self.line.text().strip()

    def misread(self) -> str:
        if self._picked_key is None and not self.is_empty():
            unpicked = self.tr("«{0}» нет в списке: выберите строку из подсказки.").format(self.line.text().strip())
            return self.unclear() or unpicked
        return ""

    def fill(self, text: str) -> bool:
        self.line.setText(" ".join(text.split())[:200])
        self.line.setFocus()
        self._note_typing()
        self.line.ask(self.line.text())
        return True

    def set_read_only(self, read_only: bool) -> None:
        self.line.setReadOnly(read_only)

    def takes_enter(self) -> bool:
        return self.line.is_open()

    def propose(self, proposed: Proposed) -> None:
        super().propose(proposed)
        self.line.setCursorPosition(0)
        if self.line.hasFocus():
            self._offer_unlisted()

    def waits_for_choice(self) -> bool:
        return self._typed and self._picked_key is None and not self.is_empty()

    def choose(self, suggestion: Suggestion) -> None:
        self.show_value(suggestion)
        self.note_edit()
        self.picked.emit(suggestion)

    def _take(self, suggestion: Suggestion) -> None:
        self.choose(suggestion)
        self.walked.emit()

    def _offer_unlisted(self) -> None:
        """Whoever comes to a name that is in no list finds the list open: Enter creates it."""
        unlisted = self.line.unlisted
        if unlisted is not None and self.line.text() == unlisted.title and self._picked_key is None:
            self.line.ask(unlisted.title)

    def _note_typing(self) -> None:
        self._picked_key, self._typed = None, True
        self.note_edit()


class KeyField(PickField):
    """A key of a dictionary too long for a list box; titles are known beforehand."""

    def __init__(self, placeholder: str = "") -> None:
        self.known = ListLookup()
        super().__init__(self.known, placeholder=placeholder)
        self._titles: dict[str, str] = {}

    def value(self) -> str:
        return str(self._picked_key or "")

    def show_choices(self, choices: Iterable[Choice]) -> None:
        self._titles = {choice.key: choice.title for choice in choices}
        self.known.suggestions = [Suggestion(key, title) for key, title in self._titles.items()]
        if self._picked_key:
            self.show_value(self._picked_key)

    def show_value(self, value: Any) -> None:
        if isinstance(value, str) and value:
            value = Suggestion(value, self._titles.get(value, value))
        super().show_value(value)


class PeopleField(TypedField):
    """Several people, as chips; Backspace in the empty line takes the last one away.

    A pasted list is taken where `pasted` makes a lookup for its names.
    """

    def __init__(self, lookup: Lookup, placeholder: str = "", pasted: Callable[[], Lookup] | None = None) -> None:
        self.frame = QFrame()
        super().__init__(TypeAhead(lookup), lookup, self.frame)
        self.frame.setProperty("chips", True)
        self._flow = FlowLayout(self.frame, spacing=3)
        self._flow.setContentsMargins(2, 1, 2, 1)
        self._flow.addWidget(self.line)
        self._people: list[Suggestion] = []
        self._chips: list[QToolButton] = []
        self._placeholder = placeholder
        self.line.setPlaceholderText(placeholder)
        self.line.setProperty("bare", True)
        self.line.setMinimumWidth(90)
        if isinstance(lookup, QObject):
            lookup.setParent(self)
        self.line.picked.connect(self._take)
        self.line.erased.connect(self._take_away_last)
        self.line.takes_lists = pasted is not None
        self._pasted, self._pastings = pasted, 0
        self.line.listed.connect(self._paste)
        self.entered.connect(self._show_focus)

    def value(self) -> list[Any]:
        return [person.key for person in self._people]

    def people(self) -> Sequence[Suggestion]:
        return tuple(self._people)

    def show_value(self, value: Sequence[Any]) -> None:
        """Takes suggestions; a bare key keeps the name that stands already."""
        known = {person.key: person for person in self._people}
        self._people = [
            person if isinstance(person, Suggestion) else known.get(person, Suggestion(person, f"№ {person}"))
            for person in value
        ]
        self._draw()
        self.changed.emit()

    def is_empty(self) -> bool:
        return not self._people and not self._pastings and not self.line.text().strip()

    def misread(self) -> str:
        if self._pastings:
            return self.tr("Вставленные имена ещё подбираются: подождите немного.")
        if self.line.text().strip():
            unpicked = self.tr("«{0}» не выбран: отметьте человека в подсказке.").format(self.line.text().strip())
            return self.unclear() or unpicked
        return ""

    def fill(self, text: str) -> bool:
        self.line.setText(" ".join(text.split())[:100])
        self.line.setFocus()
        self.line.ask(self.line.text())
        return True

    def set_read_only(self, read_only: bool) -> None:
        self.line.setReadOnly(read_only)
        self._draw()

    def takes_enter(self) -> bool:
        return self.line.is_open()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self._draw()

    def _is_locked(self) -> bool:
        return self.line.isReadOnly() or not self.isEnabled()

    def left(self) -> None:
        self.frame.setProperty("focused", False)
        restyle(self.frame)

    def _show_focus(self) -> None:
        self.frame.setProperty("focused", True)
        restyle(self.frame)

    def add(self, suggestions: Sequence[Suggestion]) -> None:
        """Those that are not there yet."""
        known = self.value()
        self._people += {each.key: each for each in suggestions if each.key not in known}.values()
        self._draw()
        self.note_edit()

    def waits_for_choice(self) -> bool:
        """Several names that a pasted list has left are chosen one by one."""
        text = self.line.text().strip()
        return bool(text) and ";" not in text and not self._pastings

    def choose(self, suggestion: Suggestion) -> None:
        self._take(suggestion)

    def _take(self, suggestion: Suggestion) -> None:
        self.line.clear()
        self.add([suggestion])

    def _paste(self, names: list[str]) -> None:
        if self._pasted is None:
            return
        pasting = Pasting(self._pasted(), names, self)
        pasting.done.connect(self._take_list)
        pasting.done.connect(pasting.deleteLater)
        self._pastings += 1
        self.line.setPlaceholderText(self.tr("подбираются: {0}…").format(len(names)))
        pasting.start()

    def _take_list(self, meant: list[Suggestion], uncertain: list[str]) -> None:
        """Who is not certain stays in the line to be chosen, after what was typed meanwhile."""
        self._pastings -= 1
        self.add(meant)
        if uncertain:
            self.line.setText("; ".join(filter(None, [self.line.text().strip(), *uncertain])))
            words = self.tr("Не подобраны однозначно: {0}. Наберите и выберите каждого.")
            self.show_problem(words.format("; ".join(uncertain)))

    def _take_away_last(self) -> None:
        if self._people and not self.line.isReadOnly():
            self._people.pop()
            self._draw()
            self.note_edit()

    def _take_away(self) -> None:
        chip = self.sender()
        if isinstance(chip, QToolButton) and chip in self._chips:
            self._people.pop(self._chips.index(chip))
            self._draw()
            self.note_edit()
            self.line.setFocus()

    def _draw(self) -> None:
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = []
        for number, person in enumerate(self._people):
            chip = QToolButton()
            chip.setText(person.title if self._is_locked() else f"{person.title}  ×")
            chip.setToolTip(person.detail)
            chip.setProperty("chip", True)
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            chip.setEnabled(not self.line.isReadOnly())
            chip.clicked.connect(self._take_away)
            self._chips.append(chip)
            self._flow.insert(number, chip)
        locked = self._is_locked()
        self.line.setVisible(not locked or not self._people)
        self.line.setPlaceholderText("" if self._people or locked else self._placeholder)
        self.updateGeometry()
