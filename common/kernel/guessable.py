"""What makes a password easy to guess: a piece repeated, keys in a row, the words that everybody tries."""

import re

LINES = (
    "qwertyuiop", "asdfghjkl", "zxcvbnm", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "1234567890",
    "abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюя", "1qaz2wsx3edc4rfv5tgb", "1q2w3e4r5t6y7u8i9o0p",
)  # fmt: skip
LINES_BOTH_WAYS = (*LINES, *(line[::-1] for line in LINES))
TRIED = ("password", "пароль", "parol", "gfhjkm", "admin", "админ", "letmein", "welcome")
REPEATED = re.compile(r"(.{2,}?)\1+")
RUN, LEFT = 4, 6  # keys that make a row; characters that must be left without all that


def repeats(password: str) -> bool:
    """Little but one piece again and again: «passwordpassword», «абв-абв-абв-1»."""
    return _length(REPEATED.sub(r"\1", password.lower())) < LEFT or _whole_again(password.lower())


def _whole_again(password: str) -> bool:
    found = REPEATED.match(password)
    return found is not None and len(password) - len(found[0]) < RUN and len(found[1]) < len(password) - RUN


def is_in_rows(password: str) -> bool:
    """Little but keys that stand side by side and words that everybody tries: «qwerty12345», «йцукен-2026»."""
    left = password.lower()
    for word in TRIED:
        left = left.replace(word, "")
    return _length(_without_rows(left)) < LEFT


def _without_rows(text: str) -> str:
    kept, place = "", 0
    while place < len(text):
        run = RUN
        while place + run <= len(text) and any(text[place : place + run] in line for line in LINES_BOTH_WAYS):
            run += 1
        if run > RUN:
            place += run - 1
        else:
            kept, place = kept + text[place], place + 1
    return kept


def _length(text: str) -> int:
    return len(re.sub(r"[\W_]", "", text))
