"""The deadline of a resolution: a norm, a date of its own, or so many days."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import Enum, auto

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QWidget

from client.widgets.date_field import DateField, Lean
from client.widgets.field import Field
from client.widgets.fields import CountField, QuietComboBox
from common.calendars import OWN_TERM, Norm
from common.kernel.deadlines import UNITS as DAYS_AND_MONTHS
from common.kernel.deadlines import Area, Count, DeadlineRule, Shift, Since
from common.kernel.wording import counted

SCROLL_BAR = 28  # beside the names, with a little air
UNITS = (Count.WORKING, Count.CALENDAR)
LENGTHS = DAYS_AND_MONTHS | {Count.CALENDAR: ("день", "дня", "дней")}


def named(rule: DeadlineRule) -> str:
    """The title of a norm with its amount, unless the title tells it."""
    if rule.count not in LENGTHS or any(each.isdigit() for each in rule.title) or "числа" in rule.title:
        return rule.title
    return f"{rule.title} — {rule.amount} {counted(rule.amount, *LENGTHS[rule.count])}"


class Own(Enum):
    DATE = auto()
    DAYS = auto()


class DeadlineField(Field):
    """Its value is a rule; the server counts the day. Norms of assignments and of the document come first."""

    def __init__(self, today: date, *, extends: bool = False) -> None:
        self.combo = QuietComboBox()
        self.combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.combo.setStyleSheet("combobox-popup: 0")  # a list below the field, not a menu as high as the screen
        self.combo.setMaxVisibleItems(22)
        self.date = DateField(today, Lean.AHEAD)
        self.date.set_name(self.tr("Дата срока"))
        self.date.setMaximumWidth(130)
        self.days, self.unit = CountField(3650), QuietComboBox()
        self.days.set_name(self.tr("Число дней"))
        self.unit.setAccessibleName(self.tr("Какие дни"))
        self.unit.addItems([self.tr("рабочих дней"), self.tr("календарных дней")])
        pair = QWidget()
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.combo, 1)
        for part in (self.date, self.days, self.unit):
            row.addWidget(part)
        super().__init__(self.combo, pair)
        self.unit.installEventFilter(self)  # Enter goes on from it too
        self._extends = extends
        self._norms: Sequence[Norm] = ()
        self._first = Area.ASSIGNMENTS
        self._choices: list[Norm | Own | None] = []  # None is a heading
        self._kept: DeadlineRule | None = None  # what was shown, known to the norms or not
        self.show_norms(())
        self.combo.activated.connect(self._choose)
        self.unit.activated.connect(self.note_edit)
        for part in (self.date, self.days):
            part.edited.connect(self.note_edit)
            part.walked.connect(self.walked)
            part.sent.connect(self.sent)

    def show_norms(self, norms: Sequence[Norm]) -> None:
        self._norms = tuple(norm for norm in norms if self._extends or norm.rule.since is not Since.TERM)
        self._offer()

    def show_area(self, area: Area, norm: str = "") -> None:
        """The norms that fit the document come right after those of assignments, its own first."""
        self._first = area
        self._norms = tuple(sorted(self._norms, key=lambda each: each.key != norm))
        self._offer()

    def value(self) -> DeadlineRule | None:
        chosen = self._chosen()
        if isinstance(chosen, Norm):
            return chosen.rule
        if chosen is Own.DATE:
            return self._dated()
        if chosen is Own.DAYS:
            count, amount = UNITS[self.unit.currentIndex()], self.days.value()
            return DeadlineRule(title=OWN_TERM, count=count, amount=amount) if amount else None
        return self._kept

    def show_value(self, value: DeadlineRule | None) -> None:
        self._kept = value
        self.combo.setCurrentIndex(-1 if value is None else self._place(value))
        chosen = self._chosen()
        if value is not None and chosen is Own.DATE:
            self.date.show_value(value.fixed)
        if value is not None and chosen is Own.DAYS:
            self.days.show_value(value.amount)
            self.unit.setCurrentIndex(UNITS.index(value.count))
        self._show_own()
        self.changed.emit()

    def put_day(self, _day: date, other: date) -> None:
        """Another date instead of the one that is named."""
        self.date.take(other)

    def misread(self) -> str:
        chosen = self._chosen()
        return self.date.misread() if chosen is Own.DATE else self.days.misread() if chosen is Own.DAYS else ""

    def fill(self, text: str) -> bool:
        if not self.date.fill(text):
            return False
        self.combo.setCurrentIndex(self._choices.index(Own.DATE))
        self._choose()
        return True

    def takes_enter(self) -> bool:
        return self.combo.view().isVisible() or self.unit.view().isVisible()

    def left(self) -> None:
        if self._chosen() is Own.DATE:
            self.date.left()

    def mark_inset(self) -> int:
        return 22

    def _offer(self) -> None:
        chosen = self.value()
        self._choices = []
        items = QStandardItemModel(self)
        for choice, item in self._items():
            self._choices.append(choice)
            items.appendRow(item)
        self.combo.setModel(items)
        names = self.combo.view()
        names.setMinimumWidth(names.sizeHintForColumn(0) + SCROLL_BAR)
        self.show_value(chosen)

    def _items(self) -> Iterator[tuple[Norm | Own | None, QStandardItem]]:
        yield from self._of_area(Area.ASSIGNMENTS)
        yield Own.DATE, QStandardItem(self.tr("дата…"))
        yield Own.DAYS, QStandardItem(self.tr("число дней…"))
        for area in sorted(Area, key=lambda each: each is not self._first):
            norms = [] if area is Area.ASSIGNMENTS else list(self._of_area(area))
            if norms:
                head = QStandardItem(area.label)
                head.setFlags(Qt.ItemFlag.NoItemFlags)
                font = self.combo.font()
                font.setBold(True)
                head.setFont(font)
                yield None, head
                yield from norms

    def _of_area(self, area: Area) -> Iterator[tuple[Norm, QStandardItem]]:
        for norm in self._norms:
            if norm.area is area:
                item = QStandardItem(named(norm.rule))
                item.setToolTip(norm.rule.source)
                yield norm, item

    def _chosen(self) -> Norm | Own | None:
        position = self.combo.currentIndex()
        return self._choices[position] if 0 <= position < len(self._choices) else None

    def _place(self, rule: DeadlineRule) -> int:
        """Nowhere for a norm that is no longer there: the server says so when the term is counted."""
        if rule.norm:
            known = [choice.rule.norm if isinstance(choice, Norm) else "" for choice in self._choices]
            return known.index(rule.norm) if rule.norm in known else -1
        if rule.count is Count.DATE:
            return self._choices.index(Own.DATE)
        return self._choices.index(Own.DAYS) if rule.count in UNITS and not rule.source else -1

    def _dated(self) -> DeadlineRule | None:
        """A date that was shown keeps its ground."""
        day = self.date.value()
        if day is None:
            return None
        if self._kept is not None and self._kept.count is Count.DATE and self._kept.fixed == day:
            return self._kept
        return DeadlineRule(title=OWN_TERM, count=Count.DATE, shift=Shift.NONE, fixed=day)

    def _choose(self) -> None:
        self._show_own()
        if self._chosen() is Own.DATE:
            self.date.editor.setFocus()
        if self._chosen() is Own.DAYS:
            self.days.editor.setFocus()
        self.note_edit()

    def _show_own(self) -> None:
        chosen = self._chosen()
        self.date.setVisible(chosen is Own.DATE)
        for part in (self.days, self.unit):
            part.setVisible(chosen is Own.DAYS)
