"""The register of correspondents with its filters, and what can be done with an entry."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QBrush, QGuiApplication
from PySide6.QtWidgets import QToolButton

from client.core.calls import Call
from client.correspondents.documents import DocumentsDialog
from client.correspondents.entry_form import EntryForm
from client.correspondents.merger_dialog import MergerDialog
from client.shell.register_page import RegisterPage
from client.shell.workplace import Workplace
from client.widgets.fields import QuietComboBox
from client.widgets.filter_line import FilterLine
from client.widgets.icons import icon
from client.widgets.messages import Notice, said
from client.widgets.paged_model import Column, PagedState
from common.correspondents import (
    CorrespondentCard,
    CorrespondentKind,
    DirectoryFilter,
    DirectoryOrder,
    DirectoryRow,
)
from common.kernel.changes import Change, Kind
from common.kernel.paging import Page
from common.kernel.rights import Right
from common.kernel.wording import day
from common.rpc.errors import CallError

REST = 250  # ms of rest in typing before the server is asked
NAME = 0
ORDERS: list[DirectoryOrder | None] = [
    DirectoryOrder.NAME,
    DirectoryOrder.SHORT_NAME,
    DirectoryOrder.TAX_NUMBER,
    DirectoryOrder.ADDRESS,
    DirectoryOrder.ORGANISATION,
    None,
    DirectoryOrder.USED,
    DirectoryOrder.STATE,
]  # of each column
PICTURES = {
    CorrespondentKind.ORGANISATION: "building-community", CorrespondentKind.PERSON: "user",
    CorrespondentKind.OFFICIAL: "user-share", CorrespondentKind.GROUP: "users",
}  # fmt: skip


class DirectoryRegister(RegisterPage):
    """Enter opens an entry, Ins adds one, F6 shows its documents, two chosen ones are merged by Ctrl+M."""

    def __init__(self, workplace: Workplace) -> None:
        self.text, self.kind, self.group = FilterLine(), QuietComboBox(), QuietComboBox()
        self.closed, self.unchecked = QToolButton(), QToolButton()
        self._kinds_offered: list[CorrespondentKind | None] = [None, *CorrespondentKind]
        self._groups: list[DirectoryRow] = []
        self._order, self._falling = DirectoryOrder.NAME, False
        super().__init__(workplace, "correspondents.directory", frozenset({Kind.CORRESPONDENT}))
        self.may_edit = workplace.may(Right.EDIT_CORRESPONDENTS)
        self.stretch(NAME)
        self.notice = Notice()
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.model.reload)
        self._add_filters()
        self._add_buttons()
        self.offer_export(self.tr("Корреспонденты"), "correspondents.taken", self.chosen)
        column = self.layout()
        if column is not None:
            column.addWidget(self.notice)
        self.notice.first.connect(self.notice.hide)
        self.model.changed_state.connect(self._explain_empty)
        self.view.selectionModel().selectionChanged.connect(self._enable)
        self.view.filters.sectionClicked.connect(self._sort)
        self._show_order()
        workplace.calls.changed.connect(self._note_groups)
        self._read_groups()
        self._enable()

    def empty_words(self) -> tuple[str, str, str]:
        return self.tr("Справочник пуст"), self.tr("Добавьте запись клавишей Ins или загрузите таблицу."), "users"

    def columns(self) -> tuple[Column, ...]:
        pictures = {kind: icon(name) for kind, name in PICTURES.items()}
        look: dict[int, Any] = {
            int(Qt.ItemDataRole.DecorationRole): lambda row: pictures[row.kind],
            int(Qt.ItemDataRole.ForegroundRole): _faded,
        }
        return (
            Column(self.tr("Наименование"), lambda row: row.name, 300, tooltip=lambda row: row.name, roles=look),
            Column(self.tr("Краткое"), lambda row: row.short_name, 130, tooltip=lambda row: row.short_name),
            Column(self.tr("ИНН"), lambda row: row.tax_number, 92),
            Column(self.tr("Адрес"), lambda row: row.address, 210, tooltip=lambda row: row.address),
            Column(self.tr("Организация"), lambda row: row.organisation, 130, tooltip=lambda row: row.organisation),
            Column(self.tr("Группы"), lambda row: row.groups, 100, tooltip=lambda row: row.groups),
            Column(self.tr("За год"), lambda row: str(row.used) if row.used else "", 56, right=True,
                   tooltip=lambda _: self.tr("Документов за год по всей администрации")),
            Column(self.tr("Состояние"), self._state, 96),
        )  # fmt: skip

    def chosen(self) -> DirectoryFilter:
        group = self._groups[self.group.currentIndex() - 1].id if self.group.currentIndex() > 0 else None
        return DirectoryFilter(
            text=self.text.text().strip(), kind=self._kinds_offered[max(0, self.kind.currentIndex())], group_id=group,
            closed=self.closed.isChecked(), unchecked=self.unchecked.isChecked(), order=self._order,
            falling=self._falling,
        )  # fmt: skip

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        return self.workplace.calls(owner, self.workplace.apis.correspondents.directory, self.chosen(), offset)

    def open_row(self, row: DirectoryRow) -> None:
        self.workplace.calls(self, self.workplace.apis.correspondents.card, row.id).then(self._open).fails(self._refuse)

    def open_current(self) -> None:
        if (row := self.view.current_row()) is not None:
            self.open_row(row)

    def add(self) -> None:
        EntryForm(self.workplace, None, self).open()

    def show_documents(self) -> None:
        if (row := self.view.current_row()) is not None:
            DocumentsDialog(self.workplace, row.id, row.name, self).open()

    def merge(self) -> None:
        """Two chosen rows, side by side."""
        ids = self.view.chosen().ids
        if self.merge_button.isEnabled():
            MergerDialog(self.workplace, ids[0], ids[1], self).open()

    def _open(self, card: CorrespondentCard) -> None:
        EntryForm(self.workplace, card, self).open()

    def _state(self, row: DirectoryRow) -> str:
        if row.closed:
            return self.tr("закрыт {}").format(day(row.closed))
        return "" if row.checked else self.tr("не проверен")

    def _add_filters(self) -> None:
        self.text.setPlaceholderText(self.tr("Название, ИНН, ОГРН"))
        self.text.setAccessibleName(self.tr("Отбор корреспондентов"))
        self.text.setMaxLength(200)
        self.text.setClearButtonEnabled(True)
        self.text.textChanged.connect(self._narrow)
        self.text.left_down.connect(self.view.setFocus)
        self.kind.addItems([self.tr("Все виды"), *(kind.label for kind in CorrespondentKind)])
        self.group.addItem(self.tr("Все группы"))
        self.group.setMaximumWidth(190)
        for combo, name in ((self.kind, self.tr("Вид")), (self.group, self.tr("Группа"))):
            combo.setAccessibleName(name)
            combo.setToolTip(name)
            combo.currentIndexChanged.connect(self._narrow)
        for button, words, hint in (
            (self.closed, self.tr("Закрытые"), self.tr("Показать и закрытые записи")),
            (self.unchecked, self.tr("Не проверены"), self.tr("Внесены при подготовке документов и не проверены")),
        ):
            button.setText(words)
            button.setToolTip(hint)
            button.setCheckable(True)
            button.toggled.connect(self._narrow)
        self.add_to_bar(self.text, 1)
        for widget in (self.kind, self.group, self.closed, self.unchecked):
            self.add_to_bar(widget)

    def _add_buttons(self) -> None:
        self.add_button = self.command(self.tr("Добавить"), "Ins", self.add, primary=True)
        self.documents_button = self.command(self.tr("Документы"), "F6", self.show_documents, picture="files")
        self.merge_button = self.command(self.tr("Объединить…"), "Ctrl+M", self.merge, picture="git-branch")
        self.add_button.setEnabled(self.workplace.may(Right.DRAFT))
        self.merge_button.setVisible(self.may_edit)

    def _sort(self, section: int) -> None:
        """Once more turns the order round; the most used come first."""
        order = ORDERS[section]
        if order is None:
            self.count.setText(self.tr("По этому столбцу список не сортируется."))
        else:
            self._falling = not self._falling if order is self._order else order is DirectoryOrder.USED
            self._order = order
            self.model.reload()
        self._show_order()

    def _show_order(self) -> None:
        self.view.filters.show_order(ORDERS.index(self._order), rising=not self._falling)

    def _narrow(self, *_: object) -> None:
        self._rest.start()

    def _enable(self, *_: object) -> None:
        rows = [self.model.row(index) for index in self.view.selectionModel().selectedRows()]
        self.documents_button.setEnabled(len(rows) == 1)
        refusal = self._unlike([row for row in rows if row is not None])
        self.merge_button.setEnabled(not refusal)
        self.merge_button.setToolTip(refusal or self.tr("Ctrl+M"))

    def _unlike(self, rows: Sequence[DirectoryRow]) -> str:
        """Why the chosen entries are not merged."""
        kinds = {row.kind for row in rows}
        if len(rows) != 2:
            return self.tr("Отметьте две записи (Ctrl+щелчок), затем Ctrl+M")
        if CorrespondentKind.GROUP in kinds:
            return self.tr("Группы не объединяют: перенесите членов одной в другую.")
        said = " и ".join(sorted(kind.label.lower() for kind in kinds))
        return self.tr("Объединяют записи одного вида, а отмечены: {0}.").format(said) if len(kinds) > 1 else ""

    def _read_groups(self) -> None:
        chosen = DirectoryFilter(kind=CorrespondentKind.GROUP)
        call = self.workplace.calls(self, self.workplace.apis.correspondents.directory, chosen, 0, 500)
        call.then(self._show_groups).fails(self._let_be)

    def _show_groups(self, page: Page[DirectoryRow]) -> None:
        if page.rows == self._groups:
            return
        current = self.chosen().group_id
        self.group.blockSignals(True)
        self._groups = page.rows
        while self.group.count() > 1:
            self.group.removeItem(1)
        self.group.addItems([group.name for group in page.rows])
        self.group.setCurrentIndex(next((n for n, row in enumerate(page.rows, 1) if row.id == current), 0))
        self.group.blockSignals(False)

    def _note_groups(self, changes: list[Change]) -> None:
        if any(change.kind is Kind.CORRESPONDENT for change in changes):
            self._read_groups()

    def _let_be(self, _error: CallError) -> None:
        """The register itself says what is wrong."""

    def _refuse(self, error: CallError) -> None:
        self.notice.say(said(error), self.tr("&Понятно"), alarm=True)

    def _explain_empty(self, state: PagedState) -> None:
        if state is not PagedState.READY:
            return
        self._enable()
        narrowed = self.chosen() != DirectoryFilter(order=self._order, falling=self._falling)
        title, text, _ = self.empty_words()
        self.empty.title.setText(self.tr("Ничего не найдено") if narrowed else title)
        self.empty.text.setText(self.tr("Измените условия отбора.") if narrowed else text)


def _faded(row: DirectoryRow) -> QBrush | None:
    return QGuiApplication.palette().placeholderText() if row.closed else None
