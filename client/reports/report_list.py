"""The reports that one may run, under the headings of their groups."""

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMessageBox, QTreeWidget, QTreeWidgetItem

from client.shell.workplace import Workplace
from common.reports import ReportForm


class ReportList(QTreeWidget):
    """F2 changes a report of one's own, Delete takes it away."""

    forgotten = Signal()
    change_wanted = Signal(object)  # SavedReportId

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._work = workplace
        self.setAccessibleName(self.tr("Отчёты"))
        self._change = QAction(self.tr("Изменить свой отчёт…"), self)
        self._change.setShortcut(QKeySequence("F2"))
        self._change.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._change.triggered.connect(self.change)
        self._change.setEnabled(False)
        self.addAction(self._change)
        self._forget = QAction(self.tr("Удалить свой отчёт"), self)
        self._forget.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        self._forget.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._forget.triggered.connect(self.forget)
        self._forget.setEnabled(False)
        self.addAction(self._forget)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.currentItemChanged.connect(self._follow)
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

    def choose(self, code: str) -> None:
        if code in self._items:
            self.setCurrentItem(self._items[code])

    def form(self, code: str) -> ReportForm | None:
        return form_of(self._items.get(code))

    def change(self) -> None:
        form = form_of(self.currentItem())
        if form is not None and form.saved_id is not None and form.mine:
            self.change_wanted.emit(form.saved_id)

    def forget(self) -> None:
        form = form_of(self.currentItem())
        if form is None or form.saved_id is None or not form.mine:
            return
        words = self.tr("Удалить отчёт «{0}»? Уже сделанные останутся в «Моих отчётах».").format(form.title)
        asked = QMessageBox.question(self, self.tr("Удалить свой отчёт"), words)
        if asked == QMessageBox.StandardButton.Yes:
            self._work.calls(self, self._work.apis.reports.forget, form.saved_id).then(self._tell_forgotten)

    def _tell_forgotten(self, _nothing: None) -> None:
        self.forgotten.emit()

    def _follow(self, item: QTreeWidgetItem | None) -> None:
        form = form_of(item)
        for action in (self._change, self._forget):
            action.setEnabled(form is not None and form.mine)

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
