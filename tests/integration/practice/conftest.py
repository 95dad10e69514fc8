"""A city with journals for practice."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from tests.city import City
from tests.factories.practice import Practising, put_practice_journals
from tests.integration.scanning.bench import Bench
from tests.serving import Served


@pytest.fixture(scope="module")
def marked(engine: Engine) -> None:
    put_practice_journals(engine)


@pytest.fixture
def practising(marked: None, city: City) -> Practising:
    return Practising(city.sign_in("registrar"))


@pytest.fixture(scope="module")
def working(served: Served) -> Served:
    served.start_worker()
    return served


@pytest.fixture
def bench(practising: Practising, eventually: Callable[..., object], working: Served) -> Bench:
    return Bench(practising.clerk, eventually)
