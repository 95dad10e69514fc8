"""How much memory processes hold, as the system accounts for it."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

PROC = Path("/proc")


class Held(Struct):
    """Megabytes of a process: resident with what it shares, its fair share of that, and the most it has ever had."""

    pid: int
    resident: float
    share: float
    peak: float


def of_process(pid: int) -> Held:
    status = (PROC / str(pid) / "status").read_text()
    rollup = (PROC / str(pid) / "smaps_rollup").read_text()
    return Held(pid, _megabytes("VmRSS", status), _megabytes("Pss", rollup), _megabytes("VmHWM", status))


def begin_anew(pid: int) -> None:
    """From now on the peak is counted; needs a process of one's own."""
    (PROC / str(pid) / "clear_refs").write_text("5")


def of_group(leader: int) -> list[Held]:
    """The processes of a group, as a server started with several of them."""
    return [of_process(pid) for pid in _pids() if _group(pid) == leader]


def _pids() -> Iterator[int]:
    return (int(folder.name) for folder in PROC.iterdir() if folder.name.isdigit())


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0


def _megabytes(name: str, text: str) -> float:
    found = re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0
