"""All versions of a file: who made them, when and why; to open, to save, to bring back."""

from functools import partial
from typing import Protocol

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from client.core.city_time import moment
from client.registry.comparison_dialog import ComparisonDialog
from client.registry.file_columns import Item, sha256_of, size_of
from client.shell.workplace import Workplace
from client.widgets.list_model import ListModel, list_view
from client.widgets.messages import Question, said
from client.widgets.paged_model import Column
from common.kernel.changes import Change, Kind
from common.kernel.ids import AttachmentId
from common.registry.attachments import FileRow, FileVersion
from common.rpc.errors import CallError


class Opener(Protocol):
    """Who opens and saves files."""

    def open_item(self, attachment_id: AttachmentId, item: Item) -> None: ...

    def save_item(self, item: Item) -> None: ...


class VersionsDialog(QDialog):
    """`refusal` says why nothing may be brought back; empty: it may."""

    def __init__(
        self, workplace: Workplace, row: FileRow, refusal: str, opener: Opener, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Версии: {0}").format(row.name))
        self._work, self._row, self._refusal, self._opener = workplace, row, refusal, opener
        self.notice = Question()
        self.model = ListModel(
            (
                Column(self.tr("№"), lambda each: str(each.number), 40, right=True),
                Column(self.tr("Что это"), self._standing, 96),
                Column(self.tr("Файл"), lambda each: each.name, 180, tooltip=lambda each: each.name),
                Column(self.tr("Когда"), lambda each: moment(each.at), 124),
                Column(self.tr("Кто"), lambda each: each.person, 130),
                Column(self.tr("Размер"), size_of, 66, right=True, tooltip=sha256_of),
                Column(self.tr("Примечание"), lambda each: each.remark, 170, tooltip=lambda each: each.remark),
            ),
            self,
        )
        self.view = list_view(self.model)
        self._lay_out()
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.selectionModel().selectionChanged.connect(self._follow)
        workplace.calls.changed.connect(self._note)
        self.resize(860, 360)
        self.load()

    def load(self) -> None:
        api = self._work.apis.attachments
        self._work.calls(self, api.versions, self._row.id).then(self._show).fails(self._refuse)

    def open_current(self) -> None:
        if version := self.current():
            self._opener.open_item(self._row.id, version)

    def save_current(self) -> None:
        if version := self.current():
            self._opener.save_item(version)

    def compare_current(self) -> None:
        """Two chosen versions, or the chosen one with the one before it."""
        chosen = (self.model.row(index) for index in self.view.selectionModel().selectedRows())
        numbers = sorted(version.number for version in chosen if version)
        if len(numbers) == 1 and numbers[0] > 1:
            numbers.insert(0, numbers[0] - 1)
        if len(numbers) == 2:
            earlier, later = numbers
            ComparisonDialog(self._work, self._row.id, earlier, later, self._row.name, self).open()

    def ask_restore(self) -> None:
        if version := self.current():
            question = self.tr("Версия {0} станет текущей как новая версия. Нынешняя останется в списке.")
            self.notice.ask(
                question.format(version.number),
                (self.tr("&Восстановить"), partial(self._restore, version.number)),
                (self.tr("&Не надо"), self.view.setFocus),
            )

    def current(self) -> FileVersion | None:
        return self.model.row(self.view.currentIndex())

    def _lay_out(self) -> None:
        self.open_button = self._button(self.tr("&Открыть"), self.open_current)
        self.save_button = self._button(self.tr("&Сохранить как…"), self.save_current)
        self.compare_button = self._button(self.tr("Сра&внить"), self.compare_current)
        self.restore_button = self._button(self.tr("Восс&тановить…"), self.ask_restore)
        close = self._button(self.tr("&Закрыть"), self.reject)
        self.buttons = QHBoxLayout()
        for button in (self.open_button, self.save_button, self.compare_button, self.restore_button):
            self.buttons.addWidget(button)
        self.buttons.addStretch(1)
        self.buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.addWidget(self.notice)
        column.addWidget(self.view, 1)
        column.addLayout(self.buttons)
        self.view.doubleClicked.connect(self.open_current)
        QShortcut(QKeySequence(Qt.Key.Key_Return), self.view, self.open_current)
        self.view.setFocus()

    def _button(self, text: str, slot: object) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(slot)
        return button

    def _standing(self, version: FileVersion) -> str:
        if version.is_current:
            return self.tr("текущая")
        return self.tr("отложена") if version.aside else ""

    def _show(self, versions: list[FileVersion]) -> None:
        self.model.show_rows(versions)
        self.view.setCurrentIndex(self.model.index(0, 0, QModelIndex()))
        self._follow()

    def _follow(self) -> None:
        version = self.current()
        for button in (self.open_button, self.save_button):
            button.setEnabled(version is not None)
        chosen = len(self.view.selectionModel().selectedRows())
        self.compare_button.setEnabled(chosen == 2 or (chosen == 1 and version is not None and version.number > 1))
        self.compare_button.setToolTip(self.tr("Две выбранные версии (Ctrl) или выбранная с предыдущей"))
        self.restore_button.setEnabled(version is not None and not version.is_current and not self._refusal)
        self.restore_button.setToolTip(self._refusal)

    def _restore(self, number: int) -> None:
        api = self._work.apis.attachments
        self._work.calls(self, api.restore, self._row.id, number).fails(self._refuse)

    def _refuse(self, error: CallError) -> None:
        self.notice.ask(said(error), alarm=True)

    def _note(self, changes: list[Change]) -> None:
        if any(change.kind is Kind.DOCUMENT for change in changes):
            self.load()
