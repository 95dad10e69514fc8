"""A field of type-ahead takes what was typed, but not picked, for the one entry that it names."""

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from client.widgets.field import Field
from client.widgets.lookup import Lookup, Suggestion, folded
from client.widgets.pasting import meant_by, within
from client.widgets.type_ahead import TypeAhead


class TypedName(QObject):
    """Seeks the entry that a text names; the answer that the list below the line has shown serves, too."""

    meant = Signal(object)  # Suggestion
    unclear = Signal()  # `words` says why

    def __init__(self, lookup: Lookup, parent: QObject) -> None:
        super().__init__(parent)
        self._lookup = lookup
        self._wanted: str | None = None
        self._answer: tuple[str, list[Suggestion]] | None = None
        self._unclear = ("", "")
        lookup.found.connect(self._note)
        lookup.failed.connect(self._give_up)

    def is_sought(self) -> bool:
        return self._wanted is not None

    def seek(self, text: str) -> None:
        if text == self._wanted:
            return
        self._wanted = text
        if self._answer is not None and self._answer[0] == text:
            self._settle(self._answer[1])
        else:
            self._lookup.ask(text)

    def forget(self) -> None:
        """Another text stands there by now."""
        self._wanted = None
        self._unclear = ("", "")

    def words(self, text: str) -> str:
        """Why the text names nobody for certain; nothing where nobody has sought it yet."""
        if text == self._wanted:
            return self.tr("«{0}» ещё ищется: подождите немного.").format(text.strip())
        return self._unclear[1] if text == self._unclear[0] else ""

    def _note(self, text: str, found: list[Suggestion]) -> None:
        self._answer = (text, found)
        if text == self._wanted:
            self._settle(found)

    def _settle(self, found: list[Suggestion]) -> None:
        text, self._wanted = self._wanted or "", None
        self._answer = None  # the next time something may have been added
        more = self._lookup.may_know_more(found)
        entry = meant_by(text, found) or within(text, found)
        if entry is not None and not (more and folded(entry.title) != folded(text)):
            self.meant.emit(entry)
            return
        number = len([each for each in found if folded(each.title).startswith(folded(text))]) or len(found)
        count = self.tr("{0} или больше").format(len(found)) if more else str(number)
        many = self.tr("Уточните: найдено {0} (стрелка вниз — показать).").format(count)
        self._unclear = (text, many if found else self.tr("«{0}» нет в списке.").format(text.strip()))
        self.unclear.emit()

    def _give_up(self, message: str) -> None:
        if self._wanted is not None:
            self._unclear, self._wanted = (self._wanted, message), None
            self.unclear.emit()


class TypedField(Field):
    """Left or sent with a text in its line, the field picks the entry meant or says why it cannot."""

    def __init__(self, line: TypeAhead, lookup: Lookup, framed: QWidget | None = None) -> None:
        super().__init__(line, framed)
        self.line = line
        self._name = TypedName(lookup, self)
        self._name.meant.connect(self._take_meant)
        self._name.unclear.connect(self._say_unclear)
        self._sends, self._said = False, ""
        line.textChanged.connect(self._forget)

    def choose(self, suggestion: Suggestion) -> None:
        """Takes the entry, the focus stays where it is."""
        raise NotImplementedError

    def waits_for_choice(self) -> bool:
        """Whether a person has typed what is not picked yet."""
        raise NotImplementedError

    def unclear(self) -> str:
        return self._name.words(self.line.text())

    def settle(self) -> None:
        if self.waits_for_choice() and not self.line.isReadOnly():
            self._name.seek(self.line.text())

    def send(self) -> None:
        """What is still sought is waited for."""
        if self._name.is_sought():
            self._sends = True
        else:
            super().send()

    def _take_meant(self, suggestion: Any) -> None:
        self.line.close_list()
        sends, self._sends = self._sends, False
        self.choose(suggestion)
        if sends:
            super().send()

    def _say_unclear(self) -> None:
        self._sends, self._said = False, self.unclear()
        self.show_problem(self._said)

    def _forget(self) -> None:
        if self.note() and self.note() == self._said:
            self.show_problem("")
        self._name.forget()
        self._sends = False
