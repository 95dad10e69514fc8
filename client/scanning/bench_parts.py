"""The pages of the batch, beside them the page in hand and what is not in order with the batch."""

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from client.core.settings import Settings
from client.scanning.bench_view import BenchView
from client.scanning.page_preview import PagePreview
from client.scanning.troubles_pane import TroublesPane
from common.scanning.batches import Trouble

PARTS = "scanning/parts"


class BenchParts(QSplitter):
    """Remarks take a third of the height at most: the page is to be read beside them."""

    def __init__(self, settings: Settings, view: BenchView, picture: PagePreview, troubles: TroublesPane) -> None:
        super().__init__()
        self._settings = settings
        self._view, self._troubles = view, troubles
        beside = QWidget()
        right = QVBoxLayout(beside)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(troubles)
        right.addWidget(picture, 1)
        self.addWidget(view)
        self.addWidget(beside)
        self.setChildrenCollapsible(False)
        self.setStretchFactor(0, 3)
        self.setStretchFactor(1, 2)
        kept = settings.state(PARTS)
        if kept != QByteArray():
            self.restoreState(kept)
        troubles.chosen.connect(self.go_to)

    def keep(self) -> None:
        self._settings.keep_state(PARTS, self.saveState())

    def go_to(self, trouble: Trouble) -> None:
        """To its page; a remark about the whole batch has none."""
        if trouble.page_id is not None:
            self._view.go_to(trouble.page_id)
            self._view.setFocus()
        else:
            self._troubles.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._troubles.take_height(self.height() // 3)
