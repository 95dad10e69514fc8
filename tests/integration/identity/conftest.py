"""Where signing in is what is tested, everybody signs in anew for each test."""

import pytest


@pytest.fixture
def tokens() -> dict[str, str]:
    return {}
