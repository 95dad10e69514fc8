"""A page of a long list: the rows asked for and how many there are in all."""

from typing import Generic, TypeVar

from msgspec import Struct

PAGE_SIZE = 100

Row = TypeVar("Row")


class Page(Struct, Generic[Row], frozen=True):
    """`total` is exact, unless `more` says that there are more than so many and that a second call counts them."""

    total: int
    rows: list[Row]
    more: bool = False
