"""What last year's documents would have got under a new definition of their kind."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QHeaderView, QVBoxLayout, QWidget

from client.core.calls import Call
from client.shell.register_page import grouped
from client.shell.workplace import Workplace
from client.widgets.date_field import shown
from client.widgets.messages import EmptyState, label
from client.widgets.paged_model import Column, PagedModel
from client.widgets.register_view import RegisterPane, RegisterView
from common.kernel.paging import Page
from common.registry.kinds import DryRow, DryRun, KindDraft, NextNumber

FAULTS = 3  # the column that takes what width is left


class DryRunWindow(QDialog):
    """All documents of the year, or those that would change; nothing has been changed until it is `approved`."""

    approved = Signal()

    def __init__(
        self, workplace: Workplace, draft: KindDraft, result: DryRun, year: int, parent: QWidget | None = None, *,
        saves: bool = False, begins: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._work, self._draft = workplace, draft
        self.setWindowTitle(self.tr("Проверка вида «{0}» на {1} годе").format(draft.title, year))
        words = self.tr(
            "Документов за {0} год: {1}. Номер остался бы прежним: {2}, стал бы другим: {3}. Не хватило бы данных: {4}."
        )
        counts = (result.documents, result.same, result.otherwise, result.lacking)
        new = self.tr("Вид новый: документов прошлого года у него нет, номера других видов не изменятся.")
        self.verdict = label(new if begins else words.format(year, *map(grouped, counts)), wrap=True)
        self.following = label(self._from_when(result.following), wrap=True)
        self.changed = QCheckBox(self.tr("Только &изменившиеся ({0})").format(grouped(result.changed)))
        self.changed.setChecked(0 < result.changed < result.documents)
        columns = (
            Column(self.tr("Дата"), lambda row: shown(row.registered), 84),
            Column(self.tr("Номер был"), lambda row: row.had, 140),
            Column(self.tr("Номер был бы"), lambda row: row.would, 140),
            Column(self.tr("Чего не хватило бы"), _faults, 320, tooltip=_faults),
        )
        self.model = PagedModel(columns, self._fetch, self)
        self.view = RegisterView(self.model)
        self.changed.toggled.connect(self.model.reload)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        if saves:
            save = self.buttons.addButton(self.tr("&Сохранить вид"), QDialogButtonBox.ButtonRole.AcceptRole)
            save.setProperty("primary", True)
            save.setDefault(True)
            self.buttons.accepted.connect(self._approve)
        self._lay_out(empty=not result.documents)

    def _from_when(self, following: list[NextNumber]) -> str:
        """With which number the definition begins to count, by journal."""
        lines = [
            (self.tr("{0} — по своему шаблону журнала: {1}.") if each.is_own else self.tr("{0} — {1}.")).format(
                each.journal, each.number
            )
            for each in following
        ]
        head = self.tr("Действует со следующего номера, выданные номера не меняются:")
        return "\n".join([head, *lines, *self._twice(following)]) if lines else ""

    def _twice(self, following: list[NextNumber]) -> list[str]:
        """Journals that count apart by one template would give the same numbers."""
        journals: dict[str, list[str]] = {}
        for each in following:
            journals.setdefault(each.number, []).append(each.journal)
        words = self.tr("Внимание: номер {0} дадут и {1}. Чтобы номера не повторялись, добавьте в шаблон {{журнал}}.")
        listed = self.tr(", и ")
        return [words.format(number, listed.join(named)) for number, named in journals.items() if len(named) > 1]

    def _approve(self) -> None:
        self.accept()
        self.approved.emit()

    def _lay_out(self, *, empty: bool) -> None:
        header = self.view.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(FAULTS, QHeaderView.ResizeMode.Stretch)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.verdict)
        column.addWidget(self.following)
        if not empty:
            nothing = EmptyState(self.tr("Ничего не изменится"), self.tr("Номера и данные остались бы прежними."))
            column.addWidget(self.changed)
            column.addWidget(RegisterPane(self.view, nothing), 1)
            self.model.reload()
        column.addWidget(self.buttons)
        self.resize(760, 180 if empty else 480)

    def _fetch(self, owner: QObject, offset: int) -> Call[Page[DryRow]]:
        return self._work.calls(owner, self._work.apis.kinds.dry_rows, self._draft, self.changed.isChecked(), offset)


def _faults(row: DryRow) -> str:
    return " ".join(row.faults)
