"""The folders of assignments: what is to be done, by whom and by when."""

from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QGuiApplication
from PySide6.QtWidgets import QToolButton

from client.assignments.desk_bar import DeskBar
from client.assignments.folder_filter import FolderFilter
from client.assignments.row_bar import RowBar
from client.core.calls import Call
from client.shell.building import Building
from client.shell.counter import Counter
from client.shell.manifest import Badge
from client.shell.register_page import RegisterPage
from client.shell.sheet_print import SheetPrint
from client.shell.workplace import Workplace
from client.widgets.icons import icon
from client.widgets.paged_model import Column, PagedState
from client.widgets.theme import tones_of
from common.assignments.cards import AssignmentRow, DeskCount, DeskPart, Folder, FolderCount
from common.assignments.rules import OPEN
from common.assignments.selection import GROUPS, AssignmentFilter, FolderTaken, Order
from common.kernel.changes import Kind
from common.kernel.deadlines import UNITS, Count
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.rights import Right
from common.kernel.wording import counted, day
from common.registry.card import Choice
from common.registry.document import Dictionaries
from common.reports import BUILT_OF_ASSIGNMENTS

REPORT = "assignments.taken"
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
    Folder.OVERDUE: (
        "Просроченных поручений у вас нет",
        "Здесь то, что исполняете и контролируете вы; просроченное из данного вами — в «Моих поручениях».",
    ),
}


def overdue(row: AssignmentRow) -> str:
    return f"{row.overdue_days} ({row.overdue_working_days} р.)" if row.overdue_days > 0 else ""


def overdue_in_words(row: AssignmentRow) -> str:
    if row.overdue_days <= 0:
        return ""
    calendar = f"{row.overdue_days} {counted(row.overdue_days, *UNITS[Count.CALENDAR])}"
    working = f"{row.overdue_working_days} {counted(row.overdue_working_days, *UNITS[Count.WORKING])}"
    return f"Просрочено на {calendar} ({working})"


def in_full(row: AssignmentRow) -> str:
    return f"{row.kind} {row.document}".strip()


def text(row: AssignmentRow) -> str:
    return f"п. {row.point} · {row.text}" if row.point else row.text


def executors(row: AssignmentRow) -> str:
    return ", ".join(filter(None, (row.responsible, row.co_executors)))


def executors_in_words(row: AssignmentRow) -> str:
    helped = f"Соисполнители: {row.co_executors}" if row.co_executors else ""
    return "\n".join(filter(None, (f"Ответственный: {row.responsible}", helped)))


def moved(row: AssignmentRow) -> str:
    return f"Переносов срока: {row.moves}, первоначально {day(row.first_due)}" if row.moves else ""


def due_in_words(row: AssignmentRow) -> str:
    return "\n".join(filter(None, (row.deadline.explanation(), moved(row), overdue_in_words(row))))


