"""Real server and worker processes for tests."""

import os
import secrets
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import msgspec

from server.core.authority import Certificates, certificates
from server.core.settings import Settings
from server.processes import environment_of
from tests.nursery import Born

Running = Born | subprocess.Popen[bytes]
Begin = Callable[[str, Mapping[str, str], Path], Running]

ROOT = Path(__file__).parents[1]
PATIENCE = 30.0
OF_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 16
PORTS = range(15_000 + OF_WORKER, 32_000, 16)  # servers share a port in silence: no two workers of a run draw the same


class Served:
    """A running server with its address, and the workers started for it; `begin` starts a process of the console."""

    def __init__(self, settings: Settings, processes: int = 1, begin: Begin = Born) -> None:
        trusted = certificates(settings.home / "tls")
        self.certificates: Certificates = trusted
        self.settings = msgspec.structs.replace(
            settings,
            port=settings.port if settings.port != 8443 else free_port(),
            processes=processes,
            certificate=trusted.certificate,
            certificate_key=trusted.key,
        )
        self._begin = begin
        self.server: Running | None = None
        self.workers: list[Running] = []

    @property
    def url(self) -> str:
        return self.settings.origin

    def start(self) -> None:
        self.server = self._run("serve")
        deadline = time.monotonic() + PATIENCE
        trusting = ssl.create_default_context(cafile=str(self.certificates.authority))
        with httpx.Client(verify=trusting, timeout=2) as client:
            while True:
                try:
                    if client.get(f"{self.url}/health").status_code == 200:
                        return
                except httpx.TransportError:
                    pass
                if self.server.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((self.settings.home / "server.log").read_text(encoding="utf-8")[-3000:])
                time.sleep(0.02)

    def start_worker(self) -> None:
        self.workers.append(self._run("work"))

    def kill(self) -> None:
        """As a power failure does it: the whole process group at once."""
        assert self.server is not None
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()

    def stop(self) -> None:
        running = [process for process in (self.server, *self.workers) if process and process.poll() is None]
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def log(self) -> str:
        return (self.settings.home / "server.log").read_text(encoding="utf-8")

    def _run(self, command: str) -> Running:
        return self._begin(command, environment_of(self.settings), self.settings.home / "server.log")


def from_console(command: str, environment: Mapping[str, str], log: Path) -> Running:
    """As the console starts it: what is measured shares no memory with a nursery."""
    with log.open("ab") as written:
        return subprocess.Popen(
            [sys.executable, "-m", "server", command], cwd=ROOT, env=environment, stdout=written, stderr=written,
            start_new_session=True,
        )  # fmt: skip


@contextmanager
def serving(settings: Settings, processes: int = 1, begin: Begin = Born) -> Iterator[Served]:
    served = Served(settings, processes, begin)
    try:
        served.start()
        yield served
    finally:
        served.stop()


def free_port() -> int:
    """Below the ports that the system gives to connections, which would take one away before the server has it.

    Two runs beside each other draw apart: property tests give `random` the same seed in both.
    """
    while True:
        port = secrets.choice(PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
