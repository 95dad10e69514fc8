"""The deadline of a resolution: a norm, or a date of its own."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from client.widgets.date_field import DateField
from client.widgets.field import Field
from client.widgets.fields import QuietComboBox
from common.calendars import Norm
from common.kernel.deadlines import Count, DeadlineRule, Shift


class DeadlineField(Field):
    """Its value is a rule; the server counts the day."""

    def __init__(self, today: date) -> None:
        self.combo = QuietComboBox()
        self.combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.date = DateField(today)
        self.date.set_name(self.tr("Дата срока"))
        self.date.setMaximumWidth(130)
        pair = QWidget()
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.combo, 1)
        row.addWidget(self.date)
        super().__init__(self.combo, pair)
        self._norms: Sequence[Norm] = ()
        self.show_norms(())
        self.combo.activated.connect(self._choose)
        self.date.edited.connect(self.note_edit)
        self.date.walked.connect(self.walked)
        self.date.sent.connect(self.sent)

    def show_norms(self, norms: Sequence[Norm]) -> None:
        chosen = self.value()
        self._norms = tuple(norms)
        self.combo.clear()
        for norm in norms:
            self.combo.addItem(norm.rule.title)
            self.combo.setItemData(self.combo.count() - 1, norm.rule.source, Qt.ItemDataRole.ToolTipRole)
        self.combo.addItem(self.tr("дата…"))
        self.show_value(chosen)

    def value(self) -> DeadlineRule | None:
        position = self.combo.currentIndex()
        if 0 <= position < len(self._norms):
            return self._norms[position].rule
        day = self.date.value()
        if position < 0 or day is None:
            return None
        return DeadlineRule(title=self.tr("Срок указан в резолюции"), count=Count.DATE, shift=Shift.NONE, fixed=day)

    def show_value(self, value: DeadlineRule | None) -> None:
        rules = [norm.rule for norm in self._norms]
        if value is None:
            self.combo.setCurrentIndex(-1)
        elif value in rules:
            self.combo.setCurrentIndex(rules.index(value))
        else:
            self.combo.setCurrentIndex(len(rules))
            self.date.show_value(value.fixed)
        self._show_date()
        self.changed.emit()

    def misread(self) -> str:
        return self.date.misread() if self._asks_date() else ""

    def fill(self, text: str) -> bool:
        if not self.date.fill(text):
            return False
        self.combo.setCurrentIndex(len(self._norms))
        self._choose()
        return True

    def takes_enter(self) -> bool:
        return self.combo.view().isVisible()

    def left(self) -> None:
        if self._asks_date():
            self.date.left()

    def mark_inset(self) -> int:
        return 22

    def _choose(self) -> None:
        self._show_date()
        if self._asks_date():
            self.date.editor.setFocus()
        self.note_edit()

    def _asks_date(self) -> bool:
        return self.combo.currentIndex() == len(self._norms)

    def _show_date(self) -> None:
        self.date.setVisible(self._asks_date())
