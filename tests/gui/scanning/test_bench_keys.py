"""The keys of the bench under F1 are those it has."""

import re
from pathlib import Path

from PySide6.QtGui import QAction, QShortcut
from PySide6.QtWidgets import QAbstractButton

from client.scanning.bench_window import BenchWindow

KEYS = Path(__file__).parents[3] / "docs" / "manual" / "keys.md"
MNEMONIC = re.compile(r"Alt\+[А-Яа-я]")


def bound(window: BenchWindow) -> list[str]:
    found = [each.key().toString() for each in window.findChildren(QShortcut)]
    found += [each.shortcut().toString() for each in (*window.findChildren(QAction),
                                                      *window.findChildren(QAbstractButton))]  # fmt: skip
    return [key for key in found if key and not MNEMONIC.fullmatch(key)]


def test_the_keys_under_f1_are_those_of_the_bench_and_none_is_there_twice(window):
    section = KEYS.read_text(encoding="utf-8").partition("## Сканирование\n")[2].partition("\n## ")[0]
    documented = set(re.findall(r"^\| (\S+) \| .+ \|$", section, re.MULTILINE)) - {"клавиша", "---"}
    keys = bound(window)
    assert set(keys) == documented
    assert len(keys) == len(set(keys))
