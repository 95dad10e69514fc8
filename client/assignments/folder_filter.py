"""What narrows a folder of assignments: one line of fields that act while one types."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from client.widgets.date_field import DateField
from client.widgets.fields import QuietComboBox
from client.widgets.icons import icon
from common.assignments.cards import Folder
from common.assignments.selection import AssignmentFilter
from common.registry.card import Choice

REST = 300  # ms of rest in typing before the server is asked
OWN = 4  # the place of «Период…» among the periods
SENSELESS = {
    Folder.TO_EXECUTE: {"executor", "unit"}, Folder.DRAFTS: {"overdue", "special", "unit"},
    Folder.ISSUED_BY_ME: {"author"}, Folder.ON_CONTROL: {"overdue"}, Folder.OVERDUE: {"overdue", "unit"},
}  # fmt: skip
"""Fields that would narrow nothing there, or repeat a button of the desk."""


class FolderFilter(QWidget):
    narrowed = Signal()
    left_down = Signal()  # Enter or arrow down: on to the rows

    def __init__(self, folder: Folder, today: date) -> None:
        super().__init__()
        self._today, self._told, self._kinds = today, AssignmentFilter(), [""]
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._tell)
        self.text = self._line(self.tr("Слова или номер"), self.tr("Слова поручения и документа, номер"), 100)
        self.executor = self._line(self.tr("Исполнитель"), self.tr("Фамилия исполнителя или подразделение"), 84)
        self.unit = self._line(self.tr("Подразделение"), self.tr("Подразделение исполнителя"), 96)
        self.author = self._line(self.tr("Автор"), self.tr("Кто дал поручение"), 72)
        self.kind = self._choice(self.tr("Вид документа"), [self.tr("Все виды")])
        self.period = self._choice(self.tr("Срок исполнения"), self._periods())
        self.since, self.until = DateField(today), DateField(today)
        self.overdue = self._switch(self.tr("Просрочено"))
        self.special = self._switch(self.tr("Особый"), self.tr("На особом контроле"))
        self.clear = QToolButton()
        self.clear.setIcon(icon("x"))
        self.clear.setIconSize(QSize(14, 14))
        self.clear.setToolTip(self.tr("Сбросить условия (Esc)"))
        self.clear.setAccessibleName(self.tr("Сбросить условия"))
        self.clear.clicked.connect(self.reset)
        for field, name in ((self.since, self.tr("Срок с")), (self.until, self.tr("Срок по"))):
            field.set_name(name)
            field.edited.connect(self._rest.start)
            field.line.setMaximumWidth(104)
        self.period.currentIndexChanged.connect(self._show_own_period)
        self._lay_out(SENSELESS[folder])
        self._show_own_period()

    @property
    def narrows(self) -> bool:
        return self.chosen() != AssignmentFilter()

    def chosen(self) -> AssignmentFilter:
        since, until = self._ends()
        return AssignmentFilter(
            text=self.text.text().strip(), executor=self.executor.text().strip(), unit=self.unit.text().strip(),
            author=self.author.text().strip(), kind=self._kinds[max(self.kind.currentIndex(), 0)],
            since=since, until=until, overdue=self.overdue.isChecked(), special=self.special.isChecked(),
        )  # fmt: skip

    def show_kinds(self, kinds: Iterable[Choice]) -> None:
        offered = list(kinds)
        self._kinds = ["", *(each.key for each in offered)]
        self.kind.addItems([each.title for each in offered])

    def reset(self) -> None:
        for line in (self.text, self.executor, self.unit, self.author):
            line.clear()
        for combo in (self.kind, self.period):
            combo.setCurrentIndex(0)
        for switch in (self.overdue, self.special):
            switch.setChecked(False)
        self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.reset()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down}:
            self.left_down.emit()
        else:
            super().keyPressEvent(event)

    def _ends(self) -> tuple[date | None, date | None]:
        place, today = self.period.currentIndex(), self._today
        if place == OWN:
            return self.since.value(), self.until.value()
        ends = {1: today, 2: today + timedelta(days=7), 3: today + timedelta(days=30)}
        return (today, ends[place]) if place in ends else (None, None)

    def _periods(self) -> list[str]:
        return [self.tr("Любой срок"), self.tr("Сегодня"), self.tr("7 дней"), self.tr("30 дней"), self.tr("Период…")]

    def _tell(self) -> None:
        self._rest.stop()
        chosen = self.chosen()
        if chosen != self._told:
            self._told = chosen
            self.narrowed.emit()

    def _lay_out(self, senseless: set[str]) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        for name, stretch in (
            ("text", 3), ("executor", 2), ("unit", 2), ("author", 2), ("kind", 0), ("period", 0), ("since", 0),
            ("until", 0), ("overdue", 0), ("special", 0), ("clear", 0),
        ):  # fmt: skip
            if name in senseless:
                getattr(self, name).setParent(self)
                getattr(self, name).hide()
            else:
                row.addWidget(getattr(self, name), stretch, Qt.AlignmentFlag.AlignVCenter)
        self.setFocusProxy(self.text)

    def _show_own_period(self, _place: int = 0) -> None:
        own = self.period.currentIndex() == OWN
        for field in (self.since, self.until):
            field.setVisible(own)

    def _line(self, placeholder: str, name: str, width: int) -> QLineEdit:
        line = QLineEdit()
        line.setPlaceholderText(placeholder)
        line.setAccessibleName(name)
        line.setToolTip(name)
        line.setMinimumWidth(width)
        line.setMaxLength(200)
        line.setClearButtonEnabled(True)
        line.textChanged.connect(self._wait)
        return line

    def _choice(self, name: str, titles: Sequence[str]) -> QuietComboBox:
        combo = QuietComboBox()
        combo.addItems(list(titles))
        combo.setAccessibleName(name)
        combo.setToolTip(name)
        combo.setMaximumWidth(120)
        combo.currentIndexChanged.connect(self._wait)
        return combo

    def _switch(self, text: str, hint: str = "") -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(hint or text)
        button.setAccessibleName(hint or text)
        button.setCheckable(True)
        button.toggled.connect(self._wait)
        return button

    def _wait(self, _value: object) -> None:
        self._rest.start()
