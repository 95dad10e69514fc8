"""What a slice gets to work with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from client.core.apis import Apis
from client.core.calls import Calls
from client.core.drafts import Drafts
from client.core.editing import Editing
from client.core.outbox import Outbox
from client.core.settings import Settings
from client.core.transfers import Transfers
from client.shell.navigator import Navigator
from client.shell.people import People
from common.identity import Me
from common.kernel.ids import DocumentId
from common.kernel.rights import Right


@dataclass(frozen=True)
class Workplace:
    """The desk of the signed-in person."""

    apis: Apis
    calls: Calls
    transfers: Transfers
    outbox: Outbox
    drafts: Drafts
    editing: Editing
    navigator: Navigator
    me: Me
    settings: Settings
    today: Callable[[], date]
    folder: Path  # what this person keeps on this computer
    bulks: tuple["BulkSpec", ...] = ()

    @property
    def people(self) -> People:
        return People(self.calls, self.apis)

    def may(self, right: Right) -> bool:
        return right is Right.SIGNED_IN or self.me.may(right)


@dataclass(frozen=True)
class BulkSpec:
    """What a slice does with the chosen rows of the registers of documents; `run` gets them and the window."""

    title: str
    run: Callable[[Workplace, list[DocumentId], QWidget], None]
    right: Right = Right.READ_DOCUMENTS
