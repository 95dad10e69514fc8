"""The main job at real desks, from the scanner's glass to the audit."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from server.core import audit
from tests.e2e.desk import Desk
from tests.e2e.main_job import SANE_DEVICES, MainJob
from tests.serving import Served

SEED = 40

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise)\(\)")


@pytest.fixture
def sane(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SANE with the devices that need no hardware."""
    (tmp_path / "dll.conf").write_text(SANE_DEVICES)
    monkeypatch.setenv("SANE_CONFIG_DIR", str(tmp_path))


def test_a_letter_goes_over_all_desks_from_the_scanner_to_the_report(
    sane: None, served: Served, desk_of: Callable[[str], Desk], tmp_path: Path, engine
) -> None:
    served.start_worker()
    job = MainJob(desk_of, Path(os.environ.get("GRIF_TOUR", tmp_path / "tour")), SEED)
    job.run()
    assert job.number.startswith("01-26/")
    with engine.connect() as connection:
        assert audit.verify(connection).broken_at is None
