"""The form of a search by attributes: conditions on any field of the card, one a line."""

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from client.widgets.completers import OneCompleter, SeveralCompleter
from client.widgets.conditions_field import in_alphabet
from client.widgets.date_field import DateField
from client.widgets.fields import QuietComboBox
from client.widgets.icons import icon
from common.kernel.validation import Problem
from common.registry.classes import DocumentClass, Force, RecordForm
from common.registry.document import Dictionaries
from common.registry.extras import ExtraName, extras_of
from common.registry.selection import (
    ANY,
    EXTRA,
    FIELD_TYPES,
    LONGEST_VALUES,
    TESTS_OF,
    Comparison,
    Condition,
    FieldType,
    said,
    title_of,
)

DATED = {Comparison.SINCE, Comparison.UNTIL, Comparison.IS}


Fields = Mapping[str, tuple[str, FieldType]]  # by the names of conditions: what they are called and of what type


def fields_of(extra: Mapping[str, ExtraName]) -> Fields:
    """Every field of every card, in the order of the alphabet."""
    own = {name: (title_of(name), kind) for name, kind in FIELD_TYPES.items()}
    fields = own | {name: (each.title, each.type) for name, each in extra.items()}
    return dict(sorted(fields.items(), key=lambda field: in_alphabet(field[1][0])))


def titles_of(dictionaries: Dictionaries, extra: Mapping[str, ExtraName]) -> dict[str, Sequence[str]]:
    """What may be proposed while a named field is typed."""
    people = [person.name for person in dictionaries.addressees]
    return {
        "kind": [kind.title for kind in dictionaries.kinds],
        "delivery": [choice.title for choice in dictionaries.deliveries],
        "topic": [choice.title for choice in dictionaries.topics],
        "case_file": [choice.title for choice in dictionaries.case_files],
        "place": [place.title for place in dictionaries.all_places or dictionaries.places],
        "unit": [unit.title for unit in dictionaries.units],
        "document_class": [each.label for each in DocumentClass],
        "form": [each.label for each in RecordForm],
        "force": [each.label for each in Force if each is not Force.NONE],
        **{name: each.values for name, each in extra.items() if each.values},
        **{name: people for name, each in extra.items() if each.type is FieldType.PERSON},
        **dict.fromkeys(("addressee", "signatory_id", "cosignatory", "executor", "controller_id"), people),
    }


