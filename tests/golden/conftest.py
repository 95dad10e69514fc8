"""The flag that writes the golden files of printed forms anew."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-forms", action="store_true", help="write tests/golden/forms from the forms as they are")
