"""The folders of assignments: what is to be done, by whom and by when."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QGuiApplication

from client.assignments.desk_bar import DeskBar
from client.core.calls import Call
from client.shell.counter import Counter
from client.shell.manifest import Badge
from client.shell.register_page import RegisterPage
from client.shell.workplace import Workplace
from client.widgets.icons import icon
from client.widgets.paged_model import Column
from client.widgets.theme import tones_of
from common.assignments.cards import AssignmentRow, DeskCount, DeskPart, Folder, FolderCount
from common.assignments.rules import OPEN
from common.kernel.changes import Kind
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.wording import day

KINDS = frozenset({Kind.ASSIGNMENT})
TEXT = 2  # the column that takes what width is left
EMPTY = {
    Folder.TO_EXECUTE: ("Нет поручений на исполнении", "Новое поручение появится здесь сразу после резолюции."),
    Folder.DRAFTS: (
        "Проектов резолюций нет",
        "Здесь ждут утверждения проекты, которые подготовил помощник, и ваши собственные проекты.",
    ),
    Folder.ISSUED_BY_ME: (
        "Вы ещё не давали поручений",
        "Резолюция даётся в карточке документа, на вкладке «Исполнение».",
    ),
    Folder.ON_CONTROL: ("На контроле ничего нет", "Здесь собраны поручения, которые контролируете вы."),
    Folder.OVERDUE: ("Просроченных поручений нет", ""),
}


def overdue(row: AssignmentRow) -> str:
    return f"{row.overdue_days} ({row.overdue_working_days} р.)" if row.overdue_days > 0 else ""


def overdue_in_words(row: AssignmentRow) -> str:
    if row.overdue_days <= 0:
        return ""
    return f"Просрочено на {row.overdue_days} календарных и {row.overdue_working_days} рабочих дней"


def moved(row: AssignmentRow) -> str:
    return f"Переносов срока: {row.moves}, первоначально {day(row.first_due)}" if row.moves else ""


def state(row: AssignmentRow) -> str:
    return row.status.label + (" · просят продлить" if row.asked else "")


def due_colour(row: AssignmentRow) -> QBrush | None:
    tones = tones_of(QGuiApplication.palette())
    return QBrush(QColor(tones.problem)) if row.overdue_days > 0 and row.status in OPEN else None


def due_font(row: AssignmentRow) -> QFont | None:
    if row.overdue_days <= 0 or row.status not in OPEN:
        return None
    font = QGuiApplication.font()
    font.setBold(True)
    return font


class AssignmentRegister(RegisterPage):
    def __init__(self, folder: Folder, workplace: Workplace) -> None:
        self._folder = folder
        self._part: DeskPart | None = None
        super().__init__(workplace, f"assignments.{folder}", KINDS)
        self.stretch(TEXT)
        self.desk = DeskBar()
        self.add_above(self.desk)
        self.desk.setVisible(folder is Folder.ON_CONTROL)
        self.desk.chosen.connect(self._choose)

    def empty_words(self) -> tuple[str, str, str]:
        title, text = EMPTY[self._folder]
        return title, text, "circle-check"

    def columns(self) -> tuple[Column, ...]:
        late: dict[int, Callable[[Any], Any]] = {
            int(Qt.ItemDataRole.ForegroundRole): due_colour,
            int(Qt.ItemDataRole.FontRole): due_font,
        }
        special, urgent_ = icon("flag"), icon("alert-circle")

        def picture(row: Any) -> Any:
            return special if row.special else urgent_ if row.urgent else None

        urgent: dict[int, Callable[[Any], Any]] = {int(Qt.ItemDataRole.DecorationRole): picture}
        return (
            Column(self.tr("Срок"), lambda row: day(row.due), 90, tooltip=moved, roles=late),
            Column(self.tr("Просрочено"), overdue, 98, right=True, tooltip=overdue_in_words, roles=late),
            Column(self.tr("Поручение"), lambda row: row.text, 280, tooltip=lambda row: row.text, roles=urgent),
            Column(self.tr("Документ"), lambda row: row.document, 136, tooltip=lambda row: row.document),
            Column(self.tr("Содержание документа"), lambda row: row.summary, 146, tooltip=lambda row: row.summary),
            Column(self.tr("Ответственный"), lambda row: row.responsible, 106, tooltip=lambda row: row.responsible),
            Column(self.tr("Соисполнители"), lambda row: row.co_executors, 104, tooltip=lambda row: row.co_executors),
            self._person(),
            Column(self.tr("Состояние"), state, 106, tooltip=state),
            Column(self.tr("Переносы"), lambda row: str(row.moves or ""), 76, right=True, tooltip=moved),
        )

    def _person(self) -> Column:
        """Who besides the executors: the author, or the controller of what one has ordered oneself."""
        if self._folder is Folder.ISSUED_BY_ME:
            return Column(self.tr("Контролёр"), lambda row: row.controller, 100, tooltip=lambda row: row.controller)
        return Column(self.tr("Автор"), lambda row: row.author, 100, tooltip=lambda row: row.author)

    def open_row(self, row: AssignmentRow) -> None:
        self.workplace.navigator.open_document(row.document_id)

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        if offset == 0 and self._folder is Folder.ON_CONTROL:
            self.workplace.calls(self, self.workplace.apis.assignments.desk).then(self._count_desk)
        api = self.workplace.apis.assignments
        return self.workplace.calls(owner, api.folder, self._folder, offset, PAGE_SIZE, self._part)

    def _choose(self, part: DeskPart | None) -> None:
        self._part = part
        self.model.reload()

    def _count_desk(self, counts: list[DeskCount]) -> None:
        self.desk.show_counts(counts)


class AssignmentCounter(Counter):
    kinds = KINDS

    def read(self) -> None:
        call = self._workplace.calls(self, self._workplace.apis.assignments.counts)
        call.then(self._count).fails(self.keep_old)

    def _count(self, counts: list[FolderCount]) -> None:
        self.counted.emit({f"assignments.{each.folder}": Badge(each.count, each.overdue) for each in counts})


def register_of(folder: Folder) -> partial[AssignmentRegister]:
    return partial(AssignmentRegister, folder)
