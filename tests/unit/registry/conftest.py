"""The flag that writes the sentences of the rules anew."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-rules", action="store_true", help="write tests/unit/registry/rules.txt from the rules")
