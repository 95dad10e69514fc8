"""What last year's documents would have got under a new definition of their kind."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from client.shell.register_page import grouped
from client.widgets.date_field import shown
from client.widgets.list_model import ListModel, list_view
from client.widgets.messages import label
from client.widgets.paged_model import Column
from common.registry.kinds import DryRun, KindDraft


class DryRunWindow(QDialog):
    """The first hundred documents; nothing has been changed."""

    def __init__(self, draft: KindDraft, result: DryRun, year: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Проверка вида «{0}» на {1} годе").format(draft.title, year))
        words = self.tr("Документов за {0} год: {1}. Получили бы другой номер: {2}. Не хватило бы данных: {3}.")
        self.verdict = label(
            words.format(year, *(grouped(each) for each in (result.documents, result.otherwise, result.lacking))),
            wrap=True,
        )
        self.model = ListModel(
            (
                Column(self.tr("Дата"), lambda row: shown(row.registered), 84),
                Column(self.tr("Номер был"), lambda row: row.had, 140),
                Column(self.tr("Номер был бы"), lambda row: row.would, 140),
                Column(self.tr("Чего не хватило бы"), lambda row: " ".join(row.faults), 320),
            )
        )
        self.model.setParent(self)
        view = list_view(self.model)
        self.model.show_rows(result.rows.rows)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.verdict)
        if result.documents:
            column.addWidget(view, 1)
        if result.documents > len(result.rows.rows):
            column.addWidget(label(self.tr("Показаны первые {0}.").format(len(result.rows.rows)), "caption"))
        column.addWidget(buttons)
        self.resize(760, 480 if result.documents else 120)
