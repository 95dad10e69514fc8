"""How a person reads a value, on the screen and on paper alike."""

from datetime import date

MONTHS = "Январь Февраль Март Апрель Май Июнь Июль Август Сентябрь Октябрь Ноябрь Декабрь".split()


def day(value: date | None) -> str:
    return f"{value:%d.%m.%Y}" if value else ""


def counted(number: int, one: str, few: str, many: str) -> str:
    """The form of a noun after a number: 1 день, 2 дня, 5 дней, 11 дней."""
    last, teens = number % 10, 11 <= number % 100 <= 14
    return one if last == 1 and not teens else few if 2 <= last <= 4 and not teens else many


UNITS = "один два три четыре пять шесть семь восемь девять".split()
TEENS = (
    "десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать"
).split()
TENS = "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто".split()
HUNDREDS = "сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот".split()
THOUSAND = 1000


def in_words(number: int) -> str:
    """A number below a million as it is written out on forms: «двадцать два»."""
    thousands, rest = divmod(number, THOUSAND)
    words = _below_thousand(rest)
    if thousands:
        counted_ones = ["одна" if word == "один" else "две" if word == "два" else word
                        for word in _below_thousand(thousands)]  # fmt: skip
        words = [*counted_ones, counted(thousands, "тысяча", "тысячи", "тысяч"), *words]
    return " ".join(words) or "ноль"


def _below_thousand(number: int) -> list[str]:
    hundreds, rest = divmod(number, 100)
    words = [HUNDREDS[hundreds - 1]] if hundreds else []
    if 10 <= rest < 20:
        return [*words, TEENS[rest - 10]]
    tens, ones = divmod(rest, 10)
    return [*words, *([TENS[tens - 2]] if tens else []), *([UNITS[ones - 1]] if ones else [])]
