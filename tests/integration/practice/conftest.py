"""A city with journals for practice."""

import pytest
from sqlalchemy import Engine

from tests.city import City
from tests.factories.practice import Practising, put_practice_journals


@pytest.fixture(scope="module")
def marked(engine: Engine) -> None:
    put_practice_journals(engine)


@pytest.fixture
def practising(marked: None, city: City) -> Practising:
    return Practising(city.sign_in("registrar"))
