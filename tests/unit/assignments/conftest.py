"""The flag that writes the sentences of the rules of assignments anew."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-assignment-rules", action="store_true", help="write tests/unit/assignments/rules.txt from the rules"
    )
