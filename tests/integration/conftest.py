"""Waiting for what happens in the background, without sleeping through it."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

PATIENCE = 60.0


@pytest.fixture
def eventually() -> Callable[[Callable[[], Any]], Any]:
    """Asks again until the answer is true; gives it."""

    def wait(ask: Callable[[], Any], patience: float = PATIENCE) -> Any:
        deadline = time.monotonic() + patience
        pause = threading.Event()
        while not (answer := ask()):
            assert time.monotonic() < deadline, "did not happen in time"
            pause.wait(0.05)
        return answer

    return wait
