"""A project of ours, made for the test."""

from collections.abc import Callable

import pytest

from tests.city import City
from tests.factories.approvals import Project, memo_of


@pytest.fixture
def project(city: City) -> Callable[..., Project]:
    def made(login: str = "executor", **changes: object) -> Project:
        return memo_of(city.sign_in(login), **changes)

    return made