class ConditionLine(QWidget):
    """A field, how it is compared, and with what."""

    removed = Signal()
    sent = Signal()

    def __init__(self, fields: Fields, titles: Mapping[str, Sequence[str]], today: date) -> None:
        super().__init__()
        self._names, self._types, self._titles = list(fields), [kind for _, kind in fields.values()], titles
        self._tests: list[Comparison] = []
        self.field, self.test = QuietComboBox(), QuietComboBox()
        self.value, self.day = QLineEdit(), DateField(today)
        self.field.setAccessibleName(self.tr("Поле карточки"))
        self.test.setAccessibleName(self.tr("Как сравнить"))
        self.value.setAccessibleName(self.tr("С чем сравнить"))
        self.day.set_name(self.tr("Дата"))
        self.value.setClearButtonEnabled(True)
        self.field.addItems([title for title, _ in fields.values()])
        self.field.setMaxVisibleItems(20)
        self.field.currentIndexChanged.connect(self._offer_tests)
        self.test.currentIndexChanged.connect(self._show_editor)
        self.value.returnPressed.connect(self.sent)
        self.day.walked.connect(self.sent)
        self._lay_out()
        self.setFocusProxy(self.field)
        self.ask("summary")

    def ask(self, name: str) -> None:
        """Begins with that field."""
        self.field.setCurrentIndex(self._names.index(name))
        self._offer_tests()

    def condition(self) -> Condition:
        test = self._tests[self.test.currentIndex()]
        value = self.value.text().strip()
        if self._is_day():
            day = self.day.value()
            value = day.isoformat() if day else ""
        extra_type = self._type if self.name.startswith(EXTRA) else FieldType.TEXT
        return Condition(field=self.name, comparison=test, value="" if test in ANY else value, extra_type=extra_type)

    @property
    def name(self) -> str:
        return self._names[max(self.field.currentIndex(), 0)]

    @property
    def _type(self) -> FieldType:
        return self._types[max(self.field.currentIndex(), 0)]

    def words(self) -> str:
        """The condition as a chip says it."""
        test = self._tests[self.test.currentIndex()]
        what = "" if test in ANY else f" «{self.day.line.text() if self._is_day() else self.value.text().strip()}»"
        return f"{self.field.currentText()} {said(test, self._type)}{what}"

    def _is_day(self) -> bool:
        return self._type is FieldType.DATE and self._tests[self.test.currentIndex()] in DATED

    def _offer_tests(self) -> None:
        self._tests = [test for test in TESTS_OF[self._type] if test is not Comparison.KEY]
        self.test.blockSignals(True)
        self.test.clear()
        self.test.addItems([said(test, self._type) for test in self._tests])
        self.test.blockSignals(False)
        self._show_editor()

    def _offer_values(self) -> None:
        """What may be proposed; of several values, for the one that is typed."""
        several = self._tests[max(self.test.currentIndex(), 0)] is Comparison.ONE_OF
        titles = self._titles.get(self.name)
        completer = (SeveralCompleter if several else OneCompleter)(titles or (), self.value)
        self.value.setCompleter(completer if titles else None)  # type: ignore[arg-type]
        self.value.setMaxLength(LONGEST_VALUES)  # a shorter one would cut what is typed; too long is refused in words
        self.value.setPlaceholderText(self.tr("через «;»: первое; второе") if several else "")

    def _show_editor(self) -> None:
        self._offer_values()
        needs = self._tests[max(self.test.currentIndex(), 0)] not in ANY
        self.day.setVisible(needs and self._is_day())
        self.value.setVisible(needs and not self._is_day())
        self._rest.setVisible(not needs or self._is_day())

    def _lay_out(self) -> None:
        remove = QToolButton()
        remove.setIcon(icon("x"))
        remove.setIconSize(QSize(12, 12))
        remove.setToolTip(self.tr("Убрать условие"))
        remove.setAccessibleName(self.tr("Убрать условие"))
        remove.clicked.connect(self.removed)
        self._rest = QWidget()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.field.setFixedWidth(240)
        self.test.setFixedWidth(170)
        self.day.setFixedWidth(140)
        for widget, stretch in ((self.field, 0), (self.test, 0), (self.value, 1), (self.day, 0), (self._rest, 1)):
            row.addWidget(widget, stretch)
        row.addWidget(remove)


class ConditionsForm(QFrame):
    changed = Signal()  # a line has gone
    sent = Signal()  # Enter in a line

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self._fields: Fields = {}
        self._titles: dict[str, Sequence[str]] = {}
        self.lines: list[ConditionLine] = []
        self.setProperty("role", "bar")
        self.add_button = QPushButton(icon("plus"), self.tr("&Ещё условие"))
        self.add_button.clicked.connect(self.add)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 6, 10, 6)
        self._column.setSpacing(4)
        self._column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def offer(self, dictionaries: Dictionaries) -> None:
        extra = extras_of(dictionaries.kinds)
        self._fields, self._titles = fields_of(extra), titles_of(dictionaries, extra)
        if self.isVisible() and not self.lines:
            self.add()

    def open(self) -> None:
        self.show()
        if self._fields and not self.lines:
            self.add()
        for line in self.lines[-1:]:
            line.setFocus()

    def add(self) -> ConditionLine | None:
        if not self._fields:
            return None
        line = ConditionLine(self._fields, self._titles, self._today)
        line.removed.connect(self._remove)
        line.sent.connect(self.sent)
        self._column.insertWidget(self._column.count() - 1, line)
        self.lines.append(line)
        line.setFocus()
        return line

    def conditions(self) -> list[Condition]:
        """What is asked for; a line without a value asks for nothing yet."""
        return [line.condition() for line in self._asking()]

    def words(self) -> list[str]:
        return [line.words() for line in self._asking()]

    def problems(self) -> list[Problem]:
        return [problem for line in self._asking() for problem in line.condition().problems()]

    def remove(self, number: int) -> None:
        """The condition of that place among those that ask."""
        self._take_out(self._asking()[number])

    def clear(self) -> None:
        for line in list(self.lines):
            self._drop(line)

    def _asking(self) -> list[ConditionLine]:
        return [line for line in self.lines if line.condition().value or line.condition().comparison in ANY]

    def _remove(self) -> None:
        line = self.sender()
        if isinstance(line, ConditionLine):
            self._take_out(line)

    def _take_out(self, line: ConditionLine) -> None:
        asked = line in self._asking()
        self._drop(line)
        if asked:
            self.changed.emit()

    def _drop(self, line: ConditionLine) -> None:
        self.lines.remove(line)
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()
