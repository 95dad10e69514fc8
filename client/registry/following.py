"""An untouched card follows what another person changes: one line says who and what, the fields are marked."""

from collections.abc import Callable

from PySide6.QtCore import QTimer

from client.core.city_time import local
from client.registry.card_sheet import CardSheet
from client.registry.registration import Registration
from client.shell.manifest import worded
from client.shell.workplace import Workplace
from client.widgets.field import Field
from client.widgets.messages import Notice, Question
from common.registry.classes import DocumentState
from common.registry.document import Difference, DocumentDraft, Rivalry
from common.rpc.errors import CallError

MOVED_ON = worded("«{0}» → «{1}»: кем и почему, сказано в «Истории».")
FRESH = 20_000  # ms that line and marks stand


class Following(Notice):
    """Goes by itself; the mark of a field goes also when one types in it."""

    def __init__(
        self, workplace: Workplace, sheet: CardSheet, registration: Registration, notice: Question,
        is_touched: Callable[[], bool],
    ) -> None:  # fmt: skip
        super().__init__()
        self._notice, self._is_touched = notice, is_touched
        self._state: DocumentState | None = None
        self._work, self._sheet, self._registration = workplace, sheet, registration
        self._marked: list[Field] = []
        self._fresh = QTimer(self, singleShot=True, interval=FRESH)
        self._fresh.timeout.connect(self.fade)
        registration.followed.connect(self._ask)

    def note_state(self, state: DocumentState, *, own: bool) -> None:
        """Words about the state before are over when somebody else has moved the document."""
        before, self._state = self._state, state
        if before is not None and before is not state and not own:
            self._notice.ask(self.tr(MOVED_ON).format(before.label, state.label))

    def fade(self) -> None:
        self._fresh.stop()
        for field in self._marked:
            if field.framed.property("news"):
                field.show_news("")
        self._marked = []
        self.hide()

    def _ask(self, before: DocumentDraft) -> None:
        if self._is_touched():
            return
        compare = self._work.apis.registry.compare
        self._work.calls(self, compare, self._registration.document_id, before).then(self._tell).fails(_let_be)

    def _tell(self, rivalry: Rivalry) -> None:
        if rivalry.own or not rivalry.differences:
            return
        self.fade()
        who = f"{rivalry.by}, {local(rivalry.at):%H:%M}"
        for each in rivalry.differences:
            self._mark(who, each)
        changed = ", ".join(each.label for each in rivalry.differences)
        self.say(self.tr("{0} — изменено: {1}.").format(who, changed), role="news")
        self._fresh.start()

    def _mark(self, who: str, each: Difference) -> None:
        field = self._sheet.form.fields.get(each.field)
        if field is not None:
            field.show_news(self.tr("{0}; было: {1}").format(who, each.given or "—"))
            self._marked.append(field)


def _let_be(_error: CallError) -> None:
    """The card shows the change all the same; only who it was stays unsaid."""
