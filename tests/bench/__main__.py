"""Measures an installation of its own beside bare SQL: python -m tests.bench [--documents N]."""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import chain

from server.sample.city import PASSWORD
from tests.bench import reports, scanning
from tests.bench.installation import Installation, installed
from tests.bench.memory import Held, of_group, of_process
from tests.bench.reading import CLERK, Reading
from tests.bench.registering import Registering
from tests.bench.reorganising import Reorganising
from tests.bench.timing import Times, show_pairs, timed
from tests.serving import ROOT

WINDOWS = 3


def main() -> int:
    options = parser().parse_args()
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores; loading {options.documents:,} documents …",
        flush=True,
    )
    with installed(options.documents, options.assignments or options.documents * 3 // 2, options.years) as installation:
        print(f"loaded and indexed in {installation.loading_seconds:.1f} s\n", flush=True)
        idle = of_group(installation.served.server.pid)
        nothing = installation.person(CLERK).api.identity.server
        empty = Times([timed(nothing) for _ in range(options.rounds)])
        print(f"a call that asks nothing of the database: p50 {empty.p50:.2f} ms, p95 {empty.p95:.2f} ms\n", flush=True)
        show_pairs(
            chain(
                Registering(installation, options.rounds).measure(),
                Reading(installation, options.rounds).measure(),
                Reorganising(installation).measure(),
            )
        )
        show_memory("server processes before the first call", idle)
        show_memory("server processes after all calls", of_group(installation.served.server.pid))
        show_memory("worker", [of_process(worker.pid) for worker in installation.served.workers])
        if options.client:
            show_windows(installation)
        reports.show(installation)
    return scanning.main() if options.scanning else 0


def show_memory(name: str, processes: list[Held]) -> None:
    each = ", ".join(f"{process.resident:.0f}" for process in processes)
    shared = sum(process.share for process in processes)
    print(f"{name}: resident {each} MB; {shared:.0f} MB in all when what they share is counted once", flush=True)


def show_windows(installation: Installation) -> None:
    starts = list(client_starts(installation))
    seconds, resident, share = (statistics.median(column) for column in zip(*starts, strict=True))
    print(
        f"client, start to painted register: {seconds:.2f} s; resident {resident:.0f} MB, {share:.0f} MB its own share"
    )


def client_starts(installation: Installation) -> Iterator[tuple[float, ...]]:
    served = installation.served
    command = [sys.executable, "-m", "tests.bench.window", served.url, str(served.certificates.authority), CLERK]
    for _ in range(WINDOWS):
        done = subprocess.run(
            [*command, str(time.monotonic())], cwd=ROOT, env={**os.environ, "GRIF_PASSWORD": PASSWORD},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        yield tuple(map(float, done.stdout.split()))


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    made.add_argument("--documents", type=int, default=20_000)
    made.add_argument("--assignments", type=int, default=0, help="half as many again as documents, unless said")
    made.add_argument("--years", type=float, default=2.0)
    made.add_argument("--rounds", type=int, default=100, help="how often each call is made")
    made.add_argument("--no-client", dest="client", action="store_false", help="leave the client out")
    made.add_argument("--no-scanning", dest="scanning", action="store_false", help="leave the benches of scanning out")
    return made


if __name__ == "__main__":
    sys.exit(main())
