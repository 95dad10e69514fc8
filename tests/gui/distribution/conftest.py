import pytest

from client.shell.workplace import Workplace
from tests.factories.workplace import answer_for_a_letter, workplace


@pytest.fixture
def work(transport, calls, asked, server, tmp_path) -> Workplace:
    answer_for_a_letter(server)
    return workplace(transport, calls, asked, tmp_path)
