"""Pairs of entries that are probably one, to be merged or told apart."""

from functools import partial
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from client.core.calls import Call
from client.correspondents.merger_dialog import MergerDialog
from client.shell.job_watch import JobWatch
from client.shell.register_page import RegisterPage
from client.shell.workplace import Workplace
from client.widgets.icons import icon
from client.widgets.messages import Notice, ProgressLine, said
from client.widgets.paged_model import Column
from common.correspondents import LikenessRow
from common.jobs import JobRow, JobState
from common.kernel.changes import Kind
from common.kernel.ids import JobId
from common.kernel.paging import Page
from common.rpc.errors import CallError

REASONS = 3


class LikenessRegister(RegisterPage):
    """Enter compares and merges, Del says «не одно и то же»."""

    def __init__(self, workplace: Workplace) -> None:
        self.apart = QToolButton()
        super().__init__(workplace, "correspondents.likenesses", frozenset({Kind.CORRESPONDENT}))
        self.stretch(REASONS)
        self.notice, self.progress = Notice(), ProgressLine()
        self.notice.first.connect(self.notice.hide)
        self._watch: JobWatch | None = None
        self.seek_button = QPushButton(icon("search"), self.tr("Найти похожие"))
        self.seek_button.setToolTip(self.tr("Сравнить весь справочник в фоне"))
        self.compare_button = QPushButton(icon("git-branch"), self.tr("Сравнить и объединить…"))
        self.compare_button.setToolTip("Enter")
        self.apart_button = QPushButton(icon("x"), self.tr("Не одно и то же"))
        self.apart_button.setShortcut(QKeySequence("Del"))
        self.apart_button.setToolTip(self.tr("Больше не предлагать эту пару (Del)"))
        self.apart.setText(self.tr("Отклонённые"))
        self.apart.setToolTip(self.tr("Пары, о которых сказано «не одно и то же»"))
        self.apart.setCheckable(True)
        for widget in (self.seek_button, self.compare_button, self.apart_button, self.apart):
            self.add_to_bar(widget)
        self.add_to_bar(self.progress, 2)
        self.add_to_bar(QWidget(), 1)
        column = self.layout()
        if column is not None:
            column.addWidget(self.notice)
        self.seek_button.clicked.connect(self.seek)
        self.compare_button.clicked.connect(self.compare)
        self.apart_button.clicked.connect(self.tell_apart)
        self.apart.toggled.connect(self._switch)
        self.progress.cancelled.connect(self._cancel)

    def empty_words(self) -> tuple[str, str, str]:
        return self.tr("Похожих записей нет"), self.tr("Нажмите «Найти похожие», чтобы сравнить справочник."), "copy"

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Сходство"), lambda row: f"{row.likeness} %", 66, right=True),
            Column(self.tr("Запись"), lambda row: row.first.name, 270, tooltip=lambda row: _whole(row.first)),
            Column(self.tr("Похожа на"), lambda row: row.second.name, 270, tooltip=lambda row: _whole(row.second)),
            Column(self.tr("Почему"), lambda row: row.reasons, 220, tooltip=lambda row: row.reasons),
            Column(self.tr("ИНН"), lambda row: _both(row.first.tax_number, row.second.tax_number), 170),
            Column(self.tr("За год"), lambda row: f"{row.first.used} / {row.second.used}", 62, right=True),
        )

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        return self.workplace.calls(owner, self.workplace.apis.mergers.likenesses, self.apart.isChecked(), offset)

    def open_row(self, row: LikenessRow) -> None:
        MergerDialog(self.workplace, row.first.id, row.second.id, self).open()

    def compare(self) -> None:
        if (row := self.view.current_row()) is not None:
            self.open_row(row)

    def tell_apart(self) -> None:
        row = self.view.current_row()
        if row is not None:
            self._tell(row, apart=not row.apart).then(partial(self._offer_back, row))

    def _tell(self, row: LikenessRow, *, apart: bool) -> Call[None]:
        return self.workplace.calls(self, self.workplace.apis.mergers.tell_apart, row.id, apart).fails(self._refuse)

    def _offer_back(self, row: LikenessRow, _nothing: None) -> None:
        pair = f"«{row.first.name}» — «{row.second.name}»"
        words = self.tr("Снова среди похожих: {0}") if row.apart else self.tr("Больше не предлагается: {0}")
        self.workplace.navigator.offer_undo(words.format(pair), partial(self._tell, row, apart=row.apart))

    def seek(self) -> None:
        self.seek_button.setEnabled(False)
        self.workplace.calls(self, self.workplace.apis.mergers.seek).then(self._follow).fails(self._refuse)

    def _follow(self, job_id: JobId) -> None:
        self.progress.show_progress(self.tr("В очереди"), 0, 0)
        self._watch = JobWatch(self.workplace, job_id, self)
        self._watch.moved_on.connect(self._show_progress)
        self._watch.ended.connect(self._end)
        self._watch.failed.connect(self._refuse)

    def _show_progress(self, job: JobRow) -> None:
        self.progress.show_progress(job.message or self.tr("В очереди"), job.done, job.total)

    def _end(self, job: JobRow) -> None:
        self._watch = None
        self.progress.hide()
        self.seek_button.setEnabled(True)
        self.notice.say(job.message, self.tr("&Понятно"), alarm=job.state is JobState.FAILED)
        self.model.reload()

    def _cancel(self) -> None:
        if self._watch is not None:
            self._watch.cancel()

    def _switch(self, apart: bool) -> None:
        self.apart_button.setText(self.tr("Всё-таки похожи") if apart else self.tr("Не одно и то же"))
        self.model.reload()

    def _refuse(self, error: CallError) -> None:
        self.progress.hide()
        self.seek_button.setEnabled(True)
        self.notice.say(said(error), self.tr("&Понятно"), alarm=True)


def _whole(row: Any) -> str:
    return "\n".join(part for part in (row.name, row.tax_number, row.address, row.email) if part)


def _both(one: str, other: str) -> str:
    return one if one == other else f"{one or '—'} / {other or '—'}"
