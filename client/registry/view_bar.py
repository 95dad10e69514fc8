"""The line of views above a register: which one, how grouped, under which conditions, in which columns."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton

from client.registry.own_filter import KEYS
from client.widgets.export_button import ExportButton
from client.widgets.fields import QuietComboBox
from client.widgets.icons import icon
from client.widgets.messages import label
from common.registry.selection import Grouping
from common.registry.views import View, ViewRow

KNOWN: list[Grouping] = [each for each in Grouping if each is not Grouping.STATE]


class ViewBar(QFrame):
    view_chosen = Signal(object, object)  # View, ViewRow of a saved one
    grouping_chosen = Signal(object)  # Grouping
    conditions_wanted = Signal()
    columns_wanted = Signal()
    filters_toggled = Signal(bool)
    save_wanted = Signal()
    remove_wanted = Signal()
    watch_wanted = Signal(bool)
    export_wanted = Signal(object)  # Format
    report_wanted = Signal()

    def __init__(self, standard: Sequence[View]) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self._standard = list(standard)
        self._views: list[tuple[View, ViewRow | None]] = []
        self.view, self.grouping = QuietComboBox(), QuietComboBox()
        self.grouping.addItems([each.label for each in KNOWN])
        self.conditions = self._button("filter", self.tr("Условия"), "Ctrl+Shift+F", self.conditions_wanted.emit)
        self.filters = self._button("columns", self.tr("Отбор в столбцах"), "Ctrl+Shift+K", lambda: None)
        self.own = self._button("x", "", KEYS, lambda: None)
        self.columns = self._button("list-tree", self.tr("Столбцы"), "", self.columns_wanted.emit)
        self.save = self._button("device-floppy", self.tr("Сохранить"), "", self.save_wanted.emit)
        self.watch = self._button("bell", self.tr("Следить"), "", lambda: None)
        self.remove = self._button("trash", "", "", self.remove_wanted.emit)
        self.export = ExportButton()
        self.export.wanted.connect(self.export_wanted)
        for each in (self.filters, self.watch):
            each.setCheckable(True)
        self.filters.toggled.connect(self.filters_toggled)
        self.watch.clicked.connect(self.watch_wanted)
        self.remove.setToolTip(self.tr("Удалить представление"))
        self.remove.setAccessibleName(self.tr("Удалить представление"))
        self.watch.setToolTip(self.tr("Считать новые документы этого представления"))
        self._lay_out()
        self.show_views([], None)
        self.view.activated.connect(self._choose)
        self.grouping.activated.connect(self._group)

    def offer_report(self) -> None:
        """To whoever may run reports."""
        menu = self.export.menu()
        menu.addSeparator()
        menu.addAction(self.tr("Сделать &отчёт…"), self.report_wanted.emit)

    def show_views(self, rows: Sequence[ViewRow], current: ViewRow | None) -> None:
        """The standard views, then the saved ones; the current one stays chosen."""
        chosen = self.view.currentIndex() if self.view.count() else 0
        self._views = [*((view, None) for view in self._standard), *((row.view, row) for row in rows)]
        self.view.clear()
        for view, row in self._views:
            self.view.addItem(view.title if row is None else f"{view.title} ★" if row.mine else f"{view.title} ☆")
        self.view.insertSeparator(len(self._standard))
        if current is not None:
            known = [row.id if row else None for _, row in self._views]
            chosen = known.index(current.id) + 1 if current.id in known else 0
        self.view.setCurrentIndex(chosen if chosen < self.view.count() else 0)

    def show_unsaved(self, title: str) -> None:
        """A view that came from elsewhere and is in no list yet."""
        known = [view.title for view, _ in self._views]
        if title not in known:
            self.view.setPlaceholderText(title)
            self.view.setCurrentIndex(-1)

    def show_state(self, row: ViewRow | None, grouping: Grouping, conditions: int) -> None:
        self.grouping.setCurrentIndex(KNOWN.index(grouping))
        self.conditions.setText(self.tr("Условия ({0})").format(conditions) if conditions else self.tr("Условия"))
        self.watch.setVisible(row is not None)
        self.watch.setChecked(bool(row and row.subscribed))
        self.remove.setVisible(bool(row and row.mine))
        self._caption.setVisible(row is None)
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if row is None else Qt.ToolButtonStyle.ToolButtonIconOnly
        for button in (self.columns, self.save):  # a saved view has more buttons, and no more room
            button.setToolButtonStyle(style)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 6, 0)
        row.setSpacing(5)
        self.view.setAccessibleName(self.tr("Представление"))
        for combo, letters in ((self.view, 20), (self.grouping, 14)):  # a long name is cut, not the folders beside it
            combo.setSizeAdjustPolicy(combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(letters)
        self.grouping.setAccessibleName(self.tr("Группировка"))
        self._caption = label(self.tr("Представление"), "caption")
        row.addWidget(self._caption)
        row.addWidget(self.view)
        row.addWidget(self.grouping)
        for button in (self.conditions, self.filters, self.columns, self.own):
            row.addWidget(button)
        row.addStretch(1)
        for button in (self.watch, self.save, self.remove, self.export):
            row.addWidget(button)

    def _button(self, picture: str, text: str, keys: str, slot: Callable[[], object]) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(picture))
        button.setIconSize(QSize(16, 16))
        button.setText(text)
        button.setToolButtonStyle(button.toolButtonStyle().ToolButtonTextBesideIcon)
        if keys:
            button.setShortcut(keys)
            button.setToolTip(f"{text} ({keys})")
        elif text:
            button.setToolTip(text)
        button.setAccessibleName(text)
        button.clicked.connect(slot)
        return button

    def _choose(self, place: int) -> None:
        number = place if place < len(self._standard) else place - 1
        if 0 <= number < len(self._views):
            self.view_chosen.emit(*self._views[number])

    def _group(self, place: int) -> None:
        self.grouping_chosen.emit(KNOWN[place])