def state(row: AssignmentRow) -> str:
    return " · ".join(row.state)


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
    """Narrowed by the line of fields, ordered by its headings; what may be done with a row stands above the rows."""

    def __init__(self, folder: Folder, workplace: Workplace) -> None:
        self._folder = folder
        self._part: DeskPart | None = None
        self._order, self._falling = Order.DUE, False
        self.filter = FolderFilter(folder, workplace.today())
        super().__init__(workplace, f"assignments.{folder}", KINDS)
        self.stretch(TEXT)
        self.row_bar, self.desk = RowBar(workplace, folder, self.view), DeskBar()
        self.add_above(self.row_bar)
        self.add_above(self.desk)
        self.desk.setVisible(folder is Folder.ON_CONTROL)
        self.desk.chosen.connect(self._choose)
        self.add_to_bar(self.filter, 1)
        self._add_taking()
        self._connect()
        self._show_order()
        workplace.calls(self, workplace.apis.registry.dictionaries).then(self._know)

    def chosen(self) -> AssignmentFilter:
        return replace(self.filter.chosen(), part=self._part, order=self._order, falling=self._falling)

    def print_list(self) -> None:
        """The list as it is narrowed, on paper."""
        SheetPrint(self.workplace, REPORT, {"chosen": msgspec.json.encode(self._taken()).decode()}, self.window())

    def build_report(self) -> None:
        """The list as it is narrowed with groups, counts and a title of one's own, in the report centre."""
        shown = {"chosen": msgspec.json.encode(self._taken()).decode()}
        groups = list(GROUPS.items())
        building = Building(BUILT_OF_ASSIGNMENTS, self._folder.label, shown, groups, self.tr("поручения"))
        self.workplace.navigator.build_report(building)

    def _add_taking(self) -> None:
        self.offer_export(self._folder.label, REPORT, self._taken)
        if Right.RUN_REPORTS in self.workplace.me.rights:
            menu = self.export_button.menu()
            menu.addSeparator()
            menu.addAction(self.tr("Сделать &отчёт…"), self.build_report)
        self.print_button = QToolButton()
        self.print_button.setIcon(icon("printer"))
        self.print_button.setIconSize(QSize(16, 16))
        self.print_button.setShortcut("Ctrl+P")
        self.print_button.setToolTip(self.tr("Печать списка (Ctrl+P)"))
        self.print_button.setAccessibleName(self.tr("Печать списка"))
        self.print_button.clicked.connect(self.print_list)
        self._bar.addWidget(self.print_button)

    def _connect(self) -> None:
        self.filter.narrowed.connect(self.model.reload)
        self.filter.left_down.connect(self.view.setFocus)
        self.focus_filter("Ctrl+Shift+F", self.filter)
        self.empty.acted.connect(self.filter.reset)
        self.view.filters.sectionClicked.connect(self._sort)
        self.model.changed_state.connect(self._explain_empty)

    def _taken(self) -> FolderTaken:
        return FolderTaken(folder=self._folder, chosen=self.chosen())

    def _know(self, dictionaries: Dictionaries) -> None:
        self.filter.show_kinds([Choice(kind.key, kind.draft.title) for kind in dictionaries.kinds])

    def _sort(self, section: int) -> None:
        """Once more turns the order round; the days overdue follow the due dates."""
        order = self._orders()[section]
        if order is None:
            self.count.setText(self.tr("По этому столбцу список не сортируется."))
        else:
            self._falling = not self._falling if order is self._order else False
            self._order = order
            self.model.reload()
        self._show_order()

    def _orders(self) -> list[Order | None]:
        person = Order.CONTROLLER if self._folder is Folder.ISSUED_BY_ME else Order.AUTHOR
        return [
            Order.DUE, None, Order.TEXT, Order.DOCUMENT, None, Order.RESPONSIBLE, person, Order.STATUS, Order.MOVES,
        ]  # fmt: skip

    def _show_order(self) -> None:
        self.view.filters.show_order(self._orders().index(self._order), rising=not self._falling)

    def _explain_empty(self, state: PagedState) -> None:
        if state is not PagedState.READY:
            return
        title, text, _ = self.empty_words()
        if self.filter.narrows or self._part is not None:
            title = self.tr("Ничего не найдено")
            text = self.tr("Измените условия отбора или сбросьте их (Esc в строке отбора).")
        self.empty.title.setText(title)
        self.empty.text.setText(text)

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
            Column(self.tr("Срок"), lambda row: day(row.due), 84, tooltip=due_in_words, roles=late),
            Column(self.tr("Просрочено"), overdue, 92, right=True, tooltip=due_in_words, roles=late),
            Column(self.tr("Поручение"), text, 280, tooltip=text, roles=urgent),
            Column(self.tr("Документ"), lambda row: row.document.removeprefix("№ "), 190, tooltip=in_full),
            Column(self.tr("Содержание"), lambda row: row.summary, 196, tooltip=lambda row: row.summary),
            Column(self.tr("Исполнители"), executors, 136, tooltip=executors_in_words),
            self._person(),
            Column(self.tr("Состояние"), state, 110, tooltip=state),
            Column(self.tr("Пер."), lambda row: str(row.moves or ""), 46, right=True, tooltip=moved),
        )

    def _person(self) -> Column:
        """Who besides the executors: the author, or the controller of what one has ordered oneself."""
        if self._folder is Folder.ISSUED_BY_ME:
            return Column(self.tr("Контролёр"), lambda row: row.controller, 96, tooltip=lambda row: row.controller)
        return Column(self.tr("Автор"), lambda row: row.author, 96, tooltip=lambda row: row.author)

    def open_row(self, row: AssignmentRow) -> None:
        self.workplace.navigator.open_document(row.document_id)

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        if offset == 0 and self._folder is Folder.ON_CONTROL:
            self.workplace.calls(self, self.workplace.apis.assignments.desk).then(self._count_desk)
        api = self.workplace.apis.assignments
        return self.workplace.calls(owner, api.folder, self._folder, offset, PAGE_SIZE, self.chosen())

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
