"""How a paper becomes a registered letter: what is kept, sent, refused and tried again, without a window."""

from collections.abc import Callable
from datetime import date
from enum import Enum
from functools import partial

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from client.core.calls import Calls
from client.core.drafts import Drafts
from client.core.outbox import Letter, Outbox
from common.correspondents import CorrespondentRow
from common.kernel.ids import CorrespondentId, DocumentId, PersonId
from common.kernel.validation import Problem
from common.registry.api import RegistryApi
from common.registry.classes import DocumentState
from common.registry.document import DocumentCard, DocumentDraft, DocumentRow, Registered
from common.registry.kinds import KindDraft
from common.registry.ledger import IN_TURN, NumberChoice
from common.registry.rules import Action
from common.rpc.errors import CallError, Invalid, Stale, Twin, Unavailable


class Phase(Enum):
    OPENING = "opening"
    EDITING = "editing"
    SENDING = "sending"
    WAITING = "waiting"  # in the outbox until the server is back
    REGISTERED = "registered"


class KeptCard(Struct, frozen=True, kw_only=True):
    """A card as it lies on this computer, with the names that its ids stand for; `base` is what it was typed over."""

    version: int
    draft: DocumentDraft
    base: DocumentDraft | None = None
    correspondent: CorrespondentRow | None = None
    addressees: dict[PersonId, str] = {}
    recipients: dict[CorrespondentId, str] = {}


