"""Server processes on one port, and worker processes: started, watched, stopped gently."""

import errno
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from types import FrameType

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from server.core.metrics import FOLDER
from server.core.settings import Settings

STOP_SECONDS = 15
SOON = 10.0  # seconds; who dies sooner after the start has not really started
EARLY_DEATHS = 3
UNTAKEN = {
    errno.EADDRINUSE: "порт занят другим сервером; остановите его или укажите другой порт в GRIF_PORT",
    errno.EACCES: "порт меньше 1024 даётся только администратору; укажите другой в GRIF_PORT",
}
log = logging.getLogger("grif.processes")


def environment_of(settings: Settings) -> dict[str, str]:
    """The settings as a child process reads them."""
    values = {
        "GRIF_HOME": settings.home,
        "GRIF_DATABASE": settings.database,
        "GRIF_FILES": settings.files,
        "GRIF_HOST": settings.host,
        "GRIF_PORT": settings.port,
        "GRIF_PROCESSES": settings.processes,
        "GRIF_CERTIFICATE": settings.certificate or "",
        "GRIF_CERTIFICATE_KEY": settings.certificate_key or "",
        "GRIF_ZONE": settings.zone,
        "GRIF_ORGANISATION": settings.organisation,
        "GRIF_LARGEST_FILE": settings.largest_file,
        "GRIF_SPARE_DISK": settings.spare_disk,
        "GRIF_SESSION_HOURS": settings.session_hours,
        "GRIF_OPENSSL": settings.openssl,
        "GRIF_TIMESTAMPS": settings.timestamps,
        "GRIF_MAIL_SERVER": settings.mail_server,
        "GRIF_MAIL_SENDER": settings.mail_sender,
        "GRIF_MAIL_USER": settings.mail_user,
        "GRIF_MAIL_PASSWORD": settings.mail_password,
        "GRIF_MAIL_STARTTLS": int(settings.mail_starttls),
        "GRIF_LOG_LEVEL": settings.log_level,
    }
    return {**os.environ, **{name: str(value) for name, value in values.items()}}


def serve_processes(settings: Settings) -> int:
    """Serves until SIGTERM or SIGINT; calls under way are finished first."""
    os.environ.update(environment_of(settings))
    server = Granian(
        "server.asgi:application",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=settings.processes,
        factory=True,
        http=HTTPModes.http1,
        websockets=True,
        backlog=2048,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        ssl_cert=settings.certificate,
        ssl_key=settings.certificate_key,
        log_access=False,
        log_level=LogLevels.warning,
    )
    server.serve()
    return 0


class Child:
    """A process of the installation that is started again when it dies."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        self._command = [sys.executable, "-m", "server", *arguments]
        self._environment = environment
        self._early_deaths = 0
        self.start()

    def start(self) -> None:
        self._started = time.monotonic()
        self._process = subprocess.Popen(self._command, env=self._environment, start_new_session=True)  # noqa: S603

    def revive(self) -> bool:
        """Starts it again if it has died; false when it dies at once again and again."""
        if self._process.poll() is None:
            return True
        lived = time.monotonic() - self._started
        self._early_deaths = self._early_deaths + 1 if lived < SOON else 0
        log.error("command=%s code=%s state=died", self._command[-1], self._process.returncode)
        if self._early_deaths >= EARLY_DEATHS:
            return False
        self.start()
        return True

    def end(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()

    def ended(self) -> None:
        try:
            self._process.wait(STOP_SECONDS + 5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Troop:
    """Child processes that live and end together."""

    def __init__(self, settings: Settings, more: Mapping[str, str] | None = None) -> None:
        self._environment = {**environment_of(settings), **(more or {})}
        self._children: list[Child] = []
        self._ending = False

    def add(self, *arguments: str) -> None:
        self._children.append(Child(arguments, self._environment))

    def wait(self) -> int:
        """Until SIGTERM or SIGINT, or until one of them cannot be kept alive: then all end."""
        signal.signal(signal.SIGTERM, self._end)
        signal.signal(signal.SIGINT, self._end)
        while not self._ending and all(child.revive() for child in self._children):
            time.sleep(0.2)
        for child in self._children:
            child.end()
        for child in self._children:
            child.ended()
        return 0 if self._ending else 1

    def _end(self, _: int, __: FrameType | None) -> None:
        self._ending = True


def refuse_a_taken_port(settings: Settings) -> None:
    """Two installations would share the port in silence, each taking some of the calls. Raises RuntimeError.

    `serve` does not ask: one that is begun anew may share it with what is left of the one that died, which is its own.
    """
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what is left of a server that has ended is none
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            why = UNTAKEN.get(error.errno or 0, "такого адреса у компьютера нет: проверьте GRIF_HOST")
            raise RuntimeError(f"Сервер не запущен, адрес {settings.host}:{settings.port}: {why}.") from error


def run_all(settings: Settings, workers: int) -> int:
    """A whole installation on one machine: server processes and workers."""
    figures = settings.home / "metrics"
    shutil.rmtree(figures, ignore_errors=True)  # of processes that are gone
    figures.mkdir(parents=True)
    troop = Troop(settings, {FOLDER: str(figures)})
    troop.add("serve")
    for _ in range(workers):
        troop.add("work")
    return troop.wait()


def work_processes(settings: Settings, commands: Sequence[str]) -> int:
    """Several workers, ended together."""
    troop = Troop(settings)
    for command in commands:
        troop.add(command)
    return troop.wait()
