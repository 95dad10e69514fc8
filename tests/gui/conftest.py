import gc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from client.app import MANIFESTS, Folders, build
from client.core import city_time, spelling, working_days
from client.core.apis import Apis, apis
from client.core.calls import Calls
from client.core.http import Access, QtTransport
from client.core.settings import Settings
from client.shell.main_window import MainWindow
from client.shell.manifest import ClientManifest, TabSpec
from client.shell.workplace import Workplace
from common.kernel.ids import DocumentId
from common.kernel.rights import Right
from tests.factories.desk import TODAY, answer_for_a_desk, clerk
from tests.factories.speaking_server import SpeakingServer


@pytest.fixture(scope="session")
def _modules_set_aside() -> None:
    """What the imports have made need not be looked through after each test."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _collected_in_this_thread(_modules_set_aside) -> Iterator[None]:
    """A server thread of a test must not destroy widgets; see client/core/housekeeping.py."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def _no_city_yet(qapp) -> None:
    """Whoever signed in before, in another test of the same process, has left neither clocks nor calendar behind."""
    city_time.keep_zone("")
    working_days.keep(None)
    spelling.keep(None)


@pytest.fixture(autouse=True)
def _no_key_held(qapp) -> None:
    """A chord of an earlier test leaves its modifier held, for nobody lets go of it."""
    if qapp.keyboardModifiers() != Qt.KeyboardModifier.NoModifier:
        hand = QWidget()
        hand.show()
        QTest.keyRelease(hand, Qt.Key.Key_Control)
        hand.close()


@pytest.fixture
def server() -> Iterator[SpeakingServer]:
    speaking = SpeakingServer()
    yield speaking
    speaking.close()


@pytest.fixture
def access(server) -> Access:
    return Access(server.address, "token-1")


@pytest.fixture
def owner(qapp) -> QObject:
    return QObject()


@pytest.fixture
def transport(qapp, access) -> QtTransport:
    return QtTransport(access)


@pytest.fixture
def calls(transport) -> Calls:
    return Calls(transport)


@pytest.fixture
def asked() -> Apis:
    return apis()


@pytest.fixture
def desk_server(server) -> SpeakingServer:
    answer_for_a_desk(server)
    return server


@pytest.fixture
def folders(tmp_path) -> Folders:
    return Folders(tmp_path / "desk", tmp_path / "cache", tmp_path / "manual")


@pytest.fixture
def kept(tmp_path) -> Settings:
    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def open_desk(qtbot, transport, desk_server, kept, folders) -> Callable[..., MainWindow]:
    """Opens the main window of a clerk with the given rights; documents open as plain pages."""

    def opened(*rights: Right) -> MainWindow:
        manifests = (*(replace(m, document=None) for m in MANIFESTS), ClientManifest(document=plain_document))
        window = build(transport, clerk(*rights), kept, folders, today=lambda: TODAY, manifests=manifests)
        qtbot.addWidget(window)
        window.show()
        return window

    return opened


def plain_document(_workplace: Workplace, document_id: DocumentId, _tabs: tuple[TabSpec, ...]) -> QWidget:
    page = QLineEdit()
    page.setWindowTitle(f"Документ {document_id}")
    return page


def pytest_collection_modifyitems(items):
    """The offscreen platform says of each window what it cannot do; every other Qt warning fails."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            said = r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)"
            item.add_marker(pytest.mark.qt_log_ignore(said))
