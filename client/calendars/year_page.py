"""The production calendar, kept by an administrator: a year, its days, what a change of them moves."""

from datetime import date
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from client.calendars.change_dialog import ChangeDialog
from client.calendars.year_view import YearView, words_of
from client.shell.workplace import Workplace
from client.widgets.date_field import DateField
from client.widgets.fields import ChoiceField, FlagField, TextField
from client.widgets.form import Form
from client.widgets.icons import icon
from client.widgets.messages import Question, label, restyle, said
from common.calendars import SATURDAY, CalendarDay, YearChange, YearDraft
from common.kernel.deadlines import DayKind
from common.rpc.errors import CallError

ORDINARY = ""
LARGEST = 300_000  # bytes of a calendar file; the state's have five thousand
TURNS = {
    False: {None: DayKind.OFF, DayKind.OFF: DayKind.SHORT, DayKind.SHORT: None, DayKind.WORKING: None},
    True: {None: DayKind.WORKING, DayKind.WORKING: DayKind.SHORT, DayKind.SHORT: DayKind.OFF, DayKind.OFF: None},
}  # of working days and of weekends


class YearPage(QWidget):
    """Edits stay on the page until «Сохранить», which first shows the deadlines that would move."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._work = workplace
        self._draft = YearDraft(year=workplace.today().year, days=[])
        self._days: dict[date, CalendarDay] = {}
        self._read = False
        self.view, self.notice, self.day_form = YearView(), Question(), Form(CalendarDay)
        self.kind = ChoiceField([(ORDINARY, self.tr("как обычно")), *((kind, kind.label) for kind in DayKind)])
        self.title, self.moved_from = TextField(), DateField(workplace.today())
        self.regional = FlagField(self.tr("Региональный день"))
        self.heading, self.totals, self.day_words = (
            label("", "headline"),
            label("", "caption"),
            label("", "title", wrap=True),
        )
        self.back_button = self._button("chevron-left", "", self.show_previous, self.tr("Предыдущий год"), "Alt+Left")
        self.on_button = self._button("chevron-right", "", self.show_next, self.tr("Следующий год"), "Alt+Right")
        self.file_button = self._button("upload", self.tr("&Загрузить из файла…"), self.choose_file)
        self.undo_button = self._button("arrow-back-up", self.tr("О&тменить правки"), self.refresh)
        self.save_button = self._button("device-floppy", self.tr("&Сохранить…  Ctrl+S"), self.save, "", "Ctrl+S")
        self._lay_out()
        self.view.walked.connect(self._show_days)
        self.view.turned.connect(self._turn)
        self.day_form.changed.connect(self._take_day)
        self.setFocusProxy(self.view)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._read:
            self._read = True
            self.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.changed_days():
            event.ignore()
            self._say_unsaved()

    def refresh(self) -> None:
        self._open(self._draft.year)

    def show_previous(self) -> None:
        self._leave_for(self._draft.year - 1)

    def show_next(self) -> None:
        self._leave_for(self._draft.year + 1)

    def choose_file(self) -> None:
        dialog = QFileDialog(self, self.tr("Производственный календарь"))
        dialog.setNameFilter(self.tr("Календарь в формате xmlcalendar (*.xml)"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.read_file)
        dialog.open()

    def read_file(self, name: str) -> None:
        """Shows the year of the file as an edit that is not saved yet."""
        try:
            content = Path(name).read_bytes()[: LARGEST + 1]
            text = content.decode("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            self.notice.ask(self.tr("Файл не читается. Нужен calendar.xml в кодировке UTF-8."), alarm=True)
            return
        if len(content) > LARGEST:
            self.notice.ask(self.tr("Файл слишком велик для календаря одного года."), alarm=True)
            return
        self._work.calls(self, self._work.apis.calendars.read_file, text).then(self._show_read).fails(self._refuse)

    def save(self) -> None:
        if self.save_button.isEnabled() and self.day_form.check([]):
            call = self._work.calls(self, self._work.apis.calendars.preview, self._edited())
            call.then(self._ask).fails(self._refuse)

    def changed_days(self) -> frozenset[date]:
        before = {each.day: each for each in self._draft.days}
        return frozenset(day for day in {*before, *self._days} if before.get(day) != self._days.get(day))

    def _open(self, year: int) -> None:
        self._work.calls(self, self._work.apis.calendars.to_edit, year).then(self._show).fails(self._refuse)

    def _leave_for(self, year: int) -> None:
        if self.changed_days():
            self._say_unsaved()
        else:
            self._open(year)

    def _say_unsaved(self) -> None:
        self.notice.ask(self.tr("Правки {0} года не сохранены: сохраните их или отмените.").format(self._draft.year))

    def _show(self, draft: YearDraft) -> None:
        self._draft, self._days = draft, {each.day: each for each in draft.days}
        self.notice.hide()
        if not draft.days:
            text = self.tr("{0} год ещё не введён: загрузите календарь из файла или отметьте дни сами.")
            self.notice.ask(text.format(draft.year))
        today, current = self._work.today(), self.view.current
        kept = current if current.year == draft.year else date(draft.year, 1, 1)
        self._show_days(today if today.year == draft.year and current.year != draft.year else kept)

    def _show_read(self, read: YearDraft) -> None:
        """What stands on the server is what the file is compared with."""

        def shown(draft: YearDraft) -> None:
            self._show(draft)
            self._days = {each.day: each for each in read.days}
            count = len(self.changed_days())
            text = self.tr("Загружен {0} год, отличий от введённого: {1}. Проверьте и сохраните.")
            self.notice.ask(text.format(read.year, count))
            self._show_days(self.view.current)

        self._work.calls(self, self._work.apis.calendars.to_edit, read.year).then(shown).fails(self._refuse)

    def _show_days(self, current: date) -> None:
        self.heading.setText(str(self._draft.year))
        self._show_marks(current)
        self._show_day(current)

    def _show_marks(self, current: date) -> None:
        changed = self.changed_days()
        self.view.show_year(current, self._days, changed)
        self.totals.setText(self.tr("рабочих дней: {0}").format(self.view.worked))
        for button in (self.save_button, self.undo_button):
            button.setEnabled(bool(changed))

    def _show_day(self, day: date) -> None:
        each = self._days.get(day)
        self.day_words.setText(words_of(day, None))
        self.day_form.show_values(each or {"title": "", "moved_from": None, "regional": False})
        self.kind.show_value(each.kind if each else ORDINARY)

    def _turn(self, day: date) -> None:
        each = self._days.get(day)
        kind = TURNS[day.weekday() >= SATURDAY][each.kind if each else None]
        if kind is None:
            self._days.pop(day, None)
        else:
            self._days[day] = replace(each, kind=kind) if each else CalendarDay(day, kind)
        self._show_days(day)

    def _take_day(self) -> None:
        """What is entered beside the year belongs to the day in front."""
        day, values = self.view.current, self.day_form.values()
        kind = values.pop("kind")
        if kind == ORDINARY:
            self._days.pop(day, None)
        elif not self.moved_from.misread():
            self._days[day] = CalendarDay(day, kind, **values)
        self._show_marks(day)

    def _edited(self) -> YearDraft:
        return replace(self._draft, days=[self._days[day] for day in sorted(self._days)])

    def _ask(self, change: YearChange) -> None:
        dialog = ChangeDialog(self._draft.year, change, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(self._put)
        dialog.open()

    def _put(self) -> None:
        call = self._work.calls(self, self._work.apis.calendars.put_year, self._edited())
        call.then(self._note_put).fails(self._refuse)

    def _note_put(self, change: YearChange) -> None:
        self.refresh()
        self.notice.ask(self.tr("Календарь сохранён. Перенесено сроков: {0}.").format(len(change.moved)))

    def _refuse(self, error: CallError) -> None:
        self.notice.ask(" ".join(problem.text for problem in error.problems[:3]) or said(error), alarm=True)

    def _button(self, picture: str, text: str, slot: object, tip: str = "", keys: str = "") -> QPushButton:
        button = QPushButton(icon(picture), text)
        button.clicked.connect(slot)
        if tip:
            button.setToolTip(f"{tip}  {keys}")
            button.setAccessibleName(tip)
        if keys:
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(button.click)
        return button

    def _lay_out(self) -> None:
        self.save_button.setProperty("primary", True)
        restyle(self.save_button)
        bar = QFrame()
        bar.setProperty("role", "bar")
        line = QHBoxLayout(bar)
        line.setContentsMargins(8, 5, 6, 5)
        line.setSpacing(6)
        for widget in (self.back_button, self.heading, self.on_button, self.totals):
            line.addWidget(widget)
        line.addStretch(1)
        for button in (self.file_button, self.undo_button, self.save_button):
            line.addWidget(button)
        centre = QHBoxLayout()
        centre.setContentsMargins(8, 4, 0, 8)
        centre.addWidget(self.view, 1)
        centre.addWidget(self._beside())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self.notice)
        column.addLayout(centre, 1)

    def _beside(self) -> QWidget:
        form = self.day_form
        form.add("kind", self.tr("День"), self.kind, 0, span=2)
        form.add("title", self.tr("Название"), self.title, 1, span=2)
        form.add("moved_from", self.tr("Перенесён с"), self.moved_from, 2, span=2)
        form.add("regional", "", self.regional, 3, span=2)
        beside = QWidget()
        beside.setFixedWidth(330)
        column = QVBoxLayout(beside)
        column.addWidget(self.day_words)
        column.addWidget(form)
        legend = self.tr(
            "Красный — выходной, * — сокращённый день, синий — рабочая суббота или воскресенье,"
            " точка — региональный (остаётся при загрузке календаря)."
            " Жёлтая рамка — правка, которая ещё не сохранена.\n\nСтрелки — по дням, PgUp и PgDn — по месяцам,"
            " пробел — сменить вид дня."
        )
        column.addWidget(label(legend, "caption", wrap=True))
        column.addStretch(1)
        return beside
