"""The account of one action over many documents: what was and what was not done."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHeaderView, QVBoxLayout, QWidget

from client.shell.workplace import Workplace
from client.widgets.list_model import ListModel, list_view, offer_copy
from client.widgets.messages import label
from client.widgets.paged_model import Column
from common.registry.bulk import BulkOutcome


class BulkAccount(QDialog):
    """Every document with what became of it; the refused ones first. Enter opens one, Ctrl+C takes the account away."""

    def __init__(self, workplace: Workplace, outcomes: Sequence[BulkOutcome], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._work = workplace
        refused = sum(bool(each.refusal) for each in outcomes)
        self.setWindowTitle(self.tr("Что сделано"))
        words = self.tr("Сделано: {0}. Не сделано: {1}.").format(len(outcomes) - refused, refused)
        self.verdict = label(words, "problem" if refused else "good")
        self.model = ListModel(
            (
                Column(self.tr("Документ"), lambda row: row.title, 250, tooltip=lambda row: row.title),
                Column(self.tr("Итог"), lambda row: row.done or self.tr("не сделано"), 110),
                Column(self.tr("Почему"), lambda row: row.refusal, 440, tooltip=lambda row: row.refusal),
            )
        )
        self.model.setParent(self)
        self.view = list_view(self.model)
        self.view.setWordWrap(True)
        self.view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.model.show_rows(sorted(outcomes, key=lambda row: not row.refusal))
        self.view.activated.connect(self._open)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        offer_copy(self.view, self.model, buttons)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.verdict)
        column.addWidget(self.view, 1)
        column.addWidget(buttons)
        self.resize(880, 420)

    def _open(self, index: Any) -> None:
        row = self.model.row(index)
        if row is not None:
            self._work.navigator.open_document(row.document_id)
