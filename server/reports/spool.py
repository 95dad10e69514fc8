"""Rows kept on disk between reading and rendering, so that a report of any length fits in memory."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from server.reports.report import Cell, Progress

Row = list[Cell]
TOLD_EVERY = 500


class Spool:
    """May be read several times; a row is a list of cells, None where the cell above goes on."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._decoder = msgspec.msgpack.Decoder(list[str | int | None])
        self.count = 0

    def fill(self, rows: Iterable[Sequence[Cell]], progress: Progress) -> None:
        encoder = msgspec.msgpack.Encoder()
        with self._path.open("wb") as spool:
            for row in rows:
                packed = encoder.encode([_plain(cell) for cell in row])
                spool.write(len(packed).to_bytes(4, "big") + packed)
                self.count += 1
                if self.count % TOLD_EVERY == 0:
                    progress(self.count, "Чтение данных")

    def __iter__(self) -> Iterator[list[str | int | None]]:
        with self._path.open("rb") as spool:
            while size := spool.read(4):
                yield self._decoder.decode(spool.read(int.from_bytes(size, "big")))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self._path.unlink(missing_ok=True)


def _plain(cell: Cell) -> str | int | None:
    return cell if isinstance(cell, str | int) or cell is None else f"{cell:%d.%m.%Y}"
