"""Files and pictures taken onto the stack: what can be taken is, and what cannot says why."""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QCoreApplication, QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication

from client.core.background import Work
from client.core.faults import fault
from client.scanning.stack import Stack, StackPage, suits
from common.files import refusal

Copying = Callable[[Stack, Path], StackPage | str]
MAIL = {".eml", ".msg"}
log = logging.getLogger("grif.scanning")


def copied(stack: Stack, file: Path) -> StackPage | str:
    """A copy, not on the stack yet, or why there is none: in any thread."""
    if file.suffix.lower() in MAIL:
        return _tr(
            "«{0}» — электронное письмо: на стол его не кладут. Перетащите его на открытую карточку: в неё встанут само"
            " письмо, его вложения и реквизиты."
        ).format(file.name)
    if not suits(file):
        return _tr("«{0}»: принимаются только PDF, TIFF, JPEG и PNG.").format(file.name)
    try:
        return refusal(file.name, file.stat().st_size) or stack.copied(file)
    except OSError as error:
        return _unread(file, error)


class Intake(QObject):
    """File after file, copied off the window's thread: a stack of colour scans is a gigabyte, a share may be slow."""

    moved_on = Signal()  # one more lies on the stack, or never will
    refused = Signal(object)  # list[str]: all are through, and these could not be taken

    def __init__(self, stack: Stack, parent: QObject) -> None:
        super().__init__(parent)
        self._stack = stack
        self._waiting = deque[tuple[Path, Copying]]()
        self._reasons: list[str] = []
        self._busy = False

    @property
    def left(self) -> int:
        return len(self._waiting) + self._busy

    def take(self, files: Sequence[Path], copying: Copying = copied) -> None:
        self._waiting.extend((file, copying) for file in files)
        self._go_on()

    def take_clipboard(self) -> bool:
        """Files or a picture from the clipboard; whether it holds either."""
        data = QGuiApplication.clipboard().mimeData() or QMimeData()  # Qt gives none for an empty clipboard
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        image = QGuiApplication.clipboard().image()
        if files:
            self.take(files)
        elif not image.isNull():
            with TemporaryDirectory(dir=self._stack.folder) as folder:
                file = Path(folder, _tr("Из буфера обмена.png"))
                image.save(str(file))
                self._add(copied(self._stack, file))
        return bool(files) or not image.isNull()

    def stop(self) -> None:
        self._waiting.clear()

    def _go_on(self) -> None:
        if self._waiting and not self._busy:
            self._busy = True
            file, copying = self._waiting.popleft()
            work = Work(partial(copying, self._stack, file), self)
            work.done.connect(self._end)
            work.failed.connect(partial(self._fail, file))

    def _fail(self, file: Path, error: Exception) -> None:
        log.error("file not copied", exc_info=error)
        self._end(_unread(file, error))

    def _end(self, result: StackPage | str) -> None:
        """The next one begins first, so that nothing that befalls this one holds it up."""
        self._busy = False
        self._go_on()
        self._add(result)

    def _add(self, result: StackPage | str) -> None:
        if isinstance(result, StackPage) and result.pages > 1 and self._stack.replacing is not None:
            result = self._refuse_many(result)
        if isinstance(result, StackPage):
            self._stack.add_copied(result)
        else:
            self._reasons.append(result)
        if not self.left and self._reasons:
            reasons, self._reasons = self._reasons, []
            self.refused.emit(reasons)
        self.moved_on.emit()

    def _refuse_many(self, page: StackPage) -> str:
        """A file that takes the place of one page has one."""
        self._stack.path(page).unlink(missing_ok=True)
        self._stack.replace_next(None)
        words = _tr(
            "«{0}»: страниц {1}, а страницу может заменить файл из одной. Ничего не заменено: сохраните её отдельно."
        )
        return words.format(page.title, page.pages)


def _unread(file: Path, error: Exception) -> str:
    return _tr("«{0}» не читается: {1}.").format(file.name, fault(error))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Intake", text)
