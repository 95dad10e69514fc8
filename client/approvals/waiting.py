"""«На согласовании» and «На подписи»: what waits for my decision, the nearest term first."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QBrush, QColor, QFont, QGuiApplication
from PySide6.QtWidgets import QToolButton

from client.approvals.visa_dialogs import VisaDialog
from client.core.calls import Call
from client.core.city_time import moment
from client.shell.bulk_account import BulkAccount
from client.shell.counter import Counter
from client.shell.manifest import Badge
from client.shell.register_page import RegisterPage
from client.shell.workplace import Workplace
from client.widgets.fields import QuietComboBox
from client.widgets.filter_line import FilterLine
from client.widgets.icons import icon
from client.widgets.paged_model import Column, PagedState
from client.widgets.theme import tones_of
from common.approvals.waiting import Agreement, Desk, WaitingCount, WaitingFilter, WaitingRow
from common.kernel.changes import Kind
from common.kernel.ids import DocumentId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.wording import day
from common.registry.bulk import MOST_AT_ONCE, BulkOutcome
from common.registry.document import Dictionaries

REST = 300  # ms of rest in typing before the server is asked
KINDS = frozenset({Kind.DOCUMENT})
PICTURES = {Desk.VISA: "checks", Desk.SIGNATURE: "signature"}


def folder_key(desk: Desk) -> str:
    return f"approvals.{desk}"


class WaitingRegister(RegisterPage):
    """Enter opens a project; the chosen ones get one visa, or one signing."""

    def __init__(self, desk: Desk, workplace: Workplace) -> None:
        self._desk, self._kinds_offered = desk, [""]
        self.text, self.kind, self.narrow = FilterLine(), QuietComboBox(), QToolButton()
        super().__init__(workplace, folder_key(desk), KINDS)
        self.stretch([column.title for column in self.model.columns].index(self.tr("Содержание")))
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.model.reload)
        self._add_filters()
        words = self.tr("Виза…") if desk is Desk.VISA else self.tr("Подписать…")
        keys = "Ctrl+Shift+A" if desk is Desk.VISA else "Ctrl+Shift+Return"
        self.act_button = self.command(words, keys, self.act, primary=True)
        self.offer_export(desk.label, "approvals.taken", self.chosen)
        self.view.chosen_changed.connect(self._follow)
        self.model.changed_state.connect(self._settle)
        self.empty.acted.connect(self.text.clear)
        workplace.calls(self, workplace.apis.registry.dictionaries).then(self._know)
        self._follow()

    def empty_words(self) -> tuple[str, str, str]:
        if self._desk is Desk.VISA:
            words = self.tr("Проекты, которые ждут вашего согласования, появятся здесь.")
            return self.tr("На согласовании ничего нет"), words, PICTURES[self._desk]
        words = self.tr("Проекты, которые ждут вашей подписи, появятся здесь.")
        return self.tr("На подписи ничего нет"), words, PICTURES[self._desk]

    def columns(self) -> tuple[Column, ...]:
        late: dict[int, Callable[[Any], Any]] = {
            int(Qt.ItemDataRole.ForegroundRole): late_colour, int(Qt.ItemDataRole.FontRole): late_font,
        }  # fmt: skip
        remarked: dict[int, Callable[[Any], Any]] = {int(Qt.ItemDataRole.ForegroundRole): remark_colour}
        lock: dict[int, Callable[[Any], Any]] = {
            int(Qt.ItemDataRole.DecorationRole): lambda row: icon("lock") if row.restricted else None
        }
        kind = Column(self.tr("Вид"), lambda row: row.kind, 122, tooltip=lambda row: row.kind)
        summary = Column(self.tr("Содержание"), lambda row: row.summary, 260, tooltip=lambda row: row.summary,
                         roles=lock)  # fmt: skip
        to = Column(self.tr("Корреспондент"), lambda row: row.correspondent, 130, tooltip=lambda row: row.correspondent)
        came = Column(self.tr("Поступило"), lambda row: moment(row.arrived) if row.arrived else "", 120)
        whose = Column(self.tr("За кого"), lambda row: row.whose, 92, tooltip=lambda row: row.whose)
        if self._desk is Desk.VISA:
            return (
                Column(self.tr("Срок визы"), lambda row: day(row.due), 86, tooltip=due_in_words, roles=late), came,
                Column(self.tr("Инициатор"), lambda row: row.initiator, 120, tooltip=lambda row: row.initiator),
                kind, summary, to,
                Column(self.tr("Этап"), lambda row: row.stage, 112, tooltip=lambda row: row.stage),
                Column(self.tr("Цикл"), lambda row: str(row.cycle or ""), 48, right=True), whose,
            )  # fmt: skip
        return (
            came, kind, summary, to,
            Column(self.tr("Кто готовил"), lambda row: row.prepared, 120, tooltip=lambda row: row.prepared),
            Column(self.tr("Подразделение"), lambda row: row.unit, 116, tooltip=lambda row: row.unit),
            Column(self.tr("Согласование"), lambda row: row.agreement.label, 120,
                   tooltip=lambda row: row.agreement.label, roles=remarked), whose,
        )  # fmt: skip

    def chosen(self) -> WaitingFilter:
        return WaitingFilter(
            desk=self._desk, text=self.text.text().strip(), kind=self._kinds_offered[max(self.kind.currentIndex(), 0)],
            overdue=self._desk is Desk.VISA and self.narrow.isChecked(),
            with_remarks=self._desk is Desk.SIGNATURE and self.narrow.isChecked(),
        )  # fmt: skip

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        return self.workplace.calls(owner, self.workplace.apis.waiting.folder, self.chosen(), offset, PAGE_SIZE)

    def open_row(self, row: WaitingRow) -> None:
        self.workplace.navigator.open_document(row.id)

    def act(self) -> None:
        """A visa, or a signature, on all the chosen; of all rows only the server knows the ids."""
        if self.view.all_chosen:
            self.model.read_all(lambda rows: self._do([row.id for row in rows]))
        elif ids := self.view.chosen().ids:
            self._do(ids)

    def _do(self, ids: list[DocumentId]) -> None:
        if self._desk is Desk.SIGNATURE:
            self.workplace.navigator.sign(ids, _note_signed)
            return
        dialog = VisaDialog(self.workplace, ids, parent=self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.saved.connect(self._account)
        dialog.open()

    def _account(self, outcomes: list[BulkOutcome] | None) -> None:
        if outcomes:
            BulkAccount(self.workplace, outcomes, self.window()).open()

    def _add_filters(self) -> None:
        self.text.setPlaceholderText(self.tr("Содержание, корреспондент, фамилия"))
        self.text.setAccessibleName(self.tr("Содержание, корреспондент, фамилия"))
        self.text.setMaxLength(200)
        self.text.setClearButtonEnabled(True)
        self.text.textChanged.connect(self._wait)
        self.text.left_down.connect(self.view.setFocus)
        self.focus_filter("Ctrl+Shift+F", self.text)
        self.kind.addItem(self.tr("Все виды"))
        self.kind.setAccessibleName(self.tr("Вид документа"))
        self.kind.currentIndexChanged.connect(self._wait)
        self.narrow.setText(self.tr("Просроченные") if self._desk is Desk.VISA else self.tr("С замечаниями"))
        self.narrow.setCheckable(True)
        self.narrow.toggled.connect(self._wait)
        self.add_to_bar(self.text, 1)
        self.add_to_bar(self.kind)
        self.add_to_bar(self.narrow)

    def _know(self, dictionaries: Dictionaries) -> None:
        self._kinds_offered = ["", *(kind.key for kind in dictionaries.kinds)]
        self.kind.addItems([kind.draft.title for kind in dictionaries.kinds])

    def _wait(self, _value: object) -> None:
        self._rest.start()

    def _follow(self) -> None:
        count = self.model.total if self.view.all_chosen else len(self.view.chosen().ids)
        self.act_button.setEnabled(0 < count <= MOST_AT_ONCE)

    def _settle(self, state: PagedState) -> None:
        self._follow()
        if state is PagedState.READY:
            title, text, _ = self.empty_words()
            if self.chosen() != WaitingFilter(desk=self._desk):
                title, text = self.tr("Ничего не найдено"), self.tr("Измените условия отбора над списком.")
            self.empty.title.setText(title)
            self.empty.text.setText(text)


class WaitingCounter(Counter):
    kinds = KINDS

    def read(self) -> None:
        self._workplace.calls(self, self._workplace.apis.waiting.counts).then(self._count).fails(self.keep_old)

    def _count(self, counts: list[WaitingCount]) -> None:
        self.counted.emit({folder_key(each.desk): Badge(each.count, each.overdue) for each in counts})


def folder_of(desk: Desk) -> partial[WaitingRegister]:
    return partial(WaitingRegister, desk)


def late_words(row: WaitingRow) -> str:
    return f"Просрочено на {row.overdue_days} дн." if row.overdue_days else ""


def due_in_words(row: WaitingRow) -> str:
    grounds = row.deadline.explanation() if row.deadline else ""
    return "\n".join(filter(None, (grounds, late_words(row))))


def late_colour(row: WaitingRow) -> QBrush | None:
    return QBrush(QColor(tones_of(QGuiApplication.palette()).problem)) if row.overdue_days else None


def late_font(row: WaitingRow) -> QFont | None:
    if not row.overdue_days:
        return None
    font = QGuiApplication.font()
    font.setBold(True)
    return font


def remark_colour(row: WaitingRow) -> QBrush | None:
    if row.agreement is not Agreement.WITH_REMARKS:
        return None
    return QBrush(QColor(tones_of(QGuiApplication.palette()).problem))


def _note_signed(_words: str) -> None:
    """The folder hears of the changes by itself."""
