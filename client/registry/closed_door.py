"""What stands in the place of a document that there is not, or that is not shown to whoever asks."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QBoxLayout, QWidget

from client.registry.registration import Registration
from client.widgets.messages import EmptyState
from common.rpc.errors import CallError, Missing


class ClosedDoor(QObject):
    """Says it once, instead of an empty card with its commands."""

    def __init__(self, registration: Registration, window: QWidget) -> None:
        super().__init__(window)
        self._registration, self._window = registration, window
        self.page: EmptyState | None = None
        registration.refused.connect(self._look)

    def _look(self, error: CallError) -> None:
        if self.page is not None or not isinstance(error, Missing) or self._registration.card is not None:
            return
        title, _, advice = error.message.partition(". ")
        self.page = EmptyState(title.removesuffix("."), advice, "lock")
        for child in self._window.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            child.hide()
        for action in self._window.actions():
            self._window.removeAction(action)
        column = self._window.layout()
        if isinstance(column, QBoxLayout):
            column.addWidget(self.page, 1)
        self._window.setWindowTitle(self.tr("Документ недоступен"))
