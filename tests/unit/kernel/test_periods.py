"""Days as people type them into a filter."""

from datetime import date

import pytest

from common.kernel.periods import days_of

TODAY = date(2026, 11, 25)  # a Wednesday


def one(day: int, month: int = 11, year: int = 2026) -> tuple[date, date]:
    return date(year, month, day), date(year, month, day)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("2026", (date(2026, 1, 1), date(2026, 12, 31))), ("12.2026", (date(2026, 12, 1), date(2026, 12, 31))),
        ("2.2024", (date(2024, 2, 1), date(2024, 2, 29))), ("23.11.2026", one(23)), ("23.11.", one(23)),
        ("2026-11-23", one(23)), ("2026-02", (date(2026, 2, 1), date(2026, 2, 28))), ("вчера", one(24)),
        (" Сегодня ", one(25)), ("позавчера", one(23)), ("завтра", one(26)),
        ("на этой неделе", (date(2026, 11, 23), date(2026, 11, 29))),
        ("прошлая неделя", (date(2026, 11, 16), date(2026, 11, 22))),
        ("за прошлый месяц", (date(2026, 10, 1), date(2026, 10, 31))),
        ("этот квартал", (date(2026, 10, 1), date(2026, 12, 31))),
        ("в прошлом году", (date(2025, 1, 1), date(2025, 12, 31))),
        ("ноябрь", (date(2026, 11, 1), date(2026, 11, 30))), ("май 2025", (date(2025, 5, 1), date(2025, 5, 31))),
        ("с 1.11 по вчера", (date(2026, 11, 1), date(2026, 11, 24))),
        ("с октября", (date(2026, 10, 1), date.max)), ("по 2025", (date.min, date(2025, 12, 31))),
        ("5", one(5)), ("05.12", one(5, 12)), ("0512", one(5, 12)), ("05.12.25", one(5, 12, 2025)),
        ("051226", one(5, 12)), ("05122026", one(5, 12)), ("1.2.98", one(1, 2, 1998)),
        ("с 01.10 по 15.10", (date(2026, 10, 1), date(2026, 10, 15))),
        ("01.10-15.10", (date(2026, 10, 1), date(2026, 10, 15))),
        ("1 – 5", (date(2026, 11, 1), date(2026, 11, 5))), ("за октябрь", (date(2026, 10, 1), date(2026, 10, 31))),
        ("2024-2025", (date(2024, 1, 1), date(2025, 12, 31))), ("в 2025", (date(2025, 1, 1), date(2025, 12, 31))),
        ("5 мая", one(5, 5)), ("23 ноября 2026 г.", one(23)),
        ("после 20.11", (date(2026, 11, 21), date.max)), ("> 01.11.2026", (date(2026, 11, 2), date.max)),
        ("раньше ноября", (date.min, date(2026, 10, 31))), (">=1.11", (date(2026, 11, 1), date.max)),
        ("3 квартал", (date(2026, 7, 1), date(2026, 9, 30))),
        ("IV квартал 2025", (date(2025, 10, 1), date(2025, 12, 31))),
        ("с начала года", (date(2026, 1, 1), date(2026, 11, 25))),
        ("с начала недели", (date(2026, 11, 23), date(2026, 11, 25))),
        ("последние 7 дней", (date(2026, 11, 19), date(2026, 11, 25))),
        ("7 дней", (date(2026, 11, 19), date(2026, 11, 25))),
    ],
)  # fmt: skip
def test_a_date_may_be_typed_as_figures_or_in_words(typed: str, days: tuple[date, date]) -> None:
    assert days_of(typed, TODAY) == days


@pytest.mark.parametrize(
    "typed",
    [
        *"31.02.2026|13.2026|никогда||0|32 мая|1.2.3.2026|год|0000|с|с утра|с 1.11 по|32|1.2.3|1-".split("|"),
        *"после|5 квартал|с 15.10 по 01.10|после 31.12.9999".split("|"),
    ],
)
def test_what_is_no_date_stands_for_no_days(typed: str) -> None:
    assert days_of(typed, TODAY) is None
