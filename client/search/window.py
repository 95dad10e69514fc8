"""Search: one box, what narrows it, the documents found with what was found in them."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from client.core.calls import Call, Latest
from client.search.chips import Chips
from client.search.conditions import ConditionsForm
from client.search.misspelling import KEY, Misspelling
from client.search.results import Results
from client.shell.register_page import grouped
from client.shell.workplace import Workplace
from client.widgets.fields import QuietComboBox
from client.widgets.icons import icon
from client.widgets.messages import label
from common.kernel.ids import DocumentId
from common.rpc.errors import CallError
from common.search import EVERYTHING, Bookmark, Counted, Facet, FacetValue, Found, Narrowing, Order, as_filter

ORDER = "search/order"
ALL_DOCUMENTS = "registry.all"


class SearchWindow(QWidget):
    """Enter searches, arrow down leads into the list, Enter there opens the document and Ctrl+Enter stays."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._workplace = workplace
        self._asked, self._narrowing = "", EVERYTHING
        self._titles: dict[Facet, str] = {}
        self._call: Call[Found] | None = None
        self._counting = Latest[Counted]()
        self.box = QLineEdit()
        self.find_button = QPushButton(self.tr("&Найти"))
        self.order = QuietComboBox()
        self.conditions = ConditionsForm(workplace.today())
        self.chips, self.results, self.misspelling = Chips(), Results(), Misspelling(workplace)
        self.hits, self.list, self.facets = self.results.hits, self.results.list, self.results.facets
        self.count = label("", "caption")
        self._add_actions()
        self._lay_out()
        self._connect()
        workplace.calls(self, workplace.apis.registry.dictionaries).then(self.conditions.offer)

    def search(self) -> None:
        """Anew, with the words and conditions as they now stand."""
        chosen = {facet.value: key for facet, key in self._narrowing.chosen().items()}
        self._narrowing = Narrowing(**chosen, conditions=self.conditions.conditions())
        self.misspelling.begin()
        self._search(self.box.text().strip())

    def _search(self, asked: str) -> None:
        self._asked = asked
        self._forget_calls()
        self._show_chips()
        self.count.clear()
        self.exact.hide()
        asks = bool(self._asked) or self._narrowing != EVERYTHING
        self.list_action.setEnabled(asks)
        if not asks:
            self.results.begin()
            return
        self.results.wait()
        self._call = self._find(None).then(self._show).fails(self._refuse)
        self._count(exact=False)

    def refresh(self) -> None:
        self.search()

    def step(self, document_id: DocumentId, by: int) -> DocumentId | None:
        """The hit before or after an open document."""
        return self.results.step(document_id, by)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.box.hasFocus() and self.hits.rowCount():
            self.results.enter()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.hits.rowCount():
            self.list.setFocus()
        else:
            self._return_to_box()

    def _add_actions(self) -> None:
        self.conditions_action = self._action(self.tr("Условия…"), "Ctrl+Shift+F", "filter", self._toggle_conditions)
        self.facets_action = self._action(self.tr("Уточнить"), "F6", "list-tree", self.facets.enter)
        self.exact_action = self._action(self.tr("Сосчитать точно"), "F7", "numbers", self._count_exactly)
        self.order_action = self._action(self.tr("Другой порядок"), "Ctrl+T", "chevron-down", self._turn_order)
        self.list_action = self._action(self.tr("Показать списком"), "Ctrl+Shift+V", "columns", self._hand_over)
        self.remove_action = self._action(
            self.tr("Снять последнее условие"), "Ctrl+Shift+Backspace", "x", self.chips.remove_last
        )
        self.meant_action = self._action(self.tr("Другое написание"), KEY, "search", self.misspelling.take)
        self.exact = self._button(self.exact_action)
        self.list_action.setEnabled(False)

    def _action(self, text: str, keys: str, picture: str, slot: object) -> QAction:
        action = QAction(icon(picture), text, self)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(slot)
        self.addAction(action)
        return action

    def _button(self, action: QAction) -> QPushButton:
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        button = QPushButton(action.icon(), action.text())
        button.setToolTip(f"{action.text()} ({keys})")
        button.clicked.connect(action.trigger)
        return button

    def _lay_out(self) -> None:
        self.box.setPlaceholderText(
            self.tr('Номер, корреспондент, слова документа или проекта; начал*, -исключение, "слова рядом"')
        )
        self.box.setAccessibleName(self.tr("Что найти"))
        self.box.setMaxLength(300)
        self.box.setClearButtonEnabled(True)
        self.find_button.setProperty("primary", True)
        self.order.addItems([self.tr("Сначала новые"), self.tr("По значимости")])
        self.order.setAccessibleName(self.tr("Порядок"))
        self.order.setToolTip(self.tr("Порядок (Ctrl+T). Документ с искомым номером всегда первый"))
        self.order.setCurrentIndex(list(Order).index(self._kept_order()))
        self.exact.setText(self.tr("Сосчитать точно  F7"))
        self.exact.hide()
        bar = QFrame()
        bar.setProperty("role", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(8, 5, 8, 5)
        row.setSpacing(8)
        self.as_list = self._button(self.list_action)
        row.addWidget(self.box, 1)
        for widget in (self.find_button, self._button(self.conditions_action), self.order, self.count, self.exact,
                       self.as_list):  # fmt: skip
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for each, stretch in (
            (bar, 0),
            (self.conditions, 0),
            (self.misspelling, 0),
            (self.chips, 0),
            (self.results, 1),
        ):
            column.addWidget(each, stretch)
        self.setFocusProxy(self.box)

    def _connect(self) -> None:
        self.box.returnPressed.connect(self.search)
        self.find_button.clicked.connect(self.search)
        self.order.activated.connect(self._keep_order)
        self.conditions.sent.connect(self.search)
        self.conditions.changed.connect(self.search)
        self.misspelling.meant.connect(self._search)
        self.chips.removed.connect(self._remove)
        self.facets.chosen.connect(self._narrow)
        self.list.left.connect(self._return_to_box)
        self.results.error.retry.connect(self.search)
        self.list.opened.connect(self._open)
        self.list.opened_behind.connect(self._open_behind)
        self.hits.more_wanted.connect(self._read_more)
        self.list_action.changed.connect(self._follow_list_action)

    def _follow_list_action(self) -> None:
        self.as_list.setEnabled(self.list_action.isEnabled())

    def _find(self, after: Bookmark | None) -> Call[Found]:
        find = self._workplace.apis.search.find
        return self._workplace.calls(self, find, self._asked, self._narrowing, self._kept_order(), after)

    def _show(self, found: Found) -> None:
        self._call = None
        self.results.show_found(found)
        self.misspelling.look(self._asked, self._narrowing, found)

    def _read_more(self, after: Bookmark) -> None:
        if self._call is None:
            self._call = self._find(after).then(self._add).fails(self._refuse)

    def _add(self, found: Found) -> None:
        self._call = None
        self.hits.put(found)

    def _refuse(self, error: CallError) -> None:
        self._call = None
        self.results.refuse(error)

    def _count(self, *, exact: bool) -> None:
        count = self._workplace.apis.search.count
        call = self._workplace.calls(self, count, self._asked, self._narrowing, exact)
        self._counting.be(call).then(self._show_figures).fails(self._miss_figures)

    def _count_exactly(self) -> None:
        if not self.exact.isHidden():
            self.count.setText(self.tr("Считается…"))
            self.exact.hide()
            self._count(exact=True)

    def _show_figures(self, counted: Counted) -> None:
        words = self.tr("Найдено: не меньше {}") if counted.more else self.tr("Найдено: {}")
        self.count.setText(words.format(grouped(counted.total)) if counted.total else "")
        self.exact.setVisible(counted.more)
        self.results.show_figures(counted, self._narrowing)

    def _miss_figures(self, _error: CallError) -> None:
        """The hits tell of the same trouble; without figures there is nothing to choose."""
        self.count.clear()
        self.facets.hide()

    def _forget_calls(self) -> None:
        self._counting.cancel()
        if self._call is not None:
            self._call.cancel()
            self._call = None

    def _narrow(self, value: FacetValue) -> None:
        """Chosen once more it is free again."""
        same = self._narrowing.chosen().get(value.facet) == value.key
        self._titles[value.facet] = value.title
        self._narrowing = self._narrowing.with_facet(value.facet, "" if same else value.key)
        self.search()

    def _remove(self, key: object) -> None:
        if isinstance(key, Facet):
            self._narrowing = self._narrowing.with_facet(key, "")
            self.search()
        elif isinstance(key, int):
            self.conditions.remove(key)

    def _show_chips(self) -> None:
        facets = [(facet, f"{facet.label}: {self._titles[facet]}") for facet in self._narrowing.chosen()]
        conditions = enumerate(self.conditions.words() if self.conditions.isHidden() else ())
        self.chips.show_chips([*conditions, *facets])

    def _toggle_conditions(self) -> None:
        if self.conditions.isHidden():
            self.conditions.open()
        else:
            self.conditions.hide()
            self._return_to_box()
        self._show_chips()

    def _kept_order(self) -> Order:
        kept = self._workplace.settings.text(ORDER)
        return Order(kept) if kept in set(Order) else Order.NEWEST

    def _keep_order(self) -> None:
        self._workplace.settings.keep_text(ORDER, list(Order)[self.order.currentIndex()])
        self.search()

    def _turn_order(self) -> None:
        self.order.setCurrentIndex(1 - self.order.currentIndex())
        self._keep_order()

    def _hand_over(self) -> None:
        """The same documents as a register, with its columns, groups, saved views and subscriptions."""
        self._workplace.navigator.open_register(ALL_DOCUMENTS, as_filter(self._asked, self._narrowing))

    def _return_to_box(self) -> None:
        self.box.setFocus()
        self.box.selectAll()

    def _open(self, index: QModelIndex) -> None:
        self._workplace.navigator.open_document(self.hits.hit(index.row()).document_id)

    def _open_behind(self, index: QModelIndex) -> None:
        self._workplace.navigator.open_behind(self.hits.hit(index.row()).document_id)
