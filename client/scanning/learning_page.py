"""What the proposals have learned from this organisation's past, and learning it anew."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFormLayout, QPushButton, QVBoxLayout, QWidget

from client.core.city_time import moment
from client.shell.job_watch import JobWatch
from client.shell.workplace import Workplace
from client.widgets.icons import icon
from client.widgets.messages import ProgressLine, label, said
from client.widgets.messages import Question as Asking
from common.jobs import JobRow, JobState
from common.kernel.ids import JobId
from common.rpc.errors import CallError
from common.scanning.learning import Learned, Question


class LearningPage(QWidget):
    """F5 reads again; learning anew is asked about first."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._work = workplace
        self._watch: JobWatch | None = None
        self.notice, self.progress = Asking(), ProgressLine()
        self.relearned, self.cards = label(), label()
        self.answers = {each: label() for each in Question}
        self.relearn_button = QPushButton(icon("refresh"), self.tr("&Переучить по архиву"))
        self.relearn_button.setEnabled(False)
        self.relearn_button.clicked.connect(self.ask)
        self.progress.cancelled.connect(self._cancel)
        self._lay_out()
        self.setFocusProxy(self.relearn_button)

    def refresh(self) -> None:
        self._work.calls(self, self._work.apis.learning.learned).then(self._show).fails(self._refuse)

    def ask(self) -> None:
        words = self.tr(
            "Выученное будет забыто и сосчитано заново по всем зарегистрированным документам. Пока это идёт, вид"
            " документа и исполнитель почти не предлагаются. Работе других сотрудников это не мешает."
        )
        self.notice.ask(words, (self.tr("&Переучить"), self.relearn), (self.tr("&Отмена"), self.notice.hide))

    def relearn(self) -> None:
        self.relearn_button.setEnabled(False)
        self._work.calls(self, self._work.apis.learning.relearn).then(self._follow).fails(self._refuse)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def _lay_out(self) -> None:
        words = self.tr(
            "Вид документа и исполнитель подсказываются по прошлым документам этой организации: каждая"
            " зарегистрированная карточка и каждая первая резолюция учитываются сразу. Обучение по загруженному"
            " архиву начинается само в течение часа и уступает другой работе сервера, а по выросшему или после"
            " обновления программы — ночью. Вручную переучивать нужно редко: после объединения видов или смены"
            " структуры."
        )
        facts = QFormLayout()
        facts.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        facts.setHorizontalSpacing(24)
        titles = {
            Question.KIND: self.tr("из них о виде документа"),
            Question.CASE_FILE: self.tr("о деле"),
            Question.DELIVERY: self.tr("о способе получения"),
            Question.UNIT: self.tr("о подразделении-исполнителе"),
            Question.EXECUTOR: self.tr("об исполнителе"),
        }
        for title, value in (
            (self.tr("Последнее обучение по архиву"), self.relearned),
            (self.tr("Учтено карточек"), self.cards),
            *((titles[each], self.answers[each]) for each in Question),
        ):
            facts.addRow(label(title, "caption"), value)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.notice)
        inner = QVBoxLayout()
        inner.setContentsMargins(16, 12, 16, 12)
        inner.setSpacing(12)
        explained = label(words, wrap=True)
        explained.setMaximumWidth(760)
        inner.addWidget(explained)
        inner.addLayout(facts)
        inner.addWidget(self.relearn_button, 0, Qt.AlignmentFlag.AlignLeft)
        inner.addWidget(self.progress)
        hint = self.tr("Как часто предложенное принимают, показывает отчёт «Качество предложений» в центре отчётов.")
        inner.addWidget(label(hint, "hint", wrap=True))
        inner.addStretch(1)
        column.addLayout(inner, 1)

    def _show(self, learned: Learned) -> None:
        last = moment(learned.relearned) if learned.relearned else self.tr("не было")
        if learned.relearned_from:
            last = self.tr("{0}, карточек: {1}").format(last, grouped(learned.relearned_from))
        self.relearned.setText(last)
        self.cards.setText(grouped(learned.cards))
        for question, value in self.answers.items():
            value.setText(grouped(learned.answers.get(question, 0)))
        if learned.job_id is None:
            self.relearn_button.setEnabled(self._watch is None)
        elif self._watch is None:
            self._follow(learned.job_id)

    def _follow(self, job_id: JobId) -> None:
        self.relearn_button.setEnabled(False)
        self.progress.show_progress(self.tr("В очереди"), 0, 0)
        self._watch = JobWatch(self._work, job_id, self)
        self._watch.moved_on.connect(self._show_progress)
        self._watch.ended.connect(self._end)
        self._watch.failed.connect(self._refuse)

    def _show_progress(self, job: JobRow) -> None:
        self.progress.show_progress(job.message or self.tr("В очереди"), job.done, job.total)

    def _end(self, job: JobRow) -> None:
        self._stop()
        self.notice.ask(job.message, alarm=job.state is JobState.FAILED)
        self.refresh()

    def _cancel(self) -> None:
        if self._watch is not None:
            self._watch.cancel()

    def _refuse(self, error: CallError) -> None:
        self._stop()
        self.notice.ask(said(error), (self.tr("&Повторить"), self.refresh), alarm=True)

    def _stop(self) -> None:
        self._watch = None
        self.progress.hide()


def grouped(count: int) -> str:
    return f"{count:,}".replace(",", "\u00a0")
