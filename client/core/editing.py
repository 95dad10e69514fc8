"""Files taken from the server to be edited by the programs of this computer, until they are brought back."""

import re
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from client.core.apis import Apis
from client.core.background import Work
from client.core.calls import Call, Calls
from client.core.drafts import read_all
from client.core.faults import fault
from client.core.transfer import Transfer
from client.core.transfers import Transfers
from client.core.watched_file import WatchedFile, is_open
from client.core.whole import copy_whole, write_whole
from common.files import StoredFile, runs_by_itself
from common.kernel.changes import Change, Kind
from common.kernel.ids import AttachmentId, CheckoutId
from common.registry.checkouts import BEAT, Ended, Returned, Taken
from common.rpc.errors import CallError, Invalid, Missing

Opener = Callable[[Path], bool]
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def open_by_system(file: Path) -> bool:
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))


def local_name(name: str) -> str:
    """The name of a file as every system takes it."""
    cleaned = UNSAFE.sub("_", name).strip(" .")
    return cleaned[-120:] if cleaned else "файл"


class Editing(QObject):
    """One private folder per check-out; what is kept in it survives the program and the computer's power."""

    changed = Signal()  # something is taken, edited, brought back or lost here
    told = Signal(str)  # news for the person
    failed = Signal(object)  # CallError
    returned = Signal(object)  # Taken

    def __init__(
        self, apis: Apis, calls: Calls, transfers: Transfers, folder: Path, parent: QObject | None = None,
        opener: Opener = open_by_system,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._api, self._calls, self._transfers = apis.checkouts, calls, transfers
        self._folder, self._opener = folder, opener
        self.taken: dict[CheckoutId, Taken] = {}
        self.ended: dict[CheckoutId, Ended] = {}
        self._edited: dict[CheckoutId, str] = {}  # the hash of what the file has become
        self._watched: dict[CheckoutId, WatchedFile] = {}
        self._beat = QTimer(self, interval=BEAT * 1000)
        self._beat.timeout.connect(self.beat)
        calls.changed.connect(self._note)

    def recall(self) -> None:
        """Takes up what was left when the program ended."""
        for taken in read_all(self._folder, Taken):
            self.taken[taken.id] = taken
            self._watch(taken)
        if self.taken:
            self._beat.start()
            self.beat()
            text = self.tr("С прошлого раза на редактировании файлов: {0}. Они в папке «На редактировании».")
            self.told.emit(text.format(len(self.taken)))

    def held(self, attachment_id: AttachmentId) -> Taken | None:
        return next((each for each in self.taken.values() if each.attachment_id == attachment_id), None)

    def is_edited(self, taken: Taken) -> bool:
        return self._edited.get(taken.id, taken.sha256) != taken.sha256

    def is_open(self, taken: Taken) -> bool:
        return is_open(self.place(taken))

    def begin(self, attachment_id: AttachmentId, name: str) -> None:
        """Takes the file, unless it is here already, and opens it in the program that this computer has for it."""
        held = self.held(attachment_id)
        if held is not None:
            self.open(held)
        elif runs_by_itself(name):
            self.failed.emit(Invalid(self.tr("Файл «{0}» — программа: такие файлы не открываются.").format(name)))
        else:
            self._calls(self, self._api.take, attachment_id).then(self._fetch).fails(self._refuse)

    def open(self, taken: Taken) -> None:
        file = self.place(taken)
        if not file.exists():
            self._fetch(taken)
        elif not self._opener(file):
            text = self.tr("На этом компьютере нет программы для файла «{0}». Он лежит здесь: {1}")
            self.failed.emit(Invalid(text.format(taken.name, file)))

    def bring_back(self, taken: Taken, remark: str) -> Transfer:
        """The file as it lies in the folder becomes the next version."""
        transfer = self._transfers.upload(self, self.place(taken))
        transfer.done.connect(partial(self._hand_over, taken, remark))
        transfer.failed.connect(self.failed)
        return transfer

    def give_up(self, taken: Taken) -> None:
        """What was typed is gone with it: ask before."""
        forget = partial(self._forget, taken)
        self.give_up_elsewhere(taken.id).then(forget).fails(partial(self._forget_missing, taken))

    def give_up_elsewhere(self, checkout_id: CheckoutId) -> Call[None]:
        """Frees a file that was taken on another computer."""
        return self._calls(self, self._api.give_up, checkout_id)

    def beat(self) -> None:
        if self.taken:
            self._calls(self, self._api.beat, list(self.taken)).then(self._note_ended).fails(self._let_be)

    def place(self, taken: Taken) -> Path:
        return self._folder / str(taken.id) / local_name(taken.name)

    def _fetch(self, taken: Taken) -> None:
        """Kept before the first byte comes: whatever happens, this computer knows what it has taken."""
        try:
            write_whole(self._folder / f"{taken.id}.json", msgspec.json.encode(taken))
        except OSError as error:
            self._cannot_keep(taken, error)
            return
        self.taken[taken.id] = taken
        self._beat.start()
        self.changed.emit()
        transfer = self._transfers.download(self, taken.file_id, taken.name, taken.sha256)
        transfer.done.connect(partial(self._lay_out, taken))
        transfer.failed.connect(self.failed)

    def _lay_out(self, taken: Taken, fetched: Path) -> None:
        work = Work(partial(_copied, fetched, self.place(taken)), self)
        work.done.connect(partial(self._start, taken))
        work.failed.connect(partial(self._cannot_keep, taken))

    def _start(self, taken: Taken, _file: Path) -> None:
        self._watch(taken)
        self.open(taken)

    def _watch(self, taken: Taken) -> None:
        watched = WatchedFile(self.place(taken), self)
        watched.changed.connect(partial(self._note_edited, taken.id))
        self._watched[taken.id] = watched
        watched.start(taken.sha256)

    def _note_edited(self, checkout_id: CheckoutId, sha256: str) -> None:
        self._edited[checkout_id] = sha256
        self.changed.emit()

    def _hand_over(self, taken: Taken, remark: str, stored: StoredFile) -> None:
        call = self._calls(self, self._api.bring_back, taken.id, stored.id, remark)
        call.then(partial(self._returned, taken)).fails(partial(self._fail, taken))

    def _returned(self, taken: Taken, returned: Returned) -> None:
        self._forget(taken)
        if returned.aside:
            by = returned.ended.by if returned.ended else ""
            why = self.tr("его освободил сотрудник {0}").format(by) if by else self.tr("документ уже не правят")
            text = self.tr("Файл «{0}»: {1}. Ваш текст сохранён отдельной версией {2} — она в окне «Версии».")
            self.told.emit(text.format(taken.name, why, returned.number))
        else:
            self.told.emit(self.tr("Файл «{0}» возвращён: версия {1}.").format(taken.name, returned.number))
        self.returned.emit(taken)

    def _forget_missing(self, taken: Taken, error: CallError) -> None:
        if isinstance(error, Missing):
            self._forget(taken)
        else:
            self.failed.emit(error)

    def _refuse(self, error: CallError) -> None:
        self.failed.emit(error)

    def _forget(self, taken: Taken, _answer: object = None) -> None:
        self._let_go(taken)
        shutil.rmtree(self._folder / str(taken.id), ignore_errors=True)  # an editor may hold it open on Windows
        self.changed.emit()

    def _let_go(self, taken: Taken) -> None:
        """No longer known here; what lies in its folder stays."""
        watched = self._watched.pop(taken.id, None)
        if watched is not None:
            watched.stop()
            watched.deleteLater()
        for known in (self.taken, self.ended, self._edited):
            known.pop(taken.id, None)
        (self._folder / f"{taken.id}.json").unlink(missing_ok=True)
        if not self.taken:
            self._beat.stop()

    def _fail(self, taken: Taken, error: CallError) -> None:
        """What the server knows nothing of any more stays on this computer under its name."""
        if isinstance(error, Missing):
            text = self.tr("{0} Ваш файл остался на этом компьютере: {1}")
            error = Missing(text.format(error.message, self.place(taken)))
        self.failed.emit(error)

    def _cannot_keep(self, taken: Taken, error: Exception) -> None:
        text = self.tr("Файл «{0}» не записан на этот компьютер: {1}. Освободите место и откройте его снова.")
        self.failed.emit(Invalid(text.format(taken.name, fault(error))))

    def _note_ended(self, ended: list[Ended]) -> None:
        for each in ended:
            if each.is_gone:
                self._note_gone(each.id)
                continue
            if each.id in self.taken and each.id not in self.ended:
                text = self.tr("Файл «{0}» освобождён: {1}, {2}. Ваш текст цел: верните его, он сохранится отдельно.")
                self.told.emit(text.format(self.taken[each.id].name, each.by, each.reason))
            self.ended[each.id] = each
        if ended:
            self.changed.emit()

    def _note_gone(self, checkout_id: CheckoutId) -> None:
        """Its document is wiped: what was typed stays on this computer, where nobody asks for it any more."""
        if taken := self.taken.get(checkout_id):
            self._let_go(taken)
            text = self.tr(
                "Файл «{0}» за вами больше не числится, возвращать его некуда. Он остался на этом компьютере: {1}"
            )
            self.told.emit(text.format(taken.name, self.place(taken)))

    def _note(self, changes: list[Change]) -> None:
        if any(Change(Kind.DOCUMENT, taken.document_id) in changes for taken in self.taken.values()):
            self.beat()

    def _let_be(self, _error: CallError) -> None:
        """The next sign of life comes in a minute."""


def _copied(source: Path, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return copy_whole(source, target)
