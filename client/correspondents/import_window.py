"""Bringing entries from a table: the file, its columns, a trial, the account, then in earnest."""

from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from client.core.calls import Call, Latest
from client.core.transfer import Transfer
from client.correspondents.import_columns import ImportColumns
from client.shell.job_watch import JobWatch
from client.shell.workplace import Workplace
from client.widgets.fields import QuietComboBox
from client.widgets.file_saving import FileSaving
from client.widgets.icons import icon
from client.widgets.messages import EmptyState, Notice, ProgressLine, label, restyle, said
from client.widgets.paged_model import Column, PagedModel
from client.widgets.register_view import RegisterPane, RegisterView
from common.correspondents import (
    GUESSED,
    AccountRow,
    ImportDraft,
    ImportPreview,
    ImportRow,
    Outcome,
    Sheet,
)
from common.files import StoredFile
from common.jobs import JobRow, JobState
from common.kernel.ids import FileId
from common.kernel.paging import Page
from common.rpc.errors import CallError

ENCODINGS = (("UTF-8", "utf-8"), ("Windows-1251", "cp1251"))
DELIMITERS = (("точка с запятой", ";"), ("запятая", ","), ("табуляция", "\t"))


class ImportWindow(QDialog):
    """The trial changes nothing and shows what would become of every row."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Загрузка корреспондентов из файла"))
        self._work = workplace
        self._file: StoredFile | None = None
        self._preview: ImportPreview | None = None
        self._reading, self._asking = Latest[ImportPreview](), Latest[Any]()
        self.run: ImportRow | None = None
        self._watch: JobWatch | None = None
        self.notice, self.progress = Notice(), ProgressLine()
        self.title = label(self.tr("Файл не выбран"), "caption")
        self.encoding, self.delimiter = QuietComboBox(), QuietComboBox()
        self.columns = ImportColumns()
        self.outcome = QuietComboBox()
        self.summary = label("", wrap=True)
        self.model = PagedModel(self._account_columns(), self._fetch, self)
        self.view = RegisterView(self.model)
        self.below = QStackedWidget()
        self._lay_out()
        self.progress.cancelled.connect(self._cancel)
        self.encoding.activated.connect(self._read_again)
        self.delimiter.activated.connect(self._read_again)
        self.outcome.currentIndexChanged.connect(self._show_account)
        self._enable()

    def choose(self) -> None:
        dialog = QFileDialog(self, self.tr("Таблица корреспондентов"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilter(self.tr("Таблицы (*.xlsx *.csv *.txt)"))
        dialog.fileSelected.connect(self.bring)
        dialog.open()

    def bring(self, file: str) -> None:
        self.notice.hide()
        self._forget()
        self.title.setText(self.tr("Передаётся «{}»…").format(Path(file).name))
        transfer = self._work.transfers.upload(self, Path(file))
        transfer.done.connect(self._take_file)
        transfer.failed.connect(self._refuse)

    def try_out(self) -> None:
        self._order(trial=True)

    def load(self) -> None:
        self._order(trial=False)

    def draft(self, file_id: FileId, *, trial: bool) -> ImportDraft:
        return ImportDraft(file_id=file_id, sheet=self.sheet(), fields=self.columns.fields(), trial=trial)

    def sheet(self) -> Sheet:
        guessed = self._preview.sheet if self._preview else GUESSED
        if self._preview is not None and self._preview.is_table:
            return guessed
        return msgspec.structs.replace(
            guessed, encoding=self.encoding.currentData() or "", delimiter=self.delimiter.currentData() or ""
        )

    def save_account(self) -> None:
        if self.run is not None and self.run.account_id is not None:
            name = self.tr("Отчёт о загрузке № {}.xlsx").format(self.run.id)
            FileSaving(name, self).ask_for(self._fetch_account, self.run.account_id)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.addWidget(self.notice)
        column.addLayout(self._file_line())
        column.addWidget(self.columns, 2)
        column.addWidget(self.summary)
        column.addWidget(self.progress)
        waiting = EmptyState(
            self.tr("Здесь будет отчёт о каждой строке"),
            self.tr("Выберите файл и нажмите «Проба»: в справочнике ничего не изменится."),
            "file-spreadsheet",
        )
        nothing = EmptyState(self.tr("Таких строк нет"), "", "file-spreadsheet")
        self.below.addWidget(waiting)
        self.below.addWidget(RegisterPane(self.view, nothing))
        column.addWidget(self.below, 3)
        column.addLayout(self._buttons())
        self.resize(900, 620)

    def _file_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self.choose_button = self._button("folder-open", self.tr("&Выбрать файл…"), self.choose)
        line.addWidget(self.choose_button)
        line.addWidget(self.title, 1)
        for combo, name, choices in (
            (self.encoding, self.tr("Кодировка"), ENCODINGS), (self.delimiter, self.tr("Разделитель"), DELIMITERS),
        ):  # fmt: skip
            for words, value in choices:
                combo.addItem(words, value)
            combo.setAccessibleName(name)
            combo.setToolTip(name)
            combo.hide()
            line.addWidget(combo)
        return line

    def _buttons(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self.outcome.addItem(self.tr("Все строки"), None)
        for outcome in Outcome:
            self.outcome.addItem(outcome.label, outcome)
        self.save_button = self._button("file-spreadsheet", self.tr("&Отчёт XLSX…"), self.save_account)
        self.try_button = self._button("eye", self.tr("&Проба"), self.try_out)
        self.load_button = self._button("", self.tr("&Загрузить"), self.load)
        self.load_button.setProperty("primary", True)
        restyle(self.load_button)
        close = self._button("", self.tr("Закрыть"), self.reject)
        line.addWidget(self.outcome)
        line.addWidget(self.save_button)
        line.addStretch(1)
        for button in (self.try_button, self.load_button, close):
            line.addWidget(button)
        return line

    def _button(self, picture: str, words: str, act: Any) -> QPushButton:
        button = QPushButton(words)
        if picture:
            button.setIcon(icon(picture))
        button.setAutoDefault(False)
        button.clicked.connect(act)
        return button

    def _take_file(self, file: StoredFile) -> None:
        self._file, self._preview = file, None
        self.title.setText(file.name)
        self._read(GUESSED)

    def _forget(self) -> None:
        """Nothing of the file before stands under the name of another, whether that one can be read or not."""
        self._reading.cancel()
        self._asking.cancel()
        self._file = self._preview = self.run = None
        self.columns.show_columns([])
        self.summary.setText("")
        self.outcome.setCurrentIndex(0)
        self.below.setCurrentIndex(0)
        self._enable()

    def _read(self, sheet: Sheet) -> None:
        assert self._file is not None
        call = self._work.calls(self, self._work.apis.imports.preview, self._file.id, sheet)
        self._reading.be(call).then(self._show_preview).fails(self._refuse)

    def _read_again(self, _index: int) -> None:
        if self._file is not None:
            self._read(self.sheet())

    def _show_preview(self, preview: ImportPreview) -> None:
        self._preview = preview
        for combo, value in ((self.encoding, preview.sheet.encoding), (self.delimiter, preview.sheet.delimiter)):
            combo.setVisible(not preview.is_table)
            combo.setCurrentIndex(max(0, combo.findData(value)))
        self.columns.show_columns(preview.columns)
        self._enable()
        self.try_button.setFocus()

    def _order(self, *, trial: bool) -> None:
        if self._file is None or self._watch is not None:
            return
        draft = self.draft(self._file.id, trial=trial)
        faults = [problem.text for problem in draft.problems()]
        if faults:
            self.notice.say("\n".join(faults), alarm=True)
            return
        self.notice.hide()
        for button in (self.choose_button, self.try_button, self.load_button):  # what is ordered is seen to its end
            button.setEnabled(False)
        call = self._work.calls(self, self._work.apis.imports.order, draft)
        self._asking.be(call).then(lambda import_id: self._ask_run(import_id, self._follow)).fails(self._refuse)

    def _ask_run(self, import_id: int, then: Any) -> None:
        call = self._work.calls(self, self._work.apis.imports.one, import_id)
        self._asking.be(call).then(then).fails(self._refuse)

    def _follow(self, run: ImportRow) -> None:
        self.run = run
        self.progress.show_progress(self.tr("В очереди"), 0, 0)
        self._watch = JobWatch(self._work, run.job_id, self)
        self._watch.moved_on.connect(self._show_progress)
        self._watch.ended.connect(self._end)
        self._watch.failed.connect(self._refuse)
        self._enable()

    def _show_progress(self, job: JobRow) -> None:
        self.progress.show_progress(job.message or self.tr("В очереди"), job.done, job.total)

    def _end(self, job: JobRow) -> None:
        self._watch = None
        self.progress.hide()
        if job.state is JobState.DONE and self.run is not None:
            self.summary.setText(job.message)
            self._ask_run(self.run.id, self._show_run)
        elif job.state is JobState.CANCELLED:
            self.notice.say(self.tr("Загрузка отменена: в справочнике ничего не изменилось."))
        else:
            self.notice.say(job.message, alarm=True)
        self._enable()

    def _show_run(self, run: ImportRow) -> None:
        self.run = run
        self.outcome.setCurrentIndex(0)
        self.below.setCurrentIndex(1)
        self.model.reload()
        self._enable()

    def _show_account(self, _index: int) -> None:
        if self.run is not None and self.run.done:
            self.model.reload()

    def _account_columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Строка"), lambda row: str(row.id), 60, right=True),
            Column(self.tr("Итог"), lambda row: row.outcome.label, 110),
            Column(self.tr("Наименование"), lambda row: row.name, 280, tooltip=lambda row: row.name),
            Column(self.tr("Столбец"), lambda row: row.column, 110),
            Column(self.tr("Пояснение"), lambda row: row.reason, 300, tooltip=lambda row: row.reason),
        )

    def _fetch(self, owner: QObject, offset: int) -> Call[Page[AccountRow]]:
        import_id = self.run.id if self.run else 0
        return self._work.calls(
            owner, self._work.apis.imports.account, import_id, self.outcome.currentData(), offset
        )  # fmt: skip

    def _fetch_account(self, file_id: FileId) -> Transfer:
        return self._work.transfers.download(self, file_id, self.tr("Отчёт о загрузке.xlsx"))

    def _cancel(self) -> None:
        if self._watch is not None:
            self._watch.cancel()

    def _refuse(self, error: CallError) -> None:
        self._watch = None
        self.progress.hide()
        faults = "\n".join(problem.text for problem in error.problems)
        self.notice.say(faults or said(error), alarm=True)
        self._enable()

    def _enable(self) -> None:
        ready = self._preview is not None and self._watch is None
        self.choose_button.setEnabled(self._watch is None)
        for button in (self.try_button, self.load_button):
            button.setEnabled(ready)
        self.save_button.setEnabled(self.run is not None and self.run.account_id is not None)
        self.outcome.setEnabled(self.run is not None and self.run.done)
