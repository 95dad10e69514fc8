"""Which open deadlines a change of the calendar moves, before it is made."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from client.shell.register_page import grouped
from client.widgets.date_field import shown
from client.widgets.list_model import ListModel, list_view, offer_copy
from client.widgets.messages import label, restyle
from client.widgets.paged_model import Column
from common.calendars import YearChange


class ChangeDialog(QDialog):
    """Nothing is changed until «Применить»."""

    def __init__(self, year: int, change: YearChange, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Изменение календаря: {0} год").format(year))
        words = self.tr("Дней, которые считаются иначе: {0}. Открытых сроков, которые переедут: {1}.")
        self.verdict = label(words.format(change.days, grouped(len(change.moved))), wrap=True)
        self.model = ListModel(
            (
                Column(self.tr("Документ"), lambda row: row.document, 320, tooltip=lambda row: row.document),
                Column(self.tr("Срок"), lambda row: row.what, 190, tooltip=lambda row: row.what),
                Column(self.tr("Кто"), lambda row: row.who, 150, tooltip=lambda row: row.who),
                Column(self.tr("Был"), lambda row: shown(row.before), 84),
                Column(self.tr("Станет"), lambda row: shown(row.after), 84),
            )
        )
        self.model.setParent(self)
        self.model.show_rows(change.moved)
        self.view = list_view(self.model)
        self.view.setVisible(bool(change.moved))
        self.apply_button = QPushButton(self.tr("&Применить"))
        self.apply_button.setProperty("primary", True)
        restyle(self.apply_button)
        buttons = QDialogButtonBox()
        if change.moved:
            offer_copy(self.view, self.model, buttons)
        buttons.addButton(self.apply_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.tr("Отмена"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.verdict)
        column.addWidget(self.view, 1)
        column.addWidget(buttons)
        self.apply_button.setDefault(True)
        self.resize(940, 460 if change.moved else 130)
