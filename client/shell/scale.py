"""How large letters and everything else are drawn; takes effect when the program starts."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from client.core.settings import Settings

KEY, STEPS = "scale", (100, 110, 125, 150, 175)  # percent
FACTOR = "QT_SCALE_FACTOR"


@contextmanager
def applied(settings: Settings) -> Iterator[None]:
    """Qt's application made within is drawn so, the programs that it starts are not; the environment goes first."""
    kept = settings.text(KEY)
    if FACTOR in os.environ or not kept.isdecimal():
        yield
        return
    os.environ[FACTOR] = f"{int(kept) / 100}"
    try:
        yield
    finally:
        del os.environ[FACTOR]


class ScaleMenu(QMenu):
    told = Signal(str)

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("&Размер шрифта и окон"))
        self._settings = settings
        group = QActionGroup(self)
        for step in STEPS:
            action = self.addAction(self.tr("{0} %").format(step))
            action.setCheckable(True)
            action.setChecked(str(step) == (settings.text(KEY) or "100"))
            action.triggered.connect(partial(self._choose, step))
            group.addAction(action)
        self.addSeparator()
        self.addAction(self.tr("Действует со следующего запуска")).setEnabled(False)

    def _choose(self, step: int, *_: object) -> None:
        self._settings.keep_text(KEY, str(step))
        self._settings.save()
        self.told.emit(self.tr("Размер {0} % будет при следующем запуске программы.").format(step))
