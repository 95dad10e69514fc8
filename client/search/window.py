"""Search: one box, the documents found with the words that were found in them."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from client.core.calls import Call
from client.search.hit_delegate import HitDelegate
from client.search.hits import HitList, Hits
from client.shell.register_page import grouped
from client.shell.workplace import Workplace
from client.widgets.messages import EmptyState, ErrorState, LoadingState, label
from common.rpc.errors import CallError
from common.search import Found


class SearchWindow(QWidget):
    """Enter searches, arrow down leads into the list, Enter there opens the document."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._workplace = workplace
        self._asked = ""
        self._call: Call[Found] | None = None
        self.box = QLineEdit()
        self.find_button = QPushButton(self.tr("&Найти"))
        self.count = label("", "caption")
        self.exact = QPushButton(self.tr("&Сосчитать точно"))
        self.hits = Hits(self)
        self.list = HitList()
        self.list.setModel(self.hits)
        self.list.setItemDelegate(HitDelegate(self.list))
        self.error = ErrorState()
        self._lay_out()
        self.box.returnPressed.connect(self.search)
        self.find_button.clicked.connect(self.search)
        self.exact.clicked.connect(self._count_exactly)
        self.error.retry.connect(self.search)
        self.list.opened.connect(self._open)
        self.hits.more_wanted.connect(self._read_more)

    def search(self) -> None:
        self._asked = self.box.text().strip()
        if not self._asked:
            return
        self._forget_call()
        self.hits.clear()
        self._show_count(None)
        self._stack.setCurrentWidget(self._loading)
        call = self._workplace.calls(self, self._workplace.apis.search.find, self._asked)
        self._call = call.then(self._show).fails(self._refuse)

    def refresh(self) -> None:
        self.search()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and not self.list.hasFocus() and self.hits.rowCount():
            self.list.setFocus()
            self.list.setCurrentIndex(self.hits.index(0))
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.box.setFocus()
        self.box.selectAll()

    def _lay_out(self) -> None:
        self.box.setPlaceholderText(
            self.tr('Слова из карточки или текста документа; «-слово» исключает, "слова рядом" — в кавычках')
        )
        self.box.setAccessibleName(self.tr("Что найти"))
        self.box.setMaxLength(300)
        self.box.setClearButtonEnabled(True)
        self.find_button.setProperty("primary", True)
        self.exact.hide()
        bar = QFrame()
        bar.setProperty("role", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(8, 5, 8, 5)
        row.setSpacing(8)
        for widget, stretch in ((self.box, 1), (self.find_button, 0), (self.count, 0), (self.exact, 0)):
            row.addWidget(widget, stretch)
        self._loading = LoadingState(self.tr("Поиск…"))
        self._nothing = EmptyState(
            self.tr("Ничего не найдено"),
            self.tr("Уберите одно из слов или проверьте написание. Найдутся слова в любом падеже и числе."),
            "file-search",
        )
        self._start = EmptyState(
            self.tr("Поиск по карточкам и текстам документов"),
            self.tr("Введите слова и нажмите Enter. Ищется и в распознанном тексте образов, в любой форме слова."),
            "search",
        )
        self._stack = QStackedLayout()
        for page in (self._start, self._loading, self._nothing, self.error, self.list):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addLayout(self._stack, 1)
        self.setFocusProxy(self.box)

    def _show(self, found: Found) -> None:
        self._call = None
        self.hits.put(found)
        self._show_count(found)
        self._stack.setCurrentWidget(self.list if found.rows else self._nothing)

    def _read_more(self, offset: int) -> None:
        if self._call is None:
            call = self._workplace.calls(self, self._workplace.apis.search.find, self._asked, offset)
            self._call = call.then(self._add).fails(self._refuse)

    def _add(self, found: Found) -> None:
        self._call = None
        self.hits.put(found)

    def _count_exactly(self) -> None:
        self.count.setText(self.tr("Считается…"))
        self.exact.hide()
        call = self._workplace.calls(self, self._workplace.apis.search.find, self._asked, 0, exact=True)
        call.then(self._show_count).fails(self._refuse)

    def _show_count(self, found: Found | None) -> None:
        if found is None or not found.rows:
            self.count.clear()
            self.exact.hide()
            return
        words = self.tr("Найдено: более {}") if found.more else self.tr("Найдено: {}")
        self.count.setText(words.format(grouped(found.total)))
        self.exact.setVisible(found.more)

    def _refuse(self, error: CallError) -> None:
        self._call = None
        self.error.show_error(error)
        self._stack.setCurrentWidget(self.error)

    def _forget_call(self) -> None:
        call, self._call = self._call, None
        if call is not None:
            call.cancel()

    def _open(self, index: QModelIndex) -> None:
        self._workplace.navigator.open_document(self.hits.hit(index.row()).document_id)
