"""One assignment in full: its people, its deadline with the reasons, the reports and their files."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from client.shell.workplace import Workplace
from client.widgets.date_field import shown
from client.widgets.file_saving import FileSaving
from client.widgets.icons import icon
from client.widgets.messages import label
from client.widgets.pdf_window import PdfWindow
from common.assignments import AssignmentCard, ExecutionReport
from common.registry.card import Attachment

PDF = "application/pdf"


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
        column.addStretch(1)
        self.setWidget(body)

    def _facts(self, card: AssignmentCard) -> QGridLayout:
        row = card.row
        due = shown(row.due)
        if card.first_due != row.due:
            due += self.tr(" (первоначально {0})").format(shown(card.first_due))
        facts = [
            (self.tr("Поручение"), row.text),
            (self.tr("Автор"), f"{row.author}, {card.issued_at.astimezone():%d.%m.%Y %H:%M}"),
            (self.tr("Ответственный"), row.responsible),
            (self.tr("Соисполнители"), row.co_executors),
            (self.tr("Срок"), due),
            (self.tr("Обоснование"), card.deadline.explanation()),
            (self.tr("Контролёр"), card.controller if row.controlled else self.tr("без контроля")),
            (self.tr("Исполнено"), shown(card.done_on) if card.done_on else ""),
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

    def _report(self, report: ExecutionReport) -> QWidget:
        block = QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(3)
        kind = self.tr("Отчёт об исполнении") if report.final else self.tr("Отчёт для информации")
        heading = f"{kind} · {report.author}, {report.at.astimezone():%d.%m.%Y %H:%M}"
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
