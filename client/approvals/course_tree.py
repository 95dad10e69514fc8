"""An approval as a tree: stages of the present cycle, the visas in them, earlier cycles folded away."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from client.core.city_time import moment
from client.widgets.icons import icon
from client.widgets.theme import tones_of
from common.approvals.api import ApprovalCard, VisaRow
from common.approvals.course import Visa
from common.kernel.ids import VisaId
from common.kernel.wording import day

WHO, COME, DUE, DECIDED, VISA, REMARK = range(6)
ICONS = {Visa.AGREED: "check", Visa.WITH_REMARKS: "alert-circle", Visa.REFUSED: "ban"}


class CourseTree(QTreeWidget):
    """The rows whose visas are waited for are bold; overdue ones are red."""

    current_changed = Signal(object)  # VisaRow or nothing

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[VisaId, VisaRow] = {}
        self.setAccessibleName(self.tr("Ход согласования"))
        self.setHeaderLabels([
            self.tr("Согласующий"), self.tr("Поступил"), self.tr("Срок"), self.tr("Завизирован"), self.tr("Виза"),
            self.tr("Замечания и решение"),
        ])  # fmt: skip
        self.setAllColumnsShowFocus(True)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(REMARK, QHeaderView.ResizeMode.Stretch)
        for column, width in ((WHO, 230), (COME, 112), (DUE, 84), (DECIDED, 112), (VISA, 208)):
            self.setColumnWidth(column, width)
        self.currentItemChanged.connect(self._tell)

    def rows(self) -> Sequence[VisaRow]:
        return list(self._rows.values())

    def current(self) -> VisaRow | None:
        item = self.currentItem()
        return None if item is None else self._rows.get(item.data(WHO, Qt.ItemDataRole.UserRole))

    def show_cards(self, cards: Sequence[ApprovalCard]) -> None:
        """The newest approval as it stands; what was before it, folded."""
        chosen = self.current()
        self._rows = {row.id: row for card in cards for row in card.visas}
        self.clear()
        for number, card in enumerate(cards):
            cycles = range(card.cycle, 0, -1)
            for cycle in cycles:
                rows = [row for row in card.visas if row.cycle == cycle]
                if number == 0 and cycle == card.cycle:
                    self._add_stages(rows)
                elif rows:
                    self._add_past(card, cycle, rows)
        self._choose(chosen)

    def _add_stages(self, rows: Sequence[VisaRow]) -> None:
        stages = sorted({row.stage for row in rows})
        for place, stage in enumerate(stages, start=1):
            of_stage = [row for row in rows if row.stage == stage]
            item = QTreeWidgetItem([_stage_title(place, of_stage)])
            item.setFirstColumnSpanned(True)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.addTopLevelItem(item)
            for row in of_stage:
                item.addChild(self._item(row))
            item.setExpanded(True)
            item.setFirstColumnSpanned(True)

    def _add_past(self, card: ApprovalCard, cycle: int, rows: Sequence[VisaRow]) -> None:
        title = self.tr("Процесс № {0} от {1}, круг {2}: {3}").format(
            card.id, moment(card.started), cycle,
            card.state.label.lower() if cycle == card.cycle else self.tr("возвращён на доработку"),
        )  # fmt: skip
        item = QTreeWidgetItem([title])
        item.setIcon(WHO, icon("history"))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.addTopLevelItem(item)
        item.setFirstColumnSpanned(True)
        for row in rows:
            item.addChild(self._item(row))

    def _item(self, row: VisaRow) -> QTreeWidgetItem:
        visa = row.visa.label if row.visa else self.tr("ждём визу") if row.waits else ""
        remark = row.text
        if row.taken is not None:
            remark += self.tr(" → учтено") if row.taken else self.tr(" → отклонено")
            remark += f": {row.answer}" if row.answer else ""
        item = QTreeWidgetItem(
            [row.by or row.person, moment(row.arrived) if row.arrived else "", day(row.due),
             moment(row.decided) if row.decided else "", visa, " ".join(remark.split())]
        )  # fmt: skip
        item.setData(WHO, Qt.ItemDataRole.UserRole, row.id)
        item.setToolTip(WHO, _about(row))
        item.setToolTip(DUE, row.deadline.explanation() if row.deadline else "")
        item.setToolTip(VISA, "\n".join(f"{file.name}, версия {file.number}" for file in row.files))
        item.setToolTip(REMARK, remark)
        if row.visa:
            item.setIcon(VISA, icon(ICONS[row.visa]))
        tones = tones_of(self.palette())
        if row.waits:
            bold = QFont(self.font())
            bold.setBold(True)
            for column in (WHO, VISA):
                item.setFont(column, bold)
        if row.overdue_days and row.visa is None:
            item.setForeground(DUE, QBrush(QColor(tones.problem)))
        if row.visa is Visa.REFUSED:
            item.setForeground(VISA, QBrush(QColor(tones.problem)))
        return item

    def _choose(self, chosen: VisaRow | None) -> None:
        """The same row as before, or the first whose visa is waited for, or the first of all."""
        found = (stage.child(place) for stage in self._top() for place in range(stage.childCount()))
        items = [item for item in found if item is not None]
        by_id = {item.data(WHO, Qt.ItemDataRole.UserRole): item for item in items}
        waiting = [row.id for row in self._rows.values() if row.waits]
        mine = [row.id for row in self._rows.values() if row.may_visa]
        wanted = [*([chosen.id] if chosen else []), *mine, *waiting, *by_id]
        for each in (each for each in wanted if each in by_id):
            self.setCurrentItem(by_id[each])
            return
        self._tell()

    def _top(self) -> Sequence[QTreeWidgetItem]:
        found = (self.topLevelItem(place) for place in range(self.topLevelItemCount()))
        return [item for item in found if item is not None]

    def _tell(self) -> None:
        self.current_changed.emit(self.current())


def _stage_title(place: int, rows: Sequence[VisaRow]) -> str:
    first = rows[0]
    title = f"Этап {place}" + (f". {first.stage_title}" if first.stage_title else "")
    return f"{title} · {first.order.label.lower()}" if len(rows) > 1 else title


def _about(row: VisaRow) -> str:
    lines = [f"{row.person}, {row.post}"]
    if row.added_by:
        lines.append(f"добавил {row.added_by}")
    return "\n".join([*lines, *([row.absent] if row.absent else [])])
