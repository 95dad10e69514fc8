import pytest

from client.shell.workplace import Workplace
from tests.factories.workplace import workplace


@pytest.fixture
def work(transport, calls, asked, tmp_path) -> Workplace:
    return workplace(transport, calls, asked, tmp_path)
