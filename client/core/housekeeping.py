"""Rubbish is collected in the GUI thread only: elsewhere Python would destroy widgets behind Qt's back."""

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL = 1000  # ms


class Housekeeping(QObject):
    """WORKAROUND: Python collects cycles in whatever thread allocates; a QObject destroyed outside of its own thread
    crashes the program. Takes the collector over for the life of the program.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        gc.disable()
        self._round = QTimer(self, interval=INTERVAL)
        self._round.timeout.connect(self._collect)
        self._round.start()

    def _collect(self) -> None:
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > self._thresholds[generation]:
                gc.collect(generation)
                return
