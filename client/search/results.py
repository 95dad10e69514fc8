"""What a search has found: facets at the left, hits at the right, or why there are none."""

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QSplitter, QStackedWidget

from client.search.facets_pane import FacetsPane
from client.search.hit_delegate import HitDelegate
from client.search.hits import HitList, Hits
from client.widgets.messages import EmptyState, ErrorState, LoadingState
from common.kernel.ids import DocumentId
from common.rpc.errors import CallError, Invalid
from common.search import Counted, Found, Narrowing

FACETS_WIDTH = 230
NEAR_THE_END = 5  # hits from the last one where the next are read


class Results(QSplitter):
    def __init__(self) -> None:
        super().__init__()
        self.facets = FacetsPane()
        self.hits = Hits(self)
        self.list = HitList()
        self.list.setModel(self.hits)
        self.list.setItemDelegate(HitDelegate(self.list))
        self.error = ErrorState()
        self.loading = LoadingState(self.tr("Поиск…"))
        self.nothing = EmptyState(
            self.tr("Ничего не найдено"),
            self.tr("Уберите одно из слов или условий, проверьте написание. Слова находятся в любом падеже и числе."),
            "file-search",
        )
        self.unclear = EmptyState("", "", "info-circle")
        self.start = EmptyState(
            self.tr("Поиск по номерам, карточкам и текстам документов"),
            self.tr(
                "Введите номер, корреспондента или слова и нажмите Enter. Ищется и в тексте файлов, и среди проектов."
            ),
            "search",
        )
        self._stack = QStackedWidget()
        for page in (self.start, self.loading, self.nothing, self.unclear, self.error, self.list):
            self._stack.addWidget(page)
        self.addWidget(self.facets)
        self.addWidget(self._stack)
        self.setStretchFactor(1, 1)
        self.setSizes([FACETS_WIDTH, 1000])
        self.setChildrenCollapsible(False)
        self.facets.hide()
        self.facets.left.connect(self.enter)

    def wait(self) -> None:
        self.hits.clear()
        self._stack.setCurrentWidget(self.loading)

    def begin(self) -> None:
        """Nothing is asked."""
        self.hits.clear()
        self.facets.hide()
        self._stack.setCurrentWidget(self.start)

    def show_found(self, found: Found) -> None:
        self.hits.put(found)
        self._stack.setCurrentWidget(self.list if found.rows else self.nothing)
        if found.rows and not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.hits.index(0))

    def show_figures(self, counted: Counted, narrowing: Narrowing) -> None:
        self.facets.show_values(counted, narrowing)
        self.facets.setVisible(bool(counted.values))

    def refuse(self, error: CallError) -> None:
        """A question that means nothing is no failure."""
        self.facets.hide()
        if isinstance(error, Invalid):
            self.unclear.title.setText(error.message)
            self._stack.setCurrentWidget(self.unclear)
        else:
            self.error.show_error(error)
            self._stack.setCurrentWidget(self.error)

    def enter(self) -> None:
        """The keyboard comes to the hits."""
        if self.hits.rowCount():
            self.list.setFocus()
            if not self.list.currentIndex().isValid():
                self.list.setCurrentIndex(self.hits.index(0))

    def step(self, document_id: DocumentId, by: int) -> DocumentId | None:
        """The hit before or after a document, which becomes the current one."""
        place = self.hits.position(document_id)
        if place is None or not 0 <= place + by < self.hits.rowCount():
            return None
        self.list.setCurrentIndex(self.hits.index(place + by))
        if place + by >= self.hits.rowCount() - NEAR_THE_END:
            self.hits.fetchMore(QModelIndex())
        return self.hits.hit(place + by).document_id
