"""Registration numbers: templates and their tokens, keys of spelling and of order."""

import re
from collections.abc import Mapping

from msgspec import Struct

TOKENS = {
    "журнал": "индекс журнала",
    "место": "код места регистрации",
    "дело": "индекс дела",
    "подр": "код подразделения, подготовившего документ",
    "вид": "код вида документа",
    "гг": "две цифры года",
    "гггг": "год",
    "мм": "месяц",
    "инициалы_подп": "инициалы подписавшего",
    "буква_заявителя": "первая буква фамилии заявителя или названия корреспондента",
    "повтор": "номер повторного документа: /2",
    "дсп": "пометка -дсп у документов для служебного пользования",
}
TOKEN = re.compile(r"\{([^{}]*)\}")
COUNTER = re.compile(r"N(?::0(\d))?$")
LOOKALIKES = str.maketrans("ABCEHKMOPTXY", "АВСЕНКМОРТХУ")
SENSIBLE = re.compile(r"[0-9A-Za-zА-Яа-яЁё№ ./\\,()_–—-]+")
DIGITS = re.compile(r"\d+")
SAID_BEFORE = re.compile(r"^\s*(?:(?:вх|исх|внутр|вн)(?:[а-яё]*\.?\s*№|\.\s*|[а-яё]*\s+)|№)\s*", re.IGNORECASE)
SAID_AFTER = re.compile(r"\s+от\s.*$", re.IGNORECASE)
BETWEEN = r"[^0-9[:alpha:]]*"  # of the database
PART = re.compile(r"[0-9]+|[A-Za-zА-Яа-яЁё]+")
ALIKE = str.maketrans("ABCEHKMOPTXYNURЁ", "АВСЕНКМОРТХУПИГЕ")  # n, u and r beside digits are hand-written п, и and г


class NumberTemplate(Struct, frozen=True):
    """`{журнал}-{гг}/{N:06}`: fixed text, tokens of the field, and exactly one counter."""

    text: str

    def faults(self) -> list[str]:
        """What is wrong with the template, in words for the administrator."""
        names = TOKEN.findall(self.text)
        counters = [name for name in names if COUNTER.match(name)]
        found = [
            f"Неизвестное поле {{{name}}}: есть {', '.join(f'{{{each}}}' for each in TOKENS)} и счётчик {{N:06}}."
            for name in names
            if name not in TOKENS and not COUNTER.match(name)
        ]
        if len(counters) != 1:
            found.append("В шаблоне нужен ровно один счётчик {N} или {N:06}.")
        if "{" in TOKEN.sub("", self.text) or "}" in TOKEN.sub("", self.text):
            found.append("Скобка без пары.")
        return found

    @property
    def tokens(self) -> set[str]:
        """The tokens that the template uses, the counter aside."""
        return {name for name in TOKEN.findall(self.text) if not COUNTER.match(name)}

    def render(self, value: int, tokens: Mapping[str, str]) -> str:
        """The number for a counter value; a value wider than its width keeps all its digits."""

        def replace(match: re.Match[str]) -> str:
            counter = COUNTER.match(match[1])
            return f"{value:0{counter[1] or 1}d}" if counter else tokens[match[1]]

        return TOKEN.sub(replace, self.text)

    def value_of(self, number: str, tokens: Mapping[str, str]) -> int | None:
        """The counter's value in a number of this template; none when the number is not made by it."""

        def pattern(match: re.Match[str]) -> str:
            return r"(\d+)" if COUNTER.match(match[1]) else re.escape(number_key(tokens[match[1]]))

        parts = TOKEN.split(self.text)
        text = "".join(
            re.escape(number_key(part)) if place % 2 == 0 else pattern(re.fullmatch(r"(.*)", part))  # type: ignore[arg-type]
            for place, part in enumerate(parts)
        )
        found = re.fullmatch(text, number_key(number))
        return int(found[1]) if found else None

    def meant_by(self, number: str, tokens: Mapping[str, str]) -> str:
        """The number of this template that is spelled with other signs between its parts; empty when there is none."""
        parts = number_parts(read_as_digits(number))
        made = (self.render(int(part), tokens) for part in parts if part.isdigit() and len(part) < 10)
        return next((each for each in made if number_parts(each) == parts), "")


def sensible(number: str) -> bool:
    """Letters, a digit at least, and the signs that stand in numbers."""
    return bool(SENSIBLE.fullmatch(number.strip())) and any(sign.isdigit() for sign in number)


def number_key(number: str) -> str:
    """One key for all spellings of a number: no blanks or «№», capitals, Latin lookalikes as Cyrillic."""
    return re.sub(r"[\s№#]+", "", number.upper().translate(LOOKALIKES).replace("–", "-").replace("—", "-"))


def read_as_digits(number: str) -> str:
    """The number with the letter «О» beside a digit read as the zero for which it was typed."""
    return re.sub(r"(?<=\d)[OОoо]+|[OОoо]+(?=\d)", lambda run: "0" * len(run[0]), number)


def bare(number: str) -> str:
    """What a number is without the words that are said around it: «Вх. № 01-26/345 от 27.11.2026» is «01-26/345»."""
    return SAID_BEFORE.sub("", SAID_AFTER.sub("", number)).strip() or number


def number_pattern(number: str) -> str:
    """A regular expression over keys that finds the number within them, however many zeros stand before a part.

    A blank stands for whatever separates the parts.
    """
    return BETWEEN.join(map(_pattern, number.split()))


def _pattern(word: str) -> str:
    parts = re.split(r"(\d+)", number_key(word))
    return "".join(f"0*{part.lstrip('0') or '0'}" if part.isdigit() else re.escape(part) for part in parts)


def number_order(number: str, year: int) -> str:
    """A key whose alphabetical order is that of the years, and within one of the number's parts: 9 before 10 before 11.

    Every run of digits is preceded by its length, so that it sorts by value; few templates carry the year themselves.
    """
    parts = DIGITS.sub(
        lambda run: f"{len(run[0].lstrip('0') or '0'):02d}{run[0].lstrip('0') or '0'}", number_key(number)
    )
    return f"{year:04d} {parts}"


def part_key(part: str) -> str:
    """One key for all spellings of a run of digits or letters in a number; SQL's `number_words` makes the same."""
    return part.lstrip("0") or "0" if part[0] in "0123456789" else part.upper().translate(ALIKE)


def number_parts(number: str) -> tuple[str, ...]:
    """What is left of a number when separators do not matter: «01-22/000345-п» is 1, 22, 345, П."""
    return tuple(part_key(part) for part in PART.findall(number))


def numbered(sign: str, number: str, mark: str = "№ ") -> str:
    """«Вх. № 01-26/000345», but «№ Исх-01-26/000706»: a number that begins with the sign says it itself."""
    said = sign if number_parts(number)[:1] != number_parts(sign) else ""
    return f"{said} {mark}{number}".strip()


def place_of(parts: tuple[str, ...], number: str) -> tuple[int, int] | None:
    """Where in a number these parts follow one another."""
    runs = list(PART.finditer(number))
    keys = tuple(part_key(run[0]) for run in runs)
    for start in range(len(keys) - len(parts) + 1):
        if parts and keys[start : start + len(parts)] == parts:
            return runs[start].start(), runs[start + len(parts) - 1].end()
    return None
