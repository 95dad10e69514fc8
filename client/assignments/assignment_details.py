"""One assignment in full: its people, its deadline with the reasons, the reports and their files."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from client.core.city_time import moment
from client.shell.workplace import Workplace
from client.widgets.date_field import shown
from client.widgets.file_saving import FileSaving
from client.widgets.icons import icon
from client.widgets.messages import label
from client.widgets.pdf_window import PdfWindow
from common.assignments.cards import AssignmentCard, AssignmentRow, ExecutionReport, Step
from common.assignments.rules import OPEN, Action
from common.kernel.wording import day
from common.registry.card import Attachment

PDF = "application/pdf"
STEPS = {
    Action.ASK: "Запрос о продлении",
    Action.MOVE: "Перенос срока",
    Action.DECIDE: "Отказ в продлении",
    Action.REPLACE: "Замена исполнителя",
    Action.CANCEL: "Поручение отозвано",
    Action.REOPEN: "Контроль возобновлён",
    Action.WATCH: "Особый контроль",
    Action.ACCEPT: "Принято к исполнению",
    Action.SUBMIT: "Отправлено на утверждение",
    Action.RETURN_DRAFT: "Проект возвращён",
    Action.APPROVE: "Резолюция утверждена",
}


def delay(row: AssignmentRow) -> str:
    """«4 дн. (3 раб.)»."""
    return f"{row.overdue_days} дн. ({row.overdue_working_days} раб.)" if row.overdue_days > 0 else ""


class AssignmentDetails(QScrollArea):
    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._work = workplace
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_card(self, card: AssignmentCard | None) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(12, 8, 12, 8)
        if card is not None:
            column.addLayout(self._facts(card))
            for report in card.reports:
                column.addWidget(self._report(report))
            for step in card.steps:
                column.addWidget(self._step(step))
        column.addStretch(1)
        self.setWidget(body)

    def _facts(self, card: AssignmentCard) -> QGridLayout:
        row = card.row
        facts = [
            (self.tr("Мешает снять"), "\n".join(card.blocks) if row.status in OPEN else ""),
            (self.tr("Поручение"), row.text),
            (self.tr("Пункт"), row.point),
            (self.tr("Автор"), f"{row.author}, {moment(card.issued_at)}"),
            (self.tr("Проект готовил"), card.drafted_by),
            (self.tr("Ответственный"), row.responsible),
            (self.tr("Соисполнители"), row.co_executors),
            (self.tr("Срок"), self._due(card)),
            (self.tr("Обоснование"), card.deadline.explanation()),
            (self.tr("Контролёр"), self._control(card)),
            (self.tr("Принято"), moment(card.accepted_at) if card.accepted_at else ""),
            (self.tr("Исполнено"), shown(card.done_on) if card.done_on else ""),
            (self.tr("Задержка"), delay(row)),
            (self.tr("Возвратов"), str(card.returns) if card.returns else ""),
            (self.tr("Комментарий"), card.draft.comment),
        ]
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(3)
        for number, (name, text) in enumerate(fact for fact in facts if fact[1]):
            grid.addWidget(label(name, "caption"), number, 0, Qt.AlignmentFlag.AlignTop)
            line = label(text, "", wrap=True)
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(line, number, 1)
        return grid

    def _due(self, card: AssignmentCard) -> str:
        if not card.row.moves:
            return shown(card.row.due)
        return self.tr("{0} (переносов: {1}, первоначально {2})").format(
            shown(card.row.due), card.row.moves, shown(card.first_due)
        )

    def _control(self, card: AssignmentCard) -> str:
        if not card.row.controlled:
            return self.tr("без контроля")
        return card.row.controller + (self.tr(" · особый контроль") if card.row.special else "")

    def _step(self, step: Step) -> QWidget:
        """A line of the history: «Перенос срока 01.12 → 08.12 · Шелест И. П., 28.11.2026 10:15»."""
        block = QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(3)
        what = self.tr(STEPS.get(step.action, step.action.label))
        if step.new_due:
            what += f" {day(step.old_due)} → {day(step.new_due)}"
        heading = f"{what} · {step.person}, {moment(step.at)}"
        column.addWidget(label(heading, "caption", wrap=True))
        basis = self.tr("Основание: {0}").format(step.basis) if step.basis else ""
        for text in (step.change, step.text, basis):
            if text:
                column.addWidget(label(text, "", wrap=True))
        if step.action is Action.ASK and step.granted is None:
            column.addWidget(label(self.tr("Ждёт решения"), "warning"))
        return block

    def _report(self, report: ExecutionReport) -> QWidget:
        block = QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(3)
        kind = self.tr("Отчёт об исполнении") if report.final else self.tr("Отчёт для информации")
        heading = f"{kind} · {report.author}, {moment(report.at)}"
        column.addWidget(label(heading, "caption"))
        column.addWidget(label(report.text, "", wrap=True))
        verdict = self._verdict(report)
        if verdict is not None:
            column.addWidget(verdict)
        for attachment in report.files:
            column.addWidget(FileButton(attachment, self._work, self), 0, Qt.AlignmentFlag.AlignLeft)
        return block

    def _verdict(self, report: ExecutionReport) -> QLabel | None:
        answer = f": {report.answer}" if report.answer else ""
        if report.accepted is None:
            return None
        if report.accepted:
            return label(self.tr("Принят") + answer, "good", wrap=True)
        return label(self.tr("Возвращён на доработку") + answer, "warning", wrap=True)


class FileButton(QPushButton):
    """Opens a PDF in its own window, saves anything else."""

    def __init__(self, attachment: Attachment, workplace: Workplace, parent: QWidget) -> None:
        super().__init__(icon("paperclip"), attachment.name, parent)
        self._attachment, self._work = attachment, workplace
        self._window: PdfWindow | None = None
        self.clicked.connect(self._fetch)

    def _fetch(self) -> None:
        file = self._attachment
        transfer = self._work.transfers.download(self, file.file_id, file.name, file.sha256)
        transfer.done.connect(self._show)

    def _show(self, place: Path) -> None:
        if self._attachment.media_type == PDF:
            PdfWindow(self._attachment.name, self.window()).show_file(place)
        else:
            FileSaving(self._attachment.name, self.window()).ask(place)
