"""Processes of the server forked from one that has imported everything: that costs three seconds of a core each."""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from server.__main__ import main

NURSERY = multiprocessing.get_context("forkserver")
NURSERY.set_forkserver_preload(["tests.nursery", "server.asgi"])


class Born:
    """A process of the command `grif`, with the face of `subprocess.Popen`."""

    def __init__(self, command: str, environment: Mapping[str, str], log: Path) -> None:
        self._process = NURSERY.Process(target=_live, args=(command, dict(environment), str(log)))
        self._process.start()
        assert self._process.pid is not None
        self.pid = self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("grif", timeout or 0)
        return self._process.exitcode

    def terminate(self) -> None:
        self._process.terminate()


def _live(command: str, environment: dict[str, str], log: str) -> None:
    multiprocessing.set_start_method("fork", force=True)  # as outside the nursery, for the server's own processes
    os.setsid()
    os.chdir(Path(__file__).parents[1])
    os.environ.clear()
    os.environ.update(environment)
    with Path(log).open("ab") as written:
        os.dup2(written.fileno(), 1)
        os.dup2(written.fileno(), 2)
    sys.exit(main([command]))
