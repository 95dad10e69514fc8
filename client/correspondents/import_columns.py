"""The columns of a brought table, and which field of the directory each of them holds."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from client.widgets.fields import QuietComboBox
from client.widgets.messages import label
from common.correspondents import IMPORT_LABELS, IMPORTED, SheetColumn

LONGEST_SAMPLE = 160


class ImportColumns(QScrollArea):
    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.choices: list[QuietComboBox] = []

    def fields(self) -> list[str]:
        """The field of each column in turn, or nothing."""
        return [choice.currentData() or "" for choice in self.choices]

    def show_columns(self, columns: Sequence[SheetColumn]) -> None:
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(2, 1)
        for place, words in enumerate((_tr("Столбец файла"), _tr("Поле"), _tr("Первые значения"))):
            grid.addWidget(label(words, "caption"), 0, place)
        self.choices = [_choice(column) for column in columns]
        for row, (column, choice) in enumerate(zip(columns, self.choices, strict=True), start=1):
            samples = " · ".join(text for text in column.samples if text)[:LONGEST_SAMPLE]
            grid.addWidget(label(column.title), row, 0)
            grid.addWidget(choice, row, 1)
            grid.addWidget(label(samples, "caption"), row, 2)
        grid.setRowStretch(len(columns) + 1, 1)
        self.setWidget(inner)


def _choice(column: SheetColumn) -> QuietComboBox:
    choice = QuietComboBox()
    choice.addItem(_tr("— не загружать —"), "")
    for name in IMPORTED:
        choice.addItem(IMPORT_LABELS[name], name)
    choice.setCurrentIndex(max(0, choice.findData(column.field)))
    choice.setAccessibleName(_tr("Поле для столбца «{}»").format(column.title))
    return choice


def _tr(text: str) -> str:
    return QCoreApplication.translate("ImportColumns", text)
