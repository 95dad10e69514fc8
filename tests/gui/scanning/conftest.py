import pytest

from client.scanning.bench_window import BenchWindow
from client.shell.workplace import Workplace
from tests.factories.stack_on_server import StackOnServer, picture, rows
from tests.factories.workplace import answer_for_a_letter, workplace


@pytest.fixture
def work(transport, calls, asked, server, tmp_path) -> Workplace:
    answer_for_a_letter(server)
    return workplace(transport, calls, asked, tmp_path)


@pytest.fixture
def stack(server):
    return StackOnServer(server)


@pytest.fixture
def window(qtbot, work, stack, tmp_path, monkeypatch):
    monkeypatch.setattr(BenchWindow, "_look", lambda _self: None)  # no search of the machine's own scanners
    window = BenchWindow(work, tmp_path / "table")
    qtbot.addWidget(window)
    window.resize(1150, 640)
    window.show()
    return window


@pytest.fixture
def laid(window, stack, tmp_path, qtbot):
    """Four pages of one paper on the bench."""
    window.add_files([picture(tmp_path, f"{n}.png", 40 * n) for n in (1, 2, 3, 4)])
    qtbot.waitUntil(lambda: len(rows(window)) == 4 and not window._are_coming())
    assert stack.papers() == [[1, 2, 3, 4]]
    return window
