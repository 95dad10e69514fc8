"""Files and e-mail messages dropped anywhere on a document's window: attached, and what a message says is proposed."""

import re
import shutil
from collections import deque
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from client.core.background import Work
from client.core.city_time import local
from client.core.faults import fault
from client.registry.card_pane import MAIL, CardPane
from client.registry.mail import Message, is_mail, unpacked
from client.shell.workplace import Workplace
from common.correspondents import DirectoryFilter, DirectoryRow
from common.files import StoredFile, refusal
from common.kernel.ids import DocumentId
from common.kernel.paging import Page
from common.registry.rules import Action
from common.rpc.errors import CallError
from common.scanning.recognition import Box, Proposal, ProposedField

BY_MAIL = "email"  # in the dictionary of deliveries
PASSED_ON = re.compile(r"^(?:(?:re|fw|fwd|ha|на|отв|пересл?)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
NOWHERE = Box(left=0, top=0, right=0, bottom=0)
DRAGS = {QEvent.Type.DragEnter, QEvent.Type.Drop}


def files_in(dropped: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in dropped.urls() if url.isLocalFile()]


def is_promised(dropped: QMimeData) -> bool:
    """Whether a mail program holds a message that it gives to its own kind only."""
    formats = " ".join(dropped.formats()).lower()
    return "filegroupdescriptor" in formats or "x-moz-message" in formats


class Dropping(QObject):
    """File after file, in their order; what a mail program does not give away as a file is said."""

    def __init__(self, workplace: Workplace, document_id: DocumentId, card: CardPane, window: QWidget) -> None:
        super().__init__(window)
        self._work, self._document_id, self._card = workplace, document_id, card
        self._waiting = deque[Path]()
        self._folders: list[Path] = []  # of what was unpacked
        self._said: dict[ProposedField, Proposal] = {}
        self._unpacking = 0
        self._busy = False
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() not in DRAGS or not isinstance(event, QDropEvent):
            return False
        files, refused = files_in(event.mimeData()), self._refusal()
        if not files and is_promised(event.mimeData()):
            self._say(self.tr("Почтовая программа не отдаёт письмо файлом. Сохраните его (.eml) и перетащите файл."))
        elif files and refused:
            self._say(refused)
        elif files:
            event.acceptProposedAction()
            if event.type() is QEvent.Type.Drop:
                self.take(files)
        return bool(files)

    def take(self, files: Sequence[Path]) -> None:
        for file in files:
            if is_mail(file) and not self._unfit(file):
                self._unpack(file)
            else:
                self._waiting.append(file)
        self._go_on()

    def _refusal(self) -> str:
        card = self._card.registration.card
        return card.refusals.get(Action.ATTACH, "") if card is not None else self.tr("Карточка ещё не открыта.")

    def _unpack(self, file: Path) -> None:
        self._work.folder.mkdir(parents=True, exist_ok=True)
        folder = Path(mkdtemp(prefix="mail-", dir=self._work.folder))
        self._folders.append(folder)
        self._unpacking += 1
        work = Work(partial(unpacked, file, folder), self)
        work.done.connect(self._take_message)
        work.failed.connect(partial(self._take_unread, file))

    def _take_message(self, message: Message) -> None:
        self._unpacking -= 1
        self._waiting.extend((message.file, *message.attached))
        if message.unread:
            self._say(self.tr("«{0}»: не прочитано вложений: {1}.").format(message.file.name, message.unread))
        self._propose(message)
        self._go_on()

    def _take_unread(self, file: Path, error: Exception) -> None:
        self._unpacking -= 1
        self._say(self.tr("«{0}» не читается: {1}.").format(file.name, fault(error)))
        self._go_on()

    def _go_on(self) -> None:
        if self._busy or self._unpacking:
            return
        if not self._waiting:
            for folder in self._folders:
                shutil.rmtree(folder, ignore_errors=True)
            self._folders.clear()
            return
        file = self._waiting.popleft()
        reason = self._unfit(file)
        if reason:
            self._say(reason)
            self._go_on()
            return
        self._busy = True
        transfer = self._work.transfers.upload(self, file)
        transfer.done.connect(self._attach)
        transfer.failed.connect(self._fail)

    def _unfit(self, file: Path) -> str:
        try:
            return refusal(file.name, file.stat().st_size)
        except OSError as error:
            return self.tr("«{0}» не читается: {1}.").format(file.name, fault(error))

    def _attach(self, stored: StoredFile) -> None:
        call = self._work.calls(self, self._work.apis.registry.attach, self._document_id, stored.id)
        call.then(self._end).fails(self._fail)

    def _end(self, _attached: object) -> None:
        self._busy = False
        self._go_on()

    def _fail(self, error: CallError) -> None:
        self._card.refuse(error)
        self._end(None)

    def _say(self, words: str) -> None:
        self._card.notice.ask(words, alarm=True)

    def _propose(self, message: Message) -> None:
        """To a card without a number, for its empty fields; the clerk looks at it as at any proposal."""
        self._said = {}
        if message.sent:
            sent = local(message.sent) if message.sent.tzinfo else message.sent
            self._put(ProposedField.THEIR_DATE, sent.date().isoformat(), f"{sent:%d.%m.%Y %H:%M}")
        if subject := PASSED_ON.sub("", message.subject):
            self._put(ProposedField.SUMMARY, subject, message.subject)
        if self._card.form.known.delivery.offers(BY_MAIL):
            self._put(ProposedField.DELIVERY, BY_MAIL, message.file.name)
        self._card.show_proposals(list(self._said.values()), MAIL)
        if message.address:
            asked = DirectoryFilter(text=message.address)
            call = self._work.calls(self, self._work.apis.correspondents.directory, asked, 0, 5)
            call.then(partial(self._know_sender, message)).fails(self._card.refuse)

    def _know_sender(self, message: Message, found: Page[DirectoryRow]) -> None:
        same = [row for row in found.rows if row.email.lower() == message.address.lower()]
        if len(same) == 1:
            self._put(ProposedField.CORRESPONDENT, str(same[0].id), message.address, same[0].name)
            self._card.show_proposals(list(self._said.values()), MAIL)

    def _put(self, field: ProposedField, value: str, text: str, name: str = "") -> None:
        self._said[field] = Proposal(
            field=field, value=value, text=text, page=0, box=NOWHERE, confidence=1.0, name=name
        )  # fmt: skip
