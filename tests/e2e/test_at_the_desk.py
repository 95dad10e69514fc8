"""The main job at real desks, from the scanner's glass to the audit."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from client.widgets.theme import Scheme, dress
from server.core import audit
from server.sample.city import PASSWORD
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


@pytest.fixture
def desk_of(qapp: QApplication, served: Served, tmp_path: Path) -> Iterator[Callable[[str], Desk]]:
    dress(qapp, Scheme.LIGHT)
    desks: dict[str, Desk] = {}

    def opened(login: str) -> Desk:
        if login not in desks:
            home = tmp_path / "desks"
            desks[login] = Desk(served.url, served.certificates.authority, login, PASSWORD, home)
        return desks[login]

    yield opened
    for desk in desks.values():
        desk.close()


def test_a_letter_goes_over_all_desks_from_the_scanner_to_the_report(
    sane: None, served: Served, desk_of: Callable[[str], Desk], tmp_path: Path, engine
) -> None:
    served.start_worker()
    job = MainJob(desk_of, Path(os.environ.get("GRIF_TOUR", tmp_path / "tour")), SEED)
    job.run()
    assert job.number.startswith("01-26/")
    with engine.connect() as connection:
        assert audit.verify(connection).broken_at is None
