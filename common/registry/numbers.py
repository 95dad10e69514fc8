"""Registration numbers: the template of a journal, its tokens, and the key under which spellings are equal."""

import re
from collections.abc import Mapping

from msgspec import Struct

TOKENS = {
    "журнал": "индекс журнала",
    "место": "код места регистрации",
    "дело": "индекс дела",
    "вид": "код вида документа",
    "гг": "две цифры года",
    "гггг": "год",
    "дсп": "пометка -дсп у документов для служебного пользования",
}
TOKEN = re.compile(r"\{([^{}]*)\}")
COUNTER = re.compile(r"N(?::0(\d))?$")
LOOKALIKES = str.maketrans("ABCEHKMOPTXY", "АВСЕНКМОРТХУ")


class NumberTemplate(Struct, frozen=True):
    """`{журнал}-{гг}/{N:06}`: fixed text, tokens of the field, and exactly one counter."""

    text: str

    def faults(self) -> list[str]:
        """What is wrong with the template, in words for the administrator."""
        names = TOKEN.findall(self.text)
        counters = [name for name in names if COUNTER.match(name)]
        found = [f"Неизвестное поле {{{name}}}." for name in names if name not in TOKENS and not COUNTER.match(name)]
        if len(counters) != 1:
            found.append("В шаблоне нужен ровно один счётчик {N} или {N:06}.")
        if "{" in TOKEN.sub("", self.text) or "}" in TOKEN.sub("", self.text):
            found.append("Скобка без пары.")
        return found

    def render(self, value: int, tokens: Mapping[str, str]) -> str:
        """The number for a counter value; a value wider than its width keeps all its digits."""

        def replace(match: re.Match[str]) -> str:
            counter = COUNTER.match(match[1])
            return f"{value:0{counter[1] or 1}d}" if counter else tokens[match[1]]

        return TOKEN.sub(replace, self.text)


def number_key(number: str) -> str:
    """One key for all spellings of a number: no blanks or «№», capitals, Latin lookalikes as Cyrillic."""
    return re.sub(r"[\s№#]+", "", number.upper().translate(LOOKALIKES).replace("–", "-").replace("—", "-"))
