"""What this person's program remembers on this computer: windows, columns, look, the last server and login."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings


class Settings:
    """A file of its own where one is named (tests, the demo), else the user's settings of the system."""

    def __init__(self, file: Path | None = None) -> None:
        self._store = QSettings(str(file), QSettings.Format.IniFormat) if file else QSettings("Grif", "client")

    def text(self, key: str) -> str:
        return str(self._store.value(key, ""))

    def keep_text(self, key: str, value: str) -> None:
        self._store.setValue(key, value)

    def state(self, key: str) -> QByteArray:
        """The state of a window, a splitter or a header; empty until kept."""
        kept = self._store.value(key)
        return kept if isinstance(kept, QByteArray) else QByteArray()

    def keep_state(self, key: str, state: QByteArray) -> None:
        self._store.setValue(key, state)

    def save(self) -> None:
        self._store.sync()
