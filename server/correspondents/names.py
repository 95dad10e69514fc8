"""Names as they are compared: small letters, ё as е, words only, legal forms left out, keyboard layouts forgiven."""

import re
from difflib import SequenceMatcher

FORMS = (
    "общество с ограниченной ответственностью", "открытое акционерное общество", "закрытое акционерное общество",
    "публичное акционерное общество", "непубличное акционерное общество", "акционерное общество",
    "индивидуальный предприниматель", "муниципальное унитарное предприятие", "государственное унитарное предприятие",
    "федеральное государственное унитарное предприятие", "некоммерческое партнерство",
    "федеральное государственное бюджетное образовательное учреждение высшего образования",
    "федеральное государственное бюджетное учреждение", "федеральное бюджетное учреждение",
    "бюджетное общеобразовательное учреждение", "муниципальное бюджетное учреждение",
    "муниципальное казенное учреждение", "муниципальное автономное учреждение", "казенное учреждение",
    "бюджетное учреждение", "автономное учреждение", "автономная некоммерческая организация",
    "товарищество собственников жилья", "товарищество собственников недвижимости", "жилищно строительный кооператив",
    *"ооо оао зао пао нао ао ип муп гуп фгуп ано нп фгбоу фгбу фбу мбу мку мау гку гбу тсж тсн жск бу ку ау".split(),
)  # fmt: skip
FORM = re.compile(r"\b(?:" + "|".join(sorted(FORMS, key=len, reverse=True)) + r")\b")
NAMESAKES = 0.85  # likeness of what firms call themselves
LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбюё"
TO_CYRILLIC = str.maketrans(LATIN + LATIN.upper(), CYRILLIC + CYRILLIC.upper())
TO_LATIN = str.maketrans(CYRILLIC + CYRILLIC.upper(), LATIN + LATIN.upper())


def name_key(name: str) -> str:
    """The whole name as it is compared: small letters, ё as е, words only."""
    return " ".join(re.findall(r"\w+", name.lower().replace("ё", "е")))


def search_key(name: str) -> str:
    """The name without its legal form; one that is nothing but a form stays."""
    key = name_key(name)
    return " ".join(FORM.sub(" ", key).split()) or key


def are_namesakes(one: str, other: str) -> bool:
    """False for firms that have little but the long name of their legal form in common."""
    own = search_key(one), search_key(other)
    if own == (name_key(one), name_key(other)):
        return True
    return SequenceMatcher(None, *own, autojunk=False).ratio() >= NAMESAKES


def begins_form(key: str) -> bool:
    """Whether what is typed so far may be the beginning of a legal form."""
    return len(key) > 1 and any(form.startswith(key) for form in FORMS)


def other_layout(text: str) -> str:
    """The same keys struck in the other keyboard layout: «ghjrehfnehf» is «прокуратура»."""
    latin = sum("a" <= char <= "z" for char in text.lower())
    cyrillic = sum("а" <= char <= "я" for char in text.lower())
    return text.translate(TO_CYRILLIC if latin > cyrillic else TO_LATIN)


def errors(typed: str, meant: str) -> int:
    """How many slips lie between two words: a letter too many, too few, wrong, or two that changed places."""
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for place, letter in enumerate(typed, 1):
        earlier, before, row = before, row, [place]
        for at, other in enumerate(meant, 1):
            least = min(before[at] + 1, row[at - 1] + 1, before[at - 1] + (letter != other))
            if place > 1 and at > 1 and letter == meant[at - 2] and typed[place - 2] == other:
                least = min(least, earlier[at - 2] + 1)
            row.append(least)
    return row[-1]
