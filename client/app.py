"""The composition root of the client: its slices, and how a window is put together for a person."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, QThreadPool, Signal

from client.administration.manifest import MANIFEST as ADMINISTRATION
from client.approvals.manifest import MANIFEST as APPROVALS
from client.assignments.manifest import MANIFEST as ASSIGNMENTS
from client.calendars.manifest import MANIFEST as CALENDARS
from client.core import city_time
from client.core.apis import Apis, apis, signatures_of
from client.core.cache import FileCache
from client.core.calls import Calls
from client.core.drafts import Drafts
from client.core.editing import Editing
from client.core.http import Transport
from client.core.outbox import Outbox
from client.core.push import Push
from client.core.roaming import Roaming, take_over
from client.core.session import Session, TokenStore
from client.core.settings import Settings
from client.core.spelling import Spelling
from client.core.transfers import Transfers
from client.core.working_days import WorkingDays
from client.correspondents.manifest import MANIFEST as CORRESPONDENTS
from client.distribution.manifest import MANIFEST as DISTRIBUTION
from client.notifications.manifest import MANIFEST as NOTIFICATIONS
from client.registry.manifest import MANIFEST as REGISTRY
from client.reports.manifest import MANIFEST as REPORTS
from client.scanning.manifest import MANIFEST as SCANNING
from client.search.manifest import MANIFEST as SEARCH
from client.shell.last_time import LastTime
from client.shell.login import LoginDialog
from client.shell.main_window import MainWindow
from client.shell.manifest import ClientManifest
from client.shell.navigator import Navigator
from client.shell.tour import begin_once
from client.shell.workplace import Workplace
from client.signatures.manifest import MANIFEST as SIGNATURES
from client.staff.manifest import MANIFEST as STAFF
from client.today.manifest import MANIFEST as TODAY
from client.widgets.focus_mark import mark_focus
from common.identity import Me
from common.rpc.errors import CallError

MANIFESTS: tuple[ClientManifest, ...] = (
    TODAY, REGISTRY, CORRESPONDENTS, APPROVALS, ASSIGNMENTS, DISTRIBUTION, NOTIFICATIONS, SIGNATURES, SCANNING, SEARCH,
    REPORTS, STAFF, CALENDARS, ADMINISTRATION,
)  # fmt: skip


@dataclass(frozen=True)
class Folders:
    """Where the client keeps things on this computer, and where its manual lies."""

    drafts: Path
    cache: Path
    manual: Path


def build(
    transport: Transport,
    me: Me,
    settings: Settings,
    folders: Folders,
    calls: Calls | None = None,
    today: Callable[[], date] = city_time.today,
    manifests: tuple[ClientManifest, ...] = MANIFESTS,
) -> MainWindow:
    """The main window of a signed-in person; it shows the first folder."""
    city_time.keep_zone(me.zone)
    take_over(settings, me.id, me.remembered)
    calls = calls or Calls(transport)
    spelling = Spelling(settings, calls)
    all_apis = apis()
    place = desk_folder(folders.drafts, transport.access.address, me)
    transfers = Transfers(transport, calls, all_apis, FileCache(folders.cache))
    outbox = Outbox(place / "outbox", calls, signatures_of(all_apis))
    workplace = Workplace(
        apis=all_apis,
        calls=calls,
        transfers=transfers,
        outbox=outbox,
        drafts=Drafts(place / "drafts"),
        editing=Editing(all_apis, calls, transfers, place / "editing"),
        navigator=Navigator(),
        me=me,
        settings=settings,
        today=today,
        folder=place,
        bulks=tuple(bulk for manifest in manifests for bulk in manifest.bulks),
    )
    window = MainWindow(workplace, manifests, folders.manual)
    Roaming(settings, calls, all_apis.identity, window)
    WorkingDays(calls, all_apis.calendars, today(), window)
    for part in (spelling, transfers, outbox, workplace.drafts, workplace.editing, workplace.navigator):
        part.setParent(window)
    mark_focus()
    window.open_first_folder()
    LastTime(window).offer()
    outbox.send()
    workplace.editing.recall()
    return window


def desk_folder(drafts: Path, address: str, me: Me) -> Path:
    """What one person has typed on this computer for one server stays apart from the others'."""
    return drafts / hashlib.sha256(address.encode()).hexdigest()[:12] / str(me.id)


class Client(QObject):
    """The life of the program: sign in, work, sign in again when the session ends, leave."""

    left = Signal()

    def __init__(self, transport: Transport, settings: Settings, store: TokenStore, folders: Folders) -> None:
        super().__init__()
        self._transport, self._settings, self._folders = transport, settings, folders
        self.apis: Apis = apis()
        self.calls = Calls(transport, self)
        self.session = Session(transport.access, self.calls, self.apis, settings, store, self)
        self._push = Push(transport.access, self.calls, self.apis, self)
        self.window: MainWindow | None = None
        self.login: LoginDialog | None = None
        self.session.opened.connect(self._open)
        self.session.none_kept.connect(self.ask_password)
        self.calls.signed_out.connect(self._session_ended)

    def start(self, login: str = "", password: str = "") -> None:
        """With a login and a password signs in by itself, for the demo; else goes on with the kept session or asks."""
        FileCache(self._folders.cache).prune()
        if login:
            self.session.refused.connect(self._refused_at_start)
            self.session.sign_in(self._transport.access.address, login, password)
        else:
            self.session.recall()

    def ask_password(self) -> None:
        if self.login is None:
            self.login = LoginDialog(self.session, again=self.window is not None, parent=self.window)
            self.login.finished.connect(self._login_over)
            self.login.open()

    def leave(self) -> None:
        """As closing the window does: what is typed is kept first."""
        if self.window is not None:
            self.window.close()
        else:
            self._leave()

    def _refused_at_start(self, error: CallError) -> None:
        if self.window is None and self.login is None:
            self.ask_password()
            self.session.refused.emit(error)

    def _session_ended(self, _error: CallError) -> None:
        if self.window is None:
            self.calls.give_up()  # nothing is open that could wait
        else:
            self.ask_password()

    def _login_over(self, result: int) -> None:
        login, self.login = self.login, None
        if login is not None:
            login.deleteLater()
        if not result:
            self._leave()

    def _open(self, me: Me) -> None:
        if self.window is None:
            self._show_window(me)
        self._push.start()
        self.calls.resume()

    def _show_window(self, me: Me) -> None:
        self.window = build(self._transport, me, self._settings, self._folders, self.calls)
        self.window.closed.connect(self._leave)
        self.window.signed_out.connect(self._change_person)
        self.window.show()
        if (tour := begin_once(self.window, self._settings, me.rights)) is not None:
            tour.folder_wanted.connect(self.window.enter_folder)

    def _change_person(self) -> None:
        window = self.window
        if window is None or not window.desk.close_all():
            return
        self._push.stop()
        self.session.sign_out()
        self.window = None
        window.closed.disconnect(self._leave)
        window.close()
        window.deleteLater()
        self.ask_password()

    def _leave(self) -> None:
        self._push.stop()
        self.calls.give_up()
        QThreadPool.globalInstance().waitForDone(2000)
        self.left.emit()
