"""What is proposed while a value is typed, or one of several: «Письмо; Жал» goes on as «Письмо; Жалоба»."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit

from common.kernel.several import MARK


class OneCompleter(QCompleter):
    """By any part of the value."""

    def __init__(self, values: Sequence[str], parent: QObject) -> None:
        super().__init__(list(values), parent)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setMaxVisibleItems(14)


class SeveralCompleter(OneCompleter):
    """Completes the last value of the line."""

    def splitPath(self, path: str) -> list[str]:
        return [path.rpartition(MARK)[2].strip()]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        line = self.widget()
        before, mark, _ = line.text().rpartition(MARK) if isinstance(line, QLineEdit) else ("", "", "")
        return f"{before}{mark} {super().pathFromIndex(index)}" if mark else super().pathFromIndex(index)
