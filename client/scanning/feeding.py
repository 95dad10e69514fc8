"""The stack on its way to its batch: page after page, in order, while the scanner goes on."""

from collections.abc import Callable
from functools import partial
from uuid import NAMESPACE_OID, uuid5

from PySide6.QtCore import QObject, Signal

from client.core.calls import signature_of
from client.core.rpc import body_of
from client.core.transfer import Transfer
from client.scanning.intake import Intake
from client.scanning.stack import Stack, StackPage
from client.shell.workplace import Workplace
from common.files import StoredFile
from common.kernel.ids import BatchId
from common.rpc.errors import CallError, Invalid, Missing
from common.scanning.batches import BatchDraft, Brought


class Feeding(QObject):
    """A page leaves this computer only when the server has laid it on the stack."""

    moved_on = Signal()  # how many are left has changed
    opened = Signal(object)  # BatchId: the pages needed a batch
    failed = Signal(object)  # CallError

    def __init__(self, workplace: Workplace, stack: Stack, draft: Callable[[], BatchDraft], parent: QObject) -> None:
        super().__init__(parent)
        self._work, self._stack, self._draft = workplace, stack, draft
        self.intake = Intake(stack, self)
        self.intake.moved_on.connect(self._take_up)
        self._busy = False
        self._transfer: Transfer | None = None
        self._new_batch: BatchId | None = None  # opened here, and nothing laid in it yet
        workplace.calls.online_changed.connect(self._return)

    @property
    def left(self) -> int:
        """Pages that the server has not got yet, with files that are still being copied."""
        return len(self._stack.pages) + self.intake.left

    def go_on(self) -> None:
        """Takes the next page, if none is under way."""
        if self._busy or not self._stack.pages:
            return
        self._busy = True
        if self._stack.batch_id is None:
            call = self._work.calls(self, self._work.apis.batches.open, self._draft())
            call.then(self._begin).fails(self._fail)
        else:
            self._send()

    def stop(self) -> None:
        self.intake.stop()
        self._busy = False
        if self._transfer is not None:
            self._transfer.cancel()
            self._transfer = None

    def _take_up(self) -> None:
        self.moved_on.emit()
        self.go_on()

    def _begin(self, batch_id: BatchId) -> None:
        self._new_batch = batch_id
        self._stack.belong_to(batch_id)
        self.opened.emit(batch_id)
        self._send()

    def _send(self) -> None:
        page = self._stack.pages[0]
        self._transfer = self._work.transfers.upload(self, self._stack.path(page), self._stack.name(page))
        self._transfer.done.connect(partial(self._lay, page))
        self._transfer.failed.connect(self._fail)

    def _lay(self, page: StackPage, stored: StoredFile) -> None:
        self._transfer = None
        assert self._stack.batch_id is not None
        brought = [Brought(file_id=stored.id, begins=page.begins, instead_of=page.instead_of, run=page.run)]
        signature = signature_of(self._work.apis.batches.add)
        body = body_of(signature, self._stack.batch_id, brought)
        call = self._work.calls.repeat(self, signature, body, key_of(page, body))
        call.then(partial(self._note_laid, page)).fails(self._go_elsewhere)

    def _note_laid(self, page: StackPage, _nothing: None) -> None:
        self._stack.arrived(page)
        self._busy, self._new_batch = False, None
        self.moved_on.emit()
        self.go_on()

    def _go_elsewhere(self, error: CallError) -> None:
        """A batch that a colleague has closed meanwhile takes no more pages: they begin a new one."""
        new = self._new_batch == self._stack.batch_id
        self._fail(error)
        if isinstance(error, Invalid | Missing) and not new:
            self._stack.begin_anew()
            self.go_on()

    def _return(self, online: bool) -> None:
        if online:
            self.go_on()

    def _fail(self, error: CallError) -> None:
        self._busy, self._transfer = False, None
        self.failed.emit(error)


def key_of(page: StackPage, body: bytes) -> str:
    """The same for the same page laid in the same batch, though the program was closed before the answer came."""
    return str(uuid5(NAMESPACE_OID, f"{page.file} {body.hex()}"))
