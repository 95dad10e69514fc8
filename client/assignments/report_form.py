"""A report on an assignment, with the files that prove it."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QToolButton, QWidget

from client.core.calls import Call
from client.core.transfer import Transfer
from client.shell.workplace import Workplace
from client.widgets.fields import FlagField, MultilineField
from client.widgets.flow_layout import FlowLayout
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.messages import ProgressLine, label
from common.assignments.cards import AssignmentCard
from common.assignments.orders import ReportDraft
from common.assignments.rules import Action
from common.files import StoredFile
from common.kernel.ids import ReportId
from common.kernel.validation import Problem


class ExecutionReportForm(FormDialog):
    """A report is sent only when every file is with the server."""

    def __init__(self, workplace: Workplace, card: AssignmentCard, parent: QWidget | None = None) -> None:
        form = Form(ReportDraft, ("text",))
        self._work, self._card = workplace, card
        self.text = MultilineField(rows=6)
        self.final = FlagField(self.tr("Исполнено, прошу снять с контроля"))
        self._files: list[StoredFile] = []
        self._transfer: Transfer | None = None
        super().__init__(self.tr("Отчёт об исполнении"), form, self.tr("&Отправить отчёт"), parent)
        form.add("text", self.tr("Текст отчёта"), self.text, 0, span=2)
        form.add("final", "", self.final, 1, span=2)
        self._progress = ProgressLine()
        self._progress.cancelled.connect(self._cancel)
        self._add_files_row()
        form.add_wide(self._progress, 3)
        form.close_up(4)
        may_end = card.may(Action.REPORT)  # who only helps reports for information
        form.show_values(ReportDraft(assignment_id=card.row.id, version=card.version, final=may_end))
        form.show_field("final", visible=may_end)
        self.setAcceptDrops(True)
        self.resize(600, 340)
        self.text.editor.setFocus()

    def draft(self) -> ReportDraft:
        return ReportDraft(
            assignment_id=self._card.row.id,
            version=self._card.version,
            file_ids=[stored.id for stored in self._files],
            **self.form.values(),
        )

    def problems(self) -> Iterable[Problem]:
        yield from self.draft().problems()
        if self._transfer is not None:
            yield Problem("", self.tr("Файл ещё передаётся: дождитесь окончания или отмените передачу."))

    def send(self) -> Call[ReportId]:
        return self._work.calls(self, self._work.apis.assignments.report, self.draft())

    def choose_file(self) -> None:
        dialog = QFileDialog(self, self.tr("Файл к отчёту"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.add_file)
        dialog.open()

    def add_file(self, file: str) -> None:
        self._transfer = self._work.transfers.upload(self, Path(file))
        self._transfer.progress.connect(self._show_progress)
        self._transfer.done.connect(self._take)
        self._transfer.failed.connect(self.refuse)
        self._transfer.over.connect(self._end_transfer)
        self._attach.setEnabled(False)

    def _add_files_row(self) -> None:
        self._attach = QPushButton(self.tr("&Приложить файл…"))
        self._attach.setAutoDefault(False)
        self._attach.clicked.connect(self.choose_file)
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips, spacing=4)
        self._flow.addWidget(label(""))
        row = QHBoxLayout()
        row.addWidget(self._attach, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._chips, 1)
        self.form.grid.addLayout(row, 3, 1, 1, 3)

    def _show_progress(self, done: int, total: int) -> None:
        name = self._transfer.title if self._transfer else ""
        self._progress.show_progress(name, done * 100 // total if total else 0, 100 if total else 0)

    def _end_transfer(self) -> None:
        self._transfer = None
        self._progress.hide()
        self._attach.setEnabled(True)

    def _cancel(self) -> None:
        if self._transfer is not None:
            self._transfer.cancel()

    def _take(self, stored: StoredFile) -> None:
        self._files.append(stored)
        chip = QToolButton()
        chip.setText(f"{stored.name}  ×")
        chip.setProperty("chip", True)
        chip.clicked.connect(self._remove)
        chip.setProperty("file", stored.id)
        self._flow.insert(len(self._files) - 1, chip)
        self.form.changed.emit()

    def _remove(self) -> None:
        chip = self.sender()
        if isinstance(chip, QToolButton):
            self._files = [stored for stored in self._files if stored.id != chip.property("file")]
            self._flow.removeWidget(chip)
            chip.deleteLater()
