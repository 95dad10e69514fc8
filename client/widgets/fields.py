"""Fields for text, counts, choices and flags."""

import re
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QIntValidator, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit

from client.widgets.field import Field
from client.widgets.writing import WritingEdit
from common.kernel.validation import clean_text


class TextField(Field):
    def __init__(self, placeholder: str = "") -> None:
        self.line = QLineEdit()
        self.line.setPlaceholderText(placeholder)
        super().__init__(self.line)
        self.line.textEdited.connect(self.note_edit)

    def value(self) -> str:
        return clean_text(self.line.text()).strip()

    def show_value(self, value: str) -> None:
        self.line.setText(value)
        self.line.setCursorPosition(0)
        self.changed.emit()

    def fill(self, text: str) -> bool:
        self.line.setText(" ".join(text.split())[: self.line.maxLength()])
        self.note_edit()
        return True

    def limit(self, length: int) -> None:
        self.line.setMaxLength(length)

    def set_read_only(self, read_only: bool) -> None:
        self.line.setReadOnly(read_only)


class MultilineField(Field):
    """Enter walks on; Shift+Enter breaks the line."""

    def __init__(self, rows: int = 3, placeholder: str = "") -> None:
        self.text = WritingEdit()
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(placeholder)
        super().__init__(self.text)
        self.text.viewport().installEventFilter(self)
        self._longest = 0
        self._showing = False
        self._shown = ""
        self.text.setFixedHeight(rows * self.text.fontMetrics().lineSpacing() + 14)
        self.text.textChanged.connect(self._note_change)

    def value(self) -> str:
        return clean_text(self.text.toPlainText()).strip()

    def show_value(self, value: str) -> None:
        self._showing = True
        self.text.setPlainText(value)
        self._showing = False
        self.changed.emit()

    def misread(self) -> str:
        length = len(self.value())
        if self._longest and length > self._longest:
            return self.tr("Слишком длинно: {0} знаков при пределе {1}. Сократите текст.").format(length, self._longest)
        return ""

    def fill(self, text: str) -> bool:
        self.text.setPlainText(re.sub(r"\s*\n\s*", " ", re.sub(r"(?<=\w)-\n(?=\w)", "", text)).strip())
        return True

    def limit(self, length: int) -> None:
        self._longest = length

    def set_read_only(self, read_only: bool) -> None:
        self.text.setReadOnly(read_only)
        self.text.setProperty("readOnly", read_only)

    def _note_change(self) -> None:
        """Marks of misspelt words are changes to Qt, but not to the text."""
        before, self._shown = self._shown, self.text.toPlainText()
        if not self._showing and self._shown != before:
            self.note_edit()


class CountField(Field):
    """A whole number; nothing stands for zero."""

    def __init__(self, largest: int = 100_000) -> None:
        self.line, self._largest = QLineEdit(), largest
        self.line.setValidator(QIntValidator(0, largest, self.line))
        self.line.setMaximumWidth(64)
        super().__init__(self.line)
        self.line.textEdited.connect(self.note_edit)

    def value(self) -> int:
        text = self.line.text().strip()
        return int(text) if text.isdecimal() else 0

    def show_value(self, value: int | str) -> None:
        self.line.setText(str(value) if int(value) else "")
        self.changed.emit()

    def misread(self) -> str:
        text = self.line.text().strip()
        if not text or self.line.hasAcceptableInput():
            return ""
        most = self.tr("Не больше {0}.").format(self._largest)
        return most if text.isdecimal() else self.tr("Введите целое число.")

    def fill(self, text: str) -> bool:
        found = re.search(r"\d+", text)
        if found is None or int(found.group()) > self._largest:
            return False
        self.line.setText(found.group())
        self.note_edit()
        return True

    def set_read_only(self, read_only: bool) -> None:
        self.line.setReadOnly(read_only)


class QuietComboBox(QComboBox):
    """Turns no value under a wheel that only scrolls past."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class ChoiceField(Field):
    """One of a few values; each choice is what is stored and what is shown. `nothing` is what no choice means."""

    def __init__(
        self, choices: Sequence[tuple[Any, str]] = (), *, may_be_empty: bool = False, nothing: Any = ""
    ) -> None:
        self.combo = QuietComboBox()
        self.combo.setMinimumContentsLength(6)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._may_be_empty, self._nothing = may_be_empty, nothing
        self._keys: list[Any] = []  # the combo would turn an enum into its text
        super().__init__(self.combo)
        self.show_choices(choices)
        self.combo.activated.connect(self.note_edit)

    def show_choices(self, choices: Sequence[tuple[Any, str]]) -> None:
        """Replaces the choices; the value stays under its name, offered or not."""
        value, title_of_value = self.value(), self.combo.currentText()
        self.combo.clear()
        self._keys = []
        for key, title in ([(self._nothing, "")] if self._may_be_empty else []) + list(choices):
            self._offer(key, title)
        self.offer_also(value, title_of_value)
        self.show_value(value)

    def offer_also(self, key: Any, title: str) -> None:
        """One more choice, which is not offered to everybody."""
        if key != self._nothing and key not in self._keys:
            self._offer(key, title)

    def offers(self, key: Any) -> bool:
        return key in self._keys

    def value(self) -> Any:
        position = self.combo.currentIndex()
        return self._keys[position] if 0 <= position < len(self._keys) else self._nothing

    def show_value(self, value: Any) -> None:
        if value != self._nothing and value not in self._keys:  # gone from the dictionary, still the document's
            self._offer(value, str(value))
        self.combo.setCurrentIndex(self._keys.index(value) if value in self._keys else -1)
        self.changed.emit()

    def fill(self, text: str) -> bool:
        position = self.combo.findText(text.strip(), Qt.MatchFlag.MatchFixedString)
        if position >= 0:
            self.combo.setCurrentIndex(position)
            self.note_edit()
        return position >= 0

    def takes_enter(self) -> bool:
        return self.combo.view().isVisible()

    def mark_inset(self) -> int:
        return 22

    def _offer(self, key: Any, title: str) -> None:
        self._keys.append(key)
        self.combo.addItem(title)


class FlagField(Field):
    def __init__(self, text: str) -> None:
        self.box = QCheckBox(text)
        self.box.setMinimumHeight(24)
        super().__init__(self.box)
        self.box.clicked.connect(self.note_edit)

    def set_name(self, name: str) -> None:
        super().set_name(name or self.box.text())

    def value(self) -> bool:
        return self.box.isChecked()

    def show_value(self, value: bool) -> None:
        self.box.setChecked(bool(value))
        self.changed.emit()

    def fill(self, text: str) -> bool:
        return False

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.box.setEnabled(self.isEnabled())
