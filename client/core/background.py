"""Work off the GUI thread whose result comes back by signal."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal

LONG_AFTER = 1000  # ms in which the thread lets go of what it has handed over


class Post(QObject):
    """Carries a result over to the GUI thread; belongs to nobody, so that it outlives an owner that is gone."""

    arrived = Signal(object, object)  # result, exception or None


_POSTS: set[Post] = set()  # a post that its thread let go of last would end there, with its news still under way


class Work(QObject):
    """A function that runs in a thread. Its owner may go: the result is dropped then."""

    done = Signal(object)
    failed = Signal(object)  # Exception

    def __init__(self, function: Callable[[], Any], owner: QObject) -> None:
        super().__init__(owner)
        self._post = Post()
        _POSTS.add(self._post)
        self._post.arrived.connect(self._arrive)
        QThreadPool.globalInstance().start(partial(_run, function, self._post))

    def _arrive(self, result: Any, error: Exception | None) -> None:
        self.deleteLater()
        QTimer.singleShot(LONG_AFTER, partial(_POSTS.discard, self._post))
        if error is None:
            self.done.emit(result)
        else:
            self.failed.emit(error)


def _run(function: Callable[[], Any], post: Post) -> None:
    try:
        result = function()
    except Exception as error:  # noqa: BLE001 -- whatever it was, the owner hears of it
        post.arrived.emit(None, error)
    else:
        post.arrived.emit(result, None)
