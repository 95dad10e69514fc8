"""The report centre: the list of reports, the parameters of the chosen one, and what came of it."""

from contextlib import nullcontext
from pathlib import Path

from msgspec import Struct
from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QPushButton,
    QTabWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from client.reports.builder import Builder
from client.reports.handing_dialog import HandButton
from client.reports.history import ReportHistory
from client.reports.keeping import Keeping
from client.reports.page import ReportPage
from client.reports.parameters_form import ParametersForm
from client.reports.report_list import ReportList, form_of
from client.reports.schedules_pane import SchedulesPane
from client.shell.glance import Glance
from client.shell.workplace import Workplace
from client.widgets.icons import icon
from client.widgets.messages import restyle, said
from common.kernel.ids import ReportRunId, SavedReportId
from common.kernel.rights import Right
from common.reports import Format, PastRun, ReportForm, ReportRun, SavedDraft
from common.rpc.errors import CallError


class Shown(Struct, frozen=True):
    """The run whose figures are before the reader, and the order that made them."""

    run_id: ReportRunId
    code: str
    texts: dict[str, str]


class ReportCentre(ReportPage):
    """F9 shows the figures; the same figures are then taken as PDF or XLSX."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self._chosen: ReportForm | None = None
        self._shown: Shown | None = None
        self._past: PastRun | None = None
        self.list = ReportList(workplace)
        self.history, self.schedules = ReportHistory(workplace), SchedulesPane(workplace)
        self.parameters: ParametersForm | None = None
        self._asked: tuple[str, dict[str, str]] = "", {}
        self._awaited = ""  # the code that is chosen once the list has come
        self.builder, self.keeping = Builder(workplace, self), Keeping(workplace, self)
        self._place_for_form = QVBoxLayout()
        self.buttons = {form: self._button(form) for form in Format}
        self.keep_button = QPushButton(self.tr("Сохранить…"))
        self.keep_button.setShortcut(QKeySequence("Ctrl+S"))
        self.keep_button.setToolTip(self.tr("Как свой отчёт, с тем, что стоит в форме (Ctrl+S)"))
        self.keep_button.clicked.connect(self.keep)
        self.hand_button = HandButton(workplace)
        self.hand_button.told.connect(self.notice.say)
        sides = QTabWidget()
        sides.setDocumentMode(True)
        sides.addTab(self.list, self.tr("Отчёты"))
        sides.addTab(self.history, self.tr("Мои отчёты"))
        sides.addTab(self.schedules, self.tr("Расписания"))
        self._lay_out(
            sides, [*self.buttons.values(), self.keep_button, self.hand_button], self._place_for_form, (290, 810)
        )
        self.setFocusProxy(self.list)
        self.list.currentItemChanged.connect(self._choose)
        self.list.itemClicked.connect(self._return)
        self.list.itemActivated.connect(self._return)
        self.history.wanted.connect(self.show_past)
        self.history.refused.connect(self._refuse)
        self.builder.made.connect(self.show_past)
        self.builder.kept.connect(self._show_kept)
        self.builder.refused.connect(self._refuse)
        self.builder.other.connect(self._change_kept)
        self.keeping.kept.connect(self._show_kept)
        self.list.change_wanted.connect(self.builder.change)
        self.list.forgotten.connect(self.refresh)
        self.schedules.new_wanted.connect(self.schedule)
        self.schedules.refused.connect(self._refuse)
        self.schedules.told.connect(self.notice.say)
        workplace.navigator.figure_wanted.connect(self._look_closer)
        self.notice.first.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        self.notice.hide()
        self._work.calls(self, self._work.apis.reports.centre).then(self._show_forms).fails(self._refuse_list)

    def _show_forms(self, forms: list[ReportForm]) -> None:
        past = self._past if not self._awaited else None
        with QSignalBlocker(self.list) if past is not None else nullcontext():
            self.list.show_forms(forms)
        if past is not None:
            self.list.mark(past.code)
        self.list.choose(self._awaited)
        self._awaited = ""

    def _show_kept(self, saved_id: SavedReportId) -> None:
        self._awaited = f"saved.{saved_id}"
        self.refresh()

    def order(self, form: Format) -> None:
        if self._order is not None or self.parameters is None or self._chosen is None:
            return
        if self._past is not None:
            self._begin().again(self._past.id, form)
            return
        if not self.parameters.check(self.parameters.problems()):
            return
        code, texts = self._chosen.code, self.parameters.texts()
        shown = self._shown
        self._asked = code, texts
        if shown is not None and form is not Format.SCREEN and (shown.code, shown.texts) == self._asked:
            self._begin().again(shown.run_id, form)
            return
        self._begin().place(code, texts, form)

    def order_screen(self) -> None:
        self.order(Format.SCREEN)

    def order_pdf(self) -> None:
        self.order(Format.PDF)

    def order_xlsx(self) -> None:
        self.order(Format.XLSX)

    def order_first(self) -> None:
        """What F9 does: figures where there are some, else the printed form."""
        if self._chosen is not None:
            self.order(Format.SCREEN if Format.SCREEN in self._chosen.formats else Format.PDF)

    def show_past(self, run: PastRun) -> None:
        """The kept figures of an earlier run, or its file where it has none."""
        self._cancel()
        self._past = run
        self.list.mark(run.code)
        self.title.setText(run.title)
        if self.parameters is not None:
            self.parameters.hide()
        self.notice.hide()
        self.preview.clear()
        if run.kept:
            self.preview.show_figures(run.id)
        elif run.formats:
            self._begin().follow(run.id)
        else:
            self.notice.say(self.tr("Данные этого отчёта больше не хранятся. Сформируйте его заново."), alarm=True)
        self._enable()

    def _look_closer(self, glance: Glance) -> None:
        self.show_past(glance.run)
        self.preview.show_behind(glance)

    def schedule(self) -> None:
        """The chosen report by itself, with the parameters that stand in its form."""
        if self._chosen is None or self.parameters is None or Format.SCREEN not in self._chosen.formats:
            self.notice.say(self.tr("Форму об одном документе по расписанию не делают: выберите другой отчёт."))
        elif self.parameters.check(self.parameters.problems()):
            self.schedules.begin(self._chosen, self.parameters.texts())

    def keep(self) -> None:
        """The chosen report as one's own, with the parameters that stand in its form."""
        if (
            self._chosen is not None
            and self.parameters is not None
            and self.parameters.check(self.parameters.problems())
        ):
            self.keeping.begin(self._chosen, self.parameters.texts())

    def _change_kept(self, saved_id: SavedReportId, draft: SavedDraft) -> None:
        report = self.list.form(draft.code)
        if report is not None:
            self.keeping.change(saved_id, draft, report)
        else:
            self.notice.say(self.tr("Отчёта, из которого он сделан, в списке больше нет: изменить нельзя."), alarm=True)

    def _in_front(self) -> ReportRunId | None:
        """The run whose figures are kept and before the reader."""
        if self._past is not None:
            return self._past.id if self._past.kept else None
        return self._shown.run_id if self._shown is not None else None

    def _button(self, form: Format) -> QPushButton:
        words = {Format.SCREEN: self.tr("Показать"), Format.PDF: "PDF", Format.XLSX: "XLSX"}
        acts = {Format.SCREEN: self.order_screen, Format.PDF: self.order_pdf, Format.XLSX: self.order_xlsx}
        button = QPushButton(words[form])
        button.setObjectName(words[form])
        if form is not Format.SCREEN:
            button.setIcon(icon({Format.PDF: "file-text", Format.XLSX: "file-spreadsheet"}[form]))
            button.setAccessibleName(self.tr("Сформировать {0}").format(words[form]))
            button.setToolTip(self.tr("Сформировать файл {0}").format(words[form]))
        button.setEnabled(False)
        button.clicked.connect(acts[form])
        return button

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        form = form_of(item)
        if form is None:
            return
        self._cancel()
        self._chosen, self._past, self._shown = form, None, None
        self.title.setText(form.title)
        if self.parameters is not None:
            self._place_for_form.removeWidget(self.parameters)
            self.parameters.hide()
            self.parameters.deleteLater()
        self.parameters = ParametersForm(form.parameters, self._work)
        self.parameters.sent.connect(self.order_first)
        self._place_for_form.addWidget(self.parameters)
        self.notice.hide()
        self.preview.clear()
        self._enable()

    def _return(self, item: QTreeWidgetItem) -> None:
        """From a run of the past to the report that is current already."""
        if self._past is not None:
            self._choose(item)

    def _show_report(self, run: ReportRun, file: Path | None) -> None:
        kept = self._shown is not None and (self._shown.code, self._shown.texts) == self._asked
        if file is None or (self._past is None and not kept):
            self._shown = Shown(run.id, *self._asked)
        self._end()
        if file is None:
            self.preview.show_figures(run.id)
        elif not self.preview.show_report(run, file):
            self.notice.say(self.tr("Отчёт получен, но не читается. Сформируйте его ещё раз."), alarm=True)

    def _refuse(self, error: CallError) -> None:
        if error.problems and self.parameters is not None:
            self._end()
            self.parameters.show_problems(error.problems)
        else:
            super()._refuse(error)

    def _refuse_list(self, error: CallError) -> None:
        self.notice.say(said(error), self.tr("&Повторить"), alarm=True)

    def _enable(self) -> None:
        formats = list(self._chosen.formats) if self._chosen else []
        if self._past is not None:
            formats = [Format.PDF, Format.XLSX] if self._past.kept else []
        first = next(iter(form for form in (Format.SCREEN, Format.PDF) if form in formats), None)
        own = self._past is not None or self._chosen is None or self._chosen.saved_id is not None
        self.keep_button.setVisible(Format.SCREEN in formats and not own and Right.RUN_REPORTS in self._work.me.rights)
        self.hand_button.setVisible(Format.SCREEN in formats or self._past is not None)
        self.hand_button.offer(None if self._order is not None else self._in_front(), self.title.text())
        for form, button in self.buttons.items():
            button.setVisible(form in formats)
            button.setEnabled(form in formats and self._order is None)
            is_first = form is first and self._past is None
            button.setText(f"{button.objectName()}  F9" if is_first else button.objectName())
            button.setShortcut(QKeySequence("F9") if is_first else QKeySequence())
            button.setProperty("primary", is_first)
            restyle(button)
