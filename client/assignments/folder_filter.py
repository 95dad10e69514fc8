"""What narrows a folder of assignments: one line of fields that act while one types."""

from collections.abc import Iterable
from datetime import date, timedelta

from client.widgets.date_field import DateField
from client.widgets.narrowing import NarrowingRow
from common.assignments.cards import Folder
from common.assignments.selection import AssignmentFilter
from common.registry.card import Choice

OWN = 4  # the place of «Период…» among the periods
SENSELESS = {
    Folder.TO_EXECUTE: {"executor", "unit"}, Folder.DRAFTS: {"overdue", "special", "unit"},
    Folder.ISSUED_BY_ME: {"author"}, Folder.ON_CONTROL: {"overdue"}, Folder.OVERDUE: {"overdue", "unit"},
}  # fmt: skip
"""Fields that would narrow nothing there, or repeat a button of the desk."""


class FolderFilter(NarrowingRow):
    def __init__(self, folder: Folder, today: date) -> None:
        super().__init__(AssignmentFilter())
        self._today, self._kinds = today, [""]
        self.text = self._line(self.tr("Слова или номер"), self.tr("Слова поручения и документа, номер"), 100)
        self.executor = self._line(self.tr("Исполнитель"), self.tr("Фамилия исполнителя или подразделение"), 84)
        self.unit = self._line(self.tr("Подразделение"), self.tr("Подразделение исполнителя"), 96)
        self.author = self._line(self.tr("Автор"), self.tr("Кто дал поручение"), 72)
        self.kind = self._choice(self.tr("Вид документа"), [self.tr("Все виды")])
        self.period = self._choice(self.tr("Срок исполнения"), self._periods())
        self.since, self.until = DateField(today), DateField(today)
        self.overdue = self._switch(self.tr("Просрочено"))
        self.special = self._switch(self.tr("Особый"), self.tr("На особом контроле"))
        for field, name in ((self.since, self.tr("Срок с")), (self.until, self.tr("Срок по"))):
            field.set_name(name)
            self._follow(field)
        for combo in (self.kind, self.period):
            combo.setMaximumWidth(120)
        self.period.currentIndexChanged.connect(self._show_own_period)
        self._lay_out(SENSELESS[folder])
        self._show_own_period()

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

    def _ends(self) -> tuple[date | None, date | None]:
        place, today = self.period.currentIndex(), self._today
        if place == OWN:
            return self.since.value(), self.until.value()
        ends = {1: today, 2: today + timedelta(days=7), 3: today + timedelta(days=30)}
        return (today, ends[place]) if place in ends else (None, None)

    def _periods(self) -> list[str]:
        return [self.tr("Любой срок"), self.tr("Сегодня"), self.tr("7 дней"), self.tr("30 дней"), self.tr("Период…")]

    def _lay_out(self, senseless: set[str]) -> None:
        shares = {"text": 3, "executor": 2, "unit": 2, "author": 2}
        names = "text executor unit author kind period since until overdue special clear".split()
        self.put_in_a_row((getattr(self, name), shares.get(name, 0)) for name in names if name not in senseless)
        for name in senseless:
            getattr(self, name).setParent(self)
            getattr(self, name).hide()
        self.setFocusProxy(self.text)

    def _show_own_period(self, _place: int = 0) -> None:
        own = self.period.currentIndex() == OWN
        for field in (self.since, self.until):
            field.setVisible(own)
