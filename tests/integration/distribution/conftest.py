"""A city of the module's own with documents of every class."""

import pytest


@pytest.fixture(scope="module")
def template(whole: str) -> str:
    return whole
