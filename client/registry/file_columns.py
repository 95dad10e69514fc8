"""How files look in a list: sizes, kinds, versions."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from client.shell.register_page import moment
from client.widgets.icons import icon
from client.widgets.paged_model import Column
from common.registry.attachments import FileRow, FileVersion
from common.registry.card import FileRole

Item = FileRow | FileVersion
MAIN = "Главный документ"


def size_of(item: Item) -> str:
    if item.size >= 2**20:
        return f"{item.size / 2**20:.1f} МБ".replace(".", ",")
    return f"{max(1, item.size // 1024)} КБ"


def sha256_of(item: Item) -> str:
    return f"SHA-256 {item.sha256}"


def role_of(row: FileRow) -> str:
    return MAIN if row.is_main and row.role is FileRole.ATTACHMENT else row.role.label


def version_of(row: FileRow) -> str:
    return str(row.number) if row.versions == row.number else f"{row.number} (всего {row.versions})"


def changed_of(row: FileRow) -> str:
    return f"{moment(row.changed)}, {row.person}" if row.person else moment(row.changed)


def main_font(row: FileRow) -> QFont:
    font = QApplication.font()
    font.setBold(row.is_main)
    return font


def main_icon(row: FileRow) -> object:
    return icon("star" if row.is_main else "file")


def file_columns() -> tuple[Column, ...]:
    looks: dict[int, Callable[[Any], Any]] = {
        Qt.ItemDataRole.FontRole: main_font,
        Qt.ItemDataRole.DecorationRole: main_icon,
    }
    return (
        Column("Файл", lambda row: row.name, 230, tooltip=lambda row: row.name, roles=looks),
        Column("Что это", role_of, 140),
        Column("Версия", version_of, 86),
        Column("Изменён", changed_of, 210, tooltip=changed_of),
        Column("Размер", size_of, 70, right=True, tooltip=sha256_of),
    )
