"""«Книга номеров»: what became of every value, and the numbers kept in reserve."""

from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QLineEdit, QPushButton

from client.core.calls import Call
from client.core.city_time import moment
from client.registry.number_dialogs import ReserveDialog
from client.registry.number_past import NumberPast
from client.shell.register_page import RegisterPage
from client.shell.workplace import Workplace
from client.widgets.fields import QuietComboBox
from client.widgets.icons import icon
from client.widgets.paged_model import Column
from client.widgets.reason_dialog import ReasonDialog
from common.kernel.changes import Kind
from common.kernel.paging import Page
from common.kernel.wording import day
from common.registry.ledger import MISSING_STATES, JournalRow, LedgerFilter, LedgerRow, NumberState

POPUP_EDGE = 24  # px beside a title in the open list, for its scroll bar
REST = 300  # ms of rest in typing
REASON = 7  # the column that takes what width is left


class LedgerRegister(RegisterPage):
    """Enter opens the document of a number; Ins reserves, Del gives a reserve up."""

    def __init__(self, workplace: Workplace) -> None:
        self.journal, self.year, self.state = QuietComboBox(), QuietComboBox(), QuietComboBox()
        self.number, self.past = QLineEdit(), NumberPast()
        self._journals: list[JournalRow] = []
        self._states: list[list[NumberState]] = [[], list(MISSING_STATES), *([state] for state in NumberState)]
        super().__init__(workplace, "registry.ledger", frozenset({Kind.DOCUMENT, Kind.DICTIONARY}))
        self.stretch(REASON)
        self.reserve = QPushButton(icon("bookmark"), self.tr("&Зарезервировать…  Ins"))
        self.release = QPushButton(self.tr("&Снять резерв…  Del"))
        self._fill_bar()
        self.offer_export(self.tr("Книга номеров"), "registry.taken_ledger", self.chosen)
        self.add_below(self.past)
        self.view.selectionModel().currentRowChanged.connect(self._follow_row)
        self.model.changed_state.connect(self._follow_row)
        workplace.calls(self, workplace.apis.numbers.journals).then(self._offer)

    def empty_words(self) -> tuple[str, str, str]:
        return self.tr("Номеров не найдено"), self.tr("Измените условия отбора."), "numbers"

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Номер"), lambda row: row.number, 130),
            Column(self.tr("Значение"), lambda row: row.counted, 72, right=True),
            Column(self.tr("Счёт"), lambda row: row.scope, 48),
            Column(self.tr("Журнал"), lambda row: row.journal, 296, tooltip=lambda row: row.journal),
            Column(self.tr("Состояние"), lambda row: row.state.label, 112),
            Column(self.tr("Кто"), lambda row: row.person, 116),
            Column(self.tr("Когда"), lambda row: moment(row.at), 116),
            Column(self.tr("Причина"), lambda row: row.reason, 200, tooltip=lambda row: row.reason),
            Column(self.tr("До"), lambda row: day(row.until), 78),
        )

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        return self.workplace.calls(owner, self.workplace.apis.numbers.ledger, self.chosen(), offset)

    def chosen(self) -> LedgerFilter:
        place = self.journal.currentIndex() - 1
        return LedgerFilter(
            journal_id=self._journals[place].id if place >= 0 else None,
            year=self._year(),
            states=self._states[max(self.state.currentIndex(), 0)],
            number=self.number.text().strip(),
        )

    def open_row(self, row: LedgerRow) -> None:
        if row.document_id is not None:
            self.workplace.navigator.open_document(row.document_id)

    def reserve_numbers(self) -> None:
        own = {place.id for place in self.workplace.me.places}
        journals = [row for row in self._journals if row.draft.place_id in own and not row.draft.closed]
        dialog = ReserveDialog(self.workplace, journals, self)
        dialog.saved.connect(self._reread)
        dialog.open()

    def release_number(self) -> None:
        row = self.view.current_row()
        if row is None or row.state is not NumberState.RESERVED:
            return

        def act(reason: str) -> Call[Any]:
            return self.workplace.calls(
                self, self.workplace.apis.numbers.release, row.journal_id, row.year, row.scope, row.value, reason
            )

        title = self.tr("Снять резерв номера {0}").format(row.number)
        dialog = ReasonDialog(title, self.tr("Причина"), self.tr("&Снять резерв"), act, self)
        dialog.saved.connect(self._reread)
        dialog.open()

    def _fill_bar(self) -> None:
        today = self.workplace.today().year
        self.journal.addItem(self.tr("Все журналы"))
        self.journal.setMinimumWidth(200)
        self.journal.setSizeAdjustPolicy(QuietComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.year.addItems([str(today - back) for back in range(11)])
        self.year.addItem(self.tr("Все годы"))
        self.state.addItems([self.tr("Все номера"), self.tr("Пропущенные"), *(state.label for state in NumberState)])
        self.number.setPlaceholderText("№")
        self.number.setMaxLength(60)
        self.number.setClearButtonEnabled(True)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.model.reload)
        self.number.textChanged.connect(self._rest.start)
        names = (self.tr("Журнал"), self.tr("Год"), self.tr("Состояние"))
        for combo, name in zip((self.journal, self.year, self.state), names, strict=True):
            combo.setAccessibleName(name)
            combo.setToolTip(name)
            combo.currentIndexChanged.connect(self._narrow)
            self.add_to_bar(combo)
        self.number.setAccessibleName(self.tr("Номер"))
        self.add_to_bar(self.number, 1)
        for button, keys, slot in (
            (self.reserve, Qt.Key.Key_Insert, self.reserve_numbers), (self.release, Qt.Key.Key_Delete,
                                                                      self.release_number),
        ):  # fmt: skip
            button.setShortcut(keys)
            button.clicked.connect(slot)
            self.add_to_bar(button)

    def _year(self) -> int | None:
        text = self.year.currentText()
        return int(text) if text.isdecimal() else None

    def _narrow(self, _index: int) -> None:
        self._rest.start()

    def _offer(self, journals: list[JournalRow]) -> None:
        """Those for practice are in no book."""
        self._journals = [row for row in journals if not row.draft.practice]
        self.journal.addItems([row.draft.title for row in self._journals])
        self.journal.view().setMinimumWidth(self.journal.view().sizeHintForColumn(0) + POPUP_EDGE)

    def _follow_row(self, *_places: object) -> None:
        row = self.view.current_row()
        self.past.show_number(row)
        self.release.setEnabled(row is not None and row.state is NumberState.RESERVED)

    def _reread(self, _result: object) -> None:
        self.model.refresh()
