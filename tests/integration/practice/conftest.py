"""Who practises in the city, and the bench at which papers come."""

from collections.abc import Callable

import pytest

from tests.city import City
from tests.factories.practice import Practising
from tests.integration.scanning.bench import Bench
from tests.serving import Served


@pytest.fixture
def practising(city: City) -> Practising:
    return Practising(city.sign_in("registrar"))


@pytest.fixture(scope="module")
def working(served: Served) -> Served:
    served.start_worker()
    return served


@pytest.fixture
def bench(practising: Practising, eventually: Callable[..., object], working: Served) -> Bench:
    return Bench(practising.clerk, eventually)
