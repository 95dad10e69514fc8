"""The Qt binding keeps its references (6.12.0 on Python 3.10 and 3.11 loses one to None at every call)."""

import sys
from collections.abc import Callable

from PySide6.QtCore import QAbstractTableModel, QIdentityProxyModel, QModelIndex, QPersistentModelIndex, Qt
from pytestqt.qtbot import QtBot

NOWHERE = QModelIndex()
CALLS = 200


class Empty(QAbstractTableModel):
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = NOWHERE) -> int:
        return 3

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = NOWHERE) -> int:
        return 3

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> str | None:
        return "x" if role == Qt.ItemDataRole.DisplayRole else None


def drift(call: Callable[[], object]) -> float:
    """References to None lost or won per call."""
    call()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        call()
    return (sys.getrefcount(None) - before) / CALLS


def test_a_model_that_answers_none_loses_no_reference(qtbot: QtBot) -> None:
    proxy = QIdentityProxyModel()
    proxy.setSourceModel(Empty(proxy))
    index = proxy.index(0, 0)
    assert drift(lambda: proxy.data(index, Qt.ItemDataRole.DecorationRole)) > -0.5
