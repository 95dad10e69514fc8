"""The embedded PostgreSQL trusts nothing that another user has put into a folder open to all."""

import hashlib
import os
import tempfile
from pathlib import Path

import pytest

from server.core.postgres import EmbeddedPostgres

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a folder to somebody else")


@pytest.fixture
def open_to_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which everybody may make folders, in the place of /tmp."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    folder.chmod(0o1777)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def cluster(tmp_path: Path, open_to_all: Path) -> EmbeddedPostgres:
    """One whose path is too long for a socket, so that its sockets lie in the folder open to all."""
    return EmbeddedPostgres(tmp_path / ("long" * 25) / "postgres")


@pytest.fixture
def sockets(cluster: EmbeddedPostgres, open_to_all: Path) -> Path:
    return open_to_all / ("grif-" + hashlib.sha256(str(cluster.folder / "run").encode()).hexdigest()[:12])


def test_a_link_in_the_place_of_the_sockets_is_refused(
    cluster: EmbeddedPostgres, sockets: Path, tmp_path: Path
) -> None:
    precious = tmp_path / "precious"
    precious.mkdir(0o755)
    sockets.symlink_to(precious)
    with pytest.raises(RuntimeError, match="подменена"):
        cluster.start()
    found = precious.stat()
    assert (found.st_mode & 0o777, found.st_uid) == (0o755, os.geteuid())


@as_root
def test_sockets_in_a_strangers_folder_are_refused(cluster: EmbeddedPostgres, sockets: Path) -> None:
    sockets.mkdir()
    os.chown(sockets, 12345, 12345)
    with pytest.raises(RuntimeError, match="подменена"):
        cluster.start()


@as_root
@pytest.mark.parametrize("how", ["link", "owner", "open"])
def test_planted_programs_are_not_run(
    cluster: EmbeddedPostgres, open_to_all: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    wheel, planted, run = tmp_path / "wheel", tmp_path / "planted", tmp_path / "it_ran"
    monkeypatch.setattr("server.core.postgres.WHEEL", wheel)  # where the unprivileged user cannot reach
    for folder in (wheel / "bin", planted / "pginstall" / "bin"):
        folder.mkdir(parents=True)
        for name in ("postgres", "initdb", "pg_ctl", "psql"):
            (folder / name).write_text(f"#!/bin/sh\ntouch {run}\n")
            (folder / name).chmod(0o700 if folder.parent == wheel else 0o755)
    copy = open_to_all / f"grif-postgres-{hashlib.sha256(str(wheel).encode()).hexdigest()[:12]}"
    if how == "link":
        copy.symlink_to(planted)
    else:
        planted.rename(copy)
        copy.chmod(0o777 if how == "open" else 0o755)
        os.chown(copy, 12345 if how == "owner" else 0, 0)
    with pytest.raises(RuntimeError, match="подменена"):
        cluster.start()
    assert not run.exists()
