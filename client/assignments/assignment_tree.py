"""Assignments as a tree, parents before children."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from client.widgets.date_field import shown
from client.widgets.icons import icon
from client.widgets.theme import tones_of
from common.assignments.cards import AssignmentCard
from common.assignments.rules import OPEN
from common.kernel.ids import AssignmentId

TEXT, DUE, STATE = range(3)


class AssignmentTree(QTreeWidget):
    """Hovering over a due date tells how it was counted."""

    current_changed = Signal(object)  # AssignmentCard or nothing

    def __init__(self) -> None:
        super().__init__()
        self._cards: dict[AssignmentId, AssignmentCard] = {}
        self.setAccessibleName(self.tr("Поручения"))
        self.setHeaderLabels([self.tr("Поручение"), self.tr("Срок"), self.tr("Состояние")])
        self.setAllColumnsShowFocus(True)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.header().setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        self.header().setStretchLastSection(False)
        self.setColumnWidth(DUE, 175)
        self.setColumnWidth(STATE, 200)
        self.currentItemChanged.connect(self._tell)

    def cards(self) -> Sequence[AssignmentCard]:
        return list(self._cards.values())

    def current(self) -> AssignmentCard | None:
        item = self.currentItem()
        return None if item is None else self._cards.get(item.data(TEXT, Qt.ItemDataRole.UserRole))

    def choose(self, assignment_id: AssignmentId) -> bool:
        """Whether it is among those shown."""
        for item in self.findItems("*", Qt.MatchFlag.MatchWildcard | Qt.MatchFlag.MatchRecursive):
            if item.data(TEXT, Qt.ItemDataRole.UserRole) == assignment_id:
                self.setCurrentItem(item)
                return True
        return False

    def show_cards(self, cards: Sequence[AssignmentCard]) -> None:
        chosen = self.current()
        self._cards = {card.row.id: card for card in cards}
        self.clear()
        items: dict[AssignmentId, QTreeWidgetItem] = {}
        for card in cards:
            item = items[card.row.id] = self._item(card)
            above = items.get(card.parent_id) if card.parent_id is not None else None
            if above is None:
                self.addTopLevelItem(item)
            else:
                above.addChild(item)
        self.expandAll()
        wanted = items.get(chosen.row.id) if chosen else None
        wanted = wanted or self.topLevelItem(0)
        if wanted is not None:
            self.setCurrentItem(wanted)

    def _item(self, card: AssignmentCard) -> QTreeWidgetItem:
        row = card.row
        text = f"{row.responsible}: {row.text}" if row.responsible else row.text
        late = [self.tr("просрочено {0} дн.").format(row.overdue_days)] if row.overdue_days > 0 else []
        state = " · ".join([*row.state, *late])
        due = shown(row.due) + (self.tr(" · пер. {0}").format(row.moves) if row.moves else "")
        due += "" if row.controlled else self.tr(" · без контроля")
        text = f"{row.point}. {text}" if row.point else text
        item = QTreeWidgetItem([text, due, state])
        item.setData(TEXT, Qt.ItemDataRole.UserRole, row.id)
        item.setToolTip(TEXT, "\n".join([row.text, *card.blocks]))
        item.setToolTip(DUE, card.deadline.explanation())
        item.setToolTip(STATE, state)
        if row.special or row.urgent:
            item.setIcon(TEXT, icon("flag" if row.special else "alert-circle"))
        if row.controlled:
            item.setIcon(DUE, icon("eye"))
        if row.overdue_days > 0 and row.status in OPEN:
            item.setForeground(DUE, QBrush(QColor(tones_of(self.palette()).problem)))
            item.setForeground(STATE, QBrush(QColor(tones_of(self.palette()).problem)))
        return item

    def _tell(self) -> None:
        self.current_changed.emit(self.current())
