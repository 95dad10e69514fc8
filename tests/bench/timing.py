"""Two ways of doing one thing, timed in turn, alone and many at once."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles

from msgspec import Struct

Deed = Callable[[], object]
BLOCKS = 5
HEADINGS = ("", "conn.", "RPC p50", "p95", "calls/s", "SQL p50", "p95", "calls/s", "ratio")


class Times(Struct):
    """Milliseconds of single deeds, and deeds a second of all together."""

    each: list[float]
    per_second: float = 0.0

    @property
    def p50(self) -> float:
        return quantiles(self.each, n=100)[49]

    @property
    def p95(self) -> float:
        return quantiles(self.each, n=100)[94]


class Pair(Struct):
    """The same thing through the real call and over bare SQL."""

    name: str
    connections: int
    call: Times
    bare: Times

    @property
    def ratio(self) -> float:
        return self.call.p50 / self.bare.p50


def timed(deed: Deed) -> float:
    started = time.perf_counter()
    deed()
    return (time.perf_counter() - started) * 1000


def in_turn(name: str, calls: Sequence[Deed], bares: Sequence[Deed]) -> Pair:
    """One after the other, call and bare SQL alternating; the first of each only warms up."""
    calls[0](), bares[0]()
    took = [(timed(call), timed(bare)) for call, bare in zip(calls[1:], bares[1:], strict=True)]
    call, bare = ([pair[side] for pair in took] for side in (0, 1))
    return Pair(name, 1, Times(call, 1000 * len(call) / sum(call)), Times(bare, 1000 * len(bare) / sum(bare)))


def at_once(name: str, calls: Sequence[Sequence[Deed]], bares: Sequence[Sequence[Deed]]) -> Pair:
    """Each sequence in a thread of its own, in alternating blocks of calls and bare SQL."""
    sides = (Times([]), Times([]))
    spent = [0.0, 0.0]
    with ThreadPoolExecutor(len(calls)) as threads:
        for block in range(BLOCKS):
            for side, lines in enumerate((calls, bares)):
                shares = [line[block::BLOCKS] for line in lines]
                started = time.perf_counter()
                for took in threads.map(lambda share: [timed(deed) for deed in share], shares):
                    sides[side].each += took
                spent[side] += time.perf_counter() - started
    for side, times in enumerate(sides):
        times.per_second = len(times.each) / spent[side]
    return Pair(name, len(calls), *sides)


def paced(name: str, calls: Sequence[Sequence[Deed]], bares: Sequence[Sequence[Deed]], every: float) -> Pair:
    """Each sequence in a thread of its own, a deed every so many seconds, as people work: nobody waits for nobody."""
    pause = threading.Event()
    sides = []
    for lines in (calls, bares):
        began = time.perf_counter()

        def work(line: tuple[int, Sequence[Deed]], began: float = began, of: int = len(lines)) -> list[float]:
            number, deeds = line
            took = []
            for turn, deed in enumerate(deeds):
                due = began + (turn + number / of) * every
                pause.wait(max(due - time.perf_counter(), 0))
                took.append(timed(deed))
            return took

        with ThreadPoolExecutor(len(lines)) as threads:
            each = [ms for took in threads.map(work, enumerate(lines)) for ms in took]
        sides.append(Times(each, len(each) / (time.perf_counter() - began)))
    return Pair(name, len(calls), *sides)


def show_pairs(pairs: Iterable[Pair]) -> None:
    """The table, line by line as it comes; times in milliseconds."""
    print(line(HEADINGS))
    for pair in pairs:
        figures = [
            pair.call.p50,
            pair.call.p95,
            pair.call.per_second,
            pair.bare.p50,
            pair.bare.p95,
            pair.bare.per_second,
        ]
        decimals = (2, 2, 0, 2, 2, 0)
        texts = [f"{figure:,.{places}f}" for figure, places in zip(figures, decimals, strict=True)]
        print(
            line(
                (
                    pair.name,
                    str(pair.connections),
                    *texts,
                    f"×{pair.ratio:.1f}" if pair.ratio >= 0.1 else f"×{pair.ratio:.3f}",
                )
            ),
            flush=True,
        )
    print()


def line(cells: Iterable[str]) -> str:
    first, *others = cells
    return f"{first:<38}" + "".join(f"{cell:>10}" for cell in others)
