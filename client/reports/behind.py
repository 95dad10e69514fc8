"""The rows behind a figure of a report, as far as its reader may see them now."""

from collections.abc import Sequence
from typing import Any, cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from client.core.calls import Call
from client.reports.grid import FigureAsked
from client.shell.register_page import RegisterPage
from client.shell.workplace import Workplace
from client.widgets.messages import label
from client.widgets.paged_model import Column
from common.kernel.changes import Kind
from common.kernel.paging import Page
from common.kernel.wording import day
from common.reports import Behind, BehindRow

SUMMARY = 2


class BehindRegister(RegisterPage):
    counted = Signal(object)  # Behind

    def __init__(self, workplace: Workplace, asked: FigureAsked) -> None:
        self._asked = asked
        super().__init__(workplace, "reports.behind", frozenset({Kind.DOCUMENT, Kind.ASSIGNMENT}))
        self.stretch(SUMMARY)

    def empty_words(self) -> tuple[str, str, str]:
        return self.tr("Показать нечего"), self.tr("Ни одна из сосчитанных строк вам сейчас не доступна."), "lock"

    def columns(self) -> Sequence[Column]:
        return (
            Column(self.tr("Срок"), lambda row: day(row.due), 82),
            Column(self.tr("Документ"), lambda row: row.document, 205, tooltip=lambda row: row.document),
            Column(self.tr("Краткое содержание"), lambda row: row.summary, 200, tooltip=lambda row: row.summary),
            Column(self.tr("Поручение"), lambda row: row.text, 150, tooltip=lambda row: row.text),
            Column(self.tr("Кто"), lambda row: row.who, 115, tooltip=lambda row: row.who),
            Column(self.tr("Состояние"), lambda row: row.state, 105),
        )  # fmt: skip

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        asked = self._asked
        call = self.workplace.calls(
            owner, self.workplace.apis.reports.behind, asked.run_id, asked.line, asked.column, offset
        )
        call.then(self.counted.emit)
        return cast(Call[Page[Any]], call)

    def open_row(self, row: BehindRow) -> None:
        if row.assignment_id is None:
            self.workplace.navigator.open_document(row.document_id)
        else:
            self.workplace.navigator.open_assignment(row.document_id, row.assignment_id)


class BehindPane(QWidget):
    """Names the figure, and says how many of its rows the reader may not see."""

    left = Signal()

    def __init__(self, workplace: Workplace, asked: FigureAsked) -> None:
        super().__init__()
        self.register = BehindRegister(workplace, asked)
        self.hidden = label("", "caption", wrap=True)
        self.hidden.setContentsMargins(10, 4, 10, 4)
        self.hidden.hide()
        self.register.add_to_bar(label(asked.words, wrap=True), 1)
        self.register.command(self.tr("К отчёту"), "Esc", self.left.emit, picture="chevron-left")
        self.register.counted.connect(self._tell)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.register, 1)
        column.addWidget(self.hidden)
        self.setFocusProxy(self.register.view)

    def _tell(self, behind: Behind) -> None:
        if not behind.total and not behind.hidden:
            self.register.pane.explain(self.tr("Таких нет"), self.tr("Показатель равен нулю: считать было нечего."))
        self.hidden.setVisible(behind.hidden > 0)
        self.hidden.setText(
            self.tr("Сосчитано и то, что вам сейчас не доступно: {0}. Документы переданы, закрыты или удалены из"
                    " вашего доступа после отчёта.").format(behind.hidden)
        )  # fmt: skip
