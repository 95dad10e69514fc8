"""How the term of a copy looks that somebody has to bring back."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QGuiApplication

from client.widgets.paged_model import Column
from client.widgets.theme import tones_of
from common.kernel.wording import day
from common.registry.papers import Movement, OutstandingRow

Held = Movement | OutstandingRow


def due_back_column(title: str, today: Callable[[], date], width: int) -> Column:
    """The day, and by how many days it has passed for a copy that is still out."""

    def late(row: Held) -> int:
        is_out = not isinstance(row, Movement) or (row.current and not row.returned)
        return max((today() - row.due_back).days, 0) if row.due_back and is_out else 0

    def words(row: Held) -> str:
        passed = QCoreApplication.translate("DueBack", "{0}, просрочено на {1} дн.")
        return passed.format(day(row.due_back), late(row)) if late(row) else day(row.due_back)

    def colour(row: Held) -> QBrush | None:
        return QBrush(QColor(tones_of(QGuiApplication.palette()).problem)) if late(row) else None

    def font(row: Held) -> QFont | None:
        bold = QGuiApplication.font()
        bold.setBold(True)
        return bold if late(row) else None

    roles: dict[int, Callable[[Any], Any]] = {
        int(Qt.ItemDataRole.ForegroundRole): colour, int(Qt.ItemDataRole.FontRole): font,
    }  # fmt: skip
    return Column(title, words, width, tooltip=words, roles=roles)
