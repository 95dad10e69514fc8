"""Pages on their way to the bench: on disk from the first moment, gone once the server has them."""

from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtGui import QImageReader

from client.core.whole import copy_whole, write_whole
from common.kernel.ids import BatchId, BatchPageId

INDEX = "stack.json"
TAKEN = "pdf tif tiff jpg jpeg png".split()
WHOLE = "pdf tif tiff".split()  # a paper of its own; single pictures go on with the paper before them


class StackPage(Struct, frozen=True):
    """A file of the stack, of one page or, in a PDF or TIFF, of several. `title` is the name it came with.

    `run` is the same for all that a scanner has drawn at once.
    """

    file: str
    title: str
    begins: bool = False
    pages: int = 1
    run: str = ""
    instead_of: BatchPageId | None = None


class Kept(Struct, frozen=True):
    pages: list[StackPage]
    batch_id: BatchId | None = None


class Stack:
    """Survives a crash: what lies in the folder but not in the index was scanned in the last moment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = self._read()
        self.batch_id = kept.batch_id
        self._replacing: BatchPageId | None = None
        self._run = ""
        self._pages = [page for page in kept.pages if (folder / page.file).is_file()]
        self._gather()

    @property
    def pages(self) -> Sequence[StackPage]:
        return tuple(self._pages)

    @property
    def replacing(self) -> BatchPageId | None:
        """The page whose place the next one takes."""
        return self._replacing

    def replace_next(self, page_id: BatchPageId | None) -> None:
        self._replacing = page_id

    def path(self, page: StackPage) -> Path:
        return self.folder / page.file

    def name(self, page: StackPage) -> str:
        """Under which name it goes to the server: what a clerk knows it by."""
        ending = self.path(page).suffix
        return page.title if page.title.lower().endswith(ending.lower()) else f"{page.title}{ending}"

    def belong_to(self, batch_id: BatchId | None) -> None:
        self.batch_id, self._replacing = batch_id, None
        self._write()

    def begin_anew(self) -> None:
        """The batch takes no more pages; what was to replace a page of it is a page of its own now."""
        self._pages = [replace(page, instead_of=None) for page in self._pages]
        self.belong_to(None)

    def begin_run(self) -> None:
        """The scanner draws what lies in it."""
        self._run = uuid4().hex

    def add_scanned(self, file: Path) -> None:
        """A page that the scanner has laid into the folder itself."""
        if file.name not in {known.file for known in self._pages}:
            self.add_copied(StackPage(file.name, file.stem, run=self._run))

    def add_copy(self, file: Path) -> None:
        """Raises OSError."""
        self.add_copied(self.copied(file))

    def copied(self, file: Path) -> StackPage:
        """A copy in the folder, not on the stack yet: may be made in any thread. Raises OSError."""
        extension = file.suffix.lower()
        target = self.folder / f"{uuid4().hex}{extension}"
        copy_whole(file, target)
        whole = extension.removeprefix(".") in WHOLE
        return StackPage(target.name, file.name, begins=whole, pages=_pages_of(target) if whole else 1)

    def add_copied(self, page: StackPage) -> None:
        instead_of, self._replacing = self._replacing, None
        self._pages.append(replace(page, instead_of=instead_of))
        self._write()

    def arrived(self, page: StackPage) -> None:
        """The server has it and has said so."""
        self._pages.remove(page)
        self._write()
        self.path(page).unlink(missing_ok=True)

    def _read(self) -> Kept:
        try:
            return msgspec.json.decode((self.folder / INDEX).read_bytes(), type=Kept)
        except (OSError, msgspec.MsgspecError):
            return Kept([])

    def _gather(self) -> None:
        known = {page.file for page in self._pages}
        files = [file for file in self.folder.iterdir() if suits(file)]
        for file in sorted(files, key=_moment):
            if file.name not in known:
                self._pages.append(StackPage(file.name, file.stem))
        self._write()

    def _write(self) -> None:
        write_whole(self.folder / INDEX, msgspec.json.encode(Kept(self._pages, self.batch_id)))


def _pages_of(file: Path) -> int:
    return max(1, QImageReader(str(file)).imageCount())  # of a damaged file the server says what is amiss


def _moment(file: Path) -> float:
    return file.stat().st_mtime


def suits(file: Path) -> bool:
    return file.suffix.lower().removeprefix(".") in TAKEN
