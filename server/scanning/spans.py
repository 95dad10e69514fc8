"""Numbers of pages in words: those that follow one another are told by the first and the last."""

from collections.abc import Iterable


def span(first: int, last: int) -> str:
    """«3–7», or the only one."""
    return f"{first}–{last}" if last > first else str(first)


def spans(numbers: Iterable[int]) -> str:
    """«1–3, 7»."""
    return ", ".join(span(*run) for run in _runs(numbers))


def pages_named(numbers: Iterable[int]) -> str:
    """«Страницы 1–3, 7»."""
    runs = _runs(numbers)
    several = len(runs) > 1 or any(last > first for first, last in runs)
    return f"{'Страницы' if several else 'Страница'} {', '.join(span(*run) for run in runs)}"


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
