"""Files and e-mail messages on their way to a document, one after another; what a message says is proposed."""

import re
import shutil
from collections import deque
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

from client.core.background import Work
from client.core.calls import Latest
from client.core.city_time import local
from client.core.faults import fault
from client.registry.card_pane import MAIL, CardPane
from client.registry.file_fetching import FileFetching
from client.registry.mail import is_mail, unpacked
from client.registry.message import Message
from client.shell.workplace import Workplace
from client.widgets.messages import Question, said
from common.correspondents import DirectoryFilter, DirectoryRow
from common.files import StoredFile, refusal
from common.kernel.ids import DocumentId
from common.kernel.paging import Page
from common.rpc.errors import CallError
from common.scanning.recognition import Box, Proposal, ProposedField

BY_MAIL = "email"  # in the dictionary of deliveries
PASSED_ON = re.compile(r"^(?:(?:re|fw|fwd|ha|на|отв|пересл?)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
SENSIBLE = range(1971, 2100)  # what a broken message says of its year may be anything
NOWHERE = Box(left=0, top=0, right=0, bottom=0)


class Bringing(FileFetching):
    """How far a file is; all refusals of what was brought at once stand together above the card."""

    def __init__(self, workplace: Workplace, document_id: DocumentId, card: CardPane) -> None:
        super().__init__(workplace.transfers)
        self._work, self._document_id, self.card = workplace, document_id, card
        self.notice = Question()  # seen whichever tab is in front
        self._sender = Latest[Page[DirectoryRow]]()
        self._waiting = deque[Path]()
        self._folders: list[Path] = []  # of what was unpacked
        self._refusals: list[str] = []
        self._said: dict[ProposedField, Proposal] = {}
        self._unpacking, self._turn = 0, object()
        self._busy = False
        self.setContentsMargins(10, 3, 10, 3)
        self.hide()
        self.failed.connect(self._fail)
        self.cancelled.connect(self._give_up)

    @property
    def is_idle(self) -> bool:
        return not (self._waiting or self._unpacking or self._busy)

    def take(self, files: Sequence[Path]) -> None:
        """Appends to what is on its way."""
        if self.is_idle:
            self._refusals.clear()
            self.notice.hide()
        for file in files:
            if is_mail(file) and not self._unfit(file):
                self._unpack(file)
            else:
                self._waiting.append(file)
        self._go_on()

    def refuse(self, words: str) -> None:
        self._refusals.append(words)
        self.tell("\n".join(self._refusals))

    def tell(self, words: str) -> None:
        self.notice.ask(words, (self.tr("&Понятно"), self.notice.hide), alarm=True)

    def hold(self) -> None:
        """Says why the window stays open; nothing shows how far a file is while the line is down."""
        words = self.tr("Файлы ещё передаются: дождитесь конца или прервите передачу.")
        self.notice.ask(words, (self.tr("&Прервать передачу"), self.cancelled.emit), alarm=True)

    def _unpack(self, file: Path) -> None:
        folder = Path(mkdtemp(prefix="mail-", dir=self._work.transfers.cache.room()))
        self._folders.append(folder)
        self._unpacking += 1
        work = Work(partial(unpacked, file, folder), self)
        work.done.connect(partial(self._take_message, self._turn))
        work.failed.connect(partial(self._take_unread, file))

    def _take_message(self, turn: object, message: Message) -> None:
        self._unpacking -= 1
        if turn is not self._turn:  # given up meanwhile
            self._go_on()
            return
        self._waiting.extend((message.file, *message.attached))
        if message.unread:
            self.refuse(self.tr("«{0}»: не прочитано вложений: {1}.").format(message.file.name, message.unread))
        self._propose(message)
        self._go_on()

    def _take_unread(self, file: Path, error: Exception) -> None:
        self._unpacking -= 1
        self.refuse(self.tr("«{0}» не читается: {1}.").format(file.name, fault(error)))
        self._go_on()

    def _go_on(self) -> None:
        while not self._busy and not self._unpacking and self._waiting:
            file = self._waiting.popleft()
            if reason := self._unfit(file):
                self.refuse(reason)
            else:
                self._busy = True
                self.bring(file).done.connect(self._attach)
        if self.is_idle:
            for folder in self._folders:
                shutil.rmtree(folder, ignore_errors=True)
            self._folders.clear()

    def _attach(self, stored: StoredFile) -> None:
        call = self._work.calls(self, self._work.apis.registry.attach, self._document_id, stored.id)
        call.then(self._end).fails(self._fail)

    def _end(self, _attached: object) -> None:
        self._busy = False
        self._go_on()

    def _fail(self, error: CallError) -> None:
        self.refuse(said(error))
        self._end(None)

    def _give_up(self) -> None:
        """Of what waits or is being unpacked too; what has come is attached."""
        self._turn = object()
        self._waiting.clear()
        self._end(None)

    def _propose(self, message: Message) -> None:
        """To a card without a number, for its empty fields; the clerk looks at it as at any proposal."""
        self._said = {}
        self._sender.cancel()
        if message.sent and message.sent.year in SENSIBLE:
            sent = local(message.sent) if message.sent.tzinfo else message.sent
            self._put(ProposedField.THEIR_DATE, sent.date().isoformat(), f"{sent:%d.%m.%Y %H:%M}")
        if subject := PASSED_ON.sub("", message.subject):
            self._put(ProposedField.SUMMARY, subject, message.subject)
        if self.card.form.known.delivery.offers(BY_MAIL):
            self._put(ProposedField.DELIVERY, BY_MAIL, message.file.name)
        self.card.show_proposals(list(self._said.values()), MAIL)
        if message.address:
            asked = DirectoryFilter(text=message.address)
            call = self._work.calls(self, self._work.apis.correspondents.directory, asked, 0, 5)
            self._sender.be(call).then(partial(self._know_sender, message)).fails(self.card.refuse)

    def _know_sender(self, message: Message, found: Page[DirectoryRow]) -> None:
        same = [row for row in found.rows if row.email.lower() == message.address.lower()]
        if len(same) == 1:
            self._put(ProposedField.CORRESPONDENT, str(same[0].id), message.address, same[0].name)
            self.card.show_proposals(list(self._said.values()), MAIL)

    def _put(self, field: ProposedField, value: str, text: str, name: str = "") -> None:
        self._said[field] = Proposal(
            field=field, value=value, text=text, page=0, box=NOWHERE, confidence=1.0, name=name
        )  # fmt: skip

    def _unfit(self, file: Path) -> str:
        try:
            return refusal(file.name, file.stat().st_size)
        except OSError as error:
            return self.tr("«{0}» не читается: {1}.").format(file.name, fault(error))
