"""The reports that one may run, under the headings of their groups."""

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem

from common.reports import ReportForm


class ReportList(QTreeWidget):
    def __init__(self) -> None:
        super().__init__()
        self._items: dict[str, QTreeWidgetItem] = {}
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(12)

    def show_forms(self, forms: list[ReportForm]) -> None:
        self.clear()
        self._items = {}
        groups: dict[str, QTreeWidgetItem] = {}
        for form in forms:
            if form.group not in groups:
                group = groups[form.group] = QTreeWidgetItem(self, [form.group])
                group.setFlags(Qt.ItemFlag.ItemIsEnabled)
                font = group.font(0)
                font.setBold(True)
                group.setFont(0, font)
            item = self._items[form.code] = QTreeWidgetItem(groups[form.group], [form.title])
            item.setToolTip(0, form.title)
            item.setData(0, Qt.ItemDataRole.UserRole, form)
        self.expandAll()
        first = self.topLevelItem(0)
        report = first.child(0) if first is not None else None
        if report is not None:
            self.setCurrentItem(report)

    def mark(self, code: str) -> None:
        """Shows whose run is looked at, without choosing anything."""
        with QSignalBlocker(self):
            if code in self._items:
                self.setCurrentItem(self._items[code])
            else:
                self.setCurrentIndex(QModelIndex())


def form_of(item: QTreeWidgetItem | None) -> ReportForm | None:
    """Nothing for the heading of a group."""
    form = None if item is None else item.data(0, Qt.ItemDataRole.UserRole)
    return form if isinstance(form, ReportForm) else None
