"""What narrows the register of incoming letters: one line of fields that act while one types."""

from collections.abc import Sequence
from datetime import date

from client.widgets.date_field import DateField
from client.widgets.narrowing import NarrowingRow
from common.identity import Place
from common.registry.document import DocumentFilter
from common.registry.selection import Period

PERIODS = (Period.ALL, Period.TODAY, Period.WEEK, Period.MONTH, Period.YEAR, Period.OWN)


class RegisterFilter(NarrowingRow):
    def __init__(self, today: date, places: Sequence[Place]) -> None:
        super().__init__(DocumentFilter())
        self._places = list(places)
        self.period = self._choice(self.tr("Период регистрации"), self._periods())
        self.since, self.until = DateField(today), DateField(today)
        self.since.set_name(self.tr("Период с"))
        self.until.set_name(self.tr("Период по"))
        self.number = self._line("№", self.tr("Регистрационный номер"), 72)
        self.correspondent = self._line(self.tr("Корреспондент"), self.tr("Корреспондент"), 96)
        self.summary = self._line(self.tr("Содержание"), self.tr("Краткое содержание"), 96)
        self.place = self._choice(self.tr("Место регистрации"), ["Все места", *(place.title for place in places)])
        self.on_control = self._switch(self.tr("На контроле"))
        self.without_resolution = self._switch(self.tr("Без резолюции"))
        self.to_me = self._switch(self.tr("Мне"), self.tr("Адресованы мне"))
        self.number.setMaximumWidth(110)
        self.place.setMaximumWidth(150)  # its titles are longer than what one types beside it
        self.period.currentIndexChanged.connect(self._set_period)
        for field in (self.since, self.until):
            self._follow(field)
        self._lay_out()
        self._show_own_period()

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
        self._tell()

    def _lay_out(self) -> None:
        shares = {"correspondent": 2, "summary": 3}
        names = (
            "period since until number correspondent summary place on_control without_resolution to_me clear"
        ).split()
        self.put_in_a_row((getattr(self, name), shares.get(name, 0)) for name in names)
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
