"""How the costs grow from a tenth of a year to ten years of documents: python -m tests.bench.growth."""

import argparse
import os
import sys
from collections.abc import Iterator
from math import inf
from pathlib import Path

from msgspec import Struct

from common.assignments.cards import DeskPart, Folder
from common.assignments.selection import AssignmentFilter, Order
from common.kernel.paging import PAGE_SIZE
from common.registry.document import DocumentFilter
from common.registry.selection import Grouping, Period, Sort
from tests.bench.installation import Installation, installed
from tests.bench.memory import of_group
from tests.bench.reading import CLERK, LEADER, Asked, Read, Reading, reads
from tests.bench.registering import Registering
from tests.bench.timing import Pair

ASSIGNMENTS = 4_000_000 / 2_700_000  # of product.md §3, to a document
SIZES = (27_000, 270_000, 2_700_000)
YEARS = {27_000: 0.1, 270_000: 1.0, 2_700_000: 10.0}
EXECUTOR, CONTROLLER = "executor", "controller"
LIST, SEARCH, REGISTRATION = 50.0, 150.0, 50.0  # ms at p95, product.md §3


class Line(Struct):
    name: str
    target: float
    figures: dict[int, Pair]


def views() -> Iterator[Read]:
    """What a clerk does with a register beside opening it."""

    def read(name: str, login: str = CLERK, method: str = "documents", **chosen: object) -> Read:
        more = (Grouping.KIND,) if method == "groups" else ()
        return Read(name, login, [Asked("registry", method, (DocumentFilter(**chosen), *more))])

    yield read("register of all classes, first page", document_class=None)
    yield read("register by number, first page", sort=Sort.NUMBER)
    yield read("register of a month, first page", period=Period.MONTH)
    yield read("register of a correspondent", correspondent="прокуратура")
    yield read("register on control, by due date", on_control=True, sort=Sort.CONTROL_DUE, rising=True)
    yield read("register of an executor, first page", EXECUTOR)
    yield read("groups by kind of a month", method="groups", period=Period.MONTH)


def work_lists() -> Iterator[Read]:
    """The folders of the day and the controller's desk, of those who have most in them."""

    def read(name: str, login: str, method: str, *arguments: object) -> Read:
        return Read(name, login, [Asked("assignments", method, arguments)])

    for login in (EXECUTOR, LEADER):
        yield read(f"work list of the {login}, first page", login, "folder", Folder.TO_EXECUTE)
        yield read(f"overdue of the {login}, first page", login, "folder", Folder.OVERDUE)
    yield read(f"folder counts of the {EXECUTOR}", EXECUTOR, "counts")
    yield read("assignments issued by the mayor, first page", LEADER, "folder", Folder.ISSUED_BY_ME)
    for login in (LEADER, CONTROLLER):
        yield read(f"control desk of the {login}, first page", login, "folder", Folder.ON_CONTROL)
        overdue = (Folder.ON_CONTROL, 0, PAGE_SIZE, AssignmentFilter(part=DeskPart.OVERDUE))
        yield read(f"control desk of the {login}, overdue", login, "folder", *overdue)
        sought = (
            Folder.ON_CONTROL,
            0,
            PAGE_SIZE,
            AssignmentFilter(text="дорожн", executor="а", order=Order.RESPONSIBLE),
        )
        yield read(f"control desk of the {login}, narrowed", login, "folder", *sought)
        yield read(f"control desk of the {login}, figures", login, "desk")


def main() -> int:
    options = _parser().parse_args()
    lines: dict[str, Line] = {}
    for size in options.sizes:
        kept = options.kept / str(size) if options.kept else None
        with installed(size, round(size * ASSIGNMENTS), YEARS.get(size, size / 270_000), kept=kept) as installation:
            print(f"{size:,} documents ready in {installation.loading_seconds:.0f} s", flush=True)
            for pair in _measured(installation, options.rounds, options.only):
                line = lines.setdefault(pair.name, Line(pair.name, _target(pair.name), {}))
                line.figures[size] = pair
                print(f"  {pair.name:<44}{pair.call.p50:9.2f}{pair.call.p95:9.2f}  ×{pair.ratio:.1f}", flush=True)
            held = sum(process.share for process in of_group(installation.served.server.pid))
            print(f"  server processes hold {held:.0f} MB in all", flush=True)
    return show(lines, options.sizes)


def _measured(installation: Installation, rounds: int, only: str) -> Iterator[Pair]:
    reading = Reading(installation, rounds)
    clerk = installation.person(CLERK)
    for read in (*reads(clerk), *views(), *work_lists()):
        if only in read.name:
            yield reading.alone(read)
    if only in "registration":
        yield from Registering(installation, rounds).measure()


def _target(name: str) -> float:
    if name.startswith("registration"):
        return inf if "without a pause" in name else REGISTRATION  # the pace of the machine, not of people
    return SEARCH if name.startswith("search") else LIST


def show(lines: dict[str, Line], sizes: list[int]) -> int:
    """A line a thing: p50 / p95 at each size, the ratio to bare SQL, what ten and a hundred times the archive cost."""
    heads = "".join(f"{size:>20,}" for size in sizes)
    print(f"\n{'p50 / p95 ms (× bare SQL)':<44}{heads}{'growth':>9}{'target p95':>12}")
    missed = []
    for line in lines.values():
        cells = [
            f"{pair.call.p50:.1f} / {pair.call.p95:.1f} (×{pair.ratio:.1f})"
            for pair in map(line.figures.get, sizes) if pair
        ]  # fmt: skip
        first, last = line.figures[sizes[0]], line.figures[sizes[-1]]
        late = last.call.p95 > line.target
        missed += [line.name] if late else []
        growth = last.call.p50 / first.call.p50
        mark = "  missed" if late else ""
        print(f"{line.name:<44}{''.join(f'{cell:>20}' for cell in cells)}{growth:>8.1f}×{line.target:>12.0f}{mark}")
    print(f"{os.cpu_count()} cores; over the target: {', '.join(missed) or 'nothing'}")
    return int(bool(missed))


def _parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="tests.bench.growth", description=__doc__)
    made.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    made.add_argument("--rounds", type=int, default=60)
    made.add_argument("--only", default="", help="only what has this in its name")
    made.add_argument("--kept", type=Path, help="a folder in which the loaded cities stay")
    return made


if __name__ == "__main__":
    sys.exit(main())
