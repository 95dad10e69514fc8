"""How files look in a list: sizes, kinds, versions."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from client.core.city_time import local, moment, now, today
from client.core.editing import Editing
from client.registry.signed_files import SignedFiles
from client.widgets.icons import icon
from client.widgets.paged_model import Column
from common.kernel.ids import PersonId
from common.registry.attachments import FileRow, FileVersion
from common.registry.card import FileRole
from common.registry.checkouts import BEAT

Item = FileRow | FileVersion
MAIN = "Главный документ"
SILENT = timedelta(seconds=5 * BEAT)


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


def main_font(row: FileRow) -> QFont:
    font = QApplication.font()
    font.setBold(row.is_main)
    return font


def main_icon(row: FileRow) -> object:
    return icon("star" if row.is_main else "file")


def since_words(since: datetime) -> str:
    """«10:15», with the day before it when it was not today."""
    here = local(since)
    return f"{here:%H:%M}" if here.date() == today() else moment(since)


class Standing:
    """Who changed a file last, or who has it in hand just now."""

    def __init__(self, me: PersonId, editing: Editing) -> None:
        self._me, self._editing = me, editing

    def words(self, row: FileRow) -> str:
        holder = row.holder
        if holder is None:
            return f"{moment(row.changed)}, {row.person}" if row.person else moment(row.changed)
        since = since_words(holder.since)
        if holder.person_id != self._me:
            silent = now() - holder.seen > SILENT
            away = f" (нет связи с {since_words(holder.seen)})" if silent else ""
            return f"редактирует {holder.person} с {since}{away}"
        held = self._editing.held(row.id)
        if held is None:
            return f"у вас с {since} на компьютере {holder.workplace}"
        return f"у вас с {since}" + (", есть правки" if self._editing.is_edited(held) else "")

    def picture(self, row: FileRow) -> object:
        if row.holder is None:
            return None
        return icon("edit" if row.holder.person_id == self._me else "lock")


def file_columns(standing: Standing, signed: SignedFiles) -> tuple[Column, ...]:
    look = Qt.ItemDataRole
    looks: dict[int, Callable[[Any], Any]] = {look.FontRole: main_font, look.DecorationRole: main_icon}
    hand: dict[int, Callable[[Any], Any]] = {look.DecorationRole: standing.picture}
    seal: dict[int, Callable[[Any], Any]] = {look.DecorationRole: signed.picture, look.ForegroundRole: signed.colour}
    return (
        Column("Файл", lambda row: row.name, 230, tooltip=lambda row: row.name, roles=looks),
        Column("Что это", role_of, 160),
        Column("Версия", version_of, 70),
        Column("Подпись", signed.words, 216, tooltip=signed.told, roles=seal),
        Column("Изменён", standing.words, 200, tooltip=standing.words, roles=hand),
        Column("Размер", size_of, 70, right=True, tooltip=sha256_of),
    )
