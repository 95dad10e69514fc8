"""The session: signing in and out, and the token that the system's keyring keeps between two starts."""

from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from client.core.apis import Apis
from client.core.background import Work
from client.core.calls import Calls
from client.core.http import Access
from client.core.settings import Settings
from common.identity import Me, SignedIn
from common.rpc.errors import CallError


class TokenStore(Protocol):
    """Keeps one token per server and login; never a password."""

    durable: bool

    def keep(self, place: str, login: str, token: str) -> None: ...
    def recall(self, place: str, login: str) -> str: ...
    def forget(self, place: str, login: str) -> None: ...


class MemoryStore:
    """The honest fallback: the token ends with the program."""

    durable = False

    def __init__(self) -> None:
        self._tokens: dict[tuple[str, str], str] = {}

    def keep(self, place: str, login: str, token: str) -> None:
        self._tokens[place, login] = token

    def recall(self, place: str, login: str) -> str:
        return self._tokens.get((place, login), "")

    def forget(self, place: str, login: str) -> None:
        self._tokens.pop((place, login), None)


class KeyringStore:
    """The system's keyring; a keyring that refuses is treated as empty, its reason is the user's own business."""

    durable = True

    def keep(self, place: str, login: str, token: str) -> None:
        import keyring  # 0.13 s that a start without a kept token need not pay

        keyring.set_password(f"grif {place}", login, token)

    def recall(self, place: str, login: str) -> str:
        import keyring

        return keyring.get_password(f"grif {place}", login) or ""

    def forget(self, place: str, login: str) -> None:
        import keyring
        from keyring.errors import PasswordDeleteError

        try:
            keyring.delete_password(f"grif {place}", login)
        except PasswordDeleteError:
            return  # there was none


def token_store() -> TokenStore:
    """The keyring where the system has a real one; `fail` and `null` backends have no priority."""
    import keyring

    return KeyringStore() if keyring.get_keyring().priority >= 1 else MemoryStore()


class Session(QObject):
    """Who works here now."""

    opened = Signal(object)  # Me
    refused = Signal(object)  # CallError
    none_kept = Signal()  # no token is kept from the last time, or it is no longer good

    def __init__(
        self, access: Access, calls: Calls, apis: Apis, settings: Settings, store: TokenStore, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.access = access
        self.me: Me | None = None
        self.store = store
        self._calls, self._apis, self._settings = calls, apis, settings
        self._login = ""

    @property
    def last_login(self) -> str:
        return self._settings.text("session/login")

    def recall(self) -> None:
        """Goes on with the session of the last time where its token is kept and still good."""
        if not (self.access.address and self.last_login):
            self.none_kept.emit()
            return
        self._login = self.last_login
        work = Work(partial(self.store.recall, self.access.address, self._login), self)
        work.done.connect(self._try_token)
        work.failed.connect(self._forget_token)

    def sign_in(self, address: str, login: str, password: str, new: str | None = None) -> None:
        self.access.address, self.access.token = address.strip().rstrip("/"), ""
        self._login = login
        call = self._calls(self, self._apis.identity.sign_in, login, password, new)
        call.then(self._open).fails(self.refused.emit)

    def sign_out(self) -> None:
        """Ends the session here at once and on the server when it can be reached."""
        self._calls(self, self._apis.identity.sign_out).fails(self._ignore)
        self.me, self.access.token = None, ""
        Work(partial(self.store.forget, self.access.address, self._login), self)

    def _try_token(self, token: str) -> None:
        if not token:
            self.none_kept.emit()
            return
        self.access.token = token
        self._calls(self, self._apis.identity.me).then(self._go_on).fails(self._forget_token)

    def _forget_token(self, _error: object) -> None:
        self.access.token = ""
        self.none_kept.emit()

    def _open(self, signed_in: SignedIn) -> None:
        self.access.token = signed_in.token
        self._settings.keep_text("session/address", self.access.address)
        self._settings.keep_text("session/login", self._login)
        Work(partial(self.store.keep, self.access.address, self._login, signed_in.token), self)
        self._go_on(signed_in.me)

    def _go_on(self, me: Me) -> None:
        self.me = me
        self.opened.emit(me)

    def _ignore(self, _error: CallError) -> None:
        """The server forgets the session by itself."""