class Registration(QObject):
    """One document on its way; the window shows what the signals tell."""

    opened = Signal(object)  # DocumentCard
    restored = Signal(object)  # KeptCard: typed here before, not yet on the server
    phase_changed = Signal(object)  # Phase
    saved = Signal()
    registered = Signal(object)  # Registered
    invalid = Signal(object)  # list[Problem]
    twins_found = Signal(object)  # list[DocumentRow]
    followed = Signal(object)  # DocumentDraft: what the card read before another person changed it
    overtaken = Signal(object)  # DocumentCard: another person has changed it meanwhile
    refused = Signal(object)  # CallError

    def __init__(
        self,
        document_id: DocumentId,
        api: RegistryApi,
        calls: Calls,
        drafts: Drafts,
        outbox: Outbox,
        today: date,
        is_touched: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._is_touched = is_touched
        self.document_id, self.today = document_id, today
        self.card: DocumentCard | None = None
        self.phase = Phase.OPENING
        self._api, self._calls, self._drafts, self._outbox = api, calls, drafts, outbox
        self._version = 0
        self._base: DocumentDraft | None = None  # of what was typed here before, while the server is away
        self._sent: DocumentDraft | None = None
        self._then: Callable[[], object] | None = None
        outbox.delivered.connect(self._deliver)
        outbox.refused.connect(self._refuse_late)

    @property
    def is_registered(self) -> bool:
        return self.card is not None and self.card.state is DocumentState.REGISTERED

    @property
    def is_blank(self) -> bool:
        """A new card on which nothing has been written, here or on the server."""
        card = self.card
        new = card is not None and card.version == 1 and not card.attachments and card.may(Action.DISCARD)
        return new and self.phase is Phase.EDITING and self._drafts.recall(self._key, KeptCard) is None

    @property
    def is_practice(self) -> bool:
        return self.card is not None and self.card.practice

    def open(self) -> None:
        self._calls(self, self._api.card, self.document_id).then(self._show).fails(self._refuse_opening)

    def look(self) -> None:
        """While something is typed: whether another person has changed the card meanwhile."""
        self._calls(self, self._api.card, self.document_id).then(self._look_at).fails(_let_be)

    def _look_at(self, card: DocumentCard) -> None:
        if card.version > self._version and self.phase is not Phase.SENDING:
            self._meet(card)

    def _meet(self, card: DocumentCard) -> None:
        """Another version comes while something is typed; one whose fields read as before asks nothing."""
        if self.card is not None and self.card.draft == card.draft:
            self.adopt(card)
            self.opened.emit(card)
        else:
            self.overtaken.emit(card)

    def keep(self, kept: KeptCard) -> None:
        """Puts what is typed on this computer's disk; the server has it only after `save`."""
        self._drafts.keep(self._key, replace(kept, base=self.card.draft if self.card is not None else self._base))

    @property
    def version(self) -> int:
        return self._version

    def drop_kept(self) -> None:
        self._drafts.forget(self._key)

    def problems(self, draft: DocumentDraft, kind: KindDraft | None) -> list[Problem]:
        return list(draft.problems(self.today, kind))

    def save(self, draft: DocumentDraft, then: Callable[[], object] | None = None) -> None:
        """`then` follows when the server has it and the card has been read anew; never after a refusal."""
        self._sent = draft
        self._enter(Phase.SENDING)
        call = self._calls(self, self._api.save, self.document_id, self._version, draft)
        call.then(partial(self._note_saved, then)).fails(self._refuse_save)

    def register(self, draft: DocumentDraft, twin_reason: str = "", choice: NumberChoice = IN_TURN) -> None:
        """Sent through the outbox: whatever falls over, the letter is registered once."""
        self._sent = draft
        self._enter(Phase.SENDING)
        title = self.tr("Регистрация: {0}").format(draft.summary[:80])
        call = self._outbox.post(
            title, self.document_id, self._api.register, self.document_id, self._version, draft, twin_reason, choice
        )
        call.then(self._note_registered).fails(self._refuse_registration)

    def abandon(self) -> None:
        """Takes a blank card back; its window is going."""
        coming = self.card is None and self.phase is Phase.OPENING  # the server says whether it is blank
        if self.is_blank or (coming and self._drafts.recall(self._key, KeptCard) is None):
            self._calls(self._calls, self._api.abandon, self.document_id).fails(_stays)

    def adopt(self, card: DocumentCard) -> None:
        """Goes on from the card that another person has left."""
        self.card, self._version = card, card.version

    def _show(self, card: DocumentCard) -> None:
        if self.card is not None and card.version > self._version and self._is_touched():
            self._then = None
            self._meet(card)
            self._settle()
            return
        before = self.card.draft if self.card is not None and card.version > self._version else None
        self.adopt(card)
        self.opened.emit(card)
        if before is not None and before != card.draft:
            self.followed.emit(before)
        kept = self._drafts.recall(self._key, KeptCard)
        if kept is not None and kept.draft != card.draft:
            self.restored.emit(kept)
            if kept.base is not None and kept.version < card.version:
                self.adopt(replace(card, draft=kept.base, version=kept.version))
                self._meet(card)
        self._settle()
        then, self._then = self._then, None
        if then is not None:
            then()

    def _settle(self) -> None:
        if self.is_registered:
            self._enter(Phase.REGISTERED)
        else:
            self._enter(Phase.WAITING if self._outbox.waits(self.document_id) else Phase.EDITING)

    def _refuse_opening(self, error: CallError) -> None:
        kept = self._drafts.recall(self._key, KeptCard)
        if isinstance(error, Unavailable) and kept is not None:
            self._version, self._base = kept.version, kept.base
            self.restored.emit(kept)
            self._settle()
        self.refused.emit(error)

    def _note_saved(self, then: Callable[[], object] | None, version: int) -> None:
        self._then = then
        self._take_up(version)
        self.drop_kept()
        self._settle()
        self.saved.emit()
        if then is not None:
            self.open()

    def _take_up(self, version: int) -> None:
        """The server has what was sent: one's own change is none of another's when the card is read anew."""
        self._version = version
        if self.card is not None and self._sent is not None:
            self.card = replace(self.card, draft=self._sent, version=version)

    def _refuse_save(self, error: CallError) -> None:
        self._settle()
        self._tell(error)

    def _note_registered(self, registered: Registered) -> None:
        self._take_up(registered.version)
        self.drop_kept()
        self._enter(Phase.REGISTERED)
        self.registered.emit(registered)
        self.open()

    def _refuse_registration(self, error: CallError) -> None:
        if self._outbox.waits(self.document_id):
            self._enter(Phase.WAITING)
            return
        self._enter(Phase.EDITING)
        if isinstance(error, Twin) and self._sent is not None:
            self._calls(self, self._api.twins, self.document_id, self._sent).then(self._show_twins).fails(
                self.refused.emit
            )
        else:
            self._tell(error)

    def _show_twins(self, rows: list[DocumentRow]) -> None:
        self.twins_found.emit(rows)

    def _tell(self, error: CallError) -> None:
        if isinstance(error, Stale):
            self._calls(self, self._api.card, self.document_id).then(self.overtaken.emit).fails(self.refused.emit)
        elif isinstance(error, Invalid) and error.problems:
            self.invalid.emit(error.problems)
        else:
            self.refused.emit(error)

    def _deliver(self, letter: Letter, result: object) -> None:
        if letter.subject == self.document_id and isinstance(result, Registered):
            self._note_registered(result)

    def _refuse_late(self, letter: Letter, error: CallError) -> None:
        if letter.subject == self.document_id:
            self._refuse_registration(error)

    def _enter(self, phase: Phase) -> None:
        if phase is not self.phase:
            self.phase = phase
            self.phase_changed.emit(phase)

    @property
    def _key(self) -> str:
        return f"document-{self.document_id}"


def _let_be(_error: CallError) -> None:
    """Saving will say whether it was changed."""


def _stays(_error: CallError) -> None:
    """Not blank, another person's, or tied to a document."""
