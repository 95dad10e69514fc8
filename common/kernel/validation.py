"""What is wrong with an entry, field by field, in words for the person who typed it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct

EARLIEST = date(1900, 1, 1)
LATEST = date(2199, 12, 31)


class Problem(Struct, frozen=True):
    """A fault of one field; the empty field name speaks of the whole entry."""

    field: str
    text: str


def clean_text(text: str) -> str:
    """The text as it may be stored: composed, without NUL, surrogates and control characters but line ends and tabs."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(char for char in composed if char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cs"})


def require(field: str, value: object, label: str) -> Iterator[Problem]:
    if value is None or value in ("", 0) or (isinstance(value, Iterable) and not list(value)):
        yield Problem(field, f"Заполните поле «{label}».")


def sensible_date(field: str, value: date | None, *, not_after: date | None = None) -> Iterator[Problem]:
    """Refuses a date outside 1900–2199 and, where a limit is given, one after it."""
    if value is None:
        return
    if not EARLIEST <= value <= LATEST:
        yield Problem(field, f"Дата {value:%d.%m.%Y} невозможна: укажите год от {EARLIEST.year} до {LATEST.year}.")
    elif not_after is not None and value > not_after:
        yield Problem(field, f"Дата {value:%d.%m.%Y} ещё не наступила: проверьте день и год.")


def mailbox_problems(field: str, address: str) -> Iterator[Problem]:
    if address and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", address.strip()):
        yield Problem(field, "Адрес электронной почты пишется так: имя@сервер.рф. Проверьте знак @ и точку.")
