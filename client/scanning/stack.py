"""The stack on the scanning table: pages of one paper, on disk from the first moment."""

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from uuid import uuid4

import msgspec
from msgspec import Struct

from client.core.drafts import write_whole

INDEX = "stack.json"
TAKEN = "pdf tif tiff jpg jpeg png".split()


class StackPage(Struct, frozen=True):
    """A file of the stack: one page, or a PDF or TIFF with several. `title` is the name it came with."""

    file: str
    title: str
    count: int = 1


class Kept(Struct, frozen=True):
    pages: list[StackPage]
    source: str = ""
    name: str = ""


class Stack:
    """Survives a crash: what lies in the folder but not in the index was scanned in the last moment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = self._read()
        self.source, self.name = kept.source, kept.name
        self._pages = [page for page in kept.pages if (folder / page.file).is_file()]
        self._gather()

    @property
    def pages(self) -> Sequence[StackPage]:
        return tuple(self._pages)

    def path(self, page: StackPage) -> Path:
        return self.folder / page.file

    def paths(self) -> list[Path]:
        return [self.path(page) for page in self._pages]

    def add_scanned(self, file: Path) -> StackPage:
        """A page that the scanner has laid into the folder itself."""
        page = StackPage(file.name, file.stem)
        if page.file not in {known.file for known in self._pages}:
            self._pages.append(page)
            self._write()
        return page

    def add_copy(self, file: Path, count: int = 1) -> StackPage:
        """Raises OSError."""
        target = self.folder / f"{uuid4().hex}{file.suffix.lower()}"
        part = target.with_suffix(".part")
        shutil.copyfile(file, part)
        part.rename(target)
        page = StackPage(target.name, file.name, count)
        self._pages.append(page)
        self.name = self.name or file.stem
        self._write()
        return page

    def remove(self, pages: Iterable[StackPage]) -> None:
        for page in pages:
            self._pages.remove(page)
            self.path(page).unlink(missing_ok=True)
        self._write()

    def arrange(self, pages: Sequence[StackPage]) -> None:
        assert {page.file for page in pages} == {page.file for page in self._pages}
        self._pages = list(pages)
        self._write()

    def describe(self, source: str, name: str) -> None:
        self.source, self.name = source, name
        self._write()

    def clear(self) -> None:
        self.remove(self.pages)
        self.describe("", "")

    def _read(self) -> Kept:
        try:
            return msgspec.json.decode((self.folder / INDEX).read_bytes(), type=Kept)
        except (OSError, msgspec.MsgspecError):
            return Kept([])

    def _gather(self) -> None:
        known = {page.file for page in self._pages}
        files = [file for file in self.folder.iterdir() if file.suffix.lower().removeprefix(".") in TAKEN]
        for file in sorted(files, key=_moment):
            if file.name not in known:
                self._pages.append(StackPage(file.name, file.stem))
        self._write()

    def _write(self) -> None:
        write_whole(self.folder / INDEX, msgspec.json.encode(Kept(self._pages, self.source, self.name)))


def _moment(file: Path) -> float:
    return file.stat().st_mtime


def suits(file: Path) -> bool:
    return file.suffix.lower().removeprefix(".") in TAKEN
