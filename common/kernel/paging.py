"""A page of a long list: the rows asked for and how many there are in all."""

from typing import Generic, TypeVar

from msgspec import Struct

PAGE_SIZE = 100

Row = TypeVar("Row")


class Page(Struct, Generic[Row], frozen=True):
    total: int
    rows: list[Row]
