"""«Открыта также: Иванова И. И. (правит с 10:42)»: who else is before the document, as a hint."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from client.core.calls import Latest
from client.core.city_time import local
from client.registry.card_pane import CardPane
from client.shell.workplace import Workplace
from common.kernel.changes import Change, Kind
from common.kernel.ids import DocumentId
from common.registry.presence import BEAT, Present
from common.rpc.errors import CallError


class Beside(QLabel):
    """Speaks up as long as its window is open, and once more when something is being changed."""

    def __init__(self, workplace: Workplace, document_id: DocumentId, card: CardPane, window: QWidget) -> None:
        super().__init__(window)
        self._work, self._document_id = workplace, document_id
        self._editing = self._opened = False
        self._asked = Latest[list[Present]]()
        self._beat = QTimer(self, interval=int(BEAT.total_seconds() * 1000))
        self._beat.timeout.connect(self.look)
        self.setProperty("role", "caption")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setContentsMargins(10, 3, 10, 3)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()
        card.shown.connect(self._rest)
        card.registration.saved.connect(self._rest)
        card.registration.registered.connect(self._rest)
        card.registration.restored.connect(self._edit)
        card.sheet.changed.connect(self._edit)
        workplace.calls.changed.connect(self._note)

    def look(self) -> None:
        call = self._work.calls(self, self._work.apis.presence.look, self._document_id, self._editing)
        self._asked.be(call).then(self._show_present).fails(self._know_nothing)

    def leave(self) -> None:
        """Sent although this window is going."""
        self._beat.stop()
        if self._opened:
            self._opened = False
            calls = self._work.calls
            calls(calls, self._work.apis.presence.leave, self._document_id).fails(_stays)

    def _rest(self, *_card: object) -> None:
        if not self._opened:
            self._opened = True
            self._beat.start()
            self.look()
        elif self._editing:
            self._editing = False
            self.look()

    def _edit(self, *_kept: object) -> None:
        if self._opened and not self._editing:
            self._editing = True
            self.look()

    def _show_present(self, others: list[Present]) -> None:
        words = self.tr("Открыта также: {0}").format(", ".join(map(self._of_one, others)))
        self.setText(words if others else "")
        self.setToolTip(self.text())
        self.setVisible(bool(others))

    def _of_one(self, one: Present) -> str:
        if one.editing is None:
            return self.tr("{0} (с {1:%H:%M})").format(one.name, local(one.since))
        return self.tr("{0} (правит с {1:%H:%M})").format(one.name, local(one.editing))

    def _know_nothing(self, _error: CallError) -> None:
        """Without a line, or without the right to see the document any longer, nothing is claimed."""
        self._show_present([])

    def _note(self, changes: list[Change]) -> None:
        if self._opened and any(each.kind is Kind.PRESENCE and each.id in {self._document_id, 0} for each in changes):
            self.look()


def _stays(_error: CallError) -> None:
    """The lease runs out."""
