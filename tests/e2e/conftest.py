from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from client.widgets.theme import Scheme, dress
from server.sample.city import PASSWORD
from tests.e2e.desk import Desk
from tests.serving import Served


@pytest.fixture
def desk_of(qapp: QApplication, served: Served, tmp_path: Path) -> Iterator[Callable[[str], Desk]]:
    """The client of a person of the sample city, signed in."""
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
