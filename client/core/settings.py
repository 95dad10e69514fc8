"""What this person's program remembers on this computer: windows, columns, look, the last server and login."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

TEXT, STATE = b"t", b"s"  # what a packed value begins with


class Settings(QObject):
    """A file of its own where one is named (tests, the demo), else the user's settings of the system."""

    kept = Signal(str)  # the key

    def __init__(self, file: Path | None = None) -> None:
        super().__init__()
        self._store = QSettings(str(file), QSettings.Format.IniFormat) if file else QSettings("Grif", "client")

    def text(self, key: str) -> str:
        return str(self._store.value(key, ""))

    def keep_text(self, key: str, value: str) -> None:
        self._keep(key, value)

    def state(self, key: str) -> QByteArray:
        """The state of a window, a splitter or a header; empty until kept."""
        kept = self._store.value(key)
        return kept if isinstance(kept, QByteArray) else QByteArray()

    def keep_state(self, key: str, state: QByteArray) -> None:
        self._keep(key, state)

    def packed(self, key: str) -> bytes:
        """Whatever stands under the key, to be sent."""
        kept = self._store.value(key)
        return STATE + kept.data() if isinstance(kept, QByteArray) else TEXT + self.text(key).encode()

    def unpack(self, key: str, value: bytes) -> None:
        """What was packed at another computer; nobody is told of it."""
        kind, content = value[:1], value[1:]
        self._store.setValue(key, QByteArray(content) if kind == STATE else content.decode(errors="replace"))

    def all_keys(self) -> list[str]:
        return self._store.allKeys()

    def forget(self, key: str) -> None:
        """Nobody is told of it."""
        self._store.remove(key)

    def save(self) -> None:
        self._store.sync()

    def _keep(self, key: str, value: object) -> None:
        if self._store.value(key) != value:
            self._store.setValue(key, value)
            self.kept.emit(key)
