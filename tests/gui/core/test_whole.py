"""A file that is saved stands whole under its name, or what stood there before does."""

from pathlib import Path

import pytest

from client.core.whole import copy_whole

BREAKS_OFF = Path("/proc/self/mem")  # may be opened, fails at the first byte


def test_a_copy_that_breaks_off_leaves_what_stood_there(tmp_path):
    target = tmp_path / "Реестр.pdf"
    target.write_bytes(b"yesterday's")
    with pytest.raises(OSError, match="Input/output error"):
        copy_whole(BREAKS_OFF, target)
    assert target.read_bytes() == b"yesterday's"
    assert list(tmp_path.iterdir()) == [target]


def test_a_copy_may_be_read_by_whoever_may_read_a_new_file_there(tmp_path):
    source, beside = tmp_path / "fetched", tmp_path / "beside"
    source.write_bytes(b"whole")
    source.chmod(0o600)
    beside.write_bytes(b"")
    copied = copy_whole(source, tmp_path / "Реестр.pdf")
    assert copied.read_bytes() == b"whole"
    assert copied.stat().st_mode == beside.stat().st_mode
