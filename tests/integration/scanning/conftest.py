"""The scanner's desk of the tests, and the worker behind it."""

from collections.abc import Callable

import pytest

from tests.city import City
from tests.integration.scanning.papers import Desk
from tests.serving import Served


@pytest.fixture
def desk(city: City, eventually: Callable[..., object]) -> Desk:
    return Desk(city.sign_in("registrar"), eventually)


@pytest.fixture(scope="module")
def working(served: Served) -> Served:
    served.start_worker()
    return served
