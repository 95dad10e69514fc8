"""What narrows the register of incoming letters: one line of fields that act while one types."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QToolButton, QWidget

from client.widgets.date_field import DateField
from client.widgets.fields import QuietComboBox
from client.widgets.icons import icon
from common.identity import Place
from common.registry.document import DocumentFilter
from common.registry.selection import Period

REST = 300  # ms of rest in typing before the server is asked
PERIODS = (Period.ALL, Period.TODAY, Period.WEEK, Period.MONTH, Period.YEAR, Period.OWN)


class RegisterFilter(QWidget):
    narrowed = Signal()
    left_down = Signal()  # Enter or arrow down: on to the rows

    def __init__(self, today: date, places: Sequence[Place]) -> None:
        super().__init__()
        self._today, self._places = today, list(places)
        self._told = DocumentFilter()
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._tell)
        self.period = self._choice(self.tr("Период регистрации"), self._periods())
        self.since, self.until = DateField(today), DateField(today)
        self.number = self._line("№", self.tr("Регистрационный номер"), 72)
        self.correspondent = self._line(self.tr("Корреспондент"), self.tr("Корреспондент"), 96)
        self.summary = self._line(self.tr("Содержание"), self.tr("Краткое содержание"), 96)
        self.place = self._choice(self.tr("Место регистрации"), ["Все места", *(place.title for place in places)])
        self.on_control = self._switch(self.tr("На контроле"))
        self.without_resolution = self._switch(self.tr("Без резолюции"))
        self.to_me = self._switch(self.tr("Мне"), self.tr("Адресованы мне"))
        self.clear = QToolButton()
        self.clear.setIcon(icon("x"))
        self.clear.setIconSize(QSize(14, 14))
        self.clear.setToolTip(self.tr("Сбросить условия (Esc)"))
        self.clear.setAccessibleName(self.tr("Сбросить условия"))
        self.clear.clicked.connect(self.reset)
        self.number.setMaximumWidth(110)
        self.period.currentIndexChanged.connect(self._set_period)
        for field in (self.since, self.until):
            field.edited.connect(self._rest.start)
            field.line.setMaximumWidth(104)
        self._lay_out()
        self._show_own_period()

    @property
    def narrows(self) -> bool:
        return self.chosen() != DocumentFilter()

    def chosen(self) -> DocumentFilter:
        place = self._places[self.place.currentIndex() - 1].id if self.place.currentIndex() > 0 else None
        return DocumentFilter(
            period=PERIODS[max(self.period.currentIndex(), 0)],
            since=self.since.value() if self._is_own() else None,
            until=self.until.value() if self._is_own() else None,
            number=self.number.text().strip(),
            correspondent=self.correspondent.text().strip(),
            summary=self.summary.text().strip(),
            place_id=place,
            on_control=self.on_control.isChecked(),
            without_resolution=self.without_resolution.isChecked(),
            to_me=self.to_me.isChecked(),
        )

    def show_filter(self, chosen: DocumentFilter) -> None:
        """Takes over what a view asks for, and tells nobody."""
        self.period.setCurrentIndex(PERIODS.index(chosen.period))
        self.since.show_value(chosen.since)
        self.until.show_value(chosen.until)
        for line, text in (
            (self.number, chosen.number), (self.correspondent, chosen.correspondent), (self.summary, chosen.summary),
        ):  # fmt: skip
            line.setText(text)
        places = [place.id for place in self._places]
        self.place.setCurrentIndex(places.index(chosen.place_id) + 1 if chosen.place_id in places else 0)
        self.on_control.setChecked(chosen.on_control)
        self.without_resolution.setChecked(chosen.without_resolution)
        self.to_me.setChecked(chosen.to_me)
        self._show_own_period()
        self._rest.stop()
        self._told = self.chosen()

    def reset(self) -> None:
        for line in (self.number, self.correspondent, self.summary):
            line.clear()
        for switch in (self.on_control, self.without_resolution, self.to_me):
            switch.setChecked(False)
        self.place.setCurrentIndex(0)
        self.period.setCurrentIndex(0)
        self._rest.stop()
        self._tell()

    def _tell(self) -> None:
        chosen = self.chosen()
        if chosen != self._told:
            self._told = chosen
            self.narrowed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.reset()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down}:
            self.left_down.emit()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        for widget, stretch in (
            (self.period, 0),
            (self.since, 0),
            (self.until, 0),
            (self.number, 0),
            (self.correspondent, 2),
            (self.summary, 3),
            (self.place, 0),
            (self.on_control, 0),
            (self.without_resolution, 0),
            (self.to_me, 0),
            (self.clear, 0),
        ):
            row.addWidget(widget, stretch, Qt.AlignmentFlag.AlignVCenter)
        self.place.setVisible(len(self._places) > 1)
        self.setFocusProxy(self.number)

    def _periods(self) -> list[str]:
        return [
            self.tr("За всё время"),
            self.tr("Сегодня"),
            self.tr("7 дней"),
            self.tr("30 дней"),
            self.tr("С начала года"),
            self.tr("Период…"),
        ]

    def _set_period(self, _number: int) -> None:
        self._show_own_period()
        if self._is_own():
            self.since.editor.setFocus()
            return
        self._rest.start()

    def _show_own_period(self) -> None:
        own = self._is_own()
        self.since.setVisible(own)
        self.until.setVisible(own)

    def _is_own(self) -> bool:
        return PERIODS[max(self.period.currentIndex(), 0)] is Period.OWN

    def _line(self, placeholder: str, name: str, width: int) -> QLineEdit:
        line = QLineEdit()
        line.setPlaceholderText(placeholder)
        line.setAccessibleName(name)
        line.setToolTip(name)
        line.setMinimumWidth(width)
        line.setMaxLength(200)
        line.setClearButtonEnabled(True)
        line.textChanged.connect(self._rest.start)
        return line

    def _choice(self, name: str, titles: Sequence[str]) -> QComboBox:
        combo = QuietComboBox()
        combo.addItems(list(titles))
        combo.setAccessibleName(name)
        combo.setToolTip(name)
        combo.currentIndexChanged.connect(self._rest_started)
        return combo

    def _rest_started(self, _index: int) -> None:
        self._rest.start()

    def _switch(self, text: str, hint: str = "") -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(hint or text)
        button.setAccessibleName(hint or text)
        button.setCheckable(True)
        button.toggled.connect(self._switched)
        return button

    def _switched(self, _on: bool) -> None:
        self._rest.start()
