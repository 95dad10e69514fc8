"""The numbers that people mean when they type «10», «больше 9», «>9,5», «от 5 до 10» or «5-10»."""

import operator
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

Limit = tuple[Callable[[Any, Any], Any], Decimal]  # how the value is compared, with what
AMOUNT = r"(-?\d[\d\s\u00a0]*(?:[.,]\d+)?)"
LONGEST = 25  # digits that a column of numbers is compared with
WORDS: dict[str, Callable[[Any, Any], Any]] = {
    "": operator.eq, "=": operator.eq, "равно": operator.eq,
    ">": operator.gt, "больше": operator.gt, "более": operator.gt, "свыше": operator.gt,
    "<": operator.lt, "меньше": operator.lt, "менее": operator.lt,
    ">=": operator.ge, "≥": operator.ge, "не меньше": operator.ge, "не менее": operator.ge, "от": operator.ge,
    "<=": operator.le, "≤": operator.le, "не больше": operator.le, "не более": operator.le, "до": operator.le,
}  # fmt: skip
ONE = re.compile(rf"([^\d-]*?)\s*{AMOUNT}$")
BETWEEN = re.compile(rf"(?:(?:от|с)\s*)?{AMOUNT}\s*(?:до|по|-|–|—|…|\.\.)\s*{AMOUNT}$")


def amount_of(text: str) -> Decimal | None:
    """«1 200,50» as a number; nothing for what is none."""
    digits = re.sub(r"[\s\u00a0]", "", text).replace(",", ".")
    try:
        return Decimal(digits) if re.fullmatch(r"-?\d+(\.\d+)?", digits) and len(digits) <= LONGEST else None
    except InvalidOperation:
        return None


def limits_of(text: str) -> list[Limit] | None:
    """What a number must hold to; nothing for what names no number."""
    typed = " ".join(text.lower().split())
    if found := ONE.match(typed):
        limits = [(WORDS.get(found[1].strip()), amount_of(found[2]))]
    elif found := BETWEEN.match(typed):
        limits = [(operator.ge, amount_of(found[1])), (operator.le, amount_of(found[2]))]
    else:
        return None
    return [(test, amount) for test, amount in limits if test is not None and amount is not None] or None
