"""The numbers of taxpayers and the insured: ИНН, КПП, ОГРН, СНИЛС, and what is wrong with a mistyped one."""

import re
from collections.abc import Iterator

from common.kernel.validation import Problem

WEIGHTS = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def tax_number_problems(field: str, number: str, *, person: bool) -> Iterator[Problem]:
    lengths = {12} if person else {10, 12}
    if not number:
        return
    if not (number.isdecimal() and len(number) in lengths):
        yield Problem(field, "ИНН состоит из 10 цифр у организации и из 12 у гражданина или предпринимателя.")
    elif not is_tax_number(number):
        yield Problem(field, f"Контрольная цифра ИНН {number} не сходится: в номере опечатка. Сверьте с бланком.")


def tax_reason_problems(field: str, number: str) -> Iterator[Problem]:
    if number and not re.fullmatch(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}", number):
        yield Problem(field, "КПП состоит из 9 знаков: четыре цифры, две цифры или латинские буквы, три цифры.")


def state_number_problems(field: str, number: str) -> Iterator[Problem]:
    if not number:
        return
    if not (number.isdecimal() and len(number) in {13, 15}):
        yield Problem(field, "ОГРН состоит из 13 цифр, ОГРНИП — из 15.")
    elif not is_state_number(number):
        yield Problem(field, f"Контрольная цифра ОГРН {number} не сходится: в номере опечатка. Сверьте его.")


def is_tax_number(digits: str) -> bool:
    """Whether the control digits of an ИНН agree (order of the tax service of 29.06.2012 № ММВ-7-6/435@)."""

    def control(length: int) -> bool:
        weights = WEIGHTS[-length:]
        total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=False))
        return total % 11 % 10 == int(digits[length])

    return control(9) if len(digits) == 10 else control(10) and control(11)


def is_state_number(digits: str) -> bool:
    """Whether the control digit of an ОГРН or ОГРНИП agrees."""
    return int(digits[:-1]) % (len(digits) - 2) % 10 == int(digits[-1])


def digits_of(number: str) -> str:
    return re.sub(r"\D", "", number)


def snils_problems(field: str, number: str) -> Iterator[Problem]:
    if number and not is_snils(digits_of(number)):
        yield Problem(field, "СНИЛС состоит из 11 цифр, последние две — контрольные: 112-233-445 95. Сверьте номер.")


def is_snils(digits: str) -> bool:
    """Whether the control number of a СНИЛС agrees."""
    if len(digits) != 11:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(9, 0, -1), strict=True))
    return total % 101 % 100 == int(digits[9:])
